//! Subscriptions: a feed over one answer of HTTP, as server-sent events (GraphQL over SSE, distinct connections). Each change is
//! an event `next` with an answer of its own, and the end is an event `complete`.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};
use domain::Error;
use futures_util::stream;

use super::{
    Register,
    answer::{answer, body, refused},
    execution::Asker,
    plan::{Plan, Subscribed},
};
use crate::{
    http::{Following, Piece},
    operation::EVENT_STREAM,
};

/// True if the answer may be a stream.
pub fn is_accepted(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains(EVENT_STREAM)
}

/// Follows what a subscription names; the first piece is asked for at once, so that what refuses it is answered as ever.
pub async fn follow(
    register: &'static Register,
    (plan, operation_name): (Plan, Option<String>),
    asker: Asker,
    authorization: &str,
) -> HttpResponse {
    let subscribed = match plan.subscribed(register, operation_name).await {
        Ok(Ok(subscribed)) => subscribed,
        Ok(Err(outcome)) => return answer(true, outcome),
        Err(error) => return refused(true, &error),
    };
    let begun = async {
        let (operation, request) = subscribed.asked(register)?;
        Following::begin(&asker.app, (authorization, asker.caller.clone()), operation, request).await
    };
    let (following, first) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return refused(true, &error),
    };
    let state = (Some(following), Some(first));
    let told = stream::unfold((state, subscribed, asker), move |((following, ready), subscribed, asker)| async move {
        let mut following = following?;
        let piece = match ready {
            Some(piece) => Some(piece),
            None => following.next().await,
        };
        let (text, following) = match piece {
            Some(piece) => match written(register, &subscribed, &asker, &piece).await {
                Ok(text) => (text, Some(following)),
                Err(error) => return Some((Err(crate::http::Failure(error)), ((None, None), subscribed, asker))),
            },
            None => ("event: complete\ndata:\n\n".to_owned(), None),
        };
        Some((Ok(Bytes::from(text)), ((following, None), subscribed, asker)))
    });
    let mut stream = HttpResponse::Ok();
    stream.content_type(EVENT_STREAM).insert_header((header::CACHE_CONTROL, "no-store"));
    stream.insert_header((header::CONTENT_ENCODING, "identity")).insert_header(("x-accel-buffering", "no"));
    stream.streaming(told)
}

/// A piece as events, and a comment, by which its client hears that the stream goes on.
async fn written(register: &Register, subscribed: &Subscribed, asker: &Asker, piece: &Piece) -> Result<String, Error> {
    let mut text = String::new();
    for item in &piece.items {
        let told = subscribed.told(register, asker, item).await?;
        let answer = body(told.data, &told.errors)?;
        text.push_str("event: next\ndata: ");
        text.push_str(&String::from_utf8(answer).map_err(Error::internal)?);
        text.push_str("\n\n");
    }
    text.push_str(":\n\n");
    Ok(text)
}
