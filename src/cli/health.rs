//! `jalon health`: asks the service of these settings whether it is ready, as the check of a container does.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use super::CliError;
use crate::config::Config;

/// How long it may take to answer.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

pub fn run() -> Result<(), CliError> {
    let address = reachable(Config::from_env()?.bind);
    let url = format!("http://{address}/health/ready");
    let agent =
        ureq::Agent::config_builder().timeout_global(Some(LONGEST_WAIT)).http_status_as_error(false).proxy(None);
    match ureq::Agent::new_with_config(agent.build()).get(&url).call() {
        Ok(mut answer) if answer.status() == 200 => {
            super::print(&format!("{}\n", answer.body_mut().read_to_string().unwrap_or_default()))
        }
        Ok(answer) => Err(CliError::NotReady(format!("{url} answers {}", answer.status()))),
        Err(error) => Err(CliError::NotReady(format!("{url}: {error}"))),
    }
}

/// Where a service that listens on an address is reached from the same machine.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, bind.port())
}
