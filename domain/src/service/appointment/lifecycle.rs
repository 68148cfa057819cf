//! What each event asks for and does.

use super::{Appointment, Command, Event, OPEN, Record, Route, Status};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, usual_fields},
        notice::Notice,
        rules::{self, Rule, Rules, refused},
        time::{LAST_DAY, Term, day_after},
    },
    people::terms::{ServedTerm, row_of},
    service::organisation::Cohort,
};

impl Appointment {
    /// The appointment of somebody who serves already, in force from a day under a document (rosters), looked at as a
    /// decision is.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] by the rules that no document passes over.
    pub fn decided_by_document(
        self,
        term: (Day, Option<Day>),
        document: &str,
        record: &Record,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let one = self.in_force_by_document(term, document);
        let term_number = one.check_eligible(record, rules)?;
        if one.route == Route::FullTime {
            check_posts(record)?;
        }
        Ok(Self { term_number, ..one })
    }

    /// Takes in what a decision says about the term, noting what is wrong with it.
    fn take_in_decision(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let Command::Decide { event, starts_on, ends_on, recusal_declared_on } = firing.command else { return };
        let (day, rules, cohort) = (firing.day, firing.situation.rules, firing.known.cohort.as_ref());
        self.decision_document_number.clone_from(&firing.basis.document_number);
        self.recusal_declared_on = recusal_declared_on.or(self.recusal_declared_on);
        let needed = *event == Event::Decide && rules.demands(&rules::RECUSAL_DECLARATION_REQUIRED);
        match self.recusal_declared_on {
            None if needed => {
                faults.add("/recusal_declared_on", FaultCode::Required, Wording::RecusalDeclarationNeeded);
            }
            Some(declared) if declared > day => {
                faults.add("/recusal_declared_on", FaultCode::Date, Wording::DayInTheFuture);
            }
            _ => {}
        }
        let earliest = cohort.map_or(day, |cohort| day.max(cohort.term.from));
        let starts_on = starts_on.or(self.starts_on).unwrap_or(earliest);
        self.starts_on = Some(starts_on);
        self.ends_on = self.last_day(starts_on, *ends_on, cohort, rules, faults);
        if self.ends_on.is_some_and(|last| starts_on <= last) {
            self.check_not_over(day, "/ends_on", faults);
        }
    }

    /// Takes in letter and credential, noting what is wrong with them.
    fn take_in_letter(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let Command::IssueLetter { letter_number, credential_number } = firing.command else { return };
        self.letter_number = letter_number.clone().or(self.letter_number.take());
        self.credential_number = credential_number.clone().or(self.credential_number.take());
        for (pointer, given) in
            [("/letter_number", self.letter_number.is_some()), ("/credential_number", self.credential_number.is_some())]
        {
            if !given {
                faults.add(pointer, FaultCode::Required, Wording::FieldNeeded);
            }
        }
        self.check_not_over(firing.day, "/occurred_on", faults);
        if firing.known.credential_is_taken {
            faults.add("/credential_number", FaultCode::Duplicate, Wording::CredentialOfAnother);
        }
    }

    fn take_in_start(&mut self, day: Day, faults: &mut Faults) {
        match self.starts_on {
            Some(first) if day < first => faults.add("/occurred_on", FaultCode::Date, Wording::TermNotBegun),
            _ => {
                self.starts_on = Some(day);
                self.check_not_over(day, "/occurred_on", faults);
            }
        }
    }

    /// Notes a cohort of the next term that is another authority's, or does not cover the term's first day.
    fn check_next_cohort(&self, cohort: Option<&Cohort>, faults: &mut Faults) {
        let first = self.ends_on.map(day_after);
        match cohort {
            Some(cohort) if cohort.authority_id == self.authority_id => {
                if first.is_some_and(|first| !cohort.term.covers(first)) {
                    faults.add("/cohort_id", FaultCode::Date, Wording::OutsideOfCohort);
                }
            }
            _ => faults.add("/cohort_id", FaultCode::Reference, Wording::NoSuchRecord),
        }
    }

    fn check_not_over(&self, day: Day, pointer: &str, faults: &mut Faults) {
        if let Some(last) = self.ends_on.filter(|last| *last < day) {
            faults.add(pointer, FaultCode::Date, Wording::TermOver { last: last.to_string() });
        }
    }

    /// The last day of a term that begins on a day: three years, less where a shorter end is given, and never after
    /// the cohort's own end (R30, R34, R35). A full-time appointment has none (R33).
    fn last_day(
        &self,
        starts_on: Day,
        said: Option<Day>,
        cohort: Option<&Cohort>,
        rules: &Rules,
        faults: &mut Faults,
    ) -> Option<Day> {
        if self.route == Route::FullTime {
            if said.is_some() {
                faults.add("/ends_on", FaultCode::Mismatch, Wording::FullTimeHasNoTerm);
            }
            return None;
        }
        if cohort.is_some_and(|cohort| !cohort.term.covers(starts_on)) {
            faults.add("/starts_on", FaultCode::Date, Wording::OutsideOfCohort);
        }
        let years = rules.count(&rules::PART_TIME_TERM_YEARS);
        let follows_from_the_start = said.is_none() && self.ends_on.is_none() && cohort.is_none();
        if follows_from_the_start && Term::within_calendar(starts_on, years).is_none() {
            let last = LAST_DAY.to_string();
            faults.add("/starts_on", FaultCode::Date, Wording::BeyondTheCalendar { last });
        }
        let longest = Term::of_years(starts_on, years).until;
        let latest = cohort.map_or(longest, |cohort| longest.min(cohort.term.until));
        let ends_on = said.or(self.ends_on).unwrap_or(latest);
        if ends_on < starts_on {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if ends_on > latest {
            faults.add("/ends_on", FaultCode::Range, Wording::TermTooLong { latest: latest.to_string() });
        }
        Some(ends_on)
    }

    /// Refuses who is not certified on the first day (R7), who is under a sanction, and a fourth term in a row (R31);
    /// gives the number of a part-time term.
    fn check_eligible(&self, record: &Record, rules: &Rules) -> Result<Option<u32>, Error> {
        self.check_certified(record)?;
        check_sanction(record, rules)?;
        let Some((from, until)) = self.starts_on.zip(self.ends_on).filter(|_| self.route == Route::PartTime) else {
            return Ok(None);
        };
        let next = ServedTerm { term: Term { from, until }, cohort: record.cohort.as_ref().map(|cohort| cohort.term) };
        let row = row_of(&next, &record.served, rules);
        let max = rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS);
        if row.length > max {
            return refused(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS, Wording::TermsUsedUp { max: max.into() });
        }
        let rule = if row.number > 1 { &rules::MAX_AGE_RENEWAL } else { &rules::MAX_AGE_NEW };
        check_age(rule, record, record.cohort.as_ref().map_or(from, |cohort| cohort.term.from), rules)?;
        Ok(Some(row.number))
    }

    fn check_certified(&self, record: &Record) -> Result<(), Error> {
        let first = self.starts_on.unwrap_or(Day::MAX);
        if record.certification.as_ref().is_some_and(|one| one.is_in_force(first)) {
            return Ok(());
        }
        refused(&rules::REQUIRES_QUALIFICATION, Wording::NotCertifiedOn { day: first.to_string() })
    }

    /// A renewal is looked at ninety days ahead (ours), and not at all of a third term (R31).
    fn check_renewable(&self, day: Day, record: &Record, rules: &Rules) -> Result<(), Error> {
        if record.has_next_term {
            return Err(Error::Duplicate(Wording::NextTermExists));
        }
        let max = rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS);
        if self.term_number >= Some(max) {
            return refused(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS, Wording::TermsUsedUp { max: max.into() });
        }
        let days = rules.count(&rules::RENEWAL_REVIEW_DAYS);
        let opens = self.ends_on.and_then(|last| last.checked_sub_days(chrono::Days::new(days.into())));
        match opens {
            Some(opens) if day < opens => {
                refused(&rules::RENEWAL_REVIEW_DAYS, Wording::RenewalTooEarly { opens: opens.to_string() })
            }
            _ => Ok(()),
        }
    }

    /// The appointment for the next term, which follows this one.
    fn next_term(&self, firing: &Firing<'_, Self>) -> Result<Self, Error> {
        let Command::Reappoint { cohort_id, ends_on } = firing.command else {
            return Err(Error::internal("no reappointment"));
        };
        let (day, known, situation) = (firing.day, firing.known, firing.situation);
        let first = self.ends_on.map(day_after).ok_or_else(|| Error::internal("a term without end"))?;
        let mut faults = Faults::new();
        let plan = Self { ends_on: None, ..self.clone() };
        let last = plan.last_day(first, *ends_on, known.cohort.as_ref(), situation.rules, &mut faults);
        let last = faults.finish(last)?;
        if known.has_next_term {
            return Err(Error::Duplicate(Wording::NextTermExists));
        }
        let next = Self {
            id: known.next_id.ok_or_else(|| Error::internal("no id for the next term"))?,
            version: 1,
            cohort_id: *cohort_id,
            starts_on: Some(first),
            ends_on: Some(last),
            renews_id: Some(self.id),
            status: Status::Active,
            letter_number: None,
            filed_upward_on: None,
            published_on: None,
            notice: None,
            trail: StatusHistory::beginning(day, Status::Decided).then(first, Status::Active),
            last_event_on: Some(day),
            created_at: situation.now,
            updated_at: situation.now,
            ..self.clone()
        };
        let term_number = next.check_eligible(known, situation.rules)?;
        Ok(Self { term_number, ..next })
    }
}

use Authority::{AnotherApprover, AnotherApproverThan, Approver, Registrar, RegistrarOrSystem, System};

/// The lifecycle: lifecycles page, "Appointment", row for row. A term that is over ends a suspended appointment too.
///
/// Whoever nominated, completed or reviewed decides nothing. A renewal is proposed by whoever opened it: who nominated for the
/// present term, years ago, has no part in it.
impl Lifecycle for Appointment {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    /// The appointment for the next term.
    type Effect = Option<Self>;

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            Step::new(E::Review, &[S::Nominated], S::Reviewed, Registrar),
            Step::new(E::OpenNotice, &[S::Reviewed], S::InPublicNotice, Registrar).opening_notice(),
            Step::new(E::Decide, &[S::InPublicNotice], S::Decided, AnotherApprover(&[E::Review])).by_document(),
            Step::new(E::RecordGovernmentDecision, &[S::Proposed], S::Decided, AnotherApprover(&[E::Review]))
                .by_document(),
            Step::within(E::IssueLetter, &[S::Decided], Registrar),
            Step::new(E::Start, &[S::LetterIssued, S::Decided], S::Active, RegistrarOrSystem),
            Step::within(E::FileUpward, &[S::Active], Registrar).by_document(),
            Step::within(E::Publish, &[S::Active], Registrar),
            Step::new(E::Suspend, &[S::Active], S::Suspended, Approver).for_reason(),
            Step::new(E::Resume, &[S::Suspended], S::Active, Approver).for_reason(),
            Step::new(E::OpenRenewal, &[S::Active], S::RenewalReview, RegistrarOrSystem),
            Step::new(E::Reappoint, &[S::RenewalReview], S::Active, AnotherApproverThan(&[E::OpenRenewal]))
                .by_document(),
            Step::new(E::Resign, OPEN, S::Resigned, Registrar),
            Step::new(E::Transfer, OPEN, S::Transferred, Registrar),
            Step::new(E::Retire, OPEN, S::Retired, Registrar),
            Step::new(E::RecordDeath, OPEN, S::Deceased, Registrar),
            Step::new(E::Cancel, OPEN, S::Cancelled, Registrar),
            Step::new(E::Complete, Status::IN_OFFICE, S::Completed, System),
        ]
    };

    usual_fields!(trail);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let status = self.effective(today);
        match step.event {
            Event::Complete => self.status.is_in_office() && status == Status::Completed,
            // A next term begins by itself, and its letter may come later.
            Event::IssueLetter => {
                let awaits = self.renews_id.is_some() && self.letter_number.is_none() && status == Status::Active;
                self.route == Route::PartTime && (awaits || status == Status::Decided)
            }
            _ if !step.from.contains(&status) => false,
            // A full-time inspector gets no letter of engagement, and takes up duty upon the government's decision.
            Event::OpenRenewal => self.route == Route::PartTime,
            Event::Start => self.route == Route::FullTime || status == Status::LetterIssued,
            _ => true,
        }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Decide { .. } => self.take_in_decision(firing, faults),
            Command::IssueLetter { .. } => self.take_in_letter(firing, faults),
            Command::Plain(Event::Start) => self.take_in_start(firing.day, faults),
            Command::Reappoint { cohort_id: Some(_), .. } => {
                self.check_next_cohort(firing.known.cohort.as_ref(), faults);
            }
            Command::Reappoint { .. } | Command::Plain(_) => {}
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            Event::Decide => {
                let notice = self.notice.as_ref();
                notice.ok_or_else(|| Error::internal("a published name without a notice"))?.check_over(readiness.day)
            }
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<Option<Self>, Error> {
        let (day, known, rules) = (firing.day, firing.known, firing.situation.rules);
        match firing.command.event() {
            Event::OpenNotice => {
                let elsewhere = firing.basis.published_elsewhere.as_ref();
                self.notice = Some(Notice::opened(day, elsewhere, rules, firing.situation.working_days)?);
            }
            Event::Decide => self.term_number = self.check_eligible(known, rules)?,
            Event::RecordGovernmentDecision => {
                self.check_eligible(known, rules)?;
                check_posts(known)?;
            }
            // A next term that has begun by itself stays in office.
            Event::IssueLetter if !self.status.is_in_office() => self.status = Status::LetterIssued,
            Event::Start => {
                self.check_certified(known)?;
                check_sanction(known, rules)?;
                check_training(known, rules)?;
            }
            Event::FileUpward => self.filed_upward_on = Some(day),
            Event::Publish => self.published_on = Some(day),
            Event::OpenRenewal => self.check_renewable(day, known, rules)?,
            Event::Reappoint => return self.next_term(firing).map(Some),
            Event::Resign | Event::Transfer | Event::Retire | Event::RecordDeath | Event::Cancel | Event::Complete => {
                self.ended_on = Some(self.end(day))
            }
            Event::Review | Event::IssueLetter | Event::Suspend | Event::Resume => {}
        }
        Ok(None)
    }
}

/// R108, S1 art. 6: a full-time inspector holds one of the authority's establishment posts.
fn check_posts(record: &Record) -> Result<(), Error> {
    if record.posts_taken < record.posts {
        return Ok(());
    }
    let wording = Wording::NoPostFree { posts: record.posts.into(), taken: record.posts_taken.into() };
    refused(&rules::ESTABLISHMENT_POSTS, wording)
}

/// R20: where a locality set an age limit, no part-time inspector is older on the cohort's first day. Nobody's age is
/// guessed. For full-time ones the cadre rules decide (R33).
fn check_age(rule: &'static Rule, record: &Record, reference: Day, rules: &Rules) -> Result<(), Error> {
    let Some(max) = rules.limit(rule) else { return Ok(()) };
    match record.birth_date {
        None => refused(rule, Wording::BirthDateNeeded),
        Some(born) if reference.years_since(born).is_some_and(|age| age > max) => {
            refused(rule, Wording::OlderThan { max: max.into(), day: reference.to_string() })
        }
        Some(_) => Ok(()),
    }
}

fn check_sanction(record: &Record, rules: &Rules) -> Result<(), Error> {
    match record.sanctioned_until.filter(|_| rules.demands(&rules::NO_SANCTION)) {
        None => Ok(()),
        Some(until) => refused(&rules::NO_SANCTION, Wording::UnderSanction { until: until.to_string() }),
    }
}

/// R70: newly appointed inspectors are trained before they take up duty. Who was certified by record serves already.
fn check_training(record: &Record, rules: &Rules) -> Result<(), Error> {
    let needed = rules.count(&rules::PRE_DUTY_HOURS);
    let serves_already = record
        .certification
        .as_ref()
        .is_some_and(|one| one.route == crate::qualification::certification::Route::Grandfathered);
    if !rules.demands(&rules::PRE_DUTY_TRAINING_REQUIRED) || serves_already || record.pre_duty_hours >= needed {
        return Ok(());
    }
    let counted = record.pre_duty_hours.into();
    refused(&rules::PRE_DUTY_TRAINING_REQUIRED, Wording::HoursMissing { needed: needed.into(), counted })
}
