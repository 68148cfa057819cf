//! Typed identifiers: UUIDv7, made by the application from its clock and its source of chance.

use uuid::Uuid;

/// The identifiers one server makes: UUIDv7 whose order is the order in which they were made.
///
/// The 26 bits behind the milliseconds count up from a random start, so that two servers in one
/// millisecond do not run in step; the last 48 bits are chance. A clock that goes back does not
/// take the order along.
#[derive(Debug, Clone, Default)]
pub struct Series {
    unix_ms: u64,
    count: u32,
}

impl Series {
    /// The next identifier, at a moment and with ten bytes of chance.
    pub fn next(&mut self, unix_ms: u64, random: [u8; 10]) -> Uuid {
        let [s0, s1, s2, s3, r0, r1, r2, r3, r4, r5] = random;
        if unix_ms > self.unix_ms {
            // A start below 2^20 leaves room for 66 million identifiers in the millisecond.
            *self = Self { unix_ms, count: u32::from_be_bytes([s0, s1, s2, s3]) >> 12 };
        } else {
            self.count += 1;
        }
        let last_byte = |bits: u32| bits.to_be_bytes()[3];
        // Four bits beside the version, eight, six beside the variant, eight.
        let a = last_byte(self.count >> 22) & 0x0f;
        let b = last_byte(self.count >> 14);
        let c = last_byte(self.count >> 8) & 0x3f;
        let d = last_byte(self.count);
        uuid::Builder::from_unix_timestamp_millis(self.unix_ms, &[a, b, c, d, r0, r1, r2, r3, r4, r5]).into_uuid()
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}

ids! {
    /// A person in the register.
    PersonId,
    /// A membership of a talent pool.
    MembershipId,
    /// A qualification certification.
    CertificationId,
    /// A training of one person.
    TrainingId,
    /// A record of duty.
    DutyRecordId,
    /// An organisation.
    OrganisationId,
    /// A cohort of an authority.
    CohortId,
    /// A post of a committee or office.
    PostId,
    /// An agreement with a client.
    AgreementId,
    /// An answer that told a client of people.
    DisclosureId,
    /// An appointment of an inspector.
    AppointmentId,
    /// An assignment of an inspector to a zone.
    ZoneAssignmentId,
    /// A drawn team.
    TeamId,
    /// An API client.
    ClientId,
    /// One recorded fact.
    EventId,
    /// A proposed change of a policy value.
    ProposalId,
    /// A responsibility zone.
    ZoneId,
    /// A school.
    SchoolId,
    /// A fact that a person must stay away from a school.
    RecusalId,
    /// A sanction of a person.
    SanctionId,
    /// A grade of a person.
    GradeId,
    /// How a person is paid.
    PayeeId,
    /// A procedure that leads to a grade.
    PromotionId,
    /// A yearly duty assessment.
    AssessmentId,
    /// A stipend standard.
    StipendStandardId,
    /// A month's run of stipends.
    StipendRunId,
    /// A line of a run.
    StipendLineId,
    /// What finance reported about a line.
    StipendPaymentId,
    /// A complaint.
    ComplaintId,
    /// A dismissal case.
    DismissalId,
    /// A place that is to be filled.
    VacancyId,
    /// An erasure.
    ErasureId,
    /// A supervision plan.
    SupervisionPlanId,
    /// An inspection.
    InspectionId,
    /// What was found in supervision.
    FindingId,
    /// An indicator system.
    IndicatorSystemId,
    /// An evaluation.
    EvaluationId,
    /// An accountability measure.
    AccountabilityMeasureId,
    /// A reference to results.
    ResultReferenceId,
    /// A meeting.
    MeetingId,
    /// A document.
    DocumentId,
    /// An uploaded roster.
    ImportId,
    /// Lists that are written to files for a client.
    ExportId,
    /// A queue of changes.
    QueueId,
    /// An address to which changes are sent.
    WebhookId,
    /// An attempt to send a change.
    WebhookDeliveryId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_one_series_are_in_order_and_version_seven() {
        for chance in [[0; 10], [0xff; 10], [0x3f; 10]] {
            let mut series = Series::default();
            let moment = |number: u64| 1_800_000_000_000 + number / 10_000 - number / 20_000 * 2;
            let ids: Vec<Uuid> = (0..60_000).map(|number| series.next(moment(number), chance)).collect();
            assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
            assert_eq!(ids[0].get_version_num(), 7);
            assert_eq!(ids[0].get_variant(), uuid::Variant::RFC4122);
        }
    }
}
