//! A clock that shows another time.

use std::path::Path;

/// The library that stands between a program and its clock, as Debian installs it.
const LIBRARIES: [&str; 2] =
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

/// The library; without it, tests that need it are skipped, except where nothing may be.
pub fn library() -> Option<&'static str> {
    let library = LIBRARIES.into_iter().find(|library| Path::new(library).exists());
    if library.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI=true and libfaketime is not installed");
        println!("skipped: no libfaketime");
    }
    library
}
