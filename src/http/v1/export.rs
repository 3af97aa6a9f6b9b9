//! A list as a file: which format is asked for, which columns it has, and its rows, read in batches.
//!
//! How files are written is in [`crate::formats`], how they are sent in [`files`].

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    super::{
        accept,
        files::{self, Download, RowSink, Validity},
        links::with_format,
        problem::{ApiError, Kind},
        state::{Context, State},
    },
    collection::{Collection, Guard, ListQuery, unknown_field},
    sources,
};
use crate::{
    domain::{
        catalogue::{RELEASE, REVISION},
        dataset::{Field, Record, ToValue, Value},
    },
    formats::{Column, Format, Options, Table, csv::Profile},
    store::{Db, Slice, SortKey},
};

/// The formats of lists, the first of which is the default: a page, and files.
pub const FORMATS: [Format; 5] = [Format::Json, Format::Csv, Format::JsonLines, Format::Xlsx, Format::Parquet];

/// Rows read at first, so that the first byte leaves early; each further batch is twice as long.
const FIRST_BATCH: i64 = 25;
/// Most rows read at a time, so that memory stays bounded.
const LARGEST_BATCH: i64 = 1000;

/// The language of labels and titles.
const LANGUAGE: &str = "fr";

/// The format that a request asks for, by its query or else by `Accept`.
///
/// # Errors
/// `Accept` leaves none; a profile without CSV.
pub fn format(request: &HttpRequest, list: &ListQuery) -> Result<Format, ApiError> {
    let format = match list.format {
        Some(format) => format,
        None => {
            let media = accept::accepted(request, &FORMATS.map(Format::media_type))?;
            FORMATS.into_iter().find(|format| format.media_type() == media).unwrap_or(FORMATS[0])
        }
    };
    match list.profile {
        Some(profile) if format != Format::Csv => {
            let name = Profile::ALL.iter().find(|(known, _)| *known == profile).map_or("", |(_, name)| name);
            let detail = "`profile` shapes a CSV file; expected `format=csv` with it";
            Err(ApiError::new(Kind::CONFLICTING_PARAMETERS, detail).at("profile", name).expecting("`format=csv`"))
        }
        _ => Ok(format),
    }
}

/// Answers a request for a list with a file.
///
/// # Errors
/// Unknown fields, those of `guard`, or no database.
pub async fn answer<C: Collection>(
    request: &HttpRequest,
    state: &web::Data<State>,
    context: Context,
    format: Format,
    list: ListQuery,
    (filter, sort): (C::Filter, Vec<SortKey>),
    guard: Guard,
) -> Result<HttpResponse, ApiError> {
    let mut context = context;
    // The format is part of what is asked, whether the query or the header says it.
    context.query = with_format(&context.query, format.name());
    let columns = columns::<C>(&list.fields)?;
    let of_row = columns.iter().map(|index| field::<C>(<C::Row as Record>::COLUMNS[*index])).collect::<Vec<_>>();
    let multivalued: Vec<bool> = of_row.iter().map(|field| field.multivalued).collect();
    let table = Table {
        name: C::NAME.to_owned(),
        title: C::DATASET.title[0].to_owned(),
        language: LANGUAGE.to_owned(),
        licence: Some(sources::LICENCE_URL.to_owned()),
        modified: Some(context.modified().into()),
        vocabulary: format!("{}{}#", context.base, context.path),
        columns: [&RELEASE, &REVISION].into_iter().chain(of_row).map(|field| Column::of(field, LANGUAGE)).collect(),
    };
    let options = Options { utc_letter: true, csv: list.profile.unwrap_or_default().style(), ..Options::default() };
    let compared = context.against.iter().map(|release| format!("{}-", release.pinned())).collect::<String>();
    let name = format!("jalon-{}-{compared}{}", C::NAME, context.release.pinned());
    let download = Download { name, format, table, options, content_type: format.content_type(), gzip: false };
    let mut validity = Validity::of(&context);
    if C::passes(&filter) {
        validity.pass();
    }
    let (first, most) = (list.offset, list.limit.unwrap_or(i64::MAX));
    let rows = move |db: &mut Db, sink: &mut dyn RowSink| {
        let (mut offset, mut left) = (first, most);
        guard(db, &context)?;
        let of_release = [Value::Text(context.release.id.clone()), context.release.revision.to_value()];
        let mut batch = FIRST_BATCH;
        loop {
            let slice = Slice { sort: sort.clone(), limit: Some(batch.min(left)), offset };
            let rows = C::list(db, context.release.sequence, &filter, &slice)?;
            let read = i64::try_from(rows.len()).unwrap_or(batch);
            for row in &rows {
                let mut all = row.values();
                let mut cells = of_release.to_vec();
                for (index, multivalued) in columns.iter().zip(&multivalued) {
                    let value = std::mem::replace(&mut all[*index], Value::Null);
                    cells.push(if *multivalued { listed(value) } else { value });
                }
                sink.push(None, &mut cells)?;
            }
            offset += read;
            left -= read;
            if read < batch || left <= 0 {
                return Ok(());
            }
            batch = (batch * 2).min(LARGEST_BATCH);
        }
    };
    files::send(request, state, validity, download, rows).await
}

/// The field of a column.
fn field<C: Collection>(column: &str) -> &'static Field {
    C::DATASET.field(column).expect("a test holds the catalogue to the columns of rows")
}

/// The values of a multivalued field, which rows keep in one text.
fn listed(value: Value) -> Value {
    match value {
        Value::Text(text) if text.is_empty() => Value::List(Vec::new()),
        Value::Text(text) => Value::List(Field::split(&text)),
        other => other,
    }
}

/// The columns of a file: all, or those of the fields asked for. `title` stands for `title_fr`, `title_en` and the rest.
fn columns<C: Collection>(texts: &[String]) -> Result<Vec<usize>, ApiError> {
    let all = <C::Row as Record>::COLUMNS;
    if texts.is_empty() {
        return Ok((0..all.len()).collect());
    }
    let mut chosen = Vec::new();
    for text in texts {
        let belongs = |column: &str| {
            column == text
                || (C::FIELDS.contains(&text.as_str())
                    && !C::FIELDS.contains(&column)
                    && column.strip_prefix(text.as_str()).is_some_and(|rest| rest.starts_with('_')))
        };
        let own: Vec<usize> = (0..all.len()).filter(|index| belongs(all[*index])).collect();
        if own.is_empty() {
            return Err(unknown_field("fields", text, all));
        }
        chosen.extend(own.into_iter().filter(|index| !chosen.contains(index)).collect::<Vec<_>>());
    }
    chosen.sort_unstable();
    Ok(chosen)
}
