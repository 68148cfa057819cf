//! The content security policy of pages that are complete in themselves.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// A page's own style, known by its hash, and what else it may load or send; nothing from elsewhere.
pub fn of(style: &str, besides: &str) -> String {
    let hash = BASE64.encode(digest(&SHA256, style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'; {besides}")
}
