//! A process that the bench started, ended with its handle; what it holds and burns, as Linux tells.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a process may take until it listens.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clock ticks a second in `/proc/PID/stat`; Linux shows 100 to every program.
const TICKS: f64 = 100.0;

/// A running process.
pub struct Process(Child);

impl Process {
    /// Starts a command; what it says goes nowhere unless the command says where.
    pub fn start(command: &mut Command) -> Self {
        Process(command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}")))
    }

    /// Starts a server that is quiet, and waits until it listens.
    pub fn serve(command: &mut Command, address: SocketAddr) -> Self {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = Process::start(quiet);
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = process.0.try_wait().expect("the process can be asked");
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{command:?} does not listen: {ended:?}");
            thread::sleep(Duration::from_millis(20));
        }
        process
    }

    /// Resident memory in MB.
    pub fn resident(&self) -> f64 {
        self.memory("VmRSS:")
    }

    /// The most that was ever resident, in MB.
    pub fn most_resident(&self) -> f64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("the process runs");
        let line = status.lines().find(|line| line.starts_with(name)).expect("Linux tells the memory");
        let kib: f64 = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number");
        kib * 1024.0 / 1e6
    }

    /// CPU time used so far, in user mode and in the kernel, in steps of 10 ms.
    pub fn used(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id())).expect("the process runs");
        // The name of the program, in brackets, may hold spaces.
        let after = stat.rsplit_once(')').expect("the name is in brackets").1;
        let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Duration::from_secs_f64(ticks / TICKS)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address on this machine at which nobody listens.
pub fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
