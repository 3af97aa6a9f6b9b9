//! Proxies that are trusted to tell who asks.

use std::net::IpAddr;

use ipnet::IpNet;

/// Networks whose word on who asks is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads addresses and networks such as `10.0.0.0/8, ::1`, separated by commas.
    ///
    /// # Errors
    /// The first one that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let networks = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let network = |word: &str| word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
        networks.map(|word| network(word).map_err(|_| word.to_owned())).collect::<Result<_, _>>().map(Proxies)
    }

    /// Whether nobody's word is taken.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address is that of a proxy.
    pub fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client of a request, from its peer and the lines of `X-Forwarded-For`: backwards through the addresses that
    /// trusted proxies added, the first one that is not a proxy itself. Where one of them is no address, the proxy that
    /// wrote it stands for its client.
    pub fn client<'a>(&self, peer: IpAddr, lines: impl Iterator<Item = &'a str>) -> IpAddr {
        let mut client = peer.to_canonical();
        if self.0.is_empty() || !self.hold(client) {
            return client;
        }
        let lines: Vec<&str> = lines.collect();
        for named in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(named) = address(named.trim()) else { break };
            client = named;
            if !self.hold(client) {
                break;
            }
        }
        client
    }
}

/// An address as proxies write it: with or without a port, an IPv6 address with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    let parsed = bare.unwrap_or(text).parse().or_else(|_| text.parse::<std::net::SocketAddr>().map(|s| s.ip()));
    parsed.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(proxies: &str, peer: &str, lines: &[&str]) -> String {
        let proxies = Proxies::parse(proxies).expect("networks");
        proxies.client(peer.parse().expect("an address"), lines.iter().copied()).to_string()
    }

    #[test]
    fn only_trusted_proxies_name_the_client() {
        assert_eq!(found("", "198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(found("10.0.0.0/8", "198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(found("10.0.0.0/8", "10.1.2.3", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(found("10.0.0.0/8", "10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn what_a_client_writes_before_a_proxy_is_not_believed() {
        assert_eq!(found("10.0.0.1", "10.0.0.1", &["192.0.2.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(found("10.0.0.0/8", "10.0.0.1", &["192.0.2.1", "203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        // It claims to be a proxy: its own address was added by the real one.
        assert_eq!(found("10.0.0.0/8", "10.0.0.1", &["10.9.9.9, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(found("10.0.0.1", "10.0.0.1", &["192.0.2.1, nobody"]), "10.0.0.1");
    }

    #[test]
    fn addresses_are_read_with_ports_and_brackets() {
        assert_eq!(found("::1", "::1", &["[2001:db8::5]:4711"]), "2001:db8::5");
        assert_eq!(found("127.0.0.1", "::ffff:127.0.0.1", &["203.0.113.9:80"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_network_is_named() {
        assert_eq!(Proxies::parse("10.0.0.0/8, here"), Err("here".to_owned()));
    }
}
