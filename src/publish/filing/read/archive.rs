//! What a workbook can hide is found before it is opened: an archive that swells, macros, links to other files, and parts
//! that would take more memory to understand than to hold.

use std::io::{Cursor, Read};

use zip::read::{ZipArchive, ZipFile};

/// Most files in an archive.
const MOST_FILES: usize = 500;
/// Most bytes of an archive once it is unpacked.
const MOST_UNPACKED: u64 = 8 * 1024 * 1024;
/// What begins the entry of a file in the directory of an archive.
const ENTRY: &[u8] = b"PK\x01\x02";

/// How much of a part is read. The parts of a template are a hundredth of this.
struct Budget {
    bytes: u64,
    /// Each element may become a value of some hundred bytes.
    elements: usize,
    /// Longest run between two elements: the reader of styles copies names of fonts and formats into each style.
    run: usize,
}

/// Cells are read one by one, and hold no memory.
const SHEET: Budget = Budget { bytes: MOST_UNPACKED, elements: usize::MAX, run: usize::MAX };
const STYLES: Budget = Budget { bytes: 1024 * 1024, elements: 20_000, run: 2_048 };
const OTHER: Budget = Budget { bytes: 4 * 1024 * 1024, elements: 100_000, run: usize::MAX };

fn budget(name: &str) -> Budget {
    match name.rsplit('/').next().unwrap_or_default() {
        file if file.starts_with("sheet") => SHEET,
        file if file.starts_with("styles") => STYLES,
        _ => OTHER,
    }
}

/// What an archive holds that a filing does not, in French and in English; none if it may be read.
pub fn dangers(bytes: &[u8]) -> Option<[String; 2]> {
    look_into(bytes).err()
}

fn look_into(bytes: &[u8]) -> Result<(), [String; 2]> {
    // Counted before the directory is read, since that takes memory for each entry.
    let count = bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).count();
    if count > MOST_FILES {
        return Err([format!("l’archive a {count} fichiers"), format!("the archive has {count} files")]);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let (mut unpacked, mut part) = (0, Vec::new());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let name = file.name().map_err(|error| unreadable(&error))?.to_lowercase();
        named(&name)?;
        let budget = budget(&name);
        let left = budget.bytes.min(MOST_UNPACKED - unpacked);
        unpack(&mut file, left, &mut part)?;
        unpacked += part.len() as u64;
        if name.ends_with(".xml") || name.ends_with(".rels") {
            understandable(&part, &budget)?;
        }
    }
    Ok(())
}

fn unreadable(error: &dyn std::fmt::Display) -> [String; 2] {
    [format!("l’archive ne peut pas être lue : {error}"), format!("the archive cannot be read: {error}")]
}

/// Whether the name of a part is that of something that a filing does not have.
fn named(name: &str) -> Result<(), [String; 2]> {
    if name.contains("vbaproject") || name.contains("macrosheets") {
        return Err(["le classeur a des macros", "the workbook has macros"].map(str::to_owned));
    }
    if name.contains("externallink") || name.contains("embeddings/") || name.ends_with("connections.xml") {
        let message = ["le classeur a des liens vers d’autres fichiers", "the workbook has links to other files"];
        return Err(message.map(str::to_owned));
    }
    Ok(())
}

/// Unpacks a part: what an archive says of its sizes may be wrong, so that they are measured.
fn unpack(file: &mut ZipFile<Cursor<&[u8]>>, left: u64, part: &mut Vec<u8>) -> Result<(), [String; 2]> {
    part.clear();
    let size = file.by_ref().take(left + 1).read_to_end(part).map_err(|error| unreadable(&error))?;
    if size as u64 > left {
        return Err([
            format!("l’archive est trop longue une fois ouverte : au plus {MOST_UNPACKED} octets, et moins par partie"),
            format!("the archive is too long once unpacked: at most {MOST_UNPACKED} bytes, and fewer a part"),
        ]);
    }
    Ok(())
}

/// Whether a part can be understood without swelling: it defines no entities, and is not more than it says.
fn understandable(part: &[u8], budget: &Budget) -> Result<(), [String; 2]> {
    // Text in UTF-16 would hide all that is looked for here.
    if part.contains(&0) {
        let message = ["une partie du classeur n’est pas en UTF-8", "a part of the workbook is not in UTF-8"];
        return Err(message.map(str::to_owned));
    }
    if has(part, b"<!DOCTYPE") || has(part, b"<!ENTITY") {
        let message = ["le classeur définit des entités XML", "the workbook defines XML entities"];
        return Err(message.map(str::to_owned));
    }
    let elements = part.iter().filter(|byte| **byte == b'<').count();
    let is_long = part.split(|byte| *byte == b'<').any(|run| run.len() > budget.run);
    if elements > budget.elements
        || is_long
        || (budget.elements == usize::MAX && is_far(part))
        || announced(part) > elements as u128
    {
        let message = ["une partie du classeur est démesurée", "a part of the workbook is out of all proportion"];
        return Err(message.map(str::to_owned));
    }
    Ok(())
}

fn has(part: &[u8], wanted: &[u8]) -> bool {
    part.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether a part names a cell that no spreadsheet has: the reader counts on a few letters and digits.
fn is_far(part: &[u8]) -> bool {
    let places = [b"r".as_slice(), b"ref"].map(|name| {
        let named = move |at: &usize| {
            let is_apart = at.checked_sub(1).is_some_and(|before| part[before].is_ascii_whitespace());
            is_apart && part[*at..].starts_with(name)
        };
        (0..part.len()).filter(named).map(move |at| &part[at + name.len()..])
    });
    places.into_iter().flatten().any(|rest| {
        let rest = rest.trim_ascii_start();
        let Some(value) = rest.strip_prefix(b"=").map(<[u8]>::trim_ascii_start) else { return false };
        let value = value.get(1..).unwrap_or_default();
        let place: Vec<u8> = value.iter().copied().take_while(|byte| !b"\"'<>".contains(byte)).take(64).collect();
        let is_long =
            |run: &[u8], is_of: fn(&u8) -> bool, most| run.split(|byte| !is_of(byte)).any(|run| run.len() > most);
        is_long(&place, u8::is_ascii_digit, 7) || is_long(&place, u8::is_ascii_alphabetic, 3)
    })
}

/// How many shared strings a part says that it has: the reader takes memory for so many at once.
fn announced(part: &[u8]) -> u128 {
    const NAME: &[u8] = b"uniqueCount";
    let value = |at: usize| {
        let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"=\"'+".contains(byte);
        let digits = part[at + NAME.len()..].iter().skip_while(is_between).take_while(|byte| byte.is_ascii_digit());
        digits.take(30).fold(0, |value: u128, digit| value * 10 + u128::from(digit - b'0'))
    };
    let named = part.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    named.map(|(at, _)| value(at)).max().unwrap_or_default()
}
