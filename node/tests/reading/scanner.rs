//! What the virus scanner says decides what is filed, whichever way a file comes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use ges_extract::clamd::{Address, Scanner};
use ges_node::reading::ScannerSettings;
use http::header;

use crate::house::{House, house_with, pdf, program};
use crate::{make, support};

/// What the server below finds.
const MARK: &[u8] = b"MARK-OF-A-VIRUS";

/// Speaks `zPING` and `zINSTREAM` with everybody who comes.
fn clamd() -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp(listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for line in listener.incoming() {
            answer(&mut line.unwrap());
        }
    });
    address
}

fn answer(line: &mut (impl Read + Write)) {
    let mut command = Vec::new();
    let mut byte = [1];
    while line.read_exact(&mut byte).is_ok() && byte[0] != 0 {
        command.push(byte[0]);
    }
    if command == b"zPING" {
        return line.write_all(b"PONG\0").unwrap();
    }
    let mut document = Vec::new();
    loop {
        let mut length = [0; 4];
        line.read_exact(&mut length).unwrap();
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            break;
        }
        let start = document.len();
        document.resize(start + length, 0);
        line.read_exact(&mut document[start..]).unwrap();
    }
    let found = document.windows(MARK.len()).any(|window| window == MARK);
    let said: &[u8] = if found { b"stream: <b>Test.Mark-1 FOUND\0" } else { b"stream: OK\0" };
    line.write_all(said).unwrap();
}

fn scanned(address: Address) -> House {
    let scanner = Scanner { address, patience: Duration::from_secs(20) };
    house_with(|config| config.scanner = Some(ScannerSettings(scanner)))
}

/// Nobody listens there any more.
fn nobody() -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    Address::Tcp(listener.local_addr().unwrap())
}

fn infected() -> Vec<u8> {
    [&pdf(50)[..], MARK].concat()
}

/// Sends a file in every way there is; the status and words of each answer.
async fn sent(house: &House, bytes: &[u8]) -> Vec<(&'static str, u16, String)> {
    let form = house.form("/documents", &house.keeper, &[], &[("ก.pdf", bytes)]).await;
    let typed = [("fiscal_year", "2555"), ("round", "9"), ("value", "70"), ("act", "attach")];
    let record = house.form("/indicators/1/record", &house.keeper, &typed, &[("ก.pdf", bytes)]).await;
    let place = house.begun("ก.pdf", bytes.len()).await;
    let pieces = house.patch(&place, &house.keeper, 0, bytes.to_vec()).await;
    let head = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    let body = [&head[..], bytes, b"\r\n--x--\r\n"].concat();
    let request = program("POST", "/api/v1/agencies/dep/documents", &house.keeper)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let rest = house.send(request.body(body.into()).unwrap()).await;
    vec![
        ("form", form.status.as_u16(), form.body),
        ("record", record.status.as_u16(), record.body),
        ("pieces", pieces.status.as_u16(), pieces.body),
        ("rest", rest.status.as_u16(), rest.body),
    ]
}

fn filed(house: &House) -> usize {
    let own = house.node.own().clone();
    house.node.store().read(|tx| ges_ledger::read::documents::of(tx, &own)).unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_file_is_filed_and_an_infected_one_is_refused_whichever_way_it_comes() {
    let house = scanned(clamd());
    for (way, status, body) in sent(&house, &infected()).await {
        assert!(status >= 400 || way == "record", "{way}: {status} {body}");
        assert!(body.contains("โปรแกรมตรวจไวรัสพบ") && body.contains("กรุณา"), "{way}: {body}");
        assert!(way == "pieces" || way == "rest" || !body.contains("<b>Test"), "{way}: the name is no HTML: {body}");
    }
    assert_eq!(filed(&house), 0);
    assert_eq!(house.node.documents().list().unwrap(), [], "no byte is kept");
    for (way, status, body) in sent(&house, &make::pdf(&[("clean", "สะอาด")])).await {
        assert!(status < 400, "{way}: {status} {body}");
    }
    assert!(filed(&house) > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_verdict_nothing_is_filed_and_pieces_can_be_sent_on_later() {
    let house = scanned(nobody());
    for (way, status, body) in sent(&house, &pdf(60)).await {
        assert!(status >= 400 || way == "record", "{way}: {status} {body}");
        assert!(body.contains("ไม่ได้ จึงยังไม่ได้เก็บไฟล์นี้") && body.contains("แจ้งผู้ดูแลระบบ"), "{way}: {body}");
    }
    assert_eq!((filed(&house), house.node.documents().list().unwrap().len()), (0, 0));
    let under_way = house.node.documents().uploads_under_way().unwrap();
    assert_eq!(under_way.iter().map(|one| (one.offset, one.filed)).collect::<Vec<_>>(), [(60, None)]);
}

#[test]
fn the_doctor_asks_the_scanner_and_the_settings_name_their_mistakes() {
    for (address, answers) in [(clamd(), true), (nobody(), false)] {
        let house = scanned(address);
        let run = |arguments: &[&str]| {
            let output = support::program(&house.node.config().dir).args(arguments).output().unwrap();
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
        };
        let said = run(&["--lang", "en", "--json", "doctor", "--offline"]);
        assert_eq!(said.contains("the virus scanner answers"), answers, "{said}");
        assert_eq!(said.contains("does not answer"), !answers, "{said}");
        let file = house.node.config().dir.join("node.toml");
        assert!(run(&["--lang", "en", "config", "check"]).contains("the settings are good"));
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("patience = 20", "patience = 0")).unwrap();
        assert!(run(&["--lang", "en", "config", "check"]).contains("scanner.patience"));
    }
}
