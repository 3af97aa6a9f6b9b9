//! Where webhooks may lead: no address of a private network, whatever name it has.
//!
//! A name may lead elsewhere tomorrow, or elsewhere for each who asks. So an address is checked when it is connected to,
//! on what the name was resolved to for that very connection; what is refused at once is what no name hides.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use url::{Host, Url};

/// Longest address of a receiver, in characters.
pub const LONGEST_URL: usize = 2000;

/// Why no webhook may lead to an address; each says what is expected.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    #[error("an absolute address, such as https://receiver.example/jalon")]
    Malformed,
    #[error("an address of at most {LONGEST_URL} characters")]
    TooLong,
    #[error("an address that begins with https://")]
    Scheme,
    #[error("an address without user and password; the signature tells who sends")]
    Userinfo,
    #[error("an address without `#`, which is never sent")]
    Fragment,
    #[error("an address outside private networks, unless the setting WEBHOOKS_PRIVATE is true")]
    Private,
}

/// Reads the address of a receiver. `private` allows private networks, and http.
///
/// # Errors
/// [`AddressError`]
pub fn check(text: &str, private: bool) -> Result<Url, AddressError> {
    if text.chars().count() > LONGEST_URL {
        return Err(AddressError::TooLong);
    }
    let url = Url::parse(text).map_err(|_| AddressError::Malformed)?;
    match url.scheme() {
        "https" => {}
        "http" if private => {}
        _ => return Err(AddressError::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Userinfo);
    }
    if url.fragment().is_some() {
        return Err(AddressError::Fragment);
    }
    let is_hidden = match url.host() {
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(name)) => is_local(name),
        None => return Err(AddressError::Malformed),
    };
    // Its escapes may have made it longer.
    match url.as_str().len() {
        _ if is_hidden && !private => Err(AddressError::Private),
        length if length > LONGEST_URL => Err(AddressError::TooLong),
        _ => Ok(url),
    }
}

/// Names that lead to this machine on every machine (RFC 6761).
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Ranges of IPv4 that are not of the public internet: IANA's registry of special purposes, and multicast.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Ranges within 2000::/3, the public part of IPv6, that are not public: protocols and tunnels, documentation.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let within = |(range, bits): &(Ipv4Addr, u32)| (address.to_bits() ^ range.to_bits()) >> (32 - bits) == 0;
            !SPECIAL_V4.iter().any(within)
        }
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public(inner.into()),
            None => {
                let within =
                    |(range, bits): &(Ipv6Addr, u32)| (address.to_bits() ^ range.to_bits()) >> (128 - bits) == 0;
                address.segments()[0] >> 13 == 1 && !SPECIAL_V6.iter().any(within)
            }
        },
    }
}

/// The address of IPv4 that one of IPv6 leads to: mapped, or translated by NAT64 (RFC 6052).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = address.segments();
    match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => {
            Some(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_not_public_are_told_from_those_that_are() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "100::1",
        ] {
            assert!(text.parse().is_ok_and(|address| !is_public(address)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2606:4700::1111",
            "2a01:e00::1",
            "2001:4860:4860::8888",
        ] {
            assert!(text.parse().is_ok_and(is_public), "{text}");
        }
    }

    #[test]
    fn addresses_of_receivers_are_read_strictly() {
        let refused = |text: &str| check(text, false).err();
        assert_eq!(check("https://receiver.example/a?b=c", false).map(String::from).ok().as_deref(), {
            Some("https://receiver.example/a?b=c")
        });
        for (text, expected) in [
            ("receiver.example/hook", AddressError::Malformed),
            ("/hook", AddressError::Malformed),
            ("https://", AddressError::Malformed),
            ("http://receiver.example/", AddressError::Scheme),
            ("ftp://receiver.example/", AddressError::Scheme),
            ("file:///etc/passwd", AddressError::Scheme),
            ("https://user@receiver.example/", AddressError::Userinfo),
            ("https://:secret@receiver.example/", AddressError::Userinfo),
            ("https://receiver.example/#top", AddressError::Fragment),
            ("https://127.0.0.1/", AddressError::Private),
            ("https://0x7f.1/", AddressError::Private),
            ("https://2130706433/", AddressError::Private),
            ("https://[::ffff:10.0.0.1]/", AddressError::Private),
            ("https://LOCALHOST./", AddressError::Private),
        ] {
            assert_eq!(refused(text), Some(expected), "{text}");
        }
        assert_eq!(refused(&format!("https://receiver.example/{}", "a".repeat(2000))), Some(AddressError::TooLong));
        assert_eq!(refused(&format!("https://receiver.example/{}", "é".repeat(900))), Some(AddressError::TooLong));
        assert!(check("http://127.0.0.1:9000/", true).is_ok());
        assert_eq!(check("https://user@127.0.0.1/", true).err(), Some(AddressError::Userinfo));
    }
}
