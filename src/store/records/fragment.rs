//! SQL made of pieces: text of our own, names from a dataset, and values, which are only ever bound.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    QueryResult,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{self, HasSqlType, Untyped},
};

use super::prepared;

/// A query, or a part of one.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    pieces: Vec<Piece>,
    /// The database keeps it prepared.
    is_kept: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    Sql(Cow<'static, str>),
    Name(&'static str),
    Bind(Bind),
}

/// A value of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    Text(String),
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Date(NaiveDate),
    Time(NaiveDateTime),
}

impl Fragment {
    /// Adds SQL text, none of which comes from a request.
    pub fn sql(&mut self, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.pieces.push(Piece::Sql(text.into()));
        self
    }

    /// Adds the name of a column.
    pub fn name(&mut self, name: &'static str) -> &mut Self {
        self.pieces.push(Piece::Name(name));
        self
    }

    /// Adds a value.
    pub fn bind(&mut self, bind: Bind) -> &mut Self {
        self.pieces.push(Piece::Bind(bind));
        self
    }

    /// Adds another fragment.
    pub fn append(&mut self, other: Fragment) -> &mut Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Decides whether the whole query is one that the database keeps prepared.
    pub fn settle(&mut self) {
        self.is_kept = prepared::is_kept(self.text());
    }

    /// A hash of its text, whatever the values are.
    fn text(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for piece in &self.pieces {
            match piece {
                Piece::Sql(text) => text.hash(&mut hasher),
                Piece::Name(name) => name.hash(&mut hasher),
                Piece::Bind(bind) => std::mem::discriminant(bind).hash(&mut hasher),
            }
        }
        hasher.finish()
    }

    /// How many values it holds.
    pub fn binds(&self) -> usize {
        self.pieces.iter().filter(|piece| matches!(piece, Piece::Bind(_))).count()
    }
}

impl QueryId for Fragment {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Fragment {
    type SqlType = Untyped;
}

impl<DB> QueryFragment<DB> for Fragment
where
    DB: Backend
        + HasSqlType<sql_types::Text>
        + HasSqlType<sql_types::BigInt>
        + HasSqlType<sql_types::Double>
        + HasSqlType<sql_types::Bool>
        + HasSqlType<sql_types::Date>
        + HasSqlType<sql_types::Timestamp>,
    String: ToSql<sql_types::Text, DB>,
    i64: ToSql<sql_types::BigInt, DB>,
    f64: ToSql<sql_types::Double, DB>,
    bool: ToSql<sql_types::Bool, DB>,
    NaiveDate: ToSql<sql_types::Date, DB>,
    NaiveDateTime: ToSql<sql_types::Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.is_kept {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(text) => out.push_sql(text),
                Piece::Name(name) => out.push_identifier(name)?,
                Piece::Bind(Bind::Text(text)) => out.push_bind_param::<sql_types::Text, _>(text)?,
                Piece::Bind(Bind::Integer(number)) => out.push_bind_param::<sql_types::BigInt, _>(number)?,
                Piece::Bind(Bind::Decimal(number)) => out.push_bind_param::<sql_types::Double, _>(number)?,
                Piece::Bind(Bind::Boolean(truth)) => out.push_bind_param::<sql_types::Bool, _>(truth)?,
                Piece::Bind(Bind::Date(date)) => out.push_bind_param::<sql_types::Date, _>(date)?,
                Piece::Bind(Bind::Time(time)) => out.push_bind_param::<sql_types::Timestamp, _>(time)?,
            }
        }
        Ok(())
    }
}
