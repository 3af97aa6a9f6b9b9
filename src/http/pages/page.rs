//! What every page shares: its language and addresses, the release it speaks of, and the data behind it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    assets,
    charts::{Head, Setting, Sheet},
    words,
};
use crate::{
    domain::{
        absence::{Absence, Absences},
        catalogue::{ABOUT, Licence},
        release::Release,
        strategy::StatementKind,
        text::{Language, Texts},
    },
    http::{
        embeds::{oembed, preview},
        links::joined,
        state::Context,
    },
};

/// A page, as the layout shows it around its content.
pub struct Page {
    pub language: Language,
    /// The path below the language, such as `/axes/4`; empty for the overview.
    pub path: String,
    /// What the page is about, without the name of the site.
    pub title: String,
    /// The page in a sentence, for search engines and for previews of links.
    pub description: String,
    /// The address that links begin with, where they must be absolute.
    pub base: String,
    /// The canonical query string.
    pub query: String,
    /// What was chosen of the record; none on pages that are not about it.
    pub release: Option<Shown>,
    /// The pages above this one, from the overview on.
    pub crumbs: Vec<Crumb>,
    /// The same data for programs.
    pub data: Vec<DataLink>,
    /// Path of the picture that previews of links show.
    pub picture: String,
    /// What the page is about, as schema.org says it: JSON-LD.
    pub structured: Option<String>,
    /// Search engines are asked to leave the page out.
    pub hidden: bool,
}

/// The release that a page speaks of.
pub struct Shown {
    pub release: Release,
    /// Later releases exist.
    pub is_current: bool,
    /// How the request chose it, as a query string; empty if it did not.
    choice: String,
    /// The address of the page for good.
    pub cite_as: Option<String>,
}

/// A page above.
pub struct Crumb {
    pub title: String,
    pub href: String,
}

/// An address that gives the data of a page.
pub struct DataLink {
    /// What comes, such as `JSON`.
    pub label: String,
    pub href: String,
}

impl Page {
    /// A page about the release of a context.
    pub fn new(context: &Context, language: Language, path: &str, title: String, description: String) -> Self {
        let shown = Shown {
            is_current: context.release.sequence == context.releases.current,
            choice: context.choice().to_owned(),
            cite_as: context.cite_as(),
            release: context.release.clone(),
        };
        let picture = preview::path(language, path, context.choice());
        Page {
            release: Some(shown),
            picture,
            query: context.query.clone(),
            ..Page::plain(&context.base, language, path, title, description)
        }
    }

    /// A page that is about no release.
    pub fn plain(base: &str, language: Language, path: &str, title: String, description: String) -> Self {
        Page {
            language,
            path: path.to_owned(),
            title,
            description,
            base: base.to_owned(),
            query: String::new(),
            release: None,
            crumbs: Vec::new(),
            data: Vec::new(),
            picture: preview::path(language, path, ""),
            structured: None,
            hidden: false,
        }
    }

    /// The page with one above it.
    pub fn under(mut self, title: impl Into<String>, path: &str) -> Self {
        let href = self.to(path);
        self.crumbs.push(Crumb { title: title.into(), href });
        self
    }

    /// The page with data behind it: a path of the API, in the release that was chosen.
    pub fn with_data(mut self, label: impl Into<String>, path: &str) -> Self {
        let href = self.chosen(path.to_owned());
        self.data.push(DataLink { label: label.into(), href });
        self
    }

    /// The page with the data of one address of the API: as JSON, and as CSV for programs and for spreadsheets.
    pub fn with_list(self, path: &str) -> Self {
        self.with_data("JSON", path).with_table(path)
    }

    /// The page with the rows of one address of the API, as CSV for programs and for spreadsheets.
    pub fn with_table(self, path: &str) -> Self {
        let with =
            |format: &str| if path.contains('?') { format!("{path}&{format}") } else { format!("{path}?{format}") };
        let spreadsheet = self.say("CSV pour tableur français", "CSV for French spreadsheets");
        self.with_data("CSV", &with("format=csv")).with_data(spreadsheet, &with("format=csv&profile=excel-fr"))
    }

    /// The page with what it is about, as schema.org says it.
    pub fn with_structured(mut self, about: &Value) -> Self {
        self.structured = Some(within_script(about));
        self
    }

    /// The way from the overview to the page, as schema.org says it (`BreadcrumbList`): JSON-LD.
    pub fn trail(&self) -> String {
        let overview = Crumb { title: self.say("Vue d'ensemble", "Overview"), href: self.to("") };
        let item = |(index, crumb): (usize, &Crumb)| {
            let address = format!("{}{}", self.base, crumb.href);
            json!({"@type": "ListItem", "position": index + 1, "name": crumb.title, "item": address})
        };
        let own = Crumb { title: self.title.clone(), href: self.in_language(self.language) };
        let way = [&overview].into_iter().chain(&self.crumbs).chain([&own]);
        let items: Vec<Value> = way.enumerate().map(item).collect();
        let list = json!({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items});
        within_script(&list)
    }

    /// Words of the interface in the language of the page.
    pub fn say(&self, fr: &str, en: &str) -> String {
        words::say(self.language, fr, en)
    }

    /// Whether the page is in French.
    pub fn is_french(&self) -> bool {
        self.language == Language::Fr
    }

    /// To whom the documents are attributed.
    pub fn publisher(&self) -> &'static str {
        ABOUT.publisher
    }

    /// The licence of the documents and of the data.
    pub fn licence(&self) -> &'static Licence {
        &ABOUT.licence
    }

    /// `fr` or `en`.
    pub fn lang(&self) -> &'static str {
        self.language.as_str()
    }

    /// The address of a page in the same language, in the release that was chosen.
    pub fn to(&self, path: &str) -> String {
        self.chosen(format!("/{}{path}", self.lang()))
    }

    /// The address of a part of a page, in the release that was chosen.
    pub fn to_part(&self, path: &str) -> String {
        let (path, part) = path.split_once('#').unwrap_or((path, ""));
        format!("{}#{part}", self.to(path))
    }

    /// The address of a page in the same language that is about no release in particular.
    pub fn at(&self, path: &str) -> String {
        format!("/{}{path}", self.lang())
    }

    /// A path of the API, in the release that was chosen.
    pub fn api(&self, path: &str) -> String {
        self.chosen(format!("/api/v1{path}"))
    }

    fn chosen(&self, path: String) -> String {
        let choice = self.release.as_ref().map_or("", |shown| shown.choice.as_str());
        match (choice.is_empty(), path.contains('?')) {
            (true, _) => path,
            (false, false) => format!("{path}?{choice}"),
            (false, true) => format!("{path}&{choice}"),
        }
    }

    /// The pages of the main navigation: title and path.
    pub fn sections(&self) -> Vec<(String, &'static str)> {
        [
            ("Vue d'ensemble", "Overview", ""),
            ("Avancement détaillé", "Detailed progress", "/progress"),
            ("Ce qui a changé", "What changed", "/changes"),
            ("Échéances", "Deadlines", "/deadlines"),
            ("Sources", "Sources", "/sources"),
            ("Données", "Data", "/datasets"),
        ]
        .map(|(fr, en, path)| (self.say(fr, en), path))
        .into()
    }

    /// The pages at the foot: title and path.
    pub fn footer(&self) -> Vec<(String, &'static str)> {
        [
            ("Publications", "Releases", "/releases"),
            ("Constats sur les sources", "Findings about the sources", "/findings"),
            ("Glossaire", "Glossary", "/glossary"),
            ("API", "API", "/api"),
            ("Intégrer à un site", "Embed", "/embed"),
            ("À propos", "About", "/about"),
            ("Accessibilité : partiellement testée", "Accessibility: partly tested", "/accessibility"),
            ("Mentions légales", "Legal notice", "/legal"),
            ("Données personnelles", "Privacy", "/privacy"),
        ]
        .map(|(fr, en, path)| (self.say(fr, en), path))
        .into()
    }

    fn in_language(&self, language: Language) -> String {
        joined(&format!("/{}{}", language.as_str(), self.path), &self.query)
    }

    /// The absolute address of the page.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.base, self.in_language(self.language))
    }

    /// Each language with the absolute address of the page in it.
    pub fn languages(&self) -> [(&'static str, String); 2] {
        Language::ALL.map(|language| (language.as_str(), format!("{}{}", self.base, self.in_language(language))))
    }

    /// Where programs find the frame in which other sites show the page: media type and address (oEmbed).
    pub fn embeds(&self) -> Vec<(&'static str, String)> {
        let links = oembed::links(&self.path, &self.canonical());
        links.into_iter().map(|(media, path)| (media, format!("{}{path}", self.base))).collect()
    }

    /// The other language.
    pub fn other(&self) -> &'static str {
        Language::ALL.into_iter().find(|other| *other != self.language).map_or("", Language::as_str)
    }

    /// The address of the same page in the other language.
    pub fn in_other(&self) -> String {
        joined(&format!("/{}{}", self.other(), self.path), &self.query)
    }

    /// The path of an asset, which names its content.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::path(name)
    }

    /// A whole percentage: `65 %`, `65%`.
    pub fn percent(&self, value: &i32) -> String {
        words::percent(self.language, *value)
    }

    /// A day in words: `5 décembre 2025`, `5 December 2025`.
    pub fn date(&self, day: &NaiveDate) -> String {
        words::date(self.language, *day)
    }

    /// What is known of the date of a release, in words.
    pub fn dated(&self, release: &Release) -> String {
        words::dated(self.language, release)
    }

    /// A text in the language of the page, or in the one that has it, marked as such.
    pub fn said(&self, texts: &Texts) -> words::Said {
        words::Said::of(self.language, texts)
    }

    /// Why a field is null, in words.
    pub fn absent(&self, absences: &Absences, field: &str) -> String {
        let absence = absences.0.get(field).copied().unwrap_or(Absence::NotPublished);
        words::absence(self.language, absence)
    }

    /// What a statement is: an achievement, a next step or a new objective.
    pub fn kind(&self, kind: &str) -> String {
        let known = StatementKind::ALL.into_iter().find(|(_, word)| *word == kind);
        let label = known.map_or(kind, |(kind, _)| kind.label()[self.language as usize]);
        let mut letters = label.chars();
        letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    }

    /// The words of a status.
    pub fn status(&self, status: &str) -> String {
        words::status(self.language, status)
    }

    /// A chart as it stands in a page; `id` is unique there.
    pub fn drawn(&self, id: &str, title: &str, sheet: &Sheet) -> String {
        sheet.svg(Head { id, title, language: self.language, setting: Setting::Inline })
    }

    /// A bar beside a figure that stands in words.
    pub fn bar(&self, value: &i32) -> words::Bar {
        words::Bar(*value)
    }
}

/// JSON as it stands in a script element, which `</` would end whatever the JSON says.
fn within_script(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}
