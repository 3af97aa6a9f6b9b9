//! The lines for PostgreSQL in docs/operating.md, run as they stand there.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::cli::jalon;

const GUIDE: &str = include_str!("../../../docs/operating.md");
/// The database that the guide restores into.
const RESTORED: &str = "jalon_restored";

/// The server's own tools: the newest there are.
fn tools() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.filter_map(|entry| Some(entry.ok()?.path())).max_by_key(number)?;
    Some(newest.join("bin")).filter(|tools| tools.join("pg_dump").exists())
}

/// A URL with another database in its path.
fn with_database(url: &str, name: &str) -> String {
    let (place, options) =
        url.split_once('?').map_or((url, String::new()), |(place, rest)| (place, format!("?{rest}")));
    let (server, _) = place.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{name}{options}")
}

struct Shell<'a> {
    directory: &'a Path,
    path: String,
    settings: Vec<(&'static str, String)>,
}

impl Shell<'_> {
    fn run(&self, script: &str) -> String {
        let mut command = Command::new("sh");
        command.arg("-euc").arg(script).current_dir(self.directory).env("PATH", &self.path);
        let output = command.envs(self.settings.iter().map(|(name, value)| (name, value))).output().expect("a shell");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{script}: {said}");
        said
    }
}

#[test]
fn the_lines_of_the_guide_save_and_restore_a_database() {
    let (server, tools) = match (std::env::var("TEST_DATABASE_URL"), tools()) {
        (Ok(server), Some(tools)) => (server, tools),
        _ => {
            return assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "CI=true and there is no PostgreSQL or no pg_dump"
            );
        }
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let program = Path::new(env!("CARGO_BIN_EXE_jalon")).parent().expect("a folder").display().to_string();
    // The test's own databases, so that two runs at a time are apart.
    let own = |name: &str| format!("{name}_{}", std::process::id());
    let (source, restored) = (own("jalon_source"), own(RESTORED));
    let url = with_database(&server, &source);
    let shell = Shell {
        directory: directory.path(),
        path: format!("{}:{program}:{}", tools.display(), std::env::var("PATH").unwrap_or_default()),
        settings: vec![
            ("DATABASE_URL", url.clone()),
            ("RESTORED_URL", with_database(&server, &restored)),
            ("SERVER", server),
        ],
    };
    let drop = format!(
        "dropdb --if-exists --maintenance-db=\"$SERVER\" {source}; dropdb --if-exists --maintenance-db=\"$SERVER\" {restored}"
    );
    shell.run(&drop);
    shell.run(&format!("createdb --maintenance-db=\"$SERVER\" --encoding=UTF8 --template=template0 {source}"));
    jalon(&["migrate"], &[("DATABASE_URL", &url)]).expect(0, &[]);
    jalon(&["keys", "create", "--name", "Saved", "--scope", "draft"], &[("DATABASE_URL", &url)]).expect(0, &[]);

    let blocks: Vec<&str> = GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2, "the guide has lines to save and lines to restore");
    shell.run(blocks[0]);
    let said = shell.run(&blocks[1].replace(RESTORED, &restored));
    assert!(said.contains("0 wrong") && said.contains("2026.1 is current"), "{said}");
    let listed = |url: &str| jalon(&["keys", "list"], &[("DATABASE_URL", url)]).stdout;
    assert_eq!(listed(&with_database(&url, &restored)), listed(&url));
    assert!(listed(&url).contains("Saved"));
    shell.run(&drop);
}
