//! Computing a run: the facts are read for many people at once, each person is settled by a pure function, and what it gives
//! is stored in bulk. All of it is one transaction: a run is computed whole or not at all, whatever breaks.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use chrono::TimeDelta;
use domain::{
    Area, Day, Error, Instant, Reach, Wording,
    kernel::{
        event::SubjectKind,
        id::{PersonId, StipendRunId},
        money::Fen,
        period::Month,
        rules::{self, Rules, refused},
        text::PersonNumber,
        time::day_in_shanghai,
    },
    money::stipend::{
        amounts::Component,
        entitlement::{Dated, Destination, Owed, Source, Standard as Amounts, Terms, owed},
        grounds::Grounds,
        history::History,
        line::{Finding, FindingCode, Line},
        run::{Computation, Run, StandardOfMonth, Totals},
        settling::{Account, Draft, EarlierMonth},
        standard::Standard,
        tax::TaxTerms,
    },
};
use persistence::money::{
    stipend_facts::{self, Known},
    stipend_findings,
    stipend_grounds::{self, GroundsOf},
    stipend_lines::{self, GrantedMonths, GrantedOf},
    stipend_runs, stipend_standards,
};

use uuid::Uuid;

use crate::app::{Ctx, kernel::within_reach::survivors};

/// People whose facts are read at once: few enough to be held, many enough that a statement is cheap.
pub(super) const PEOPLE_AT_ONCE: usize = 2_000;
/// How many months back a run corrects.
const MONTHS_CORRECTED: u32 = 36;
/// How many of them a run may be late: what was reported in the last of them may not have been corrected in time.
const MONTHS_OF_GRACE: u32 = 12;
/// How long a write may take to become visible: a run may have missed what was recorded this shortly before it was
/// computed.
const LONGEST_WRITE: TimeDelta = TimeDelta::hours(1);

/// How far a computation is, for whoever watches it.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<(AtomicU64, AtomicU64)>);

impl Progress {
    /// People done, and people there are; none as long as they are not counted.
    pub fn read(&self) -> (u64, u64) {
        (self.0.0.load(Ordering::Relaxed), self.0.1.load(Ordering::Relaxed))
    }

    fn of(&self, people: usize) {
        self.0.0.store(0, Ordering::Relaxed);
        self.0.1.store(u64::try_from(people).unwrap_or_default(), Ordering::Relaxed);
    }

    fn done(&self, people: usize) {
        self.0.0.fetch_add(u64::try_from(people).unwrap_or_default(), Ordering::Relaxed);
    }
}

/// The standards of an area and of its parts, on the days from the first month that is corrected.
pub(crate) struct Standards {
    own: Vec<Standard>,
    parts: Vec<Standard>,
}

impl Standards {
    pub(crate) fn read(ctx: &mut Ctx<'_>, area: &Area, (first, last): (Month, Month)) -> Result<Self, Error> {
        let all = stipend_standards::holding_under(ctx.db, area, (first.first(), last.last()))?;
        let (own, parts) = all.into_iter().partition(|one| one.area == *area);
        Ok(Self { own, parts })
    }

    /// Those of an area above, while it has none of its own.
    pub(super) fn by(self, above: Self) -> Self {
        Self { own: above.own, parts: self.parts }
    }

    /// The area's own amounts in a month; the next standard ends the one before it.
    pub(crate) fn of_month(&self, month: Month) -> Vec<Amounts> {
        let ends = self.own.iter().skip(1).map(|next| next.details.starts_on).chain([Day::MAX]);
        let amounts = |(one, next): (&Standard, Day)| {
            let end = one.ends_on().and_then(|last| last.succ_opt()).unwrap_or(Day::MAX).min(next);
            let (from, end) = (one.details.starts_on.max(month.first()), end.min(month.end()));
            let source = Source { kind: SubjectKind::StipendStandard, id: one.id.0, version: one.version };
            (from < end).then(|| Dated { value: one.details.amounts.clone(), from, end, source })
        };
        self.own.iter().zip(ends).filter_map(amounts).collect()
    }

    /// The parts of the area that have a standard of their own in a month, and so a run of their own.
    fn parts_of_month(&self, month: Month) -> Vec<Reach> {
        let holds = |one: &&Standard| {
            one.details.starts_on < month.end() && one.ends_on().is_none_or(|last| month.first() <= last)
        };
        self.parts.iter().filter(holds).map(|one| Reach::under(&one.area)).collect()
    }

    /// The most that the area pays in the year: by the standard in effect when the month ends.
    pub(crate) fn yearly_cap(&self, month: Month) -> Option<Fen> {
        let holds = |one: &&Standard| one.details.starts_on < month.end();
        self.own.iter().rfind(holds).and_then(|one| one.details.yearly_cap)
    }
}

fn kept(amounts: &[Amounts]) -> Vec<StandardOfMonth> {
    amounts.iter().map(|one| StandardOfMonth { id: one.source.id.into(), from: one.from, end: one.end }).collect()
}

/// A month by which people are computed: the run's own, or an earlier one that was decided.
#[derive(Clone)]
pub(crate) struct Measure {
    /// Which.
    pub(crate) month: Month,
    pub(super) standards: Vec<Amounts>,
    terms: Terms,
    parts: Vec<Reach>,
}

impl Measure {
    pub(crate) fn of(standards: &Standards, month: Month, terms: Terms) -> Self {
        Self { month, standards: standards.of_month(month), terms, parts: standards.parts_of_month(month) }
    }

    /// The same by other standards.
    pub(super) fn by(&self, standards: Vec<Amounts>) -> Self {
        Self { standards, ..self.clone() }
    }

    /// What a person who is paid on a day is owed for offices where the run pays, and their days of duty in office and not.
    pub(super) fn owed(
        &self,
        history: &History,
        paid_on: Day,
        covers: impl Fn(&Area) -> bool,
    ) -> (Vec<Owed>, (u32, u32)) {
        let facts = history.of_month(self.month, paid_on, covers);
        let duty_days = (facts.duty_days, facts.duty_days_outside);
        (owed(&facts, &self.standards, self.month, &self.terms), duty_days)
    }

    /// What a run says of how it was computed by this.
    pub(crate) fn computation(
        &self,
        (at, decided_before): (Instant, Vec<Uuid>),
        rules: &Rules,
        yearly_cap: Option<Fen>,
        totals: Totals,
    ) -> Computation {
        let (standards, terms, tax) = (kept(&self.standards), self.terms.clone(), TaxTerms::of(rules, self.month));
        Computation { at, terms, tax, standards, decided_before, yearly_cap, totals }
    }

    /// Whether the run of an area pays an office there.
    pub(super) fn covers(&self, run: &Area, office: &Area) -> bool {
        Reach::under(run).covers(office) && !self.parts.iter().any(|part| part.covers(office))
    }
}

/// Makes the lines of a run anew.
pub(super) fn compute(ctx: &mut Ctx<'_>, run: &Run, progress: &Progress) -> Result<Computation, Error> {
    let rules = ctx.rules()?;
    let window = run.month.before(MONTHS_CORRECTED);
    let late = reported_long_after(ctx, run, window)?;
    let late_months: BTreeSet<Month> = late.values().flatten().copied().collect();
    let first = late_months.first().copied().unwrap_or(window);
    let standards = Standards::read(ctx, &run.area, (first, run.month))?;
    let own = Measure::of(&standards, run.month, Terms::of(&rules, run.month));
    if own.standards.is_empty() {
        let month = run.month.to_string();
        return refused(&rules::STIPEND_STANDARD_NEEDED, Wording::StandardOfMonthNeeded { month });
    }
    let decided = stipend_runs::decided(ctx.db, &run.area)?;
    let is_corrected = |other: &&Run| (window..run.month).contains(&other.month);
    let earlier: Vec<&Run> = decided.iter().filter(is_corrected).collect();
    let measure = |other: &Run| {
        let terms = other.computation.as_ref()?.terms.clone();
        Some(Measure::of(&standards, other.month, terms))
    };
    let earlier_months: Vec<Measure> = earlier.iter().copied().filter_map(measure).collect();
    let long_ago = decided.iter().filter(|other| late_months.contains(&other.month)).filter_map(measure);
    let with_long_ago: Vec<Measure> = long_ago.chain(earlier_months.iter().cloned()).collect();
    let held_by_hand = held_by_hand(ctx, run)?;
    stipend_lines::clear(ctx.db, run.id)?;
    let mut to_correct = to_correct(ctx, run, &earlier, &earlier_months, window)?;
    let everybody = stipend_facts::in_office(ctx.db, &run.area, (run.month, run.month), None, usize::MAX)?;
    to_correct.retain(|person| !late.contains_key(person));
    let is_plain = |person: &PersonId| !to_correct.contains(person) && !late.contains_key(person);
    let plain: Vec<PersonId> = everybody.into_iter().filter(is_plain).collect();
    let to_correct: Vec<PersonId> = to_correct.into_iter().collect();
    let of_late: Vec<PersonId> = late.keys().copied().collect();
    progress.of(plain.len() + to_correct.len() + of_late.len());
    let (now, mut totals) = (ctx.now(), Totals::default());
    let mut work = Work { run, own: &own, earlier: &[], late: &late, held_by_hand: &held_by_hand, now };
    let groups: [(Vec<PersonId>, &[Measure]); 3] =
        [(plain, &[]), (to_correct, &earlier_months), (of_late, &with_long_ago)];
    for (people, earlier) in groups {
        work.earlier = earlier;
        totals = work.settle_all(ctx, &people, totals, progress)?;
    }
    work.list_shared_accounts(ctx, totals.findings)?;
    let decided = decided.iter().map(|other| other.id.0).collect();
    Ok(own.computation((now, decided), &rules, standards.yearly_cap(run.month), totals))
}

/// The months before those that every run corrects of which finance reported something so late that no run can have corrected
/// it, by person: money that came back is owed again, however long ago it was paid.
fn reported_long_after(ctx: &mut Ctx<'_>, run: &Run, window: Month) -> Result<LateMonths, Error> {
    let reported = stipend_lines::reported_late_of_months(ctx.db, &run.area, window)?;
    // What came earlier was corrected while its month was among those that every run corrects.
    let is_long_after = |(_, month, at): &(PersonId, Month, Instant)| {
        *month <= Month::of(day_in_shanghai(*at)).before(MONTHS_CORRECTED - MONTHS_OF_GRACE)
    };
    let long_after: Vec<(PersonId, Month)> =
        reported.into_iter().filter(is_long_after).map(|(person, month, _)| (person, month)).collect();
    let survivors = survivors(ctx, &long_after.iter().map(|(person, _)| *person).collect::<Vec<_>>())?;
    let mut late = LateMonths::new();
    for (person, month) in long_after {
        late.entry(survivors.get(&person).copied().unwrap_or(person)).or_default().insert(month);
    }
    Ok(late)
}

/// People to whom an earlier month may owe something else than was granted: the register learned something about them
/// since, a payment of theirs was reported late, an amount of theirs was held, failed or is outstanding, or the
/// standard of their month was corrected.
fn to_correct(
    ctx: &mut Ctx<'_>,
    run: &Run,
    earlier: &[&Run],
    measures: &[Measure],
    window: Month,
) -> Result<BTreeSet<PersonId>, Error> {
    let Some(latest) = earlier.last() else { return Ok(BTreeSet::new()) };
    // What the latest run did not know of when it was computed, it did not correct.
    let known = latest.computation.iter().flat_map(|computation| &computation.decided_before);
    let known: BTreeSet<_> = known.copied().collect();
    let unknown = earlier.iter().filter(|other| other.id == latest.id || !known.contains(&other.id.0));
    let since = unknown.filter_map(|other| other.computation.as_ref().map(|computation| computation.at)).min();
    let mut people = match since {
        Some(since) => stipend_facts::changed_since(ctx.db, since - LONGEST_WRITE, run.month)?,
        None => BTreeSet::new(),
    };
    if let Some(since) = since {
        people.extend(stipend_lines::reported_late(ctx.db, &run.area, since - LONGEST_WRITE)?);
    }
    people.extend(stipend_facts::unsettled(ctx.db, &run.area, (window, run.month), latest.id)?);
    let is_corrected = |(other, measure): &(&&Run, &Measure)| {
        other.computation.as_ref().is_some_and(|computation| computation.standards != kept(&measure.standards))
    };
    let corrected: Vec<Month> =
        earlier.iter().zip(measures).filter(is_corrected).map(|(other, _)| other.month).collect();
    people.extend(stipend_lines::people_of_months(ctx.db, &run.area, &corrected)?);
    // What is owed to a record that was merged since is owed to its survivor.
    let survivors = survivors(ctx, &people.iter().copied().collect::<Vec<_>>())?;
    Ok(people.iter().map(|person| survivors.get(person).copied().unwrap_or(*person)).collect())
}

/// Refuses to decide a run that corrects what earlier runs granted otherwise by now, because finance reported a payment of theirs
/// late: it would pay twice what was paid after all.
///
/// # Errors
/// A refusal: the run is computed again.
pub(super) fn check_corrections(ctx: &mut Ctx<'_>, run: &Run, computed_at: Instant) -> Result<(), Error> {
    let people = stipend_lines::reported_late(ctx.db, &run.area, computed_at - LONGEST_WRITE)?;
    if people.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = people.into_iter().collect();
    let corrections = stipend_lines::corrections(ctx.db, run, &people)?;
    let Some(first) = corrections.iter().map(|line| line.month).min() else { return Ok(()) };
    let paid = stipend_lines::Paid::of(ctx.db, &people)?;
    let granted = stipend_lines::granted(ctx.db, &paid, (first, run.month))?;
    let still = |line: &&Line| {
        let month = granted.get(&line.person_id).and_then(|months| months.get(&line.month));
        let now = month.and_then(|(_, components)| components.get(&line.component)).map_or(0, |one| one.amount);
        line.granted == Some(now)
    };
    match corrections.iter().find(|line| !still(line)) {
        Some(_) => refused(&rules::STIPEND_ONCE, Wording::PaymentReportedMeanwhile),
        None => Ok(()),
    }
}

/// What somebody holds of the run by hand: a merge does not let it go.
fn held_by_hand(ctx: &mut Ctx<'_>, run: &Run) -> Result<HashMap<PersonId, Vec<(Component, String)>>, Error> {
    let held = stipend_lines::held_by_hand(ctx.db, run.id)?;
    let survivors = survivors(ctx, &held.keys().copied().collect::<Vec<_>>())?;
    let mut all: HashMap<PersonId, Vec<(Component, String)>> = HashMap::new();
    for (person, components) in held {
        all.entry(survivors.get(&person).copied().unwrap_or(person)).or_default().extend(components);
    }
    Ok(all)
}

/// Months that are corrected of some people although they lie further back than those that every run corrects.
pub(crate) type LateMonths = BTreeMap<PersonId, BTreeSet<Month>>;

/// A run in the making.
pub(crate) struct Work<'a> {
    /// The run.
    pub(crate) run: &'a Run,
    /// By what its month is computed.
    pub(crate) own: &'a Measure,
    /// By what the earlier months are computed that it corrects, oldest first.
    pub(crate) earlier: &'a [Measure],
    /// Of whom it corrects which of those that lie further back.
    pub(crate) late: &'a LateMonths,
    /// What somebody holds of it.
    pub(crate) held_by_hand: &'a HashMap<PersonId, Vec<(Component, String)>>,
    /// When.
    pub(crate) now: Instant,
}

/// What settling some people gave.
#[derive(Default)]
pub(crate) struct Made {
    /// Lines.
    pub(crate) lines: Vec<Line>,
    /// What they rest on.
    pub(crate) grounds: Vec<GroundsOf>,
    /// Who is listed.
    pub(crate) findings: Vec<Finding>,
}

impl Made {
    /// Stores it, the findings from an ordinal on, and says what it comes to.
    pub(crate) fn store(&self, ctx: &mut Ctx<'_>, run: StipendRunId, ordinal: i64) -> Result<Totals, Error> {
        stipend_lines::insert(ctx.db, &self.lines)?;
        stipend_grounds::insert(ctx.db, self.grounds.iter().map(|grounds| (run, grounds)))?;
        let findings = (ordinal..).zip(&self.findings).map(|(ordinal, finding)| (run, ordinal, finding));
        stipend_findings::insert(ctx.db, findings)?;
        Ok(self.totals())
    }

    /// The totals of the computation.
    pub(crate) fn totals(&self) -> Totals {
        let findings = i64::try_from(self.findings.len()).unwrap_or(i64::MAX);
        Totals { findings, ..Totals::of(&self.lines) }
    }
}

/// What some people are settled by.
struct Facts<'a> {
    people: &'a [PersonId],
    known: HashMap<PersonId, Known>,
    /// The components that other runs of the month pay them.
    paid_elsewhere: HashMap<PersonId, Vec<Component>>,
    granted: GrantedOf,
}

impl Work<'_> {
    /// Settles people, many at once, stores what that gives, and adds it to the totals. Another thread settles some of them
    /// while this one stores those before and reads those after them.
    fn settle_all(
        &self,
        ctx: &mut Ctx<'_>,
        people: &[PersonId],
        mut totals: Totals,
        progress: &Progress,
    ) -> Result<Totals, Error> {
        thread::scope(|scope| {
            // What one side waits for ends when the other side lets go of its channel.
            let (read, to_settle) = mpsc::sync_channel::<Facts<'_>>(1);
            let (settled, to_store) = mpsc::sync_channel(1);
            let settle =
                move || to_settle.iter().try_for_each(|facts| settled.send((facts.people.len(), self.settle(&facts))));
            thread::Builder::new().name("settling".to_owned()).spawn_scoped(scope, settle).map_err(Error::internal)?;
            let mut store = |ctx: &mut Ctx<'_>, (people, made): (usize, Made)| {
                totals = totals.and(made.store(ctx, self.run.id, totals.findings)?);
                progress.done(people);
                Ok::<(), Error>(())
            };
            for (number, people) in people.chunks(PEOPLE_AT_ONCE).enumerate() {
                let facts = self.read(ctx, people)?;
                read.send(facts).map_err(|_| Error::internal("nobody settles what was read"))?;
                if number > 0 {
                    store(ctx, to_store.recv().map_err(Error::internal)?)?;
                }
            }
            drop(read);
            to_store.iter().try_for_each(|made| store(ctx, made))
        })?;
        Ok(totals)
    }

    /// Reads what people are settled by.
    fn read<'a>(&self, ctx: &mut Ctx<'_>, people: &'a [PersonId]) -> Result<Facts<'a>, Error> {
        let first = self.earlier.first().map_or(self.run.month, |measure| measure.month);
        let known = stipend_facts::of_people(ctx.db, people, (first, self.run.month))?;
        let payments = stipend_lines::Paid::of(ctx.db, people)?;
        let paid_elsewhere = stipend_lines::paid_elsewhere(ctx.db, &payments, self.run.month, self.run.id)?;
        let granted = match self.earlier {
            [] => GrantedOf::new(),
            [..] => stipend_lines::granted(ctx.db, &payments, (first, self.run.month))?,
        };
        Ok(Facts { people, known, paid_elsewhere, granted })
    }

    /// Settles people.
    fn settle(&self, facts: &Facts<'_>) -> Made {
        let mut made = Made::default();
        for person in facts.people {
            let Some(Known { number: Some(number), history }) = facts.known.get(person) else { continue };
            let paid: &[Component] = facts.paid_elsewhere.get(person).map_or(&[], Vec::as_slice);
            self.settle_one((*person, number, history), facts.granted.get(person), paid, &mut made);
        }
        made
    }

    /// Settles one person, by what earlier runs granted them and other runs of the month pay them.
    pub(crate) fn settle_one(
        &self,
        (person_id, number, history): (PersonId, &PersonNumber, &History),
        granted: Option<&GrantedMonths>,
        paid_elsewhere: &[Component],
        made: &mut Made,
    ) {
        let (month, paid_on) = (self.run.month, self.paid_on());
        let (owed, duty_days) = self.own.owed(history, paid_on, |office| self.own.covers(&self.run.area, office));
        let mut duty = BTreeMap::from([(month, duty_days)]);
        let mut earlier: BTreeMap<Month, EarlierMonth> = BTreeMap::new();
        for measure in self.earlier.iter().filter(|measure| self.corrects(person_id, measure.month)) {
            let known = granted.and_then(|months| months.get(&measure.month));
            // What another area's run granted is that area's to correct.
            if known.is_some_and(|(area, _)| *area != self.run.area) {
                continue;
            }
            let covers = |office: &Area| known.is_some() || measure.covers(&self.run.area, office);
            let (owed, duty_days) = measure.owed(history, paid_on, covers);
            duty.insert(measure.month, duty_days);
            let granted = known.map(|(_, components)| components.clone()).unwrap_or_default();
            earlier.insert(measure.month, EarlierMonth { owed, granted });
        }
        let held: &[(Component, String)] = self.held_by_hand.get(&person_id).map_or(&[], Vec::as_slice);
        let destination = Destination::of(&history.payees, paid_on);
        let (owed, earlier) = (&owed, &earlier);
        let account = Account { person_id, month, owed, paid_elsewhere, held_by_hand: held, earlier, destination };
        let settled = account.settle();
        let months: BTreeSet<Month> = settled.lines.iter().map(|line| line.key.month).collect();
        for of in months {
            let corrected = earlier.get(&of).filter(|_| of != month);
            let owed = corrected.map_or(owed, |earlier| &earlier.owed);
            let duty_days = duty.get(&of).copied().unwrap_or_default();
            let granted = corrected.iter().flat_map(|earlier| earlier.granted.values());
            let lines = granted.flat_map(|granted| granted.lines.iter().copied()).collect();
            made.grounds.push((person_id, of, Grounds::of(owed, duty_days).and_earlier(lines)));
        }
        made.lines.extend(settled.lines.into_iter().map(|draft| self.line(draft, number)));
        made.findings.extend(settled.findings);
    }

    /// True if it corrects this month of a person.
    fn corrects(&self, person: PersonId, month: Month) -> bool {
        let is_late = || self.late.get(&person).is_some_and(|months| months.contains(&month));
        month >= self.run.month.before(MONTHS_CORRECTED) || is_late()
    }

    /// The day on which its money is paid, as far as it is known: that of computing, and none before the month is over.
    fn paid_on(&self) -> Day {
        day_in_shanghai(self.now).max(self.run.month.last())
    }

    fn line(&self, draft: Draft, number: &PersonNumber) -> Line {
        Line {
            id: draft.key.id(self.run.id),
            run_id: self.run.id,
            area: self.run.area.clone(),
            month: draft.key.month,
            person_id: draft.key.person_id,
            person_number: number.clone(),
            component: draft.key.component,
            kind: draft.kind,
            amount: draft.amount,
            granted: draft.granted,
            held: draft.held,
            hold_reason: draft.hold_reason,
            payer_id: draft.paying.map(|paying| paying.payer_id),
            payee: draft.paying.map(|paying| paying.payee),
            payee_basis: draft.paying.map(|paying| paying.basis),
            tax_class: draft.paying.and_then(|paying| paying.tax_class),
            corrects_id: draft.corrects_id,
            payment: None,
            created_at: self.now,
        }
    }

    /// Lists who is paid into an account into which somebody else is paid, too. They are not counted with the rest, because
    /// some readers of a run may not see them.
    fn list_shared_accounts(&self, ctx: &mut Ctx<'_>, ordinal: i64) -> Result<(), Error> {
        let month = self.run.month;
        let shared = stipend_facts::sharing_accounts(ctx.db, &self.run.area, month)?;
        let finding =
            |person_id| Finding { person_id, month, component: None, code: FindingCode::AccountShared, amount: None };
        let findings = shared.into_iter().map(finding).collect();
        Made { findings, ..Made::default() }.store(ctx, self.run.id, ordinal).map(drop)
    }
}
