//! The consoles come from the binary, and need nothing from elsewhere.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use tests::{Register, on_both_databases};

#[on_both_databases]
fn the_consoles_load_nothing_from_other_hosts(register: &Register) {
    for path in ["/docs", "/graphiql"] {
        let page = register.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'self'"));
        for part in page.text.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css")) {
            assert!(!part.contains("//"), "{path} loads {part}");
            let address =
                if part.starts_with('/') { part.to_owned() } else { format!("{}/{part}", path.trim_end_matches('/')) };
            assert_eq!(register.get(&address).status, 200, "{address}");
        }
    }
}

#[on_both_databases]
fn the_dashboard_shows_charts_and_runs_its_own_script_alone(register: &Register) {
    let page = register.get("/dashboard");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    let script = page.text.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(policy.contains(&format!("script-src 'sha256-{}'", BASE64.encode(Sha256::digest(script)))), "{policy}");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
    let charts: Vec<&str> =
        page.text.split("data-address=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(charts.len(), 7);
    let approver = register.acting("approver");
    for chart in charts {
        let answer = approver.rest("GET", chart, &[("accept", "image/svg+xml")], None);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/svg+xml")), "{chart}");
    }
    let english = approver.rest("GET", "/dashboard", &[("accept-language", "en")], None);
    assert!(english.text.contains("Access token") && page.text.contains("访问令牌"));
}
