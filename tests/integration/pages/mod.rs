//! The pages that citizens read, as the server writes them. How a browser shows them is tested in `tests/browser`.

mod api;
mod changes;
mod datasets;
mod errors;
mod frame;
mod items;
mod overview;
mod progress;
mod releases;
mod search;
