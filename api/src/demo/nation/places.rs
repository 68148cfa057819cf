//! Where the people of a demo live and who is in charge there: counties of a city, of a province, or of all provinces, each
//! with its authority, its payer, its cohorts, its zones and schools, and its stipend standards.

use domain::{
    Area, Day, Error,
    kernel::{
        calendar::WorkingDays,
        code_set::SchoolType,
        event::{Basis, SubjectKind},
        id::{OrganisationId, SchoolId, ZoneId},
        lifecycle::{Contributors, Situation, fire},
        money::Fen,
        rules,
        time::{Term, add_months, after_months, day_before},
    },
    money::stipend::{
        amounts::{Amount, Component, Selectors},
        standard::{Command, Details, Event, Standard},
    },
    service::{
        appointment::Route,
        organisation::{Cohort, Function, Level, Organisation},
        zone::{School, Zone},
        zone_assignment::ZoneRole,
    },
};

use super::{
    maker::Maker,
    rows::{created, morning},
};

/// The most people of a city, and of a province; more of them are a nation.
const CITY_PEOPLE_MAX: u32 = 1_000;
const PROVINCE_PEOPLE_MAX: u32 = 20_000;
/// The nation's 31 provinces (GB/T 2260). Prefectures and counties are counted through: a demo has no list of them.
const PROVINCES: [u32; 31] = [
    34, 11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65,
];
const COUNTIES_PER_PREFECTURE: u32 = 9;
/// People of a county: the nation's 150 000 live in its 2 844 counties so.
const PEOPLE_PER_COUNTY: u32 = 53;
const COUNTIES_MAX: u32 = 2_844;
const PEOPLE_PER_ZONE: u32 = 6;
const SCHOOLS_PER_ZONE: u32 = 11;
/// How long before the first month the first cohorts begin, in months, by county.
const EARLIER_MONTHS: u32 = 18;

/// How many counties so many people live in.
pub(super) fn counties(people: u32) -> u32 {
    (people / PEOPLE_PER_COUNTY).clamp(people.clamp(1, 2), COUNTIES_MAX)
}

/// The area of a county.
pub(super) fn area(number: u32, people: u32) -> Result<Area, Error> {
    let (province, within) = if people <= PROVINCE_PEOPLE_MAX {
        (34, number)
    } else {
        let at = usize::try_from(number % 31).map_err(Error::internal)?;
        (PROVINCES.get(at).copied().unwrap_or(34), number / 31)
    };
    let (prefecture, county) = if people <= CITY_PEOPLE_MAX {
        (8, within + 1)
    } else {
        (within / COUNTIES_PER_PREFECTURE + 1, within % COUNTIES_PER_PREFECTURE + 1)
    };
    Area::parse(&format!("{province:02}{prefecture:02}{county:02}"))
        .map_err(|_| Error::internal("an area that is none"))
}

/// What the standards of a county pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grants {
    /// Communication alone.
    Communication,
    /// Communication and transport.
    Transport,
    /// All three components: days of duty bear on money here.
    Service,
}

impl Grants {
    /// Of eleven counties two pay all three, three pay two and six pay one: about five million lines in a nation's 36 months.
    const fn of(county: u32) -> Self {
        match county % 11 {
            0 | 5 => Self::Service,
            2 | 7 | 9 => Self::Transport,
            _ => Self::Communication,
        }
    }
}

/// A county.
pub(super) struct County {
    pub(super) area: Area,
    pub(super) authority: OrganisationId,
    pub(super) payer: OrganisationId,
    pub(super) cohorts: Vec<Cohort>,
    pub(super) zones: Vec<(ZoneId, Vec<SchoolId>)>,
    pub(super) grants: Grants,
}

impl Maker<'_> {
    /// Makes a county for so many people.
    pub(super) fn county(&mut self, number: u32, residents: u32) -> Result<County, Error> {
        let area = area(number, self.size.people)?;
        let begins_on = self.begins_on(number);
        let posts = residents;
        let authority = self.organisation(&area, "教育督导室", Function::Authority, Some(posts));
        let payer = self.organisation(&area, "财政支付中心", Function::Payer, None);
        let cohorts = self.cohorts(&area, authority, begins_on);
        let zones = self.zones(&area, residents.div_ceil(PEOPLE_PER_ZONE))?;
        let grants = Grants::of(number);
        self.standards(&area, number, grants)?;
        Ok(County { area, authority, payer, cohorts, zones, grants })
    }

    /// The day on which a county's first cohort begins, and everything with it.
    fn begins_on(&self, number: u32) -> Day {
        let earliest = self.earliest();
        add_months(earliest, number * 7 % EARLIER_MONTHS)
    }

    /// The first day of anything in the register.
    pub(super) fn earliest(&self) -> Day {
        let first = self.first.first();
        (0..EARLIER_MONTHS).fold(first, |day, _| domain::kernel::period::Month::of(day_before(day)).first())
    }

    fn organisation(&mut self, area: &Area, name: &str, function: Function, posts: Option<u32>) -> OrganisationId {
        let on = self.earliest();
        let one = Organisation {
            id: self.ids.next(),
            version: 1,
            area: area.clone(),
            name: format!("演示{area}{name}"),
            functions: vec![function],
            level: Some(Level::County),
            credit_code: None,
            higher_authority_id: None,
            establishment_posts: posts,
            created_at: morning(on),
            updated_at: morning(on),
        };
        let id = one.id;
        self.note((SubjectKind::Organisation, id.0), created(None), on);
        self.rows.organisations.push(one);
        id
    }

    /// One cohort after another, until one of them covers the last day.
    fn cohorts(&mut self, area: &Area, authority: OrganisationId, begins_on: Day) -> Vec<Cohort> {
        let years = self.rules.count(&rules::PART_TIME_TERM_YEARS).max(1);
        let mut cohorts: Vec<Cohort> = Vec::new();
        let mut from = begins_on;
        while from <= self.today {
            let ordinal = cohorts.last().map_or(1, |last| last.ordinal + 1);
            let one = Cohort {
                id: self.ids.next(),
                version: 1,
                area: area.clone(),
                authority_id: authority,
                ordinal,
                name: format!("第{ordinal}届"),
                term: Term::of_years(from, years),
                document_number: Some(format!("演示督〔{}〕1号", from.format("%Y"))),
                created_at: morning(from),
                updated_at: morning(from),
            };
            self.note((SubjectKind::Cohort, one.id.0), created(None), from);
            cohorts.push(one);
            from = after_months(from, years.saturating_mul(12));
        }
        self.rows.cohorts.extend(cohorts.iter().cloned());
        cohorts
    }

    fn zones(&mut self, area: &Area, count: u32) -> Result<Vec<(ZoneId, Vec<SchoolId>)>, Error> {
        let on = self.earliest();
        let kind = SchoolType::parse("211").ok_or_else(|| Error::internal("a school type that is none"))?;
        let mut zones = Vec::new();
        for number in 1..=count {
            let zone = Zone::new(self.ids.next(), area.clone(), format!("演示第{number}责任区"), morning(on));
            self.note((SubjectKind::Zone, zone.id.0), created(None), on);
            let mut schools = Vec::new();
            for place in 0..SCHOOLS_PER_ZONE {
                let ordinal = (number - 1) * SCHOOLS_PER_ZONE + place + 1;
                let school = School {
                    id: self.ids.next(),
                    version: 1,
                    area: area.clone(),
                    zone_id: zone.id,
                    identifier: format!("{area}{ordinal:04}"),
                    name: format!("演示{area}第{ordinal}小学"),
                    school_type: kind,
                    pupils: Some(200 + ordinal * 37 % 1_800),
                    credit_code: None,
                    created_at: morning(on),
                    updated_at: morning(on),
                };
                self.note((SubjectKind::School, school.id.0), created(None), on);
                schools.push(school.id);
                self.rows.schools.push(school);
            }
            zones.push((zone.id, schools));
            self.rows.zones.push(zone);
        }
        Ok(zones)
    }

    /// A standard from before the first month, and one that supersedes it half-way: in most counties on the first of a month,
    /// in some in the middle of it.
    fn standards(&mut self, area: &Area, number: u32, grants: Grants) -> Result<(), Error> {
        let first = self.earliest();
        let half = add_months(self.first.first(), self.size.months / 2);
        let second = if number % 5 == 4 { half + chrono::Days::new(15) } else { half };
        let next = Some(second).filter(|day| self.first.first() < *day && *day <= self.today);
        self.standard(area, (first, next), amounts(grants, 0)?)?;
        next.map_or(Ok(()), |day| self.standard(area, (day, None), amounts(grants, 20)?))
    }

    /// A standard with all of its versions: drafted, submitted, decided, in effect, superseded.
    fn standard(&mut self, area: &Area, (from, next): (Day, Option<Day>), amounts: Vec<Amount>) -> Result<(), Error> {
        let details = Details {
            title: format!("演示{area}督学工作补贴标准（{}）", from.format("%Y-%m")),
            amounts,
            starts_on: from,
            ends_on: None,
            yearly_cap: Some(fen(9_000_000_000)?),
        };
        let drafted_on = day_before(from);
        let draft = Standard::draft(self.ids.next(), area.clone(), details, morning(drafted_on));
        let subject = (SubjectKind::StipendStandard, draft.id.0);
        self.note(subject, created(Some(draft.status.as_str())), drafted_on);
        let decision = Command::Approve {
            finance_consent_number: Some(format!("演示财教〔{}〕3号", from.format("%Y"))),
            yearly_cap: None,
        };
        let mut steps = vec![
            (&self.desk.registrar, Command::Plain(Event::Submit), drafted_on),
            (&self.desk.approver, decision, drafted_on),
            (&self.desk.system, Command::Plain(Event::TakeEffect), from),
        ];
        steps.extend(next.map(|day| (&self.desk.system, Command::Supersede { next_starts_on: day }, day)));
        let mut history = vec![draft.clone()];
        let mut stands = draft;
        let (contributors, working_days) = (Contributors::default(), WorkingDays::default());
        for (actor, command, today) in steps {
            let (rules, now) = (self.rules, morning(today));
            let document_number =
                (command.event() == Event::Approve).then(|| format!("演示督委〔{}〕8号", from.format("%Y")));
            let basis = Basis { document_number, ..Basis::default() };
            let situation =
                Situation { actor, contributors: &contributors, today, now, rules, working_days: &working_days };
            let next = fire(&stands, &command, &basis, &(), &situation)?.record;
            let step = (command.event().as_str(), Some(stands.status.as_str()), Some(next.status.as_str()));
            self.rows.state(&mut self.ids, subject, step, (actor, today), basis, rules.version);
            history.push(next.clone());
            stands = next;
        }
        self.rows.standards.push(history);
        Ok(())
    }
}

fn fen(amount: i64) -> Result<Fen, Error> {
    Fen::new(amount).map_err(|_| Error::internal("an amount that is none"))
}

/// Invented amounts, raised by so many percent.
fn amounts(grants: Grants, raised: i64) -> Result<Vec<Amount>, Error> {
    let row = |component, selectors, amount: i64| -> Result<Amount, Error> {
        Ok(Amount { component, selectors, amount: fen(amount * (100 + raised) / 100)? })
    };
    let mut rows = vec![row(Component::Communication, Selectors::default(), 10_000)?];
    if grants != Grants::Communication {
        rows.push(row(Component::Transport, Selectors::default(), 20_000)?);
    }
    if grants == Grants::Service {
        let lead = Selectors { role: Some(ZoneRole::Lead), ..Selectors::default() };
        let full_time = Selectors { route: Some(Route::FullTime), ..Selectors::default() };
        let leading = Selectors { route: full_time.route, ..lead.clone() };
        rows.push(row(Component::Service, Selectors::default(), 30_000)?);
        rows.push(row(Component::Service, lead, 40_000)?);
        rows.push(row(Component::Service, full_time, 25_000)?);
        rows.push(row(Component::Service, leading, 35_000)?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_city_a_province_and_a_nation_have_counties_of_their_own() {
        let places = |people: u32| -> BTreeSet<String> {
            (0..counties(people)).map(|number| area(number, people).unwrap().to_string()).collect()
        };
        let prefixes = |people: u32, digits: usize| -> usize {
            places(people).iter().map(|area| area[..digits].to_owned()).collect::<BTreeSet<_>>().len()
        };
        for people in [1, 2, 60, 1_000, 1_001, 10_000, 20_000, 20_001, 150_000, 1_000_000] {
            assert_eq!(places(people).len(), usize::try_from(counties(people)).unwrap(), "{people}");
        }
        assert_eq!((counties(1), counties(60), counties(150_000)), (1, 2, 2_830));
        assert_eq!((prefixes(1_000, 4), prefixes(20_000, 2), prefixes(150_000, 2)), (1, 1, 31));
        assert!(prefixes(20_000, 4) > 10 && prefixes(150_000, 4) > 300);
    }
}
