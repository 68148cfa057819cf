//! GraphQL: the same use cases, views and decisions as REST, and transport only.

mod administration;
mod appointments;
mod budget;
mod certifications;
mod doubles;
mod duty;
mod error;
mod http;
pub mod limits;
mod loaders;
mod misconduct;
mod node;
mod nodes;
mod page;
mod people;
mod places;
mod plan;
mod pools;
pub mod scan;
mod stipends;
mod zones;

use std::{collections::HashSet, sync::OnceLock};

use async_graphql::{
    Context, EmptySubscription, MergedObject, Schema,
    parser::{parse_schema, types::TypeSystemDefinition},
};
use domain::Error;

use crate::app::{App, Caller, UseCase};
pub use budget::Budget;
pub use http::{operations, read};
pub use plan::{Plan, plan};

/// Deepest nesting of a query; the standard introspection query needs 15.
pub const DEPTH_MAX: usize = 16;
/// Most fields of a query, a page counting as many times as it may hold records.
pub const COMPLEXITY_MAX: usize = 3_000;
/// Deepest nesting of selections, in which each inline fragment and each spread of a fragment is a level, too.
const RECURSION_MAX: usize = 32;
/// Most directives on one field.
const DIRECTIVES_MAX: usize = 10;
/// Most records on a page.
pub const PAGE_SIZE_MAX: i32 = 100;
/// Records on a page when the caller does not say.
const PAGE_SIZE_DEFAULT: i32 = 20;

// Merged of one part for each subject: a resolver that grows with the whole register takes the compiler minutes.

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    people::PersonQuery,
    pools::PoolQuery,
    certifications::CertificationQuery,
    appointments::AppointmentQuery,
    zones::ZoneQuery,
    duty::DutyQuery,
    misconduct::MisconductQuery,
    stipends::StipendQuery,
    administration::AdministrationQuery,
);

/// What can be written, each with a dry run.
#[derive(MergedObject, Default)]
pub struct Mutation(
    people::PersonMutation,
    pools::PoolMutation,
    certifications::CertificationMutation,
    appointments::AppointmentMutation,
    zones::ZoneMutation,
    duty::DutyMutation,
    misconduct::MisconductMutation,
    stipends::StipendMutation,
    administration::AdministrationMutation,
);

/// The schema.
pub type Register = Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema.
pub fn schema() -> Register {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .limit_recursive_depth(RECURSION_MAX)
        .limit_directives(DIRECTIVES_MAX)
        .disable_suggestions()
        .extension(budget::Metering)
        .finish()
}

/// The types that every schema has beside its own.
const BUILT_IN_TYPES: [&str; 13] = [
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "__Schema",
    "__Type",
    "__TypeKind",
    "__Field",
    "__InputValue",
    "__EnumValue",
    "__Directive",
    "__DirectiveLocation",
];

/// The names of the schema's types.
fn schema_types() -> &'static HashSet<String> {
    static TYPES: OnceLock<HashSet<String>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let definitions = parse_schema(document()).map(|document| document.definitions).unwrap_or_default();
        let own = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some(one.node.name.node.to_string()),
            _ => None,
        });
        own.chain(BUILT_IN_TYPES.map(str::to_owned)).collect()
    })
}

/// The schema as text.
pub fn document() -> String {
    let sdl = schema().sdl_with_options(
        async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items(),
    );
    format!("{}\n", sdl.trim_end())
}

/// Runs a use case for the caller of this request.
async fn run<U: UseCase>(ctx: &Context<'_>, use_case: U) -> async_graphql::Result<U::Output> {
    run_or_try(ctx, false, use_case).await
}

/// Runs a write, or only tries it.
async fn run_or_try<U: UseCase>(ctx: &Context<'_>, dry_run: bool, use_case: U) -> async_graphql::Result<U::Output> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let path = ctx.path_node.as_ref().map(|path| path.to_string_vec().join(".")).unwrap_or_default();
    let repeat = caller.repeat.as_ref().map(|repeat| repeat.part(path));
    let caller = Caller { dry_run, repeat, ..caller.clone() };
    Ok(app.run(&caller, use_case).await.map_err(error::Refusal)?)
}

/// Reads one record. What is out of reach is null, with the error beside it: the error stands inside
/// of the option, because outside of it the whole answer would be null.
async fn find<U: UseCase, T: From<U::Output>>(
    ctx: &Context<'_>,
    use_case: Result<U, Error>,
) -> Option<async_graphql::Result<T>> {
    let found = match use_case {
        Ok(use_case) => run(ctx, use_case).await,
        Err(error) => Err(error::Refusal(error).into()),
    };
    Some(found.map(T::from))
}
