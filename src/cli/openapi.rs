//! `jalon openapi`: the contract.

use super::CliError;

pub fn run() -> Result<(), CliError> {
    println!("{}", crate::http::openapi::describe().to_pretty_json().unwrap_or_default());
    Ok(())
}
