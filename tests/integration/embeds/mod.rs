//! What other sites show: frames, pictures, badges, previews of links, and oEmbed. Figures are those of the documents.

mod builder;
mod errors;
mod frames;
mod oembed;
mod pictures;

use crate::support::TestApp;

/// What an embed may weigh, with its stylesheet and before compression.
const MOST: usize = 15_000;

/// The pages of 4 axes, 17 actions and 46 objectives, as their embeds name them.
fn all(app: &TestApp) -> Vec<String> {
    let levels = [("axes", "axis"), ("actions", "action"), ("objectives", "objective")];
    let codes = levels.into_iter().flat_map(|(list, level)| {
        let rows = app.json(&format!("/api/v1/{list}?limit=500&fields=code"));
        let rows = rows["data"].as_array().expect("a list").clone();
        rows.into_iter().map(move |row| format!("{level}/{}", row["code"].as_str().expect("a code")))
    });
    codes.collect()
}
