//! Lines on their way to standard error, which may be slow to take them: a terminal, a pipe, a disk.
//!
//! Whoever writes one adds it to what waits, and a thread writes all of that at once. A channel would cost each line a piece of
//! memory of its own and the thread a turn, which together take longer than the line.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// Most bytes that wait. Lines beyond are left out rather than held in memory, and counted.
const MOST_WAITING: usize = 1024 * 1024;
/// How long a line waits for others at most.
const PAUSE: Duration = Duration::from_millis(5);
/// How long the end of the program waits for what is left.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Takes lines, and never waits for who reads them. Clones lead to the same place.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    left_out: usize,
    /// The thread has to be woken.
    is_idle: bool,
    /// Nothing more comes.
    is_last: bool,
    is_written: bool,
}

/// When dropped, waits until what waits is written.
pub struct Guard(Arc<Shared>);

impl Lines {
    /// Lines to `out`, which a thread writes them to until the guard is dropped.
    pub fn to(out: impl Write + Send + 'static) -> (Self, Guard) {
        let shared = Arc::new(Shared::default());
        let (lines, guard) = (Lines(shared.clone()), Guard(shared.clone()));
        thread::spawn(move || shared.write_to(out));
        (lines, guard)
    }

    /// Adds a line to what waits, or counts it as left out.
    pub fn add(&self, line: &[u8]) {
        let mut waiting = self.0.lock();
        if waiting.bytes.len() + line.len() <= MOST_WAITING {
            waiting.bytes.extend_from_slice(line);
        } else {
            waiting.left_out += 1;
        }
        if mem::take(&mut waiting.is_idle) {
            self.0.changed.notify_all();
        }
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut out: impl Write) {
        let mut batch = Vec::new();
        loop {
            let (is_last, left_out) = self.take(&mut batch);
            if left_out > 0 {
                // What waited has just been taken, so there is room for it, right behind the lines that were taken.
                log::warn!("{left_out} line(s) were left out here: standard error takes them too slowly");
            }
            // Nobody could be told.
            let _ = out.write_all(&batch);
            batch.clear();
            match (is_last, left_out) {
                (true, 0) => break,
                (true, _) => {}
                // At rest here, this thread has not to be woken by the next line.
                (false, _) => thread::sleep(PAUSE),
            }
        }
        self.lock().is_written = true;
        self.changed.notify_all();
    }

    /// Takes what waits, once there is something; whether it is the last, and how many lines are missing behind it.
    fn take(&self, batch: &mut Vec<u8>) -> (bool, usize) {
        let mut waiting = self.lock();
        while waiting.bytes.is_empty() && !waiting.is_last {
            waiting.is_idle = true;
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        mem::swap(batch, &mut waiting.bytes);
        (waiting.is_last, mem::take(&mut waiting.left_out))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut waiting = self.0.lock();
        waiting.is_last = true;
        self.0.changed.notify_all();
        // Who does not read holds nobody up.
        drop(self.0.changed.wait_timeout_while(waiting, LAST_WORDS, |waiting| !waiting.is_written));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// What passes bytes on once it may.
    struct Gate {
        opened: mpsc::Receiver<()>,
        passed: mpsc::Sender<Vec<u8>>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Once it is open for good, nothing more is sent.
            let _ = self.opened.recv();
            self.passed.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gate() -> (mpsc::Sender<()>, mpsc::Receiver<Vec<u8>>, Gate) {
        let ((open, opened), (passed, passing)) = (mpsc::channel(), mpsc::channel());
        (open, passing, Gate { opened, passed })
    }

    #[test]
    fn what_waits_is_written_at_the_end() {
        let (open, passing, gate) = gate();
        let (mut lines, guard) = Lines::to(gate);
        for line in ["one\n", "two\n", "three\n"] {
            lines.write_all(line.as_bytes()).expect("room for it");
        }
        drop(open);
        drop(guard);
        assert_eq!(passing.iter().collect::<Vec<_>>().concat(), b"one\ntwo\nthree\n");
    }

    #[test]
    fn who_does_not_read_holds_nobody_up_and_misses_whole_lines() {
        let (open, passing, gate) = gate();
        let (mut lines, guard) = Lines::to(gate);
        let line = [&[b'x'; 999][..], b"\n"].concat();
        lines.write_all(&line).expect("room for it");
        while !lines.0.lock().bytes.is_empty() {
            // Until it is at the gate, which is shut.
            thread::yield_now();
        }
        for _ in 1..4_000 {
            lines.write_all(&line).expect("taken or counted");
        }
        let left_out = lines.0.lock().left_out;
        assert_eq!(left_out, 4_000 - 1 - MOST_WAITING / 1_000);
        drop(open);
        drop(guard);
        let written = passing.iter().collect::<Vec<_>>().concat();
        assert_eq!(written.len(), (4_000 - left_out) * 1_000);
        assert!(written.chunks(1_000).all(|read| read == line), "lines are whole");
    }
}
