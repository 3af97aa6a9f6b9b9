//! The settings: every one that cannot be used, and those that a public service should not have.

use super::Report;
use crate::config::{Config, ConfigError};

/// Reports on the settings and gives those that can be used, with the default of each that cannot.
pub fn check(report: &mut Report, filter: Option<ConfigError>) -> Config {
    let mut wrong: Vec<ConfigError> = filter.into_iter().collect();
    let mut values = Config::values(&mut |error| wrong.push(error));
    let config = loop {
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
        report.wrong("setting", error.to_string(), format!("set {} as told, or leave it out", error.name));
    }
    report.ok("settings", config.describe());
    let is_public = !config.bind.ip().is_loopback();
    if is_public && config.public_url.is_none() {
        let found = format!(
            "BIND is {} and PUBLIC_URL is empty: links begin with what the request calls the host",
            config.bind
        );
        report.warn("settings", found, "set PUBLIC_URL to the address that readers use");
    }
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
        report.warn("settings", found, "name the address of the network that Prometheus comes from");
    }
    config
}
