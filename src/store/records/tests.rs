//! Nothing of a request's text is in the SQL that is written of it: literals are values, and labels stay outside. And what
//! no answer shows: which releases are read for it, and whether a zone's clock is asked.

use chrono::DateTime;
use chrono_tz::Tz;
use diesel::debug_query;

use super::*;
use crate::{
    domain::catalogue::DATASETS,
    odsql::plan::{Query, Settings, plan},
};

/// What every literal and label holds; no SQL of ours does.
const MARK: &str = "zqmark";
/// The same for numbers, which are values too.
const NUMBER: &str = "76543219";

/// The plan of a query over a dataset, read in Paris.
fn planned(dataset: &str, query: &Query) -> Plan {
    let now = DateTime::from_timestamp(1_795_339_230, 0).expect("a time");
    let settings = Settings { zone: Tz::Europe__Paris, language: "fr", now, reads_clock: false.into() };
    let dataset = DATASETS.iter().find(|known| known.name == dataset).expect("the dataset is there");
    plan(dataset, query, &settings).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn written(dataset: &str, query: &Query, dialect: Dialect, source: &Source) -> Vec<Fragment> {
    let plan = planned(dataset, query);
    let near: Vec<Vec<String>> = condition::near_patterns(&plan.filter)
        .iter()
        .map(|(word, _)| vec![(*word).to_owned(), format!("{word}s")])
        .collect();
    let writing = Writing { plan: &plan, source, dialect, near: &near };
    vec![writing.rows(&[], Page { limit: Some(10), offset: 10 }), writing.count()]
}

/// The text of a query and its values, as the database is given them.
fn texts(query: &Fragment, dialect: Dialect) -> (String, String) {
    let shown = match dialect {
        Dialect::Sqlite => debug_query::<diesel::sqlite::Sqlite, _>(query).to_string(),
        Dialect::Postgres => debug_query::<diesel::pg::Pg, _>(query).to_string(),
    };
    let (sql, binds) = shown.split_once(" -- binds: ").expect("the values are told behind the text");
    (sql.to_owned(), binds.to_owned())
}

#[test]
fn literals_and_labels_are_no_part_of_the_sql() {
    let text = |name: &str| format!("\"{MARK}{name}\"");
    let conditions = [
        text("full text"),
        format!("id = {} or {} != id", text("a'b"), text("\\\"")),
        format!("id in ({}, {})", text("1"), text("2")),
        format!("title_fr like {} or title_en like {}", text("*"), format_args!("\"*{MARK}* %{MARK}\"")),
        format!("search({}) or search(id, {})", text(" near words of"), text("x")),
        format!("suggest(title_fr, {})", text(" y")),
        format!("startswith(id, {}) or startswith(*, {})", text("%"), text("_")),
        format!("{} in absent or absent != {}", text("z"), text("z")),
        format!("lower({}) = upper(ifnull(title_en, {}))", text("Q"), text("r")),
        format!("length({}) > {NUMBER}", text("len")),
        format!("bytes in [{NUMBER}..{NUMBER}.5] or bytes in ({NUMBER}, -{NUMBER})"),
        format!("bytes * {NUMBER} / -{NUMBER}.25 > ifnull(bytes, {NUMBER})"),
        format!("date_format(earliest, \"'{MARK}' yyyy '{MARK}''s'\") = {}", text("")),
        "earliest > date'1789-07-14' and earliest in [date'1789'..date'1789-08']".to_owned(),
    ];
    let queries = [
        Query {
            select: Some(format!("id as `{MARK}`, {} as {MARK}2, bytes + {NUMBER}, date'1789'", text("column"))),
            conditions: conditions.to_vec(),
            order_by: Some(format!("`{MARK}`, ifnull(title_en, {}), bytes - {NUMBER}", text("order"))),
            refine: vec![format!("id:{MARK}"), format!("bytes:{NUMBER}"), "earliest:1789/07".to_owned()],
            exclude: vec![format!("absent:'{MARK}'")],
            ..Query::default()
        },
        Query {
            select: Some(format!("max(bytes - {NUMBER}) as {MARK}4, percentile(bytes, 76.543219)")),
            conditions: conditions.to_vec(),
            group_by: Some(format!(
                "ifnull(id, {}) as `{MARK}3`, range(bytes, *, {NUMBER}, {NUMBER}.5), range(bytes, {NUMBER}.125), \
                 range(earliest, *, date'1789', *), absent as {MARK}5",
                text("key")
            )),
            order_by: Some(format!("sum(bytes * {NUMBER}), {MARK}4 desc")),
            ..Query::default()
        },
    ];
    let given = DATASETS.iter().find(|dataset| dataset.name == "sources").expect("the dataset is there");
    let row = given.fields.iter().map(|_| Value::Text(format!("{MARK}'\""))).collect();
    let sources = [Source::Table(Releases { sequences: vec![1, 2], current: 2 }), Source::Rows(vec![row])];
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        for (query, source) in queries.iter().flat_map(|query| sources.iter().map(move |source| (query, source))) {
            for fragment in written("sources", query, dialect, source) {
                let (sql, binds) = texts(&fragment, dialect);
                for part in [MARK, NUMBER, "1789", "76.543219"] {
                    assert!(!sql.contains(part), "{part} is in {sql}");
                }
                assert!(binds.contains(MARK) && binds.contains(NUMBER) && binds.contains("1789"), "{binds}");
            }
        }
    }
}

#[test]
fn every_piece_of_sql_is_of_this_program() {
    // Numbers that are written into the text are whole numbers that were parsed as such.
    let query = Query {
        group_by: Some("range(bytes, 76543219) as a, range(earliest, 7654321 s) as b".to_owned()),
        conditions: vec!["startswith(id, \"abc\")".to_owned()],
        ..Query::default()
    };
    let source = Source::Table(Releases { sequences: vec![1], current: 1 });
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let (sql, _) = texts(&written("sources", &query, dialect, &source)[0], dialect);
        for number in [" % 76543219)", " % 7654321000)", ", 1, 3)"] {
            assert!(sql.contains(number), "{number} is not in {sql}");
        }
        let ours = |c: char| c.is_ascii_alphanumeric() || " \"`'.,()_<>=+-*/%?$|:".contains(c);
        assert!(sql.chars().all(ours), "{sql}");
    }
}

#[test]
fn bounds_of_a_range_are_moments_and_no_clock_is_asked() {
    // Paris shows 2:30 twice on that day: at 0:30 UTC, which is the bound, and at 1:30 UTC, which lies behind it. On the clock
    // the two are one.
    let group_by = Some("range(recorded_at, *, date'2025-10-26T02:30', *)".to_owned());
    let query = Query { group_by, ..Query::default() };
    let source = Source::Table(Releases { sequences: vec![1], current: 1 });
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let (_, binds) = texts(&written("versions", &query, dialect, &source)[0], dialect);
        assert!(binds.contains("2025-10-26T00:30:00") && !binds.contains("Europe/Paris"), "{binds}");
    }
}

/// The releases that are read for a query over three, of which the one in the middle is the current one.
fn read_for(query: &Query) -> Vec<i64> {
    let source = Source::Table(Releases { sequences: vec![3, 5, 8], current: 5 });
    match narrowed(&source, &planned("sources", query).filter).into_owned() {
        Source::Table(releases) => releases.sequences,
        Source::Rows(_) => panic!("the source is a table"),
    }
}

#[test]
fn a_query_that_only_rows_of_the_current_release_answer_reads_no_other() {
    for condition in [
        "current",
        "current is true",
        "current = true",
        "true = current",
        "current and bytes > 5",
        "bytes > 5 and (id = \"x\" and current)",
    ] {
        let query = Query { conditions: vec![condition.to_owned()], ..Query::default() };
        assert_eq!(read_for(&query), [5], "{condition}");
    }
    let clauses = ["bytes > 5", "current"].map(str::to_owned).to_vec();
    assert_eq!(read_for(&Query { conditions: clauses, ..Query::default() }), [5]);
    assert_eq!(read_for(&Query { refine: vec!["current:true".to_owned()], ..Query::default() }), [5]);
}

#[test]
fn a_query_that_rows_of_other_releases_answer_reads_them() {
    // A row of the first release with 9 bytes answers each of them.
    for condition in [
        "bytes > 5",
        "not current",
        "current = false",
        "current != true",
        "current is false",
        "current is not true",
        "current is not null",
        "current or bytes > 5",
        "bytes > 5 and (current or not current)",
        "not (current and bytes < 5)",
    ] {
        let query = Query { conditions: vec![condition.to_owned()], ..Query::default() };
        assert_eq!(read_for(&query), [3, 5, 8], "{condition}");
    }
    let of = |name: &str| vec![format!("current:{name}")];
    assert_eq!(read_for(&Query::default()), [3, 5, 8]);
    assert_eq!(read_for(&Query { refine: of("false"), ..Query::default() }), [3, 5, 8]);
    assert_eq!(read_for(&Query { exclude: of("true"), ..Query::default() }), [3, 5, 8]);
    // Who asks for the current rows of an earlier release asks for none.
    let earlier = Source::Table(Releases { sequences: vec![3], current: 5 });
    let current = planned("sources", &Query { conditions: vec!["current".to_owned()], ..Query::default() });
    let read = narrowed(&earlier, &current.filter);
    assert!(matches!(&*read, Source::Table(releases) if releases.sequences.is_empty()));
}
