//! Some rows of a dataset, by the same plan and query as those of the Explore surface.

use chrono::{SecondsFormat, Utc};

use super::explore;
use crate::{
    domain::{
        dataset::{Dataset, Field, FieldType, Value},
        text::Language,
    },
    http::{pages::page::Page, problem::ApiError, state::Context},
    odsql::plan::{Query, Settings, plan},
    store::{
        Db,
        records::{self, Page as Slice, Releases, Row, Source},
        sources::{self, SourceRow},
    },
};

/// Rows that are shown.
const ROWS: i64 = 10;
/// Longest text of a cell, in characters.
const LONGEST: usize = 160;

/// The columns that are the same in every row of one release, unless they name the row.
const SHARED: [&str; 3] = ["release", "revision", "current"];

/// Some rows of a dataset in one release.
pub struct Preview {
    pub columns: Vec<Column>,
    /// The names of the columns that are left out, since no row that is shown has a value.
    pub empty: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
    /// Rows of the release.
    pub total: i64,
    /// The address that gives the same rows.
    pub href: String,
}

/// A column, as its heading tells of it.
pub struct Column {
    pub name: &'static str,
    pub label: &'static str,
    pub is_number: bool,
}

/// A value in words.
pub struct Cell {
    /// None if there is no value.
    pub text: Option<String>,
    /// The language, where it is known and not that of the page.
    pub foreign: Option<&'static str>,
    pub is_number: bool,
    /// It names the row.
    pub is_heading: bool,
}

/// The last rows of a dataset in the release of a context: of objectives, those that are published.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, context: &Context, page: &Page, dataset: &'static Dataset) -> Result<Preview, ApiError> {
    let settings = Settings { zone: chrono_tz::UTC, language: page.lang(), now: Utc::now(), reads_clock: false.into() };
    let shown = |field: &&Field| field.id || !SHARED.contains(&field.name);
    let fields: Vec<&Field> = dataset.fields.iter().filter(shown).collect();
    let select = fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
    let plan = plan(dataset, &Query { select: Some(select), ..Query::default() }, &settings)?;
    let current = context.known_releases().current;
    let source = Source::Table(Releases { sequences: vec![context.release.sequence], current });
    let total = records::count(db, &plan, &source)?;
    let offset = (total - ROWS).max(0);
    let read = records::page(db, &plan, &source, &[], Slice { limit: Some(ROWS), offset })?;
    let is_filled =
        |place: &usize| read.iter().any(|row| row.values.get(*place).is_some_and(|value| *value != Value::Null));
    let (filled, empty): (Vec<usize>, Vec<usize>) = (0..fields.len()).partition(is_filled);
    let heading = fields.iter().position(|field| field.id);
    let spoken = sources::list(db, context.release.sequence, &Default::default(), &Default::default())?;
    let cells = |row: &Row| -> Vec<Cell> {
        let stated = stated(&fields, row, &spoken);
        let cells = filled.iter().filter_map(|place| Some((*place, row.values.get(*place)?)));
        cells.map(|(place, value)| Cell::of(page, fields[place], value, stated, heading == Some(place))).collect()
    };
    let rows = read.iter().map(cells).collect();
    let columns = filled.iter().map(|place| Column::of(page.language, fields[*place])).collect();
    let empty = empty.into_iter().map(|place| fields[place].name).collect();
    let release = if context.has_chosen() { String::new() } else { format!("&release={}", context.release.id) };
    let href = context.chosen(&format!("{}/records?limit={ROWS}&offset={offset}{release}", explore(dataset)));
    Ok(Preview { columns, empty, rows, total, href })
}

impl Column {
    fn of(language: Language, field: &Field) -> Self {
        Column { name: field.name, label: field.label[language as usize], is_number: is_number(field) }
    }
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldType::Int | FieldType::Double)
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

impl Cell {
    fn of(page: &Page, field: &Field, value: &Value, stated: Option<&str>, is_heading: bool) -> Self {
        let text = match value {
            Value::Null => None,
            Value::Text(words) if LINES.contains(&field.name) => {
                let quoted = |line: &str| page.say(&format!("« {line} »"), &format!("“{line}”"));
                Some(cut(words).lines().map(quoted).collect::<Vec<_>>().join(", "))
            }
            Value::Text(text) => Some(cut(text)),
            Value::List(values) => Some(cut(&values.join(", "))),
            Value::Integer(number) => Some(number.to_string()),
            Value::Decimal(number) if page.is_french() => Some(number.to_string().replace('.', ",")),
            Value::Decimal(number) => Some(number.to_string()),
            Value::Boolean(true) => Some(page.say("vrai", "true")),
            Value::Boolean(false) => Some(page.say("faux", "false")),
            Value::Date(day) => Some(day.to_string()),
            Value::Time(time) => Some(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        };
        let foreign = language(field, stated).filter(|language| *language != page.language).map(Language::as_str);
        Cell { text, foreign, is_number: is_number(field), is_heading }
    }
}

/// The language in which a row quotes documents: the one that it states, or that of its sources if they have but one.
fn stated<'a>(fields: &[&Field], row: &'a Row, spoken: &'a [SourceRow]) -> Option<&'a str> {
    let value = |name: &str| row.values.get(fields.iter().position(|field| field.name == name)?);
    if let Some(language) = value("language").and_then(text) {
        return Some(language);
    }
    let named: Vec<&str> = match (value("source"), value("sources")) {
        (Some(Value::Text(id)), _) => vec![id.as_str()],
        (_, Some(Value::List(ids))) => ids.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let mut languages = named.iter().filter_map(|id| spoken.iter().find(|row| row.id == *id)).map(|row| &row.language);
    let first = languages.next()?;
    languages.all(|other| other == first).then_some(first.as_str())
}

/// The columns that hold words of documents as they are, in whatever language these are.
const QUOTED: [&str; 9] = [
    "text",
    "before",
    "after",
    "population",
    "deadline_words",
    "baseline_words",
    "baseline_dates",
    "quotes",
    "definitions",
];

/// Those of them that hold a quotation a line, which may each be in another language.
const LINES: [&str; 2] = ["quotes", "definitions"];

/// The language of a field's texts: that of its name or, of words of documents, the one in which the row quotes.
fn language(field: &Field, stated: Option<&str>) -> Option<Language> {
    let is_quoted = QUOTED.contains(&field.name);
    let of_name = field.name.rsplit_once('_').map(|(_, end)| end);
    let code = if is_quoted { stated } else { of_name };
    Language::ALL.into_iter().find(|language| code == Some(language.as_str()))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
