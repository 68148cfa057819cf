//! The records that consumers follow: those that an operation reads by their id, with an area and a version.

use domain::{
    Error,
    kernel::{page::PAGE_SIZE_MAX, time::Moment},
};
use serde_json::Value;
use uuid::Uuid;

use super::all;
use crate::{
    app::{Ctx, consumers::records::Followed},
    operation::{Gives, Key, Method, Moments, Operation, PageAsked, Request},
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
    let listed = all().find(|one| one.takes.page && one.route.path.strip_prefix("/v1/") == Some(path))?;
    Some(Followed {
        resource: path.replace('-', "_"),
        action: operation.action,
        has_past,
        read: Box::new(move |ctx: &mut Ctx<'_>, id: Uuid, moment: Moment| {
            let mut request = Request { key: Some(id.to_string()), moment, ..Request::default() };
            ctx.between(|ctx| (operation.work)(&mut request)?.run(ctx)?.body.value())
        }),
        listed_by: listed.action,
        filters: listed.takes.filter.map(|of| of.parameters.iter().map(|one| one.name).collect()).unwrap_or_default(),
        list: Box::new(move |ctx, filter, after| {
            let page = PageAsked { limit: PAGE_SIZE_MAX, after, ..PageAsked::default() };
            let work = (listed.work)(&mut Request { filter, page, ..Request::default() })?;
            let answer = ctx.between(|ctx| work.run(ctx))?;
            let Value::Array(records) = answer.body.value()? else {
                return Err(Error::internal("a page of no records"));
            };
            Ok((records, answer.page.and_then(|page| page.next)))
        }),
    })
}
