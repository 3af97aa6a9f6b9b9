//! Files that nobody should file: each is refused with words, in little memory, and changes nothing.

use std::{
    io::{Cursor, Read, Write},
    net::SocketAddr,
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Desk, next_release};
use crate::support::{
    Database,
    cli::{Served, jalon},
    get, post,
};

/// Most memory that the service takes while it reads any of them, in kilobytes.
const MOST_MEMORY: u64 = 200 * 1024;

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

fn strings(attributes: &str, content: &str) -> Vec<u8> {
    format!("<sst {attributes}>{content}</sst>").into_bytes()
}

fn many(text: &str, count: usize) -> String {
    text.repeat(count)
}

/// Name, bytes and words of the remark that refuses them.
fn workbooks(template: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
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
        ("many files", crowd(30_000), "30000 files"),
        ("half a workbook", template[..template.len() / 2].to_vec(), "cannot be read"),
        ("another archive", crowd(3), "cannot be read"),
    ]
}

fn texts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let table = |text: String| text.into_bytes();
    let utf16: Vec<u8> = "level;code".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut random = crate::support::random::Random::new(3);
    let rubbish: Vec<u8> = (0..100_000).map(|_| random.below(256) as u8).collect();
    vec![
        (
            "a long cell",
            table(format!("level;code;title_fr\naxes;1;{}", many("a", 4_000_000))),
            "more than 32767 characters",
        ),
        ("a long code", table(format!("level;code\naxes;{}", many("1", 4_000_000))), "the strategy has no axis"),
        ("a long level", table(format!("level;code\n{};1", many("a", 4_000_000))), "is not a level"),
        ("a long heading", table(format!("level;{}\n", many("a", 4_000_000))), "is not known"),
        ("many headings", table(format!("level{}\n", many(";a", 100_000))), "more than 100 cells"),
        ("many cells", table(format!("level;code\n{}", many("a;1\n", 1_000_000))), "more than 200000 cells"),
        ("many lines", table(format!("level;code\n{}", many("a\n", 2_000_000))), "2000 mistakes or more"),
        ("an open quote", table(format!("level;code\n\"{}", many("a\n", 2_000_000))), "has 1 cells"),
        (
            "long texts",
            table(format!("level;code;title_fr\n{}", many(&format!("axes;1;{}\n", many("é", 15_000)), 135))),
            "has the code 1 already",
        ),
        ("UTF-16", [vec![0xfe, 0xff], utf16].concat(), "UTF-16"),
        ("Latin-1", b"level;code;title_fr\naxes;1;\xe9".to_vec(), "is not UTF-8"),
        ("rubbish", rubbish, "is not UTF-8"),
        ("null bytes", vec![0; 1000], "null bytes"),
        ("deep lists in TOML", table(format!("[release]\na = {}", many("[", 10_000))), "recurse"),
        (
            "deeper lists in TOML",
            table(format!("[release]\na = {}{}", many("[", 100_000), many("]", 100_000))),
            "recurse",
        ),
        ("deep tables in TOML", table(format!("[release]\na = {}", many("{a = ", 40_000))), "recurse"),
        ("deep keys in TOML", table(format!("[release]\n{}a = 1", many("a.", 100_000))), "recursion limit"),
        ("a deep heading in TOML", table(format!("[{}a]", many("a.", 100_000))), "recursion limit"),
        (
            "many keys in TOML",
            table(format!("[release]\n{}", (0..20_000).map(|n| format!("a{n}=1\n")).collect::<String>())),
            "2000 mistakes or more",
        ),
        ("many tables in TOML", table(many("[[axes]]\n", 28_000)), "the row of the release is missing"),
        (
            "a long file in TOML",
            table(format!("[release]\ncode = \"{}\"", many("a", 300_000))),
            "the file has 300019 bytes",
        ),
    ]
}

/// The most memory that a process has had, in kilobytes.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// What readers and holders of keys see.
fn seen(address: SocketAddr, key: &str) -> (String, String) {
    let releases = get(address, "/api/v1/releases").text();
    let head = format!(
        "GET /api/v1/drafts HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\r\n"
    );
    (releases, crate::support::exchange(address, head.as_bytes(), false).text())
}

#[test]
fn hostile_files_are_refused_over_http_in_little_memory_and_change_nothing() {
    let desk = Desk::new();
    let template = desk.template(&next_release(), "xlsx");
    let database = Database::sqlite();
    let settings = [("DATABASE_URL", database.url.as_str()), ("WORKERS", "1")];
    let served = Served::start(&settings);
    let made = jalon(&["keys", "create", "--name", "A test", "--scope", "draft"], &settings);
    let key = made.stdout.trim().to_owned();
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/octet-stream")];
    let before = seen(served.address, &key);
    for (name, bytes, words) in workbooks(&template).into_iter().chain(texts()) {
        let answer = post(served.address, "/api/v1/drafts", &headers, &bytes);
        let problem = answer.problem(422, "filing_refused");
        let remarks = problem["report"]["remarks"].as_array().expect("a report");
        let told =
            remarks.iter().any(|remark| remark["message"]["en"].as_str().is_some_and(|text| text.contains(words)));
        assert!(told, "{name}: {:#?}", remarks.first());
        assert!(answer.body.len() < 4_000_000, "{name}: the report is {} bytes", answer.body.len());
        let peak = peak(served.id());
        assert!(peak < MOST_MEMORY, "{name}: {peak} kB");
    }
    for length in [5_000_000, 100_000_000] {
        let bytes = format!("level;code;title_fr\naxes;1;{}", many("a", length)).into_bytes();
        post(served.address, "/api/v1/drafts", &headers, &bytes).problem(413, "body_too_large");
    }
    assert!(peak(served.id()) < MOST_MEMORY);
    assert_eq!(seen(served.address, &key), before);
}

#[test]
fn hostile_files_are_refused_on_the_command_line() {
    let desk = Desk::new();
    let key = desk.key("draft");
    let template = desk.template(&next_release(), "xlsx");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let wanted =
        ["a bomb that lies", "a place that is none", "deeper lists in TOML", "rubbish", "more strings than there are"];
    let files = workbooks(&template).into_iter().chain(texts());
    for (name, bytes, words) in files.filter(|(name, ..)| wanted.contains(name)) {
        let path = directory.path().join("file");
        std::fs::write(&path, bytes).expect("the file is written");
        let finished = desk.run(&["publish", path.to_str().expect("text"), "--lang", "en"], &[("JALON_KEY", &key)]);
        finished.expect(1, &["ERROR [file]", words, "nothing was changed"]);
        assert!(!finished.said().contains("panicked"), "{name}: {}", finished.said());
    }
    let list = desk.run(&["drafts", "list"], &[("JALON_KEY", &key)]);
    assert_eq!((list.code, list.stdout.as_str()), (Some(0), ""));
}

#[test]
fn a_body_that_is_no_file_is_refused() {
    let desk = Desk::new();
    let bearer = format!("Bearer {}", desk.key("draft"));
    let send = |media: &str, body: &[u8]| {
        desk.app.post("/api/v1/drafts", &[("Authorization", &bearer), ("Content-Type", media)], body)
    };
    for media in [
        "text/plain",
        "application/json",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.ms-excel",
        "",
    ] {
        let problem = send(media, b"level;code\n").problem(415, "unsupported_media_type");
        assert_eq!(problem["param"].as_str().map(str::to_lowercase).as_deref(), Some("content-type"), "{media}");
    }
    let form = "multipart/form-data; boundary=x";
    let problem = send(form, b"--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\na\r\n--x--\r\n")
        .problem(400, "invalid_body");
    assert_eq!(problem["param"], "file");
    for body in
        [b"".as_slice(), b"--x\r\n", b"no form", b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nlevel"]
    {
        send(form, body).problem(400, "invalid_body");
    }
    send("multipart/form-data", b"--x--\r\n").problem(400, "invalid_body");
    send("text/csv", b"").problem(400, "invalid_body");
    let whole =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.csv\"\r\n\r\nlevel;code\n\r\n--x--\r\n";
    send(form, whole).problem(422, "filing_refused");
}
