//! Agreements: who receives which fields, why, of which area, from when to when. One administrator drafts it, another confirms it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        fault::{FaultCode, Faults},
        id::{AgreementId, ClientId},
        lifecycle::{
            Authority::{Administrator, AnotherAdministrator},
            Firing, Lifecycle, Step, usual_fields,
        },
        time::day_before,
        word::words,
    },
};

words! {
    /// The status of an agreement.
    AgreementStatus {
        /// It waits for another administrator.
        Draft = "draft",
        /// It binds its client, from its first day to its last.
        Confirmed = "confirmed",
        /// It is over.
        Ended = "ended",
    }
}

words! {
    /// An event of an agreement.
    AgreementEvent {
        /// Put it in force; another administrator than the one who drafted it.
        Confirm = "confirm",
        /// End it, or give up a draft; the day is the first without it.
        End = "end",
    }
}

/// The fields that are received, by resource.
pub type Resources = BTreeMap<String, BTreeSet<String>>;

/// What an agreement says to its client: kept with the client, so that who asks is known by one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The agreement.
    pub agreement_id: AgreementId,
    /// For what the client receives it.
    pub purpose: String,
    /// The fields that it receives, by resource.
    pub resources: Resources,
    /// The area of which it receives them.
    pub area: String,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
}

impl Terms {
    /// True if the client is bound by them on a day.
    pub fn cover(&self, day: Day) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Identifier.
    pub id: AgreementId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area of which the client receives records.
    pub area: Area,
    /// The client.
    pub client_id: ClientId,
    /// For what the client receives them.
    pub purpose: String,
    /// The provision by which they may be given.
    pub legal_basis: String,
    /// The fields that it receives, by resource.
    pub resources: Resources,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// The document by which it was agreed.
    pub document_number: String,
    /// The status as it is stored.
    pub status: AgreementStatus,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Agreement {
    /// Notes what does not fit together, and what no client of the role could receive: `known` has the fields of each resource.
    pub fn check(&self, known: &BTreeMap<String, Vec<String>>, faults: &mut Faults) {
        if self.ends_on < self.starts_on {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if self.resources.is_empty() {
            faults.add("/resources", FaultCode::Required, Wording::NothingAgreed);
        }
        for (resource, fields) in &self.resources {
            let pointer = format!("/resources/{resource}");
            match known.get(resource) {
                None => faults.add(pointer, FaultCode::Reference, Wording::NotReceivedByRole),
                Some(known) if fields.iter().any(|field| !known.contains(field)) => {
                    faults.add(pointer, FaultCode::Unknown, Wording::FieldUnknown);
                }
                Some(_) => {}
            }
        }
    }

    /// What it says to its client.
    pub fn terms(&self) -> Terms {
        Terms {
            agreement_id: self.id,
            purpose: self.purpose.clone(),
            resources: self.resources.clone(),
            area: self.area.as_str().to_owned(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }

    /// The terms of its client once this agreement is among them. What ended before today is dropped, but the last: it says that
    /// the client receives by agreement alone.
    ///
    /// # Errors
    /// [`Error::Duplicate`] if another agreement binds the client on one of its days.
    pub fn among(&self, terms: &[Terms], today: Day) -> Result<Vec<Terms>, Error> {
        let own = self.terms();
        let mut all: Vec<Terms> = terms.iter().filter(|one| one.agreement_id != self.id).cloned().collect();
        if all.iter().any(|one| one.starts_on <= own.ends_on && own.starts_on <= one.ends_on) {
            return Err(Error::Duplicate(Wording::AgreementExists));
        }
        all.retain(|one| one.ends_on >= today);
        if own.starts_on <= own.ends_on {
            all.push(own);
        }
        Ok(all)
    }
}

impl Lifecycle for Agreement {
    type Status = AgreementStatus;
    type Event = AgreementEvent;
    type Command = AgreementEvent;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<AgreementStatus, AgreementEvent>] = &[
        Step::new(
            AgreementEvent::Confirm,
            &[AgreementStatus::Draft],
            AgreementStatus::Confirmed,
            AnotherAdministrator(&[]),
        ),
        Step::new(
            AgreementEvent::End,
            &[AgreementStatus::Draft, AgreementStatus::Confirmed],
            AgreementStatus::Ended,
            Administrator,
        )
        .for_reason(),
    ];

    usual_fields!(plain);

    fn status_on(&self, today: Day) -> AgreementStatus {
        if self.ends_on < today { AgreementStatus::Ended } else { self.status }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        if *firing.command == AgreementEvent::End {
            self.ends_on = self.ends_on.min(day_before(firing.day));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn agreement(number: u128, starts_on: &str, ends_on: &str) -> Agreement {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        Agreement {
            id: AgreementId(Uuid::from_u128(number)),
            version: 1,
            area: Area::parse("340800").unwrap(),
            client_id: ClientId(Uuid::nil()),
            purpose: "发放津贴".to_owned(),
            legal_basis: "教育督导条例第十条".to_owned(),
            resources: [("people".to_owned(), BTreeSet::from(["name".to_owned()]))].into(),
            starts_on: day(starts_on),
            ends_on: day(ends_on),
            document_number: "教督〔2026〕3号".to_owned(),
            status: AgreementStatus::Draft,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn agreement_is_over_after_its_last_day() {
        let one = Agreement { status: AgreementStatus::Confirmed, ..agreement(1, "2026-01-01", "2026-06-30") };
        assert_eq!(one.status_on(day("2026-06-30")), AgreementStatus::Confirmed);
        assert_eq!(one.status_on(day("2026-07-01")), AgreementStatus::Ended);
        assert!(one.terms().cover(day("2026-06-30")) && !one.terms().cover(day("2026-07-01")));
        assert!(!one.terms().cover(day("2025-12-31")));
    }

    #[test]
    fn client_has_one_agreement_on_each_day() {
        let (first, today) = (agreement(1, "2026-01-01", "2026-06-30"), day("2026-06-01"));
        let terms = first.among(&[], today).unwrap();
        let next = agreement(2, "2026-07-01", "2026-12-31");
        let both = next.among(&terms, today).unwrap();
        assert_eq!(both, [first.terms(), next.terms()]);
        assert!(matches!(agreement(3, "2026-06-30", "2026-07-01").among(&both, today), Err(Error::Duplicate(_))));
        // What is over goes, and an agreement that changed takes its own place.
        assert_eq!(next.among(&both, day("2026-07-01")).unwrap(), [next.terms()]);
    }

    #[test]
    fn agreement_names_what_its_role_could_receive() {
        let known = BTreeMap::from([("people".to_owned(), vec!["name".to_owned()])]);
        let pointers = |one: Agreement| {
            let mut faults = Faults::new();
            one.check(&known, &mut faults);
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        let with = |resource: &str, field: &str| Agreement {
            resources: [(resource.to_owned(), BTreeSet::from([field.to_owned()]))].into(),
            ..agreement(1, "2026-01-01", "2026-06-30")
        };
        assert_eq!(pointers(with("people", "name")), [""; 0]);
        assert_eq!(pointers(with("people", "secret")), ["/resources/people"]);
        assert_eq!(pointers(with("payees", "name")), ["/resources/payees"]);
        assert_eq!(pointers(Agreement { resources: BTreeMap::new(), ..with("people", "name") }), ["/resources"]);
        assert_eq!(pointers(Agreement { ends_on: day("2025-12-31"), ..with("people", "name") }), ["/ends_on"]);
    }
}
