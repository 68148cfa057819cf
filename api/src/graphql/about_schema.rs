//! What the library does of an answer: it validates documents, and answers what is asked about the schema itself, value by value
//! out of a budget.

use std::sync::Arc;

use async_graphql::{
    Response, ServerResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo},
};

use openapi::kernel::{catalogue::Language, translation};

use super::budget::Budget;
use crate::http::request::current_language;

/// In the data of a request whose document asks about the schema: how many values it may be answered.
pub struct AboutSchema(pub Budget);

/// Keeps the library from looking for answers of the register, and counts what it answers about the schema.
pub struct Library;

impl ExtensionFactory for Library {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Library {
    async fn execute(&self, ctx: &ExtensionContext<'_>, name: Option<&str>, next: NextExecute<'_>) -> Response {
        match ctx.data_opt::<Arc<AboutSchema>>() {
            Some(_) => next.run(ctx, name).await,
            None => Response::new(Value::Null),
        }
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        match ctx.data_opt::<Arc<AboutSchema>>() {
            Some(about) if !about.0.take() => Ok(Some(Value::Null)),
            Some(_) if is_description(&info) => Ok(next.run(ctx, info).await?.map(in_the_readers_language)),
            _ => next.run(ctx, info).await,
        }
    }
}

fn is_description(info: &ResolveInfo<'_>) -> bool {
    info.name == "description" && info.parent_type.starts_with("__")
}

fn in_the_readers_language(description: Value) -> Value {
    match (current_language(), description) {
        (Language::Chinese, Value::String(english)) => Value::String(translation::chinese(&english)),
        (_, description) => description,
    }
}
