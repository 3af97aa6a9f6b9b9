//! The report: Markdown, printed as it grows and kept for `benches/RESULTS.md`; and how a figure stands to its aim.

/// The report so far.
#[derive(Default)]
pub struct Report {
    text: String,
    /// The most that each process of Jalon ever held: what it did, MB.
    memory: Vec<(String, f64)>,
}

impl Report {
    /// Writes a line.
    pub fn line(&mut self, line: impl AsRef<str>) {
        println!("{}", line.as_ref());
        self.text += line.as_ref();
        self.text.push('\n');
    }

    /// Begins a section.
    pub fn section(&mut self, title: &str) {
        self.line(format!("\n## {title}\n"));
    }

    /// Begins a table; all columns but the first hold figures.
    pub fn table(&mut self, header: &[&str]) {
        self.line(format!("| {} |", header.join(" | ")));
        self.line(format!("|---|{}", "---:|".repeat(header.len() - 1)));
    }

    /// Writes a row of a table.
    pub fn row(&mut self, cells: &[String]) {
        self.line(format!("| {} |", cells.join(" | ")));
    }

    /// Notes the most memory that a process held.
    pub fn note_memory(&mut self, what: impl Into<String>, most: f64) {
        self.memory.push((what.into(), most));
    }

    /// The most memory that each process held, in the order of the run.
    pub fn memory(&self) -> &[(String, f64)] {
        &self.memory
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug)]
pub enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

impl Aim {
    /// `met`, or by what part of the aim it is missed.
    pub fn verdict(self, figure: f64) -> String {
        let (is_met, short) = match self {
            Aim::AtLeast(aim) => (figure >= aim, 1.0 - figure / aim),
            Aim::AtMost(aim) => (figure <= aim, figure / aim - 1.0),
        };
        if is_met { "met".to_owned() } else { format!("**missed by {:.0} %**", (short * 100.0).ceil()) }
    }
}

/// A figure that may not be offered: rounded, or said so.
pub fn figure(figure: Option<f64>) -> String {
    figure.map_or_else(|| "not offered".to_owned(), |figure| format!("{figure:.0}"))
}
