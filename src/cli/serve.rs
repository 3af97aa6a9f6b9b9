pub fn run() -> Result<(), super::CliError> {
    Ok(())
}
