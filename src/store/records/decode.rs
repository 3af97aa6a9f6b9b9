//! Raw columns to values, by the types that were planned.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use diesel::{
    backend::Backend,
    connection::{DefaultLoadingMode, LoadConnection},
    deserialize::FromSql,
    pg::{Pg, PgRowByRowLoadingMode},
    result::{DatabaseErrorKind, Error},
    row::{Field as _, Row as _},
    sql_types,
    sqlite::Sqlite,
};

use super::{
    super::{Db, errands, functions::OUT_OF_TIME},
    RecordsError,
    fragment::Fragment,
};
use crate::{
    domain::dataset::{Field, FieldType, Value},
    odsql::plan::in_zone,
};

/// Runs a query and gives the values of each row to `take`, until it returns false. No more than a row is held at a time;
/// `take` may leave the values of an earlier row in their place, whose memory then serves the next one.
///
/// # Errors
/// [`RecordsError`].
pub fn rows(
    db: &mut Db,
    query: Fragment,
    kinds: &[(FieldType, bool)],
    zone: Tz,
    take: &mut dyn FnMut(&mut Vec<Value>) -> bool,
) -> Result<(), RecordsError> {
    let mut values = Vec::new();
    match db {
        Db::Sqlite(connection) => {
            let rows = LoadConnection::<DefaultLoadingMode>::load(connection, query).map_err(told)?;
            for row in rows {
                let row = row.map_err(told)?;
                values.resize(kinds.len(), Value::Null);
                for (index, (kind, value)) in kinds.iter().zip(&mut values).enumerate() {
                    let field = row.get(index);
                    read::<Sqlite>(field.as_ref().and_then(|field| field.value()), *kind, zone, value)?;
                }
                if !take(&mut values) {
                    return Ok(());
                }
            }
        }
        Db::Postgres(connection) => {
            let rows = LoadConnection::<PgRowByRowLoadingMode>::load(connection, query).map_err(told)?;
            for row in rows {
                let row = row.map_err(told)?;
                values.resize(kinds.len(), Value::Null);
                for (index, (kind, value)) in kinds.iter().zip(&mut values).enumerate() {
                    let field = row.get(index);
                    read::<Pg>(field.as_ref().and_then(|field| field.value()), *kind, zone, value)?;
                }
                if !take(&mut values) {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Reads a raw column into the place of an earlier value.
fn read<DB: Backend>(
    raw: Option<DB::RawValue<'_>>,
    (kind, multivalued): (FieldType, bool),
    zone: Tz,
    value: &mut Value,
) -> Result<(), RecordsError>
where
    String: FromSql<sql_types::Text, DB>,
    i64: FromSql<sql_types::BigInt, DB>,
    f64: FromSql<sql_types::Double, DB>,
    bool: FromSql<sql_types::Bool, DB>,
    NaiveDate: FromSql<sql_types::Date, DB>,
    NaiveDateTime: FromSql<sql_types::Timestamp, DB>,
{
    let Some(raw) = raw else {
        *value = Value::Null;
        return Ok(());
    };
    let read = match kind {
        FieldType::Text if multivalued => {
            let mut list = if let Value::List(list) = value { std::mem::take(list) } else { Vec::new() };
            String::from_sql(raw).map(|text| {
                Field::split_into(&text, &mut list);
                Value::List(list)
            })
        }
        // Not read into the memory of the text before: what diesel shows for that on SQLite has been validated twice. A group of
        // one value of several is a text too.
        FieldType::Text => String::from_sql(raw).map(|text| Value::Text(Field::outside(text))),
        FieldType::Int => i64::from_sql(raw).map(Value::Integer),
        FieldType::Double => match f64::from_sql(raw) {
            Ok(number) if !number.is_finite() => return Err(RecordsError::OutOfRange),
            // A zero below zero, which PostgreSQL makes of `-(0.0)` and SQLite does not, is zero.
            number => number.map(|number| Value::Decimal(number + 0.0)),
        },
        FieldType::Boolean => bool::from_sql(raw).map(Value::Boolean),
        FieldType::Date => NaiveDate::from_sql(raw).map(Value::Date),
        FieldType::DateTime => NaiveDateTime::from_sql(raw).map(|time| Value::Time(in_zone(zone, time))),
    };
    *value = read.map_err(|error| RecordsError::Query(Error::DeserializationError(error)))?;
    Ok(())
}

/// Which of the ways in which a query fails are the query's own.
fn told(error: Error) -> RecordsError {
    match &error {
        Error::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            let message = information.message();
            // Of a query that is left, PostgreSQL tells in its own language that it was cancelled.
            if errands::is_left() || message.contains(OUT_OF_TIME) || message.contains("statement timeout") {
                RecordsError::OutOfTime
            } else if message.contains("out of range") || message.contains("integer overflow") {
                RecordsError::OutOfRange
            } else {
                RecordsError::Query(error)
            }
        }
        Error::SerializationError(inner) if inner.to_string().contains(OUT_OF_TIME) => RecordsError::OutOfTime,
        _ => RecordsError::Query(error),
    }
}
