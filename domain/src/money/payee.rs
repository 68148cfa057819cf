//! Payees: to whom, by whom and into which account a person's stipends are paid (domain notes c.9).
//!
//! A dated record of which every version is kept; a person has one on any day. One person enters it and another
//! verifies it, and a change makes it unverified again.

use crate::{
    Actor, Area, Day, Error, Instant, Wording,
    kernel::{
        bank_account::BankAccount,
        code_set::IdentityClass,
        fault::{FaultCode, Faults},
        id::{OrganisationId, PayeeId, PersonId},
        time::{day_before, following},
        word::words,
    },
    performance::grade::Span,
};

words! {
    /// As what the tax law takes the money.
    TaxClass {
        /// 工资薪金: the person's own employer pays.
        Wages = "wages", // R151.
        /// 劳务报酬: another unit pays.
        LabourRemuneration = "labour_remuneration", // R152.
    }
}

/// That somebody else looked at what was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The day.
    pub on: Day,
    /// The name of who did it.
    pub by: String,
    /// The version that was looked at.
    pub version: i64,
}

/// How a person is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// Identifier.
    pub id: PayeeId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who is paid.
    pub person_id: PersonId,
    /// Identity class, which says what may be paid at all (R147).
    pub identity_class: IdentityClass,
    /// As what the money is taxed; unknown until somebody knows it, and never guessed.
    pub tax_class: Option<TaxClass>,
    /// Who pays.
    pub payer_id: OrganisationId,
    /// The account.
    pub account: BankAccount,
    /// The bank that keeps it.
    pub account_bank: String,
    /// Whether an official transport allowance (公务交通补贴) is held (R148).
    pub has_official_transport_allowance: bool,
    /// The days on which it holds.
    pub span: Span,
    /// The key of the actor who entered it.
    pub entered_by: String,
    /// The key of the actor who changed it last.
    pub changed_by: String,
    /// By whom it was verified; none since its last change.
    pub verification: Option<Verification>,
    /// When it was entered.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Payee {
    /// Notes an end before the start.
    pub fn check(&self, faults: &mut Faults) {
        if self.span.until.is_some_and(|until| until < self.span.from) {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
    }

    /// The next version after a change by an actor, which nobody has verified yet.
    #[must_use]
    pub fn changed_into(&self, changed: Self, actor: &Actor, now: Instant) -> Self {
        Self { changed_by: actor.key(), verification: None, ..self.next(changed, now) }
    }

    /// The next version, verified by an actor on a day.
    ///
    /// # Errors
    /// [`Error::FourEyes`] when the actor entered it or changed it last.
    pub fn verified(&self, actor: &Actor, (today, now): (Day, Instant)) -> Result<Self, Error> {
        if [&self.entered_by, &self.changed_by].into_iter().any(|key| actor.is_behind(key)) {
            return Err(Error::FourEyes);
        }
        let verification = Verification { on: today, by: actor.name.clone(), version: self.version };
        Ok(Self { verification: Some(verification), ..self.next(self.clone(), now) })
    }

    /// The next version after the person turned out to be another: nobody has verified whom it pays. None where nobody had.
    pub fn unverified(&self, now: Instant) -> Option<Self> {
        self.verification.as_ref()?;
        Some(Self { verification: None, ..self.next(self.clone(), now) })
    }

    /// The next version, ended by the person's death: it holds on that day for the last time. None where it ends before.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        let last = day.max(self.span.from);
        let lasts = self.span.until.is_none_or(|until| last < until);
        lasts.then(|| Self { span: Span { until: Some(last), ..self.span }, ..self.next(self.clone(), now) })
    }

    /// The next version, ended the day before its successor begins. What was verified of it stays so: only its end is new.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when it cannot be succeeded so: it has an end of its own, or begins no earlier.
    pub fn succeeded_on(&self, day: Day, now: Instant) -> Result<Self, Error> {
        if self.span.until.is_some() || self.span.from >= day {
            return Err(self.overlap());
        }
        Ok(Self { span: Span { until: Some(day_before(day)), ..self.span }, ..self.next(self.clone(), now) })
    }

    fn next(&self, changed: Self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: following(self.updated_at, now), ..changed }
    }

    /// What a fact is refused with that holds on a day of this one.
    pub fn overlap(&self) -> Error {
        let until = self.span.until.map_or_else(|| "…".to_owned(), |until| until.to_string());
        Error::Duplicate(Wording::PayeeRecordedThen { from: self.span.from.to_string(), until })
    }

    /// Whether another one says the same for all of its days, whoever entered it.
    pub fn is_repeated_by(&self, other: &Self) -> bool {
        let terms = |one: &Self| {
            let class = (one.identity_class, one.tax_class, one.has_official_transport_allowance);
            (class, one.payer_id, one.account.clone(), one.account_bank.clone())
        };
        let lasts = other.span.until.is_none_or(|until| self.span.until.is_some_and(|last| last <= until));
        terms(self) == terms(other) && other.span.from <= self.span.from && lasts
    }

    /// Whether both hold on some day of one person.
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_in = |one: Span, other: Span| other.until.is_none_or(|until| one.from <= until);
        let are_of_one = self.person_id == other.person_id && self.id != other.id;
        are_of_one && begins_in(self.span, other.span) && begins_in(other.span, self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_not_written_out_for_debugging() {
        assert!(!format!("{:?}", BankAccount::parse("62221234").unwrap()).contains("1234"));
    }

    fn payee(number: u128, (from, until): (&str, Option<&str>)) -> Payee {
        let day = |text: &str| crate::kernel::time::parse_day(text).unwrap();
        let now = crate::kernel::time::parse_instant("2026-11-23T08:00:00Z").unwrap();
        Payee {
            id: PayeeId(uuid::Uuid::from_u128(number)),
            version: 1,
            area: Area::parse("340800").unwrap(),
            person_id: PersonId(uuid::Uuid::from_u128(number)),
            identity_class: IdentityClass::parse("school_staff").unwrap(),
            tax_class: None,
            payer_id: OrganisationId(uuid::Uuid::nil()),
            account: BankAccount::parse("6222021111222233344").unwrap(),
            account_bank: "演示银行".into(),
            has_official_transport_allowance: false,
            span: Span { from: day(from), until: until.map(day) },
            entered_by: "a".into(),
            changed_by: "a".into(),
            verification: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn payee_is_repeated_by_equal_terms_over_all_its_days() {
        let open = payee(1, ("2026-01-01", None));
        let year = payee(2, ("2026-01-01", Some("2026-12-31")));
        assert!(open.is_repeated_by(&open) && year.is_repeated_by(&open) && !open.is_repeated_by(&year));
        assert!(!payee(3, ("2025-12-31", None)).is_repeated_by(&open));
        assert!(payee(3, ("2026-02-01", Some("2026-12-31"))).is_repeated_by(&year));
        let other = |change: fn(&mut Payee)| {
            let mut changed = open.clone();
            change(&mut changed);
            year.is_repeated_by(&changed)
        };
        assert!(!other(|one| one.account = BankAccount::parse("6222025555666677788").unwrap()));
        assert!(!other(|one| one.tax_class = Some(TaxClass::Wages)));
        assert!(!other(|one| one.has_official_transport_allowance = true));
        assert!(!other(|one| one.payer_id = OrganisationId(uuid::Uuid::from_u128(9))));
    }

    #[test]
    fn another_identity_ends_a_verification_and_nothing_else() {
        let now = crate::kernel::time::parse_instant("2026-11-23T08:00:00Z").unwrap();
        let open = payee(1, ("2026-01-01", None));
        assert_eq!(open.unverified(now), None);
        let verified = open
            .verified(&Actor::own(crate::Role::Approver), (crate::kernel::time::day_in_shanghai(now), now))
            .unwrap();
        let again = verified.unverified(now).unwrap();
        assert_eq!((again.verification.clone(), again.version), (None, 3));
        assert_eq!((&again.account, again.span, &again.changed_by), (&open.account, open.span, &open.changed_by));
    }

    #[test]
    fn a_payee_holds_until_the_day_of_death() {
        let now = crate::kernel::time::parse_instant("2026-11-23T08:00:00Z").unwrap();
        let day = |text: &str| crate::kernel::time::parse_day(text).unwrap();
        let until = |span| payee(1, span).ended_by_death(day("2026-06-15"), now).map(|ended| ended.span.until);
        assert_eq!(until(("2026-01-01", None)), Some(Some(day("2026-06-15"))));
        assert_eq!(until(("2026-01-01", Some("2026-12-31"))), Some(Some(day("2026-06-15"))));
        assert_eq!(until(("2026-01-01", Some("2026-06-01"))), None, "it was over");
        assert_eq!(until(("2026-07-01", None)), Some(Some(day("2026-07-01"))), "no payee is without a day");
    }

    #[test]
    fn only_an_open_earlier_payee_is_succeeded() {
        let now = crate::kernel::time::parse_instant("2026-11-23T08:00:00Z").unwrap();
        let day = |text: &str| crate::kernel::time::parse_day(text).unwrap();
        let open = payee(1, ("2026-01-01", None));
        let ended = open.succeeded_on(day("2026-06-01"), now).unwrap();
        assert_eq!((ended.span.until, ended.version), (Some(day("2026-05-31")), 2));
        assert!(open.succeeded_on(day("2026-01-01"), now).is_err());
        assert!(payee(1, ("2026-01-01", Some("2026-12-31"))).succeeded_on(day("2026-06-01"), now).is_err());
    }
}
