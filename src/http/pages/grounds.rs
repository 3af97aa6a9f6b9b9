//! What an axis, action or objective rests on and what stands beside it: the end of its page.

use super::{beside, citing, page::Page, past, provenance, words::Said};
use crate::{
    domain::strategy::Level,
    http::{problem::ApiError, state::Context},
    store::Db,
};

/// Aims and findings, history, the words of the sources, and how to cite the page.
pub struct Grounds {
    pub beside: beside::Beside,
    pub past: past::Past,
    pub quoted: Vec<provenance::Quoted>,
    pub citing: Option<citing::Citing>,
}

impl Grounds {
    /// The grounds of the item that a page is about, and that the documents call by a title.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        db: &mut Db,
        context: &Context,
        page: &Page,
        level: Level,
        code: &str,
        title: &Said,
    ) -> Result<Self, ApiError> {
        Ok(Grounds {
            beside: beside::of(db, context, page, level, code)?,
            past: past::of(db, context, page, level, code)?,
            quoted: provenance::of(db, context, page, level, code)?,
            citing: citing::of(context, page, title),
        })
    }
}
