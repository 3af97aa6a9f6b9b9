//! The most memory that the service ever held, in all of the run.

use crate::report::{Aim, Report};

/// Megabytes that it may hold.
const MOST: f64 = 120.0;

/// Writes what each process of Jalon held at most.
pub fn tell(report: &mut Report) {
    let noted = report.memory().to_vec();
    report.section("Memory");
    report.line("The most that was ever resident (`VmHWM`).\n");
    report.table(&["process of Jalon", "MB", "aim: under 120"]);
    for (what, most) in noted {
        report.row(&[what, format!("{most:.0}"), Aim::AtMost(MOST).verdict(most)]);
    }
}
