//! What the events of a case ask for, and what they make of it.

use crate::{
    Day, Error, FaultCode, Wording,
    kernel::{
        fault::Faults,
        lifecycle::Firing,
        rules::{self, Rules, refused},
    },
};

use super::{
    Case, Command, Decision, Defence, Event, Intent, Record, Service, Status,
    effect::{Consequence, Suspension},
    ground::{Article, Ground, Measure},
    remedy::{Decided, Kind, Outcome},
};

impl Case {
    /// Notes what is wrong with what an event brings.
    pub(super) fn check(&self, command: &Command, day: Day, faults: &mut Faults) {
        match command {
            Command::ServeIntent { article, .. } => check_article(self.ground, *article, faults),
            Command::Decide { ground, article, effective_on, .. } => {
                check_article(*ground, *article, faults);
                if *effective_on < day {
                    faults.add("/effective_on", FaultCode::Date, Wording::EffectBeforeDecision);
                }
            }
            Command::Serve { served_on: Some(served_on) } => {
                if *served_on > day {
                    faults.add("/served_on", FaultCode::Date, Wording::DayInTheFuture);
                }
                if self.last_event_on.is_some_and(|decided| *served_on < decided) {
                    faults.add("/served_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
                }
            }
            Command::DecideRemedy { outcome, measure, .. } => match (outcome, measure) {
                (Outcome::Changed, None) => faults.add("/measure", FaultCode::Required, Wording::FieldNeeded),
                (Outcome::Upheld | Outcome::Revoked, Some(_)) => {
                    faults.add("/measure", FaultCode::Mismatch, Wording::MeasureOfAChange);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Refuses an event before its day.
    pub(super) fn check_day(&self, event: Event, day: Day) -> Result<(), Error> {
        match event {
            Event::WaiveDefence => match &self.intent {
                Some(intent) if day <= intent.defence_until => {
                    let until = intent.defence_until.to_string();
                    refused(&rules::DISMISSAL_DEFENCE_DAYS, Wording::DefenceRuns { until })
                }
                _ => Ok(()),
            },
            Event::TakeEffect => match self.takes_effect_on() {
                Some(on) if day < on => {
                    refused(&rules::DISMISSAL_EFFECT_AFTER_SERVICE, Wording::NotInEffectYet { day: on.to_string() })
                }
                _ => Ok(()),
            },
            Event::Close => match self.clocks.iter().map(|clock| clock.file_by).max() {
                Some(last) if day <= last => {
                    let rule = self.service.map_or(&rules::APPEAL_SUPERVISION, |service| service.profile.rule());
                    refused(rule, Wording::RemedyDaysRun { until: last.to_string() })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Does what an event does, or says which rule refuses it.
    pub(super) fn moved(&mut self, firing: &Firing<'_, Self>) -> Result<Consequence, Error> {
        let (day, basis, record, today) = (firing.day, firing.basis, *firing.known, firing.situation.today);
        let (rules, working_days) = (firing.situation.rules, firing.situation.working_days);
        match firing.command {
            Command::Investigate { investigator } => self.investigator = Some(investigator.clone()),
            Command::ServeIntent { facts, article, measure } => {
                self.check_measure(self.ground, *measure, record, rules)?;
                // An earlier day shortens the days of defence only if a document proves that the person had it then.
                let known_on = if basis.document_number.is_some() { day } else { today };
                let defence_until = working_days.after(known_on, rules.count(&rules::DISMISSAL_DEFENCE_DAYS))?;
                self.intent = Some(Intent { facts: facts.clone(), measure: *measure, defence_until });
                self.article = Some(*article);
            }
            Command::HearDefence { statement } => {
                self.defence = Some(Defence { statement: Some(statement.clone()), on: day });
            }
            Command::Decide { measure, ground, article, effective_on } => {
                self.check_measure(*ground, *measure, record, rules)?;
                self.check_intended(*measure)?;
                let document_number = basis.document_number.clone();
                self.decision = Some(Decision { measure: *measure, effective_on: *effective_on, document_number });
                (self.ground, self.article) = (*ground, Some(*article));
            }
            Command::Serve { served_on } => {
                let service = Service { on: served_on.unwrap_or(day), profile: record.profile };
                self.clocks = service.profile.clocks(None, service.on, rules, working_days)?;
                self.service = Some(service);
            }
            Command::FileRemedy { kind, statement } => self.file(*kind, statement.clone(), day, rules)?,
            Command::DecideRemedy { outcome, measure, .. } => return self.remedied((*outcome, *measure), firing),
            Command::Plain(Event::TakeEffect | Event::RecordGovernmentDecision) => return self.take_effect(firing),
            Command::Plain(Event::SuspendDuty) => {
                self.suspended_on = Some(day);
                return Ok(Consequence::SuspendsDuty);
            }
            Command::Plain(Event::LiftSuspension) => return Ok(self.lifted(day)),
            Command::Plain(Event::Drop) => return Ok(self.cleared(day)),
            Command::Plain(Event::WaiveDefence) => self.defence = Some(Defence { statement: None, on: day }),
            Command::Plain(Event::Close) => {}
            Command::Plain(_) => return Err(Error::internal("an event without what it needs")),
        }
        Ok(Consequence::Nothing)
    }

    /// The case keeps nobody from duty any more.
    fn lifted(&mut self, day: Day) -> Consequence {
        match self.over(day) {
            Some(since) => Consequence::LiftsSuspension { since },
            None => Consequence::Nothing,
        }
    }

    /// The case ends no office, so that the person was suspended without reason.
    fn cleared(&mut self, day: Day) -> Consequence {
        let since = self.over(day);
        self.suspensions.iter_mut().for_each(|suspension| suspension.is_cleared = true);
        match since {
            Some(since) => Consequence::ClearsSuspension { since },
            None => Consequence::Nothing,
        }
    }

    /// Ends a suspension that runs, and says since when it did.
    fn over(&mut self, day: Day) -> Option<Day> {
        let since = self.suspended_on.take()?;
        self.suspensions.push(Suspension { from: since, end: day.max(since), is_cleared: false });
        Some(since)
    }

    /// Refuses a measure that the ground is not met with, that has nothing to end, or that another has to take (R108).
    fn check_measure(&self, ground: Ground, measure: Measure, record: Record, rules: &Rules) -> Result<(), Error> {
        ground.check_in_use(rules)?;
        ground.check_measure(measure)?;
        if measure.ends() && !record.serves {
            return refused(&rules::DISMISSAL_WHO_SERVES, Wording::NothingToEnd);
        }
        match measure {
            Measure::Cancellation if record.is_full_time => {
                refused(&rules::DISMISSAL_FULL_TIME, Wording::RemovedByGovernmentOnly)
            }
            Measure::ProposalToGovernment if !record.is_full_time => {
                refused(&rules::DISMISSAL_FULL_TIME, Wording::NobodyToProposeFor)
            }
            _ => Ok(()),
        }
    }

    /// R110: the person was heard about the measure that was proposed, and about nothing heavier.
    fn check_intended(&self, measure: Measure) -> Result<(), Error> {
        match &self.intent {
            Some(intent) if measure.is_heavier_than(intent.measure) => {
                refused(&rules::DISMISSAL_LADDER, Wording::HeavierThanIntended)
            }
            _ => Ok(()),
        }
    }

    fn take_effect(&mut self, firing: &Firing<'_, Self>) -> Result<Consequence, Error> {
        if Status::FILED.contains(&self.status) && firing.situation.rules.demands(&rules::APPEAL_STAYS_EXECUTION) {
            return refused(&rules::APPEAL_STAYS_EXECUTION, Wording::RemedyStaysIt);
        }
        let due = self.takes_effect_on().ok_or_else(|| Error::internal("a served case without a decision"))?;
        // The government's own decision has its own day.
        let on = if firing.command.event() == Event::RecordGovernmentDecision { firing.day } else { due };
        self.took_effect_on = Some(on);
        if self.status == Status::Served {
            self.status = Status::Effective;
        }
        Ok(match self.decision.as_ref().map(|decision| decision.measure) {
            // A suspension goes over into the end, and is kept for a reversal.
            Some(measure) if measure.ends() => Consequence::Ends(on),
            Some(measure) if measure.clears() => self.cleared(on),
            _ => self.lifted(on),
        })
    }

    fn file(&mut self, kind: Kind, statement: Option<String>, day: Day, rules: &Rules) -> Result<(), Error> {
        let profile = self.service.ok_or_else(|| Error::internal("a remedy against nothing"))?.profile;
        let remedy = profile.file(&self.clocks, kind, statement, day, rules)?;
        self.remedies.push(remedy);
        self.clocks.clear();
        self.status = match kind {
            Kind::Review => Status::ReviewFiled,
            Kind::Appeal => Status::AppealFiled,
            Kind::SecondAppeal => Status::SecondAppealFiled,
        };
        Ok(())
    }

    /// R116: nothing becomes heavier. What was wrong, or is now met with less than the end, is undone (R117).
    fn remedied(
        &mut self,
        (outcome, measure): (Outcome, Option<Measure>),
        firing: &Firing<'_, Self>,
    ) -> Result<Consequence, Error> {
        let (day, situation) = (firing.day, firing.situation);
        let service = self.service.ok_or_else(|| Error::internal("a remedy against nothing"))?;
        let had_ended = self.has_ended_service();
        let (Some(remedy), Some(decision)) = (self.remedies.last_mut(), self.decision.as_mut()) else {
            return Err(Error::internal("a remedy that nobody filed"));
        };
        if let Some(measure) = measure {
            self.ground.check_measure(measure)?;
            if measure == decision.measure || measure.is_heavier_than(decision.measure) {
                return refused(&rules::APPEAL_NO_AGGRAVATION, Wording::NotLighter);
            }
            decision.measure = measure;
        }
        let still_ends = outcome != Outcome::Revoked && decision.measure.ends();
        // The suspension is undone if the decision is revoked, if the new measure clears the person, or if the end of
        // service that it became is undone.
        let clears = outcome == Outcome::Revoked || decision.measure.clears() || (had_ended && !still_ends);
        let kept_out = self.suspended_on.filter(|_| clears);
        let restored_from = self.took_effect_on.filter(|_| had_ended && !still_ends).into_iter().chain(kept_out).min();
        let document_number = firing.basis.document_number.clone();
        remedy.decided = Some(Decided { outcome, on: day, document_number, restored_from });
        let kind = remedy.kind;
        self.status = match (outcome, kind) {
            (Outcome::Revoked, _) => Status::Reversed,
            (_, Kind::Review) => Status::ReviewDecided,
            (_, Kind::Appeal) => Status::AppealDecided,
            (_, Kind::SecondAppeal) => Status::SecondAppealDecided,
        };
        if self.status != Status::Reversed {
            self.clocks = service.profile.clocks(Some(kind), day, situation.rules, situation.working_days)?;
        }
        Ok(match (had_ended, still_ends) {
            (true, false) => {
                let suspended_on = self.suspended_on;
                self.cleared(day);
                Consequence::Restores { suspended_on }
            }
            (false, false) if clears => self.cleared(day),
            (false, false) => self.lifted(day),
            (_, true) => Consequence::Nothing,
        })
    }
}

fn check_article(ground: Ground, article: Article, faults: &mut Faults) {
    if !ground.articles().contains(&article) {
        let articles: Vec<&str> = ground.articles().iter().map(|one| one.as_str()).collect();
        faults.add("/article", FaultCode::Mismatch, Wording::ArticleOfAnotherGround { articles: articles.join(", ") });
    }
}
