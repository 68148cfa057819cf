//! Limits on guessing: who tries out numbers or secrets is slowed down. What is counted are tries, or the answers that tell
//! something, never ordinary calls.

/// How many tries there are within a window. They come back one by one, evenly over the window.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name, in the `RateLimit` headers.
    pub name: &'static str,
    /// How many tries there are.
    pub attempts: u32,
    /// In how many seconds all of them come back.
    pub window_s: u32,
}

/// Wrong secrets for one client from one address; ids that name no client, by address alone.
pub static LOGINS: Limit = Limit { name: "login", attempts: 10, window_s: 60 };
/// Wrong secrets for one client from everywhere. It slows down wrong secrets only: the right one passes.
pub static LOGINS_FROM_EVERYWHERE: Limit = Limit { name: "login_everywhere", attempts: 100, window_s: 3_600 };
/// Numbers of certificates that are none, by client.
pub static VERIFICATIONS: Limit = Limit { name: "verify", attempts: 10, window_s: 60 };
/// Searches that find nobody, by client and by what a mask leaves of the number. Ordinary work asks for many people once, and
/// not many times for one.
pub static NUMBERS: Limit = Limit { name: "number", attempts: 60, window_s: 3_600 };
/// Different citizen numbers with the same first 14 characters, which trials and refused rosters named, by client. They are
/// candidates for one number of which a mask hides the rest: 999 share their beginning, of which a real roster has few.
pub static CANDIDATES: Limit = Limit { name: "number_candidates", attempts: 60, window_s: 86_400 };
/// How often the log reports that a client is slowed down at guessing numbers.
pub static TOLD: Limit = Limit { name: "told", attempts: 1, window_s: 3_600 };
/// Citizen numbers that turned out to be somebody's out of the caller's reach, by client.
pub static NUMBERS_ELSEWHERE: Limit = Limit { name: "number_elsewhere", attempts: 20, window_s: 3_600 };
/// Numbers that were read in full, by client.
pub static REVEALS: Limit = Limit { name: "reveal", attempts: 120, window_s: 3_600 };

/// Those whose tries are counted one by one. [`CANDIDATES`] is counted by what differs.
pub static ALL: [&Limit; 7] =
    [&LOGINS, &LOGINS_FROM_EVERYWHERE, &VERIFICATIONS, &NUMBERS, &TOLD, &NUMBERS_ELSEWHERE, &REVEALS];
