//! What a workbook can hide is found before it is opened: an archive that swells, macros, links to other files, and parts
//! that would take more memory to understand than to hold.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use zip::read::{ZipArchive, ZipFile};

use super::super::report::excerpt;

/// Most files in an archive.
const MOST_FILES: usize = 500;
/// Most sheets of a workbook; a template has five. Each takes memory before any is read.
const MOST_SHEETS: usize = 20;
/// Most bytes of an archive once it is unpacked.
const MOST_UNPACKED: u64 = 8 * 1024 * 1024;
/// What begins the entry of a file in the directory of an archive.
const ENTRY: &[u8] = b"PK\x01\x02";

/// How much of a part is read. The parts of a template are a hundredth of this.
struct Budget {
    bytes: u64,
    /// Each element may become a value of some hundred bytes.
    elements: usize,
    /// Longest run between two elements: the reader copies names of fonts and formats into each style, and the address of a
    /// part into each sheet that names it.
    run: usize,
}

/// Cells are read one by one, and hold no memory.
const SHEET: Budget = Budget { bytes: MOST_UNPACKED, elements: usize::MAX, run: usize::MAX };
const STYLES: Budget = Budget { bytes: 1024 * 1024, elements: 20_000, run: 2_048 };
/// A link may be as long as the address of a page.
const RELATIONS: Budget = Budget { bytes: 1024 * 1024, elements: 20_000, run: 8_192 };
const OTHER: Budget = Budget { bytes: 4 * 1024 * 1024, elements: 100_000, run: usize::MAX };

/// By the name of a part as the reader looks it up: in small letters, its folders apart.
fn budget(name: &str) -> Budget {
    match name.rsplit('/').next().unwrap_or_default() {
        file if file.ends_with(".rels") => RELATIONS,
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
    let (mut unpacked, mut part, mut names) = (0, Vec::new(), BTreeSet::new());
    // Of two parts under one name a reader takes one, and the next reader the other.
    let mut is_twice = archive.has_duplicate_names();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| unreadable(&error))?;
        // The reader folds the letters of ASCII alone.
        let name = file.name().map_err(|error| unreadable(&error))?.to_ascii_lowercase();
        is_twice |= !names.insert(name.clone());
        if is_twice {
            let message = ["une partie du classeur est là deux fois", "a part of the workbook is there twice"];
            return Err(message.map(str::to_owned));
        }
        named(&name)?;
        let budget = budget(&name);
        let left = budget.bytes.min(MOST_UNPACKED - unpacked);
        unpack(&mut file, left, &mut part)?;
        unpacked += part.len() as u64;
        // The workbook may have any name.
        few_sheets(&part)?;
        if name.ends_with(".xml") || name.ends_with(".rels") {
            understandable(&part, &budget)?;
        }
    }
    Ok(())
}

fn unreadable(error: &dyn std::fmt::Display) -> [String; 2] {
    [format!("l’archive ne peut pas être lue : {error}"), format!("the archive cannot be read: {error}")]
}

/// Whether the name of a part is to be read in one way alone, and is not that of something that a filing does not have. The
/// reader takes `\` for `/`; others leave out steps that lead nowhere.
fn named(name: &str) -> Result<(), [String; 2]> {
    let mut steps = name.strip_suffix('/').unwrap_or(name).split('/');
    if name.contains('\\') || steps.any(|step| ["", ".", ".."].contains(&step)) {
        let name = excerpt(name);
        return Err([
            format!("une partie du classeur a un nom qui n’en est pas un : « {name} »"),
            format!("a part of the workbook has a name that is none: \"{name}\""),
        ]);
    }
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

/// Whether a part names no more sheets than a workbook has, whatever prefix their elements have.
fn few_sheets(part: &[u8]) -> Result<(), [String; 2]> {
    let is_sheet = |tag: &&[u8]| {
        let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        let name = &tag[..end.unwrap_or(tag.len())];
        name == b"sheet" || name.ends_with(b":sheet")
    };
    if part.split(|byte| *byte == b'<').skip(1).filter(is_sheet).count() > MOST_SHEETS {
        return Err([
            format!("le classeur a plus de {MOST_SHEETS} feuilles"),
            format!("the workbook has more than {MOST_SHEETS} sheets"),
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
    let is_long = budget.run < usize::MAX && longest_run(part).is_none_or(|longest| longest > budget.run);
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

/// The longest run between the beginnings of two elements, as the reader tells them apart: `<` and `>` in quotes are text.
/// None if a tag holds another one, or if there are comments and the like, in which quotes are none: no spreadsheet writes
/// any here.
fn longest_run(part: &[u8]) -> Option<usize> {
    let part = undeclared(part);
    let (mut longest, mut begun, mut is_tag, mut quote) = (0_usize, 0_usize, false, None);
    for (at, byte) in part.iter().copied().enumerate() {
        match (byte, quote) {
            (b'<', None) if is_tag || matches!(part.get(at + 1), Some(b'!' | b'?')) => return None,
            (b'<', None) => {
                longest = longest.max(at - begun);
                (begun, is_tag) = (at, true);
            }
            (b'>', None) => is_tag = false,
            (b'"' | b'\'', None) if is_tag => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    Some(longest.max(part.len() - begun))
}

/// A part without its byte order mark and XML declaration.
fn undeclared(part: &[u8]) -> &[u8] {
    let text = part.strip_prefix(b"\xef\xbb\xbf").unwrap_or(part);
    let end = text.windows(2).position(|two| two == b"?>").filter(|_| text.starts_with(b"<?xml"));
    end.map_or(text, |end| &text[end + 2..])
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
