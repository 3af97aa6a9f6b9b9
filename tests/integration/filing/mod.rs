//! Files that the ministry's team files: templates, the report cell by cell, what is refused, and what nobody should file.

mod accepted;
mod approved;
mod documented;
mod files;
mod forms;
mod fuzz;
mod hostile;
mod mutations;
mod publishing;
mod report;
mod rules;
mod table;
mod workbooks;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use jalon::{
    domain::release::Approval,
    publish::{
        draft::{self, Prepared},
        filing::{Remark, Report, read::read},
        switch::{self, PublishError},
    },
    store::{Store, Url},
};

use crate::support::{TestApp, cli::jalon, databases};
use table::Table;

/// A record to file upon, and the template of the release that comes next.
struct Desk {
    app: TestApp,
    store: Store,
}

/// The day on which files are looked at, whenever the tests run.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 28).expect("a day")
}

/// The release that comes next.
fn next_release() -> String {
    "2026-Q4".to_owned()
}

impl Desk {
    fn new() -> Self {
        Desk::beside(TestApp::on_sqlite())
    }

    /// One on each database.
    fn on_each_database() -> impl Iterator<Item = Self> {
        databases().into_iter().map(|database| Desk::beside(TestApp::start(database)))
    }

    fn beside(app: TestApp) -> Self {
        let store = Store::new(Url::parse(&app.database.url).expect("a valid URL"), 1);
        Desk { app, store }
    }

    /// A command on the database of the record.
    fn run(&self, arguments: &[&str], settings: &[(&str, &str)]) -> crate::support::cli::Finished {
        let settings = [&[("DATABASE_URL", self.app.database.url.as_str())], settings].concat();
        jalon(arguments, &settings)
    }

    /// A key with a scope.
    fn key(&self, scope: &str) -> String {
        let made = self.run(&["keys", "create", "--name", "A test", "--scope", scope], &[]);
        made.expect(0, &[]);
        made.stdout.trim().to_owned()
    }

    /// The file of a release as the program writes it.
    fn template(&self, release: &str, form: &str) -> Vec<u8> {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("template");
        let path = path.to_str().expect("the path is text");
        self.run(&["template", "--release", release, "--format", form, "--output", path], &[]).expect(0, &[]);
        std::fs::read(path).expect("the template was written")
    }

    /// The template of the next release as a table, filled in so that there is nothing to remark.
    fn good(&self) -> Table {
        let mut table = Table::of(&self.template(&next_release(), "csv-rfc4180"));
        table.set("release", &next_release(), "date", &today().to_string());
        table.settle();
        table
    }

    /// All stages before approval, without keeping anything.
    fn prepare(&self, bytes: &[u8]) -> Prepared {
        let annexes = switch::shipped_annexes().expect("the record has them");
        let now = NaiveDateTime::new(today(), NaiveTime::MIN);
        self.store
            .read(|db| draft::prepare(db, read(bytes), &annexes, Approval::FourEyes, now))
            .map_err(|error: PublishError| error.to_string())
            .expect("the file is read")
    }

    fn report(&self, bytes: &[u8]) -> Report {
        self.prepare(bytes).report
    }

    /// The only remark on a file.
    fn remark(&self, bytes: &[u8]) -> Remark {
        let mut report = self.report(bytes);
        assert_eq!(report.remarks.len(), 1, "{report:#?}");
        report.remarks.remove(0)
    }
}

/// The names of the rules of a report, in its order.
fn rules(report: &Report) -> Vec<&str> {
    report.remarks.iter().map(|remark| remark.rule.as_str()).collect()
}
