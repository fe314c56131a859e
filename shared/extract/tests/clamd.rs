//! Questions to a virus scanner, answered by a server that speaks the protocol of clamd.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::Duration;

use ges_domain::explain::Explain;
use ges_extract::clamd::{Address, ScanError, Scanner, Verdict};

/// What a document must hold to be found.
const MARK: &[u8] = b"bad bytes";
/// Bytes the server takes.
const MOST: usize = 200_000;

fn number(line: &mut impl Read) -> usize {
    let mut length = [0; 4];
    line.read_exact(&mut length).unwrap();
    u32::from_be_bytes(length).try_into().unwrap()
}

/// Serves one question as clamd does.
fn serve(mut line: impl Read + Write) {
    let mut command = Vec::new();
    let mut byte = [0];
    while line.read_exact(&mut byte).is_ok() && byte != [0] {
        command.extend(byte);
    }
    if command == b"zPING" {
        return line.write_all(b"PONG\0").unwrap();
    }
    assert_eq!(command, b"zINSTREAM");
    let mut document = Vec::new();
    loop {
        let length = number(&mut line);
        if length == 0 {
            break;
        }
        if document.len() + length > MOST {
            return line.write_all(b"INSTREAM size limit exceeded. ERROR\0").unwrap();
        }
        let start = document.len();
        document.resize(start + length, 0);
        line.read_exact(&mut document[start..]).unwrap();
    }
    let found = document.windows(MARK.len()).any(|window| window == MARK);
    line.write_all(if found { b"stream: Test.Mark-1 FOUND\0" } else { b"stream: OK\0" }).unwrap();
}

/// A scanner at a TCP server that does `serve` with one connection.
fn at_tcp(serve: impl FnOnce(std::net::TcpStream) + Send + 'static) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp(listener.local_addr().unwrap());
    std::thread::spawn(move || serve(listener.accept().unwrap().0));
    Scanner { address, patience: Duration::from_secs(20) }
}

#[test]
fn a_document_is_clean_or_something_is_found() {
    let long = vec![b'a'; MOST - 9];
    let cases: [(Vec<u8>, Verdict); 4] = [
        (b"".to_vec(), Verdict::Clean),
        (b"good bytes".to_vec(), Verdict::Clean),
        (b"some bad bytes".to_vec(), Verdict::Found("Test.Mark-1".into())),
        ([&long, MARK].concat(), Verdict::Found("Test.Mark-1".into())),
    ];
    for (document, verdict) in cases {
        assert_eq!(at_tcp(serve).scan(&mut document.as_slice()), Ok(verdict));
    }
}

#[test]
fn a_unix_socket_is_asked_likewise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd");
    let listener = UnixListener::bind(&path).unwrap();
    let server = std::thread::spawn(move || (0..2).for_each(|_| serve(listener.accept().unwrap().0)));
    let scanner = Scanner { address: Address::Unix(path.clone()), patience: Duration::from_secs(20) };
    assert_eq!(scanner.ping(), Ok(()));
    assert_eq!(scanner.scan(&mut &MARK[..]), Ok(Verdict::Found("Test.Mark-1".into())));
    server.join().unwrap();
    assert!(matches!(scanner.ping(), Err(ScanError::Unreachable(_))));
}

#[test]
fn a_document_larger_than_the_scanner_takes_is_no_verdict() {
    let document = vec![0; MOST * 2];
    let error = at_tcp(serve).scan(&mut document.as_slice()).unwrap_err();
    // Where the connection is reset before the answer is read, there is only the broken connection.
    assert!(matches!(error, ScanError::TooLarge | ScanError::Unreachable(_)), "{error}");
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    let silent = Scanner { patience: Duration::from_millis(50), ..at_tcp(|line| drop((line.peek(&mut [0]), line))) };
    assert!(silent.scan(&mut &MARK[..]).is_err());
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let waiting = at_tcp(move |line| {
        let _held = line;
        let _ended = receiver.recv();
    });
    let waiting = Scanner { patience: Duration::from_millis(50), ..waiting };
    assert_eq!(waiting.scan(&mut &MARK[..]), Err(ScanError::TimedOut));
    drop(sender);
    let strange = at_tcp(|mut line| {
        let mut taken = [0; 6];
        line.read_exact(&mut taken).unwrap();
        line.write_all(b"UNKNOWN\x1b COMMAND\0").unwrap();
    });
    assert_eq!(strange.ping(), Err(ScanError::Refused("UNKNOWN COMMAND".into())));
}

#[test]
fn a_document_that_cannot_be_read_is_told_as_such() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::PermissionDenied.into())
        }
    }
    let error = at_tcp(serve_until_end).scan(&mut Broken).unwrap_err();
    assert!(matches!(error, ScanError::Document(_)));
    assert!(error.explain().remedy.th.contains("กรุณา"));
}

fn serve_until_end(mut line: std::net::TcpStream) {
    let mut all = Vec::new();
    drop(line.read_to_end(&mut all));
}
