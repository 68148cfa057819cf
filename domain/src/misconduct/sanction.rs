//! Sanctions of a person (公职人员政务处分法): during their time nobody is promoted, and an office does not appoint.

use crate::{
    Area, Day, Instant, Wording,
    kernel::{
        fault::{FaultCode, Faults},
        id::{PersonId, SanctionId},
        time::{after_months, day_before},
        word::words,
    },
};

words! {
    /// The kind of a sanction, with its time.
    // 公职人员政务处分法 art. 8; expulsion has no time and ends the service.
    Kind {
        /// 警告, six months.
        Warning = "warning",
        /// 记过, twelve months.
        Demerit = "demerit",
        /// 记大过, eighteen months.
        MajorDemerit = "major_demerit",
        /// 降级, twenty-four months.
        Downgrade = "downgrade",
        /// 撤职, twenty-four months.
        Removal = "removal",
    }
}

impl Kind {
    /// The months of its time: 警告六个月，记过十二个月，记大过十八个月，降级、撤职二十四个月
    /// (公职人员政务处分法 art. 8; R126).
    pub const fn months(self) -> u32 {
        match self {
            Self::Warning => 6,
            Self::Demerit => 12,
            Self::MajorDemerit => 18,
            Self::Downgrade | Self::Removal => 24,
        }
    }
}

/// A recorded sanction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanction {
    /// Identifier.
    pub id: SanctionId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who was sanctioned.
    pub person_id: PersonId,
    /// Its kind.
    pub kind: Kind,
    /// The document of the decision.
    pub document_number: String,
    /// The day of the decision, from which its time counts.
    pub decided_on: Day,
    /// The first day on which it has no effect any more because it was annulled.
    pub lifted_on: Option<Day>,
    /// Why it was annulled.
    pub lifted_reason: Option<String>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Sanction {
    /// Annuls it from a day on, for a reason; without a day the annulment is taken back.
    pub fn annul(&mut self, from: Option<Day>, reason: Option<String>) {
        self.lifted_on = from;
        self.lifted_reason = from.and(reason);
    }

    /// The last day of its time: that follows from kind and decision.
    pub fn ends_on(&self) -> Day {
        day_before(after_months(self.decided_on, self.kind.months()))
    }

    /// True if it blocks a promotion or an appointment on this day (公职人员政务处分法 arts 19, 20; R126). It lapses by itself
    /// (art. 26; R127).
    pub fn blocks(&self, day: Day) -> bool {
        self.decided_on <= day && day <= self.ends_on() && self.lifted_on.is_none_or(|lifted| day < lifted)
    }

    /// Notes what is wrong with its days, and with an annulment that gives no reason.
    pub fn check(&self, today: Day, faults: &mut Faults) {
        check_decision(self.decided_on, today, faults);
        match self.lifted_on {
            Some(day) if day > today => faults.add("/lifted_on", FaultCode::Date, Wording::DayInTheFuture),
            Some(day) if day < self.decided_on => {
                faults.add("/lifted_on", FaultCode::Date, Wording::LiftedBeforeDecided);
            }
            _ => {}
        }
        if self.lifted_on.is_some() && self.lifted_reason.is_none() {
            faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
        }
    }
}

/// Notes a decision that is still to come.
pub fn check_decision(decided_on: Day, today: Day, faults: &mut Faults) {
    if decided_on > today {
        faults.add("/decided_on", FaultCode::Date, Wording::DayInTheFuture);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn sanction(kind: Kind, decided_on: &str) -> Sanction {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        Sanction {
            id: SanctionId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            person_id: PersonId(Uuid::nil()),
            kind,
            document_number: "安监〔2026〕1号".to_owned(),
            decided_on: day(decided_on),
            lifted_on: None,
            lifted_reason: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn each_kind_blocks_for_the_months_of_article_eight() {
        for (kind, last) in [
            (Kind::Warning, "2026-07-14"),
            (Kind::Demerit, "2027-01-14"),
            (Kind::MajorDemerit, "2027-07-14"),
            (Kind::Downgrade, "2028-01-14"),
            (Kind::Removal, "2028-01-14"),
        ] {
            let sanction = sanction(kind, "2026-01-15");
            let last = day(last);
            assert_eq!(sanction.ends_on(), last, "{kind:?}");
            assert!(!sanction.blocks(day("2026-01-14")) && sanction.blocks(day("2026-01-15")), "{kind:?}");
            assert!(sanction.blocks(last) && !sanction.blocks(last.succ_opt().unwrap()), "{kind:?}");
        }
    }

    #[test]
    fn lifted_sanction_does_not_block() {
        let lifted = Sanction { lifted_on: Some(day("2026-03-01")), ..sanction(Kind::Warning, "2026-01-15") };
        assert!(lifted.blocks(day("2026-02-28")) && !lifted.blocks(day("2026-03-01")));
    }

    #[test]
    fn a_sanction_is_lifted_after_its_decision_for_a_reason() {
        let pointers = |sanction: Sanction| {
            let mut faults = Faults::new();
            sanction.check(day("2026-11-23"), &mut faults);
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        let plain = sanction(Kind::Demerit, "2026-01-15");
        let reason = Some("复审撤销".to_owned());
        let lifted = |on: &str| Sanction { lifted_on: Some(day(on)), lifted_reason: reason.clone(), ..plain.clone() };
        assert_eq!(pointers(plain.clone()), [""; 0]);
        assert_eq!(pointers(lifted("2026-11-23")), [""; 0]);
        assert_eq!(pointers(lifted("2026-11-24")), ["/lifted_on"]);
        assert_eq!(pointers(lifted("2026-01-14")), ["/lifted_on"]);
        assert_eq!(pointers(Sanction { lifted_reason: None, ..lifted("2026-02-01") }), ["/reason"]);
        assert_eq!(pointers(sanction(Kind::Demerit, "2026-11-24")), ["/decided_on"]);
    }
}
