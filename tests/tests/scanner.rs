//! The virus scanner itself, Debian's `clamd`, in front of a node: what it finds is not filed, what it does not see is
//! not filed either.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ges_tests::rest::Answer;
use ges_tests::wait;
use ges_tests::world::World;

/// What the only signature of its database finds, wherever it stands in a file.
const MARK: &[u8] = b"MARK-OF-A-VIRUS";
/// Bytes it takes of one file: the least it allows.
const MOST: usize = 1 << 20;

struct Clamd {
    process: Child,
    socket: PathBuf,
}

impl Clamd {
    /// Starts it with a database of its own; the ones of the distribution are not needed.
    async fn start(folder: &Path) -> Self {
        let (socket, database) = (folder.join("clamd.sock"), folder.join("signatures"));
        std::fs::create_dir_all(&database).expect("a folder");
        let mark = MARK.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        std::fs::write(database.join("ges.ndb"), format!("Ges.Test.Mark:0:*:{mark}\n")).expect("a file");
        let settings = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nStreamMaxLength {MOST}\n",
            socket.display(),
            database.display(),
            folder.display()
        );
        let file = folder.join("clamd.conf");
        std::fs::write(&file, settings).expect("a file");
        let mut command = Command::new("clamd");
        command.arg("--config-file").arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().expect("clamd is installed: apt-get install clamav-daemon");
        wait::until("clamd listens", || async { socket.exists() }).await;
        Self { process, socket }
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.socket);
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.end();
    }
}

fn pdf(content: &[u8]) -> Vec<u8> {
    [b"%PDF-1.4\n", content].concat()
}

async fn send(world: &World, bytes: &[u8]) -> Answer {
    world.at(0).rest.multipart("/api/v1/agencies/dep/documents", &[], Some(("a.pdf", bytes))).await
}

async fn names(world: &World) -> Vec<String> {
    let listed = world.at(0).rest.get("/api/v1/agencies/dep/documents").await.good().json();
    let items = listed["items"].as_array().expect("a list").clone();
    items.iter().filter_map(|d| d["name"].as_str().map(ToOwned::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_clamd_finds_or_does_not_see_is_not_filed() {
    let mut world = World::with(&["dep"]).await;
    let folder = world.scratch().to_owned();
    let mut clamd = Clamd::start(&folder).await;
    let site = &mut world.nodes[0].site;
    let settings = site.dir.join("node.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    let scanner = format!("\n[scanner]\naddress = \"unix:{}\"\npatience = 20\n", clamd.socket.display());
    std::fs::write(&settings, text + scanner.as_str()).expect("settings");
    site.stop().await;
    site.start().await;
    let infected = send(&world, &pdf(MARK)).await;
    assert!(infected.status.is_client_error(), "{}", infected.text());
    assert!(infected.text().contains("Ges.Test.Mark"), "{}", infected.text());
    let long = send(&world, &pdf(&vec![b'a'; MOST * 3])).await;
    assert!(!long.status.is_success() && long.text().contains("StreamMaxLength"), "{}", long.text());
    assert!(names(&world).await.is_empty(), "nothing of it is kept");
    assert!(send(&world, &pdf(b"clean")).await.status.is_success());
    assert_eq!(names(&world).await, ["a.pdf"]);
    clamd.end();
    let unseen = send(&world, &pdf(b"clean too")).await;
    assert!(unseen.status.is_server_error() && unseen.text().contains("evidence-unscanned"), "{}", unseen.text());
    assert_eq!(names(&world).await.len(), 1);
    let _clamd = Clamd::start(&folder).await;
    assert!(send(&world, &pdf(b"clean too")).await.status.is_success(), "and goes on when it is back");
}
