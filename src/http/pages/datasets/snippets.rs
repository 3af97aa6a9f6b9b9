//! Code that reads a dataset, ready to be copied.

use super::explore;
use crate::{
    domain::dataset::Dataset,
    http::{pages::page::Page, state::Context},
};

/// Code that reads a dataset.
pub struct Snippet {
    /// Names the code within the page.
    pub id: &'static str,
    pub title: &'static str,
    /// What it needs.
    pub needs: String,
    pub code: String,
}

/// Code in each language. All but the first read JSON, which keeps codes such as `4` from becoming numbers.
pub fn of(page: &Page, context: &Context, dataset: &Dataset) -> Vec<Snippet> {
    let at = |rest: &str| format!("{}{}", context.base, context.chosen(&format!("{}{rest}", explore(dataset))));
    let (csv, json) = (at("/exports/csv"), at("/exports/json"));
    let some = at(if context.has_chosen() { "/records?limit=5" } else { "/records?limit=5&where=current" });
    let snippet = |id, title, needs: String, code| Snippet { id, title, needs, code };
    vec![
        snippet(
            "curl",
            "curl",
            page.say(
                "Le fichier entier, puis cinq lignes choisies par une requête.",
                "The whole file, then five rows that a query chooses.",
            ),
            format!("curl --fail --output {}.csv '{csv}'\ncurl --fail '{some}'\n", dataset.id()),
        ),
        snippet(
            "python",
            "Python",
            page.say("Avec requests et pandas.", "With requests and pandas."),
            format!(
                "import pandas as pd\nimport requests\n\nanswer = requests.get(\"{json}\", timeout=60)\n\
                 answer.raise_for_status()\nrows = pd.DataFrame(answer.json()).convert_dtypes()\nprint(rows.head())\n"
            ),
        ),
        snippet(
            "r",
            "R",
            page.say("Avec le paquet jsonlite.", "With the package jsonlite."),
            format!("rows <- jsonlite::fromJSON(\"{json}\")\nstr(rows)\n"),
        ),
        snippet(
            "javascript",
            "JavaScript",
            page.say(
                "Dans un module, pour un navigateur ou Node.js : toute origine peut lire.",
                "In a module, for browsers or Node.js: any origin may read.",
            ),
            format!(
                "const answer = await fetch(\"{json}\");\nif (!answer.ok) throw new Error(await answer.text());\n\
                 const rows = await answer.json();\nconsole.log(rows.length, rows[0]);\n"
            ),
        ),
    ]
}
