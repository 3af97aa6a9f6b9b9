//! A citation for reference managers: BibTeX, RIS, CSL-JSON; and as a file beside the data: CFF.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::domain::citation::{Citation, PUBLISHER};

/// BibTeX, an entry `@misc`, which every style has; `url`, `urldate` and `version` are fields of biblatex, which others
/// pass over.
pub fn bibtex(citation: &Citation) -> String {
    let mut fields = vec![
        // Braces within: a name of one piece, and a title whose capitals stay.
        ("author", format!("{{{}}}", latex(citation.author()))),
        ("title", format!("{{{}}}", latex(&citation.title))),
    ];
    fields.extend(citation.container.map(|host| ("howpublished", latex(host))));
    fields.extend([
        ("publisher", PUBLISHER.to_owned()),
        ("year", citation.recorded.format("%Y").to_string()),
        ("date", citation.recorded.to_string()),
        ("version", latex(&citation.version)),
        ("url", verbatim(&citation.url)),
    ]);
    fields.extend(citation.accessed.map(|day| ("urldate", day.to_string())));
    fields.push(("note", latex(&citation.note())));
    let lines = fields.iter().map(|(name, value)| format!("  {name} = {{{value}}},\n"));
    format!("@misc{{{},\n{}}}\n", citation.key(), lines.collect::<String>())
}

/// A text as LaTeX reads it. A lone brace would end or swallow the field, so braces are named and never written.
fn latex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '_' | '$' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// An address, which a field `url` has as it is; what would end the field is percent-encoded.
fn verbatim(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C").replace(' ', "%20")
}

/// RIS, a data set.
pub fn ris(citation: &Citation) -> String {
    let day = |day: NaiveDate| day.format("%Y/%m/%d").to_string();
    let mut lines = vec![("TY", "DATA".to_owned()), ("ID", citation.key()), ("AU", citation.author().to_owned())];
    lines.push(("TI", citation.title.clone()));
    lines.extend(citation.container.map(|host| ("T2", host.to_owned())));
    lines.extend([
        ("PB", PUBLISHER.to_owned()),
        ("PY", citation.recorded.year().to_string()),
        ("DA", day(citation.recorded)),
        ("ET", citation.version.clone()),
        ("UR", citation.url.clone()),
    ]);
    lines.extend(citation.accessed.map(|accessed| ("Y2", day(accessed))));
    lines.extend([("N1", citation.note()), ("ER", String::new())]);
    // A line break within a value would begin another field.
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    lines.iter().map(|(tag, value)| format!("{tag}  - {}\r\n", plain(value))).collect()
}

/// CSL-JSON: a list of one item.
pub fn csl(citation: &Citation) -> Value {
    let parts = |day: NaiveDate| json!({"date-parts": [[day.year(), day.month(), day.day()]]});
    let mut item = json!({
        "id": citation.key(),
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": citation.author()}],
        "publisher": PUBLISHER,
        "version": citation.version,
        "issued": parts(citation.recorded),
        "URL": citation.url,
        "note": citation.note(),
    });
    if let Some(host) = citation.container {
        item["container-title"] = json!(host);
    }
    if let Some(accessed) = citation.accessed {
        item["accessed"] = parts(accessed);
    }
    json!([item])
}

/// The Citation File Format 1.2, a data set under a licence of the list of SPDX. Without an address it names none.
pub fn cff(citation: &Citation, licence: &str) -> String {
    // A text in JSON is one in YAML.
    let text = |text: &str| Value::from(text).to_string();
    let mut lines = vec![
        "cff-version: 1.2.0".to_owned(),
        format!("message: {}", text("If you use these data, please cite them as told here.")),
        "type: dataset".to_owned(),
        format!("title: {}", text(&citation.title)),
        "authors:".to_owned(),
        format!("  - name: {}", text(citation.author())),
        format!("version: {}", text(&citation.version)),
        format!("date-released: {}", citation.recorded),
        format!("license: {licence}"),
        format!("abstract: {}", text(&citation.note())),
        "identifiers:".to_owned(),
        "  - type: other".to_owned(),
        format!("    value: {}", text(&format!("sha256:{}", citation.sha256))),
        format!("    description: {}", text("SHA-256 of the content of the revision")),
    ];
    if !citation.url.is_empty() {
        lines.push(format!("url: {}", text(&citation.url)));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Language;

    fn citation(title: &str) -> Citation {
        Citation {
            title: title.to_owned(),
            container: Some("A & B"),
            language: Language::En,
            version: "2026.1".to_owned(),
            sha256: "ab12".to_owned(),
            recorded: NaiveDate::from_ymd_opt(2026, 1, 2).expect("a day"),
            published: None,
            url: "https://jalon.example/api/v1/axes?q=a_b%25&release=2026.1".to_owned(),
            accessed: NaiveDate::from_ymd_opt(2026, 12, 1),
        }
    }

    #[test]
    fn bibtex_escapes_what_latex_reads_and_leaves_accents_and_addresses() {
        assert_eq!(
            bibtex(&citation("É { 50 % } & #1 a_b \\ ~ ^ $")),
            "@misc{jalon-2026.1-v1-axes-q-a-b-25,\n  author = {{Ministère de l'Éducation nationale}},\n  title = {{É \
             \\textbraceleft{} 50 \\% \\textbraceright{} \\& \\#1 a\\_b \\textbackslash{} \\textasciitilde{} \
             \\textasciicircum{} \\$}},\n  howpublished = {A \\& B},\n  publisher = {Jalon},\n  year = {2026},\n  date = \
             {2026-01-02},\n  version = {2026.1},\n  url = \
             {https://jalon.example/api/v1/axes?q=a_b%25&release=2026.1},\n  urldate = {2026-12-01},\n  note = {Sources undated; revision recorded on 2026-01-02. SHA-256 of the revision: ab12},\n}\n"
        );
    }

    #[test]
    fn ris_has_a_field_a_line_whatever_the_title_holds() {
        assert_eq!(
            ris(&citation("one\r\nER  - two")),
            "TY  - DATA\r\nID  - jalon-2026.1-v1-axes-q-a-b-25\r\nAU  - Ministère de l'Éducation nationale\r\nTI  - one  \
             ER  - two\r\nT2  - A & B\r\nPB  - Jalon\r\nPY  - 2026\r\nDA  - 2026/01/02\r\nET  - 2026.1\r\n\
             UR  - https://jalon.example/api/v1/axes?q=a_b%25&release=2026.1\r\nY2  - 2026/12/01\r\nN1  - Sources undated; \
             revision recorded on 2026-01-02. SHA-256 of the revision: ab12\r\nER  - \r\n"
        );
    }

    #[test]
    fn cff_quotes_what_yaml_would_read_and_names_an_address_if_there_is_one() {
        let told = cff(&citation("a: \"b\" # é"), "etalab-2.0");
        assert!(told.contains("\ntitle: \"a: \\\"b\\\" # é\"\n") && told.contains("\nlicense: etalab-2.0\n"), "{told}");
        assert!(told.contains("\nversion: \"2026.1\"\ndate-released: 2026-01-02\n"), "{told}");
        assert!(told.ends_with("\nurl: \"https://jalon.example/api/v1/axes?q=a_b%25&release=2026.1\"\n"), "{told}");
        let silent = cff(&Citation { url: String::new(), ..citation("a") }, "etalab-2.0");
        assert!(!silent.contains("\nurl:"), "{silent}");
    }

    #[test]
    fn csl_tells_days_in_parts() {
        let told = csl(&citation("one"));
        assert_eq!(told[0]["issued"], json!({"date-parts": [[2026, 1, 2]]}));
        assert_eq!(told[0]["author"], json!([{"literal": "Ministère de l'Éducation nationale"}]));
    }
}
