//! `/feeds/releases.atom`, `/feeds/releases.json`: every revision of every release, an entry each.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, web::Data};

use super::{
    super::{
        catalogue::LanguageParams,
        params::Params,
        problem::ApiError,
        responses::Failures,
        state::{Context, State},
    },
    Channel, Form, tell, told, words,
};
use crate::{
    domain::{catalogue, change::ChangeKind, text::Language},
    formats::feed::{self, Entry, Paragraph, json_feed::JsonFeed},
    store::{Db, changes::ChangeRow, releases::ReleaseRow},
};

const DESCRIPTION: [&str; 2] = [
    "Chaque révision de chaque publication\u{a0}: combien de changements elle apporte, et le motif d’une correction.",
    "Each revision of each release: how many changes it brings, and the reason of a correction.",
];

/// The releases as an Atom feed.
///
/// An entry for each revision of each release, the newest first: how many changes of which kind it brings, and the reason of
/// a correction. Ids are the same on every instance and in every language, and an entry is never changed. The language of
/// the feed's own words is French unless `lang=en`; words of the record stay as they are.
#[utoipa::path(tag = "feeds", params(LanguageParams), responses(
    (status = 200, description = "The feed (RFC 4287)", body = String, content_type = "application/atom+xml"), Failures))]
#[get("/feeds/releases.atom")]
pub async fn get_releases_atom(
    request: HttpRequest,
    state: Data<State>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    releases(&request, &state, Form::Atom, params).await
}

/// The releases as a JSON Feed.
///
/// The entries of `/feeds/releases.atom`, as JSON Feed 1.1.
#[utoipa::path(tag = "feeds", params(LanguageParams), responses(
    (status = 200, description = "The feed", body = JsonFeed, content_type = "application/feed+json"), Failures))]
#[get("/feeds/releases.json")]
pub async fn get_releases_json_feed(
    request: HttpRequest,
    state: Data<State>,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    releases(&request, &state, Form::JsonFeed, params).await
}

async fn releases(
    request: &HttpRequest,
    state: &Data<State>,
    form: Form,
    params: Params<Language>,
) -> Result<HttpResponse, ApiError> {
    let language = params.value;
    let dataset = &catalogue::VERSIONS;
    let channel = Channel { name: "releases", dataset, description: DESCRIPTION, language, part: String::new() };
    let entries = move |db: &mut Db, context: &Context| {
        let all = told::newest_first(db, context)?;
        let entry = |release: &ReleaseRow| {
            let changes = told::changes(db, &all, release)?;
            Ok(entry(release, told::base(&all, release), &changes, language, context))
        };
        all.iter().map(entry).collect()
    };
    tell(request, state, form, channel, params.canonical, entries).await
}

fn entry(
    release: &ReleaseRow,
    base: Option<&ReleaseRow>,
    changes: &[ChangeRow],
    language: Language,
    context: &Context,
) -> Entry {
    let (pinned, base) = (release.pinned(), base.map(ReleaseRow::pinned));
    let summary = summary(base.as_deref(), changes, language);
    let link = |base: &String| {
        let title = [format!("Changements depuis {base}"), format!("Changes since {base}")][language as usize].clone();
        (title, context.v1(&format!("/changes?from={base}&to={pinned}")))
    };
    Entry {
        id: feed::id(&format!("release/{pinned}")),
        title: title(release, language),
        recorded: release.recorded_at,
        address: context.v1(&format!("/releases/{pinned}")),
        related: base.iter().map(link).collect(),
        paragraphs: paragraphs(release, &summary, base.is_some(), language),
        summary: Some(summary),
        tags: vec![if is_correction(release) {
            ("correction".to_owned(), "correction")
        } else {
            ("release".to_owned(), ["publication", "release"][language as usize])
        }],
    }
}

fn is_correction(release: &ReleaseRow) -> bool {
    release.revision > 1
}

fn title(release: &ReleaseRow, language: Language) -> String {
    let name = ["Publication", "Release"][language as usize];
    let mark = if is_correction(release) { " (correction)" } else { "" };
    format!("{name} {}{mark}", release.pinned())
}

/// How many changes of which kind, in one line.
fn summary(base: Option<&str>, changes: &[ChangeRow], language: Language) -> String {
    let Some(base) = base else {
        return [
            "Première publication du relevé\u{a0}: aucune ne la précède.",
            "First release of the record: none comes before it.",
        ][language as usize]
            .to_owned();
    };
    if changes.is_empty() {
        return match language {
            Language::Fr => {
                format!("Aucun changement de la stratégie, de ses chiffres ni de ses énoncés depuis {base}.")
            }
            Language::En => format!("No change of the plan, its figures or its statements since {base}."),
        };
    }
    let mut counts: BTreeMap<ChangeKind, usize> = BTreeMap::new();
    changes
        .iter()
        .filter_map(|row| ChangeKind::from_word(&row.kind))
        .for_each(|kind| *counts.entry(kind).or_default() += 1);
    let counted = |(kind, count): (&ChangeKind, &usize)| {
        let label = if *count == 1 { kind.label() } else { kind.label_of_several() };
        format!("{count} {}", label[language as usize])
    };
    let (total, kinds) = (changes.len(), counts.iter().map(counted).collect::<Vec<_>>().join(", "));
    let several = if total == 1 { "" } else { "s" };
    match language {
        Language::Fr => format!("{total} changement{several} depuis {base}\u{a0}: {kinds}."),
        Language::En => format!("{total} change{several} since {base}: {kinds}."),
    }
}

fn paragraphs(release: &ReleaseRow, summary: &str, is_compared: bool, language: Language) -> Vec<Paragraph> {
    let own = |fr, en| words::introducing([fr, en][language as usize], language);
    let mut paragraphs = Vec::new();
    let reason = release.reason.as_ref();
    paragraphs.extend(
        reason.map(|reason| Paragraph::quoting(own("Motif de la révision", "Reason for the revision"), reason, None)),
    );
    paragraphs.push(Paragraph::said(summary));
    if is_compared {
        let limit = [
            "Ce qui accompagne la stratégie (cibles, constats, termes, indicateurs) n’est pas comparé.",
            "What stands beside the plan (targets, findings, terms, indicators) is not compared.",
        ];
        paragraphs.push(Paragraph::said(limit[language as usize]));
    }
    let titles = [(Language::Fr, &release.title_fr), (Language::En, &release.title_en)];
    let titles = titles.into_iter().filter_map(|(spoken, title)| Some((spoken, title.as_ref()?)));
    paragraphs.extend(
        titles.map(|(spoken, title)| Paragraph::quoting(own("Titre imprimé", "Printed title"), title, Some(spoken))),
    );
    paragraphs.push(Paragraph::quoting(own("Version de la stratégie", "Edition of the plan"), &release.edition, None));
    paragraphs
}
