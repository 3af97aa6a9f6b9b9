//! A PostgreSQL server of a test's own, which it may stop, kill, and copy to a streaming replica.
//!
//! The server holds the shipped record: it is made once in a process, kept in memory as an archive of its files, and unpacked
//! for each test. Its files are not synchronised with the disk, which matters to a power cut alone.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};
use jalon::{
    publish::switch,
    store::{Db, Store, Url},
};
use tempfile::TempDir;

/// A server, stopped and removed when it is dropped.
pub struct Server {
    bin: PathBuf,
    directory: TempDir,
    port: u16,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SETTINGS: &str = "listen_addresses = '127.0.0.1'\nfsync = off\nmax_connections = 60\nshared_buffers = 16MB\n\
    min_wal_size = 32MB\nmax_wal_size = 64MB\nwal_keep_size = 32MB\nmax_wal_senders = 4\nwal_receiver_status_interval = 1s\n\
    wal_retrieve_retry_interval = 200ms\n";

/// The programs of the newest PostgreSQL that Debian has installed. With `CI=true` none is a failure.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("pg_ctl").exists()).max();
    assert!(newest.is_some() || std::env::var("CI").as_deref() != Ok("true"), "CI=true and no PostgreSQL is installed");
    if newest.is_none() {
        println!("skipped: no PostgreSQL under /usr/lib/postgresql");
    }
    newest
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("the user is known");
    id.stdout.starts_with(b"0\n")
}

/// Runs a program as a user that PostgreSQL agrees to run as, to its end.
fn run(program: &Path, arguments: &[&str]) -> bool {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let command = command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn free_port() -> u16 {
    // Below the ports that the system gives to clients, one of which could be taken before the server starts.
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + (std::process::id() % 9_000) as u16;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Server {
    /// A running server with the shipped record; none without the programs.
    pub fn start() -> Option<Self> {
        static FILES: OnceLock<Vec<u8>> = OnceLock::new();
        let bin = programs()?;
        let files = FILES.get_or_init(|| {
            let server = Server::empty(bin.clone());
            let data = server.data();
            let arguments = ["--pgdata", &data, "--username=postgres", "--auth=trust", "--encoding=UTF8"];
            let more = ["--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"];
            assert!(run(&bin.join("initdb"), &[&arguments[..], &more[..]].concat()), "the server is made");
            server.configure();
            server.begin();
            let store = Store::new(Url::parse(&server.url()).expect("a valid URL"), 1);
            store.migrate().expect("the schema is brought up to date");
            switch::load_shipped_record(&store).expect("the shipped record is loaded");
            server.stop();
            let archive = Command::new("tar").args(["-cf", "-", "-C", &data, "."]).output().expect("tar runs");
            archive.stdout
        });
        let server = Server::empty(bin);
        fs::create_dir(server.data()).expect("a folder can be made");
        let mut tar = Command::new("tar");
        let mut tar = tar.args(["-xpf", "-", "-C", &server.data()]).stdin(Stdio::piped()).spawn().expect("tar runs");
        tar.stdin.take().expect("it reads").write_all(files).expect("the files are unpacked");
        assert!(tar.wait().is_ok_and(|status| status.success()), "the files are unpacked");
        server.own();
        server.configure();
        server.begin();
        Some(server)
    }

    fn empty(bin: PathBuf) -> Self {
        let server = Server { bin, directory: tempfile::tempdir().expect("a temporary directory"), port: free_port() };
        server.own();
        server
    }

    /// Gives the files to the user that PostgreSQL runs as.
    fn own(&self) {
        if is_root() {
            let owner = Command::new("chown").args(["-R", "postgres"]).arg(self.directory.path()).status();
            assert!(owner.is_ok_and(|status| status.success()), "the user `postgres` exists");
        }
        let data = self.data();
        if Path::new(&data).exists() {
            let mode = Command::new("chmod").args(["700", &data]).status();
            assert!(mode.is_ok_and(|status| status.success()));
        }
    }

    fn configure(&self) {
        let path = Path::new(&self.data()).join("postgresql.auto.conf");
        let known = fs::read_to_string(&path).unwrap_or_default();
        let kept: String =
            known.lines().filter(|line| line.starts_with("primary_")).map(|line| format!("{line}\n")).collect();
        let place = self.directory.path().display();
        let text = format!("{SETTINGS}{kept}port = {}\nunix_socket_directories = '{place}'\n", self.port);
        fs::write(&path, text).expect("the settings can be written");
        self.own();
    }

    fn data(&self) -> String {
        self.directory.path().join("data").display().to_string()
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it, also after a kill, whose orphans may take a moment to go.
    pub fn begin(&self) {
        let (data, log) = (self.data(), self.directory.path().join("log").display().to_string());
        let begun = Instant::now();
        while !run(&self.bin.join("pg_ctl"), &["--pgdata", &data, "--log", &log, "--wait", "--timeout=30", "start"]) {
            let said = fs::read_to_string(&log).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(40), "the server starts: {said}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Stops it, with all that it does.
    pub fn stop(&self) {
        let arguments = ["--pgdata", &self.data(), "--mode=fast", "--wait", "stop"];
        assert!(run(&self.bin.join("pg_ctl"), &arguments), "the server stops");
    }

    /// Kills its first process, as a lack of memory does; the others end by themselves.
    pub fn kill(&self) {
        signal(&self.id(), "KILL");
    }

    /// Lets it say nothing, and speak again: all of its processes, whose connections stay open.
    pub fn freeze(&self, is_frozen: bool) {
        let word = if is_frozen { "STOP" } else { "CONT" };
        let id = self.id();
        let children = Command::new("pgrep").args(["-P", &id]).output().expect("pgrep runs").stdout;
        let children = String::from_utf8_lossy(&children).into_owned();
        [id.as_str()].into_iter().chain(children.lines()).for_each(|id| signal(id, word));
    }

    fn id(&self) -> String {
        let file = fs::read_to_string(Path::new(&self.data()).join("postmaster.pid")).expect("the server runs");
        file.lines().next().expect("the file names the process").to_owned()
    }

    /// A streaming replica of it.
    pub fn replica(&self) -> Server {
        let replica = Server::empty(self.bin.clone());
        let (source, data) = (self.url(), replica.data());
        let arguments =
            ["--dbname", &source, "--pgdata", &data, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
        assert!(run(&self.bin.join("pg_basebackup"), &arguments), "the replica is made");
        replica.configure();
        replica.begin();
        replica
    }

    /// Runs statements.
    pub fn execute(&self, sql: &str) {
        self.open().batch_execute(sql).expect("the statements run");
    }

    /// The only value of a query, which is a text called `line`.
    pub fn value(&self, sql: &str) -> String {
        sql_query(sql).get_result::<Line>(&mut self.open()).expect("there is a row").line
    }

    fn open(&self) -> diesel::PgConnection {
        match Url::parse(&self.url()).expect("a valid URL").open() {
            Ok(Db::Postgres(connection)) => connection,
            _ => panic!("the server answers"),
        }
    }

    /// The file that holds a table, which the server must not be using when a test changes it.
    pub fn file(&self, table: &str) -> PathBuf {
        Path::new(&self.data()).join(self.value(&format!("SELECT pg_relation_filepath('{table}') AS line")))
    }
}

fn signal(id: &str, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), id]).stderr(Stdio::null()).status();
    assert!(sent.is_ok(), "the signal is sent");
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be down already.
        run(&self.bin.join("pg_ctl"), &["--pgdata", &self.data(), "--mode=immediate", "stop"]);
    }
}
