//! The service as its users meet it: over HTTP and on the command line, on both databases.

mod architecture;
mod docs;
mod openapi;
mod support;
mod v1;
