//! What an embed shows: an axis, action or objective with its figure, what is below it, and where all of it comes from.

use crate::{
    domain::{
        absence::{Absence, Absences},
        catalogue::ABOUT,
        release::Release,
        strategy::Level,
        text::{Language, Texts},
    },
    http::{
        links::joined,
        pages::{
            charts::{Figure, Label, Words, bars::Bar},
            words,
        },
        problem::{ApiError, Kind, echo},
        state::Context,
        v1::codes,
    },
    store::{Db, Slice, actions, citations, objectives, sources},
};

/// Most rows below; more of them would be no glance any more. The plan has at most six so far.
const MOST_BELOW: usize = 12;

/// An axis, action or objective as an address names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub level: Level,
    pub code: String,
}

impl Named {
    /// Reads the word of a level, and a code of that level.
    ///
    /// # Errors
    /// Another level, or a text that is no code.
    pub fn parse(level: &str, code: &str) -> Result<Self, ApiError> {
        let level = match level {
            "axis" => Level::Axis,
            "action" => Level::Action,
            "objective" => Level::Objective,
            _ => return Err(ApiError::invalid("level", level, "one of axis, action, objective")),
        };
        let code = match level {
            Level::Objective => codes::objective_code(code)?.to_string(),
            level => codes::number(level.as_str(), code.to_owned())?,
        };
        Ok(Named { level, code })
    }

    /// What the page of a path below a language is about, such as `/axes/4`.
    pub fn of_page(path: &str) -> Option<Self> {
        let (folder, code) = path.strip_prefix('/')?.split_once('/')?;
        let level = [("axes", "axis"), ("actions", "action"), ("objectives", "objective")];
        let (_, level) = level.into_iter().find(|(name, _)| *name == folder)?;
        Named::parse(level, code).ok()
    }

    /// The path of its page below a language.
    pub fn page(&self) -> String {
        let folder = match self.level {
            Level::Axis => "axes",
            Level::Action => "actions",
            _ => "objectives",
        };
        format!("/{folder}/{}", self.code)
    }

    /// The path of its embeds below their folder, such as `axis/4`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.level.as_str(), self.code)
    }

    /// Such as `Axe 4`.
    pub fn told(&self, language: Language) -> String {
        let [fr, en] = match self.level {
            Level::Axis => ["Axe", "Axis"],
            Level::Action => ["Action", "Action"],
            _ => ["Objectif", "Objective"],
        };
        format!("{}\u{a0}{}", words::say(language, fr, en), self.code)
    }
}

/// What is shown.
pub struct Subject {
    pub named: Named,
    pub language: Language,
    /// Name and title.
    pub label: Label,
    pub figure: Figure,
    /// The words of the status of an objective.
    pub status: Option<String>,
    /// Why there is no figure, in a sentence.
    pub reason: Option<String>,
    /// The actions of an axis, or the objectives of an action.
    pub below: Vec<Bar>,
    /// How many more there are.
    pub left_out: usize,
    /// The documents that state the figure or, without one, the title.
    pub sources: Vec<Words>,
    pub release: Release,
    /// The address chooses the release.
    pub is_frozen: bool,
    /// The address of the page.
    pub page: String,
}

/// What a row of any level says of itself.
struct Row {
    title: Texts,
    progress: Option<i32>,
    status: Option<String>,
    absent: String,
}

impl Row {
    fn figure(&self, language: Language) -> Figure {
        let absence = Absences::from_flat(&self.absent).0.get("progress").copied().unwrap_or(Absence::NotPublished);
        Figure::of(self.progress, words::absence(language, absence))
    }

    fn label(&self, named: &Named, language: Language) -> Label {
        Label { name: named.told(language), title: stated(&self.title, language) }
    }
}

/// A text in the language, or else in the one that states it.
fn stated(texts: &Texts, language: Language) -> Option<Words> {
    let said = words::Said::of(language, texts);
    (!said.text.is_empty()).then_some(Words { text: said.text, language: said.foreign, is_bold: false })
}

impl Subject {
    /// Reads it in the release of a context.
    ///
    /// # Errors
    /// A 404 that says what is known of the code, or no database.
    pub fn read(db: &mut Db, context: &Context, named: &Named, language: Language) -> Result<Self, ApiError> {
        let row = row(db, context, named)?;
        let below = below(db, context, named, language)?;
        let left_out = below.len().saturating_sub(MOST_BELOW);
        Ok(Subject {
            label: row.label(named, language),
            figure: row.figure(language),
            status: row.status.as_deref().map(|status| words::status(language, status)),
            reason: row.progress.is_none().then(|| reason(named, &row, context, language)),
            below: below.into_iter().take(MOST_BELOW).collect(),
            left_out,
            sources: documents(db, context, named, language, row.progress.is_some())?,
            release: context.release.clone(),
            is_frozen: context.has_chosen(),
            page: format!(
                "{}{}",
                context.base,
                joined(&format!("/{}{}", language.as_str(), named.page()), context.choice())
            ),
            named: named.clone(),
            language,
        })
    }

    /// The heading of what is below.
    pub fn heading(&self) -> String {
        let (fr, en) = if self.named.level == Level::Axis {
            ("Actions de l'axe", "Actions")
        } else {
            ("Objectifs de l'action", "Objectives")
        };
        words::say(self.language, fr, en)
    }

    /// How many more rows there are, in words.
    pub fn more(&self) -> Option<String> {
        let (fr, en) = (format!("et {} de plus", self.left_out), format!("and {} more", self.left_out));
        (self.left_out > 0).then(|| words::say(self.language, &fr, &en))
    }

    /// Such as `Axe 4, avancement publié : 40 %`.
    pub fn sentence(&self) -> String {
        let (name, figure) = (&self.label.name, self.figure.told(self.language));
        let fr = format!("{name}, avancement publié : {figure}");
        words::say(self.language, &fr, &format!("{name}, published progress: {figure}"))
    }

    /// The release and what is known of its date.
    pub fn dated(&self) -> String {
        let (pinned, dated) = (self.release.pinned(), words::dated(self.language, &self.release));
        let (fr, en) = match self.is_frozen {
            true => ("choisie par l'adresse", "chosen by the address"),
            false => ("la dernière", "the latest"),
        };
        let fr = format!("Publication {pinned}, {fr} : {dated}.");
        words::say(self.language, &fr, &format!("Release {pinned}, {en}: {dated}."))
    }

    /// Who the data is of.
    pub fn attribution(&self) -> String {
        words::say(self.language, ABOUT.attribution[0], ABOUT.attribution[1])
    }

    /// What this service is.
    pub fn service(&self) -> String {
        words::say(self.language, "Jalon, instance de démonstration", "Jalon, a demonstration instance")
    }
}

fn row(db: &mut Db, context: &Context, named: &Named) -> Result<Row, ApiError> {
    let texts = |fr: Option<String>, en: Option<String>| Texts { fr, en };
    Ok(match named.level {
        Level::Axis => {
            let row = codes::axis(db, context, &named.code)?;
            Row { title: texts(row.title_fr, row.title_en), progress: row.progress, status: None, absent: row.absent }
        }
        Level::Action => {
            let row = codes::action(db, context, &named.code)?;
            Row { title: texts(row.title_fr, row.title_en), progress: row.progress, status: None, absent: row.absent }
        }
        _ => {
            let row = codes::objective(db, context, codes::objective_code(&named.code)?)?;
            let title = texts(row.title_fr, row.title_en);
            Row { title, progress: row.progress, status: row.status, absent: row.absent }
        }
    })
}

fn below(db: &mut Db, context: &Context, named: &Named, language: Language) -> Result<Vec<Bar>, ApiError> {
    let (sequence, code) = (context.release.sequence, vec![named.code.clone()]);
    let bar = |level: Level, code: String, row: Row| Bar {
        label: row.label(&Named { level, code }, language),
        figure: row.figure(language),
    };
    Ok(match named.level {
        Level::Axis => {
            let filter = actions::Filter { axis: code, ..Default::default() };
            let rows = actions::list(db, sequence, &filter, &Slice::default())?.into_iter();
            let row = |row: actions::ActionRow| {
                let title = Texts { fr: row.title_fr, en: row.title_en };
                bar(Level::Action, row.code, Row { title, progress: row.progress, status: None, absent: row.absent })
            };
            rows.map(row).collect()
        }
        Level::Action => {
            let filter = objectives::Filter { action: code, ..Default::default() };
            let rows = objectives::list(db, sequence, &filter, &Slice::default())?.into_iter();
            let row = |row: objectives::ObjectiveRow| {
                let title = Texts { fr: row.title_fr, en: row.title_en };
                bar(Level::Objective, row.code, Row { title, progress: row.progress, status: None, absent: row.absent })
            };
            rows.map(row).collect()
        }
        _ => Vec::new(),
    })
}

/// The documents on which a figure or, without one, a title rests: their titles, or else their ids.
fn documents(
    db: &mut Db,
    context: &Context,
    named: &Named,
    language: Language,
    has_figure: bool,
) -> Result<Vec<Words>, ApiError> {
    let sequence = context.release.sequence;
    let mut cited = citations::of(db, sequence, named.level.as_str(), &named.code)?;
    cited.retain(|row| {
        row.rank == 0 && if has_figure { row.field == "progress" } else { row.field.starts_with("title") }
    });
    let mut ids: Vec<String> = cited.into_iter().map(|row| row.source).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut titles = Vec::new();
    for id in ids {
        let row = sources::by_id(db, sequence, &id)?;
        let texts = row.map(|row| Texts { fr: row.title_fr, en: row.title_en }).unwrap_or_default();
        titles.push(stated(&texts, language).unwrap_or_else(|| Words::plain(id)));
    }
    Ok(titles)
}

/// Why there is no figure. No document says when there will be one.
fn reason(named: &Named, row: &Row, context: &Context, language: Language) -> String {
    let has_title = row.title != Texts::default();
    let pinned = context.release.pinned();
    let (fr, en) = match (named.level, has_title) {
        (Level::Action, false) => (
            "Cette action est comptée par la stratégie, et aucun document ne la nomme ni n'en donne l'avancement."
                .to_owned(),
            "The strategy counts this action, and no document names it or gives its progress.".to_owned(),
        ),
        (Level::Objective, false) => (
            "Cet objectif est compté par la stratégie, et aucun document n'en publie le texte ni l'avancement."
                .to_owned(),
            "The strategy counts this objective, and no document publishes its text or its progress.".to_owned(),
        ),
        _ => (
            format!("Les documents de la publication {pinned} n'en donnent pas l'avancement."),
            format!("The documents of release {pinned} do not give its progress."),
        ),
    };
    words::say(language, &fr, &en)
}

/// An address that is not that of something with an embed.
pub fn unknown(url: &str) -> ApiError {
    let expected = "the address of an axis, action or objective of this service, such as /fr/axes/4";
    let detail = format!("`{}` has no embed; expected {expected}", echo(url));
    ApiError::new(Kind::NOT_FOUND, detail).at("url", url).expecting(expected)
}
