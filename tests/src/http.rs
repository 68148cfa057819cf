//! Plain HTTP, as any client would speak it.

use serde_json::Value;
use std::time::Duration;

/// How long an answer is waited for: a large file takes a debug build on a busy machine more than a minute.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(300);

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The stable code of a refusal.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Place and kind of every fault.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }

    /// Status and code together, for comparisons that read well.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.code())
    }
}

/// Sends a request to a server that is there. Redirects are not followed.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    try_send(method, url, headers, body).unwrap_or_else(|cause| panic!("{method} {url}: {cause}"))
}

/// Sends a request to a server that may be away.
///
/// # Errors
/// Why there is no answer, or no whole one.
pub fn try_send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, String> {
    let (status, headers, bytes) = exchange(method, url, headers, body)?;
    Ok(Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Sends a request whose answer is a file: its status, media type and bytes.
pub fn send_for_bytes(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, Vec<u8>) {
    let answer = exchange(method, url, headers, body);
    let (status, headers, bytes) = answer.unwrap_or_else(|cause| panic!("{method} {url}: {cause}"));
    let media_type = headers.into_iter().find(|(name, _)| name == "content-type").map(|(_, value)| value);
    (status, media_type.unwrap_or_default(), bytes)
}

/// Status, headers and body of an answer.
type Exchanged = (u16, Vec<(String, String)>, Vec<u8>);

fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Exchanged, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(ANSWER_WAIT_MAX))
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.to_vec()).expect("a request that can be sent");
    let mut response = if body.is_empty() && matches!(method, "GET" | "HEAD" | "OPTIONS" | "DELETE") {
        let (parts, _) = request.into_parts();
        agent.run(ureq::http::Request::from_parts(parts, ()))
    } else {
        agent.run(request)
    }
    .map_err(|cause| cause.to_string())?;
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let body = response.body_mut().read_to_vec().map_err(|cause| cause.to_string())?;
    Ok((response.status().as_u16(), headers, body))
}
