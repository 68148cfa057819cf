//! The content security policy of pages that are complete in themselves.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// A page's own style, known by its hash, and what else it may load or send; nothing from elsewhere.
pub fn of(style: &str, besides: &str) -> String {
    let style = hash(style);
    format!("default-src 'none'; style-src '{style}'; base-uri 'none'; frame-ancestors 'none'; {besides}")
}

/// By what a browser knows a style or a script of the page itself.
pub fn hash(part: &str) -> String {
    format!("sha256-{}", BASE64.encode(digest(&SHA256, part.as_bytes())))
}
