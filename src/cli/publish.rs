//! `jalon publish FILE`: a filled-in file becomes a draft, or a report says cell by cell what is wrong.

use std::{fs::File, io::Read, path::Path};

use chrono::Utc;

use super::{CliError, database, token};
use crate::{
    config::Config,
    domain::text::Language,
    publish::{
        draft::{self, DraftError, Made, Sent},
        filing::{Report, read::MOST_BYTES},
        keys::{self, Scope},
        switch,
    },
};

pub fn run(path: &Path, language: Language, as_json: bool) -> Result<(), CliError> {
    let token = token()?;
    let bytes = bytes(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    super::step("read, check, compare");
    let store = database::written(&Config::from_env()?)?;
    switch::load_shipped_record(&store)?;
    let annexes = switch::shipped_annexes()?;
    let sent = Sent::read(name, bytes);
    let now = Utc::now().naive_utc();
    let made: Result<Made, DraftError> = store.write(|db| {
        let by = keys::recognise(db, &token, &[Scope::Draft], now)?;
        draft::make(db, sent, &annexes, &by, None, now)
    });
    match made? {
        Made::Refused(report) => {
            tell(&report, language, as_json)?;
            Err(CliError::Refused)
        }
        Made::Known { pinned, report } => {
            tell(&report, language, as_json)?;
            super::note(match language {
                Language::Fr => format!("le fichier dit ce que dit déjà la publication {pinned} ; rien n’a changé"),
                Language::En => format!("the file says what release {pinned} says already; nothing was changed"),
            })
        }
        Made::Draft { draft, report, is_new } => {
            tell(&report, language, as_json)?;
            let (id, pinned) = (&draft.id, format!("{}.{}", draft.release, draft.revision));
            super::note(match (language, is_new) {
                (Language::Fr, true) => format!(
                    "brouillon {id} de la publication {pinned} ; à approuver avec une autre clé : jalon drafts approve {id}"
                ),
                (Language::Fr, false) => {
                    format!("ce fichier est déjà le brouillon {id} de la publication {pinned} ; rien n’a changé")
                }
                (Language::En, true) => format!(
                    "draft {id} of release {pinned}; to be approved with another key: jalon drafts approve {id}"
                ),
                (Language::En, false) => {
                    format!("this file is draft {id} of release {pinned} already; nothing was changed")
                }
            })
        }
    }
}

/// The bytes of a file, of which no more are read than a filing may have.
fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |cause| CliError::File { path: path.display().to_string(), cause };
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn tell(report: &Report, language: Language, as_json: bool) -> Result<(), CliError> {
    if as_json {
        return super::print(&format!("{}\n", serde_json::to_string_pretty(report).unwrap_or_default()));
    }
    super::print(&report.told(language))
}
