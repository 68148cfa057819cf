//! What the library does of an answer: it validates documents, and answers what is asked about the schema itself. Lists inside of
//! it have no page, so what such a document costs in the end is known only when it is answered: each value is counted before it
//! is looked up, and what is beyond the budget is not.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_graphql::{
    Response, ServerResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo},
};

/// Most values of an answer about the schema; that to the standard introspection query has fewer.
pub const SCHEMA_VALUES_MAX: usize = 200_000;

/// In the data of a request whose document asks about the schema: the values that are left of its budget.
#[derive(Debug)]
pub struct AboutSchema {
    left: AtomicUsize,
    is_spent: AtomicBool,
}

impl AboutSchema {
    /// The budget of a request.
    pub fn budget() -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(SCHEMA_VALUES_MAX), is_spent: AtomicBool::new(false) })
    }

    fn take(&self) -> bool {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if !taken {
            self.is_spent.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// True if the answer wanted more than there was.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }
}

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
            Some(budget) if !budget.take() => Ok(Some(Value::Null)),
            _ => next.run(ctx, info).await,
        }
    }
}
