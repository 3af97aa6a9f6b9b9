//! The parameters of the surface: those it knows are read strictly, all others are ignored, as on the portal.

use actix_web::HttpRequest;
use chrono::Utc;
use chrono_tz::Tz;
use utoipa::IntoParams;

use super::super::{
    params::QueryString,
    problem::{ApiError, Kind, echo},
};
use crate::{
    domain::text::{Language, nearest},
    odsql::{
        MOST_GROUPS,
        plan::{Plan, Query, Settings},
    },
    store::records::Page,
};

/// Rows on a page unless the request says otherwise.
const DEFAULT_LIMIT: i64 = 10;
/// Most rows on a page; an export has no limit.
const MOST_ROWS: i64 = 100;
/// Farthest that pages reach; an export has no limit.
const FARTHEST: i64 = 10_000;
/// Largest number that a parameter takes; every database holds it.
const LARGEST: i64 = 1_000_000_000;

/// The languages that portals take.
const LANGUAGES: [&str; 11] = ["fr", "en", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv"];

/// In whose language and time an answer is given, and what is told beside it.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Common` is what is read from them")]
pub struct CommonParams {
    /// The language of labels and of the names of days and months: `fr` (the default) or `en`. Other languages of the
    /// portal are taken, and texts are then in French.
    #[param(example = "fr")]
    lang: Option<String>,
    /// The time zone in which times are read and shown, by its IANA name with its area, or `GMT`. Default: `UTC`.
    #[param(example = "Europe/Paris")]
    timezone: Option<String>,
    /// Adds `_links`: `true` or `false` (the default).
    #[param(example = "false")]
    include_links: Option<String>,
    /// Adds `_id`, `_timestamp` and `_size`: `true` or `false` (the default).
    #[param(example = "false")]
    include_app_metas: Option<String>,
}

/// What a query asks, in ODSQL.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Query` is what is read from them")]
pub struct QueryParams {
    /// The columns: fields, expressions, aggregates, each with `as label` if it needs another name. Default: all fields.
    #[param(example = "*")]
    select: Option<String>,
    /// The condition that rows must fulfil. It may be repeated; all of them must then hold.
    #[param(example = "current is true")]
    r#where: Option<String>,
    /// What groups are made by: fields, parts of dates, ranges.
    #[param(example = "release")]
    group_by: Option<String>,
    /// The order, such as `progress desc`; equal rows keep the order of the plan, so pages never overlap.
    #[param(example = "release desc")]
    order_by: Option<String>,
    /// Keeps the rows of a facet's value, written `field:value`. It may be repeated.
    #[param(example = "release:2026")]
    refine: Option<String>,
    /// Leaves the rows of a facet's value out, written `field:value`. It may be repeated.
    #[param(example = "release:2023")]
    exclude: Option<String>,
}

/// What a query asks of the catalogue, in ODSQL.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Query` is what is read from them")]
pub struct CatalogQueryParams {
    /// The columns: metadata, expressions, aggregates, each with `as label` if it needs another name. Default: the whole
    /// datasets.
    #[param(example = "dataset_id, title")]
    select: Option<String>,
    /// The condition that datasets must fulfil. It may be repeated; all of them must then hold.
    #[param(example = "search(\"objectifs\")")]
    r#where: Option<String>,
    /// What groups are made by.
    #[param(example = "features")]
    group_by: Option<String>,
    /// The order, such as `modified desc`.
    #[param(example = "title")]
    order_by: Option<String>,
    /// Keeps the datasets of a facet's value, written `name:value`. It may be repeated.
    #[param(example = "features:analyze")]
    refine: Option<String>,
    /// Leaves the datasets of a facet's value out, written `name:value`. It may be repeated.
    #[param(example = "features:timeserie")]
    exclude: Option<String>,
}

/// Which page of an answer.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "the fields describe the parameters; `Paging` is what is read from them")]
pub struct PageParams {
    /// Rows on the page, up to 100, or 20000 groups; -1 for as many as a page may have. Default: 10.
    #[param(example = 2, minimum = -1, maximum = 20000)]
    limit: Option<i64>,
    /// Rows to leave out before the first; with `limit` at most 10000, or 20000 groups.
    #[param(example = 0, minimum = 0, maximum = 20_000)]
    offset: Option<i64>,
}

/// In whose language and time an answer is given, and what is told beside it.
#[derive(Clone, Debug)]
pub struct Common {
    pub lang: &'static str,
    pub zone: Tz,
    pub include_links: bool,
    pub include_app_metas: bool,
}

/// Which page of an answer, as it was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub limit: Option<i64>,
    pub offset: i64,
}

/// A query string that is read by name; what nobody asks for is ignored.
pub struct Reader(QueryString);

impl Common {
    /// The language of texts: French unless English is asked for.
    pub fn language(&self) -> Language {
        if self.lang == "en" { Language::En } else { Language::Fr }
    }

    /// What a plan is made with.
    pub fn settings(&self) -> Settings {
        Settings { zone: self.zone, language: self.lang, now: Utc::now(), reads_clock: false.into() }
    }
}

impl Reader {
    /// Reads the query string of a request.
    ///
    /// # Errors
    /// Bytes that are not UTF-8, or too many parameters.
    pub fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        QueryString::of(request).map(Reader)
    }

    /// The canonical form of what was asked for by name.
    pub fn canonical(self) -> String {
        self.0.canonical_of_known()
    }

    /// The values of a parameter that say something.
    pub fn all(&mut self, name: &'static str) -> Vec<String> {
        let mut values = self.0.all(name);
        values.retain(|value| !value.trim().is_empty());
        values
    }

    /// The one value of a parameter; an empty one is as good as none.
    ///
    /// # Errors
    /// Several values.
    pub fn one(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        let mut values = self.all(name);
        match values.len() {
            0 | 1 => Ok(values.pop()),
            count => Err(invalid(name, &format!("{count} values"), "one value is expected")),
        }
    }

    /// The one value of a parameter as it was given, blanks too.
    ///
    /// # Errors
    /// Several values.
    pub fn raw(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        let mut values = self.0.all(name);
        values.retain(|value| !value.is_empty());
        match values.len() {
            0 | 1 => Ok(values.pop()),
            count => Err(invalid(name, &format!("{count} values"), "one value is expected")),
        }
    }

    /// A choice; `true` and `false` in any case, or `1` and `0`.
    ///
    /// # Errors
    /// Anything else.
    pub fn flag(&mut self, name: &'static str, default: bool) -> Result<bool, ApiError> {
        match self.one(name)?.as_deref().map(str::to_ascii_lowercase).as_deref() {
            None => Ok(default),
            Some("true" | "1") => Ok(true),
            Some("false" | "0") => Ok(false),
            Some(other) => Err(invalid(name, other, "true or false is expected")),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// Anything else.
    pub fn number(&mut self, name: &'static str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        match text.trim().parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(invalid(name, &text, "an integer is expected")),
        }
    }

    /// A value from a closed list.
    ///
    /// # Errors
    /// A value outside the list.
    pub fn word(&mut self, name: &'static str, list: &[&'static str]) -> Result<Option<&'static str>, ApiError> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        match list.iter().find(|known| **known == text) {
            Some(known) => Ok(Some(known)),
            None => Err(invalid(name, &text, &format!("one of {} is expected", list.join(", ")))),
        }
    }

    /// The clauses of a query; those that the resource does not take are left out by its own reading.
    ///
    /// # Errors
    /// A clause given twice that may be given once.
    pub fn query(&mut self) -> Result<Query, ApiError> {
        Ok(Query {
            select: self.one("select")?,
            conditions: self.all("where"),
            group_by: self.one("group_by")?,
            order_by: self.one("order_by")?,
            refine: self.all("refine"),
            exclude: self.all("exclude"),
        })
    }

    /// The conditions of a query, for a resource that takes no other clause.
    pub fn conditions(&mut self) -> Query {
        Query {
            conditions: self.all("where"),
            refine: self.all("refine"),
            exclude: self.all("exclude"),
            ..Query::default()
        }
    }

    /// What all resources take.
    ///
    /// # Errors
    /// An unknown language or zone, or a flag that is neither true nor false.
    pub fn common(&mut self) -> Result<Common, ApiError> {
        let lang = self.word("lang", &LANGUAGES)?.unwrap_or("fr");
        let zone = match self.one("timezone")? {
            None => Tz::UTC,
            Some(name) => zone(&name)?,
        };
        let (include_links, include_app_metas) =
            (self.flag("include_links", false)?, self.flag("include_app_metas", false)?);
        Ok(Common { lang, zone, include_links, include_app_metas })
    }

    /// Which page is asked for; its limits depend on the plan, see [`Paging::page`].
    ///
    /// # Errors
    /// Text that is no number.
    pub fn paging(&mut self) -> Result<Paging, ApiError> {
        let paging = Paging { limit: self.number("limit")?, offset: self.number("offset")?.unwrap_or_default() };
        match paging.offset {
            0..=LARGEST => Ok(paging),
            offset => Err(out_of_range("offset", offset, &format!("0 <= offset <= {LARGEST}"))),
        }
    }
}

impl Reader {
    /// Which part of an export is asked for; `rows` is an older name of `limit`.
    ///
    /// # Errors
    /// As [`Self::paging`].
    pub fn export_paging(&mut self) -> Result<Paging, ApiError> {
        let paging = self.paging()?;
        let rows = self.number("rows")?;
        Ok(Paging { limit: paging.limit.or(rows), ..paging })
    }
}

impl Paging {
    /// The page of a plan's answer.
    ///
    /// # Errors
    /// Limits out of range; the refusal names the export, which has none.
    pub fn page(self, plan: &Plan) -> Result<Page, ApiError> {
        let (most, farthest) = if plan.is_grouped() { (MOST_GROUPS, MOST_GROUPS) } else { (MOST_ROWS, FARTHEST) };
        let limit = match self.limit {
            None => DEFAULT_LIMIT,
            Some(-1) => most.min(farthest.saturating_sub(self.offset).max(0)),
            Some(limit) if (0..=most).contains(&limit) => limit,
            Some(limit) => {
                let mut error = out_of_range("limit", limit, &format!("-1 <= limit <= {most}"));
                error.detail.push_str(EXPORTS);
                return Err(error);
            }
        };
        if self.offset + limit > farthest {
            let detail = format!(
                "Invalid value for sum of offset + limit API parameter: {} was found but <= {farthest} is expected.{EXPORTS}",
                self.offset + limit
            );
            return Err(ApiError::new(Kind::INVALID_PARAMETER, detail));
        }
        Ok(Page { limit: Some(limit), offset: self.offset })
    }

    /// The part of an export: everything unless a limit is given.
    ///
    /// # Errors
    /// A limit below -1, or too many groups in an order of their aggregates.
    pub fn export(self, plan: &Plan) -> Result<Page, ApiError> {
        let limit = match self.limit {
            None | Some(-1) => None,
            Some(limit @ 0..=LARGEST) => Some(limit),
            Some(limit) => return Err(out_of_range("limit", limit, &format!("-1 <= limit <= {LARGEST}"))),
        };
        if plan.is_grouped() && plan.orders_by_aggregate() && limit.is_some_and(|limit| limit > MOST_GROUPS) {
            let limit = limit.unwrap_or_default();
            return Err(out_of_range("limit", limit, &format!("-1 <= limit <= {MOST_GROUPS}")));
        }
        Ok(Page { limit, offset: self.offset })
    }
}

/// The time zone of a name that both databases read alike: one with its area, `UTC` or `GMT`. Others, such as `EST` or `CET`,
/// PostgreSQL takes for abbreviations, which have no summer time.
fn zone(name: &str) -> Result<Tz, ApiError> {
    let is_plain = |name: &str| name.contains('/') || matches!(name, "UTC" | "GMT");
    name.parse().ok().filter(|_| is_plain(name)).ok_or_else(|| {
        let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|known| is_plain(known));
        let hint = nearest(name, known).map_or_else(String::new, |near| format!("; the nearest is {near}"));
        let expected =
            format!("an IANA time zone with its area, such as Europe/Paris, or UTC or GMT is expected{hint}");
        invalid("timezone", name, &expected)
    })
}

/// Where all rows are to be had.
const EXPORTS: &str = " The exports endpoint of the dataset gives all rows without a limit.";

/// A number outside its range, in the portal's words.
fn out_of_range(name: &str, value: i64, expected: &str) -> ApiError {
    let detail = format!("Invalid value for {name} API parameter: {value} was found but {expected} is expected.");
    ApiError::new(Kind::INVALID_PARAMETER, detail)
}

/// A value that a parameter does not take, in the portal's words.
pub fn invalid(name: &str, value: &str, expected: &str) -> ApiError {
    let detail = format!("Invalid value for {name} API parameter: {} was found but {expected}.", echo(value));
    ApiError::new(Kind::INVALID_PARAMETER, detail)
}
