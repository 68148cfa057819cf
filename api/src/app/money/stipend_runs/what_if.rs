//! What a month would cost by a standard that is not in effect: computed as in a run, compared with the standards in
//! effect, and not stored.

use domain::{
    Area, Error, FaultCode, Faults, Wording,
    kernel::{
        id::{PersonId, StipendStandardId},
        money::Fen,
        page::{Page, PageRequest, Position},
        period::Month,
        policy::Action,
        time::Moment,
    },
    money::stipend::{
        comparison::{Budget, Comparison, OfPerson, in_place_of},
        entitlement::Terms,
        standard::Standard,
    },
    roles,
};
use openapi::{
    kernel::query::StipendWhatIfQuery,
    money::stipend_what_if::{PersonDifference, StipendWhatIf},
};
use persistence::{
    money::{
        stipend_facts::{self, Known},
        stipend_runs, stipend_standards,
    },
    service::zone_assignments,
};

use super::computing::{Measure, PEOPLE_AT_ONCE, Standards};
use crate::app::{
    Ctx, UseCase,
    kernel::list::{ListRequest, Listed, Query},
};

/// People whose facts are read at once for a page.
const PEOPLE_OF_PAGE: usize = 100;

/// What is asked: a month of the area of a standard, by that standard and by those in effect.
struct Question {
    standard: Standard,
    month: Month,
    present: Measure,
    draft: Measure,
    yearly_cap: Option<Fen>,
}

impl Question {
    fn of(ctx: &mut Ctx<'_>, id: StipendStandardId, query: &Query<StipendWhatIfQuery>) -> Result<Self, Error> {
        let mut faults = Faults::new();
        let query = query.read(&mut faults);
        if query.month.is_none() {
            faults.add("/month", FaultCode::Required, Wording::NotAParameterValue);
        }
        let month = query.month.as_ref().and_then(|raw| faults.keep("/month", Month::parse(raw)));
        let month = faults.finish(month)?;
        let standard = stipend_standards::find(ctx.db, ctx.reach, id, Moment::default())?;
        let own = Standards::read(ctx, &standard.area, (month, month))?;
        let yearly_cap = standard.details.yearly_cap.or_else(|| own.yearly_cap(month));
        let terms = Terms::of(&ctx.rules()?, month).expecting_duty(!month.is_over(ctx.today()));
        let present = Measure::of(&in_effect(ctx, own, &standard.area, month)?, month, terms);
        let draft = present.by(in_place_of(&present.standards, &standard, month));
        Ok(Self { standard, month, present, draft, yearly_cap })
    }

    /// Whom it is about: those in office in the area in the month, after a person, so many at most.
    fn in_office(&self, ctx: &mut Ctx<'_>, after: Option<PersonId>, most: usize) -> Result<Vec<PersonId>, Error> {
        stipend_facts::in_office(ctx.db, &self.standard.area, (self.month, self.month), after, most)
    }

    /// A page of people with their amounts, in the order of their ids.
    fn page(&self, ctx: &mut Ctx<'_>, request: &PageRequest) -> Result<Page<OfPerson>, Error> {
        let size = usize::try_from(request.size).unwrap_or(usize::MAX);
        let mut most = PEOPLE_OF_PAGE.max(size + 1);
        let (mut after, mut found) = (request.after.as_ref().map(|position| PersonId(position.id)), Vec::new());
        // Of many in office nothing may be owed here, so that a page takes more people than it shows.
        while found.len() <= size {
            let people = self.in_office(ctx, after, most)?;
            found.extend(self.compare(ctx, &people)?);
            if people.len() < most {
                break;
            }
            after = people.last().copied();
            most = PEOPLE_AT_ONCE;
        }
        Ok(Page::cut(found, request.size, |one| Position { value: None, id: one.person_id.0 }))
    }

    /// Compares the amounts of these people, who are in office in the area. A person who is owed nothing either way is
    /// left out.
    fn compare(&self, ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<OfPerson>, Error> {
        let known = stipend_facts::of_people(ctx.db, people, (self.month, self.month))?;
        let mut zones = zone_assignments::served_by(ctx.db, people, self.month)?;
        let of_one = |person: &PersonId| {
            let Known { number: Some(number), history } = known.get(person)? else { return None };
            let owed = |measure: &Measure| {
                let covers = |office: &domain::Area| measure.covers(&self.standard.area, office);
                measure.owed(history, self.month.last(), covers).0
            };
            let components = OfPerson::components(&owed(&self.present), &owed(&self.draft));
            let zone = zones.remove(person);
            let one = OfPerson { person_id: *person, person_number: number.clone(), zone, components };
            (!one.components.is_empty()).then_some(one)
        };
        Ok(people.iter().filter_map(of_one).collect())
    }

    /// What the year has seen, and how many months are to come.
    fn budget(&self, ctx: &mut Ctx<'_>) -> Result<Budget, Error> {
        let decided = stipend_runs::decided(ctx.db, &self.standard.area)?;
        Ok(Budget::of(&decided, self.month, self.standard.details.starts_on, self.yearly_cap))
    }
}

/// The standards by which people of an area are paid in a month: its own, or those of the area above while it has none.
fn in_effect(ctx: &mut Ctx<'_>, own: Standards, area: &Area, month: Month) -> Result<Standards, Error> {
    if !own.of_month(month).is_empty() {
        return Ok(own);
    }
    for above in area.above() {
        let theirs = Standards::read(ctx, &above, (month, month))?;
        if !theirs.of_month(month).is_empty() {
            return Ok(own.by(theirs));
        }
    }
    Ok(own)
}

/// Ask what a month would come to by a standard.
pub struct ReadStipendWhatIf {
    /// By which.
    pub id: StipendStandardId,
    /// Of which month.
    pub query: Query<StipendWhatIfQuery>,
}

impl UseCase for ReadStipendWhatIf {
    const ACTION: Action = Action::read("read_stipend_what_if", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = StipendWhatIf;

    fn is_long(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendWhatIf, Error> {
        let question = Question::of(ctx, self.id, &self.query)?;
        let mut found = Comparison::default();
        let everybody = question.in_office(ctx, None, usize::MAX)?;
        for people in everybody.chunks(PEOPLE_AT_ONCE) {
            question.compare(ctx, people)?.iter().for_each(|one| found.add(one));
        }
        let budget = question.budget(ctx)?;
        Ok(StipendWhatIf::of(&question.standard, question.month, &found, &budget))
    }
}

/// List what each person's month would come to by a standard.
pub struct ListStipendWhatIfPeople {
    /// By which.
    pub id: StipendStandardId,
    /// Of which month.
    pub list: ListRequest<StipendWhatIfQuery>,
}

impl UseCase for ListStipendWhatIfPeople {
    const ACTION: Action = Action::read("list_stipend_what_if_people", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<PersonDifference>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let request = self.list.page(ctx)?;
        let question = Question::of(ctx, self.id, &self.list.query)?;
        let page = question.page(ctx, &request)?;
        Ok(self.list.answer(ctx, page.map(PersonDifference::from)))
    }
}
