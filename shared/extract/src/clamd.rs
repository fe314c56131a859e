//! Asks `clamd`, the daemon of the virus scanner `ClamAV`, what it thinks of a document.
//!
//! The protocol is `INSTREAM` of clamd(8): the bytes in chunks with their lengths, and one line as answer. The tests speak
//! it with a server of their own; against a real daemon it is tried by whoever runs one (`zPING` is [`Scanner::ping`]).

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use ges_domain::explain::{Explain, Explanation, Place};

/// Bytes of a chunk.
const CHUNK_BYTES: usize = 64 << 10;
/// Bytes of an answer.
const ANSWER_BYTES: u64 = 4 << 10;
/// Letters of a name that is passed on.
const NAME_LETTERS: usize = 200;

/// Where the daemon listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A unix socket (`LocalSocket` of `clamd.conf`).
    Unix(PathBuf),
    /// A TCP port (`TCPSocket`): unencrypted, so on this machine or in a closed network.
    Tcp(SocketAddr),
}

/// What the scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing known was found.
    Clean,
    /// Something was, by the scanner's name for it.
    Found(String),
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// No connection, or it broke.
    #[error("the virus scanner does not answer ({0}): check that clamd runs and that its address is right")]
    Unreachable(String),
    /// Longer than the time that was given.
    #[error("the virus scanner took too long: check the load of clamd, or give it more time")]
    TimedOut,
    /// More than the daemon takes.
    #[error("the document is larger than the virus scanner takes: raise StreamMaxLength in clamd.conf")]
    TooLarge,
    /// Words that are no verdict.
    #[error("the virus scanner answers `{0}`: look in the log of clamd")]
    Refused(String),
    /// The document itself.
    #[error("the document cannot be read ({0}): check the folder of documents")]
    Document(String),
}

impl Explain for ScanError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::Unreachable(detail) => (
                "scanner-unreachable",
                format!("โปรแกรมตรวจไวรัสไม่ตอบ ({detail})"),
                "กรุณาตรวจสอบว่า clamd ทำงานอยู่และที่อยู่ถูกต้อง",
            ),
            Self::TimedOut => (
                "scanner-timed-out",
                "โปรแกรมตรวจไวรัสใช้เวลานานเกินไป".into(),
                "กรุณาตรวจสอบภาระงานของ clamd หรือกำหนดเวลาให้นานขึ้น",
            ),
            Self::TooLarge => (
                "scanner-too-large",
                "เอกสารใหญ่กว่าที่โปรแกรมตรวจไวรัสรับได้".into(),
                "กรุณาเพิ่มค่า StreamMaxLength ใน clamd.conf",
            ),
            Self::Refused(answer) => {
                ("scanner-refused", format!("โปรแกรมตรวจไวรัสตอบว่า “{answer}”"), "กรุณาดูบันทึกของ clamd")
            }
            Self::Document(detail) => {
                ("scanner-document", format!("อ่านเอกสารไม่ได้ ({detail})"), "กรุณาตรวจสอบโฟลเดอร์เอกสาร")
            }
        };
        Explanation::of(self, code, Place::default(), rule, remedy)
    }
}

/// A scanner somewhere. Blocks: call it on a blocking thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    /// Where it listens.
    pub address: Address,
    /// How long one step may take: connecting, taking a chunk, answering.
    pub patience: Duration,
}

impl Scanner {
    /// Whether the daemon is there.
    pub fn ping(&self) -> Result<(), ScanError> {
        let mut line = self.connect().map_err(|error| failed(&error))?;
        line.write_all(b"zPING\0").map_err(|error| failed(&error))?;
        match answer(&mut *line)?.as_str() {
            "PONG" => Ok(()),
            other => Err(ScanError::Refused(other.into())),
        }
    }

    /// Has a document scanned.
    pub fn scan(&self, document: &mut dyn Read) -> Result<Verdict, ScanError> {
        let mut line = self.connect().map_err(|error| failed(&error))?;
        let sent = send(&mut *line, document)?;
        // A daemon that wants no more says why and closes: its words count, not the broken connection.
        let said = answer(&mut *line);
        match (sent, said) {
            (_, Ok(said)) => verdict(&said),
            (Err(broken), Err(_)) => Err(failed(&broken)),
            (Ok(()), Err(error)) => Err(error),
        }
    }

    fn connect(&self) -> io::Result<Box<dyn Line>> {
        Ok(match &self.address {
            Address::Unix(path) => {
                let line = UnixStream::connect(path)?;
                line.set_read_timeout(Some(self.patience))?;
                line.set_write_timeout(Some(self.patience))?;
                Box::new(line)
            }
            Address::Tcp(address) => {
                let line = TcpStream::connect_timeout(address, self.patience)?;
                line.set_read_timeout(Some(self.patience))?;
                line.set_write_timeout(Some(self.patience))?;
                Box::new(line)
            }
        })
    }
}

/// Both kinds of sockets.
trait Line: Read + Write {}
impl<L: Read + Write> Line for L {}

/// Sends the command and the document. The inner result is the connection's.
fn send(line: &mut dyn Line, document: &mut dyn Read) -> Result<io::Result<()>, ScanError> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut write = |bytes: &[u8], chunk: &[u8]| line.write_all(bytes).and_then(|()| line.write_all(chunk));
    if let Err(broken) = write(b"zINSTREAM\0", b"") {
        return Ok(Err(broken));
    }
    loop {
        let length = match document.read(&mut chunk) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ScanError::Document(error.to_string())),
        };
        let bytes = chunk.get(..length).unwrap_or_default();
        let written = write(&u32::try_from(length).unwrap_or_default().to_be_bytes(), bytes);
        if length == 0 || written.is_err() {
            return Ok(written);
        }
    }
}

/// The daemon's line, without its end.
fn answer(line: &mut dyn Line) -> Result<String, ScanError> {
    let mut said = Vec::new();
    let mut byte = [0];
    let mut line = io::BufReader::new(line.take(ANSWER_BYTES));
    loop {
        match line.read(&mut byte) {
            Ok(0) => break,
            Ok(_) if matches!(byte, [0 | b'\n']) => return Ok(words(&said)),
            Ok(_) => said.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Err(ScanError::Unreachable("the connection ended before the answer".into()))
}

/// Words that can be shown and written in a log.
fn words(said: &[u8]) -> String {
    String::from_utf8_lossy(said).chars().filter(|c| !c.is_control()).take(NAME_LETTERS).collect()
}

fn verdict(said: &str) -> Result<Verdict, ScanError> {
    if said == "stream: OK" {
        Ok(Verdict::Clean)
    } else if let Some(name) = said.strip_prefix("stream: ").and_then(|rest| rest.strip_suffix(" FOUND")) {
        Ok(Verdict::Found(name.into()))
    } else if said.contains("size limit exceeded") {
        Err(ScanError::TooLarge)
    } else {
        Err(ScanError::Refused(said.into()))
    }
}

fn failed(error: &io::Error) -> ScanError {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ScanError::TimedOut,
        _ => ScanError::Unreachable(error.to_string()),
    }
}
