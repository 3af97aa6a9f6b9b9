//! What those who run the service have: metrics, a doctor, copies of the database, a log of slow statements, files and
//! commands to run it with.

mod backup;
mod doctor;
mod files;
mod health;
mod logs;
mod messages;
mod metrics;
mod postgres;
mod slow;
mod upgrade;
