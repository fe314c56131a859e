//! `cargo bench -p ges-tests --bench documents`: 40 documents of 1 to 20 MB fetched on demand by a hub from a node,
//! checked against their SHA-256 and kept durably, against curl fetching the same files from nginx over TLS, and against
//! a bare TLS connection.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(clippy::expect_used, reason = "a bench that cannot measure ends and says why")]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ges_domain::ids::OrganisationId;
use ges_domain::result::Document;
use ges_hub::documents::ensure;
use ges_ledger::read;
use ges_runtime::Env;
use ges_runtime::identity::{CertificateAuthority, Identity, KeyPair, Kind, SERVER_NAME};
use ges_runtime::tls::{ClientAuth, Hot, client_config, server_config};
use ges_tests::bench::federation::{Place, Plan, RunningHub, agency};
use ges_tests::bench::member::{self, Members};
use ges_tests::bench::procfs::Spent;
use ges_tests::bench::table::{Floor, Samples, Table};
use ges_tests::bench::{Watch, pause};
use ges_tests::place::free_address;
use rustls::{ClientConnection, ServerConnection, StreamOwned};
use sha2::{Digest as _, Sha256};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const COUNT: usize = 40;
const REPETITIONS: usize = 5;
const PIECE: usize = 256 << 10;

fn main() {
    if member::took_over() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::new(folder.path());
    member::prepare(folder.path(), Plan { nodes: 1, documents: COUNT, ..Plan::default() });
    let members = Members::start(folder.path(), 1, false);
    let mut hub = RunningHub::open(&place);
    hub.pull();
    hub.until_size(&agency(0), 1 + COUNT as u64);
    hub.until(|hub| hub.board().link(&agency(0)).is_some());
    let filed = hub.hub.store().read(|tx| read::documents::of(tx, &agency(0))).expect("documents");
    let documents: Vec<Document> = filed.into_iter().map(|f| f.document).collect();
    assert_eq!(documents.len(), COUNT);
    let total = documents.iter().map(|d| d.size).sum::<u64>() as f64;
    println!("documents: {COUNT} files, {:.0} MB together", total / 1e6);

    let federation = Federation::new(folder.path());
    let nginx = Nginx::start(folder.path(), &place.originals(), &federation);
    if let Err(reason) = &nginx {
        eprintln!("nginx is not compared: {reason}");
    }
    let mut seen = Seen::default();
    for _ in 0..REPETITIONS {
        let (hub_before, node_before) = (Spent::here(), Spent::of(members.id()));
        seen.fetched.push(fetch(&hub, &documents, 1));
        seen.hub.push(Spent::here().since(&hub_before).total);
        seen.node.push(Spent::of(members.id()).since(&node_before).total);
        if let Ok(nginx) = &nginx {
            let (seconds, durable) = nginx.download(folder.path(), &documents);
            seen.curl.push(seconds);
            seen.curl_durable.push(durable);
        }
        seen.together.push(fetch(&hub, &documents, 4));
        seen.bare.push(federation.bare(&place.originals(), &documents));
        let (hashing, writing) = parts(folder.path(), &place.originals(), &documents);
        seen.hashing.push(hashing);
        seen.writing.push(writing);
    }
    report(&seen, total);
}

#[derive(Default)]
struct Seen {
    fetched: Samples,
    together: Samples,
    curl: Samples,
    curl_durable: Samples,
    bare: Samples,
    hub: Samples,
    node: Samples,
    hashing: Samples,
    writing: Samples,
}

fn report(seen: &Seen, total: f64) {
    let mut table = Table::new(format!(
        "{COUNT} documents of 1–20 MB on demand, mTLS, SHA-256 checked, durable in the hub's cache"
    ));
    let rate = |seconds: &Samples| seconds.map(|s| total / 1e6 / s);
    let gigabyte = |seconds: &Samples| seconds.map(|s| s * 1e9 / total);
    table.tell("MB/s, one after the other", &rate(&seen.fetched));
    table.tell("MB/s, four at a time", &rate(&seen.together));
    let curl = table.judge("fetched / nginx + curl, TLS", &seen.curl.over(&seen.fetched), Floor::AtLeast(1.3));
    table.tell("  nginx + curl, MB/s (neither checked nor durable)", &rate(&seen.curl));
    table.tell("  fetched / nginx + curl + fsync", &seen.curl_durable.over(&seen.fetched));
    let bare = table.judge("fetched / bare TLS connection", &seen.bare.over(&seen.fetched), Floor::AtLeast(0.3));
    table.tell("  bare TLS, MB/s", &rate(&seen.bare));
    table.tell("  fetched / only writing the same files, one fsync each", &seen.writing.over(&seen.fetched));
    table.tell("CPU s per GB, hub", &gigabyte(&seen.hub));
    table.tell("CPU s per GB, node", &gigabyte(&seen.node));
    if !(curl && bare) {
        table.say(format!(
            "Held back: of {:.2} s, one pass of SHA-256 takes {:.2} s (once at the node, over chunks and over the whole at the \
             hub), writing the files durably {:.2} s, bare TLS {:.2} s; the processors were busy {:.2} s at the hub and \
             {:.2} s at the node.",
            seen.fetched.median(),
            seen.hashing.median(),
            seen.writing.median(),
            seen.bare.median(),
            seen.hub.median(),
            seen.node.median(),
        ));
    }
    table.print();
}

/// Seconds to fetch all documents, so many at a time; the cache is emptied before.
fn fetch(hub: &RunningHub, documents: &[Document], at_once: usize) -> f64 {
    for document in documents {
        hub.hub.documents().remove(&document.digest).expect("removed");
    }
    let owner = agency(0);
    let watch = Watch::start();
    let fetched = stream::iter(documents).map(|document| ensure(&hub.hub, &owner, document)).buffer_unordered(at_once);
    hub.run(fetched.try_collect::<Vec<()>>()).expect("every document arrives");
    let seconds = watch.seconds();
    for document in documents {
        assert_eq!(hub.hub.documents().has(&document.digest).expect("readable"), Some(document.size));
    }
    seconds
}

/// One pass of SHA-256 over all files, and writing them with one fsync each.
fn parts(folder: &Path, originals: &Path, documents: &[Document]) -> (f64, f64) {
    let all: Vec<Vec<u8>> = documents.iter().map(|d| std::fs::read(originals.join(&d.name)).expect("a file")).collect();
    let watch = Watch::start();
    for (bytes, document) in all.iter().zip(documents) {
        assert_eq!(<[u8; 32]>::from(Sha256::digest(bytes)), document.digest.0, "the bytes that were filed");
    }
    let hashing = watch.seconds();
    let copies = tempfile::tempdir_in(folder).expect("a folder");
    let watch = Watch::start();
    for (n, bytes) in all.iter().enumerate() {
        let mut file = File::create(copies.path().join(n.to_string())).expect("a file");
        file.write_all(bytes).and_then(|()| file.sync_all()).expect("durable");
    }
    (hashing, watch.seconds())
}

/// An authority with a certificate for each side, as hub and node have them.
struct Federation {
    env: Env,
    authority: CertificateAuthority,
    server: Identity,
    client: Identity,
    folder: PathBuf,
}

impl Federation {
    fn new(folder: &Path) -> Self {
        let env = Env::system();
        let authority = CertificateAuthority::create(&env, "bench", 30).expect("an authority");
        let identity = |name: &str, kind| {
            let organisation = OrganisationId::parse(name).expect("an id");
            let key = KeyPair::generate().expect("a key");
            let csr = key.csr(&organisation).expect("a request");
            let issued = authority.issue(&csr, &organisation, kind, env.clock.now(), 30).expect("a certificate");
            Identity::new(&issued.chain_pem, &key).expect("an identity")
        };
        let (server, client) = (identity("peer", Kind::Node), identity("opdc", Kind::Hub));
        let folder = folder.join("tls");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("ca.pem"), authority.ca_pem()).expect("a file");
        for (name, identity) in [("server", &server), ("client", &client)] {
            std::fs::write(folder.join(format!("{name}.pem")), identity.chain_pem()).expect("a file");
            identity.key().save(&folder.join(format!("{name}.key"))).expect("a key");
        }
        Self { env, authority, server, client, folder }
    }

    /// Seconds to send all files through one connection with the product's own TLS settings; the reader forgets them.
    fn bare(&self, originals: &Path, documents: &[Document]) -> f64 {
        let hot = |identity| Hot::new(identity).expect("an identity");
        let (ca, clock) = (self.authority.ca_pem(), &self.env.clock);
        let server = server_config(&hot(&self.server), &ca, ClientAuth::Required, clock).expect("TLS");
        let client = client_config(Some(&hot(&self.client)), &ca, clock).expect("TLS");
        let all: Vec<Vec<u8>> =
            documents.iter().map(|d| std::fs::read(originals.join(&d.name)).expect("a file")).collect();
        let total: usize = all.iter().map(Vec::len).sum();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = listener.local_addr().expect("bound");
        let sending = std::thread::spawn(move || send(&listener, server, &all));
        let tcp = TcpStream::connect(address).expect("connected");
        tcp.set_nodelay(true).expect("a socket");
        let name = SERVER_NAME.try_into().expect("a name");
        let mut tls = StreamOwned::new(ClientConnection::new(Arc::clone(&client), name).expect("TLS"), tcp);
        let mut buffer = vec![0; PIECE];
        // The handshake is over before the time counts.
        tls.write_all(b"!").and_then(|()| tls.read_exact(&mut buffer[..1])).expect("a handshake");
        let watch = Watch::start();
        tls.write_all(b"!").expect("connected");
        let mut got = 0;
        while got < total {
            match tls.read(&mut buffer).expect("bytes") {
                0 => break,
                n => got += n,
            }
        }
        let seconds = watch.seconds();
        assert_eq!(got, total);
        sending.join().expect("sent");
        seconds
    }
}

fn send(listener: &TcpListener, config: Arc<rustls::ServerConfig>, all: &[Vec<u8>]) {
    let (tcp, _) = listener.accept().expect("a connection");
    tcp.set_nodelay(true).expect("a socket");
    let mut tls = StreamOwned::new(ServerConnection::new(config).expect("TLS"), tcp);
    let mut go = [0];
    tls.read_exact(&mut go).and_then(|()| tls.write_all(b"!")).and_then(|()| tls.flush()).expect("a handshake");
    tls.read_exact(&mut go).expect("the word to begin");
    for piece in all.iter().flat_map(|bytes| bytes.chunks(PIECE)) {
        tls.write_all(piece).expect("sent");
    }
    tls.flush().expect("sent");
}

/// nginx on a loopback port of its own, without a master process; it ends when dropped.
struct Nginx {
    child: Child,
    port: u16,
    tls: PathBuf,
}

impl Nginx {
    fn start(folder: &Path, originals: &Path, federation: &Federation) -> Result<Self, String> {
        let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]
            .into_iter()
            .find(|p| Path::new(p).exists())
            .ok_or("nginx is not installed (apt-get install nginx-light)")?;
        let (port, tls) = (free_address().port(), federation.folder.clone());
        let own = folder.join("nginx");
        std::fs::create_dir_all(&own).map_err(|e| e.to_string())?;
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("  {name}_temp_path {}/{name};\n", own.display()))
            .concat();
        let settings = format!(
            "daemon off;\nmaster_process off;\npid {own}/pid;\nerror_log {own}/error.log;\nevents {{}}\nhttp {{\n{temporary}  \
             access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 10000;\n  default_type application/pdf;\n  \
             server {{\n    listen 127.0.0.1:{port} ssl;\n    server_name {SERVER_NAME};\n    root {root};\n    \
             ssl_certificate {tls}/server.pem;\n    ssl_certificate_key {tls}/server.key;\n    \
             ssl_client_certificate {tls}/ca.pem;\n    ssl_verify_client on;\n    ssl_protocols TLSv1.3;\n  }}\n}}\n",
            own = own.display(),
            root = originals.display(),
            tls = tls.display(),
        );
        let file = own.join("nginx.conf");
        std::fs::write(&file, settings).map_err(|e| e.to_string())?;
        let child = Command::new(program)
            .arg("-p")
            .arg(&own)
            .arg("-c")
            .arg(&file)
            .args(["-e", &own.join("error.log").display().to_string()])
            .stdin(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut this = Self { child, port, tls };
        for _ in 0..500 {
            if let Ok(Some(status)) = this.child.try_wait() {
                let said = std::fs::read_to_string(own.join("error.log")).unwrap_or_default();
                return Err(format!("nginx ended with {status}: {said}"));
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(this);
            }
            pause(Duration::from_millis(10));
        }
        Err("nginx does not answer".into())
    }

    /// Seconds of one curl for all files over one kept connection, and with the files made durable after it.
    fn download(&self, folder: &Path, documents: &[Document]) -> (f64, f64) {
        let to = tempfile::tempdir_in(folder).expect("a folder");
        let (host, tls) = (format!("{SERVER_NAME}:{}", self.port), &self.tls);
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--fail", "--tlsv1.3", "--http1.1", "--remote-name-all"]);
        command.args(["--resolve", &format!("{host}:127.0.0.1")]);
        for (option, file) in [("--cacert", "ca.pem"), ("--cert", "client.pem"), ("--key", "client.key")] {
            command.arg(option).arg(tls.join(file));
        }
        command.arg("--output-dir").arg(to.path());
        command.args(documents.iter().map(|d| format!("https://{host}/{}", d.name)));
        let watch = Watch::start();
        let status = command.stdin(Stdio::null()).status().expect("curl starts");
        let seconds = watch.seconds();
        assert!(status.success(), "curl ended with {status}");
        for document in documents {
            let file = File::open(to.path().join(&document.name)).expect("downloaded");
            file.sync_all().expect("durable");
            assert_eq!(file.metadata().map(|m| m.len()).ok(), Some(document.size));
        }
        (seconds, watch.seconds())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
