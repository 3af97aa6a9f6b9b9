//! ROAPI: Parquet files, held in memory, as a REST and SQL API.

use std::{net::SocketAddr, path::Path, process::Command};

use super::Peer;
use crate::{
    process::{Process, free},
    question::Question,
    request::Request,
    rows::{Rows, TABLES},
};

/// The columns of a file, without `absent`: ROAPI writes no lists as CSV.
const PROGRESS: &str = "release,revision,current,level,code,axis,action,objective,method,value,fraction,rule";
const STATEMENTS: &str =
    "release,revision,current,code,kind,level,axis,action,objective,parent,depth,ordinal,text_fr,text_en";

/// A running ROAPI.
pub struct Roapi {
    process: Process,
    address: SocketAddr,
}

impl Roapi {
    /// Serves the rows.
    pub fn start(rows: &Rows) -> Self {
        Roapi::serve(TABLES.map(|(table, _)| (table, rows.parquet(table))).iter().map(|(t, path)| (*t, path.as_path())))
    }

    /// Serves Parquet files under names. Two more surfaces always listen; nobody asks them.
    pub fn serve<'a>(tables: impl Iterator<Item = (&'a str, &'a Path)>) -> Self {
        let address = free();
        let mut command = Command::new("roapi");
        command.args(["--addr-http", &address.to_string()]);
        command.args(["--addr-postgres", "127.0.0.1:0", "--addr-flight-sql", "127.0.0.1:0"]);
        for (table, path) in tables {
            command.args(["--table", &format!("{table}={}", path.display())]);
        }
        Roapi { process: Process::serve(&mut command, address), address }
    }
}

impl Peer for Roapi {
    fn name(&self) -> &'static str {
        "ROAPI"
    }

    fn process(&self) -> &Process {
        &self.process
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    /// It has no words of a text; what comes nearest is `LIKE`.
    fn request(&self, question: Question) -> Option<Request> {
        let sql = |query: &str| Some(Request::post("/api/sql", query));
        match question {
            Question::Item => {
                Some(Request::get("/api/tables/objectives?filter[release]='2026'&filter[code]='34'&limit=1"))
            }
            Question::List => {
                Some(Request::get("/api/tables/statements?filter[axis]='4'&filter[release]='2026'&limit=20"))
            }
            Question::Records => {
                Some(Request::get("/api/tables/statements?filter[axis]='4'&filter[ordinal]lt={n}&limit=20"))
            }
            Question::Group => {
                sql("select level, avg(value) as mean, count(*) as n from progress where value < {n} group by level")
            }
            Question::Search => sql(
                "select * from statements where (text_fr ilike '%plateforme%' or text_en ilike '%plateforme%') and ordinal < {n} limit 20",
            ),
            Question::History => {
                let path = format!("/api/tables/progress?columns={PROGRESS}&filter[value]lt={{n}}");
                Some(Request::get(path).with("Accept", "application/csv"))
            }
            Question::NotModified | Question::Page => None,
        }
    }
}

/// How ROAPI is asked for all statements as a file.
pub fn export(format: &str) -> Request {
    let columns = if format == "csv" { format!("?columns={STATEMENTS}") } else { String::new() };
    Request::get(format!("/api/tables/statements{columns}")).with("Accept", &format!("application/{format}"))
}
