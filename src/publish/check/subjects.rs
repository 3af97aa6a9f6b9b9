//! What stands beside the plan names things that the plan has, and the crosswalk leaves none of them out.

use std::collections::BTreeSet;

use crate::{
    domain::{crosswalk::EDITIONS, strategy::Level},
    publish::{annexes::Annexes, read::Finding},
    store::snapshot::Snapshot,
};

/// Codes of axes, actions and objectives by edition.
type Codes = BTreeSet<(String, Level, String)>;

/// Checks the codes of every entry against the releases of the record.
pub fn check(annexes: &Annexes, chain: &[Snapshot]) -> Vec<Finding> {
    let known = codes(chain);
    let mut findings = Vec::new();
    let mut named = |file: &str, row: String, edition: &str, level: Level, code: &Option<String>| {
        let Some(code) = code.as_ref().filter(|_| level != Level::Strategy) else { return };
        if !known.contains(&(edition.to_owned(), level, code.clone())) {
            let message = format!("edition {edition} has no {} {code}", level.as_str());
            findings.push(Finding { file: format!("{}{file}", annexes.root), row, rule: "structure", message });
        }
    };
    for entry in &annexes.targets {
        named("targets.toml", format!("targets {}", entry.id), &entry.edition, entry.level, &entry.code);
    }
    for entry in &annexes.indicators {
        named("indicators.toml", format!("indicators {}", entry.id), &entry.edition, entry.level, &entry.code);
    }
    for entry in &annexes.observations {
        named("indicators.toml", format!("observations {}", entry.id), &entry.edition, entry.level, &entry.code);
    }
    for (level, entry) in &annexes.crosswalk {
        for (edition, code) in EDITIONS.iter().zip([&entry.from, &entry.to]) {
            let row = format!("{}s {}", level.as_str(), code.as_deref().unwrap_or("none"));
            named("crosswalk.toml", row, edition, *level, code);
        }
    }
    for entry in &annexes.findings {
        for subject in &entry.subjects {
            if !is_subject(subject, &known, chain) {
                let message = format!("`{subject}` names nothing of the record");
                let row = format!("findings {}", entry.id);
                findings.push(Finding {
                    file: format!("{}findings.toml", annexes.root),
                    row,
                    rule: "finding",
                    message,
                });
            }
        }
    }
    findings.extend(left_out(annexes, &known));
    findings
}

fn codes(chain: &[Snapshot]) -> Codes {
    let mut codes = Codes::new();
    for snapshot in chain {
        let edition = &snapshot.release.edition;
        let named = |level: Level, code: &String| (edition.clone(), level, code.clone());
        codes.extend(snapshot.axes.iter().map(|row| named(Level::Axis, &row.code)));
        codes.extend(snapshot.actions.iter().map(|row| named(Level::Action, &row.code)));
        codes.extend(snapshot.objectives.iter().map(|row| named(Level::Objective, &row.code)));
    }
    codes
}

/// Whether a finding's subject is `strategy`, a source, or a thing of the plan, in the later edition's numbering unless it
/// begins with the earlier one.
fn is_subject(subject: &str, known: &Codes, chain: &[Snapshot]) -> bool {
    let [earlier, later] = EDITIONS;
    let (edition, named) = match subject.strip_prefix(earlier) {
        Some(rest) => (earlier, rest.trim_start()),
        None => (later, subject),
    };
    match named.split_once(' ') {
        None => named == Level::Strategy.as_str(),
        Some(("source", id)) => chain.iter().any(|snapshot| snapshot.sources.iter().any(|row| row.id == id)),
        Some((word, code)) => {
            let level = Level::ALL.into_iter().find(|(_, known)| *known == word);
            level.is_some_and(|(level, _)| known.contains(&(edition.to_owned(), level, code.to_owned())))
        }
    }
}

/// Actions and objectives of either edition that a crosswalk does not name; a record without a crosswalk leaves out none.
fn left_out(annexes: &Annexes, known: &Codes) -> Vec<Finding> {
    if annexes.crosswalk.is_empty() {
        return Vec::new();
    }
    let [earlier, later] = EDITIONS;
    let is_named = |edition: &str, level: Level, code: &str| {
        let side = |entry: &crate::publish::format::annexes::CrosswalkEntry| match edition {
            edition if edition == earlier => entry.from.clone(),
            _ => entry.to.clone(),
        };
        annexes.crosswalk.iter().any(|(known, entry)| *known == level && side(entry).as_deref() == Some(code))
    };
    let related =
        known.iter().filter(|(edition, level, _)| *level > Level::Axis && [earlier, later].contains(&edition.as_str()));
    let missing = related.filter(|(edition, level, code)| !is_named(edition, *level, code));
    missing
        .map(|(edition, level, code)| Finding {
            file: format!("{}crosswalk.toml", annexes.root),
            row: format!("{}s {code}", level.as_str()),
            rule: "crosswalk",
            message: format!("says nothing of the {} {code} of edition {edition}", level.as_str()),
        })
        .collect()
}
