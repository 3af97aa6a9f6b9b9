//! Chance: whatever a cell holds, the file is read or refused, and what is accepted rests on a ground in every value.

use jalon::publish::audit::audit;

use super::{Desk, table::Table};
use crate::support::random::{Random, setting};

/// What people, spreadsheets and others may put into a cell.
const WORDS: &[&str] = &[
    "",
    " ",
    "0",
    "5",
    "100",
    "101",
    "-1",
    "65,0",
    "0.65",
    "65 %",
    "1e9",
    "NaN",
    "abc",
    "non publié",
    "not_published",
    "sans nom",
    "en cours",
    "completed",
    "terminé",
    "fini",
    "fr",
    "en",
    "fr, en",
    "2026-12-15",
    "31/02/2026",
    "2099-01-01",
    "4",
    "14",
    "46",
    "32-1",
    "=1+1",
    "'=1",
    "+1",
    "-",
    "@x",
    "•",
    "• nested",
    "a\n• b\n•• c",
    "a\n\n•\nb",
    "••••",
    "\u{a0}",
    "\u{200b}",
    "\u{7}",
    "\u{fffd}",
    "Ã©",
    "é",
    "e\u{301}",
    "🎓",
    "<b>&amp;</b>",
    "\"quoted\"",
    "a;b,c\td",
    "'",
    "#REF!",
    "null",
    "\\",
    "{}",
    "[x]",
];

/// Spoils up to four cells, rows or columns.
fn spoil(table: &mut Table, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let (row, column) = (random.below(table.rows.len()), random.below(table.header.len()));
        match random.below(20) {
            0 => drop(table.rows.remove(row)),
            1 => table.rows.insert(random.below(row + 1), table.rows[row].clone()),
            2 => table.rows[row].truncate(column),
            3 => table.header[column] = random.pick(WORDS).to_owned(),
            4 => {
                let other = random.below(table.rows.len());
                table.rows.swap(row, other);
            }
            5 => {
                let longer = table.rows[row].get(column).map(|cell| cell.repeat(3));
                if let (Some(longer), Some(cell)) = (longer, table.rows[row].get_mut(column)) {
                    *cell = longer;
                }
            }
            _ => {
                if let Some(cell) = table.rows[row].get_mut(column) {
                    *cell = random.pick(WORDS).to_owned();
                }
            }
        }
    }
}

#[test]
fn what_is_accepted_rests_on_a_ground_and_nothing_panics() {
    let desk = Desk::new();
    let good = desk.good();
    let (runs, seed) = (setting("FILING_RUNS", 250), setting("FILING_SEED", 20_261_128));
    let mut random = Random::new(seed);
    let (mut accepted, mut refused) = (0, 0);
    for run in 0..runs {
        let mut table = good.clone();
        spoil(&mut table, &mut random);
        let whole = table.rows.iter().all(|row| row.len() == table.header.len());
        let bytes = match random.below(3) {
            // A header or a cell that a workbook does not take stays a table.
            0 if whole && table.header == good.header => table.xlsx(),
            1 => table.text(';', "\r\n").into_bytes(),
            _ => table.csv(),
        };
        let prepared = desk.prepare(&bytes);
        let Some(ready) = prepared.ready else {
            assert!(!prepared.report.holds(), "run {run}: refused without an error: {:#?}", prepared.report);
            refused += 1;
            continue;
        };
        accepted += 1;
        assert!(prepared.report.holds());
        let missing = audit(&ready.snapshot).missing;
        assert!(missing.is_empty(), "run {run} of seed {seed}: {missing:?}");
    }
    assert!(accepted > 20 && refused > 20, "{accepted} accepted, {refused} refused");
}

#[test]
fn bytes_that_are_changed_at_random_are_read_or_refused() {
    let desk = Desk::new();
    let files = ["xlsx", "csv", "toml"].map(|form| desk.template("2026", form));
    let mut random = Random::new(setting("FILING_SEED", 7));
    for _ in 0..setting("FILING_RUNS", 150) {
        let mut bytes = files[random.below(files.len())].clone();
        for _ in 0..=random.below(8) {
            let at = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[at] = random.below(256) as u8,
                1 => bytes.truncate(at.max(1)),
                _ => drop(bytes.remove(at)),
            }
        }
        let prepared = desk.prepare(&bytes);
        assert!(prepared.ready.is_none() || prepared.report.holds());
    }
}
