use super::*;
use crate::{
    Actor, FaultCode, Role,
    kernel::{
        calendar::{WorkingDays, YearCalendar},
        code_set::{DISMISSAL_ARTICLES, DISMISSAL_GROUNDS},
        event::Basis,
        lifecycle::{Contributors, Fired, Situation, fire},
        rules::{self, Rules},
    },
};
use serde_json::json;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

/// 2026 with the days off around the 1st of October, and no other year.
fn year_2026() -> WorkingDays {
    let off = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map(day);
    WorkingDays::over([YearCalendar::new(2026, off.into(), vec![day("2026-10-10")]).unwrap()])
}

/// An office on a day: a registrar who investigates and an approver who decides.
struct Office {
    case: Case,
    record: Record,
    contributors: Contributors<Event>,
    rules: Rules,
    today: Day,
}

impl Office {
    fn opening(ground: Ground) -> Self {
        let now = "2026-08-03T02:00:00Z".parse().unwrap();
        let opening =
            Opening { signal: Signal::OwnFinding, signal_id: None, ground, description: "多次缺席".to_owned() };
        let subject = (PersonId(Uuid::nil()), Area::parse("340800").unwrap());
        let case = Case::open(DismissalId(Uuid::nil()), subject, opening, (day("2026-08-03"), now));
        let record = Record { serves: true, is_full_time: false, profile: Profile::Supervision };
        Self { case, record, contributors: Contributors::default(), rules: Rules::shipped(), today: day("2026-08-03") }
    }

    fn on(mut self, today: &str) -> Self {
        self.today = day(today);
        self
    }

    fn of(mut self, profile: Profile) -> Self {
        self.record.profile = profile;
        self
    }

    fn with(mut self, key: &str, value: serde_json::Value) -> Self {
        self.rules = Rules::with_changes([(2, key.to_owned(), value)]);
        self
    }

    fn try_fire(&self, role: Role, command: &Command) -> Result<Fired<Case>, Error> {
        let days = year_2026();
        let actor = Actor::own(role);
        let now = format!("{}T03:00:00Z", self.today).parse().unwrap();
        let situation = Situation {
            actor: &actor,
            contributors: &self.contributors,
            today: self.today,
            now,
            rules: &self.rules,
            working_days: &days,
        };
        let basis = Basis {
            reason: Some("理由".to_owned()),
            document_number: Some("督〔2026〕9号".to_owned()),
            ..Basis::default()
        };
        fire(&self.case, command, &basis, &self.record, &situation)
    }

    fn fires(mut self, command: &Command) -> Self {
        self.case = self.try_fire(Role::Approver, command).unwrap().record;
        self
    }

    /// Decided for a measure on the 17th of August after the defence was heard.
    fn decided(self, measure: Measure) -> Self {
        let (ground, article) = (self.case.ground, self.case.ground.articles()[0]);
        let facts = "事实".to_owned();
        self.fires(&Command::Investigate { investigator: "甲".to_owned() })
            .fires(&Command::ServeIntent { facts, article, measure })
            .fires(&Command::HearDefence { statement: "申辩".to_owned() })
            .on("2026-08-17")
            .fires(&Command::Decide { measure, ground, article, effective_on: day("2026-08-20") })
    }

    /// Served on the 20th of August.
    fn served(self, measure: Measure) -> Self {
        self.decided(measure).on("2026-08-20").fires(&Command::Serve { served_on: None })
    }

    fn refusal(&self, command: &Command) -> &'static str {
        match self.try_fire(Role::Approver, command) {
            Err(Error::RuleRefused { rule, .. }) => rule.key,
            other => panic!("{other:?}"),
        }
    }

    fn clocks(&self) -> Vec<(&'static str, String)> {
        self.case.clocks.iter().map(|clock| (clock.kind.as_str(), clock.file_by.to_string())).collect()
    }
}

fn filing(kind: Kind) -> Command {
    Command::FileRemedy { kind, statement: None }
}

fn deciding(outcome: Outcome, measure: Option<Measure>) -> Command {
    Command::DecideRemedy { outcome, measure, zone_id: None }
}

const EFFECT: Command = Command::Plain(Event::TakeEffect);

#[test]
fn every_ground_and_article_is_a_code_and_every_code_is_one() {
    let grounds: Vec<&str> = Ground::ALL.iter().map(|ground| ground.as_str()).collect();
    let articles: Vec<&str> = Article::ALL.iter().map(|article| article.as_str()).collect();
    assert_eq!(DISMISSAL_GROUNDS.entries.iter().map(|entry| entry.code).collect::<Vec<_>>(), grounds);
    assert_eq!(DISMISSAL_ARTICLES.entries.iter().map(|entry| entry.code).collect::<Vec<_>>(), articles);
    assert_eq!(rules::DISMISSAL_GROUNDS.shipped(), json!(grounds));
    assert!(Ground::ALL.iter().all(|ground| !ground.articles().is_empty()));
}

#[test]
fn recusal_breach_alone_allows_only_criticism() {
    for measure in Measure::ALL {
        let checked = Ground::RecusalBreach.check_measure(*measure);
        match (measure, checked) {
            (Measure::Criticism, Ok(())) => {}
            (_, Err(Error::RuleRefused { rule, .. })) => assert_eq!(rule.article, "教育督导条例第二十六条第二款"),
            (measure, other) => panic!("{measure:?}: {other:?}"),
        }
    }
    assert!(Ground::Neglect.check_measure(Measure::Cancellation).is_ok());
}

#[test]
fn measures_rise_in_weight_from_criticism_to_referral() {
    use Measure::{Cancellation, Correction, Criticism, ProposalToGovernment, Referral};
    assert!(Correction.is_heavier_than(Criticism) && Cancellation.is_heavier_than(Correction));
    assert!(Referral.is_heavier_than(Cancellation) && Cancellation.is_heavier_than(Referral), "each in its own way");
    assert!(!ProposalToGovernment.is_heavier_than(Cancellation) && !Criticism.is_heavier_than(Criticism));
}

#[test]
fn defence_period_is_working_days_and_precedes_waiver() {
    let article = Article::NationalMeasures;
    let office = Office::opening(Ground::Absence)
        .on("2026-09-30")
        .fires(&Command::Investigate { investigator: "甲".to_owned() })
        .fires(&Command::ServeIntent { facts: "事实".to_owned(), article, measure: Measure::Cancellation });
    assert_eq!(
        office.case.due(),
        Some((Due::Defence, day("2026-10-13"))),
        "the 10th is worked, the 1st to 7th are not"
    );
    let office = office.on("2026-10-13");
    assert_eq!(office.refusal(&Command::Plain(Event::WaiveDefence)), "dismissal.defence_days");
    let office = office.on("2026-10-14").fires(&Command::Plain(Event::WaiveDefence));
    assert_eq!(office.case.defence, Some(Defence { statement: None, on: day("2026-10-14") }));
}

#[test]
fn nothing_is_decided_that_is_heavier_than_what_was_intended() {
    let article = Article::NationalMeasures;
    let office = Office::opening(Ground::Absence)
        .fires(&Command::Investigate { investigator: "甲".to_owned() })
        .fires(&Command::ServeIntent { facts: "事实".to_owned(), article, measure: Measure::Correction })
        .fires(&Command::HearDefence { statement: "申辩".to_owned() });
    let decide =
        |measure| Command::Decide { measure, ground: Ground::Absence, article, effective_on: day("2026-08-03") };
    assert_eq!(office.refusal(&decide(Measure::Cancellation)), "dismissal.ladder");
    assert_eq!(office.refusal(&decide(Measure::Referral)), "dismissal.ladder");
    let decided = office.fires(&decide(Measure::Criticism));
    assert_eq!(decided.case.status, Status::Decided);
}

#[test]
fn article_must_fit_ground_and_effect_must_follow_decision() {
    let office = Office::opening(Ground::Neglect).fires(&Command::Investigate { investigator: "甲".to_owned() });
    let intent = |article| Command::ServeIntent { facts: "事实".to_owned(), article, measure: Measure::Cancellation };
    let Err(Error::Invalid(faults)) = office.try_fire(Role::Registrar, &intent(Article::LuxiMeasures)) else {
        panic!("accepted")
    };
    assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/article", FaultCode::Mismatch));
    let office = office
        .fires(&intent(Article::RegulationsOnWrongs))
        .fires(&Command::HearDefence { statement: "申辩".to_owned() });
    let early = Command::Decide {
        measure: Measure::Cancellation,
        ground: Ground::Neglect,
        article: Article::RegulationsOnWrongs,
        effective_on: day("2026-08-02"),
    };
    assert!(matches!(office.try_fire(Role::Approver, &early), Err(Error::Invalid(_))));
}

#[test]
fn only_government_removes_full_time_inspectors() {
    let mut office = Office::opening(Ground::Neglect).fires(&Command::Investigate { investigator: "甲".to_owned() });
    let intent =
        |measure| Command::ServeIntent { facts: "事实".to_owned(), article: Article::RegulationsOnWrongs, measure };
    assert_eq!(office.refusal(&intent(Measure::ProposalToGovernment)), "dismissal.full_time_by_government");
    office.record.is_full_time = true;
    assert_eq!(office.refusal(&intent(Measure::Cancellation)), "dismissal.full_time_by_government");
    let mut served = Office::opening(Ground::Neglect);
    served.record.is_full_time = true;
    let served = served.served(Measure::ProposalToGovernment).on("2026-08-31");
    assert!(matches!(served.try_fire(Role::Approver, &EFFECT), Err(Error::TransitionNotAllowed { .. })));
    let removed = served.try_fire(Role::Registrar, &Command::Plain(Event::RecordGovernmentDecision)).unwrap();
    assert_eq!(removed.effect, Consequence::Ends(day("2026-08-31")), "on the government's own day");
}

#[test]
fn decision_takes_effect_on_its_day_and_only_after_service() {
    let office = Office::opening(Ground::Neglect).decided(Measure::Cancellation).on("2026-08-19");
    let early = Office { case: office.case.clone(), ..Office::opening(Ground::Neglect) }
        .on("2026-08-19")
        .fires(&Command::Serve { served_on: None });
    assert_eq!(early.refusal(&EFFECT), "dismissal.effect_after_service");
    assert_eq!(early.case.takes_effect_on(), Some(day("2026-08-20")));
    let late = office.on("2026-08-24").fires(&Command::Serve { served_on: None });
    let moved = late.try_fire(Role::System, &EFFECT).unwrap();
    assert_eq!((moved.effect, moved.record.status), (Consequence::Ends(day("2026-08-24")), Status::Effective));
    let criticised = Office::opening(Ground::Neglect).served(Measure::Criticism).try_fire(Role::System, &EFFECT);
    assert_eq!(criticised.unwrap().effect, Consequence::Nothing);
}

#[test]
fn each_profile_has_its_remedies_and_their_last_days() {
    let served = |profile| Office::opening(Ground::Neglect).of(profile).served(Measure::Cancellation);
    // Thirty days after the 20th of August: the 19th of September, a Saturday, moves to Monday the 21st.
    let monday = || "2026-09-21".to_owned();
    let office = served(Profile::Supervision);
    assert_eq!(office.clocks(), [("review", monday()), ("appeal", "2026-09-04".to_owned())]);
    assert_eq!(served(Profile::CivilServant).clocks(), [("review", monday()), ("appeal", monday())]);
    let office = served(Profile::Institution).fires(&EFFECT);
    assert_eq!(office.clocks(), [("review", monday())]);
    let office = office.on("2026-09-01").fires(&filing(Kind::Review));
    assert_eq!((office.clocks(), office.case.due()), (vec![], Some((Due::Deciding, day("2026-10-01")))));
    let office = office.on("2026-09-15").fires(&deciding(Outcome::Upheld, None));
    assert_eq!(office.clocks(), [("appeal", "2026-10-15".to_owned())], "thirty days after the decision on the review");
    let office = office.fires(&filing(Kind::Appeal)).on("2026-10-20").fires(&deciding(Outcome::Upheld, None));
    assert_eq!(office.clocks(), [("second_appeal", "2026-11-19".to_owned())]);
    let office = office.fires(&filing(Kind::SecondAppeal)).fires(&deciding(Outcome::Upheld, None));
    assert_eq!((office.clocks(), office.case.status), (vec![], Status::SecondAppealDecided));
    assert_eq!(office.fires(&Command::Plain(Event::Close)).case.status, Status::Closed, "nothing is open any more");
}

#[test]
fn remedy_is_accepted_until_its_last_day() {
    let office = Office::opening(Ground::Neglect).served(Measure::Cancellation).fires(&EFFECT);
    let office = office.on("2026-09-04");
    assert!(office.try_fire(Role::Registrar, &filing(Kind::Appeal)).is_ok(), "the fifteenth day");
    let office = office.on("2026-09-05");
    match office.try_fire(Role::Registrar, &filing(Kind::Appeal)) {
        Err(Error::RuleRefused { rule, wording }) => {
            assert_eq!(rule.key, "appeal.profile.supervision");
            assert_eq!(wording, crate::Wording::RemedyTooLate { until: "2026-09-04".to_owned() });
        }
        other => panic!("{other:?}"),
    }
    let office = office.on("2026-09-21");
    assert!(office.try_fire(Role::Registrar, &filing(Kind::Review)).is_ok(), "the Monday after the last Saturday");
    assert_eq!(office.refusal(&filing(Kind::SecondAppeal)), "appeal.profile.supervision");
}

#[test]
fn a_last_day_in_a_year_without_a_calendar_is_not_guessed() {
    let mut office = Office::opening(Ground::Neglect).decided(Measure::Cancellation).on("2026-12-15");
    assert_eq!(office.refusal(&Command::Serve { served_on: None }), "calendar.year_required");
    office.today = day("2026-12-01");
    assert!(office.try_fire(Role::Registrar, &Command::Serve { served_on: None }).is_ok(), "the 31st is the last day");
}

#[test]
fn a_remedy_stays_nothing_unless_a_locality_says_so() {
    let filed = || Office::opening(Ground::Neglect).decided(Measure::Cancellation).on("2026-08-18");
    let filed = || filed().fires(&Command::Serve { served_on: None }).fires(&filing(Kind::Review)).on("2026-08-20");
    let moved = filed().try_fire(Role::System, &EFFECT).unwrap();
    assert_eq!((moved.effect, moved.record.status), (Consequence::Ends(day("2026-08-20")), Status::ReviewFiled));
    let stayed = filed().with("appeal.stays_execution", json!(true));
    assert_eq!(stayed.refusal(&EFFECT), "appeal.stays_execution");
    let upheld = stayed.fires(&deciding(Outcome::Upheld, None)).fires(&EFFECT);
    assert_eq!((upheld.case.status, upheld.case.took_effect_on), (Status::ReviewDecided, Some(day("2026-08-20"))));
}

#[test]
fn remedy_never_aggravates_and_lighter_measure_undoes_the_end() {
    let filed = |measure| Office::opening(Ground::Neglect).served(measure).fires(&EFFECT).fires(&filing(Kind::Review));
    let referred = filed(Measure::Referral);
    assert_eq!(referred.refusal(&deciding(Outcome::Changed, Some(Measure::Cancellation))), "appeal.no_aggravation");
    let corrected = filed(Measure::Correction);
    assert_eq!(corrected.refusal(&deciding(Outcome::Changed, Some(Measure::Cancellation))), "appeal.no_aggravation");
    assert_eq!(corrected.refusal(&deciding(Outcome::Changed, Some(Measure::Correction))), "appeal.no_aggravation");
    let moved = |outcome, measure| filed(Measure::Cancellation).try_fire(Role::Approver, &deciding(outcome, measure));
    let restores = Consequence::Restores { suspended_on: None };
    let changed = moved(Outcome::Changed, Some(Measure::Correction)).unwrap();
    assert_eq!((changed.effect, changed.record.status), (restores, Status::ReviewDecided));
    let revoked = moved(Outcome::Revoked, None).unwrap();
    assert_eq!((revoked.effect, revoked.record.status, &revoked.record.clocks), (restores, Status::Reversed, &vec![]));
    let restored_from = |moved: &Fired<Case>| moved.record.remedies[0].decided.as_ref().unwrap().restored_from;
    assert_eq!([&changed, &revoked].map(restored_from), [revoked.record.took_effect_on; 2]);
    let lighter = corrected.try_fire(Role::Approver, &deciding(Outcome::Changed, Some(Measure::Criticism))).unwrap();
    assert_eq!(restored_from(&lighter), None, "it had taken nothing");
    assert_eq!(moved(Outcome::Upheld, None).unwrap().effect, Consequence::Nothing);
    assert!(moved(Outcome::Changed, None).is_err() && moved(Outcome::Upheld, Some(Measure::Criticism)).is_err());
}

#[test]
fn case_closes_the_day_after_the_last_remedy_day() {
    let office = Office::opening(Ground::Neglect).served(Measure::Cancellation).fires(&EFFECT).on("2026-09-21");
    assert_eq!(office.case.effective(office.today), Status::Effective);
    assert_eq!(office.refusal(&Command::Plain(Event::Close)), "appeal.profile.supervision");
    let office = office.on("2026-09-25");
    assert_eq!(office.case.effective(office.today), Status::Closed);
    let closed = office.fires(&Command::Plain(Event::Close));
    assert_eq!(closed.case.trail.on(day("2026-09-22")), Some(Status::Closed));
    assert_eq!(closed.case.trail.on(day("2026-09-21")), Some(Status::Effective));
}

#[test]
fn a_suspension_ends_with_the_case_or_goes_over_into_the_end() {
    let suspended = || Office::opening(Ground::Neglect).fires(&Command::Plain(Event::SuspendDuty));
    const CLEARED: Consequence = Consequence::ClearsSuspension { since: Day::from_ymd_opt(2026, 8, 3).unwrap() };
    let is_cleared = |moved: &Fired<Case>| moved.record.suspensions.iter().all(|one| one.is_cleared);
    let dropped = suspended().try_fire(Role::Approver, &Command::Plain(Event::Drop)).unwrap();
    assert_eq!((dropped.effect, dropped.record.suspended_on), (CLEARED, None));
    assert!(is_cleared(&dropped) && dropped.record.suspensions.len() == 1, "its pay is owed");
    let criticised = suspended().served(Measure::Criticism).try_fire(Role::System, &EFFECT).unwrap();
    assert_eq!(criticised.effect, CLEARED);
    assert!(is_cleared(&criticised) && criticised.record.suspensions.len() == 1);
    let ended = suspended().served(Measure::Cancellation).fires(&EFFECT).fires(&filing(Kind::Review));
    let revoked = ended.try_fire(Role::Approver, &deciding(Outcome::Revoked, None)).unwrap();
    assert_eq!(revoked.effect, Consequence::Restores { suspended_on: Some(day("2026-08-03")) });
    let early = suspended().served(Measure::Cancellation).fires(&filing(Kind::Review));
    let revoked = early.try_fire(Role::Approver, &deciding(Outcome::Revoked, None)).unwrap();
    assert_eq!(revoked.effect, Consequence::ClearsSuspension { since: day("2026-08-03") });
    let decided = revoked.record.remedies[0].decided.as_ref().unwrap();
    assert_eq!(decided.restored_from, Some(day("2026-08-03")), "its pay is owed");
    let lighter = early.try_fire(Role::Approver, &deciding(Outcome::Changed, Some(Measure::Criticism))).unwrap();
    assert_eq!(lighter.effect, CLEARED, "what is lighter ends no office");
    let decided = lighter.record.remedies[0].decided.as_ref().unwrap();
    assert_eq!(decided.restored_from, Some(day("2026-08-03")), "its pay is owed");
    // What was lifted while the case ran is owed once the case is dropped.
    let lifted = suspended().fires(&Command::Plain(Event::LiftSuspension));
    assert!(!lifted.case.suspensions[0].is_cleared);
    let dropped = lifted.try_fire(Role::Approver, &Command::Plain(Event::Drop)).unwrap();
    assert!(is_cleared(&dropped) && dropped.effect == Consequence::Nothing);
}

#[test]
fn opener_or_investigator_cannot_decide() {
    let key = Actor::own(Role::Approver).key();
    let mut office = Office::opening(Ground::Neglect).fires(&Command::Investigate { investigator: "甲".to_owned() });
    office.contributors.events = vec![(Event::Investigate, key.clone())];
    assert!(matches!(office.try_fire(Role::Approver, &Command::Plain(Event::Drop)), Err(Error::FourEyes)));
    office.contributors = Contributors { creator: Some(key), ..Contributors::default() };
    assert!(matches!(office.try_fire(Role::Approver, &Command::Plain(Event::Drop)), Err(Error::FourEyes)));
}
