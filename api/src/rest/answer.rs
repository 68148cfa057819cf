//! Answers: records with their tags, pages with their links.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode, header},
    web::Bytes,
};
use domain::{Error, Fault, time::day_in_shanghai};
use openapi::page::Collection;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    error::Failure,
    etag::{self, Tag},
    extract::Selection,
};
use crate::{
    app::{App, Caller, UseCase, list::Listed, outlet::Outlet, pull::Pull, reference::Reported},
    forms::{FileName, Form, Layout},
};

/// What an answer's body became on the database's side.
pub type Body = Result<Vec<u8>, Error>;

/// A body with its tag.
type Tagged = Result<(String, Vec<u8>), Error>;

fn bytes(value: &impl Serialize) -> Body {
    serde_json::to_vec(value).map_err(Error::internal)
}

fn tagged(value: &impl Serialize, tag: impl Into<Tag>) -> Tagged {
    let body = bytes(value)?;
    Ok((tag.into().of(&body), body))
}

/// The value with the selected fields only.
fn selected(value: &impl Serialize, selection: &Selection) -> Body {
    let Some(fields) = &selection.fields else { return bytes(value) };
    match serde_json::to_value(value).map_err(Error::internal)? {
        Value::Object(all) => bytes(&pick(all, fields)),
        other => bytes(&other),
    }
}

fn pick(all: Map<String, Value>, fields: &[String]) -> Map<String, Value> {
    all.into_iter().filter(|(name, _)| fields.contains(name)).collect()
}

/// Reads one record: its tag, 304 when the reader has it, its fields as selected.
///
/// # Errors
/// What refuses it.
pub async fn record<U, V, T>(
    app: &App,
    request: &HttpRequest,
    caller: &Caller,
    use_case: U,
    selection: Selection,
    tag: impl Fn(&U::Output) -> T + Send + 'static,
    view: impl Fn(U::Output) -> V + Send + 'static,
) -> Result<HttpResponse, Failure>
where
    U: UseCase,
    V: Serialize,
    T: Into<Tag>,
{
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let present = move |output: U::Output| -> Tagged {
        let tag = tag(&output).into();
        let body = selected(&view(output), &selection)?;
        Ok((tag.of(&body), body))
    };
    let (tag, body) = app.render(caller, use_case, present).await??;
    let is_known = known.is_some_and(|known| etag::is_known(&known, &tag));
    let mut answer = HttpResponseBuilder::new(StatusCode::OK);
    answer.insert_header((header::ETAG, tag));
    if is_known {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(answer.content_type("application/json").body(body))
}

/// Reads a list.
///
/// # Errors
/// What refuses it.
pub async fn page<U, V>(
    app: &App,
    request: &HttpRequest,
    caller: &Caller,
    use_case: U,
    selection: Selection,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output = Listed<V>>,
    V: Serialize + Send + 'static,
{
    let (path, query) = (request.path().to_owned(), request.query_string().to_owned());
    let counted = query.contains("count=exact");
    let caller = Caller { faults: [&caller.faults[..], &selection.faults[..]].concat(), ..caller.clone() };
    let present = move |listed: Listed<V>| {
        let link = listed.next.as_ref().map(|next| next_link(&path, &query, next));
        let total = listed.total.filter(|_| counted);
        let body = match &selection.fields {
            None => bytes(&Collection { items: listed.items, next: listed.next, total, merged: listed.merged }),
            Some(fields) => {
                let items = listed.items.iter().map(|item| match serde_json::to_value(item) {
                    Ok(Value::Object(all)) => Value::Object(pick(all, fields)),
                    _ => Value::Null,
                });
                bytes(&Collection { items: items.collect(), next: listed.next, total, merged: listed.merged })
            }
        };
        (link, body)
    };
    let (link, body) = app.render(&caller, use_case, present).await?;
    let mut answer = HttpResponse::Ok();
    if let Some(link) = link {
        answer.insert_header((header::LINK, link));
    }
    Ok(answer.content_type("application/json").body(body?))
}

/// Reads a page of a list that has other forms under the same address.
///
/// # Errors
/// What refuses it.
pub async fn page_among_forms<U, V>(
    app: &App,
    request: &HttpRequest,
    caller: &Caller,
    use_case: U,
    selection: Selection,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output = Listed<V>>,
    V: Serialize + Send + 'static,
{
    let mut page = page(app, request, caller, use_case, selection).await?;
    page.headers_mut().append(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(page)
}

/// The address of the next page: the same request with another `after`.
fn next_link(path: &str, query: &str, next: &str) -> String {
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let separator = if kept.is_empty() { "" } else { "&" };
    format!("<{path}?{}{separator}after={next}>; rel=\"next\"", kept.join("&"))
}

/// Writes, and answers the record as it now is.
///
/// # Errors
/// What refuses it.
pub async fn written<U, T>(
    app: &App,
    caller: &Caller,
    use_case: U,
    tag: impl Fn(&U::Output) -> T + Send + 'static,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output: Serialize>,
    T: Into<Tag>,
{
    let present = move |output| tagged(&output, tag(&output));
    let (tag, body) = app.render(caller, use_case, present).await??;
    Ok(HttpResponse::Ok().insert_header((header::ETAG, tag)).content_type("application/json").body(body))
}

/// Writes, and answers what is no record of its own.
///
/// # Errors
/// What refuses it.
pub async fn done<U>(app: &App, caller: &Caller, use_case: U) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output: Serialize>,
{
    let body = app.render(caller, use_case, |output| bytes(&output)).await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(body?))
}

/// Creates, and answers 201 with the record and where it is. A trial answers the same without an address: nothing is there.
///
/// # Errors
/// What refuses it.
pub async fn created<U, T>(
    app: &App,
    caller: &Caller,
    use_case: U,
    at: &'static str,
    place: impl Fn(&U::Output) -> (String, T) + Send + 'static,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output: Serialize>,
    T: Into<Tag>,
{
    let present = move |output| {
        let (id, tag) = place(&output);
        (id, tagged(&output, tag))
    };
    let (id, made) = app.render(caller, use_case, present).await?;
    let (tag, body) = made?;
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::ETAG, tag));
    if !caller.dry_run {
        answer.insert_header((header::LOCATION, format!("{at}/{id}")));
    }
    Ok(answer.content_type("application/json").body(body))
}

/// Takes what another system reports: 201 with the record and where it is, or 200 when it was reported before.
///
/// # Errors
/// What refuses it.
pub async fn reported<U, R, T>(
    app: &App,
    caller: &Caller,
    use_case: U,
    at: &'static str,
    place: impl Fn(&R) -> (String, T) + Send + 'static,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output = Reported<R>>,
    R: Serialize,
    T: Into<Tag>,
{
    let present = move |output: Reported<R>| {
        let (id, tag) = place(&output.record);
        (id, output.is_new, tagged(&output.record, tag))
    };
    let (id, is_new, taken) = app.render(caller, use_case, present).await?;
    let (tag, body) = taken?;
    let mut answer = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, tag));
    if is_new && !caller.dry_run {
        answer.insert_header((header::LOCATION, format!("{at}/{id}")));
    }
    Ok(answer.content_type("application/json").body(body))
}

/// A list as a file: how it is written, and what it is called.
#[derive(Debug)]
pub struct File {
    layout: Layout,
    name: FileName,
    faults: Vec<Fault>,
}

impl File {
    /// The list in a form, as it was selected.
    pub fn new(form: Form, name: FileName, selection: Selection) -> Self {
        let Selection { fields, byte_order_mark, faults } = selection;
        Self { layout: Layout { form, fields, byte_order_mark }, name, faults }
    }

    /// The head of an answer that is handed out piece by piece. The same address has other forms.
    fn head(&self, app: &App) -> Head {
        let form = self.layout.form;
        Head { content_type: form.content_type(), disposition: self.name.disposition(form, day_in_shanghai(app.now())) }
    }

    /// The caller, with what is wrong with the request.
    pub fn asked_by(&self, caller: Caller) -> Caller {
        Caller { faults: [&caller.faults[..], &self.faults[..]].concat(), ..caller }
    }
}

/// What the head of a file's answer says.
struct Head {
    content_type: &'static str,
    disposition: String,
}

impl Head {
    fn builder(self) -> HttpResponseBuilder {
        let mut answer = HttpResponse::Ok();
        answer.content_type(self.content_type);
        answer.insert_header((header::VARY, "accept")).insert_header((header::CONTENT_DISPOSITION, self.disposition));
        answer
    }
}

/// Answers with the head alone of what [`pull`] would hand out, once the request was found to be right.
///
/// # Errors
/// What refuses it.
pub async fn pull_head<U>(app: &App, caller: &Caller, file: &File, check: U) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output = ()>,
{
    app.run(caller, check).await?;
    Ok(file.head(app).builder().finish())
}

/// Pulls a list whole as a file; of what is asked for with HEAD, only the head.
///
/// # Errors
/// What refuses it.
pub async fn pull_or_head<V, U>(
    app: &App,
    request: &HttpRequest,
    caller: Caller,
    file: File,
    check: impl UseCase<Output = ()>,
    use_case: impl FnOnce(Pull<V>) -> U,
) -> Result<HttpResponse, Failure>
where
    V: Serialize + ToSchema,
    U: UseCase<Output = ()>,
{
    let caller = file.asked_by(caller);
    if request.method() == Method::HEAD {
        return pull_head(app, &caller, &file, check).await;
    }
    pull(app, &caller, file, use_case).await
}

/// Pulls a list whole as a file.
///
/// # Errors
/// What refuses it.
pub async fn pull<V, U>(
    app: &App,
    caller: &Caller,
    file: File,
    use_case: impl FnOnce(Pull<V>) -> U,
) -> Result<HttpResponse, Failure>
where
    V: Serialize + ToSchema,
    U: UseCase<Output = ()>,
{
    let (start, shows_names) = (file.layout.start::<V>(), file.layout.shows_names::<V>());
    stream(app, caller, file.head(app), |outlet| use_case(Pull { start, shows_names, outlet })).await
}

/// Reads what is handed out piece by piece. What refuses it before the first piece is told as ever; what breaks it off
/// afterwards cuts the connection, so that nobody takes a part for the whole.
///
/// # Errors
/// What refuses it.
async fn stream<U>(
    app: &App,
    caller: &Caller,
    head: Head,
    use_case: impl FnOnce(Outlet) -> U,
) -> Result<HttpResponse, Failure>
where
    U: UseCase<Output = ()>,
{
    let (outlet, mut pieces) = Outlet::open();
    let (app, caller, use_case) = (app.clone(), caller.clone(), use_case(outlet));
    let mut work = actix_web::rt::spawn(async move { app.run(&caller, use_case).await });
    // Work that gave up waiting for a thread is over, and the outlet is still in the queue: the pieces do not tell of it.
    let (first, work) = tokio::select! {
        biased;
        first = pieces.recv() => (first, Some(work)),
        ended = &mut work => {
            ended.map_err(Error::internal)??;
            (pieces.recv().await, None)
        }
    };
    let Some(first) = first else {
        if let Some(work) = work {
            work.await.map_err(Error::internal)??;
        }
        return Ok(head.builder().finish());
    };
    let rest = futures_util::stream::unfold((Some(first), pieces, work), |(ready, mut pieces, work)| async move {
        let piece = match ready {
            Some(piece) => Some(piece),
            None => pieces.recv().await,
        };
        if let Some(piece) = piece {
            return Some((Ok(Bytes::from(piece)), (None, pieces, work)));
        }
        match work?.await.map_err(Error::internal) {
            Ok(Ok(())) => None,
            Ok(Err(error)) | Err(error) => {
                tracing::warn!(%error, "an answer broke off");
                Some((Err(Failure(error)), (None, pieces, None)))
            }
        }
    });
    Ok(head.builder().streaming(rest))
}
