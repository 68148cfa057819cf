//! How many values an answer may have. Lists inside of records have no page, so what a document costs in the end is known
//! only when it is answered: each value is counted before it is looked up, and what is beyond the budget is not.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_graphql::{
    ServerResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo},
};

/// Most values of an answer.
pub const VALUES_MAX: usize = 50_000;
/// Most values of an answer about the schema; that to the standard introspection query has fewer.
pub const SCHEMA_VALUES_MAX: usize = 200_000;

/// The values that are left of a request's budget.
#[derive(Debug)]
pub struct Budget {
    left: AtomicUsize,
    is_spent: AtomicBool,
}

impl Budget {
    /// The budget of a request.
    pub fn of(values: usize) -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(values), is_spent: AtomicBool::new(false) })
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

/// Counts the values of each request that has a budget.
pub struct Metering;

impl ExtensionFactory for Metering {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Metering {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        match ctx.data_opt::<Arc<Budget>>() {
            Some(budget) if !budget.take() => Ok(Some(Value::Null)),
            _ => next.run(ctx, info).await,
        }
    }
}
