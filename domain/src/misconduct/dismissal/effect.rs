//! What the one act does to other records: what it ended is kept with the case, so that a reversal gives back just that.

use crate::{Day, Instant, kernel::word::words};
use uuid::Uuid;

words! {
    /// The kinds of records that the act touches.
    Touched {
        /// An appointment.
        Appointment = "appointment",
        /// A membership of a pool.
        PoolMembership = "pool_membership",
        /// A certification.
        Certification = "certification",
        /// An assignment to a zone.
        ZoneAssignment = "zone_assignment",
    }
}

/// A record that the act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What it is.
    pub kind: Touched,
    /// Which.
    pub id: Uuid,
    /// When the register had learned of what it was before: as of then it is read again for a reversal.
    pub known_at: Instant,
    /// Its status before, as a word.
    pub status: String,
}

/// Days on which the case kept the person from duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspension {
    /// First day.
    pub from: Day,
    /// The first day without it.
    pub end: Day,
    /// Whether the case came to nothing that ends an office: the days are owed as for duty done.
    pub is_cleared: bool,
}

/// What follows from an event for other records, in the same transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing.
    #[default]
    Nothing,
    /// The person does not inspect for the time being.
    SuspendsDuty,
    /// The person inspects again.
    LiftsSuspension {
        /// Since when the case kept the person from duty.
        since: Day,
    },
    /// The person inspects again, and was never rightly kept from it: the case came to nothing that ends an office.
    ClearsSuspension {
        /// Since when the case kept the person from duty.
        since: Day,
    },
    /// The one act: all that the person holds ends on a day.
    Ends(Day),
    /// The act is undone.
    Restores {
        /// Since when the case kept the person from duty: that falls with it.
        suspended_on: Option<Day>,
    },
}
