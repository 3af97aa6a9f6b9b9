//! The service as its users meet it: over HTTP and on the command line, on both databases.

mod architecture;
mod bundle;
mod catalogue;
mod cli;
mod docs;
mod embeds;
mod explore;
mod faults;
mod feeds;
mod filing;
mod http;
mod limits;
mod openapi;
mod operating;
mod ops;
mod pages;
mod publishing;
mod support;
mod v1;
mod webhooks;
