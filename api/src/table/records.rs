//! The records that consumers follow: those that an operation reads by their id, with an area and a version. And the lists that
//! they compare and export.

use domain::{
    Error,
    kernel::{page::PAGE_SIZE_MAX, time::Moment},
};
use serde_json::Value;
use uuid::Uuid;

use super::all;
use crate::{
    app::{
        Ctx,
        consumers::records::{self, Followed, Listed, Page},
    },
    forms::with_person_first,
    operation::{Gives, JSON, Key, Method, Moments, Operation, PageAsked, Paged, Request},
};

/// Every resource whose records are followed.
pub fn followed() -> Vec<Followed> {
    all().filter_map(followed_by).collect()
}

fn followed_by(operation: &'static Operation) -> Option<Followed> {
    let path = operation.route.path.strip_prefix("/v1/")?.strip_suffix("/{id}")?;
    let is_record = operation.route.method == Method::Get && matches!(operation.gives, Gives::Record(..));
    let fields = operation.gives.fields();
    let has_fields = ["id", "version", "area"].iter().all(|name| fields.iter().any(|field| field == name));
    let has_past = operation.takes.moments != Moments::Now;
    let is_person = operation.takes.key.is_some_and(|key| key.description == Key::PERSON.description);
    if path.contains('/') || !is_record || !has_fields || !(has_past || is_person) {
        return None;
    }
    Some(Followed {
        resource: path.replace('-', "_"),
        action: operation.action,
        has_past,
        read: Box::new(move |ctx: &mut Ctx<'_>, id: Uuid, moment: Moment| {
            let mut request = Request { key: Some(id.to_string()), moment, ..Request::default() };
            ctx.between(|ctx| (operation.work)(&mut request)?.run(ctx)?.body.value())
        }),
    })
}

/// Every list of records with ids.
pub fn listed() -> Vec<Listed> {
    all().filter_map(listed_by).collect()
}

fn listed_by(operation: &'static Operation) -> Option<Listed> {
    let path = operation.route.path.strip_prefix("/v1/")?;
    let columns = with_person_first(operation.gives.fields());
    if path.contains('/') || !operation.takes.page || !columns.iter().any(|name| name == "id") {
        return None;
    }
    let parameters = operation.takes.filter.map(|of| of.parameters).unwrap_or_default();
    Some(Listed {
        resource: path.replace('-', "_"),
        action: operation.action,
        filters: parameters.iter().map(|one| one.name).collect(),
        columns,
        page: Box::new(move |ctx, records::PageAsked { filter, after, count }| {
            let page = PageAsked { limit: PAGE_SIZE_MAX, after, count, ..PageAsked::default() };
            let answer = operation.asks(&mut Request { filter, page, ..Request::default() }, JSON)?.run(ctx)?;
            let Value::Array(records) = answer.body.value()? else {
                return Err(Error::internal("a page of no records"));
            };
            let Paged { next, total, .. } = answer.page.unwrap_or_default();
            Ok(Page { records, next, total })
        }),
    })
}
