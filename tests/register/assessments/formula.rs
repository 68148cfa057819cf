//! The formula as a clerk computes it again.

use serde_json::Value;

use super::office::array;

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// Half up, as the page of the formula says.
fn divided(terms: &[(u64, u64)], denominator: u64) -> u64 {
    let numerator: u64 = terms.iter().map(|(weight, value)| weight * value).sum();
    (2 * numerator + denominator) / (2 * denominator)
}

/// What a clerk computes from the explanation alone, looking at no result in it: score and grade.
pub fn recomputed(explanation: &Value) -> (u64, &'static str) {
    let weight_of = |field: &str, kind: &Value| {
        let of_kind = array(explanation, field).iter().find(|one| &one["rater_kind"] == kind);
        of_kind.map_or(0, |one| whole(&one["weight"]))
    };
    let mut parts = [Vec::new(), Vec::new()];
    for item in array(explanation, "items") {
        let is_rated = item["value_from"] == "rated";
        let score = if is_rated {
            let averages: Vec<(u64, u64)> = array(item, "averages")
                .iter()
                .map(|one| {
                    let single: Vec<(u64, u64)> =
                        array(one, "scores").iter().map(|one| (1, whole(&one["score_hundredths"]))).collect();
                    (
                        weight_of("raters_applied", &one["rater_kind"]),
                        divided(&single, u64::try_from(single.len()).unwrap()),
                    )
                })
                .collect();
            divided(&averages, 100)
        } else {
            let target = whole(&item["target"]);
            divided(&[(whole(&item["counted"]).min(target), 10_000)], target)
        };
        parts[usize::from(is_rated)].push((whole(&item["weight"]), score));
    }
    let part = |terms: &[(u64, u64)]| divided(terms, terms.iter().map(|(weight, _)| weight).sum());
    let [daily, annual] = [&parts[0], &parts[1]].map(|terms| if terms.is_empty() { 0 } else { part(terms) });
    let shares = (whole(&explanation["daily_applied"]), whole(&explanation["annual_applied"]));
    let score = divided(&[(shares.0, daily), (shares.1, annual)], 100);
    let reaches = |band: &str| score >= whole(&explanation["bands"][band]) * 100;
    let has_room = whole(&explanation["quota"]["taken"])
        < whole(&explanation["quota"]["group"]) * whole(&explanation["quota"]["percent"]) / 100;
    let grade = if !array(explanation, "vetoes").is_empty() {
        "unqualified"
    } else if reaches("excellent") && (has_room || explanation["forgone"] == false) {
        "excellent"
    } else if reaches("qualified") || reaches("pass") && explanation["scale"] == "three" {
        "qualified"
    } else if reaches("pass") {
        "basically_qualified"
    } else {
        "unqualified"
    };
    (score, grade)
}
