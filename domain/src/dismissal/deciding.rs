//! What the events of a case ask for, and what they make of it.

use crate::{
    Day, Error, FaultCode, Wording,
    event::Basis,
    fault::Faults,
    lifecycle::Situation,
    rules::{self, Rules, refused},
};

use super::{
    Case, Command, Decision, Defence, Event, Intent, Moved, Record, Service, Status,
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

    /// What the event makes of the case, or the rule that refuses it.
    pub(super) fn moved(
        mut self,
        command: &Command,
        (day, basis): (Day, &Basis),
        record: Record,
        situation: &Situation<'_, Event>,
    ) -> Result<Moved, Error> {
        let event = command.event();
        let (rules, working_days, now) = (situation.rules, situation.working_days, situation.now);
        // Effect and end come with their days, whenever they are recorded.
        self.check_day(event, if event == Event::WaiveDefence { day } else { situation.today })?;
        let mut consequence = Consequence::Nothing;
        let status = match command {
            Command::Investigate { investigator } => {
                self.investigator = Some(investigator.clone());
                Status::Investigating
            }
            Command::ServeIntent { facts, article, measure } => {
                self.check_measure(self.ground, *measure, record, rules)?;
                // An earlier day shortens the days of defence only if a document proves that the person had it then.
                let known_on = if basis.document_number.is_some() { day } else { situation.today };
                let defence_until = working_days.after(known_on, rules.count(&rules::DISMISSAL_DEFENCE_DAYS))?;
                self.intent = Some(Intent { facts: facts.clone(), measure: *measure, defence_until });
                self.article = Some(*article);
                Status::IntentServed
            }
            Command::HearDefence { statement } => {
                self.defence = Some(Defence { statement: Some(statement.clone()), on: day });
                Status::DefenceHeard
            }
            Command::Decide { measure, ground, article, effective_on } => {
                self.check_measure(*ground, *measure, record, rules)?;
                self.check_intended(*measure)?;
                let document_number = basis.document_number.clone();
                self.decision = Some(Decision { measure: *measure, effective_on: *effective_on, document_number });
                (self.ground, self.article) = (*ground, Some(*article));
                Status::Decided
            }
            Command::Serve { served_on } => {
                let service = Service { on: served_on.unwrap_or(day), profile: record.profile };
                self.clocks = service.profile.clocks(None, service.on, rules, working_days)?;
                self.service = Some(service);
                return Ok(Moved { case: self.stepped(Status::Served, service.on, now), consequence });
            }
            Command::FileRemedy { kind, statement } => self.filed(*kind, statement.clone(), day, rules)?,
            Command::DecideRemedy { outcome, measure, .. } => {
                return self.remedied((*outcome, *measure), (day, basis), situation);
            }
            Command::Plain(Event::TakeEffect | Event::RecordGovernmentDecision) => {
                return self.in_effect(event, day, situation);
            }
            Command::Plain(Event::SuspendDuty) => {
                self.suspended_on = Some(day);
                consequence = Consequence::SuspendsDuty;
                self.status
            }
            Command::Plain(Event::LiftSuspension) => {
                consequence = self.lifted(day);
                self.status
            }
            Command::Plain(Event::Drop) => {
                consequence = self.cleared(day);
                Status::Dropped
            }
            Command::Plain(Event::WaiveDefence) => {
                self.defence = Some(Defence { statement: None, on: day });
                Status::DefenceHeard
            }
            Command::Plain(Event::Close) => {
                let over = self.clocks.iter().filter_map(|clock| clock.file_by.succ_opt()).max();
                let day = over.max(self.last_event_on).unwrap_or(day);
                return Ok(Moved { case: self.stepped(Status::Closed, day, now), consequence });
            }
            Command::Plain(_) => return Err(Error::internal("an event without what it needs")),
        };
        Ok(Moved { case: self.stepped(status, day, now), consequence })
    }

    /// The case keeps nobody from duty any more.
    fn lifted(&mut self, day: Day) -> Consequence {
        match self.over(day) {
            Some(since) => Consequence::LiftsSuspension { since },
            None => Consequence::Nothing,
        }
    }

    /// The case comes to nothing that ends an office: nobody was rightly kept from duty by it.
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

    fn in_effect(mut self, event: Event, day: Day, situation: &Situation<'_, Event>) -> Result<Moved, Error> {
        if Status::FILED.contains(&self.status) && situation.rules.demands(&rules::APPEAL_STAYS_EXECUTION) {
            return refused(&rules::APPEAL_STAYS_EXECUTION, Wording::RemedyStaysIt);
        }
        let due = self.takes_effect_on().ok_or_else(|| Error::internal("a served case without a decision"))?;
        // The government's own decision has its own day.
        let on = if event == Event::RecordGovernmentDecision { day } else { due };
        self.took_effect_on = Some(on);
        let measure = self.decision.as_ref().map(|decision| decision.measure);
        let consequence = match measure {
            // A suspension goes over into the end, and is kept for a reversal.
            Some(measure) if measure.ends() => Consequence::Ends(on),
            Some(measure) if measure.clears() => self.cleared(on),
            _ => self.lifted(on),
        };
        let status = if self.status == Status::Served { Status::Effective } else { self.status };
        Ok(Moved { case: self.stepped(status, on, situation.now), consequence })
    }

    fn filed(&mut self, kind: Kind, statement: Option<String>, day: Day, rules: &Rules) -> Result<Status, Error> {
        let profile = self.service.ok_or_else(|| Error::internal("a remedy against nothing"))?.profile;
        let remedy = profile.file(&self.clocks, kind, statement, day, rules)?;
        self.remedies.push(remedy);
        self.clocks.clear();
        Ok(match kind {
            Kind::Review => Status::ReviewFiled,
            Kind::Appeal => Status::AppealFiled,
            Kind::SecondAppeal => Status::SecondAppealFiled,
        })
    }

    /// R116: nothing becomes heavier. What was wrong, or is now met with less than the end, is undone (R117).
    fn remedied(
        mut self,
        (outcome, measure): (Outcome, Option<Measure>),
        (day, basis): (Day, &Basis),
        situation: &Situation<'_, Event>,
    ) -> Result<Moved, Error> {
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
        // A suspension falls with what was revoked, with what became lighter, and with what it went over into.
        let clears = outcome == Outcome::Revoked || decision.measure.clears() || (had_ended && !still_ends);
        let kept_out = self.suspended_on.filter(|_| clears);
        let restored_from = self.took_effect_on.filter(|_| had_ended && !still_ends).into_iter().chain(kept_out).min();
        let document_number = basis.document_number.clone();
        remedy.decided = Some(Decided { outcome, on: day, document_number, restored_from });
        let kind = remedy.kind;
        let status = match (outcome, kind) {
            (Outcome::Revoked, _) => Status::Reversed,
            (_, Kind::Review) => Status::ReviewDecided,
            (_, Kind::Appeal) => Status::AppealDecided,
            (_, Kind::SecondAppeal) => Status::SecondAppealDecided,
        };
        if status != Status::Reversed {
            self.clocks = service.profile.clocks(Some(kind), day, situation.rules, situation.working_days)?;
        }
        let consequence = match (had_ended, still_ends) {
            (true, false) => {
                let suspended_on = self.suspended_on;
                self.cleared(day);
                Consequence::Restores { suspended_on }
            }
            (false, false) if clears => self.cleared(day),
            (false, false) => self.lifted(day),
            (_, true) => Consequence::Nothing,
        };
        Ok(Moved { case: self.stepped(status, day, situation.now), consequence })
    }
}

fn check_article(ground: Ground, article: Article, faults: &mut Faults) {
    if !ground.articles().contains(&article) {
        let articles: Vec<&str> = ground.articles().iter().map(|one| one.as_str()).collect();
        faults.add("/article", FaultCode::Mismatch, Wording::ArticleOfAnotherGround { articles: articles.join(", ") });
    }
}
