//! Requests made by the grammar from typed fields, so that most of them mean something; what each expects is in `alike`.
//!
//! `now()` is left out, since two services answer at two times, and so are numbers beyond what doubles reckon with.

use jalon::domain::{
    catalogue::DATASETS,
    dataset::{Dataset, Field, FieldType},
};

use super::{address, catalog};
use crate::support::random::Random;

/// Texts of the record and of nowhere, such as literals are.
const TEXTS: [&str; 18] = [
    "1",
    "2",
    "16",
    "32-1",
    "2023",
    "2026",
    "fr",
    "objective",
    "numérique",
    "Élèves",
    "École",
    "données",
    "l'",
    "",
    "100 %",
    "İ ß Σς",
    "co:not_published",
    "progress:not_published",
];
const WORDS: [&str; 12] = [
    "numérique",
    "NUMERIQUE",
    "l’école",
    "donn*",
    "*tion*",
    "%eme",
    "numeriqe platform",
    "de la",
    "a*e",
    "œuvre",
    "…",
    "2026 2027",
];
const DATES: [&str; 12] = [
    "2023",
    "2024",
    "2025-06",
    "2026-11",
    "2026-11-22",
    "2025/01/27",
    "2026-11-22T14:00",
    "2026-11-22T14:00:00Z",
    "2026-03-29T02:30",
    "2024-02-29 23:59:59",
    "1970-01-01",
    "9999-12-31",
];
const NUMBERS: [&str; 14] =
    ["0", "1", "2", "7", "10", "33", "50", "100", "-5", "0.5", "12.25", "-0.1", "1000000", "3.333"];
const PATTERNS: [&str; 8] =
    ["yyyy", "yyyy-MM-dd", "EEEE d MMMM", "xxxx-'W'ww-e", "DDD, yy", "HH:mm:ss", "E dd MMM", "'l''an' YYYY"];
const ZONES: [&str; 6] =
    ["UTC", "Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati", "America/New_York"];

/// Makes requests.
pub struct Generator {
    pub random: Random,
    dataset: &'static Dataset,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Generator { random: Random::new(seed), dataset: DATASETS[0] }
    }

    /// The address of a request.
    pub fn request(&mut self) -> String {
        self.dataset = self.random.pick(DATASETS);
        match self.random.below(20) {
            0..=11 => self.records("/records"),
            12..=13 => self.records("/exports/json"),
            14 => self.records("/exports/csv"),
            15..=17 => self.facets(),
            _ => self.datasets(),
        }
    }

    fn records(&mut self, below: &str) -> String {
        let mut parameters = self.filters();
        if self.random.chance(40) {
            self.groups(&mut parameters);
        } else {
            if self.random.chance(60) {
                let items = self.some(3, Self::column);
                parameters.push(("select", labelled(items, "c")));
            }
            if self.random.chance(50) {
                parameters.push(("order_by", self.some(2, Self::order)));
            }
        }
        if self.random.chance(70) {
            parameters.push(("limit", self.random.pick(&["1", "5", "20", "100"]).to_owned()));
        }
        if self.random.chance(20) {
            parameters.push(("offset", self.random.below(40).to_string()));
        }
        if self.random.chance(10) {
            parameters.push(("include_links", "true".to_owned()));
            parameters.push(("include_app_metas", "true".to_owned()));
        }
        address(self.dataset.name, below, &borrowed(&parameters))
    }

    /// Groups, or one row for all.
    fn groups(&mut self, parameters: &mut Vec<(&'static str, String)>) {
        let mut order: Vec<String> = vec!["n".to_owned(), "a0 desc".to_owned(), "-a0".to_owned()];
        if self.random.chance(75) {
            let keys = self.some(2, Self::key);
            order.extend(keys.split(" ; ").filter(|key| !key.starts_with("range")).map(str::to_owned));
            parameters.push(("group_by", labelled(keys, "k")));
        }
        let aggregates = self.some(3, Self::aggregate);
        parameters.push(("select", format!("count(*) as n, {}", labelled(aggregates, "a"))));
        if self.random.chance(60) {
            let chosen = self.random.below(order.len());
            parameters.push(("order_by", order.swap_remove(chosen)));
        }
    }

    fn facets(&mut self) -> String {
        let mut parameters = self.filters();
        for _ in 0..self.random.below(3) {
            let field = self.field(|_| true).name;
            let sort = self.random.pick(&["count", "-count", "alphanum", "-alphanum"]);
            parameters.push(match self.random.below(3) {
                0 => ("facet", field.to_owned()),
                1 => ("facet", format!("facet(name=\"{field}\", sort=\"{sort}\", limit=5)")),
                _ => ("facet", format!("facet(name=\"{field}\", disjunctive=true, separator=\" \")")),
            });
        }
        address(self.dataset.name, "/facets", &borrowed(&parameters))
    }

    fn datasets(&mut self) -> String {
        let mut parameters = Vec::new();
        let conditions = [
            "records_count > 20",
            "'Progress' in keyword",
            "search('plan')",
            "title like 'act*'",
            "modified > date'2025'",
            "startswith(dataset_id, 'fr-en')",
            "not data_visible",
            "default.license is not null",
            "features = 'analyze'",
            "length(description) in [10..200]",
            "publisher = 'x' or has_records",
            "nope = 1",
        ];
        let (columns, orders, groups) = (
            [
                "dataset_id",
                "title, records_count * 2 as n",
                "*",
                "count(*)",
                "include(default.t*)",
                "year(modified) as y",
            ],
            ["title desc", "-records_count", "random(3)", "dcat.created, dataset_id", "upper(title)"],
            ["publisher", "keyword", "year(modified), theme", "range(records_count, 50)", "has_records, language"],
        );
        if self.random.chance(60) {
            parameters.push(("where", self.random.pick(&conditions).to_owned()));
        }
        if self.random.chance(50) {
            parameters.push(("select", self.random.pick(&columns).to_owned()));
        }
        if self.random.chance(40) {
            parameters.push(("order_by", self.random.pick(&orders).to_owned()));
        }
        if self.random.chance(25) {
            parameters.push(("group_by", self.random.pick(&groups).to_owned()));
        }
        catalog("/datasets", &borrowed(&parameters))
    }

    /// What any resource takes: conditions, refinements, a language and a zone.
    fn filters(&mut self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        for _ in 0..self.random.below(3) {
            parameters.push(("where", self.condition(2)));
        }
        for name in ["refine", "exclude"] {
            if self.random.chance(15) {
                let field = self.field(|_| true);
                let value = match field.kind {
                    FieldType::Text => self.random.pick(&TEXTS),
                    FieldType::Boolean => self.random.pick(&["true", "false", "1"]),
                    FieldType::Int | FieldType::Double => self.random.pick(&["0", "1", "33", "100"]),
                    FieldType::Date | FieldType::DateTime => self.random.pick(&["2024", "2025/06", "2026-11-22"]),
                };
                parameters.push((name, format!("{}:{value}", field.name)));
            }
        }
        if self.random.chance(30) {
            parameters.push(("lang", self.random.pick(&["en", "fr", "nl"]).to_owned()));
        }
        if self.random.chance(30) {
            parameters.push(("timezone", self.random.pick(&ZONES).to_owned()));
        }
        parameters
    }

    /// One to `most` of something, with a sign between them that stands in none.
    fn some(&mut self, most: usize, one: fn(&mut Self) -> String) -> String {
        let count = 1 + self.random.below(most);
        (0..count).map(|_| one(self)).collect::<Vec<_>>().join(" ; ")
    }

    /// A field that fits, or any other if none does.
    fn field(&mut self, fits: fn(&Field) -> bool) -> &'static Field {
        let fitting: Vec<&'static Field> = self.dataset.fields.iter().filter(|field| fits(field)).collect();
        if fitting.is_empty() {
            return &self.dataset.fields[0];
        }
        self.random.pick(&fitting)
    }

    fn number(&mut self, depth: usize) -> String {
        match self.random.below(if depth == 0 { 4 } else { 10 }) {
            0 => self.random.pick(&NUMBERS).to_owned(),
            1..=3 => self.field(|field| field.kind == FieldType::Int).name.to_owned(),
            4 => format!("length({})", self.text(depth - 1)),
            5 => {
                let part = self.random.pick(&["year", "month", "day", "hour", "minute", "second"]);
                format!("{part}({})", self.date(depth - 1))
            }
            6 => format!("ifnull({}, {})", self.number(depth - 1), self.number(depth - 1)),
            7 => format!("-({})", self.number(depth - 1)),
            _ => {
                let operator = self.random.pick(&["+", "-", "*", "/"]);
                format!("({} {operator} {})", self.number(depth - 1), self.number(depth - 1))
            }
        }
    }

    fn text(&mut self, depth: usize) -> String {
        match self.random.below(if depth == 0 { 5 } else { 9 }) {
            0 => quoted(self.random.pick(&TEXTS)),
            1..=4 => self.field(|field| field.kind == FieldType::Text && !field.multivalued).name.to_owned(),
            5 => format!("lower({})", self.text(depth - 1)),
            6 => format!("upper({})", self.text(depth - 1)),
            7 => format!("ifnull({}, {})", self.text(depth - 1), self.text(depth - 1)),
            _ => format!("date_format({}, \"{}\")", self.date(depth - 1), self.random.pick(&PATTERNS)),
        }
    }

    fn date(&mut self, depth: usize) -> String {
        let is_date = |field: &Field| matches!(field.kind, FieldType::Date | FieldType::DateTime);
        match self.random.below(if depth == 0 { 8 } else { 10 }) {
            0 => format!("date'{}'", self.random.pick(&DATES)),
            1..=7 => self.field(is_date).name.to_owned(),
            _ => format!("ifnull({}, {})", self.date(depth - 1), self.date(depth - 1)),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let comparison = self.random.pick(&["=", "!=", "<", "<=", ">", ">=", ":"]);
        let words = quoted(self.random.pick(&WORDS));
        match self.random.below(if depth == 0 { 12 } else { 16 }) {
            0..=1 => format!("{} {comparison} {}", self.number(1), self.number(1)),
            2 => format!("{} {} {}", self.text(1), self.random.pick(&["=", "!="]), self.text(0)),
            3 => format!("{} {comparison} date'{}'", self.date(0), self.random.pick(&DATES)),
            4 => format!("{} is {}null", self.field(|_| true).name, self.random.pick(&["", "not "])),
            5 => format!("current is {}", self.random.pick(&["true", "not true", "false", "not false"])),
            6 => format!("{} like {words}", self.field(|field| field.kind == FieldType::Text).name),
            7 => match self.random.below(3) {
                0 => format!("search({words})"),
                1 => format!("suggest({}, {words})", self.field(|field| field.kind == FieldType::Text).name),
                _ => format!("startswith(*, {})", quoted(self.random.pick(&TEXTS))),
            },
            8 => {
                let (open, close) = (self.random.pick(&["[", "]"]), self.random.pick(&["[", "]"]));
                format!("{} in {open}0..{}{close}", self.number(1), self.random.pick(&["33", "50.5", "100"]))
            }
            9 => format!("{} in ({}, {})", self.text(0), quoted(self.random.pick(&TEXTS)), words),
            10 => format!("{} in absent", quoted(self.random.pick(&TEXTS))),
            11 => words,
            12 => format!("not {}", self.condition(depth - 1)),
            13 => format!("({} and {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("({} or {})", self.condition(depth - 1), self.condition(depth - 1)),
        }
    }

    fn column(&mut self) -> String {
        match self.random.below(5) {
            0 => self.field(|_| true).name.to_owned(),
            1..=2 => self.number(2),
            3 => self.text(2),
            _ => self.date(1),
        }
    }

    fn order(&mut self) -> String {
        let value = match self.random.below(5) {
            0 => format!("random({})", self.random.below(1_000)),
            1 => self.number(1),
            2 => self.text(1),
            _ => self.field(|field| !field.multivalued).name.to_owned(),
        };
        format!("{value}{}", self.random.pick(&["", " asc", " desc"]))
    }

    fn key(&mut self) -> String {
        match self.random.below(9) {
            0..=2 => self.field(|_| true).name.to_owned(),
            3 => format!("year({})", self.date(0)),
            4 => format!("ifnull({}, {})", self.text(0), quoted(self.random.pick(&TEXTS))),
            5 => {
                format!("range({}, {})", self.number(0), self.random.pick(&["10", "33.3", "*, 0, 50, *", "1, 2.5, 90"]))
            }
            6 => format!(
                "range({}, {})",
                self.date(0),
                self.random.pick(&["1 year", "1 M", "1 q", "1 w", "7 days", "12 h", "*, date'2025', date'2026-06'"])
            ),
            7 => self.text(1),
            _ => format!("length({})", self.text(0)),
        }
    }

    fn aggregate(&mut self) -> String {
        let number = self.number(1);
        match self.random.below(10) {
            0 => format!("sum({number})"),
            1 => format!("avg({number})"),
            2 => format!("min({number})"),
            3 => format!("max({})", self.date(0)),
            4 => format!("median({number})"),
            5 => format!("percentile({number}, {})", self.random.pick(&["5", "33.3", "90"])),
            6 => format!("count({})", self.field(|_| true).name),
            7 => format!("count(distinct {})", self.field(|_| true).name),
            8 => format!("sum({number}) / count(*)"),
            _ => format!("max({number}) - min({number}) + 1"),
        }
    }
}

/// Items with a label each, so that none is there twice.
fn labelled(items: String, prefix: &str) -> String {
    let label = |(index, item): (usize, &str)| format!("{item} as {prefix}{index}");
    items.split(" ; ").enumerate().map(label).collect::<Vec<_>>().join(", ")
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

fn borrowed<'t>(parameters: &'t [(&'static str, String)]) -> Vec<(&'static str, &'t str)> {
    parameters.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
