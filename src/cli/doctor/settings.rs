//! The settings: every one that cannot be used, and those that a public service should not have.

use super::Report;
use crate::config::{Config, ConfigError};

/// Where the record is kept.
const DATABASE: &str = "DATABASE_URL";
/// What can be judged beside it only.
const REPLICAS: &str = "DATABASE_REPLICA_URL";

/// Reports on the settings and gives those that can be used, with the default of each that cannot, and whether the one of the
/// database can.
pub fn check(report: &mut Report, filter: Option<ConfigError>) -> (Config, bool) {
    let mut wrong: Vec<ConfigError> = filter.into_iter().collect();
    let mut values = Config::values(&mut |error| wrong.push(error));
    let mut unjudged = None;
    let config = loop {
        // Beside the default of the database, which is a file, replicas would be refused whatever they are.
        if unjudged.is_none() && wrong.iter().any(|error| error.name == DATABASE) {
            unjudged = values.remove(REPLICAS).filter(|value| !value.trim().is_empty());
        }
        match Config::from_values(&values) {
            Ok(config) => break config,
            // The next round has its default, which can be used.
            Err(error) => {
                values.remove(error.name);
                wrong.push(error);
            }
        }
    };
    for error in &wrong {
        let mend = match error.name {
            // Its default is another database than the one that was meant.
            DATABASE => format!("set {DATABASE} as told"),
            name => format!("set {name} as told, or leave it out"),
        };
        report.wrong("setting", error.to_string(), mend);
    }
    let is_usable = |name: &str| wrong.iter().all(|error| error.name != name);
    let has_database = is_usable(DATABASE);
    match has_database {
        true => report.ok("settings", config.describe()),
        false => report.ok("settings", config.describe_service()),
    }
    if unjudged.is_some() {
        let found = format!("{REPLICAS} was not looked at: whether it can be used depends on {DATABASE}, which cannot");
        report.warn("setting", found, format!("mend {DATABASE} and run `jalon doctor` again"));
    }
    reach(report, &config, &is_usable);
    care(report, &config);
    (config, has_database)
}

/// Reports on what the service is to readers: its address, who answers for it, and whom it takes them for. What is set and
/// cannot be used is not empty.
fn reach(report: &mut Report, config: &Config, is_usable: &dyn Fn(&str) -> bool) {
    let is_public = !config.bind.ip().is_loopback();
    if is_public && config.public_url.is_none() && is_usable("PUBLIC_URL") {
        let found = format!(
            "BIND is {} and PUBLIC_URL is empty: links begin with what the request calls the host",
            config.bind
        );
        report.warn("settings", found, "set PUBLIC_URL to the address that readers use");
    }
    // The program has no TLS of its own.
    let is_behind_proxy = config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    if is_behind_proxy && config.trusted_proxies.is_empty() && is_usable("TRUSTED_PROXIES") {
        let found = "PUBLIC_URL begins with https://, so that a proxy stands before the service, and TRUSTED_PROXIES is \
            empty: all clients count as one and share its limits";
        let mend =
            "set TRUSTED_PROXIES to the address that the requests of the proxy come from, such as `127.0.0.1,::1`";
        report.warn("settings", found, mend);
    }
    if config.public_url.is_some() && config.contact.email.is_none() && is_usable("CONTACT_EMAIL") {
        let found =
            "PUBLIC_URL is set and CONTACT_EMAIL is empty: who finds a mistake or a weakness has nobody to write to";
        report.warn("settings", found, "set CONTACT_EMAIL to an address that is read, such as `data@jalon.example`");
    }
}

/// Reports on what a public service should not have.
fn care(report: &mut Report, config: &Config) {
    if config.webhooks_private {
        let found = "WEBHOOKS_PRIVATE is true: webhooks may lead into this network";
        report.warn("settings", found, "leave it out unless every key belongs to somebody of this network");
    }
    if !config.four_eyes {
        let found = "FOUR_EYES is false: who makes a draft may approve it";
        report.warn("settings", found, "leave it out as soon as two people publish");
    }
    if config.metrics_bind.is_some_and(|address| address.ip().is_unspecified()) {
        let found = "METRICS_BIND listens on every address: whoever reaches it reads the metrics";
        // Of a container nobody knows the address beforehand.
        let mend = "name the address of the network that Prometheus comes from; within a container, see instead that the \
            port is not published";
        report.warn("settings", found, mend);
    }
}
