//! `/api/v1`, a module a resource; what is expected was read in the sources, not in the answers.

mod actions;
