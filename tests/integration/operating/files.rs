//! The dashboard, the alerts, the unit, the composition and the guides name what there is.

use std::{collections::BTreeSet, process::Command};

use jalon::config::SETTINGS;
use serde_json::{Value, json};

use crate::support::{
    Database,
    cli::{Served, jalon},
    get,
};

const DASHBOARD: &str = include_str!("../../../operations/grafana/jalon.json");
const ALERTS: &str = include_str!("../../../operations/prometheus/alerts.yml");
const UNIT: &str = include_str!("../../../operations/systemd/jalon.service");
const SETTINGS_FILE: &str = include_str!("../../../operations/systemd/jalon.env");
const COMPOSITION: &str = include_str!("../../../docker-compose.yml");
const IMAGE: &str = include_str!("../../../Dockerfile");
const SHUT_OUT: &str = include_str!("../../../.dockerignore");
const GUIDE: &str = include_str!("../../../docs/operating.md");
const OF_PUBLISHERS: [&str; 2] =
    [include_str!("../../../docs/publishing.md"), include_str!("../../../docs/publier.md")];

/// The names of metrics in a text.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("jalon_") || word.starts_with("process_")).collect()
}

/// The names that a running service tells, with those of the rows of histograms.
fn told() -> BTreeSet<String> {
    let database = Database::sqlite();
    database.fill();
    let service = Served::start(&[("DATABASE_URL", &database.url), ("METRICS_BIND", "127.0.0.1:0")]);
    get(service.address, "/api/v1/axes");
    let scrape = get(service.metrics(), "/metrics").text();
    let rows = scrape.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split(['{', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn every_metric_of_the_dashboard_and_the_alerts_is_told() {
    let told = told();
    serde_json::from_str::<Value>(DASHBOARD).expect("the dashboard is JSON");
    for (file, text) in [("the dashboard", DASHBOARD), ("the alerts", ALERTS)] {
        let named: Vec<&str> = named(text).into_iter().filter(|name| *name != "jalon_restored").collect();
        assert!(named.len() >= 8, "{file} names {named:?}");
        for name in named {
            assert!(told.contains(name), "{file} names {name}, and the service does not tell it");
        }
    }
}

#[test]
fn the_guide_tells_of_every_metric_and_of_no_other() {
    let told = told();
    let base =
        |name: &str| name.trim_end_matches("_bucket").trim_end_matches("_sum").trim_end_matches("_count").to_owned();
    let bases: BTreeSet<String> =
        told.iter().filter(|name| name.starts_with("jalon_")).map(|name| base(name)).collect();
    let guide: BTreeSet<String> = named(GUIDE)
        .into_iter()
        .filter(|name| name.starts_with("jalon_") && *name != "jalon_restored")
        .map(str::to_owned)
        .collect();
    assert_eq!(guide, bases);
}

#[test]
fn every_alert_tells_what_to_do() {
    let alerts = ALERTS.split("- alert: ").skip(1);
    let mut count = 0;
    for alert in alerts {
        let name = alert.lines().next().unwrap_or_default();
        assert!(alert.contains("runbook: ") && alert.contains("summary: ") && alert.contains("severity: "), "{name}");
        assert!(GUIDE.contains(&format!("- **{name}**: ")), "the guide does not tell of {name}");
        count += 1;
    }
    assert_eq!(GUIDE.matches("- **Jalon").count(), count, "the guide tells of no other");
}

/// The alerts look at the job by its name, which is what the guide lets Prometheus give it.
#[test]
fn the_guide_names_the_job_that_the_alerts_look_at() {
    let jobs: BTreeSet<&str> =
        ALERTS.split("job=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(job, _)| job).collect();
    let given: BTreeSet<&str> = GUIDE.lines().filter_map(|line| line.trim().strip_prefix("- job_name: ")).collect();
    assert_eq!(given, BTreeSet::from(["jalon"]));
    assert_eq!(jobs, given);
}

/// What a metric such as `jalon_build_info` tells is in its labels: its value is always 1, and a series that has ended would
/// stand beside the one that there is.
#[test]
fn what_is_told_by_a_label_is_shown_by_it() {
    let of_label = |panel: &Value| panel["targets"][0]["expr"].as_str().is_some_and(|expr| expr.contains("_info{"));
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("the dashboard is JSON");
    let panels = dashboard["panels"].as_array().expect("a list");
    let shown: Vec<&Value> = panels.iter().filter(|panel| of_label(panel)).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    for panel in shown {
        let target = &panel["targets"][0];
        assert_eq!((&panel["options"]["textMode"], &target["instant"]), (&json!("name"), &json!(true)), "{panel}");
        assert!(target["legendFormat"].as_str().is_some_and(|label| label.starts_with("{{")), "{panel}");
    }
}

/// A rate or a change takes two samples, and some may be missing.
#[test]
fn what_is_reckoned_over_time_has_samples_enough() {
    let asked = GUIDE.lines().find_map(|line| line.trim().strip_prefix("scrape_interval: ")?.strip_suffix('s'));
    let asked: u64 = asked.and_then(|seconds| seconds.parse().ok()).expect("the guide tells how often");
    // What Grafana makes `$__rate_interval` of, unless its data source is told another interval.
    assert!(asked <= 15, "{asked}");
    let ranges = [DASHBOARD, ALERTS].into_iter().flat_map(|text| text.split('[').skip(1));
    let ranges = ranges.filter_map(|rest| rest.split(']').next());
    let ranges: Vec<&str> = ranges.filter(|range| range.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert!(ranges.len() >= 5, "{ranges:?}");
    for range in ranges {
        // Four minutes where Prometheus asks once a minute, as it does by itself.
        let minutes: u64 = range.strip_suffix('m').and_then(|minutes| minutes.parse().ok()).unwrap_or_default();
        assert!(minutes >= 4, "[{range}]");
    }
}

/// The value of a setting of a section of the unit.
fn of_unit<'a>(section: &str, name: &str) -> &'a str {
    let (_, lines) = UNIT.split_once(&format!("[{section}]\n")).expect("the section is there");
    let mut lines = lines.lines().take_while(|line| !line.starts_with('['));
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}

/// systemd gives up after five starts in ten seconds unless it is told not to; exit code 4, that of a database that is away,
/// is one to try again after. 2 and 3 are those of a command line and of settings that cannot be used.
#[test]
fn the_unit_is_started_again_until_its_database_is_there() {
    assert_eq!(of_unit("Service", "Restart"), "on-failure");
    assert_eq!(of_unit("Unit", "StartLimitIntervalSec"), "0");
    assert_eq!(of_unit("Service", "RestartPreventExitStatus"), "2 3");
}

/// Each worker may have 13 threads that wait for the database, and there is one a core, or 64 that `WORKERS` asks for.
#[test]
fn the_unit_has_threads_for_a_machine_of_many_cores() {
    let most: u32 = of_unit("Service", "TasksMax").parse().expect("a number");
    assert!(most >= 64 * (1 + 8 + 4 + 1), "{most}");
}

/// A command that lacks the settings of the service works on another database.
#[test]
fn commands_run_by_hand_read_the_settings_of_the_unit() {
    let file = of_unit("Service", "EnvironmentFile");
    let run = GUIDE.lines().find(|line| line.starts_with("run=\"systemd-run ")).expect("the guide tells how");
    assert!(run.ends_with(&format!(" --property=EnvironmentFile={file}\"")), "{run}");
    assert!(GUIDE.contains(&format!("install -D -m 600 operations/systemd/jalon.env {file}")));
    assert!(!UNIT.contains("DATABASE_URL"), "it is set in {file} alone");
    let mut set = Vec::new();
    for line in SETTINGS_FILE.lines().filter(|line| !line.starts_with("# ")) {
        let Some((name, value)) = line.trim_start_matches('#').split_once('=') else { continue };
        // The system's own, which says where temporary files go.
        let is_setting = name == "TMPDIR" || SETTINGS.iter().any(|setting| setting.name == name);
        assert!(is_setting, "{name} is no setting");
        if !line.starts_with('#') {
            set.push((name, value));
        }
    }
    let (_, url) = set.iter().find(|(name, _)| *name == "DATABASE_URL").expect("the database is named");
    assert!(url.starts_with("sqlite:///"), "{url} is the same from every directory");
    // What is written in passing goes to the same place, which the doctor looks at; the unit has no other.
    assert!(set.contains(&("TMPDIR", "/var/tmp")) && !UNIT.contains("TMPDIR"), "{set:?}");
    let said = jalon(&["doctor"], &set).said();
    assert!(said.contains(*url) && !said.contains("the setting "), "{said}");
}

/// The lines of a guide that run the program: those of its blocks that are no files.
fn commands(guide: &str) -> Vec<&str> {
    let blocks = guide.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let lines = blocks.filter(|(language, _)| matches!(*language, "" | "sh")).flat_map(|(_, lines)| lines.lines());
    lines.filter(|line| names_program(line)).collect()
}

/// The same of what stands within its sentences.
fn within_sentences(guide: &str) -> Vec<&str> {
    let code = guide.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
    code.filter(|code| names_program(code)).collect()
}

fn names_program(line: &str) -> bool {
    line.split_whitespace().any(|word| word == "jalon")
}

/// Whether a command is run with the settings of the service and, where it takes one, with the key of whoever runs it: neither
/// systemd nor Docker passes a variable on that it is not told of.
fn has_its_settings(line: &str) -> bool {
    let takes_key = ["publish", "drafts"].iter().any(|command| line.contains(&format!(" jalon {command} ")));
    line.starts_with(if takes_key { "$run --setenv=JALON_KEY jalon " } else { "$run jalon " })
}

#[test]
fn every_command_of_the_guide_is_run_with_the_settings_of_the_service() {
    // The database is named there, or nothing is asked of it.
    let is_other =
        |line: &&str| ["DATABASE_URL=", "systemctl ", "install "].iter().any(|start| line.starts_with(start));
    let (_, run): (Vec<&str>, Vec<&str>) = commands(GUIDE).into_iter().partition(is_other);
    assert!(run.len() >= 3, "{run:?}");
    for guide in OF_PUBLISHERS {
        let here = [commands(guide), within_sentences(guide)].concat();
        assert!(here.len() >= 13 && guide.contains("export JALON_KEY="), "{here:?}");
        assert!(here.iter().all(|line| has_its_settings(line)), "{here:?}");
    }
    assert!(run.iter().all(|line| has_its_settings(line)), "{run:?}");
}

/// Memory that no limit bounds would end the service instead of the one answer that is too large.
#[test]
fn what_is_memory_in_the_composition_has_a_size() {
    let places: Vec<&str> = COMPOSITION.lines().filter(|line| line.trim_start().starts_with("tmpfs:")).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(places.iter().all(|line| line.contains("/tmp:size=")), "{places:?}");
}

/// Docker keeps what a service logs until the disk is full, unless it is told how much.
#[test]
fn the_log_of_every_service_of_the_composition_is_bounded() {
    let bound = COMPOSITION.lines().find_map(|line| line.strip_prefix("x-logging: &logging "));
    let bound = bound.expect("one for all");
    assert!(["driver: json-file", "max-size: \"", "max-file: \""].iter().all(|part| bound.contains(part)), "{bound}");
    let (_, services) = COMPOSITION.split_once("\nservices:\n").expect("services");
    let (services, _) = services.split_once("\nvolumes:\n").expect("volumes");
    let mut bounded: Vec<(&str, bool)> = Vec::new();
    for line in services.lines() {
        let own = line.strip_prefix("  ").filter(|own| !own.starts_with([' ', '#']));
        if let Some(name) = own.and_then(|own| own.strip_suffix(':')) {
            bounded.push((name, false));
        } else if let Some((_, is_bounded)) = bounded.last_mut() {
            *is_bounded |= line == "    logging: *logging";
        }
    }
    assert_eq!(bounded, [("database", true), ("migrate", true), ("jalon", true)]);
}

/// What a public instance sets, from outside of the composition.
#[test]
fn the_composition_takes_the_settings_of_a_public_instance() {
    for name in ["PUBLIC_URL", "TRUSTED_PROXIES", "CONTACT_NAME", "CONTACT_EMAIL", "SIGNING_KEY_FILE"] {
        let line = format!("{name}: ${{{name}:-}}");
        assert!(COMPOSITION.lines().any(|given| given.trim() == line), "{line}");
        assert!(GUIDE.contains(&format!("`{name}`")), "the guide does not tell of {name}");
    }
}

/// Whether a program is there; with `CI=true` a step of `.ci/run` sees to it.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn promtool_reads_the_alerts() {
    if is_there("promtool") {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/prometheus/alerts.yml");
        let checked = Command::new("promtool").args(["check", "rules", file]).output().expect("it runs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

/// The build of an image sees only what `.dockerignore` lets in.
#[test]
fn what_the_image_is_built_from_is_let_in() {
    let let_in: Vec<&str> = SHUT_OUT.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let copied =
        IMAGE.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from="));
    let mut count = 0;
    for line in copied {
        let (sources, _) = line.rsplit_once(' ').expect("sources and a place");
        for source in sources.split(' ') {
            let is_in = let_in.iter().any(|place| source == *place || source.starts_with(&format!("{place}/")));
            assert!(is_in, "{source} is shut out");
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}
