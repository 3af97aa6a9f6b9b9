//! The eighteen traps in which a careless reading of the first three releases invents data, one function each.
//!
//! Each function holds what the documents say; it fails when the transcription says something else. The general rules
//! (a passage for each text, a reason for each null) are checked elsewhere; here stands what is particular.

use super::statements;
use crate::{
    domain::{absence::Absence, progress::Status, source::Citation, strategy::ObjectiveCode, text::Language},
    publish::{
        format::{ActionEntry, ObjectiveEntry, ReleaseFile, StatementEntry},
        read::{Finding, LoadedRelease, Record},
        snapshot,
    },
};

/// The first three releases, each beside its documents.
struct Traps<'a> {
    r2023: &'a LoadedRelease,
    r2025: &'a LoadedRelease,
    r2026: &'a LoadedRelease,
    findings: Vec<Finding>,
}

pub fn check(record: &Record) -> Vec<Finding> {
    let of = |id: &str| record.releases.iter().find(|release| release.entry.release.id == id);
    // A missing release is told by the counts.
    let (Some(r2023), Some(r2025), Some(r2026)) = (of("2023"), of("2025"), of("2026")) else { return Vec::new() };
    let mut traps = Traps { r2023, r2025, r2026, findings: Vec::new() };
    traps.trap_01_action_11_is_not_named();
    traps.trap_02_there_is_no_objective_46();
    traps.trap_03_figures_of_axes_are_not_spread_down();
    traps.trap_04_only_2026_holds_figures();
    traps.trap_05_no_document_prints_its_date();
    traps.trap_06_boxes_stand_under_their_own_action();
    traps.trap_07_parity_is_kept_and_marked();
    traps.trap_08_editions_are_not_joined();
    traps.trap_09_titles_are_not_translations(record);
    traps.trap_10_detail_and_list_are_both_cited();
    traps.trap_11_completed_with_and_without_next_steps();
    traps.trap_12_same_words_two_facts();
    traps.trap_13_contradictions_are_kept();
    traps.trap_14_the_first_nested_item_has_no_dash();
    traps.trap_15_typos_are_kept();
    traps.traps_16_and_17_no_figure_is_made_of_words();
    traps.trap_18_no_status_is_invented();
    traps.findings
}

impl<'a> Traps<'a> {
    fn require(&mut self, holds: bool, release: &LoadedRelease, row: &str, rule: &'static str, otherwise: &str) {
        if !holds {
            let (file, row, message) = (release.file.clone(), row.to_owned(), otherwise.to_owned());
            self.findings.push(Finding { file, row, rule, message });
        }
    }

    fn trap_01_action_11_is_not_named(&mut self) {
        for release in [self.r2025, self.r2026] {
            for action in &release.entry.actions {
                let unnamed = action.title.is_none() && action.absent.get("title") == Some(&Absence::NotNamed);
                let row = format!("actions {}", action.number);
                self.require(
                    unnamed == (action.number == 11),
                    release,
                    &row,
                    "trap_01",
                    "action 11, and no other, is not named",
                );
            }
        }
    }

    fn trap_02_there_is_no_objective_46(&mut self) {
        let (release, entry) = (self.r2026, &self.r2026.entry);
        let ranges: Vec<_> = entry.unpublished_objectives.iter().map(|range| (range.first, range.last)).collect();
        self.require(
            ranges == [(1, 29)],
            release,
            "unpublished_objectives",
            "trap_02",
            "objectives 1 to 29 are not published",
        );
        let mut expected: Vec<ObjectiveCode> = [30, 31].map(ObjectiveCode::Number).to_vec();
        expected.extend([ObjectiveCode::Part(32, 1), ObjectiveCode::Part(32, 2)]);
        expected.extend((33..=45).map(ObjectiveCode::Number));
        let codes: Vec<ObjectiveCode> = entry.objectives.iter().map(ObjectiveEntry::code).collect();
        let otherwise = "the published rows are 30, 31, 32-1, 32-2 and 33 to 45; there is no 46 and no undivided 32";
        self.require(codes == expected, release, "objectives", "trap_02", otherwise);
    }

    fn trap_03_figures_of_axes_are_not_spread_down(&mut self) {
        let (release, entry) = (self.r2026, &self.r2026.entry);
        for action in entry.actions.iter().filter(|action| action.axis != Some(4)) {
            let row = format!("actions {}", action.number);
            self.require(
                action.progress.is_none(),
                release,
                &row,
                "trap_03",
                "only actions of axis 4 have a percentage",
            );
            let children = entry.objectives.iter().filter(|objective| objective.action == action.number).count();
            self.require(children == 0, release, &row, "trap_03", "only actions of axis 4 have published objectives");
        }
    }

    fn trap_04_only_2026_holds_figures(&mut self) {
        for release in [self.r2023, self.r2025] {
            let entry = &release.entry;
            let figures = (entry.axes.iter().map(|a| &a.progress))
                .chain(entry.actions.iter().map(|a| &a.progress))
                .chain(entry.objectives.iter().map(|o| &o.progress));
            let none = figures.flatten().count() == 0;
            self.require(
                none,
                release,
                "progress",
                "trap_04",
                "no document before 2026 prints a percentage of progress",
            );
        }
    }

    fn trap_05_no_document_prints_its_date(&mut self) {
        for release in [self.r2023, self.r2025, self.r2026] {
            let head = &release.entry.release;
            let undated = head.absent.get("date") == Some(&Absence::NotPublished);
            let ordered = match (&head.earliest, &head.latest) {
                (Some(earliest), Some(latest)) => earliest.date.0 <= latest.date.0,
                _ => true,
            };
            let otherwise = "the date is not published; bounds rest on words of the sources, the earlier one first";
            self.require(undated && ordered, release, "release, date", "trap_05", otherwise);
        }
    }

    fn trap_06_boxes_stand_under_their_own_action(&mut self) {
        let (release, entry) = (self.r2023, &self.r2023.entry);
        let heading = |action: &ActionEntry| action.title.as_ref().map(|title| span(&title.at.0[0]));
        let mut after_a_later_heading = 0;
        for action in &entry.actions {
            let row = format!("actions {}", action.number);
            let own: Vec<&ObjectiveEntry> = entry.objectives.iter().filter(|o| o.action == action.number).collect();
            let label = action.box_label.as_ref().and_then(|label| label.fr.as_deref());
            let singular = [3, 5, 7, 16].contains(&action.number);
            let fits = label == Some(if singular { "Objectif" } else { "Objectifs" }) && (own.len() == 1) == singular;
            let otherwise =
                "each box has its label, in the singular exactly for actions 3, 5, 7 and 16, which have one objective";
            self.require(fits, release, &row, "trap_06", otherwise);
            let mut spans: Vec<(usize, usize)> = own.iter().map(|objective| span(&objective.title.at.0[0])).collect();
            spans.extend(action.box_label.iter().map(|label| span(&label.at.0[0])));
            let whole = is_one_block(release, &spans);
            self.require(
                whole,
                release,
                &row,
                "trap_06",
                "a box and its label stand together, with nothing between them",
            );
            let after_own = heading(action).is_some_and(|own| spans.iter().all(|span| span.0 > own.1));
            self.require(after_own, release, &row, "trap_06", "a box stands after the heading of its own action");
            let later: Vec<_> = entry.actions.iter().filter(|a| a.number > action.number).filter_map(heading).collect();
            after_a_later_heading +=
                own.iter().filter(|o| later.iter().any(|l| l.1 <= span(&o.title.at.0[0]).0)).count();
        }
        let otherwise = "23 of the 39 boxes are printed after the heading of a later action";
        self.require(after_a_later_heading == 23, release, "objectives", "trap_06", otherwise);
    }

    fn trap_07_parity_is_kept_and_marked(&mut self) {
        let release = self.r2023;
        let marked: Vec<&ObjectiveEntry> = release.entry.objectives.iter().filter(|o| o.ambiguous.is_some()).collect();
        let title = "Tendre vers la parité filles-garçons dans les spécialités numériques au lycée";
        let holds = matches!(marked.as_slice(), [one] if one.title.fr.as_deref() == Some(title) && one.action == 4);
        self.require(holds, release, "objectives 4.1", "trap_07", "the parity row, and no other, is marked ambiguous");
    }

    fn trap_08_editions_are_not_joined(&mut self) {
        for (release, edition, actions) in
            [(self.r2023, "2023", 16), (self.r2025, "2025", 17), (self.r2026, "2025", 17)]
        {
            let holds = release.entry.release.edition == edition && release.entry.actions.len() == actions;
            self.require(
                holds,
                release,
                "release, edition",
                "trap_08",
                "the numbering of 2023 ends at action 16, that of 2025 at 17",
            );
        }
    }

    /// French is stated by 2025 and English by 2026; actions 5, 7 and 10 differ in substance between the two.
    fn trap_09_titles_are_not_translations(&mut self, record: &Record) {
        let release = self.r2026;
        for (id, language) in [("2023", Language::Fr), ("2025", Language::Fr), ("2026", Language::En)] {
            let of_release = record.releases.iter().filter(|release| release.entry.release.id == id);
            for (row, text) in of_release.flat_map(|release| super::texts(&release.entry)) {
                let only = Language::ALL.iter().all(|other| (text.get(*other).is_some()) == (*other == language));
                self.require(
                    only,
                    release,
                    &format!("{id}: {row}"),
                    "trap_09",
                    "the sources of a release state it in one language",
                );
            }
        }
        let chain = snapshot::chain(record);
        let Some(latest) = chain.iter().find(|snapshot| snapshot.release.id == "2026") else { return };
        for action in latest.actions.iter().filter(|action| action.number != 11) {
            let stated = (action.title_fr_release.as_deref(), action.title_en_release.as_deref());
            let row = format!("actions {}", action.code);
            let otherwise = "the French title is stated by 2025 and the English one by 2026";
            self.require(stated == (Some("2025"), Some("2026")), release, &row, "trap_09", otherwise);
        }
    }

    fn trap_10_detail_and_list_are_both_cited(&mut self) {
        let release = self.r2026;
        let list = |citation: &Citation, place: usize| citation.source == "detail-2026" && citation.start < place;
        let first = release.entry.objectives.iter().map(|o| o.title.at.0[0].start).min().unwrap_or_default();
        for objective in &release.entry.objectives {
            let row = format!("objectives {}", objective.code());
            let agrees = objective.list_row.as_ref().is_some_and(|cited| cited.0.iter().all(|c| list(c, first)));
            self.require(agrees, release, &row, "trap_10", "the row cites its counterpart in the list section");
            let figure = objective.progress.as_ref().is_some_and(|figure| figure.at.0.iter().all(|c| c.start > first));
            self.require(
                figure,
                release,
                &row,
                "trap_10",
                "the figure is taken from the detail section; the list has none",
            );
        }
    }

    fn trap_11_completed_with_and_without_next_steps(&mut self) {
        let release = self.r2026;
        let completed = release.entry.objectives.iter().filter(|o| status(o) == Some(Status::Completed));
        let rows: Vec<(String, bool)> = completed.map(|o| (o.code().to_string(), o.next_steps.is_empty())).collect();
        let expected = [("32-1", true), ("33", false), ("39", false)].map(|(code, empty)| (code.to_owned(), empty));
        let otherwise = "32-1, 33 and 39 are completed; 32-1 without next steps, the two others with";
        self.require(rows == expected, release, "objectives 32-1, next_steps", "trap_11", otherwise);
    }

    fn trap_12_same_words_two_facts(&mut self) {
        let release = self.r2026;
        let achievement = |code: &str| objective(&release.entry, code).map(|o| o.achievements.as_slice());
        let same = match (achievement("37"), achievement("38")) {
            (Some([one]), Some([other])) => one.en == other.en && span(&one.at.0[0]) != span(&other.at.0[0]),
            _ => false,
        };
        self.require(
            same,
            release,
            "objectives 37, achievements",
            "trap_12",
            "37 and 38 state the same words at two places",
        );
    }

    fn trap_13_contradictions_are_kept(&mut self) {
        let release = self.r2026;
        let kept = [
            ("35", "by the end of 2026", "By the end of 2025"),
            ("34", "online services", "essential procedures"),
            ("41", "100% of strategic projects", "9 out of 22 strategic projects"),
        ];
        for (code, in_title, in_statement) in kept {
            let holds = objective(&release.entry, code).is_some_and(|o| {
                let says = |s: &&StatementEntry| s.en.as_deref().is_some_and(|text| text.contains(in_statement));
                let statements: Vec<&StatementEntry> = o.achievements.iter().chain(&o.next_steps).collect();
                o.title.en.as_deref().is_some_and(|t| t.contains(in_title)) && statements.iter().any(says)
            });
            let row = format!("objectives {code}");
            self.require(holds, release, &row, "trap_13", &format!("says both `{in_title}` and `{in_statement}`"));
        }
    }

    fn trap_14_the_first_nested_item_has_no_dash(&mut self) {
        for release in [self.r2025, self.r2026] {
            let holds = release
                .entry
                .axes
                .first()
                .is_some_and(|axis| matches!(axis.achievements.as_slice(), [parent] if parent.items.len() == 5));
            let otherwise =
                "the achievement of axis 1 is one parent with five items, the first of which has no dash in 2025";
            self.require(holds, release, "axes 1, achievements", "trap_14", otherwise);
        }
    }

    fn trap_15_typos_are_kept(&mut self) {
        let typos = [
            (self.r2025, "axes 3, next_steps 3", "lancerle P2IA"),
            (self.r2026, "objectives 37, title", "experimentation and Realisation"),
            (self.r2026, "axes 3, achievements 5", "[learning traces](Standardisation xAPI)"),
        ];
        for (release, row, typo) in typos {
            let mut texts = super::texts(&release.entry).into_iter().filter(|(name, _)| name == row);
            let kept =
                texts.any(|(_, text)| Language::ALL.iter().any(|l| text.get(*l).is_some_and(|t| t.contains(typo))));
            self.require(kept, release, row, "trap_15", &format!("the text is kept as printed: `{typo}`"));
        }
    }

    /// Percentages and counts in the words of plans and reports ("parité", "half of the academies") stay words: every
    /// figure of the record stands in a `Progress` line.
    fn traps_16_and_17_no_figure_is_made_of_words(&mut self) {
        let release = self.r2026;
        let entry = &release.entry;
        let figures = (entry.axes.iter().map(|a| (format!("axes {}", a.number), &a.progress)))
            .chain(entry.actions.iter().map(|a| (format!("actions {}", a.number), &a.progress)))
            .chain(entry.objectives.iter().map(|o| (format!("objectives {}", o.code()), &o.progress)));
        for (row, figure) in figures {
            let Some(figure) = figure else { continue };
            let labelled = figure.at.0.iter().all(|citation| {
                let read = release.documents.get(&citation.source);
                let before =
                    read.and_then(|read| read.document.slice(citation.start.saturating_sub(11), citation.start));
                before.is_some_and(|words| words.ends_with("Progress : ") || words.ends_with("Progress "))
            });
            self.require(
                labelled,
                release,
                &format!("{row}, progress"),
                "trap_17",
                "the figure stands behind the word Progress",
            );
        }
    }

    fn trap_18_no_status_is_invented(&mut self) {
        for release in [self.r2023, self.r2025] {
            let none = release.entry.objectives.iter().all(|o| o.status.is_none());
            self.require(none, release, "objectives", "trap_18", "no document before 2026 prints a status");
        }
        let release = self.r2026;
        let all = release.entry.objectives.iter().all(|o| o.status.is_some());
        self.require(all, release, "objectives", "trap_18", "the detail page prints a status for each of its rows");
        let none = statements(&release.entry).iter().all(|(row, _)| !row.starts_with("new_objectives"));
        self.require(
            none,
            release,
            "new_objectives",
            "trap_18",
            "what 2025 calls new is neither achieved nor failed in 2026",
        );
    }
}

fn span(citation: &Citation) -> (usize, usize) {
    (citation.start, citation.end)
}

fn status(objective: &ObjectiveEntry) -> Option<Status> {
    objective.status.as_ref().map(|status| status.value)
}

fn objective<'a>(entry: &'a ReleaseFile, code: &str) -> Option<&'a ObjectiveEntry> {
    entry.objectives.iter().find(|objective| objective.code().to_string() == code)
}

/// Whether spans of the vision follow each other with nothing but white space between them.
fn is_one_block(release: &LoadedRelease, spans: &[(usize, usize)]) -> bool {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let Some(read) = release.documents.get("vision-2023") else { return false };
    spans
        .windows(2)
        .all(|pair| read.document.slice(pair[0].1, pair[1].0).is_some_and(|between| between.trim().is_empty()))
}
