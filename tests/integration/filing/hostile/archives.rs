//! Workbooks that swell, hide something, or lead a reader astray.

use std::io::{Cursor, Read, Write};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::many;

/// A workbook in which parts are replaced or added.
fn workbook(template: &[u8], parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(template)).expect("the template is an archive");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let name = file.name().expect("a name").into_owned();
        if parts.iter().any(|(replaced, _)| *replaced == name) {
            continue;
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("the part is read");
        writer.start_file(name, options).expect("a part");
        writer.write_all(&content).expect("a part");
    }
    for (name, content) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content).expect("a part");
    }
    writer.finish().expect("an archive").into_inner()
}

const SHEET: &str = "xl/worksheets/sheet2.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

/// A sheet of the release with its headings and rows.
fn sheet(before: &str, rows: &str) -> Vec<u8> {
    let heading = ["code", "languages"].map(|name| format!("<c t=\"inlineStr\"><is><t>{name}</t></is></c>")).concat();
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    format!("{before}<worksheet {space}><sheetData><row r=\"1\">{heading}</row>{rows}</sheetData></worksheet>")
        .into_bytes()
}

/// Sets the sizes that an archive declares of a long part to a hundred bytes.
fn lying(mut archive: Vec<u8>) -> Vec<u8> {
    let entries: Vec<usize> = (0..archive.len() - 28).filter(|at| archive[*at..].starts_with(b"PK\x01\x02")).collect();
    for at in entries {
        let size: [u8; 4] = archive[at + 24..at + 28].try_into().expect("four bytes");
        if u32::from_le_bytes(size) > 1_000_000 {
            archive[at + 24..at + 28].copy_from_slice(&100u32.to_le_bytes());
        }
    }
    archive
}

/// An archive of many empty files.
fn crowd(count: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    (0..count).for_each(|number| writer.start_file(number.to_string(), options).expect("a part"));
    writer.finish().expect("an archive").into_inner()
}

/// What is told of the name of a part that can be read in two ways.
const IS_NONE: &str = "has a name that is none";

fn strings(attributes: &str, content: &str) -> Vec<u8> {
    format!("<sst {attributes}>{content}</sst>").into_bytes()
}

/// Name, bytes and words of the remark that refuses them.
pub fn workbooks(template: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let with = |name: &'static str, content: Vec<u8>| workbook(template, &[(name, content)]);
    let cell = |text: &str| format!("<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is>{text}</is></c></row>");
    let rows = |count: usize, column: &str| -> String {
        (2..count).map(|row| format!("<row r=\"{row}\"><c r=\"{column}{row}\"><v>1</v></c></row>")).collect()
    };
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let outside = "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let styles = |from: &str, to: &str| {
        let mut archive = ZipArchive::new(Cursor::new(template)).expect("the template is an archive");
        let mut text = String::new();
        archive.by_name("xl/styles.xml").expect("styles").read_to_string(&mut text).expect("text");
        assert!(text.contains(from), "{text}");
        text.replacen(from, to, 1).into_bytes()
    };
    // As the reader copies the name of a font into each style: a gigabyte.
    let swollen = |name: &str| {
        let text = String::from_utf8(styles("Calibri", name)).expect("text");
        let many_styles = format!("{}</cellXfs>", many("<xf fontId=\"0\"/>", 10_000));
        text.replacen("</cellXfs>", &many_styles, 1).into_bytes()
    };
    let long_name = swollen(&many("a", 100_000));
    let torn_name = swollen(&many(&format!("<{}", many("a", 990)), 100));
    let hidden_name = |before: &str| {
        let text = String::from_utf8(swollen(&many(&format!("><{}", many("a", 990)), 100))).expect("text");
        text.replacen("<fonts", &format!("{before}<fonts"), 1).into_bytes()
    };
    // As it copies the address of a sheet into each that names it.
    let named_sheets = |count: usize, address: &str| {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
        let sheets = many("<x:sheet name=\"A\" r:id=\"a\"/>", count);
        let relations =
            format!("<Relationships><Relationship Id=\"a\" Type=\"{kind}\" Target=\"{address}\"/></Relationships>");
        let parts = [
            ("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>").into_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.into_bytes()),
        ];
        workbook(template, &parts)
    };
    let utf16: Vec<u8> = String::from_utf8(sheet(laughs, &cell("<t>&c;</t>")))
        .expect("text")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = (0..20_000).map(|_| "<c t=\"s\"><v>0</v></c>").collect::<String>();
    let long = format!("<si><t>{}</t></si>", many("a", 1_000_000));
    let amplified =
        workbook(template, &[(STRINGS, strings("", &long)), (SHEET, sheet("", &format!("<row r=\"2\">{wide}</row>")))]);
    vec![
        ("a bomb", with("xl/media/image1.png", vec![0; 100_000_000]), "too long once unpacked"),
        ("a bomb that lies", lying(with(SHEET, vec![b' '; 100_000_000])), "cannot be read"),
        (
            "a million rows",
            with(SHEET, sheet("", &many("<row><c><v>1</v></c></row>", 1_000_000))),
            "too long once unpacked",
        ),
        ("fewer rows", with(SHEET, sheet("", &rows(50_000, "A"))), "more than 2000 rows"),
        ("rows beside the columns", with(SHEET, sheet("", &rows(50_000, "Z"))), "2000 mistakes or more"),
        (
            "a wide row",
            with(SHEET, sheet("", &format!("<row r=\"2\">{}</row>", many("<c><v>1</v></c>", 16_000)))),
            "more than 100 cells",
        ),
        ("one string in many cells", amplified, "more than 100 cells"),
        (
            "a place that is none",
            with(SHEET, sheet("", "<row r=\"99999999999\"><c r=\"ZZZZZZZZ9\"/></row>")),
            "out of all proportion",
        ),
        ("deep elements", with(SHEET, sheet("", &many("<a>", 1_000_000))), "the row of the release is missing"),
        (
            "deep elements in a cell",
            with(SHEET, sheet("", &cell(&many("<r>", 1_000_000)))),
            "the row of the release is missing",
        ),
        ("a link", with("xl/externalLinks/externalLink1.xml", b"<externalLink/>".to_vec()), "links to other files"),
        ("a connection", with("xl/connections.xml", b"<connections/>".to_vec()), "links to other files"),
        ("macros", with("xl/vbaProject.bin", b"macros".to_vec()), "has macros"),
        ("laughs", with(SHEET, sheet(laughs, &cell("<t>&c;</t>"))), "XML entities"),
        ("laughs in UTF-16", with(SHEET, [vec![0xff, 0xfe], utf16].concat()), "not in UTF-8"),
        ("an entity from outside", with(SHEET, sheet(outside, &cell("<t>&a;</t>"))), "XML entities"),
        ("an entity that nobody defines", with(SHEET, sheet("", &cell("<t>&a;</t>"))), "unrecognized entity"),
        (
            "long strings",
            with(STRINGS, strings("", &format!("<si><t>{}</t></si>", many("a", 100_000_000)))),
            "too long once unpacked",
        ),
        ("many strings", with(STRINGS, strings("", &many("<si/>", 800_000))), "out of all proportion"),
        (
            "more strings than there are",
            with(STRINGS, strings("uniqueCount=\"99999999999999999\"", "<si/>")),
            "out of all proportion",
        ),
        ("some more strings", with(STRINGS, strings("uniqueCount = '400000000'", "<si/>")), "out of all proportion"),
        (
            "many styles",
            with("xl/styles.xml", styles("</cellXfs>", &format!("{}</cellXfs>", many("<xf/>", 100_000)))),
            "out of all proportion",
        ),
        (
            "a style with a long name",
            with("xl/styles.xml", styles("Calibri", &many("a", 100_000))),
            "out of all proportion",
        ),
        (
            "styles under a name that only the reader takes for theirs",
            with("xl\\styles.xml", long_name.clone()),
            IS_NONE,
        ),
        ("styles at the root", with("/xl/styles.xml", long_name.clone()), IS_NONE),
        ("styles where they are", with("xl/./styles.xml", long_name.clone()), IS_NONE),
        ("styles above", with("xl/a/../styles.xml", long_name.clone()), IS_NONE),
        ("styles twice, in other letters", with("XL/Styles.xml", long_name), "is there twice"),
        ("a style whose name holds elements", with("xl/styles.xml", torn_name), "out of all proportion"),
        ("a quote in a comment", with("xl/styles.xml", hidden_name("<!--'-->")), "out of all proportion"),
        ("a quote in an instruction", with("xl/styles.xml", hidden_name("<?a '?>")), "out of all proportion"),
        ("many sheets", named_sheets(10_000, &many("a", 100_000)), "more than 20 sheets"),
        ("a sheet with a long address", named_sheets(1, &many("a", 100_000)), "out of all proportion"),
        ("many files", crowd(30_000), "30000 files"),
        ("half a workbook", template[..template.len() / 2].to_vec(), "cannot be read"),
        ("another archive", crowd(3), "cannot be read"),
    ]
}
