//! A line to the database that can be cut, or led to another one.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// What stands between the service and its database, and can be cut.
pub struct Line {
    address: SocketAddr,
    /// The address at its other end.
    server: Arc<Mutex<String>>,
    is_cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Line {
    /// A line to the PostgreSQL of a URL, and the same URL with the line's own address.
    pub fn to(url: &str) -> (Self, String) {
        let (before, server, rest) = parts(url);
        let line = Line::begin(server);
        let url = format!("{before}@{}/{rest}", line.address);
        (line, url)
    }

    fn begin(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = Arc::new(Mutex::new(server.to_owned()));
        let line = Line { address, server: server.clone(), is_cut: Arc::default(), open: Arc::default() };
        let (is_cut, open) = (line.is_cut.clone(), line.open.clone());
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let server = server.lock().expect("the address").clone();
                let Ok(far) = TcpStream::connect(server) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
                    thread::spawn(move || carry(from, to));
                }
                open.lock().expect("the list").extend([near, far]);
            }
        });
        line
    }

    /// Ends what is open, and lets nothing through.
    pub fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for socket in self.open.lock().expect("the list").drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Leads what comes from now on to the PostgreSQL of another URL. What is open stays as it is.
    pub fn lead_to(&self, url: &str) {
        let (_, server, _) = parts(url);
        server.clone_into(&mut self.server.lock().expect("the address"));
    }

    /// Lets what comes from now on through.
    pub fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

/// A URL: what stands before the address of its server, that, and what stands behind it.
fn parts(url: &str) -> (&str, &str, &str) {
    let (before, behind) = url.split_once('@').expect("the URL names a user");
    let (server, rest) = behind.split_once('/').expect("the URL names a database");
    (before, server, rest)
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
