//! What a signed certificate says about its own status, by a bit in a [status list](crate::kernel::status_list).

use crate::{kernel::word::words, qualification::certification::Status};

words! {
    /// What a bit of a list means.
    Purpose {
        /// Taken away or given back, for good.
        Revocation = "revocation",
        /// At rest for the time being.
        Suspension = "suspension",
    }
}

impl Purpose {
    /// The statuses that set the bit. What has run out says so itself.
    pub const fn statuses(self) -> &'static [Status] {
        match self {
            Self::Revocation => &[Status::Revoked, Status::Surrendered],
            Self::Suspension => &[Status::Suspended],
        }
    }
}
