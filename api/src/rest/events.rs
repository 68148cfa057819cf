//! Server-sent events (WHATWG HTML, section 9.2): a feed, for as long as its client listens.

use std::fmt::Write;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};
use futures_util::stream;
use serde_json::Value;

use super::extract::Asked;
use crate::{
    app::App,
    http::{Failure, Following, Piece},
    operation::{EVENT_STREAM, Operation},
};

/// By which a client goes on from the last event that it had.
const LAST_EVENT_ID: &str = "last-event-id";

/// Follows a feed: `id` of an event is the position behind it.
///
/// # Errors
/// What refuses it.
pub async fn events(
    app: &App,
    request: &HttpRequest,
    operation: &'static Operation,
    asked: Asked,
) -> Result<HttpResponse, Failure> {
    let Asked { caller, request: mut wanted, .. } = asked;
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(last) = said(LAST_EVENT_ID) {
        wanted.filter.retain(|(name, _)| *name != "after");
        wanted.filter.push(("after", last.to_owned()));
    }
    let authorization = said(header::AUTHORIZATION.as_str()).unwrap_or_default();
    let (following, first) = Following::begin(app, (authorization, caller), operation, wanted).await?;
    let pieces = stream::unfold((following, Some(first)), |(mut following, ready)| async move {
        let piece = match ready {
            Some(piece) => piece,
            None => following.next().await?,
        };
        Some((Ok::<_, Failure>(Bytes::from(written(&piece))), (following, None)))
    });
    let mut answer = HttpResponse::Ok();
    answer.content_type(EVENT_STREAM).insert_header((header::CACHE_CONTROL, "no-store"));
    answer.insert_header((header::VARY, "accept"));
    // Neither this server nor a proxy holds an event back until others fill a buffer.
    answer.insert_header((header::CONTENT_ENCODING, "identity")).insert_header(("x-accel-buffering", "no"));
    Ok(answer.streaming(pieces))
}

/// A piece as events. After the last one, or in the place of any, a comment with the position to go on from.
fn written(piece: &Piece) -> String {
    let mut text = String::new();
    for item in &piece.items {
        let position = item.get("position").and_then(Value::as_str).unwrap_or_default();
        // Writing to a text does not fail.
        let _ = write!(text, "id: {position}\ndata: {item}\n\n");
    }
    let _ = write!(text, ": {}\nid: {}\n\n", piece.items.len(), piece.next);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn event_has_its_position_and_a_line_of_json() {
        let items = vec![json!({ "position": "a", "kind": "created" })];
        let piece = Piece { items, next: "b".to_owned() };
        assert_eq!(written(&piece), "id: a\ndata: {\"kind\":\"created\",\"position\":\"a\"}\n\n: 1\nid: b\n\n");
        assert_eq!(written(&Piece { items: Vec::new(), next: "b".to_owned() }), ": 0\nid: b\n\n");
    }
}
