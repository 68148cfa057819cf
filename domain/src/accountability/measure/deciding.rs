//! What the events of a measure ask for, and what they make of it.

use super::{
    AccountabilityMeasure, Command, Event, Status,
    parts::{Aggravation, Article, CarriedOut, Decision, Defence, Demand, Form, Ground, Intent, Interview},
};
use crate::{
    Day, Error, FaultCode, Wording,
    kernel::{
        fault::Faults,
        lifecycle::Firing,
        rules::{self, Rules, refused},
    },
    misconduct::dismissal::remedy::{Decided, Kind, Outcome, Profile},
};

/// The remedies against a measure (R278).
const PROFILE: Profile = Profile::Supervision;

impl AccountabilityMeasure {
    /// Whether all that was demanded in the interview is reported.
    pub(super) fn is_answered(&self) -> bool {
        self.course.interview.iter().flat_map(|one| &one.demands).all(|demand| demand.reported_on.is_some())
    }

    /// Notes what is wrong with what an event brings.
    pub(super) fn check(&self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let (day, today) = (firing.day, firing.situation.today);
        match firing.command {
            Command::ServeIntent { article, form, .. } => {
                check_article(self.ground, *article, faults);
                self.check_fits(*form, "/proposed_form", faults);
            }
            Command::Decide { form, ground, article, effective_on, .. } => {
                check_article(*ground, *article, faults);
                self.check_fits(*form, "/form", faults);
                if *effective_on < day {
                    faults.add("/effective_on", FaultCode::Date, Wording::EffectBeforeDecision);
                }
            }
            Command::Serve { on: Some(on) } => self.check_past("/served_on", *on, today, faults),
            Command::Hold { on, demands, .. } => {
                let held_on = on.unwrap_or(day);
                self.check_past("/held_on", held_on, today, faults);
                for (at, (_, due_on)) in demands.iter().enumerate() {
                    if *due_on < held_on {
                        faults.add(format!("/demands/{at}/due_on"), FaultCode::Date, Wording::DueBeforeHeld);
                    }
                }
            }
            Command::ReportDemand { demand, on } => {
                if self.open_demand(*demand).is_none() {
                    faults.add("/demand", FaultCode::Reference, Wording::NoSuchDemand);
                }
                if let Some(on) = on {
                    let since = self.held_on.filter(|held| on < held);
                    note_day("/reported_on", (*on, since, today), faults);
                }
            }
            Command::Schedule { planned_on, respondent, .. } => {
                if *planned_on < day {
                    faults.add("/planned_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
                }
                if self.respondent.is_none() && respondent.is_none() {
                    faults.add("/respondent_name", FaultCode::Required, Wording::FieldNeeded);
                }
            }
            Command::DecideRemedy { outcome, form } => match (outcome, form) {
                (Outcome::Changed, None) => faults.add("/form", FaultCode::Required, Wording::FieldNeeded),
                (Outcome::Changed, Some(form)) => self.check_fits(*form, "/form", faults),
                (_, Some(_)) => faults.add("/form", FaultCode::Mismatch, Wording::MeasureOfAChange),
                _ => {}
            },
            _ => {}
        }
    }

    /// Notes a day that has not come, or lies before the last event.
    fn check_past(&self, pointer: &str, on: Day, today: Day, faults: &mut Faults) {
        note_day(pointer, (on, self.last_event_on.filter(|last| on < *last), today), faults);
    }

    /// Notes a form that is made for persons where a unit is held to account, or the other way round (R272).
    fn check_fits(&self, form: Form, pointer: &str, faults: &mut Faults) {
        if !form.fits(self.respondent.is_some()) {
            faults.add(pointer, FaultCode::Mismatch, Wording::NotOfThisKind);
        }
    }

    fn open_demand(&self, number: u32) -> Option<usize> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        let demand = self.course.interview.as_ref()?.demands.get(at)?;
        demand.reported_on.is_none().then_some(at)
    }

    /// Refuses an event before its day.
    pub(super) fn check_day(&self, event: Event, day: Day) -> Result<(), Error> {
        match (event, &self.course.intent) {
            (Event::WaiveDefence, Some(intent)) if day <= intent.defence_until => {
                let until = intent.defence_until.to_string();
                refused(&rules::ACCOUNTABILITY_DEFENCE_WORKING_DAYS, Wording::DefenceRuns { until })
            }
            (Event::TakeEffect, _) => match self.takes_effect_on() {
                Some(on) if day < on => refused(
                    &rules::ACCOUNTABILITY_DEFENCE_WORKING_DAYS,
                    Wording::NotInEffectYet { day: on.to_string() },
                ),
                _ => Ok(()),
            },
            (Event::Close, _) => match self.last_filing() {
                Some(last) if day <= last => {
                    refused(PROFILE.rule(), Wording::RemedyDaysRun { until: last.to_string() })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Does what an event does, or says which rule refuses it.
    pub(super) fn moved(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (day, rules) = (firing.day, firing.situation.rules);
        match firing.command.clone() {
            Command::Investigate(investigators) => self.course.investigators = investigators,
            Command::ServeIntent { facts, article, form } => self.serve_intent(facts, (article, form), firing)?,
            Command::HearDefence(statement) => {
                self.course.defence = Some(Defence { statement: Some(statement), on: day });
            }
            Command::Decide { .. } => self.decide(firing)?,
            Command::Serve { on } => {
                let on = on.unwrap_or(day);
                self.course.clocks = PROFILE.clocks(None, on, rules, firing.situation.working_days)?;
                self.served_on = Some(on);
            }
            Command::RecordOutcome { by_id, result } => {
                let document_number = firing.basis.document_number.clone();
                self.course.carried_out = Some(CarriedOut { by_id, result, on: day, document_number });
            }
            Command::FileRemedy { kind, statement } => self.file(kind, statement, day, rules)?,
            Command::DecideRemedy { outcome, form } => self.remedied((outcome, form), firing)?,
            Command::Schedule { planned_on, respondent, matters } => {
                let days = rules.count(&rules::INTERVIEW_NOTICE_WORKING_DAYS);
                let is_short_notice = planned_on < firing.situation.working_days.after(day, days)?;
                let demands = Vec::new();
                self.course.interview =
                    Some(Interview { planned_on, matters, is_short_notice, minutes: None, demands });
                self.respondent = respondent.or(self.respondent.take());
            }
            Command::Hold { on, minutes, demands } => {
                self.held_on = Some(on.unwrap_or(day));
                if let Some(interview) = &mut self.course.interview {
                    let demand = |(text, due_on)| Demand { text, due_on, reported_on: None };
                    interview.minutes = Some(minutes);
                    interview.demands = demands.into_iter().map(demand).collect();
                }
            }
            Command::ReportDemand { demand, on } => {
                let at = self.open_demand(demand);
                let demands = self.course.interview.as_mut().map(|one| &mut one.demands);
                if let Some(demand) = demands.zip(at).and_then(|(demands, at)| demands.get_mut(at)) {
                    demand.reported_on = Some(on.unwrap_or(day));
                }
            }
            Command::Plain(Event::WaiveDefence) => self.course.defence = Some(Defence { statement: None, on: day }),
            Command::Plain(Event::TakeEffect) => {
                self.took_effect_on = self.takes_effect_on();
                if self.status == Status::Served {
                    self.status = Status::Effective;
                }
            }
            Command::Plain(Event::Close | Event::Drop) => {}
            Command::Plain(_) => return Err(Error::internal("an event without what it needs")),
        }
        Ok(())
    }

    fn serve_intent(
        &mut self,
        facts: String,
        (article, form): (Article, Form),
        firing: &Firing<'_, Self>,
    ) -> Result<(), Error> {
        let (rules, working_days) = (firing.situation.rules, firing.situation.working_days);
        self.ground.check_in_use(rules)?;
        form.check_in_use(rules)?;
        // An earlier day shortens the days of defence only if a document proves that the respondent had it then.
        let known_on = if firing.basis.document_number.is_some() { firing.day } else { firing.situation.today };
        let days = rules.count(&rules::ACCOUNTABILITY_DEFENCE_WORKING_DAYS);
        let defence_until = working_days.after(known_on, days)?;
        self.course.intent = Some(Intent { facts, form, defence_until });
        self.article = Some(article);
        Ok(())
    }

    /// R275, R276: by a chair or vice-chair in office, upon facts, article, form and day, and not heavier than was heard about.
    fn decide(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let Command::Decide {
            form,
            ground,
            article,
            effective_on,
            approved_by_post_id,
            consulted_unit_ids,
            mut aggravating,
        } = firing.command.clone()
        else {
            return Err(Error::internal("a decision that is none"));
        };
        ground.check_in_use(firing.situation.rules)?;
        form.check_in_use(firing.situation.rules)?;
        if !firing.known.is_led_by_chair {
            return refused(&rules::ACCOUNTABILITY_CHAIR_APPROVES, Wording::ChairApproves);
        }
        if self.course.intent.as_ref().is_some_and(|intent| form.is_heavier_than(intent.form)) {
            return refused(&rules::ACCOUNTABILITY_DEFENCE_WORKING_DAYS, Wording::HeavierThanIntended);
        }
        if firing.known.is_second_in_a_year && !aggravating.contains(&Aggravation::TwiceInAYear) {
            aggravating.push(Aggravation::TwiceInAYear);
        }
        let document_number = firing.basis.document_number.clone();
        (self.ground, self.article) = (ground, Some(article));
        self.course.decision = Some(Decision {
            form,
            effective_on,
            document_number,
            approved_by_post_id,
            consulted_unit_ids,
            aggravating,
        });
        Ok(())
    }

    fn file(&mut self, kind: Kind, statement: Option<String>, day: Day, rules: &Rules) -> Result<(), Error> {
        let remedy = PROFILE.file(&self.course.clocks, kind, statement, day, rules)?;
        self.course.remedies.push(remedy);
        self.course.clocks.clear();
        self.status = if kind == Kind::Review { Status::ReviewFiled } else { Status::AppealFiled };
        Ok(())
    }

    /// R278: nothing becomes heavier by a remedy.
    fn remedied(&mut self, (outcome, form): (Outcome, Option<Form>), firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (Some(remedy), Some(decision)) = (self.course.remedies.last_mut(), self.course.decision.as_mut()) else {
            return Err(Error::internal("a remedy that nobody filed"));
        };
        if let Some(form) = form {
            if !decision.form.is_heavier_than(form) {
                return refused(&rules::APPEAL_NO_AGGRAVATION, Wording::NotLighter);
            }
            decision.form = form;
        }
        let document_number = firing.basis.document_number.clone();
        remedy.decided = Some(Decided { outcome, on: firing.day, document_number, restored_from: None });
        let kind = remedy.kind;
        self.status = match (outcome, kind) {
            (Outcome::Revoked, _) => Status::Reversed,
            (_, Kind::Review) => Status::ReviewDecided,
            _ => Status::AppealDecided,
        };
        if self.status != Status::Reversed {
            let (rules, working_days) = (firing.situation.rules, firing.situation.working_days);
            self.course.clocks = PROFILE.clocks(Some(kind), firing.day, rules, working_days)?;
        }
        Ok(())
    }
}

/// Notes a day that has not come, or lies too early.
fn note_day(pointer: &str, (on, too_early, today): (Day, Option<Day>, Day), faults: &mut Faults) {
    if on > today {
        faults.add(pointer, FaultCode::Date, Wording::DayInTheFuture);
    }
    if too_early.is_some() {
        faults.add(pointer, FaultCode::Date, Wording::DayBeforePreviousEvent);
    }
}

fn check_article(ground: Ground, article: Article, faults: &mut Faults) {
    if !ground.articles().contains(&article) {
        let articles: Vec<&str> = ground.articles().iter().map(|one| one.as_str()).collect();
        faults.add("/article", FaultCode::Mismatch, Wording::ArticleOfAnotherGround { articles: articles.join(", ") });
    }
}
