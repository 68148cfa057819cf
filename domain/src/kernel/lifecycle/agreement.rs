//! Tests that what is named as possible is what can be fired, over all lifecycles.

mod governance;

use std::mem::discriminant;

use uuid::Uuid;

use super::*;
use crate::{
    Area, Role,
    consumers::agreement,
    file::erasure,
    kernel::{
        id::{
            AccountabilityMeasureId, AgreementId, AppointmentId, AssessmentId, CertificationId, ClientId, ComplaintId,
            DismissalId, ErasureId, EvaluationId, FindingId, IndicatorSystemId, InspectionId, MembershipId,
            OrganisationId, PersonId, PostId, PromotionId, ResultReferenceId, SchoolId, StipendRunId,
            StipendStandardId, SupervisionPlanId, VacancyId,
        },
        period::Month,
        text::{PersonName, PersonNumber},
    },
    misconduct::{complaint, dismissal},
    money::stipend::{run, standard},
    people::person,
    performance::{assessment, duty::Mode, grade::Track, promotion},
    pools::pool,
    qualification::certification,
    service::{appointment, post, team::SupervisionKind},
    supervision::{finding, inspection, object::Object, plan},
    vacancies::vacancy,
};

const ROLES: [Role; 10] = [
    Role::Registrar,
    Role::Approver,
    Role::Hr,
    Role::Finance,
    Role::Partner,
    Role::Auditor,
    Role::Administrator,
    Role::Operator,
    Role::System,
    Role::Public,
];

/// For every status, event and role, of somebody who contributed nothing and of somebody who contributed everything: an event is
/// refused as it was foretold.
pub fn check<L: Lifecycle>(name: &str, draft: &L, known: &L::Known, command: impl Fn(L::Event) -> L::Command) {
    for event in L::Event::ALL {
        let count = L::STEPS.iter().filter(|step| step.event == *event).count();
        assert_eq!(count, 1, "{name}: steps of {}", event.as_str());
    }
    for status in L::Status::ALL {
        let mut record = draft.clone();
        *record.fields().status = *status;
        for role in ROLES {
            let actor = Actor::own(role);
            let events = L::Event::ALL.iter().map(|event| (*event, actor.key())).collect();
            let everything = Contributors { creator: Some(actor.key()), completers: Vec::new(), events };
            for contributors in [&Contributors::default(), &everything] {
                check_actor(name, &record, known, &command, (&actor, contributors));
            }
        }
    }
}

fn check_actor<L: Lifecycle>(
    name: &str,
    record: &L,
    known: &L::Known,
    command: impl Fn(L::Event) -> L::Command,
    (actor, contributors): (&Actor, &Contributors<L::Event>),
) {
    let (rules, working_days, today) = (Rules::shipped(), WorkingDays::default(), day("2026-11-23"));
    let (now, rules, working_days) = (now(), &rules, &working_days);
    let basis = Basis { reason: Some("理由".into()), document_number: Some("1号".into()), ..Basis::default() };
    let next = possible(record, Some(known), actor, contributors, today);
    for step in L::STEPS {
        let situation = Situation { actor, contributors, today, now, rules, working_days };
        let outcome = fire(record, &command(step.event), &basis, known, &situation).map(|fired| fired.record.status());
        let agrees = match (next.iter().find(|next| next.event == step.event), &outcome) {
            (None, Err(Error::NotForRole { .. } | Error::TransitionNotAllowed { .. })) => true,
            (None, _) => matches!(step.authority, Authority::System) && actor.role == Role::System,
            (Some(NextEvent { refusal: None, .. }), outcome) => {
                !matches!(outcome, Err(Error::NotForRole { .. } | Error::TransitionNotAllowed { .. } | Error::FourEyes))
            }
            (Some(NextEvent { refusal: Some(refusal), .. }), Err(error)) => {
                discriminant(refusal) == discriminant(error)
                    || matches!(error, Error::Invalid(_)) && !matches!(refusal, Error::NotForRole { .. })
            }
            (Some(_), Ok(_)) => false,
        };
        let outcome = outcome.map(Word::as_str);
        let (status, event) = (record.status().as_str(), step.event.as_str());
        assert!(agrees, "{name}: {event} from {status} by {}: {outcome:?}", actor.role.as_str());
    }
}

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn now() -> Instant {
    "2026-11-23T01:00:00Z".parse().unwrap()
}

fn area() -> Area {
    Area::parse("340800").unwrap()
}

fn person() -> person::Person {
    person::Person {
        id: PersonId(Uuid::nil()),
        number: PersonNumber::from_chance(1),
        version: 1,
        area: area(),
        details: person::Details::named(PersonName::parse("甲").unwrap()),
        merged_into: None,
        created_at: now(),
        updated_at: now(),
        erased_at: None,
        unreadable: Vec::new(),
    }
}

const PERSON: PersonId = PersonId(Uuid::nil());
const AUTHORITY: OrganisationId = OrganisationId(Uuid::nil());

#[test]
fn pool_memberships_agree() {
    let draft = pool::Membership::nominate(MembershipId(Uuid::nil()), PERSON, area(), pool::Pool::Invited, now());
    check("membership", &draft, &(), pool::Command::Plain);
}

#[test]
fn certifications_agree() {
    let draft = certification::Certification::apply_for(CertificationId(Uuid::nil()), PERSON, area(), now());
    let number = certification::CertificateNumber::from_chance(&area(), day("2026-11-23"), 1);
    let known =
        certification::Record { findings: Vec::new(), hours: 0, was_grandfathered: false, number, status_index: 0 };
    check("certification", &draft, &known, certification::Command::Plain);
}

#[test]
fn appointments_agree() {
    for route in [appointment::Route::PartTime, appointment::Route::FullTime] {
        let id = AppointmentId(Uuid::nil());
        let when = (day("2026-11-01"), now());
        let draft = appointment::Appointment::nominate(id, PERSON, area(), (route, AUTHORITY), when);
        check("appointment", &draft, &appointment::Record::default(), appointment::Command::Plain);
    }
}

#[test]
fn posts_agree() {
    let held = post::Post {
        id: PostId(Uuid::nil()),
        version: 1,
        area: area(),
        organisation_id: AUTHORITY,
        kind: post::PostKind::ChiefInspector,
        unit_id: None,
        person_id: Some(PERSON),
        holder_name: None,
        holder_title: None,
        duties: Vec::new(),
        starts_on: day("2026-11-01"),
        ends_on: None,
        document_number: "1号".to_owned(),
        status: post::PostStatus::Held,
        last_event_on: None,
        created_at: now(),
        updated_at: now(),
    };
    check("post", &held, &(), |event| event);
}

#[test]
fn supervision_plans_agree() {
    let item = plan::Item {
        code: "1".to_owned(),
        title: "校门值守".to_owned(),
        matter: None,
        origin: plan::ItemOrigin::Common,
        standard: None,
        due_on: None,
    };
    for (kind, has_rival) in [(plan::PlanKind::Special, false), (plan::PlanKind::School, true)] {
        let draft = plan::SupervisionPlan {
            id: SupervisionPlanId(Uuid::nil()),
            version: 1,
            area: area(),
            kind,
            content: plan::Content {
                title: "方案".to_owned(),
                theme: None,
                approach: None,
                parent_id: None,
                lead_unit_id: None,
                unit_ids: Vec::new(),
                items: vec![item.clone()],
            },
            days: plan::Days::of_period("2026-11").unwrap(),
            scope: plan::Scope { school_ids: vec![SchoolId(Uuid::nil())], ..plan::Scope::default() },
            excused: Vec::new(),
            outcome: None,
            status: plan::PlanStatus::Draft,
            last_event_on: None,
            created_at: now(),
            updated_at: now(),
        };
        let known =
            plan::Known { has_rival, not_inspected: vec!["甲".to_owned()], ..plan::Known::nothing(Rules::shipped()) };
        check("supervision plan", &draft, &known, plan::Command::Plain);
    }
}

#[test]
fn inspections_agree() {
    for kind in SupervisionKind::ALL {
        let planned = inspection::Inspection {
            id: InspectionId(Uuid::nil()),
            version: 1,
            area: area(),
            object: Object::from(AUTHORITY),
            setup: inspection::Setup {
                kind: *kind,
                mode: Mode::Random,
                channel: inspection::Channel::OnSite,
                plan_id: None,
                team_id: None,
                matters: Vec::new(),
                planned_on: day("2026-11-20"),
            },
            inspectors: Vec::new(),
            expert_ids: Vec::new(),
            occurred_on: None,
            course: inspection::Course { defence_until: Some(day("2026-12-07")), ..inspection::Course::default() },
            status: inspection::InspectionStatus::Planned,
            written_by: String::new(),
            external_reference: None,
            last_event_on: None,
            created_at: now(),
            updated_at: now(),
        };
        let known = inspection::Known { rules: Rules::shipped(), unfit: None, open_findings: 1 };
        check("inspection", &planned, &known, inspection::Command::Plain);
    }
}

#[test]
fn findings_agree() {
    use finding::{Command as C, FindingEvent as E, parts::*};
    let facts = finding::Facts {
        kind: finding::FindingKind::Problem,
        matter: "safety".to_owned(),
        problem_code: None,
        severity: Some(finding::Severity::Critical),
        statement: "门未锁".to_owned(),
        person_id: None,
        minor_harm: false,
        found_on: day("2026-11-01"),
    };
    let (object, source) = (Object::from(AUTHORITY), finding::Source::default());
    let written = finding::Written { object, source, facts, course: Course::default(), external_reference: None };
    let recorded = finding::Finding::recorded(FindingId(Uuid::nil()), area(), written, String::new(), now());
    let due_on = day("2026-12-01");
    let command = |event: E| match event {
        E::Guide => C::Guide { kind: GuidanceKind::Advice, text: String::new(), person_id: None },
        E::Notify => C::Notify { due_on: Some(due_on), reports_made: Vec::new() },
        E::AcceptPlan => C::AcceptPlan(Vec::new()),
        E::HandOver => C::HandOver { unit_id: AUTHORITY, role: HandOverRole::Lead, due_on: Some(due_on) },
        E::RecordAnswer => C::RecordAnswer { unit_id: AUTHORITY, answer: String::new() },
        E::Extend => C::Extend(due_on),
        E::Report => C::Report { statement: String::new(), wider_check: None },
        E::Return => C::Return(due_on),
        E::Verify => C::Verify { on: None, method: VerificationMethod::Desk, verifier_id: PERSON },
        E::LookBack => {
            let inspection_id = InspectionId(Uuid::nil());
            C::LookBack { inspection_id, outcome: LookBackOutcome::Held, due_on: None }
        }
        E::Close => C::Close,
        E::Reopen => C::Reopen(due_on),
        E::Escalate => C::Escalate { facts: None, to: None },
        E::Withdraw => C::Withdraw,
    };
    check("finding", &recorded, &finding::Known::default(), command);
}

/// What an indicator system says that measures nothing yet.
fn indicators() -> crate::evaluation::system::parts::Details {
    use crate::evaluation::system::parts::{Details, ObjectKind, Publish, Purpose};
    Details {
        code: "DZ".to_owned(),
        title: "指标体系".to_owned(),
        purpose: Purpose::Balance,
        object_kind: ObjectKind::County,
        year: None,
        indicators: Vec::new(),
        raters: Vec::new(),
        bands: Vec::new(),
        vetoes: Vec::new(),
        comprehensive_points: None,
        publish: Publish::Nothing,
        effective_on: day("2027-01-01"),
    }
}

#[test]
fn indicator_systems_agree() {
    use crate::evaluation::system::IndicatorSystem;
    let draft = IndicatorSystem::draft(IndicatorSystemId(Uuid::nil()), area(), indicators(), now());
    check("indicator system", &draft, &(), |event| event);
    let submitted = IndicatorSystem { submitted_on: Some(day("2026-11-01")), ..draft };
    check("submitted indicator system", &submitted, &(), |event| event);
}

#[test]
fn evaluations_agree() {
    use crate::evaluation::{
        of_unit::{By, Command as C, Evaluation, EvaluationEvent as E, Known, Opening, parts::*},
        score::{RaterKind, Rating},
        system::parts::Purpose,
    };
    let opening = |origin| Opening {
        period: Period::parse("2026").unwrap(),
        origin,
        evaluator_id: None,
        contract_number: None,
        independence_declared_on: None,
        accountable_post: None,
    };
    let by = By { system_id: IndicatorSystemId(Uuid::nil()), system_version: 3, purpose: Purpose::School };
    let command = |event: E| match event {
        E::SelfRate => C::SelfRate(Vec::new()),
        E::Rate => {
            let said = Rating { kind: RaterKind::Office, scores: Vec::new() };
            C::Rate(Rated { rater: String::new(), rater_unit_id: None, rater_person_id: None, said })
        }
        E::RecordActuals => C::RecordActuals(Vec::new()),
        E::Propose => C::Propose(Vec::new()),
        E::Notify => C::Notify { on: None },
        E::RequestReview => C::RequestReview { statement: String::new() },
        E::DecideReview => C::DecideReview { outcome: ReviewOutcome::Upheld, corrections: Corrections::default() },
        E::Finalise => C::Finalise { is_waived: false },
        E::RecordResult => C::RecordResult { score: None, grade: None },
        E::Correct => C::Correct(Corrections::default()),
        E::Cancel => C::Cancel,
    };
    let known = Known { system: indicators(), is_own_unit: false, rates: Vec::new() };
    for origin in [Origin::Own, Origin::HigherAuthority] {
        let of = (area(), Object::from(AUTHORITY));
        let opened = Evaluation::opened(EvaluationId(Uuid::nil()), of, (by, opening(origin)), now());
        check("evaluation", &opened, &known, command);
    }
}

#[test]
fn accountability_measures_agree() {
    use crate::accountability::measure::{AccountabilityMeasure, Command as C, Event as E, Known, Opening, parts::*};
    let respondent = Respondent { name: String::new(), post_title: "校长".to_owned() };
    let opening = |route| Opening {
        route,
        respondent: Some(respondent.clone()),
        ground: Ground::NoRectification,
        facts: "逾期未整改".to_owned(),
        carriers: Carriers::default(),
    };
    let command = |event: E| match event {
        E::Schedule => C::Schedule { planned_on: day("2026-12-31"), respondent: None, matters: Vec::new() },
        E::Hold => C::Hold { on: None, minutes: String::new(), demands: Vec::new() },
        other => C::Plain(other),
    };
    for route in [Route::Accountability, Route::Interview] {
        let of = (area(), Object::from(AUTHORITY));
        let opened = AccountabilityMeasure::opened(AccountabilityMeasureId(Uuid::nil()), of, opening(route), now());
        check("measure", &opened, &Known::default(), command);
    }
}

#[test]
fn result_references_agree() {
    use crate::{accountability::reference::*, evaluation::of_unit::parts::Period};
    let answered = ResultReference {
        id: ResultReferenceId(Uuid::nil()),
        version: 1,
        area: area(),
        object: Object::from(AUTHORITY),
        question: Question {
            period: Period::parse("2026").unwrap(),
            purpose: ReferencePurpose::Award,
            decision_number: "1号".to_owned(),
        },
        asked_by: String::new(),
        answer: Vec::new(),
        signed: String::new(),
        status: ReferenceStatus::Answered,
        used: None,
        used_on: None,
        superseded_on: None,
        last_event_on: None,
        created_at: now(),
        updated_at: now(),
    };
    check("reference", &answered, &(), |event| match event {
        ReferenceEvent::RecordUse => Command::RecordUse { used: ReferenceUse::Considered, on: None },
        ReferenceEvent::RecordNoUse => Command::RecordNoUse,
    });
}

#[test]
fn vacancies_agree() {
    let place = vacancy::Place {
        authority_id: AUTHORITY,
        route: appointment::Route::PartTime,
        cohort_id: None,
        zone_id: None,
        school_ids: Vec::new(),
        left_id: None,
        dismissal_id: None,
        wanted: vacancy::ranking::Wanted::default(),
    };
    let open = vacancy::Vacancy::open(VacancyId(Uuid::nil()), area(), place, (day("2026-11-01"), now()));
    check("vacancy", &open, &None, vacancy::Command::Plain);
}

#[test]
fn promotions_agree() {
    let step = (Track::InspectorGrade, "2".to_owned());
    let draft = promotion::Promotion::draft(PromotionId(Uuid::nil()), (PERSON, area()), step, false, now());
    let known = promotion::Record {
        standing: promotion::standing::Standing::default(),
        grade_id: None,
        rules: Rules::shipped(),
    };
    check("promotion", &draft, &known, promotion::Command::Plain);
}

#[test]
fn assessments_agree() {
    let id = AssessmentId(Uuid::nil());
    let draft = assessment::Assessment::drafted(id, (PERSON, area()), AUTHORITY, 2026, Vec::new(), now());
    let known = assessment::Record {
        assessed: assessment::rating::Assessed { id: PERSON, name: "甲".to_owned() },
        raters: Vec::new(),
        is_rater_unknown: false,
        counted: assessment::targets::Counted::default(),
        group: (0, 0),
        days_served: 0,
        is_beside_unqualified: false,
    };
    check("assessment", &draft, &known, assessment::Command::Plain);
}

#[test]
fn complaints_agree() {
    let intake = complaint::Intake {
        channel: complaint::Channel::Letter,
        subject: complaint::Subject::Neglect,
        statement: "缺席".to_owned(),
        complainant: None,
        received_on: day("2026-11-01"),
    };
    let received = complaint::Complaint::received(ComplaintId(Uuid::nil()), (PERSON, area()), intake, now());
    let command = |event| match event {
        complaint::Event::Check => {
            complaint::Command::Check(complaint::Checker { name: "乙".to_owned(), person_id: None })
        }
        complaint::Event::Conclude => complaint::Command::Conclude {
            outcome: complaint::Outcome::Verified,
            handling: complaint::Handling::Reminder,
            findings: "属实".to_owned(),
        },
        complaint::Event::ReportUp => complaint::Command::ReportUp,
    };
    check("complaint", &received, &person(), command);
    let by_themselves = complaint::Checker { name: "甲".to_owned(), person_id: Some(PERSON) };
    let merged = complaint::Complaint { checker: Some(by_themselves), ..received };
    check("complaint", &merged, &person(), command);
}

#[test]
fn dismissal_cases_agree() {
    let opening = dismissal::Opening {
        signal: dismissal::ground::Signal::OwnFinding,
        signal_id: None,
        ground: dismissal::ground::Ground::Neglect,
        description: "多次缺席".to_owned(),
    };
    let when = (day("2026-11-01"), now());
    let open = dismissal::Case::open(DismissalId(Uuid::nil()), (PERSON, area()), opening, when);
    let profile = dismissal::remedy::Profile::Supervision;
    let known = dismissal::Record { serves: true, is_full_time: false, profile };
    check("case", &open, &known, dismissal::Command::Plain);
    let effective = dismissal::Case { took_effect_on: Some(day("2026-11-20")), ..open };
    check("case in effect", &effective, &known, dismissal::Command::Plain);
}

#[test]
fn agreements_agree() {
    let draft = agreement::Agreement {
        id: AgreementId(Uuid::nil()),
        version: 1,
        area: area(),
        client_id: ClientId(Uuid::nil()),
        purpose: "核发待遇".to_owned(),
        legal_basis: "教育督导条例".to_owned(),
        resources: agreement::Resources::new(),
        starts_on: day("2026-11-01"),
        ends_on: day("2027-10-31"),
        document_number: "1号".to_owned(),
        status: agreement::AgreementStatus::Draft,
        last_event_on: None,
        created_at: now(),
        updated_at: now(),
    };
    check("agreement", &draft, &(), |event| event);
}

#[test]
fn erasures_agree() {
    let plan = erasure::Plan { lines: Vec::new(), in_the_way: Vec::new() };
    let waiting = erasure::Erasure {
        id: ErasureId(Uuid::nil()),
        version: 1,
        person_id: PERSON,
        status: erasure::Status::Requested,
        ground: erasure::Ground::PurposeOver,
        document_number: "1号".to_owned(),
        requested_on: day("2026-11-20"),
        carried_out_on: None,
        report: None,
        created_at: now(),
        updated_at: now(),
    };
    check("erasure", &waiting, &plan, |event| event);
}

#[test]
fn stipend_standards_agree() {
    let details = |starts_on| standard::Details {
        title: "标准".to_owned(),
        amounts: Vec::new(),
        starts_on: day(starts_on),
        ends_on: None,
        yearly_cap: None,
    };
    let id = StipendStandardId(Uuid::nil());
    let ahead = standard::Standard::draft(id, area(), details("2027-01-01"), now());
    check("standard", &ahead, &(), standard::Command::Plain);
    let submitted = standard::Standard { submitted_on: Some(day("2026-11-01")), ..ahead };
    check("submitted standard", &submitted, &(), standard::Command::Plain);
}

#[test]
fn stipend_runs_agree() {
    let month = Month::parse("2026-11").unwrap();
    let run = run::Run::begin(StipendRunId(Uuid::nil()), (area(), month), day("2026-11-01"), now()).unwrap();
    check("run", &run, &(), run::Command::Plain);
}
