//! The body of a request: in time, within its bound, and never compressed.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderMap},
    web::{Bytes, Data},
};
use domain::Error;
use futures_util::future::LocalBoxFuture;
use openapi::kernel::canonical_json;

use super::Failure;
use crate::{app::App, keys};

/// Largest body, in bytes; rosters have their own limit.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Waits for a body, for as long as the register gives it: a client that sends too slowly is cut off.
///
/// # Errors
/// [`Error::TooSlow`], or what the reading says.
pub async fn in_time<T>(
    request: &HttpRequest,
    reading: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let time = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?.body_time();
    tokio::time::timeout(time, reading).await.unwrap_or(Err(Failure(Error::TooSlow)))
}

/// The bytes of a body that came in time, and as it is: a compressed one is refused unread, for a few hundred bytes of it may
/// stand for gigabytes, which the library unpacks before it counts them.
pub struct Body(pub Bytes);

impl FromRequest for Body {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, bytes) = (request.clone(), Bytes::from_request(request, payload));
        Box::pin(async move {
            if is_encoded(request.headers()) {
                return Err(Error::UnsupportedMediaType.into());
            }
            in_time(&request, async { bytes.await.map(Self).map_err(body_error) }).await
        })
    }
}

/// True for a body with a `Content-Encoding`, whichever it is.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn body_error(cause: actix_web::Error) -> Failure {
    match cause.as_response_error().status_code().as_u16() {
        413 => Failure(Error::TooLarge),
        _ => Failure(Error::MalformedBody),
    }
}

/// The digest of what a JSON body says, however it is spelled. Bytes that are not JSON are digested as they are.
pub fn json_digest(body: &[u8]) -> [u8; 32] {
    match canonical_json::text(body) {
        Ok(text) => keys::digest_of(&[text.as_bytes()]),
        Err(_) => keys::digest_of(&[body]),
    }
}
