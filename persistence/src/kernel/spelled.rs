//! Parts of statements that are spelled in SQL. Diesel has a statement with its own `sql()` planned at each execution, because its
//! text might differ each time; these are constants, so that the statement is prepared once like any other.

use std::marker::PhantomData;

use diesel::{
    AppearsOnTable, Expression, IntoSql, QueryResult, SelectableExpression,
    backend::Backend,
    dsl::AsExprOf,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, SingleValue},
};

/// An expression of a type, spelled in SQL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelled<T> {
    text: &'static str,
    of: PhantomData<T>,
}

/// Spells an expression. It may bear no values: those are bound.
pub(crate) const fn spelled<T>(text: &'static str) -> Spelled<T> {
    Spelled { text, of: PhantomData }
}

impl<T: SingleValue> Expression for Spelled<T> {
    type SqlType = T;
}

impl<T, Source> SelectableExpression<Source> for Spelled<T> where Self: Expression {}
impl<T, Source> AppearsOnTable<Source> for Spelled<T> where Self: Expression {}

impl<T, Grouping> ValidGrouping<Grouping> for Spelled<T> {
    type IsAggregate = is_aggregate::Never;
}

impl<T> QueryId for Spelled<T> {
    type QueryId = ();
    // Its type does not tell its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, DB: Backend> QueryFragment<DB> for Spelled<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.text);
        Ok(())
    }
}

/// Whether a row of two numbers comes after another one: a comparison of rows, which a key of both answers. diesel has none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaterThan<V> {
    columns: &'static str,
    first: V,
    second: V,
}

/// Compares the row of these columns, written as `(xact, seq)`, with two numbers.
pub(crate) fn later_than(columns: &'static str, (first, second): (i64, i64)) -> LaterThan<AsExprOf<i64, BigInt>> {
    LaterThan { columns, first: first.into_sql::<BigInt>(), second: second.into_sql::<BigInt>() }
}

impl<V> Expression for LaterThan<V> {
    type SqlType = Bool;
}

impl<V, Source> SelectableExpression<Source> for LaterThan<V> where Self: Expression {}
impl<V, Source> AppearsOnTable<Source> for LaterThan<V> where Self: Expression {}

impl<V, Grouping> ValidGrouping<Grouping> for LaterThan<V> {
    type IsAggregate = is_aggregate::Never;
}

impl<V> QueryId for LaterThan<V> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<V: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for LaterThan<V> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.columns);
        out.push_sql(" > (");
        self.first.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.second.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
