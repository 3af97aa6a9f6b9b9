//! The rows that all serve: what Jalon itself exports, so that every peer holds the same.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::service::{Service, export};

/// The tables that peers hold, with the datasets that they come from.
pub const TABLES: [(&str, &str); 4] =
    [("axes", "axes"), ("objectives", "objectifs"), ("statements", "bilans"), ("progress", "avancement")];

/// A row: values by the name of the field.
pub type Row = Map<String, Value>;

/// The rows of every table, and as a Parquet file each.
pub struct Rows {
    tables: BTreeMap<&'static str, Vec<Row>>,
    directory: PathBuf,
}

impl Rows {
    /// Asks a service for its rows.
    pub fn of(service: &Service, directory: &Path) -> Self {
        let mut tables = BTreeMap::new();
        for (table, dataset) in TABLES {
            let json = service.get(&export(dataset, "json")).body;
            tables.insert(table, serde_json::from_slice(&json).expect("rows"));
            let parquet = service.get(&export(dataset, "parquet")).body;
            fs::write(directory.join(format!("{table}.parquet")), parquet).expect("the file is written");
        }
        Rows { tables, directory: directory.to_owned() }
    }

    /// The rows of a table.
    pub fn table(&self, table: &str) -> &[Row] {
        &self.tables[table]
    }

    /// The Parquet file of a table.
    pub fn parquet(&self, table: &str) -> PathBuf {
        self.directory.join(format!("{table}.parquet"))
    }

    /// The fields of a table, and whether they hold numbers.
    pub fn fields(&self, table: &str) -> Vec<(&str, bool)> {
        let rows = self.table(table);
        let names = rows.first().into_iter().flat_map(|row| row.keys());
        names.map(|name| (name.as_str(), rows.iter().any(|row| row[name].is_number()))).collect()
    }
}
