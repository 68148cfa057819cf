//! Parts of statements that are spelled in SQL. Diesel has a statement with its own `sql()` planned at each execution, because its
//! text might differ each time; these are constants, so that the statement is prepared once like any other.

use std::marker::PhantomData;

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    backend::Backend,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::SingleValue,
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
