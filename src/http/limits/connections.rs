//! How many connections a client may have open at a time, and how long one may stand still.

use std::{
    any::Any,
    collections::HashMap,
    net::{IpAddr, Shutdown},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{dev::Extensions, rt::net::TcpStream};
use socket2::SockRef;

use super::client::Client;
use crate::config::proxies::Proxies;

/// How long bytes that were sent may go unread before the system breaks a connection off (`TCP_USER_TIMEOUT`, RFC 5482).
pub const UNREAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Open connections by client.
pub struct Connections {
    /// Most that a client may have; no limit if it is 0.
    limit: usize,
    /// Who may have any number: each of theirs is another client's.
    proxies: Proxies,
    open: Mutex<HashMap<Client, usize>>,
}

/// A connection that counts, until it is closed.
struct Open {
    connections: Arc<Connections>,
    client: Client,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.connections.closed(self.client);
    }
}

impl Connections {
    /// A limit of `limit` connections at a time for each client; none if it is 0.
    pub fn new(limit: usize, proxies: Proxies) -> Self {
        Connections { limit, proxies, open: Mutex::default() }
    }

    /// Looks at a connection that was just opened, and closes it if its client has too many. There is no answer to give:
    /// whoever opens them so may well never send a request.
    pub fn opened(self: &Arc<Self>, stream: &dyn Any, kept: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let socket = SockRef::from(stream);
        // A system that does not know the option leaves it to the keep-alive of the connection.
        let _ = socket.set_tcp_user_timeout(Some(UNREAD_TIMEOUT));
        let Ok(peer) = stream.peer_addr() else { return };
        let address = peer.ip().to_canonical();
        if self.limit == 0 || self.proxies.hold(address) {
            return;
        }
        match self.count(address) {
            Some(open) => drop(kept.insert(open)),
            None => drop(socket.shutdown(Shutdown::Both)),
        }
    }

    fn count(self: &Arc<Self>, address: IpAddr) -> Option<Open> {
        let client = Client::from(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Open { connections: self.clone(), client })
    }

    fn closed(&self, client: Client) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&client);
            }
        }
    }
}
