//! In which form an answer is given (RFC 9110, section 12.5.1).

use actix_web::{HttpRequest, http::header};
use domain::Error;

use crate::{forms::Form, http::Failure, operation::JSON};

/// What `*/*` weighs unless it says otherwise, in thousandths.
const WEIGHT_MAX: u16 = 1_000;

/// A range of media types that a request accepts.
#[derive(Debug, PartialEq, Eq)]
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// How much it is preferred, in thousandths; what weighs nothing is not accepted.
    weight: u16,
}

/// Chooses the media type of an answer among its forms: the one that `format` names or the header prefers, and the first form if the
/// request accepts anything or its header cannot be read.
///
/// # Errors
/// [`Error::NotAcceptable`] with the forms.
pub fn negotiated<'f>(request: &HttpRequest, forms: &[&'f str]) -> Result<&'f str, Failure> {
    let said = request.query_string().split('&').find_map(|pair| pair.strip_prefix("format="));
    let named = said.and_then(named);
    if let Some(form) = forms.iter().find(|form| Some(**form) == named) {
        return Ok(form);
    }
    let lines = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    let accepted = lines.collect::<Vec<_>>().join(",").to_ascii_lowercase();
    preferred(&accepted, forms).ok_or_else(|| {
        let forms = forms.iter().copied().map(str::to_owned).collect();
        Error::NotAcceptable { forms }.into()
    })
}

/// The media type of a form that an address names instead of a header, as a browser follows it.
pub fn named(name: &str) -> Option<&'static str> {
    if name == "json" { Some(JSON) } else { Form::named(name).map(Form::media_type) }
}

/// The form that the value of `Accept` prefers, in lower case; none where it accepts none of them.
fn preferred<'f>(accepted: &str, forms: &[&'f str]) -> Option<&'f str> {
    let ranges: Vec<Range<'_>> = accepted.split(',').filter_map(range).collect();
    if ranges.is_empty() {
        return forms.first().copied();
    }
    let preferences = forms.iter().filter_map(|form| Some((preference(form, &ranges)?, *form)));
    // Of equals the first is taken, and `max_by_key` takes the last.
    preferences.rev().max_by_key(|(preference, _)| *preference).map(|(_, form)| form)
}

/// A range as it stands in the header; none for what cannot be read.
fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let media_type = parts.next()?;
    // Old clients of Java write `*`.
    let (kind, subtype) = if media_type == "*" { ("*", "*") } else { media_type.split_once('/')? };
    let weight = parts.find_map(|parameter| parameter.strip_prefix("q=")).map_or(Some(WEIGHT_MAX), weight)?;
    Some(Range { kind, subtype, weight })
}

/// A weight of at most three decimals.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let decimals = decimals.get(..3).unwrap_or(decimals);
    let weight: u16 = format!("{whole:0>1}{decimals:0<3}").parse().ok()?;
    (weight <= WEIGHT_MAX).then_some(weight)
}

/// How much a form is preferred: by the weight of the most specific range that it is in, then by the place of that range in
/// the header. None where it is not accepted.
fn preference(form: &str, ranges: &[Range<'_>]) -> Option<(u16, usize)> {
    let (kind, subtype) = form.split_once('/')?;
    let specificity = |range: &Range<'_>| match (range.kind == kind, range.subtype) {
        (true, named) if named == subtype || is_alias(named, subtype) => Some(2),
        (true, "*") => Some(1),
        _ if (range.kind, range.subtype) == ("*", "*") => Some(0),
        _ => None,
    };
    let places = (0..ranges.len()).rev();
    let matching = ranges.iter().zip(places).filter_map(|(range, place)| Some((specificity(range)?, place, range)));
    let (_, place, range) = matching.max_by_key(|(specificity, place, _)| (*specificity, *place))?;
    (range.weight > 0).then_some((range.weight, place))
}

/// Lines of JSON have no registered media type, and several in use.
fn is_alias(named: &str, subtype: &str) -> bool {
    subtype == "x-ndjson" && matches!(named, "ndjson" | "jsonl" | "x-jsonlines")
}

#[cfg(test)]
mod tests {
    /// The form that a header prefers.
    fn preferred(accept: &str) -> Option<String> {
        let forms = ["application/json", "application/x-ndjson", "text/csv"];
        super::preferred(accept, &forms).map(str::to_owned)
    }

    #[test]
    fn most_preferred_form_is_answered() {
        for (accept, form) in [
            ("", "application/json"),
            ("nothing that can be read", "application/json"),
            ("*/*", "application/json"),
            ("*", "application/json"),
            ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
            ("text/html, image/gif, *; q=.2, */*; q=.2", "application/json"),
            ("text/csv", "text/csv"),
            ("text/*", "text/csv"),
            ("text/csv; charset=utf-8", "text/csv"),
            ("text/csv;header=present;q=0.5, application/json;q=0.4", "text/csv"),
            ("text/csv, application/json", "text/csv"),
            ("application/json, text/csv", "application/json"),
            ("text/csv;q=0.4, application/json;q=0.5", "application/json"),
            ("application/*;q=0.1, application/x-ndjson", "application/x-ndjson"),
            ("application/ndjson", "application/x-ndjson"),
            ("application/json;q=0, */*;q=0.1", "application/x-ndjson"),
            ("application/*;q=0, */*", "text/csv"),
            ("image/png, text/csv;q=0.001", "text/csv"),
            ("text/csv;q=0.3333333, application/json;q=0.3", "text/csv"),
            ("text/csv;q=2, application/json;q=0.1", "application/json"),
        ] {
            assert_eq!(preferred(accept).as_deref(), Some(form), "{accept}");
        }
    }

    #[test]
    fn format_outside_accept_is_not_chosen() {
        for accept in ["image/png", "text/html", "*/*;q=0", "application/xml, text/*;q=0.0", "text/csv;q=0"] {
            assert_eq!(preferred(accept), None, "{accept}");
        }
    }
}
