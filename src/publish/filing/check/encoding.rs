//! Letters that were lost on the way, from one encoding to another.

use super::{
    super::{
        Rule,
        columns::Column,
        read::{RawCell, RawRow},
        report::excerpt,
    },
    Checking,
};

/// Whether a cell has all its letters.
pub fn check(row: &RawRow, column: &Column, cell: &RawCell, checking: &mut Checking) -> bool {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(bad) = cell.text.chars().find(|c| is_control(*c) || *c == char::REPLACEMENT_CHARACTER) {
        let code = u32::from(bad);
        let message = [
            format!("la cellule contient le caractère U+{code:04X}, reste d’un texte abîmé"),
            format!("the cell holds the character U+{code:04X}, left over from a damaged text"),
        ];
        let hint = ["écrivez le texte à nouveau".to_owned(), "write the text again".to_owned()];
        checking.error(row, column.name, Rule::Encoding, message, hint);
        return false;
    }
    let Some(damaged) = damaged(&cell.text) else { return true };
    let message = [
        format!("« {damaged} » est un texte lu dans un autre encodage que le sien"),
        format!("\"{damaged}\" is a text that was read in another encoding than its own"),
    ];
    let hint = match mended(&cell.text).as_deref().map(excerpt) {
        Some(text) => [format!("sans doute : {text}"), format!("probably: {text}")],
        None => ["écrivez le texte à nouveau".to_owned(), "write the text again".to_owned()],
    };
    checking.error(row, column.name, Rule::Encoding, message, hint);
    false
}

/// The first letters that only UTF-8 read as Latin-1 or Windows-1252 gives, such as `Ã©` or `â€™`.
fn damaged(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_tail =
        |c: char| matches!(c, '\u{80}'..='\u{bf}' | '€' | '™' | '‚' | '„' | '…' | '†' | '‰' | 'Œ' | 'œ' | 'š');
    letters.windows(2).find_map(|pair| {
        let is_head = matches!(pair[0], 'Ã' | 'Â') && is_tail(pair[1]) || (pair[0] == 'â' && pair[1] == '€');
        is_head.then(|| pair.iter().collect())
    })
}

/// The text that was meant, where each letter is one of Latin-1.
fn mended(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}
