//! What something is about, in words and with the page that shows it: an axis, an action, a passage's citation.

use super::page::Page;
use crate::{
    domain::{crosswalk::EDITIONS, release::Release, strategy::StatementKind, text::Language},
    http::state::Context,
};

/// Something of the record, named and linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub label: String,
    /// Where it is shown; the strategy as a whole is named alone.
    pub href: Option<String>,
}

/// Names and links what the record is about, on one page.
pub struct Subjects<'a> {
    page: &'a Page,
    edition: &'a str,
    releases: Vec<&'a Release>,
}

impl<'a> Subjects<'a> {
    /// For a page in a context.
    pub fn of(page: &'a Page, context: &'a Context) -> Self {
        Subjects { page, edition: &context.release.edition, releases: context.releases.latest_revisions() }
    }

    /// The edition in whose numbering the release names parts of the plan.
    pub fn edition(&self) -> &str {
        self.edition
    }

    /// A part of the plan by its level and its code in an edition.
    pub fn part(&self, level: &str, code: &str, edition: &str) -> Subject {
        let page = self.page;
        let (name, folder) = match level {
            "axis" => (page.say("Axe", "Axis"), "axes"),
            "action" => (page.say("Action", "Action"), "actions"),
            "objective" => (page.say("Objectif", "Objective"), "objectives"),
            _ => return Subject { label: page.say("Stratégie", "Strategy"), href: None },
        };
        let path = format!("/{folder}/{code}");
        // Axes have the same numbers in both editions; actions and objectives have not.
        if edition == self.edition || level == "axis" {
            return Subject { label: format!("{name}\u{a0}{code}"), href: Some(page.to(&path)) };
        }
        let edition_said = page.say(&format!("version {edition}"), &format!("edition {edition}"));
        let last = self.releases.iter().rev().find(|release| release.edition == edition);
        let href = last.map(|release| format!("{}?release={}", page.at(&path), release.id));
        Subject { label: format!("{name}\u{a0}{code} ({edition_said})"), href }
    }

    /// What a finding is about, as the record writes it: `axis 4`, `2023 action 4`, `source vision-2023`, `strategy`.
    pub fn written(&self, text: &str) -> Subject {
        let [earlier, later] = EDITIONS;
        let (edition, rest) = match text.strip_prefix(earlier).and_then(|rest| rest.strip_prefix(' ')) {
            Some(rest) => (earlier, rest),
            None => (later, text),
        };
        match rest.split_once(' ') {
            Some(("source", id)) => self.source(id),
            Some((level, code)) => self.part(level, code, edition),
            None => self.part(rest, "", edition),
        }
    }

    /// A document.
    pub fn source(&self, id: &str) -> Subject {
        Subject { label: format!("Source {id}"), href: Some(self.page.to(&format!("/sources/{id}"))) }
    }

    /// A passage of a document, by its number; the document where there is none.
    pub fn passage(&self, id: &str, number: Option<i32>) -> Subject {
        let Some(number) = number else { return self.source(id) };
        let href = self.page.to_part(&format!("/sources/{id}#p{number}"));
        Subject { label: format!("{id}, passage\u{a0}{number}"), href: Some(href) }
    }

    /// What rests on a passage, by the kind and code of its citation.
    pub fn cited(&self, kind: &str, code: &str) -> Subject {
        let page = self.page;
        let linked = |label: String, path: String| Subject { label, href: Some(path) };
        let data = |fr: &str, en: &str, path: &str| linked(format!("{} {code}", page.say(fr, en)), page.api(path));
        match kind {
            "axis" | "action" | "objective" => self.part(kind, code, self.edition),
            "finding" => linked(code.to_owned(), page.to(&format!("/findings/{code}"))),
            "statement" => self.statement(code),
            "release" => {
                linked(format!("{} {code}", page.say("Publication", "Release")), page.at(&format!("/releases/{code}")))
            }
            "source" => self.source(code),
            "term" => linked(page.say("Glossaire", "Glossary"), page.to_part(&format!("/glossary#{code}"))),
            "target" => data("Cible", "Target", &format!("/targets/{code}")),
            "indicator" => data("Indicateur", "Indicator", &format!("/indicators/{code}")),
            "crosswalk" => linked(
                page.say("Correspondance 2023-2025", "Crosswalk 2023-2025"),
                page.api(&format!("/crosswalk/{code}")),
            ),
            _ => Subject { label: format!("{kind} {code}"), href: None },
        }
    }

    /// A statement, such as `axis-1.achievement.1` or `objective-32-1.next_step.2`, on the page of what it is about.
    fn statement(&self, code: &str) -> Subject {
        let (owner, rest) = code.split_once('.').unwrap_or((code, ""));
        let word = rest.split('.').next().unwrap_or_default();
        let kind = StatementKind::ALL.into_iter().find(|(_, known)| *known == word);
        let said = kind.map_or("", |(kind, _)| kind.label()[self.page.language as usize]);
        match owner.split_once('-') {
            Some((level @ ("axis" | "objective"), of)) => {
                let owner = self.part(level, of, self.edition);
                Subject { label: self.joined(&owner.label, said), href: owner.href }
            }
            _ => Subject { label: said.to_owned(), href: Some(self.page.api(&format!("/statements/{code}"))) },
        }
    }

    /// What of a thing rests on a passage, in words; nothing where the thing is its own words.
    pub fn field(&self, kind: &str, field: &str) -> String {
        let page = self.page;
        match (kind, field.strip_suffix("_fr").or(field.strip_suffix("_en")).unwrap_or(field)) {
            (_, "title") => page.say("titre", "title"),
            (_, "progress") => page.say("avancement", "progress"),
            (_, "status") => page.say("statut", "status"),
            (_, "earliest" | "latest") => page.say("borne de la date", "bound of the date"),
            (_, "promise") => page.say("promesse de mise à jour", "promise of updates"),
            ("release", _) => page.say("nombres annoncés", "announced counts"),
            _ => String::new(),
        }
    }

    /// A thing with what is said of it: `Action 15 : avancement`.
    pub fn joined(&self, label: &str, said: &str) -> String {
        let colon = if self.page.language == Language::Fr { "\u{a0}:" } else { ":" };
        if said.is_empty() { label.to_owned() } else { format!("{label}{colon} {said}") }
    }
}
