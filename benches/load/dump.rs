//! The database's own dump of the rows that an export has: the same columns, the same order.

use std::process::Command;

use crate::million::Million;

/// A dump of all statements as CSV.
pub struct Dump<'a>(&'a Million);

/// The columns of the dataset `bilans`.
const QUERY: &str = "SELECT r.id AS release, r.revision, t.release_seq = (SELECT seq FROM current_release) AS current, \
     t.code, t.kind, t.level, t.axis, t.action, t.objective, t.parent, t.depth, t.ordinal, t.text_fr, t.text_en, t.absent \
     FROM statements t JOIN releases r ON r.seq = t.release_seq ORDER BY t.release_seq, t.position";

impl<'a> Dump<'a> {
    /// The dump of a database.
    pub fn of(million: &'a Million) -> Self {
        Dump(million)
    }

    fn is_sqlite(&self) -> bool {
        self.0.url.starts_with("sqlite://")
    }

    /// The program, as the report names it.
    pub fn name(&self) -> String {
        if self.is_sqlite() { "`sqlite3 -csv`" } else { "`psql \\copy … csv`" }.to_owned()
    }

    /// The command; the file goes to its standard output.
    pub fn command(&self) -> Command {
        if self.is_sqlite() {
            let mut command = Command::new("sqlite3");
            command.args(["-csv", "-header"]).arg(self.0.url.trim_start_matches("sqlite://")).arg(QUERY);
            return command;
        }
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-d", &self.0.url]);
        command.args(["-c", &format!("\\copy ({QUERY}) TO STDOUT WITH (FORMAT csv, HEADER)")]);
        command
    }
}
