//! Stipend standards on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Day, Error, FaultCode, Wording,
    kernel::{code_set::INSPECTOR_GRADES, event::Basis, fault::Faults, money::Fen, text},
    money::stipend::{
        amounts::{Amount, Selectors},
        standard::{self, Command, Details, Event},
    },
};
use macros::{event, patch, view};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    kernel::{transition::BasisInput, value::Patch},
    pools::pool_membership::Pool,
    service::{appointment::AppointmentRoute, zone_assignment::ZoneRole},
};

published! {
    StipendStandardStatus = domain::money::stipend::standard::Status,
    StipendComponent = domain::money::stipend::amounts::Component,
}

/// A row of a standard: how much each month, for whom every selector given fits. Of the rows of a component the one with the
/// most selectors applies.
#[view(row: Amount)]
pub struct StipendAmount {
    /// For what.
    pub component: StipendComponent,
    /// For inspectors of this route; for both when null.
    #[within(row.selectors)]
    pub route: Option<AppointmentRoute>,
    /// For those with this role in a zone.
    #[within(row.selectors)]
    pub role: Option<ZoneRole>,
    /// For those who hold this grade (code set `inspector_grades`).
    #[within(row.selectors)]
    pub inspector_grade: Option<String>,
    /// For members of this pool.
    #[within(row.selectors)]
    pub pool: Option<Pool>,
    /// How much each month, in fen.
    #[from(row.amount)]
    pub amount_fen: i64,
}

/// What the inspectors of an area are paid, by a decision.
#[view(one: standard::Standard, day: Day)]
pub struct StipendStandard {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260) for which it holds.
    pub area: String,
    /// Title.
    #[within(one.details)]
    pub title: String,
    /// The amounts.
    #[within(one.details)]
    pub amounts: Vec<StipendAmount>,
    /// First day.
    #[within(one.details)]
    pub starts_on: NaiveDate,
    /// Last day: its own, or the day before the next one of the area begins; null without end.
    #[from(one.ends_on())]
    pub ends_on: Option<NaiveDate>,
    /// The most that is paid in a year, in fen; null until it is known.
    #[from(one.details.yearly_cap)]
    pub yearly_cap_fen: Option<i64>,
    /// The status on the day that is read: a decided one is in effect from its first day until the next one begins.
    #[from(one.effective(day))]
    pub status: StipendStandardStatus,
    /// The day on which it was submitted; from then on nothing of it is edited.
    pub submitted_on: Option<NaiveDate>,
    /// The number of the supervision committee's decision.
    pub decision_document_number: Option<String>,
    /// The number of the finance authority's consent.
    pub finance_consent_number: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A whole number as it is written; beyond what 64 bits with a sign hold it becomes the greatest, which is out of bounds for
/// money and told so at its own place.
#[derive(Deserialize)]
#[serde(untagged)]
enum Whole {
    Signed(i64),
    Unsigned(u64),
}

pub(crate) fn whole<'de, D: Deserializer<'de>>(source: D) -> Result<i64, D::Error> {
    Ok(match Whole::deserialize(source)? {
        Whole::Signed(number) => number,
        Whole::Unsigned(number) => i64::try_from(number).unwrap_or(i64::MAX),
    })
}

fn perhaps_whole<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    struct Number(#[serde(deserialize_with = "whole")] i64);
    Ok(Option::<Number>::deserialize(source)?.map(|number| number.0))
}

fn patched_whole<'de, D: Deserializer<'de>>(source: D) -> Result<Patch<i64>, D::Error> {
    Ok(perhaps_whole(source)?.map_or(Patch::Null, Patch::Value))
}

fn fen(pointer: &str, number: Option<i64>, faults: &mut Faults) -> Option<Fen> {
    number.and_then(|number| faults.keep(pointer, Fen::new(number)))
}

/// A row of a standard to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StipendAmountInput {
    /// For what.
    pub component: StipendComponent,
    /// For inspectors of this route.
    pub route: Option<AppointmentRoute>,
    /// For those with this role in a zone.
    pub role: Option<ZoneRole>,
    /// For those who hold this grade (code set `inspector_grades`).
    pub inspector_grade: Option<String>,
    /// For members of this pool.
    pub pool: Option<Pool>,
    /// How much each month, in fen, 0 to 10^15.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "whole")]
    pub amount_fen: i64,
}

impl StipendAmountInput {
    fn parse(&self, at: &str, faults: &mut Faults) -> Option<Amount> {
        let grade = self.inspector_grade.clone();
        if grade.as_ref().is_some_and(|code| INSPECTOR_GRADES.by_code(code).is_none()) {
            let wording = Wording::NotAValueOf { set: INSPECTOR_GRADES.name.to_owned() };
            faults.add(format!("{at}/inspector_grade"), FaultCode::Code, wording);
        }
        let amount = fen(&format!("{at}/amount_fen"), Some(self.amount_fen), faults)?;
        let selectors = Selectors {
            route: self.route.map(Into::into),
            role: self.role.map(Into::into),
            inspector_grade: grade,
            pool: self.pool.map(Into::into),
        };
        Some(Amount { component: self.component.into(), selectors, amount })
    }
}

/// All rows; none when one of them is faulty, because what they are together is then not known.
fn rows(input: &[StipendAmountInput], faults: &mut Faults) -> Option<Vec<Amount>> {
    let parsed = input.iter().enumerate().map(|(place, row)| row.parse(&format!("/amounts/{place}"), faults));
    let parsed: Vec<Option<Amount>> = parsed.collect();
    parsed.into_iter().collect()
}

/// A standard to draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStipendStandard {
    /// Area (GB/T 2260) for which it is to hold; the client's, else the register's, unless said.
    pub area: Option<String>,
    /// Title.
    pub title: String,
    /// The amounts; at least one when it is submitted.
    #[schema(max_items = 200)]
    pub amounts: Vec<StipendAmountInput>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; without end unless said.
    pub ends_on: Option<NaiveDate>,
    /// The most that is paid in a year, in fen, 0 to 10^15; needed for the decision.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "perhaps_whole")]
    pub yearly_cap_fen: Option<i64>,
}

impl CreateStipendStandard {
    /// The area, when it is said.
    pub fn said_area(&self, faults: &mut Faults) -> Option<Area> {
        self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)))
    }

    /// What it says, noting every fault.
    pub fn parse(&self, faults: &mut Faults) -> Details {
        let title = faults.keep("/title", text::line(&self.title));
        let amounts = rows(&self.amounts, faults);
        let yearly_cap = fen("/yearly_cap_fen", self.yearly_cap_fen, faults);
        let (starts_on, ends_on) = (self.starts_on, self.ends_on);
        let details = Details {
            title: title.unwrap_or_default(),
            amounts: amounts.unwrap_or_default(),
            starts_on,
            ends_on,
            yearly_cap,
        };
        details.check(faults);
        details
    }
}

/// Another wording of a draft: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateStipendStandard {
    /// Title.
    pub title: Option<String>,
    /// All the amounts.
    #[schema(max_items = 200)]
    pub amounts: Option<Vec<StipendAmountInput>>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Patch<NaiveDate>,
    /// The most that is paid in a year, in fen, 0 to 10^15.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "patched_whole")]
    pub yearly_cap_fen: Patch<i64>,
}

impl UpdateStipendStandard {
    /// What the draft says once the patch lies over it, noting every fault.
    pub fn over(&self, present: &Details, faults: &mut Faults) -> Details {
        let title = self.title.as_ref().and_then(|raw| faults.keep("/title", text::line(raw)));
        let amounts = self.amounts.as_ref().and_then(|input| rows(input, faults));
        let yearly_cap = match self.yearly_cap_fen {
            Patch::Undefined => present.yearly_cap,
            Patch::Null => None,
            Patch::Value(number) => fen("/yearly_cap_fen", Some(number), faults),
        };
        let details = Details {
            title: title.unwrap_or_else(|| present.title.clone()),
            amounts: amounts.unwrap_or_else(|| present.amounts.clone()),
            starts_on: self.starts_on.unwrap_or(present.starts_on),
            ends_on: self.ends_on.over(present.ends_on),
            yearly_cap,
        };
        details.check(faults);
        details
    }
}

/// `approve`: record the committee's decision, with the consent of finance.
#[event]
#[derive(Default)]
pub struct ApproveStipendStandard {
    /// The number of the finance authority's consent; needed.
    pub finance_consent_number: Option<String>,
    /// The most that is paid in a year, in fen, 0 to 10^15; needed here or in the draft, and the same in both.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "perhaps_whole")]
    pub yearly_cap_fen: Option<i64>,
    /// The number of the supervision committee's decision; needed.
    pub document_number: Option<String>,
}

transitions! {
    /// One event of a standard's lifecycle, with what it needs.
    TransitionStipendStandard =>
    /// Lay it before the committee; nothing of it is edited any more.
    Submit = "submit" (BasisInput),
    /// Record the committee's decision; needs its document number, the consent of finance and the yearly cap.
    Approve = "approve" (ApproveStipendStandard),
    /// Its first day has come; only the system fires it.
    TakeEffect = "take_effect" (BasisInput),
    /// The next one of the area takes effect; only the system fires it.
    Supersede = "supersede" (BasisInput),
    /// Give it up before it takes effect.
    Withdraw = "withdraw" (BasisInput),
}

impl TransitionStipendStandard {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Approve(input) => {
                let consent = input.finance_consent_number.as_ref();
                let consent = consent.and_then(|raw| faults.keep("/finance_consent_number", text::line(raw)));
                let yearly_cap = fen("/yearly_cap_fen", input.yearly_cap_fen, &mut faults);
                (Command::Approve { finance_consent_number: consent, yearly_cap }, basis_of!(input))
            }
            Self::Submit(input) => (Command::Plain(Event::Submit), input),
            Self::TakeEffect(input) => (Command::Plain(Event::TakeEffect), input),
            Self::Supersede(input) => (Command::Plain(Event::Supersede), input),
            Self::Withdraw(input) => (Command::Plain(Event::Withdraw), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(Some((command, basis)))
    }
}
