//! The try-it consoles: Swagger UI at `/docs` and GraphiQL at `/graphiql`.
//!
//! Every file is compiled into the binary, so both pages work on a host with no way to the internet. The pages run
//! under a content security policy that lets in scripts from this host's files only.

use std::{io::Read, sync::LazyLock};

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentEncoding, ETag, Encoding, EntityTag, Header,
    IfNoneMatch, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};
use domain::Error;
use flate2::read::GzDecoder;

use crate::http::Failure;

/// The content security policy of every console file; `'unsafe-inline'` is for the styles both tools set from script.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// How long a browser may keep a file without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    /// The file is ours and may change with any release, so the browser asks each time and mostly hears "not modified".
    Revalidate,
    /// The file is a published bundle whose version is part of its path, so it never changes. It is stored compressed.
    Forever,
}

impl Keep {
    /// The `Cache-Control` value that says so.
    const fn directive(self) -> &'static str {
        match self {
            Self::Revalidate => "no-cache",
            Self::Forever => "public, max-age=31536000, immutable",
        }
    }
}

/// One file of a console, as it is served.
struct Asset {
    /// The absolute paths the file answers at.
    paths: &'static [&'static str],
    media_type: &'static str,
    keep: Keep,
    body: &'static [u8],
    tag: LazyLock<EntityTag>,
}

/// Builds one entry of the table: the paths, the media type, the caching rule and the file below `api/assets`.
macro_rules! asset {
    ($paths:expr, $media_type:expr, $keep:expr, $file:literal) => {
        Asset {
            paths: &$paths,
            media_type: $media_type,
            keep: $keep,
            body: include_bytes!(concat!("../../assets/", $file)),
            tag: LazyLock::new(|| entity_tag(include_bytes!(concat!("../../assets/", $file)))),
        }
    };
}

/// Every file of both consoles.
static ASSETS: [Asset; 13] = [
    asset!(["/docs", "/docs/"], HTML, Keep::Revalidate, "swagger/index.html"),
    asset!(["/docs/start.js"], SCRIPT, Keep::Revalidate, "swagger/start.js"),
    asset!(["/docs/swagger-ui-5.35.0/swagger-ui.css"], CSS, Keep::Forever, "swagger/swagger-ui.css.gz"),
    asset!(["/docs/swagger-ui-5.35.0/swagger-ui-bundle.js"], SCRIPT, Keep::Forever, "swagger/swagger-ui-bundle.js.gz"),
    asset!(["/docs/console/bar.css"], CSS, Keep::Revalidate, "console/bar.css"),
    asset!(["/docs/console/bar.js"], SCRIPT, Keep::Revalidate, "console/bar.js"),
    asset!(["/docs/console/favicon.svg"], SVG, Keep::Revalidate, "console/favicon.svg"),
    asset!(["/graphiql", "/graphiql/"], HTML, Keep::Revalidate, "graphiql/index.html"),
    asset!(["/graphiql/start.js"], SCRIPT, Keep::Revalidate, "graphiql/start.js"),
    asset!(["/graphiql/graphiql-4.1.2/graphiql.min.css"], CSS, Keep::Forever, "graphiql/graphiql.min.css.gz"),
    asset!(["/graphiql/graphiql-4.1.2/graphiql.min.js"], SCRIPT, Keep::Forever, "graphiql/graphiql.min.js.gz"),
    asset!(
        ["/graphiql/react-18.3.1/react.production.min.js"],
        SCRIPT,
        Keep::Forever,
        "graphiql/react.production.min.js.gz"
    ),
    asset!(
        ["/graphiql/react-18.3.1/react-dom.production.min.js"],
        SCRIPT,
        Keep::Forever,
        "graphiql/react-dom.production.min.js.gz"
    ),
];

/// Registers both consoles and all their files.
pub fn configure(config: &mut ServiceConfig) {
    for asset in &ASSETS {
        for path in asset.paths {
            config.service(resource(path, asset));
        }
    }
}

/// The resource that serves one file to GET and HEAD and refuses every other method.
fn resource(path: &str, asset: &'static Asset) -> Resource {
    let serve = move |request: HttpRequest| async move { respond(&request, asset) };
    web::resource(path).route(web::get().to(serve)).route(web::head().to(serve)).default_service(web::to(
        |request: HttpRequest| async { crate::http::other_method(request, "GET, HEAD, OPTIONS".to_owned()).await },
    ))
}

/// Answers with the file, or with "not modified" if the client names its current entity tag.
fn respond(request: &HttpRequest, asset: &'static Asset) -> Result<HttpResponse, Failure> {
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&asset.tag)),
        Err(_) => false,
    };
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header(ETag(EntityTag::clone(&asset.tag)))
        .insert_header((CACHE_CONTROL, asset.keep.directive()))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"));
    if known {
        return Ok(response.finish());
    }
    response.content_type(asset.media_type);
    match asset.keep {
        Keep::Revalidate => Ok(response.body(Bytes::from_static(asset.body))),
        Keep::Forever if takes_gzip(request) => {
            response.insert_header(ContentEncoding::Gzip).insert_header((VARY, "accept-encoding"));
            Ok(response.body(Bytes::from_static(asset.body)))
        }
        Keep::Forever => {
            let mut plain = Vec::new();
            GzDecoder::new(asset.body).read_to_end(&mut plain).map_err(Error::internal)?;
            Ok(response.body(plain))
        }
    }
}

/// True if the client takes a compressed file, as every browser does.
fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    accepted.and_then(|accepted| accepted.negotiate(offered.iter())) == Some(Encoding::gzip())
}

/// The entity tag of a file: its 64-bit FNV-1a hash, weak because the same tag stands for the compressed forms too.
fn entity_tag(body: &[u8]) -> EntityTag {
    let hash = body
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    EntityTag::new_weak(format!("{hash:016x}"))
}

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::http::Method;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};

    use super::*;

    /// Sends one request to the consoles and gives back the status, the headers and the body.
    async fn call(request: TestRequest) -> (StatusCode, header::HeaderMap, Bytes) {
        let app = init_service(App::new().configure(configure)).await;
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, read_body(response).await)
    }

    #[actix_web::test]
    async fn every_file_is_served_under_the_policy() {
        for path in ASSETS.iter().flat_map(|asset| asset.paths) {
            let (status, headers, body) = call(TestRequest::get().uri(path)).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(headers.get(CONTENT_SECURITY_POLICY).unwrap(), POLICY, "{path}");
            assert_eq!(headers.get(X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff", "{path}");
            assert!(!body.is_empty(), "{path}");

            let known =
                TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, headers.get(header::ETAG).unwrap()));
            let (status, _, body) = call(known).await;
            assert_eq!(status, StatusCode::NOT_MODIFIED, "{path}");
            assert!(body.is_empty(), "{path}");

            let (status, ..) = call(TestRequest::default().method(Method::HEAD).uri(path)).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            let (status, headers, _) = call(TestRequest::post().uri(path)).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(headers.get(header::ALLOW).unwrap(), "GET, HEAD, OPTIONS", "{path}");
        }
    }

    #[actix_web::test]
    async fn bundle_is_sent_compressed_or_plain_as_the_client_takes_it() {
        for asset in ASSETS.iter().filter(|asset| asset.keep == Keep::Forever) {
            let path = asset.paths[0];
            let browser = TestRequest::get().uri(path).insert_header((header::ACCEPT_ENCODING, "gzip, deflate, br"));
            let (_, headers, compressed) = call(browser).await;
            assert_eq!(headers.get(header::CONTENT_ENCODING).unwrap(), "gzip", "{path}");
            assert_eq!(headers.get(VARY).unwrap(), "accept-encoding", "{path}");
            let (_, headers, plain) = call(TestRequest::get().uri(path)).await;
            assert!(headers.get(header::CONTENT_ENCODING).is_none(), "{path}");
            let text = std::str::from_utf8(&plain).unwrap();
            assert!(text.len() > 2 * compressed.len(), "{path}");
            let mut unpacked = String::new();
            GzDecoder::new(&compressed[..]).read_to_string(&mut unpacked).unwrap();
            assert_eq!(unpacked, text, "{path}");
        }
    }

    #[test]
    fn console_pages_link_served_files_and_have_no_inline_script() {
        let paths: Vec<&str> = ASSETS.iter().flat_map(|asset| asset.paths.iter().copied()).collect();
        for asset in ASSETS.iter().filter(|asset| asset.media_type == HTML) {
            let page = std::str::from_utf8(asset.body).unwrap();
            let named = page.split(['"', '\'']).filter(|part| part.starts_with('/') || part.contains("://"));
            for link in named.filter(|part| !part.starts_with("/>")) {
                assert!(paths.contains(&link), "{link} is not a file of the consoles");
            }
            assert_eq!(page.matches("<script").count(), page.matches("<script defer src=").count());
            assert_eq!(page.matches("></script>").count(), page.matches("<script").count());
        }
    }

    #[test]
    fn only_versioned_paths_are_kept_forever() {
        for asset in &ASSETS {
            let versioned =
                asset.paths.iter().all(|path| path.contains("-5.") || path.contains("-4.") || path.contains("-18."));
            assert_eq!(versioned, asset.keep == Keep::Forever, "{:?}", asset.paths);
        }
    }
}
