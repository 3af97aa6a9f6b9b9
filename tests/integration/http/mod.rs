//! HTTP itself, the same on every address: validators, encodings, headers, pages, connections.

mod conditional;
mod connections;
mod deprecation;
mod downloads;
mod encodings;
mod fields;
mod framing;
mod headers;
mod heads;
mod links;
mod overtaken;
mod pages;
mod paths;
mod ranges;
mod security_txt;
