//! What is told of every dataset, and of the catalogue itself.
//!
//! Each value is stated by the sources, by `data/LICENCE.md` or by the project; what none of them states has no place
//! here. What changes with the releases is in [`super::metadata`].

use chrono::NaiveDate;

use crate::domain::dataset::Theme;

/// What all datasets have in common. Texts in two languages are in French and in English.
#[derive(Debug)]
pub struct About {
    /// The title of the catalogue.
    pub title: [&'static str; 2],
    /// What the catalogue is.
    pub description: [&'static str; 2],
    /// Who published the sources, as `data/LICENCE.md` writes it.
    pub publisher: &'static str,
    pub licence: Licence,
    /// How reuse names the author, before the release and the date of its recording.
    pub attribution: [&'static str; 2],
    /// How the rows came to be.
    pub provenance: [&'static str; 2],
    /// The country spoken of: its name, and its address in the EU vocabulary.
    pub spatial: ([&'static str; 2], &'static str),
    /// First and last day of the strategy's period, 2023-2027.
    pub temporal: (Day, Day),
    /// How often the sources promise an update: its code and address in the EU vocabulary.
    pub frequency: (&'static str, &'static str),
    /// The zone of the days that the sources state.
    pub timezone: &'static str,
}

/// Under which terms the data may be reused.
#[derive(Debug)]
pub struct Licence {
    pub name: &'static str,
    pub url: &'static str,
    /// Its name in the list of licences that SPDX keeps.
    pub spdx: &'static str,
}

/// A day that is known when the program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// The day as a date.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day).expect("a constant day is in the calendar")
    }
}

/// The catalogue.
pub const ABOUT: About = About {
    title: [
        "Stratégie du numérique pour l’éducation 2023-2027 : données ouvertes",
        "Digital strategy for education 2023-2027: open data",
    ],
    description: [
        "L’avancement de la stratégie du numérique pour l’éducation 2023-2027 : axes, actions, objectifs, réalisations, \
         prochaines étapes et pourcentages, à chaque publication, avec leurs sources. Chaque valeur est dans un document \
         source, ou calculée par une règle montrée, ou absente avec un motif. Instance de démonstration tant que le \
         ministère ne l’exploite pas lui-même.",
        "The progress of the digital strategy for education 2023-2027: axes, actions, objectives, achievements, next \
         steps and percentages, in each release, with their sources. Every value is in a source document, or computed \
         by a rule that is shown, or absent with a reason. A demonstration instance until the ministry runs it.",
    ],
    publisher: "Ministère de l'Éducation nationale",
    licence: Licence {
        name: "Licence Ouverte 2.0 (Etalab)",
        url: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        spdx: "etalab-2.0",
    },
    attribution: [
        "Ministère de l'Éducation nationale, stratégie du numérique pour l'éducation 2023-2027",
        "Ministère de l'Éducation nationale, digital strategy for education 2023-2027",
    ],
    provenance: [
        "Relevé transcrit des documents publiés par le ministère, chaque texte et chaque chiffre avec son passage ; les \
         chiffres calculés le sont par une règle montrée.",
        "A record transcribed from the documents that the ministry published, each text and figure with its passage; \
         computed figures follow a rule that is shown.",
    ],
    spatial: (["France", "France"], "http://publications.europa.eu/resource/authority/country/FRA"),
    temporal: (Day { year: 2023, month: 1, day: 1 }, Day { year: 2027, month: 12, day: 31 }),
    frequency: ("QUARTERLY", "http://publications.europa.eu/resource/authority/frequency/QUARTERLY"),
    timezone: "Europe/Paris",
};

/// The EU's theme of education, under its label there.
pub const EDUC: Theme = Theme {
    iri: "http://publications.europa.eu/resource/authority/data-theme/EDUC",
    label: ["Éducation, culture et sport", "Education, culture and sport"],
};

pub const STRATEGY: [&str; 2] = ["stratégie", "strategy"];
pub const DIGITAL: [&str; 2] = ["numérique", "digital"];
pub const EDUCATION: [&str; 2] = ["éducation", "education"];
