//! What the targets do with a file that the ministry's team might send: it is refused with a reason, or each value of the
//! release that is made of it rests on a ground.
//!
//! The targets give them to libFuzzer; `tests/integration/filing/fuzz.rs` gives them the corpus, on any compiler.

// A target uses one of the two.
#![allow(dead_code)]

use std::{
    io::{Cursor, Write},
    sync::LazyLock,
};

use chrono::NaiveDate;
use jalon::{
    domain::release::Approval,
    publish::{
        annexes::Annexes,
        audit::audit,
        filing::{
            check::{Known, check, release_id},
            compare::compare,
            print,
            read::{Places, Rows, read},
        },
        read::{self, Files},
        snapshot,
    },
    record,
    store::snapshot::Snapshot,
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The parts of a workbook with one sheet, of axes, apart from the sheet itself.
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Axes" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// The shipped record, on which files are filed.
struct Desk {
    annexes: Annexes,
    chain: Vec<Snapshot>,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let files = Files::Embedded(record::FILES);
    let record = read::record(&files).expect("the record is read");
    Desk { annexes: read::annexes(&files).expect("the annexes are read"), chain: snapshot::chain(&record) }
});

/// The bytes of a file in any form; whether they would make a draft.
pub fn file(bytes: &[u8]) -> bool {
    judge(read(bytes))
}

/// The text as the sheet of a workbook that is otherwise as it should be; whether that would make a draft.
pub fn sheet(text: &str) -> bool {
    let mut workbook = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", text)]) {
        workbook.start_file(name, SimpleFileOptions::default()).expect("a name of its own");
        workbook.write_all(content.as_bytes()).expect("memory takes it");
    }
    judge(read(&workbook.finish().expect("memory takes it").into_inner()))
}

fn judge(rows: Rows) -> bool {
    let desk = &*DESK;
    let now = NaiveDate::from_ymd_opt(2026, 12, 31).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a day");
    let places = Places::of(&rows);
    let last = desk.chain.last().expect("the record has releases");
    let own = desk.chain.iter().rposition(|snapshot| Some(snapshot.release.id.as_str()) == release_id(&rows));
    let before = own.map_or(last, |index| &desk.chain[index.saturating_sub(1)]);
    let releases = desk.chain.iter().map(|snapshot| snapshot.release.id.clone()).collect();
    let known = Known::on(now.date(), before, own.map(|index| &desk.chain[index]), releases);
    let (filing, mut report) = check(rows, &known);
    compare(&filing, &known.before, &places, &mut report);
    for remark in &report.remarks {
        assert!(!remark.rule.is_empty() && remark.message.fr.is_some() && remark.hint.en.is_some(), "{remark:?}");
    }
    if !report.holds() {
        return false;
    }
    let edition = before.release.edition.clone();
    let head = print::Head { revision: 1, edition, recorded_at: now, approval: Approval::FourEyes };
    let release = print::release(&filing, &head);
    let missing = audit(&snapshot::build(&release, &desk.annexes, Some(before))).missing;
    assert!(missing.is_empty(), "{missing:?}");
    true
}
