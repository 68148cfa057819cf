//! The consoles come from the binary, and need nothing from elsewhere.

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
