//! `/feeds`: releases and changes as Atom and as JSON Feed, for those who want to hear of what is published.
//!
//! The ending of an address chooses the format, whatever `Accept` says, since feed readers ask for all kinds of XML; `lang`
//! chooses the language. `told` finds what each revision changed, `words` says it, [`crate::formats::feed`] writes it.

mod changes;
mod releases;
mod told;
pub mod words;

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{
    links,
    mount::Mount,
    problem::ApiError,
    state::{Body, Context, State},
};
use crate::{
    domain::{catalogue::ABOUT, citation::PUBLISHER, dataset::Dataset, release::At, text::Language},
    formats::feed::{self, Entry, Feed, Other, atom, json_feed},
    store::Db,
};

/// Every feed, with the name that the index links it by.
pub const ADDRESSES: [(&str, &str); 4] = [
    ("releases_atom", "/feeds/releases.atom"),
    ("releases_json_feed", "/feeds/releases.json"),
    ("changes_atom", "/feeds/changes.atom"),
    ("changes_json_feed", "/feeds/changes.json"),
];

/// Until the ministry runs it, an instance says what it is.
const DEMONSTRATION: [&str; 2] = [
    "Instance de démonstration tant que le ministère ne l’exploite pas lui-même.",
    "A demonstration instance until the ministry runs it.",
];

/// Mounts the routes.
pub fn routes(config: &mut impl Mount) {
    config
        .service(releases::get_releases_atom)
        .service(releases::get_releases_json_feed)
        .service(changes::get_changes_atom)
        .service(changes::get_changes_json_feed);
}

/// A format of feeds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Atom,
    JsonFeed,
}

impl Form {
    const ALL: [Form; 2] = [Form::Atom, Form::JsonFeed];

    fn ending(self) -> &'static str {
        match self {
            Form::Atom => "atom",
            Form::JsonFeed => "json",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Form::Atom => atom::MEDIA,
            Form::JsonFeed => json_feed::MEDIA,
        }
    }

    fn write(self, feed: &Feed) -> Vec<u8> {
        match self {
            Form::Atom => atom::write(feed),
            Form::JsonFeed => json_feed::write(feed),
        }
    }
}

/// What a feed is, apart from its entries.
#[derive(Clone)]
struct Channel {
    /// The name in its addresses, which is that of the list under `/api/v1` too.
    name: &'static str,
    /// The dataset that tells the same, whose title it takes.
    dataset: &'static Dataset,
    description: [&'static str; 2],
    language: Language,
    /// What of it is told, such as `Axe 4`; empty for all of it.
    part: String,
}

impl Channel {
    fn feed(&self, form: Form, context: &Context, entries: Vec<Entry>) -> Feed {
        let index = self.language as usize;
        let narrowing = links::without(&context.query, &["lang", "limit"]);
        let newest = entries.iter().map(|entry| entry.recorded).max();
        Feed {
            id: feed::id(&links::joined(&format!("feed/{}/{}", self.name, self.language.as_str()), &narrowing)),
            title: match self.part.as_str() {
                "" => self.dataset.title[index].to_owned(),
                part => format!("{} · {part}", self.dataset.title[index]),
            },
            description: format!("{} {}", self.description[index], DEMONSTRATION[index]),
            language: self.language,
            updated: newest.unwrap_or(context.release.recorded_at),
            author: PUBLISHER,
            rights: format!("{} · {}", ABOUT.licence.name, ABOUT.attribution[index]),
            licence: ABOUT.licence.url,
            address: format!("{}{}", context.base, links::joined(&context.path, &context.query)),
            home: format!("{}{}", context.base, links::v1(&links::joined(&format!("/{}", self.name), &narrowing))),
            others: self.others(form, context),
            entries,
        }
    }

    /// The same feed in each other language and format.
    fn others(&self, form: Form, context: &Context) -> Vec<Other> {
        let all = Form::ALL.into_iter().flat_map(|form| Language::ALL.map(|language| (form, language)));
        let others = all.filter(|other| *other != (form, self.language));
        let other = |(form, language): (Form, Language)| {
            let query = links::with_language(&context.query, language.as_str());
            let address = format!("{}/feeds/{}.{}?{query}", context.base, self.name, form.ending());
            Other { address, media: form.media(), language }
        };
        others.map(other).collect()
    }
}

/// Answers with a feed, which changes with every revision of any release.
async fn tell<F>(
    request: &HttpRequest,
    state: &Data<State>,
    form: Form,
    channel: Channel,
    query: String,
    entries: F,
) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&mut Db, &Context) -> Result<Vec<Entry>, ApiError> + Clone + Send + 'static,
{
    let mut context = state.context(request, &At::Current, query)?;
    context.across_releases();
    let work = move |db: &mut Db, context: &Context| {
        let entries = entries(db, context)?;
        Ok(Body::new(form.write(&channel.feed(form, context, entries)), form.media()))
    };
    state.answer(request, context, work).await
}
