//! The rows of the release itself and of its sources.

use super::{Builder, count, folded, missing_languages};
use crate::{
    domain::{
        absence::{Absence, Absences},
        text::Language,
    },
    publish::{
        annexes::Annexes,
        format::{BoundEntry, CountEntry},
        read::LoadedRelease,
    },
    store::{releases::ReleaseRow, snapshot::Snapshot, sources::SourceRow},
};

/// A snapshot that holds the release and no row yet.
pub fn empty(release: &LoadedRelease, annexes: &Annexes) -> Snapshot {
    let head = &release.entry.release;
    let count = |count: &Option<CountEntry>| count.as_ref().map(|count| count.count);
    let title = |language| head.title.as_ref().and_then(|title| title.get(language)).map(str::to_owned);
    let (earliest, latest) = (bound(&head.earliest), bound(&head.latest));
    Snapshot::empty(ReleaseRow {
        seq: 0,
        id: head.id.clone(),
        revision: head.revision,
        edition: head.edition.clone(),
        title_fr: title(Language::Fr),
        title_en: title(Language::En),
        recorded_at: head.recorded_at.0,
        earliest: earliest.date,
        earliest_basis_fr: earliest.basis_fr,
        earliest_basis_en: earliest.basis_en,
        latest: latest.date,
        latest_basis_fr: latest.basis_fr,
        latest_basis_en: latest.basis_en,
        reason: head.reason.clone(),
        approval: release.approval.as_str().to_owned(),
        content_sha256: annexes.digest_with(&release.content_sha256),
        announced_axes: count(&head.announced.axes),
        announced_actions: count(&head.announced.actions),
        announced_objectives: count(&head.announced.objectives),
        promise_fr: head.promise.as_ref().and_then(|promise| promise.fr.clone()),
        promise_en: head.promise.as_ref().and_then(|promise| promise.en.clone()),
        absent: String::new(),
    })
}

#[derive(Default)]
struct Bound {
    date: Option<chrono::NaiveDate>,
    basis_fr: Option<String>,
    basis_en: Option<String>,
}

fn bound(entry: &Option<BoundEntry>) -> Bound {
    let filled = entry.as_ref().map(|bound| Bound {
        date: Some(bound.date.0),
        basis_fr: bound.basis.fr.clone(),
        basis_en: bound.basis.en.clone(),
    });
    filled.unwrap_or_default()
}

impl Builder<'_> {
    pub fn release_row(&mut self) {
        let head = &self.entry.release;
        let mut absent = Absences(head.absent.clone());
        missing_languages(&mut absent, "title", |language| {
            head.title.as_ref().is_some_and(|t| t.get(language).is_some())
        });
        missing_bounds(&mut absent, &head.earliest, &head.latest);
        if head.promise.is_some() {
            missing_languages(&mut absent, "promise", |language| {
                head.promise.as_ref().is_some_and(|p| p.get(language).is_some())
            });
        }
        if head.reason.is_none() {
            absent.insert("reason", Absence::NotApplicable);
        }
        self.snapshot.release.absent = absent.to_flat();
        self.cite_text("release", &head.id, "title", &head.title);
        self.cite_text("release", &head.id, "promise", &head.promise);
        self.cite_bounds("release", &head.id, &head.earliest, &head.latest);
        let announced = &head.announced;
        for (field, count) in [
            ("announced_axes", &announced.axes),
            ("announced_actions", &announced.actions),
            ("announced_objectives", &announced.objectives),
        ] {
            count.iter().for_each(|count| self.cite("release", &head.id, field, &count.at.0));
        }
    }

    pub fn sources(&mut self) {
        if let Some(before) = self.before {
            self.snapshot.sources = before.sources.clone();
            self.snapshot.texts = before.texts.clone();
            let of_sources = before.citations.iter().filter(|citation| citation.subject == "source");
            self.snapshot.citations.extend(of_sources.cloned());
        }
        for source in &self.entry.sources {
            let Some(read) = self.release.documents.get(&source.id) else { continue };
            let mut absent = Absences(source.absent.clone());
            let title = |language| source.title.as_ref().and_then(|title| title.get(language)).map(str::to_owned);
            if source.title.is_some() {
                missing_languages(&mut absent, "title", |language| title(language).is_some());
            }
            missing_bounds(&mut absent, &source.earliest, &source.latest);
            let (earliest, latest) = (bound(&source.earliest), bound(&source.latest));
            let about = |language| source.about.get(language).unwrap_or_default().to_owned();
            let row = SourceRow {
                release_seq: 0,
                position: 0,
                id: source.id.clone(),
                language: source.language.as_str().to_owned(),
                title_fr: title(Language::Fr),
                title_en: title(Language::En),
                about_fr: about(Language::Fr),
                about_en: about(Language::En),
                sha256: read.sha256.clone(),
                bytes: count(read.document.text().len()),
                characters: count(read.document.length()),
                release: self.entry.release.id.clone(),
                earliest: earliest.date,
                earliest_basis_fr: earliest.basis_fr,
                earliest_basis_en: earliest.basis_en,
                latest: latest.date,
                latest_basis_fr: latest.basis_fr,
                latest_basis_en: latest.basis_en,
                absent: absent.to_flat(),
                folded: folded(&[title(Language::Fr), title(Language::En)]),
            };
            self.snapshot.sources.retain(|known| known.id != row.id);
            self.snapshot.citations.retain(|known| known.subject != "source" || known.code != row.id);
            self.snapshot.texts.retain(|(sha256, _)| *sha256 != row.sha256);
            self.snapshot.texts.push((row.sha256.clone(), read.document.text().to_owned()));
            self.snapshot.sources.push(row);
            self.cite_text("source", &source.id, "title", &source.title);
            self.cite_bounds("source", &source.id, &source.earliest, &source.latest);
        }
        for (position, source) in self.snapshot.sources.iter_mut().enumerate() {
            source.position = count(position + 1);
        }
    }
}

fn missing_bounds(absent: &mut Absences, earliest: &Option<BoundEntry>, latest: &Option<BoundEntry>) {
    for (field, bound) in [("earliest", earliest), ("latest", latest)] {
        if bound.is_none() {
            absent.insert(field, Absence::NotPublished);
        }
    }
}
