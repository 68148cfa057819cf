//! What each county of a demo paid each month: computed as a run is, from what stands in the register of everybody, and decided
//! but for the last month, whose roster is posted.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Datelike;
use domain::{
    Area, Day, Error, Instant,
    kernel::{
        calendar::{WorkingDays, YearCalendar},
        event::{Basis, SubjectKind},
        id::PersonId,
        lifecycle::{Contributors, Situation, fire},
        notice::Clock,
    },
    money::stipend::{
        entitlement::Terms,
        line::LineKind,
        run::{Command, Event, Run},
    },
};
use openapi::administration::calendar::PutCalendar;
use persistence::{
    administration::calendars,
    money::{
        stipend_facts::{self, Known},
        stipend_lines::{self, GrantedMonths},
    },
};
use uuid::Uuid;

use super::{
    maker::{Maker, Size},
    rows::{created, morning},
};
use crate::{
    app::{
        Ctx, UseCase,
        administration::calendars::UploadCalendar,
        money::stipend_runs::computing::{LateMonths, Made, Measure, Standards, Work},
    },
    demo::city::days::calendar_of,
};

/// The working days of the years of a demo: runs are posted for as many. Years that are there already stay.
pub(super) fn working_days(ctx: &mut Ctx<'_>, size: Size) -> Result<WorkingDays, Error> {
    let known: Vec<i32> = calendars::all(ctx.db)?.iter().map(|calendar| calendar.days.year).collect();
    for year in (size.first().year()..=size.last.year() + 1).filter(|year| !known.contains(year)) {
        let YearCalendar { holidays, .. } = calendar_of(year)?;
        let document_number = Some("演示日历".to_owned());
        let holidays = holidays.into_iter().collect();
        let body = PutCalendar { holidays, workdays: Vec::new(), document_number, allow_empty: false };
        UploadCalendar { year, version: None, body }.run(ctx)?;
    }
    calendars::working_days(ctx.db)
}

/// What a county has paid so far.
#[derive(Default)]
struct Books {
    known: HashMap<PersonId, Known>,
    people: Vec<PersonId>,
    granted: HashMap<PersonId, GrantedMonths>,
    /// Of whom something is held: that comes up again with every run.
    held: HashSet<PersonId>,
    /// The runs decided, and what they come to by year.
    decided: Vec<Uuid>,
    spent: BTreeMap<i32, i64>,
}

impl Books {
    /// What a run gives, which corrects earlier months.
    fn compute(&self, run: &Run, (own, earlier): (&Measure, &[Measure]), now: Instant) -> Made {
        let (held_by_hand, late) = (HashMap::new(), LateMonths::new());
        let plain = Work { run, own, earlier: &[], late: &late, held_by_hand: &held_by_hand, now };
        let correcting = Work { run, own, earlier, late: &late, held_by_hand: &held_by_hand, now };
        let mut made = Made::default();
        for person in &self.people {
            let Some(Known { number: Some(number), history }) = self.known.get(person) else { continue };
            let work = if self.held.contains(person) { &correcting } else { &plain };
            work.settle_one((*person, number, history), self.granted.get(person), &[], &mut made);
        }
        made
    }

    /// Takes note of a run that was decided.
    fn keep(&mut self, run: &Run, made: &Made) {
        self.decided.push(run.id.0);
        *self.spent.entry(run.month.year()).or_default() += run.amount();
        for line in &made.lines {
            if line.kind == LineKind::Held {
                self.held.insert(line.person_id);
            }
            stipend_lines::grant(self.granted.entry(line.person_id).or_default(), line, run.status);
        }
    }
}

impl Maker<'_> {
    /// Pays a county every month, and gives how many runs and lines these are.
    pub(super) fn pay_county(
        &mut self,
        ctx: &mut Ctx<'_>,
        area: &Area,
        working_days: &WorkingDays,
    ) -> Result<usize, Error> {
        let span = (self.first, self.last);
        let standards = Standards::read(ctx, area, span)?;
        let people = stipend_facts::in_office(ctx.db, area, span, None, usize::MAX)?;
        let known = stipend_facts::of_people(ctx.db, &people, span)?;
        let mut books = Books { known, people, ..Books::default() };
        let months = std::iter::successors(Some(self.first), |month| Some(month.next()));
        let months = months.take_while(|month| *month <= self.last);
        let measures: Vec<Measure> =
            months.map(|month| Measure::of(&standards, month, Terms::of(self.rules, month))).collect();
        let mut count = 0;
        for (place, own) in measures.iter().enumerate() {
            let (earlier, _) = measures.split_at(place);
            count += self.pay_month(area, (own, earlier), (&standards, working_days), &mut books)?;
        }
        Ok(count)
    }

    fn pay_month(
        &mut self,
        area: &Area,
        (own, earlier): (&Measure, &[Measure]),
        (standards, working_days): (&Standards, &WorkingDays),
        books: &mut Books,
    ) -> Result<usize, Error> {
        let (month, day) = (own.month, own.month.end());
        let run = Run::begin(self.ids.next(), (area.clone(), month), day, morning(day))?;
        let made = books.compute(&run, (own, earlier), morning(day));
        let known = (morning(day), books.decided.clone());
        let computation = own.computation(known, self.rules, standards.yearly_cap(month), made.totals());
        let spent = books.spent.get(&month.year()).copied().unwrap_or_default();
        let history =
            self.decide(run, Command::Compute(Box::new(computation)), (spent, &books.decided), working_days)?;
        if let Some(run) = history.last().filter(|run| run.status.is_decided()) {
            books.keep(run, &made);
        }
        let lines = made.lines.len();
        self.rows.runs.push((history, made));
        Ok(lines + 1)
    }

    /// Takes a run through its lifecycle, as far as it had come on the demo's day.
    fn decide(
        &mut self,
        run: Run,
        compute: Command,
        (spent, decided): (i64, &[Uuid]),
        working_days: &WorkingDays,
    ) -> Result<Vec<Run>, Error> {
        let (subject, day) = ((SubjectKind::StipendRun, run.id.0), run.month.end());
        self.note(subject, created(Some(run.status.as_str())), day);
        let mut history = vec![run];
        for command in [compute, Command::Plain(Event::VerifyDuty), Command::Plain(Event::OpenRosterNotice)] {
            self.fire_run(&mut history, &command, day, working_days)?;
        }
        let posted = history.last().and_then(|run| run.notice.as_ref()).map(|notice| &notice.clock);
        if let Some(Clock::RunsUntil(last)) = posted {
            let day = *last + chrono::Days::new(1);
            let approve = Command::Approve { spent, decided: decided.to_vec() };
            if day <= self.today {
                self.fire_run(&mut history, &approve, day, working_days)?;
            }
        }
        Ok(history)
    }

    fn fire_run(
        &mut self,
        history: &mut Vec<Run>,
        command: &Command,
        today: Day,
        working_days: &WorkingDays,
    ) -> Result<(), Error> {
        let Some(stands) = history.last() else { return Ok(()) };
        let event = command.event();
        let is_decision = event == Event::Approve;
        let actor = if is_decision { &self.desk.approver } else { &self.desk.registrar };
        let document_number = is_decision.then(|| format!("演示督付〔{}〕{}号", today.year(), stands.month.number()));
        let basis = Basis { document_number, ..Basis::default() };
        let (contributors, rules) = (Contributors::default(), self.rules);
        let situation =
            Situation { actor, contributors: &contributors, today, now: morning(today), rules, working_days };
        let next = fire(stands, command, &basis, &(), &situation)?.record;
        let step = (event.as_str(), Some(stands.status.as_str()), Some(next.status.as_str()));
        let subject = (SubjectKind::StipendRun, next.id.0);
        self.rows.state(&mut self.ids, subject, step, (actor, today), basis, rules.version);
        history.push(next);
        Ok(())
    }
}
