//! Public notices: open to anyone, with the fixed fields, for as long as they run.

use serde_json::json;
use tests::{everywhere, fixtures::text, on_both_databases};

everywhere! {
    fn a_name_stands_in_notice_from_its_first_day_to_its_last_and_not_a_day_longer(register: &Register) {
        register.has_calendars();
        let registrar = register.acting("registrar");
        registrar.has_published("invited", 1, "2026-11-20");
        let ends_on = "2026-12-02";
        let notices = registrar.reads_notices("").unwrap();
        assert_eq!((text(&notices[0], "name"), text(&notices[0], "opened_on"), text(&notices[0], "ends_on")), ("欧阳试验", "2026-11-20", ends_on));
        register.is_now(ends_on);
        assert_eq!(register.acting("partner").reads_notices("pool=invited").unwrap().as_array().unwrap().len(), 1);
        register.is_now("2026-12-03");
        assert_eq!(register.acting("partner").reads_notices("").unwrap(), json!([]));
    }

    fn an_objection_takes_the_name_out_of_notice(register: &Register) {
        register.has_calendars();
        let registrar = register.acting("registrar");
        let membership = registrar.has_published("invited", 1, "2026-11-20");
        registrar.fires(text(&membership, "id"), "object", &json!({ "objector": "某", "statement": "不实" })).unwrap();
        assert_eq!(registrar.reads_notices("").unwrap(), json!([]));
    }
}

on_both_databases! {
    fn anyone_reads_the_notices_and_only_the_fixed_fields(register: &Register) {
        register.has_calendars();
        register.acting("registrar").has_published("invited", 1, "2026-11-20");
        let answer = register.get("/v1/public-notices");
        assert_eq!(answer.status, 200);
        let mut fields: Vec<String> = answer.json()["items"][0].as_object().unwrap().keys().cloned().collect();
        fields.sort();
        assert_eq!(fields, ["area", "ends_on", "id", "kind", "name", "opened_on", "pool", "professional_title", "source", "work_unit"]);
    }
}
