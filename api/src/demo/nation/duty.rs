//! What inspectors did: visits, and how their years were assessed.

use chrono::Datelike;
use domain::{
    Day, Error,
    kernel::{event::SubjectKind, lifecycle::StatusHistory, period::Month, rules},
    performance::{
        assessment::{
            Assessment, Status, days_of, days_served,
            formula::{self, Formula, Inputs},
            grade::Quota,
            outcome::Consequence,
            rating::{ItemScore, RaterKind, Rating},
            targets::{Counted, Domain, Item, Source},
        },
        duty::{DutyRecord, Facts, Mode, Origin, Particulars, Visit},
    },
    service::appointment::Appointment,
};

use super::{
    maker::Maker,
    offices::days_in_office,
    places::{County, Grants},
    residents::Resident,
    rows::{created, morning},
};

/// How many months in a thousand have a visit too few.
const TOO_FEW: u32 = 80;
/// Somebody in office for fewer days of a year is not assessed.
const DAYS_ASSESSED_MIN: u32 = 183;

impl Maker<'_> {
    /// The visits of somebody: in every active month where days of duty bear on money, elsewhere in the last month alone.
    /// A nation's visits of all months would be some thirteen million, four of five of which no stipend looks at.
    pub(super) fn visit(&mut self, who: &mut Resident, county: &County, served: &[Appointment]) {
        let floor = self.rules.count(&rules::DUTY_MIN_DAYS_PER_MONTH);
        let mut month = if county.grants == Grants::Service { self.first } else { self.last };
        while month <= self.last {
            let is_active = self.rules.lists_month(&rules::DUTY_ACTIVE_MONTHS, month.number());
            let is_short = who.chance.in_thousand(TOO_FEW);
            if is_active {
                let days = if is_short { floor.saturating_sub(1) } else { floor };
                self.visits_of(who, county, served, (month, days));
            }
            month = month.next();
        }
    }

    /// Visits on so many days of a month, as far as the person was in office on them.
    fn visits_of(&mut self, who: &Resident, county: &County, served: &[Appointment], (month, days): (Month, u32)) {
        let zones = u32::try_from(county.zones.len()).unwrap_or(1).max(1);
        let zone = usize::try_from(who.place % zones).ok().and_then(|at| county.zones.get(at));
        let Some((_, schools)) = zone else { return };
        for number in 0..days {
            let on = month.first() + chrono::Days::new(u64::from(1 + number * 6 + who.place % 5));
            let turn = usize::try_from(month.number() * days + number).unwrap_or_default();
            let Some(school_id) = schools.get(turn % schools.len().max(1)).copied() else { return };
            if on > month.last() || !served.iter().any(|one| one.is_in_force(on)) {
                continue;
            }
            let visit = Visit {
                school_id,
                mode: if number % 2 == 0 { Mode::Scheduled } else { Mode::Random },
                notice_on: None,
                hours: 3,
                theme: None,
                credential_shown: true,
                record_left: true,
                feedback_left: true,
                report_submitted_on: Some(on),
            };
            let record = DutyRecord {
                id: self.ids.next(),
                version: 1,
                area: county.area.clone(),
                person_id: who.person.id,
                facts: Facts { occurred_on: on, particulars: Particulars::Visit(visit) },
                inspection_id: None,
                annulled: false,
                reason: None,
                origin: Origin { source: self.desk.registrar.key(), external_reference: None },
                created_at: morning(on),
                updated_at: morning(on),
            };
            self.note((SubjectKind::DutyRecord, record.id.0), created(None), on);
            self.rows.duty.push(record);
        }
    }

    /// The final assessments of the past years in which somebody served for most of the year.
    pub(super) fn assess(&mut self, who: &mut Resident, county: &County, served: &[Appointment]) -> Result<(), Error> {
        let terms: Vec<(Day, Day)> = served.iter().filter_map(|one| days_in_office(one, self.today)).collect();
        let Some(first) = terms.first().map(|(from, _)| from.year()) else { return Ok(()) };
        for year in first..self.today.year() {
            let finalised_on = days_of(year).until + chrono::Days::new(20);
            if finalised_on < self.today && days_served(&terms, year) >= DAYS_ASSESSED_MIN {
                self.assessment(who, county, (year, finalised_on))?;
            }
        }
        Ok(())
    }

    fn assessment(&mut self, who: &mut Resident, county: &County, (year, on): (i32, Day)) -> Result<(), Error> {
        let opened_on = days_of(year).from;
        let targets = targets();
        let whom = (who.person.id, county.area.clone());
        let draft = Assessment::drafted(self.ids.next(), whom, county.authority, year, targets, morning(opened_on));
        // One of a hundred fails, and every sixth of a county is excellent: fewer than the quota allows (R90).
        let points = match (who.chance.in_thousand(10), (who.place + u32::try_from(year).unwrap_or_default()) % 6) {
            (true, _) => 5_200,
            (false, 0) => 9_400,
            (false, _) => 7_000 + who.chance.below(1_800),
        };
        let rating = |kind, rater: &str, score| Rating {
            kind,
            rater: rater.to_owned(),
            rater_person_id: None,
            scores: draft.targets.iter().map(|item| ItemScore { item: item.code.clone(), score }).collect(),
        };
        let ratings =
            vec![rating(RaterKind::Own, "本人", points + 100), rating(RaterKind::Office, "演示督导室", points)];
        let computation = formula::compute(&Inputs {
            formula: Formula::of(self.rules),
            items: &draft.targets,
            counted: &Counted::default(),
            ratings: &ratings,
            vetoes: &[],
            quota: Quota::of(who.place + 6, who.place / 6, self.rules),
            forgo_excellent: true,
        })?;
        let grade = computation.grade;
        let one = Assessment {
            status: Status::Final,
            ratings,
            panel: ["评审甲", "评审乙", "评审丙"].map(str::to_owned).to_vec(),
            public_seat: Some("评审丙".to_owned()),
            computation: Some(computation),
            grade: Some(grade),
            inspector_signed_on: Some(opened_on),
            office_signatory: Some(self.desk.approver.name.clone()),
            duty_report: Some("演示述职".to_owned()),
            notified_on: Some(on),
            review_until: Some(on),
            accepted_on: Some(on),
            consequence: Consequence::of(grade, on, false, self.rules),
            trail: StatusHistory::beginning(opened_on, Status::TargetsDrafted).then(on, Status::Final),
            last_event_on: Some(on),
            updated_at: morning(on),
            ..draft
        };
        let subject = (SubjectKind::Assessment, one.id.0);
        self.note(subject, created(Some(Status::TargetsDrafted.as_str())), opened_on);
        let step = ("finalise_by_document", Some(Status::TargetsDrafted.as_str()), Some(Status::Final.as_str()));
        self.note_by(subject, step, on, super::residents::document(&county.area, on, 9));
        self.rows.assessments.push(one);
        Ok(())
    }
}

/// The targets of everybody: one rated item.
fn targets() -> Vec<Item> {
    vec![Item {
        code: "all".to_owned(),
        title: "履职情况".to_owned(),
        domain: Domain::Other,
        weight: 100,
        measure: "评议".to_owned(),
        evidence: "述职".to_owned(),
        source: Source::Rated,
        target: None,
    }]
}
