//! Leaving under load: how the service ends on SIGTERM without a request left unanswered.
//!
//! For a second the service goes on, says at `/health/ready` that it leaves, and closes each connection with its answer, so
//! that whoever has another instance goes there. Then nothing is accepted any more; requests that run have the rest of the
//! time to end; and who had connected meanwhile is told to come again, since a connection that the system has taken is one
//! that its client has sent a request on.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    pin::pin,
    time::{Duration, Instant},
};

use actix_web::{
    dev::ServerHandle,
    rt::signal::unix::{Signal, SignalKind, signal},
    web::{self, Data},
};
use futures_util::future::{self, Either};

use super::{problem, state::State};

/// How long the service goes on after SIGTERM.
const NOTICE: Duration = Duration::from_secs(1);
/// What the threads that answer have to take over the connections that were accepted last.
const HANDING_OVER: Duration = Duration::from_millis(250);
/// How long one that came last may take to send its request and to take its answer, in all.
const LAST_ANSWER: Duration = Duration::from_millis(500);
/// How many of them are answered at a time.
const LAST_AT_ONCE: usize = 64;

/// The signals that end the service, which are caught from when this is made.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl Signals {
    /// Catches them.
    ///
    /// # Errors
    /// The system lets no signal be waited for.
    pub fn catch() -> std::io::Result<Self> {
        let [terminate, interrupt, quit] =
            [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()].map(signal);
        Ok(Signals { terminate: terminate?, interrupt: interrupt?, quit: quit? })
    }
}

/// Waits for a signal and ends the server: with notice on SIGTERM, at once on SIGINT and SIGQUIT.
pub async fn on_signal(signals: Signals, state: Data<State>, handle: ServerHandle, listener: TcpListener) {
    let Signals { mut terminate, mut interrupt, mut quit } = signals;
    let (interrupted, quitted) = (pin!(interrupt.recv()), pin!(quit.recv()));
    let at_once = future::select(interrupted, quitted);
    if let Either::Right(_) = future::select(pin!(terminate.recv()), at_once).await {
        handle.stop(false).await;
        return;
    }
    log::info!("the service is leaving");
    state.standing.leave();
    tokio::time::sleep(NOTICE).await;
    handle.pause().await;
    tokio::time::sleep(HANDING_OVER).await;
    let stopped = handle.stop(true);
    tokio::time::sleep(HANDING_OVER).await;
    let last = web::block(move || turn_away(listener));
    stopped.await;
    drop(last.await);
}

/// Answers those who connected after the server had ceased to accept. They are taken before any of them is answered, and the
/// last handle of the socket is dropped at once, since each would connect again.
fn turn_away(listener: TcpListener) {
    if listener.set_nonblocking(true).is_err() {
        return;
    }
    let mut last: Vec<TcpStream> = Vec::new();
    while let Ok((connection, _)) = listener.accept() {
        last.push(connection);
    }
    drop(listener);
    while !last.is_empty() {
        let some = last.split_off(last.len().saturating_sub(LAST_AT_ONCE));
        std::thread::scope(|scope| {
            for connection in some {
                // Who has left needs no answer.
                scope.spawn(move || refuse(connection));
            }
        });
    }
}

fn refuse(mut connection: TcpStream) -> std::io::Result<()> {
    let deadline = Instant::now() + LAST_ANSWER;
    connection.set_nonblocking(false)?;
    connection.set_write_timeout(Some(LAST_ANSWER))?;
    let (mut head, mut bytes) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") && head.len() < 64 * 1024 {
        match read(&mut connection, &mut bytes, deadline)? {
            0 => return Ok(()),
            count => head.extend_from_slice(&bytes[..count]),
        }
    }
    connection.write_all(&refusal())?;
    // A connection that is closed with unread bytes takes its answer with it.
    connection.shutdown(Shutdown::Write)?;
    while read(&mut connection, &mut bytes, deadline)? > 0 {}
    Ok(())
}

/// Reads what has come, for which it waits until then: who sends byte by byte is not waited for any longer.
fn read(connection: &mut TcpStream, bytes: &mut [u8], deadline: Instant) -> std::io::Result<usize> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(std::io::ErrorKind::TimedOut.into());
    }
    connection.set_read_timeout(Some(left))?;
    connection.read(bytes)
}

/// The refusal as bytes: no server is left to write it.
fn refusal() -> Vec<u8> {
    let (head, body) = problem::leaving();
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 503 Service Unavailable\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    answer.push_str(&body);
    answer.into_bytes()
}
