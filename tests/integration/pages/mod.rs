//! The pages that citizens read, as the server writes them. How a browser shows them is tested in `tests/browser`.

mod api;
mod changes;
mod datasets;
mod deadlines;
mod errors;
mod findings;
mod frame;
mod items;
mod overview;
mod progress;
mod prose;
mod releases;
mod search;
mod sitemap;
mod sources;
