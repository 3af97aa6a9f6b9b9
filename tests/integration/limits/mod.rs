//! What one client may take: requests, connections, files, time; and what is kept for those with a key.

mod connections;
mod exports;
mod keyed;
mod rate;
mod slow;
