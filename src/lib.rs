//! # Jalon
//!
//! The progress of the French digital strategy for education 2023-2027 as open data. One promise stands above all
//! features: a value is in a source, or computed by a rule that is shown, or null with a reason.
//!
//! ## Where things are
//!
//! Stages below, resources at the edge; a module uses only what stands to its right (a test keeps it so):
//!
//! `main → cli → http → publish → { formats, dcat, store, record } → odsql → domain`, with `config` for `cli` and `http`.
//!
//! | looking for | look in |
//! |---|---|
//! | the words and rules: fractions, releases, passages, absences | [`domain`] |
//! | the format of `data/releases/*.toml`, and what `jalon check` verifies | [`publish::format`], [`publish::check`] |
//! | a file becoming rows, a release becoming current | [`publish::snapshot`], [`publish::switch`] |
//! | aims, findings, terms, indicators, crosswalk: their format, their rows | [`publish::format::annexes`], `publish/snapshot/{aims,annexes}.rs` |
//! | the days that worded dates stand for; what a day makes of a deadline | [`domain::worded_date`], [`domain::deadline`] |
//! | the file that the team fills in: its columns, forms, rules, and how it becomes documents | [`publish::filing`] |
//! | drafts, their approval, keys, the journal | `publish/{draft,approve,keys,journal}.rs`, [`http::authority`], `http/v1/{drafts,keys,journal}` |
//! | what every value rests on | [`publish::audit`] |
//! | what changed between two releases; what a person paired | [`publish::compare`], `data/pairs.toml` |
//! | who is told of a release, how it is signed, sent and tried again | [`publish::webhooks`], `http/v1/webhooks`, [`http::deliveries`] |
//! | the list of tables, from which all that is done with every table follows | [`store::tables`] |
//! | a table, its rows and queries; what differs between the databases | [`store`], `store/dialect.rs` |
//! | an address: `/api/v1/<noun>` | `http/v1/<noun>.rs` |
//! | the datasets, what is told of them, and in which vocabularies | [`domain::catalogue`], [`dcat`], `http/catalogue.rs` |
//! | the Explore API: its resources; headers and errors that are the portal's | `http/explore/<noun>.rs`, [`http::explore::transport`] |
//! | a page: its rows, its template, what all share; values as words | `http/pages/<page>.rs`, `http/pages/templates/`, [`http::pages::page`], [`http::pages::words`] |
//! | pictures of figures | [`http::pages::charts`] |
//! | frames, badges and previews for other sites | `http/embeds/` |
//! | feeds: what each revision tells, in words; as Atom and JSON Feed | `http/feeds/`, [`formats::feed`] |
//! | ODSQL: the grammar and its limits; names and types; a plan as SQL | [`odsql`], [`odsql::plan`], [`store::records`] |
//! | words that searches find | [`odsql::plan::words`], [`store::words`] |
//! | how something is cited, and how fresh the data is | [`domain::citation`], [`domain::freshness`], [`formats::citation`] |
//! | a release as a signed archive: its files, its manifest, its verification; the keys | [`publish::bundle`], [`publish::signing`], [`http::bundles`] |
//! | what all lists share: paging, sorting, fields, formats | [`http::v1::collection`] |
//! | the receipt of a figure, its rivals, simulations; a pace | [`domain::derivation`], [`domain::pace`], `http/v1/receipts.rs` |
//! | request bodies | [`http::body`] |
//! | metrics: what is counted, what is looked up, how it is written | [`http::metrics`] |
//! | what is wrong with an installation; copies of the database | `cli/doctor/`, [`store::inspect`], [`store::backup`] |
//! | a file format; how files are sent | [`formats`], [`http::files`] |
//! | errors and their codes | [`http::problem`] |
//! | kept answers, ETags, compression; conditional requests | [`http::answers`], [`http::conditional`] |
//! | what one client may take; queues | [`http::limits`] |
//! | operations that will go | [`http::deprecation`] |
//! | a database that is away or comes back, new releases; replicas; the end of an instance | [`http::standing`], `store/replicas.rs`, [`http::leave`] |
//! | HEAD, OPTIONS, refusals; headers of every answer; which addresses there are | [`http::frame`], [`http::policy`], [`http::addresses`] |
//! | a setting | [`config`] |
//! | a command | `cli/<command>.rs` |
//!
//! ## A request
//!
//! [`http::frame`], which gives the kept answer if there is one → route → handler → [`http::state::State::answer`], which
//! runs the handler's closure: one connection, one view of the database, rows → views → JSON. A release never changes, so
//! an answer is a pure function of the releases, the request as it was sent and the base address.
#![forbid(unsafe_code)]

pub mod cli;
pub mod config;
pub mod dcat;
pub mod domain;
pub mod formats;
pub mod http;
pub mod log;
pub mod odsql;
pub mod publish;
pub mod record;
pub mod store;
