//! A file by its address, in bounded time and space.

use std::time::Duration;

use super::signed::SignedError;

/// Longest time that a file may take.
const LONGEST: Duration = Duration::from_secs(120);
/// Most bytes of a file.
pub const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// Most addresses that lead on to another one.
const MOST_REDIRECTS: u32 = 5;

/// Whether a text is an address and not the name of a file.
pub fn is_address(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

/// The bytes that an address gives.
///
/// # Errors
/// It gives none, or too many, or too slowly.
pub fn get(address: &str) -> Result<Vec<u8>, SignedError> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST))
        .max_redirects(MOST_REDIRECTS)
        .user_agent(concat!("jalon/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let read = agent.get(address).call();
    let read = read.and_then(|mut response| response.body_mut().with_config().limit(MOST_BYTES).read_to_vec());
    read.map_err(|error| SignedError::Place { place: address.to_owned(), cause: error.to_string() })
}

/// The address of a file beside another one.
pub fn beside(address: &str, name: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    format!("{folder}/{name}")
}

/// An address of the same host.
pub fn on_host(address: &str, path: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_files_and_lead_to_their_neighbours() {
        let address = "https://jalon.example/api/v1/releases/2026/manifest.json?x=/";
        assert!(is_address(address) && is_address("HTTP://a") && !is_address("http.zip") && !is_address("é"));
        assert_eq!(beside(address, "manifest.sig"), "https://jalon.example/api/v1/releases/2026/manifest.sig");
        assert_eq!(on_host(address, "/k"), "https://jalon.example/k");
    }
}
