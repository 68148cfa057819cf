use uuid::Uuid;

use super::*;
use crate::{
    kernel::id::{OrganisationId, SchoolId},
    performance::duty::Kind,
};

fn inspection(object: Object, kind: SupervisionKind, channel: Channel) -> Inspection {
    let now = "2026-11-23T01:00:00Z".parse().unwrap();
    let day: Day = "2026-11-20".parse().unwrap();
    Inspection {
        id: InspectionId(Uuid::nil()),
        version: 1,
        area: Area::parse("340800").unwrap(),
        object,
        setup: Setup {
            kind,
            mode: Mode::Random,
            channel,
            plan_id: None,
            team_id: None,
            matters: Vec::new(),
            planned_on: day,
        },
        inspectors: vec![inspector(1), inspector(2)],
        expert_ids: Vec::new(),
        occurred_on: Some(day),
        course: Course::default(),
        status: InspectionStatus::OnSite,
        written_by: "client".to_owned(),
        external_reference: None,
        last_event_on: None,
        created_at: now,
        updated_at: now,
    }
}

fn inspector(number: u128) -> Inspector {
    let role = if number == 1 { InspectorRole::Lead } else { InspectorRole::Member };
    Inspector { person_id: PersonId(Uuid::from_u128(number)), role, hours: 6, credential_shown: true }
}

#[test]
fn each_inspector_did_duty_of_the_kind_of_the_inspection() {
    use SupervisionKind as S;
    let school = Object::from(SchoolId(Uuid::nil()));
    let unit = Object::from(OrganisationId(Uuid::nil()));
    for (object, kind, channel, duty) in [
        (school, S::Routine, Channel::OnSite, Some(Kind::Visit)),
        (school, S::LookBack, Channel::OnSite, Some(Kind::Rectification)),
        (school, S::Special, Channel::OnSite, Some(Kind::TeamSupervision)),
        (school, S::Comprehensive, Channel::OnSite, Some(Kind::TeamSupervision)),
        (unit, S::Routine, Channel::OnSite, Some(Kind::TeamSupervision)),
        (school, S::Routine, Channel::Online, Some(Kind::OnlineSupervision)),
        (school, S::Special, Channel::Desk, None),
    ] {
        let one = inspection(object, kind, channel);
        assert_eq!(one.duty_kind(), duty, "{kind:?} {channel:?}");
        let served: Vec<Kind> = one.served().iter().map(|served| served.facts.particulars.kind()).collect();
        assert_eq!(served, vec![duty; 2].into_iter().flatten().collect::<Vec<_>>());
    }
}

#[test]
fn nobody_is_named_twice_and_one_leads() {
    let mut one = inspection(Object::from(SchoolId(Uuid::nil())), SupervisionKind::Routine, Channel::OnSite);
    one.inspectors = vec![inspector(1), Inspector { hours: 25, ..inspector(1) }];
    one.expert_ids = vec![PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(3)), PersonId(Uuid::from_u128(3))];
    let mut faults = Faults::new();
    one.check(&mut faults);
    let pointers: Vec<String> = faults.into_vec().into_iter().map(|fault| fault.pointer).collect();
    let expected = ["/inspectors", "/inspectors/1/person_id", "/inspectors/1/hours", "/expert_ids/0", "/expert_ids/2"];
    assert_eq!(pointers, expected);
}
