//! The program as a shell runs it.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// The folder of the shipped record.
pub const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data");

/// What a finished command left behind.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Finished {
    /// Standard output and standard error together.
    pub fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Checks the exit code and that each of the words is said.
    pub fn expect(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.said());
        for word in words {
            assert!(self.said().contains(word), "`{word}` is not said: {}", self.said());
        }
    }
}

/// A command of the program with no setting but those given, in an empty working directory.
pub fn command(arguments: &[&str], settings: &[(&str, &str)], directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    for setting in jalon::config::SETTINGS {
        command.env_remove(setting.name);
    }
    command.env_remove("JALON_KEY");
    command.args(arguments).envs(settings.iter().copied()).current_dir(directory);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub fn jalon(arguments: &[&str], settings: &[(&str, &str)]) -> Finished {
    let directory = tempfile::tempdir().expect("a temporary directory");
    finish(command(arguments, settings, directory.path()).spawn().expect("the program starts"))
}

/// Waits for a command to end; one that does not is a failure.
pub fn finish(mut child: Child) -> Finished {
    // Read while it runs: a pipe that is full would stop it.
    let stdout = child.stdout.take().map(reading);
    let stderr = child.stderr.take().map(reading);
    let code = wait(&mut child, Duration::from_secs(30));
    let text = |reader: Option<JoinHandle<String>>| reader.map_or_else(String::new, |r| r.join().expect("the output"));
    Finished { code, stdout: text(stdout), stderr: text(stderr) }
}

fn reading(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the output is readable");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child, limit: Duration) -> Option<i32> {
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("the program can be killed");
    panic!("the program did not end within {limit:?}");
}

/// A running `jalon serve`, killed when it is dropped.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// What was logged up to the line that names the address.
    pub log: String,
    later: Arc<Mutex<Vec<String>>>,
    _directory: TempDir,
}

impl Served {
    /// Starts the service on a free port and waits until its log names the address.
    pub fn start(settings: &[(&str, &str)]) -> Self {
        Served::through(&["env"], settings)
    }

    /// As [`Self::start`], by a program that becomes the service: the first of `program`, with the others as its arguments
    /// and the service's own command behind them.
    pub fn through(program: &[&str], settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let plain = command(&["serve"], settings, directory.path());
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).arg(plain.get_program()).args(plain.get_args());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.current_dir(directory.path()).stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.env("BIND", "127.0.0.1:0").stdout(Stdio::null()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines();
        let mut log = String::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("the log ends early: {log}")).expect("the log is text");
            log.push_str(&line);
            log.push('\n');
            let named = line.split_once("listening on http://").and_then(|(_, rest)| rest.split('/').next());
            if let Some(address) = named.and_then(|address| address.parse().ok()) {
                break address;
            }
        };
        // A pipe that nobody reads would stop the log.
        let later = Arc::<Mutex<Vec<String>>>::default();
        let writing = later.clone();
        let keep = move |line| writing.lock().expect("the log is whole").push(line);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(keep));
        Served { child, address, log, later, _directory: directory }
    }

    /// The address of the metrics, which the log names too.
    pub fn metrics(&self) -> SocketAddr {
        let line = self.log.lines().find_map(|line| line.split_once("metrics at http://"));
        let (_, rest) = line.expect("the log names the address of the metrics");
        rest.trim_end_matches("/metrics").parse().expect("an address")
    }

    /// The first line logged since then that a condition holds for; one that does not come is a failure.
    pub fn logged(&self, is_it: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let lines = self.later.lock().expect("the log is whole").clone();
            match lines.iter().find(|line| is_it(line)) {
                Some(line) => return line.clone(),
                None => assert!(started.elapsed() < Duration::from_secs(10), "the line is not logged: {lines:#?}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the service to end, and gives its exit code and how long it took.
    pub fn terminate(&mut self) -> (Option<i32>, Duration) {
        let started = Instant::now();
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
        (wait(&mut self.child, Duration::from_secs(15)), started.elapsed())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A copy of the shipped record that a test may spoil.
pub struct RecordCopy {
    directory: TempDir,
}

impl RecordCopy {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for folder in ["releases", "sources"] {
            std::fs::create_dir(directory.path().join(folder)).expect("a folder can be made");
            for entry in std::fs::read_dir(Path::new(DATA).join(folder)).expect("the record is there") {
                let from = entry.expect("the record is readable").path();
                let name = from.file_name().expect("a file has a name");
                std::fs::copy(&from, directory.path().join(folder).join(name)).expect("a file can be copied");
            }
        }
        for entry in std::fs::read_dir(DATA).expect("the record is there") {
            let from = entry.expect("the record is readable").path();
            if from.extension().is_some_and(|extension| extension == "toml") {
                let name = from.file_name().expect("a file has a name");
                std::fs::copy(&from, directory.path().join(name)).expect("a file can be copied");
            }
        }
        RecordCopy { directory }
    }

    /// A copy of the releases and of the pairs between them, without what quotes the documents beside them: for tests that
    /// change the words of a document.
    pub fn of_releases() -> Self {
        let copy = RecordCopy::new();
        for (annex, empty) in [
            ("targets", "targets = []"),
            ("findings", "findings = []"),
            ("glossary", "terms = []"),
            ("indicators", "indicators = []\nobservations = []"),
            ("crosswalk", "actions = []\nobjectives = []"),
        ] {
            copy.write(&format!("{annex}.toml"), empty.as_bytes());
        }
        copy
    }

    /// Where a file of the copy lies.
    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    /// Replaces the first occurrence of a text, which must be there.
    pub fn edit(&self, file: &str, from: &str, to: &str) -> &Self {
        self.edit_after(file, "", from, to)
    }

    /// Replaces the first occurrence of a text behind another one.
    pub fn edit_after(&self, file: &str, place: &str, from: &str, to: &str) -> &Self {
        let text = std::fs::read_to_string(self.path(file)).expect("the file is text");
        let start = text.find(place).unwrap_or_else(|| panic!("`{place}` is in {file}"));
        let (before, behind) = text.split_at(start);
        assert!(behind.contains(from), "`{from}` is in {file}");
        self.write(file, (before.to_owned() + &behind.replacen(from, to, 1)).as_bytes())
    }

    /// Replaces a whole file.
    pub fn write(&self, file: &str, bytes: &[u8]) -> &Self {
        std::fs::write(self.path(file), bytes).expect("the file can be written");
        self
    }

    /// What `jalon check` says of the copy.
    pub fn check(&self) -> Finished {
        jalon(&["check", self.directory.path().to_str().expect("the path is text")], &[])
    }

    /// Checks that the record is refused, with a finding that names the file, the row and the rule.
    pub fn refused(&self, file: &str, row: &str, rule: &str) {
        let finished = self.check();
        assert_eq!(finished.code, Some(1), "{}", finished.said());
        let (named, rule) = (format!("{file}: {row}"), format!("[{rule}]"));
        let found = finished.stderr.lines().any(|line| line.contains(&named) && line.contains(&rule));
        assert!(found, "no finding `{named}…: {rule}` in: {}", finished.said());
    }
}
