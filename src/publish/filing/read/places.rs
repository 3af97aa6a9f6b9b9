//! Where rows and their cells stand in a file, for what is found out once its rows are understood.

use std::collections::BTreeMap;

use super::{
    super::{Remark, Sheet},
    Place, Rows,
};

/// The first row of each code, with what the file calls its columns.
#[derive(Debug, Default)]
pub struct Places(BTreeMap<(Sheet, String), Spot>);

#[derive(Debug)]
struct Spot {
    place: Place,
    /// By the name of the column: what the file calls it, and its line where that is not the row's.
    cells: BTreeMap<&'static str, (String, Option<usize>)>,
}

impl Places {
    pub fn of(rows: &Rows) -> Self {
        let mut places = BTreeMap::new();
        for row in &rows.rows {
            let cells = row.cells.iter().map(|(column, cell)| (column.name, (cell.column.clone(), cell.line)));
            let spot = Spot { place: row.place.clone(), cells: cells.collect() };
            places.entry((row.sheet, row.code().to_owned())).or_insert(spot);
        }
        Places(places)
    }

    /// A remark about a row, at its place, and at that of the cell of its field if the row has one.
    pub fn locate(&self, remark: Remark, sheet: Sheet, code: &str) -> Remark {
        let remark = remark.of(sheet, code);
        let Some(spot) = self.0.get(&(sheet, code.to_owned())) else { return remark };
        let mut remark = remark.at(&spot.place);
        if let Some((column, line)) = remark.field.as_deref().and_then(|field| spot.cells.get(field)) {
            remark.column = Some(column.clone());
            remark.line = line.or(remark.line);
        }
        remark
    }
}
