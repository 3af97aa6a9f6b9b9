//! First stage: release files and the documents they name, from a directory or from the binary, into memory.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::format::{PairEntry, PairsFile, ReleaseFile};
use crate::domain::source::{Document, hexadecimal};

/// Something wrong with the record: the file, the row, the rule that is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub file: String,
    /// Which row and field, such as `objectives 34, title`.
    pub row: String,
    /// The name of the rule, as `data/FORMAT.md` lists it.
    pub rule: &'static str,
    pub message: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: [{}] {}", self.file, self.row, self.rule, self.message)
    }
}

/// A release file with the documents it is taken from.
#[derive(Debug)]
pub struct LoadedRelease {
    /// The file's name as messages show it.
    pub file: String,
    pub entry: ReleaseFile,
    /// By source id.
    pub documents: BTreeMap<String, LoadedDocument>,
    /// What annexes add to the release.
    pub annexes: Annexes,
    /// SHA-256 of the release file, its documents and what annexes add to it.
    pub content_sha256: String,
}

/// A document with the digest of its bytes.
#[derive(Debug)]
pub struct LoadedDocument {
    pub document: Document,
    pub sha256: String,
}

/// The files at the record's root that add to releases; none of them has to be there.
#[derive(Clone, Debug, Default)]
pub struct Annexes {
    pub pairs: Annex<PairEntry>,
}

/// Entries of one such file.
#[derive(Clone, Debug)]
pub struct Annex<T> {
    /// The file's name as messages show it.
    pub file: String,
    pub entries: Vec<T>,
}

impl<T> Default for Annex<T> {
    fn default() -> Self {
        Annex { file: String::new(), entries: Vec::new() }
    }
}

impl Annexes {
    /// Those of the entries that belong to a release.
    fn of_release(&self, id: &str) -> Self {
        let mut own = self.clone();
        own.pairs.entries.retain(|pair| pair.to_release == id);
        own
    }

    /// What the digest of a release takes in, so that an entry for a later release leaves it as it was.
    fn content(&self) -> Vec<u8> {
        let written = |pair: &PairEntry| serde_json::to_vec(pair).unwrap_or_default();
        self.pairs.entries.iter().flat_map(written).collect()
    }
}

/// All releases of a record, in the order of their ids.
#[derive(Debug, Default)]
pub struct Record {
    pub releases: Vec<LoadedRelease>,
    /// Whole, with what belongs to no release.
    pub annexes: Annexes,
}

/// Where files come from.
pub enum Files<'a> {
    /// A directory with `releases/`, `sources/` and annexes.
    Directory(&'a Path),
    /// Files held in memory, by path.
    Embedded(&'a [(&'a str, &'a str)]),
}

impl Files<'_> {
    fn read(&self, path: &Path) -> Result<String, String> {
        match self {
            Files::Directory(root) => {
                let bytes = std::fs::read(root.join(path)).map_err(|e| format!("cannot be read: {e}"))?;
                String::from_utf8(bytes).map_err(|e| format!("is not UTF-8: {e}"))
            }
            Files::Embedded(files) => {
                let found = files.iter().find(|(name, _)| Path::new(name) == path);
                found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "is not part of the record".to_owned())
            }
        }
    }

    fn release_files(&self) -> Result<Vec<PathBuf>, String> {
        let mut paths: Vec<PathBuf> = match self {
            Files::Directory(root) => {
                let directory = root.join("releases");
                let entries = std::fs::read_dir(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
                let names = entries.map(|entry| entry.map(|entry| Path::new("releases").join(entry.file_name())));
                names.collect::<Result<_, _>>().map_err(|e| format!("{}: {e}", directory.display()))?
            }
            Files::Embedded(files) => files.iter().map(|(name, _)| PathBuf::from(name)).collect(),
        };
        let is_release = |path: &Path| path.parent() == Some(Path::new("releases"));
        paths.retain(|path| is_release(path) && path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        Ok(paths)
    }

    fn holds(&self, path: &Path) -> bool {
        match self {
            Files::Directory(root) => root.join(path).exists(),
            Files::Embedded(files) => files.iter().any(|(name, _)| Path::new(name) == path),
        }
    }

    fn shown(&self, path: &Path) -> String {
        match self {
            Files::Directory(root) => root.join(path).display().to_string(),
            Files::Embedded(_) => format!("data/{}", path.display()),
        }
    }
}

/// Reads every release of a record.
///
/// # Errors
/// One finding for each file that cannot be read or is not in the format.
pub fn record(files: &Files) -> Result<Record, Vec<Finding>> {
    let paths = files.release_files().map_err(|message| vec![unreadable("record", message)])?;
    if paths.is_empty() {
        return Err(vec![unreadable(&files.shown(Path::new("releases")), "holds no release file (*.toml)".to_owned())]);
    }
    let (annexes, mut findings) = match annexes(files) {
        Ok(annexes) => (annexes, Vec::new()),
        Err(findings) => (Annexes::default(), findings),
    };
    let mut record = Record { annexes, ..Record::default() };
    for path in paths {
        match with_annexes(files, &path, &record.annexes) {
            Ok(release) => record.releases.push(release),
            Err(mut problems) => findings.append(&mut problems),
        }
    }
    record.releases.sort_by(|a, b| a.entry.release.id.cmp(&b.entry.release.id));
    if findings.is_empty() { Ok(record) } else { Err(findings) }
}

/// Reads one release file and its documents.
///
/// # Errors
/// Findings that name the file, and for a file out of format the line.
pub fn release(files: &Files, path: &Path) -> Result<LoadedRelease, Vec<Finding>> {
    with_annexes(files, path, &annexes(files)?)
}

fn with_annexes(files: &Files, path: &Path, annexes: &Annexes) -> Result<LoadedRelease, Vec<Finding>> {
    let file = files.shown(path);
    let text = files.read(path).map_err(|message| vec![unreadable(&file, message)])?;
    let entry: ReleaseFile = parse(&file, &text)?;
    let mut content = Sha256::new();
    content.update(text.as_bytes());
    let (mut documents, mut findings) = (BTreeMap::new(), Vec::new());
    for source in &entry.sources {
        let read = resolve(path, &source.file).and_then(|path| files.read(&path));
        match read {
            Ok(text) => {
                content.update(text.as_bytes());
                let sha256 = hexadecimal(&Sha256::digest(text.as_bytes()));
                documents.insert(source.id.clone(), LoadedDocument { document: Document::new(text), sha256 });
            }
            Err(message) => findings.push(Finding {
                file: file.clone(),
                row: format!("sources {}, file", source.id),
                rule: "readable",
                message: format!("{} {message}", source.file),
            }),
        }
    }
    let annexes = annexes.of_release(&entry.release.id);
    content.update(annexes.content());
    let content_sha256 = hexadecimal(&content.finalize());
    let release = LoadedRelease { file, entry, documents, annexes, content_sha256 };
    if findings.is_empty() { Ok(release) } else { Err(findings) }
}

/// Reads every annex.
fn annexes(files: &Files) -> Result<Annexes, Vec<Finding>> {
    Ok(Annexes { pairs: annex(files, "pairs.toml", |file: PairsFile| file.pairs)? })
}

/// Reads one annex, which holds nothing if it is not there.
fn annex<F: DeserializeOwned, T>(
    files: &Files,
    name: &str,
    entries: impl FnOnce(F) -> Vec<T>,
) -> Result<Annex<T>, Vec<Finding>> {
    let (path, file) = (Path::new(name), files.shown(Path::new(name)));
    if !files.holds(path) {
        return Ok(Annex { file, entries: Vec::new() });
    }
    let text = files.read(path).map_err(|message| vec![unreadable(&file, message)])?;
    Ok(Annex { entries: entries(parse(&file, &text)?), file })
}

fn parse<F: DeserializeOwned>(file: &str, text: &str) -> Result<F, Vec<Finding>> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        let message = e.message().to_owned();
        vec![Finding { file: file.to_owned(), row: format!("line {line}"), rule: "format", message }]
    })
}

fn unreadable(file: &str, message: String) -> Finding {
    Finding { file: file.to_owned(), row: "file".to_owned(), rule: "readable", message }
}

/// The path of a document named by a release file; it stays inside the record.
fn resolve(release_file: &Path, named: &str) -> Result<PathBuf, String> {
    let mut path: PathBuf = release_file.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(named).components() {
        let inside = match component {
            Component::Normal(name) => {
                path.push(name);
                true
            }
            Component::CurDir => true,
            Component::ParentDir => path.pop(),
            Component::RootDir | Component::Prefix(_) => false,
        };
        if !inside {
            return Err("lies outside the record; expected a path relative to the release file".to_owned());
        }
    }
    Ok(path)
}
