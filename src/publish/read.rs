//! First stage: release files and the documents they name, from a directory or from the binary, into memory.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{
    annexes::Annexes,
    format::{
        PairsFile, ReleaseFile,
        annexes::{CrosswalkFile, FindingsFile, GlossaryFile, IndicatorsFile, TargetsFile},
    },
};
use crate::domain::{
    release::Approval,
    source::{Document, hexadecimal},
    strategy::Level,
};

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
    /// SHA-256 of the release file and its documents.
    pub content_sha256: String,
    pub approval: Approval,
}

/// A document with the digest of its bytes.
#[derive(Debug)]
pub struct LoadedDocument {
    pub document: Document,
    pub sha256: String,
}

/// A record: its releases in the order of their ids, and what stands beside them.
#[derive(Debug, Default)]
pub struct Record {
    pub releases: Vec<LoadedRelease>,
    pub annexes: Annexes,
}

/// Where files come from.
pub enum Files<'a> {
    /// A directory with `releases/` and `sources/`.
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
            Files::Embedded(files) => {
                let names = files.iter().map(|(name, _)| PathBuf::from(name));
                names.filter(|path| path.starts_with("releases")).collect()
            }
        };
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        Ok(paths)
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
    let (mut record, mut findings) = (Record::default(), Vec::new());
    for path in paths {
        match release(files, &path) {
            Ok(release) => record.releases.push(release),
            Err(mut problems) => findings.append(&mut problems),
        }
    }
    match annexes(files) {
        Ok(annexes) => record.annexes = annexes,
        Err(mut problems) => findings.append(&mut problems),
    }
    record.releases.sort_by(|a, b| a.entry.release.id.cmp(&b.entry.release.id));
    if findings.is_empty() { Ok(record) } else { Err(findings) }
}

/// Reads one release file and its documents.
///
/// # Errors
/// Findings that name the file, and for a file out of format the line.
pub fn release(files: &Files, path: &Path) -> Result<LoadedRelease, Vec<Finding>> {
    let file = files.shown(path);
    let text = files.read(path).map_err(|message| vec![unreadable(&file, message)])?;
    let entry: ReleaseFile = parsed(&file, &text).map_err(|finding| vec![finding])?;
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
    let content_sha256 = hexadecimal(&content.finalize());
    if findings.is_empty() {
        Ok(LoadedRelease { file, entry, documents, content_sha256, approval: Approval::Transcribed })
    } else {
        Err(findings)
    }
}

/// Reads what stands beside the releases. Each file is there, if only to say that it holds nothing (`targets = []`): what was
/// left behind by mistake must not be published as if it had been removed.
///
/// # Errors
/// One finding for each file that is missing, cannot be read or is not in the format.
pub fn annexes(files: &Files) -> Result<Annexes, Vec<Finding>> {
    let mut findings = Vec::new();
    let targets: TargetsFile = annex(files, "targets.toml", &mut findings);
    let ledger: FindingsFile = annex(files, "findings.toml", &mut findings);
    let glossary: GlossaryFile = annex(files, "glossary.toml", &mut findings);
    let indicators: IndicatorsFile = annex(files, "indicators.toml", &mut findings);
    let crosswalk: CrosswalkFile = annex(files, "crosswalk.toml", &mut findings);
    let pairs: PairsFile = annex(files, "pairs.toml", &mut findings);
    let actions = crosswalk.actions.into_iter().map(|entry| (Level::Action, entry));
    let objectives = crosswalk.objectives.into_iter().map(|entry| (Level::Objective, entry));
    let annexes = Annexes {
        root: files.shown(Path::new("")),
        targets: targets.targets,
        findings: ledger.findings,
        terms: glossary.terms,
        indicators: indicators.indicators,
        observations: indicators.observations,
        crosswalk: actions.chain(objectives).collect(),
        pairs: pairs.pairs,
    };
    if findings.is_empty() { Ok(annexes) } else { Err(findings) }
}

fn annex<T: DeserializeOwned + Default>(files: &Files, name: &str, findings: &mut Vec<Finding>) -> T {
    let path = Path::new(name);
    let file = files.shown(path);
    let read = files.read(path).map_err(|message| unreadable(&file, message)).and_then(|text| parsed(&file, &text));
    read.unwrap_or_else(|finding| {
        findings.push(finding);
        T::default()
    })
}

fn parsed<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Finding> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        let message = e.message().to_owned();
        Finding { file: file.to_owned(), row: format!("line {line}"), rule: "format", message }
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
