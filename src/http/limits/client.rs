//! Who asks: the address of the peer or, behind proxies that are trusted, the one that they name.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::{
    HttpRequest,
    dev::RequestHead,
    http::header::{HeaderMap, HeaderName},
    web::Data,
};

use crate::{config::Config, http::state::State};

/// What proxies add the address of their own peer to, at the end. Of `Forwarded` (RFC 7239) nothing is read: a proxy that
/// writes one of the two passes the other on as its client wrote it.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Bits of an IPv6 address that one subscriber shares.
const SUBSCRIBER_BITS: u32 = 64;

/// The address of the client; none on a connection without addresses.
pub fn of_head(config: &Config, head: &RequestHead) -> Option<IpAddr> {
    Some(named(config, head.peer_addr?.ip(), head.headers()))
}

/// As [`of_head`], for a request that was routed.
pub fn of(request: &HttpRequest) -> Option<IpAddr> {
    let state = request.app_data::<Data<State>>()?;
    Some(named(&state.config, request.peer_addr()?.ip(), request.headers()))
}

fn named(config: &Config, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok());
    config.trusted_proxies.client(peer, lines)
}

/// What counts as one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> (128 - SUBSCRIBER_BITS) << (128 - SUBSCRIBER_BITS);
                Client(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            address => Client(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_of_ipv6_is_one_client() {
        let client = |text: &str| Client::from(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    }
}
