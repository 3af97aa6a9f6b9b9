//! How to cite something of the record: pinned to one revision of a release and to the hash of its content.
//!
//! The sources of the first three releases print no date, so the day that a citation gives is that on which the revision
//! was recorded, and it says so. Plain texts are made here; the formats that programs read are in [`crate::formats::citation`].

use chrono::NaiveDate;

use super::{catalogue::ABOUT, release::Release, text::Language};

/// Who keeps the record and gives it out.
pub const PUBLISHER: &str = "Jalon";

/// Something of the record as a bibliography names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What is cited.
    pub title: String,
    /// The whole that it is a part of; none for the whole itself.
    pub container: Option<&'static str>,
    /// The language of the words around the title.
    pub language: Language,
    /// The revision, such as `2026.1`.
    pub version: String,
    /// SHA-256 of the release file and its sources, in hexadecimal digits.
    pub sha256: String,
    /// The day on which the revision was recorded, UTC.
    pub recorded: NaiveDate,
    /// The day that the release gives as that of its publication, if it gives one.
    pub published: Option<NaiveDate>,
    /// The address that gives the same content for good.
    pub url: String,
    /// The day on which the reader was there, if the reader says so.
    pub accessed: Option<NaiveDate>,
}

impl Citation {
    /// The citation of a part of a release, or of the whole if there is no `title`.
    pub fn of(release: &Release, title: Option<String>, language: Language, url: String) -> Self {
        let whole = ABOUT.title[language as usize];
        Citation {
            container: title.as_ref().map(|_| whole),
            title: title.unwrap_or_else(|| whole.to_owned()),
            language,
            version: release.pinned(),
            sha256: release.content_sha256.clone(),
            recorded: release.recorded_at.date(),
            published: release.date(),
            url,
            accessed: None,
        }
    }

    /// The author: who published the sources.
    pub fn author(&self) -> &'static str {
        ABOUT.publisher
    }

    /// A name for bibliographies: letters, digits, dots and hyphens.
    pub fn key(&self) -> String {
        let place = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let place = place.split_once("/api/").map_or("", |(_, rest)| rest);
        let words = place.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty());
        let words: Vec<&str> = words.filter(|word| *word != "release" && *word != self.version).collect();
        format!("jalon-{}-{}", self.version, words.join("-"))
    }

    /// What is known of the date of publication, in words.
    fn dating(&self) -> String {
        match (self.language, self.published) {
            (Language::Fr, None) => "sources non datées".to_owned(),
            (Language::Fr, Some(day)) => format!("publiée le {day}"),
            (Language::En, None) => "sources undated".to_owned(),
            (Language::En, Some(day)) => format!("published {day}"),
        }
    }

    /// What the date and the hash are, in words.
    pub fn note(&self) -> String {
        let (recorded, sha256, dating) = (self.recorded, &self.sha256, self.dating());
        let (first, rest) = dating.split_at(1);
        let dating = first.to_uppercase() + rest;
        match self.language {
            Language::Fr => {
                format!("{dating} ; révision enregistrée le {recorded}. SHA-256 de la révision : {sha256}")
            }
            Language::En => {
                format!("{dating}; revision recorded on {recorded}. SHA-256 of the revision: {sha256}")
            }
        }
    }

    /// ISO 690:2021, an online data set: creator, title and type, host, version, publisher and date, date viewed,
    /// identifier, availability.
    pub fn iso690(&self) -> String {
        let (author, title) = (self.author().to_uppercase(), stopless(&self.title));
        let (version, sha256, recorded, url) = (&self.version, &self.sha256, self.recorded, &self.url);
        let dating = self.dating();
        let host = |word: &str| self.container.map_or_else(String::new, |host| format!("{word} {host}. "));
        let viewed = |word: &str| self.accessed.map_or_else(String::new, |day| format!(" [{word} {day}]"));
        match self.language {
            Language::Fr => format!(
                "{author}. {title} [jeu de données en ligne]. {}Version {version}. {PUBLISHER}, révision enregistrée le \
                 {recorded} ({dating}){}. SHA-256 : {sha256}. Disponible à l’adresse : {url}",
                host("In :"),
                viewed("consulté le"),
            ),
            Language::En => format!(
                "{author}. {title} [online data set]. {}Version {version}. {PUBLISHER}, revision recorded {recorded} \
                 ({dating}){}. SHA-256: {sha256}. Available from: {url}",
                host("In:"),
                viewed("viewed"),
            ),
        }
    }

    /// APA, 7th edition, a data set (section 10.9): author, year, title, host, version, description, publisher, address.
    pub fn apa(&self) -> String {
        let (author, title, year) = (self.author(), stopless(&self.title), self.recorded.format("%Y"));
        let (version, sha256, recorded, url) = (&self.version, &self.sha256, self.recorded, &self.url);
        let dating = self.dating();
        let host = |word: &str| self.container.map_or_else(String::new, |host| format!(". {word} {host}"));
        match self.language {
            Language::Fr => format!(
                "{author}. ({year}). {title}{} (version {version}) [jeu de données ; {dating}, révision \
                 enregistrée le {recorded} ; SHA-256 {sha256}]. {PUBLISHER}. {}{url}",
                host("Dans"),
                self.accessed.map_or_else(String::new, |day| format!("Consulté le {day} à l’adresse ")),
            ),
            Language::En => format!(
                "{author}. ({year}). {title}{} (Version {version}) [Data set; {dating}, revision recorded \
                 {recorded}; SHA-256 {sha256}]. {PUBLISHER}. {}{url}",
                host("In"),
                self.accessed.map_or_else(String::new, |day| format!("Retrieved {}, from ", day.format("%B %-d, %Y"))),
            ),
        }
    }
}

/// A title without the full stop that follows it anyway.
fn stopless(title: &str) -> &str {
    title.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(title)
}

/// A form in which a citation is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Iso690,
    Apa,
    Bibtex,
    Ris,
    CslJson,
}

impl Style {
    /// Every style with its name in requests.
    pub const ALL: [(Style, &str); 5] = [
        (Style::Iso690, "iso690"),
        (Style::Apa, "apa"),
        (Style::Bibtex, "bibtex"),
        (Style::Ris, "ris"),
        (Style::CslJson, "csl-json"),
    ];

    /// The style of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(style, _)| style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(language: Language, title: Option<&str>) -> Citation {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let release = Release {
            sequence: 3,
            id: "2026".to_owned(),
            revision: 1,
            edition: "2025".to_owned(),
            recorded_at: day.and_hms_opt(14, 0, 0).expect("a time"),
            earliest: None,
            latest: None,
            content_sha256: "ab12".to_owned(),
        };
        let url = "https://jalon.example/api/v1/axes/4?release=2026.1".to_owned();
        Citation::of(&release, title.map(str::to_owned), language, url)
    }

    #[test]
    fn iso_690_names_the_parts_in_its_order() {
        assert_eq!(
            citation(Language::Fr, Some("Axe.")).iso690(),
            "MINISTÈRE DE L'ÉDUCATION NATIONALE. Axe [jeu de données en ligne]. In : Stratégie du numérique pour \
             l’éducation 2023-2027 : données ouvertes. Version 2026.1. Jalon, révision enregistrée le 2026-11-22 (sources \
             non datées). SHA-256 : ab12. Disponible à l’adresse : https://jalon.example/api/v1/axes/4?release=2026.1"
        );
        let mut whole = citation(Language::En, None);
        whole.accessed = NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(
            whole.iso690(),
            "MINISTÈRE DE L'ÉDUCATION NATIONALE. Digital strategy for education 2023-2027: open data [online data set]. \
             Version 2026.1. Jalon, revision recorded 2026-11-22 (sources undated) [viewed 2026-12-01]. SHA-256: ab12. \
             Available from: https://jalon.example/api/v1/axes/4?release=2026.1"
        );
    }

    #[test]
    fn apa_writes_dates_of_access_in_full() {
        let mut whole = citation(Language::En, None);
        whole.accessed = NaiveDate::from_ymd_opt(2026, 12, 1);
        assert_eq!(
            whole.apa(),
            "Ministère de l'Éducation nationale. (2026). Digital strategy for education 2023-2027: open data (Version \
             2026.1) [Data set; sources undated, revision recorded 2026-11-22; SHA-256 ab12]. Jalon. Retrieved December 1, \
             2026, from https://jalon.example/api/v1/axes/4?release=2026.1"
        );
    }

    #[test]
    fn a_key_is_made_of_what_is_cited() {
        assert_eq!(citation(Language::Fr, None).key(), "jalon-2026.1-v1-axes-4");
    }
}
