//! What one client may take: requests, connections, time.

mod connections;
mod rate;
mod slow;
