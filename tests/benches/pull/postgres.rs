//! The peer: PostgreSQL's logical replication between two servers, over TLS, the same rows under text keys.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use ges_tests::bench::work::{Work, period, series_parts};
use ges_tests::bench::{Watch, pause, procfs};
use ges_tests::place::{free_address, repository};
use postgres::{Client, NoTls};

const TABLE: &str = "CREATE TABLE observation (period text, unit text, indicator text, measure text, \
    position bigint NOT NULL, mantissa bigint NOT NULL, scale bigint NOT NULL, note text, \
    PRIMARY KEY (period, unit, indicator, measure))";

/// One server of one's own, stopped and removed when dropped.
struct Server {
    folder: PathBuf,
    port: u16,
    password: String,
    client: Option<Client>,
    postmaster: u32,
}

impl Server {
    fn start(name: &str) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("ges-bench-{}-{name}", std::process::id()));
        let port = free_address().port();
        let output = Command::new(repository().join("tests/postgres.sh"))
            .arg("start")
            .arg(&folder)
            .arg(port.to_string())
            .args(["wal_level=logical", "shared_buffers=2GB", "max_wal_size=8GB", "synchronous_commit=on"])
            // Otherwise the second subscription in a row waits five seconds before its copy begins.
            .arg("wal_retrieve_retry_interval=10ms")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(format!("tests/postgres.sh start ended with {}", output.status));
        }
        let address = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let password = address.split(['@', ':']).nth(2).unwrap_or_default().to_owned();
        let mut this = Self { folder, port, password, client: None, postmaster: 0 };
        let base = address.split('?').next().unwrap_or_default();
        let client = Client::connect(&format!("{base}?sslmode=disable"), NoTls).map_err(|e| e.to_string())?;
        this.client = Some(client);
        let pid = std::fs::read_to_string(this.folder.join("data/postmaster.pid")).map_err(|e| e.to_string())?;
        this.postmaster = pid.lines().next().and_then(|l| l.parse().ok()).unwrap_or(0);
        Ok(this)
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("connected")
    }

    fn run(&mut self, sql: &str) {
        self.client().batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    fn number(&mut self, sql: &str) -> i64 {
        self.client().query_one(sql, &[]).unwrap_or_else(|e| panic!("{sql}: {e}")).get(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.client.take());
        let stop = Command::new(repository().join("tests/postgres.sh")).arg("stop").arg(&self.folder).status();
        if !stop.is_ok_and(|s| s.success()) {
            eprintln!("the PostgreSQL server in {} could not be stopped", self.folder.display());
        }
    }
}

/// Publisher and subscriber.
pub struct Replication {
    publisher: Server,
    subscriber: Server,
}

/// What one measurement took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Seconds.
    pub seconds: f64,
    /// Processor seconds of the subscribing server.
    pub subscriber: f64,
}

impl Replication {
    /// Two servers, the rows in the first.
    pub fn start(work: &Work) -> Result<Self, String> {
        let mut this = Self { publisher: Server::start("publisher")?, subscriber: Server::start("subscriber")? };
        this.publisher.run(TABLE);
        this.subscriber.run(TABLE);
        this.load(work).map_err(|e| e.to_string())?;
        this.publisher.run("CREATE PUBLICATION bench FOR TABLE observation");
        this.publisher.run("VACUUM ANALYZE observation");
        this.publisher.run("CHECKPOINT");
        Ok(this)
    }

    fn load(&mut self, work: &Work) -> Result<(), Box<dyn std::error::Error>> {
        let mut copy = self.publisher.client().copy_in("COPY observation FROM STDIN")?;
        let mut lines = Vec::with_capacity(1 << 20);
        for row in work.rows() {
            let (unit, indicator, measure) = series_parts(row.series);
            writeln!(
                lines,
                "{}\t{unit}\t{indicator}\t{measure}\t1\t{}\t2\t{}",
                period(row.period),
                row.mantissa,
                row.note
            )?;
            if lines.len() > 1 << 19 {
                copy.write_all(&lines)?;
                lines.clear();
            }
        }
        copy.write_all(&lines)?;
        copy.finish()?;
        Ok(())
    }

    /// From `CREATE SUBSCRIPTION` until the copy is committed at the subscriber. The subscription then stays.
    pub fn initial(&mut self, rows: usize) -> Took {
        self.subscriber.run("TRUNCATE observation");
        self.subscriber.run("CHECKPOINT");
        let (port, password) = (self.publisher.port, self.publisher.password.clone());
        let create = format!(
            "CREATE SUBSCRIPTION bench CONNECTION 'host=127.0.0.1 port={port} user=ges password={password} \
             dbname=postgres sslmode=require' PUBLICATION bench WITH (binary = true, synchronous_commit = 'on')"
        );
        let before = procfs::family(self.subscriber.postmaster);
        let watch = Watch::start();
        self.subscriber.run(&create);
        while self.subscriber.number("SELECT COUNT(*) FROM pg_subscription_rel WHERE srsubstate IN ('s', 'r')") == 0 {
            pause(Duration::from_millis(3));
        }
        let seconds = watch.seconds();
        let subscriber = procfs::family(self.subscriber.postmaster) - before;
        let there = self.subscriber.number("SELECT COUNT(*) FROM observation");
        assert_eq!(usize::try_from(there), Ok(rows), "every row is there");
        Took { seconds, subscriber }
    }

    /// Waits until the subscription streams.
    pub fn settle(&mut self) {
        while self.subscriber.number("SELECT COUNT(*) FROM pg_subscription_rel WHERE srsubstate = 'r'") == 0 {
            pause(Duration::from_millis(20));
        }
    }

    /// Ends the subscription so that the next initial copy begins from nothing.
    pub fn end(&mut self) {
        self.subscriber.run("DROP SUBSCRIPTION bench");
        self.publisher.run("VACUUM observation");
    }

    /// Changes all rows of four months in one transaction; from its commit until the subscriber has flushed it.
    pub fn change(&mut self, first: usize, rows: usize) -> Took {
        let (begin, last) = (period(first / ges_tests::bench::work::SERIES), first + rows - 1);
        let end = period(last / ges_tests::bench::work::SERIES);
        let update = format!(
            "UPDATE observation SET mantissa = mantissa + 1, position = position + 1 WHERE (period, unit, indicator, \
             measure) IN (SELECT period, unit, indicator, measure FROM observation WHERE period BETWEEN '{begin}' AND \
             '{end}' ORDER BY period, unit, indicator, measure OFFSET {} LIMIT {rows})",
            first % ges_tests::bench::work::SERIES
        );
        let changed = self.publisher.client().execute(update.as_str(), &[]).expect("changed");
        assert_eq!(usize::try_from(changed), Ok(rows), "as many rows as the hub gets");
        let watch = Watch::start();
        let before = procfs::family(self.subscriber.postmaster);
        let position: String =
            self.publisher.client().query_one("SELECT pg_current_wal_lsn()::text", &[]).expect("a position").get(0);
        let flushed = format!(
            "SELECT COUNT(*) FROM pg_stat_replication WHERE application_name = 'bench' AND flush_lsn >= '{position}'"
        );
        while self.publisher.number(&flushed) == 0 {
            pause(Duration::from_millis(3));
        }
        Took { seconds: watch.seconds(), subscriber: procfs::family(self.subscriber.postmaster) - before }
    }
}
