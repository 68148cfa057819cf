//! One handler for every operation of the table.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, Route,
    http::{Method as HttpMethod, StatusCode, header},
    web::{self, Data},
};
use domain::{Actor, Error, Role};
use openapi::kernel::page::MergedValue;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{answer, etag, events, extract, format};
use crate::{
    app::{App, Caller, kernel::context::tries_key},
    forms::Form,
    graph::Expansion,
    http::{Failure, tell_standing},
    office::{self, OfficeFile},
    operation::{Answer, Asking, Boxed, EVENT_STREAM, Gives, Media, Method, Operation, selected},
};

/// The routes of an operation: `HEAD` beside `GET`.
pub fn routes(operation: &'static Operation) -> Vec<Route> {
    let to = |method| web::method(method).to(move |request, payload| dispatch(operation, request, payload));
    match operation.route.method {
        Method::Get => vec![to(HttpMethod::GET), to(HttpMethod::HEAD)],
        Method::Post => vec![to(HttpMethod::POST)],
        Method::Put => vec![to(HttpMethod::PUT)],
        Method::Patch => vec![to(HttpMethod::PATCH)],
    }
}

/// Takes a request apart, has it done, and puts the answer together.
async fn dispatch(
    operation: &'static Operation,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Failure> {
    let caller = caller(operation, &request).await?;
    let form = format::negotiated(&request, &office::forms(operation))?;
    let body = match operation.takes.body {
        Some(_) => Some(extract::body(operation, &request, &mut payload.into_inner()).await?),
        None => None,
    };
    let mut asked = extract::asked(operation, &request, caller, body, form)?;
    let app = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?;
    if form == EVENT_STREAM {
        return events::events(app, &request, operation, asked).await;
    }
    let file = Form::of_media_type(form).filter(|_| office::is_office(operation));
    let download = operation.gives.download().zip(file).filter(|(download, form)| download.forms.contains(form));
    if let Some(download) = download {
        return answer::download(app, &request, asked, operation, download).await;
    }
    let work: Boxed = match file {
        Some(form) => {
            let shown = (form, asked.fields.take());
            let (wanted, language) = (std::mem::take(&mut asked.request), asked.caller.language);
            Box::new(OfficeFile::new(operation, wanted, (shown.0, shown.1.as_deref()), language))
        }
        None => operation.asks(&mut asked.request, form)?,
    };
    let extract::Asked { fields, expansion, is_counted, .. } = asked;
    let rendered = if expansion.is_empty() {
        let present = move |answer| Rendered::of(answer, fields.as_deref(), is_counted);
        app.render(&asked.caller, Asking(work), present).await??
    } else {
        let answer = expanded(app, &asked.caller, &expansion, app.run(&asked.caller, Asking(work)).await?).await?;
        let shown = expansion.fields().map(str::to_owned);
        let fields = fields.map(|fields| fields.into_iter().chain(shown).collect::<Vec<_>>());
        Rendered::of(answer, fields.as_deref(), is_counted)?
    };
    let mut answer = rendered.answer(operation, &request, asked.caller.dry_run)?;
    if office::is_office(operation) || matches!(operation.gives, Gives::Drawn(..) | Gives::Streamed(..)) {
        answer.headers_mut().append(header::VARY, header::HeaderValue::from_static("accept"));
    }
    if let Some(limit) = operation.takes.limit {
        tell_standing(&mut answer, app.limits().standing(limit, tries_key(&asked.caller.actor, "")));
    }
    Ok(answer)
}

/// An answer with the records behind its ids.
async fn expanded(app: &App, caller: &Caller, expansion: &Expansion, answer: Answer) -> Result<Answer, Error> {
    let mut body = answer.body.value()?;
    let mut records: Vec<&mut Map<String, Value>> = match &mut body {
        Value::Array(all) => all.iter_mut().filter_map(Value::as_object_mut).collect(),
        one => one.as_object_mut().into_iter().collect(),
    };
    expansion.show(app, caller, &mut records).await?;
    Ok(Answer { body: Box::new(body), ..answer })
}

/// The caller of an operation: everybody is the public where the policy names it, whatever token they send.
async fn caller(operation: &Operation, request: &HttpRequest) -> Result<Caller, Failure> {
    if operation.action.roles().contains(&Role::Public) {
        return Ok(Caller::new(Actor::own(Role::Public)));
    }
    extract::identified(request, operation.action).await
}

/// An answer as bytes, made on the database's side, so that the threads which serve connections do no work per record.
struct Rendered {
    body: Vec<u8>,
    tag: Option<String>,
    key: Option<String>,
    is_new: bool,
    next: Option<String>,
    media: Option<Media>,
}

/// What follows the records of a page.
#[derive(Serialize)]
struct Rest {
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<MergedValue>,
}

impl Rendered {
    fn of(answer: Answer, fields: Option<&[String]>, is_counted: bool) -> Result<Self, Error> {
        let Answer { body, tag, key, is_new, page, media, .. } = answer;
        let body = match fields {
            None => body.bytes()?,
            Some(fields) => {
                serde_json::to_vec(&selected(body.value()?, |name| fields.iter().any(|field| field == name)))
                    .map_err(Error::internal)?
            }
        };
        let Some(page) = page else {
            let tag = tag.map(|tag| tag.of(&body));
            return Ok(Self { body, tag, key, is_new, next: None, media });
        };
        let total = page.total.filter(|_| is_counted);
        let rest = Rest { next: page.next.clone(), total, merged: page.merged };
        let rest = serde_json::to_vec(&rest).map_err(Error::internal)?;
        let items = [b"{\"items\":", body.as_slice(), b",", rest.get(1..).unwrap_or_default()];
        Ok(Self { body: items.concat(), tag: None, key: None, is_new, next: page.next, media })
    }

    /// The head of what was made, with its address. A trial has none: nothing is there.
    fn made(&self, path: &str, is_trial: bool) -> HttpResponseBuilder {
        let mut answer = HttpResponse::Created();
        if let (false, Some(key)) = (is_trial, &self.key) {
            answer.insert_header((header::LOCATION, format!("{path}/{key}")));
        }
        answer
    }

    fn answer(self, operation: &Operation, request: &HttpRequest, is_trial: bool) -> Result<HttpResponse, Failure> {
        let status = match operation.gives {
            Gives::Created(..) | Gives::Reported(..) if self.is_new => StatusCode::CREATED,
            Gives::Accepted(..) => StatusCode::ACCEPTED,
            _ => StatusCode::OK,
        };
        let is_made = status != StatusCode::OK;
        let mut answer = if is_made { self.made(operation.route.path, is_trial) } else { HttpResponse::Ok() };
        answer.status(status);
        let Self { body, tag, next, media, .. } = self;
        if let Some(next) = next {
            answer.insert_header((header::LINK, next_link(request, &next)));
        }
        if let Some(tag) = tag {
            let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            let is_read = matches!(operation.gives, Gives::Record(..));
            let is_known = is_read && known.is_some_and(|known| etag::is_known(known, &tag));
            answer.insert_header((header::ETAG, tag));
            if is_known {
                return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
            }
        }
        answer.content_type(media.as_ref().map_or("application/json", |media| media.content_type));
        for header in media.into_iter().flat_map(|media| media.headers) {
            answer.insert_header(header);
        }
        Ok(answer.body(body))
    }
}

/// Does work that no operation of the table asks for, and answers what it made.
///
/// # Errors
/// What refuses it.
pub async fn created(app: &App, caller: &Caller, path: &str, work: Boxed) -> Result<HttpResponse, Failure> {
    let rendered = app.render(caller, Asking(work), |answer| Rendered::of(answer, None, false)).await??;
    let mut answer = rendered.made(path, caller.dry_run);
    if let Some(tag) = rendered.tag {
        answer.insert_header((header::ETAG, tag));
    }
    Ok(answer.content_type("application/json").body(rendered.body))
}

/// The address of the next page: the same request with another `after`.
fn next_link(request: &HttpRequest, next: &str) -> String {
    let (path, query) = (request.path(), request.query_string());
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let separator = if kept.is_empty() { "" } else { "&" };
    format!("<{path}?{}{separator}after={next}>; rel=\"next\"", kept.join("&"))
}
