//! Answers that are handed out piece by piece.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, header},
    web::Bytes,
};
use domain::{
    Error,
    kernel::{policy::Action, time::day_in_shanghai},
};

use super::extract::Asked;
use crate::{
    app::{App, Caller, kernel::outlet::Outlet},
    forms::{FileName, Form, Layout},
    http::Failure,
    operation::{AskedBy, Asking, Download, Operation, Pulled},
};

/// What the head of a file's answer says. The same address has other forms.
struct Head {
    content_type: &'static str,
    disposition: String,
}

impl Head {
    fn new(app: &App, name: FileName, form: Form) -> Self {
        Self { content_type: form.content_type(), disposition: name.disposition(form, day_in_shanghai(app.now())) }
    }

    fn builder(self) -> HttpResponseBuilder {
        let mut answer = HttpResponse::Ok();
        answer.content_type(self.content_type);
        answer.insert_header((header::VARY, "accept")).insert_header((header::CONTENT_DISPOSITION, self.disposition));
        answer
    }
}

/// Hands a list out whole as a file; of what is asked for with HEAD, only the head.
///
/// # Errors
/// What refuses it.
pub async fn download(
    app: &App,
    request: &HttpRequest,
    asked: Asked,
    operation: &Operation,
    (download, form): (&'static Download, Form),
) -> Result<HttpResponse, Failure> {
    let Asked { caller, request: mut wanted, fields, byte_order_mark, .. } = asked;
    let head = Head::new(app, download.name, form);
    let parameters = wanted.parameters(false);
    if request.method() == Method::HEAD {
        app.run(&caller, Asking(AskedBy::these(parameters, (download.check)(&mut wanted)?))).await?;
        return Ok(head.builder().finish());
    }
    if let Some(state) = download.state {
        app.run(&caller, Asking(state(&mut wanted.clone())?)).await?;
    }
    let layout = Layout { form, fields, byte_order_mark };
    let pull = |outlet| {
        let work = (download.pull)(&mut wanted, Pulled { layout, outlet })?;
        Ok(Asking(AskedBy::these(parameters, work)))
    };
    stream(app, (&caller, operation.action), head, pull).await
}

/// Reads what is handed out piece by piece. An error before the first piece is answered as usual; an error after it
/// cuts the connection, so that nobody takes a part for the whole.
///
/// # Errors
/// What refuses it.
async fn stream(
    app: &App,
    (caller, action): (&Caller, Action),
    head: Head,
    work: impl FnOnce(Outlet) -> Result<Asking, Error>,
) -> Result<HttpResponse, Failure> {
    let (outlet, mut pieces) = Outlet::open(app.discloser(caller, action));
    let (app, caller, work) = (app.clone(), caller.clone(), work(outlet)?);
    let mut work = actix_web::rt::spawn(async move { app.run(&caller, work).await.map(drop) });
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
