//! Deciding on a promotion or a demotion, and bringing it into effect.
//!
//! What was found when the procedure began may have changed since: each of these steps looks again, at what the register
//! knows today, whatever day the step is said to have happened on.

use super::{
    Event, Promotion,
    eligibility::{self, Facts, Finding, of_demotion, of_promotion},
    standing::Standing,
};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        event::Basis,
        id::GradeId,
        lifecycle::Firing,
        rules::{self, Rules, refused},
    },
    performance::grade::{Grade, Track},
};

impl Promotion {
    /// Refuses an event whose rules are not met, as far as they do not rest on what the event brings.
    pub(super) fn check_rules(
        &self,
        event: Event,
        (day, today): (Day, Day),
        standing: &Standing,
        rules: &Rules,
    ) -> Result<(), Error> {
        match event {
            Event::CheckEligibility => self.check_track(rules),
            Event::Recommend => {
                self.check_track(rules)?;
                check_met(&of_promotion(self.track, &self.to_grade, &standing.on(today), today, rules))
            }
            Event::Approve => self.check_approval(day, today, standing, rules),
            Event::ProposeDemotion | Event::DecideDemotion => {
                self.check_track(rules)?;
                check_met(&self.grounds(today, standing))
            }
            Event::TakeEffect => self.effect(standing, today, rules).map(drop),
            _ => Ok(()),
        }
    }

    /// R130: the notice is over. R126, R128: every condition is still met.
    fn check_approval(&self, day: Day, today: Day, standing: &Standing, rules: &Rules) -> Result<(), Error> {
        self.check_track(rules)?;
        let notice = self.notice.as_ref().ok_or_else(|| Error::internal("a published name without a notice"))?;
        notice.check_over_by(&rules::PROMOTION_PUBLIC_NOTICE_DAYS, day)?;
        check_met(&of_promotion(self.track, &self.to_grade, &self.before_the_title(today, standing), today, rules))
    }

    /// The facts of today. A title that its authority recorded before we decided does not block its own promotion: the
    /// title before it counts.
    fn before_the_title(&self, today: Day, standing: &Standing) -> Facts {
        let facts = standing.on(today);
        match &facts.held {
            Some((held, since)) if self.track == Track::ProfessionalTitle && *held == self.to_grade => {
                Facts { held: standing.held_before(*since), ..facts }
            }
            _ => facts,
        }
    }

    /// The grounds of a demotion as they are known today; a decision that works back rests on the years before its day.
    pub(super) fn grounds(&self, today: Day, standing: &Standing) -> Vec<Finding> {
        let day = self.effective_on.map_or(today, |effective_on| effective_on.min(today));
        of_demotion(self.track, &self.to_grade, &standing.on(today), day)
    }

    /// Takes in a decision: its document, and from when it has effect.
    pub(super) fn decide(&mut self, effective_on: Option<Day>, basis: &Basis, day: Day, faults: &mut Faults) {
        if effective_on.is_some_and(|effective_on| effective_on < day) {
            faults.add("/effective_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
        }
        self.effective_on = Some(effective_on.unwrap_or(day));
        self.decision_document_number.clone_from(&basis.document_number);
    }

    /// Takes in when the person was heard: after the proposal, of which they must have known, and before the decision.
    pub(super) fn hear(&mut self, heard_on: Option<Day>, day: Day, faults: &mut Faults) {
        let fault = match heard_on {
            None => Some((FaultCode::Required, Wording::DefenceNeeded)),
            Some(heard_on) if heard_on > day => Some((FaultCode::Date, Wording::DayInTheFuture)),
            Some(heard_on) if self.last_event_on.is_some_and(|proposed_on| heard_on < proposed_on) => {
                Some((FaultCode::Date, Wording::DayBeforePreviousEvent))
            }
            Some(_) => None,
        };
        if let Some((code, wording)) = fault {
            faults.add("/defence_heard_on", code, wording);
        }
        self.defence_heard_on = heard_on;
    }

    /// Takes effect: from the day on which nothing stood in the way any more, with the grade it led to.
    pub(super) fn take_effect(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (known, situation) = (firing.known, firing.situation);
        let (effective_on, title) = self.effect(&known.standing, situation.today, situation.rules)?;
        self.grade_id = if self.track == Track::ProfessionalTitle { title } else { known.grade_id };
        self.effective_on = Some(effective_on);
        Ok(())
    }

    /// The day from which it has effect: the day planned; of a title not before its authority's own day (R120); of a
    /// promotion the first one after sanctions and suspensions (R126, R127). With the title that was recorded.
    fn effect(&self, standing: &Standing, today: Day, rules: &Rules) -> Result<(Day, Option<GradeId>), Error> {
        self.check_track(rules)?;
        let planned = self.effective_on.ok_or_else(|| Error::internal("a decision without a day of effect"))?;
        let title = self.title(planned, standing, today)?;
        let from = title.map_or(planned, |title| planned.max(title.span.from));
        let day = if self.is_demotion { from } else { first_free(from, standing, today)? };
        self.check_effect(&standing.on(day), day, rules)?;
        Ok((day, title.map(|title| title.id)))
    }

    /// R120: a title takes effect when its authority has recorded it, be it earlier or later than planned.
    fn title<'a>(&self, planned: Day, standing: &'a Standing, today: Day) -> Result<Option<&'a Grade>, Error> {
        if self.track != Track::ProfessionalTitle {
            return Ok(None);
        }
        match standing.recorded(&self.to_grade, planned, today) {
            Some(title) => Ok(Some(title)),
            None => {
                let grade = self.to_grade.clone();
                refused(&rules::PROMOTION_TITLE_AUTHORITY, Wording::TitleNotRecorded { grade })
            }
        }
    }

    /// Our own grade follows the one it was decided from, and is for who is in office; a demotion reaches whoever has left.
    /// R128: the last two years still decide.
    fn check_effect(&self, facts: &Facts, day: Day, rules: &Rules) -> Result<(), Error> {
        let is_ours = self.track == Track::InspectorGrade;
        if is_ours && facts.held.as_ref().map(|(code, _)| code) != self.from_grade.as_ref() {
            return refused(&rules::PROMOTION_ONE_STEP, Wording::GradeIsAnother);
        }
        if self.is_demotion {
            return Ok(());
        }
        if is_ours && !facts.is_in_office {
            return refused(&rules::PROMOTION_IN_OFFICE, Wording::NotInOffice);
        }
        let gate = eligibility::gate(&facts.assessed, day, rules).filter(|_| self.from_grade.is_some());
        gate.map_or(Ok(()), |gate| check_met(&[gate]))
    }
}

/// R126: nobody is promoted during the time of a sanction (公职人员政务处分法 arts 19, 20), nor while suspended.
fn first_free(from: Day, standing: &Standing, today: Day) -> Result<Day, Error> {
    if let Some(day) = standing.first_free(from, today) {
        return Ok(day);
    }
    match standing.on(today).sanctioned_until {
        Some(until) => refused(&rules::PROMOTION_NO_SANCTION, Wording::UnderSanction { until: until.to_string() }),
        None => refused(&rules::PROMOTION_IN_OFFICE, Wording::NotInOffice),
    }
}

/// Refuses by the rule of the first unmet condition; the message names all of them.
fn check_met(findings: &[Finding]) -> Result<(), Error> {
    let unmet: Vec<&Finding> = findings.iter().filter(|finding| !finding.met).collect();
    let Some(first) = unmet.first() else { return Ok(()) };
    let conditions: Vec<&str> = unmet.iter().map(|finding| finding.condition.as_str()).collect();
    let rule = rules::find(first.rule).unwrap_or_else(|| first.condition.rule());
    refused(rule, Wording::ConditionsUnmet { conditions: conditions.join(", ") })
}
