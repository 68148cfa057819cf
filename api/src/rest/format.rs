//! In which form a list is answered.

use actix_web::{
    HttpRequest,
    http::header::{Accept, Header},
};

use crate::forms::Form;

/// The form that a request prefers of those that a list has beside a page of JSON; none for that page, which is also what
/// stands where it names nothing that is known here.
pub fn form(request: &HttpRequest, offered: &[Form]) -> Option<Form> {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let known = |media: &str| match media {
        "application/json" | "application/*" | "*/*" => Some(None),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Some(Some(Form::Ndjson)),
        "text/csv" => Some(Some(Form::Csv)),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Some(Some(Form::Xlsx)),
        _ => None,
    };
    let has = |form: &Option<Form>| form.is_none_or(|form| offered.contains(&form));
    ranked.iter().filter_map(|media| known(media.essence_str())).find(has).flatten()
}
