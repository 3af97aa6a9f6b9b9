//! Arrows point down: a module uses only what stands to its right in the order of the code tour.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What each module may use, besides itself and `domain`.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("log", &["config"]),
    ("cli", &["config", "http", "publish", "formats", "dcat", "store", "record"]),
    ("http", &["log", "config", "publish", "formats", "dcat", "store", "record", "odsql"]),
    ("publish", &["formats", "dcat", "store", "record", "odsql"]),
    ("odsql", &[]),
    ("formats", &[]),
    ("dcat", &[]),
    ("store", &["odsql"]),
    ("record", &[]),
    ("config", &["store"]),
    ("domain", &[]),
];

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(directory).expect("the sources are readable").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| rust_files(folder));
    files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).chain(below).collect()
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let module = |path: &Path| {
        let inside = path.strip_prefix(&root).expect("a file of src");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        first.trim_end_matches(".rs").to_owned()
    };
    // Documentation may point anywhere.
    let code =
        |text: String| text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let read = |path: PathBuf| (module(&path), path.clone(), code(fs::read_to_string(&path).expect("UTF-8")));
    rust_files(&root).into_iter().map(read).filter(|(module, ..)| module != "lib" && module != "main").collect()
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    for (module, path, text) in sources() {
        let allowed = rules.get(module.as_str()).unwrap_or_else(|| panic!("{module} has no place in the order"));
        for (other, _) in MAY_USE {
            let is_allowed = other == module || other == "domain" || allowed.contains(&other);
            assert!(is_allowed || !uses(&text, other), "{} uses {other}", path.display());
        }
    }
}

/// Whether a file names another module of the crate, in a path or in a `use crate::{…}`.
fn uses(text: &str, module: &str) -> bool {
    if text.contains(&format!("crate::{module}::")) {
        return true;
    }
    let lists = text.match_indices("use crate::{").map(|(start, _)| &text[start..]);
    lists.map(|list| &list[..list.find(";").unwrap_or(list.len())]).any(|list| {
        let top_level = list.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "));
        list.lines().count() == 1 && list.contains(&format!("{module}::"))
            || top_level.into_iter().any(|line| {
                line.trim_start().starts_with(&format!("{module}::")) || line.trim() == format!("{module},")
            })
    })
}

#[test]
fn only_the_store_and_the_edges_name_diesel_and_only_http_names_actix() {
    for (module, path, text) in sources() {
        let diesel = text.contains("use diesel") || text.contains("diesel::prelude");
        assert!(!diesel || module == "store", "{} uses diesel", path.display());
        let actix = text.contains("use actix_web");
        assert!(!actix || ["http", "cli"].contains(&module.as_str()), "{} uses actix", path.display());
    }
}

#[test]
fn files_stay_small_enough_to_read_in_one_sitting() {
    for (_, path, _) in sources() {
        let lines = fs::read_to_string(&path).expect("UTF-8").lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}

#[test]
fn migrations_come_in_pairs_of_the_same_name_and_tables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let steps = |backend: &str| {
        let mut steps: Vec<(String, String)> = fs::read_dir(root.join(backend))
            .expect("a folder a backend")
            .map(|entry| entry.expect("an entry"))
            .map(|entry| {
                let up = fs::read_to_string(entry.path().join("up.sql")).expect("a step has up.sql");
                assert!(up.starts_with("--"), "a step begins with why");
                (entry.file_name().to_string_lossy().into_owned(), columns(&up))
            })
            .collect();
        steps.sort();
        steps
    };
    assert_eq!(steps("sqlite"), steps("postgres"));
}

/// Tables and columns without their types.
fn columns(sql: &str) -> String {
    let named = sql.lines().filter(|line| line.starts_with("CREATE TABLE") || line.starts_with("    "));
    named
        .map(|line| {
            line.split_whitespace().take(if line.starts_with("CREATE") { 3 } else { 1 }).collect::<Vec<_>>().join(" ")
        })
        .collect::<Vec<_>>()
        .join("\n")
}
