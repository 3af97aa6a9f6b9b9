//! Every kind of refusal: its status, its code, and what it says to help.

mod accept;
mod codes;
mod encoding;
mod fields;
mod methods;
mod nonsense;
mod parameters;
mod paths;
mod releases;
