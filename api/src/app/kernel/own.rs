//! What the program does by itself: given to no client, and on no surface.

use domain::{kernel::policy::Action, roles};

/// Find private values that an older key sealed: the command line's own.
pub const FIND_STALE_SEALS: Action = Action::read("find_stale_seals", roles![Operator]);
/// Seal private values again with the newest key: the command line's own.
pub const SEAL_AGAIN: Action = Action::write("seal_again", roles![Operator]);
/// Fill an empty register with invented people: the command line's own.
pub const BUILD_DEMO: Action = Action::write("build_demo", roles![Operator]);
/// Forget answers that were kept long enough: a job's own.
pub const FORGET_ANSWERS: Action = Action::write("forget_answers", roles![System]);
/// Link events to those before: a job's own.
pub const LINK_EVENTS: Action = Action::write("link_events", roles![System]);
/// Forget changes that were told long enough: a job's own.
pub const FORGET_CHANGES: Action = Action::write("forget_changes", roles![System]);
/// Find an export that waits: a job's own.
pub const FIND_EXPORTS: Action = Action::read("find_exports", roles![System]);
/// Make exports and throw them away: a job's own.
pub const MAKE_EXPORTS: Action = Action::write("make_exports", roles![System]);
/// Write anew what an earlier release wrote of people: a job's own.
pub const INDEX_PEOPLE: Action = Action::write("index_people", roles![System]);
/// End what an earlier release left open of people who died: a job's own.
pub const FOLLOW_DEATHS: Action = Action::write("follow_deaths", roles![System]);
/// Find who a caller is: the gate's own.
pub const IDENTIFY_CLIENT: Action = Action::read("identify_client", roles![System]);

/// Read whether clients receive by agreement alone: the gate's own.
pub const READ_REQUIREMENT: Action = Action::read("read_requirement", roles![System]);

/// Forget disclosures that were kept long enough: a job's own.
pub const FORGET_DISCLOSURES: Action = Action::write("forget_disclosures", roles![System]);

/// Find webhooks to which something is to be sent: a job's own.
pub const FIND_WEBHOOKS: Action = Action::read("find_webhooks", roles![System]);
/// Send changes to webhooks, and note what became of it: a job's own.
pub const SEND_TO_WEBHOOKS: Action = Action::write("send_to_webhooks", roles![System]);

/// All of them.
pub const ALL: [Action; 15] = [
    FIND_STALE_SEALS,
    SEAL_AGAIN,
    BUILD_DEMO,
    FORGET_ANSWERS,
    LINK_EVENTS,
    FORGET_CHANGES,
    FORGET_DISCLOSURES,
    FIND_EXPORTS,
    MAKE_EXPORTS,
    INDEX_PEOPLE,
    FOLLOW_DEATHS,
    IDENTIFY_CLIENT,
    READ_REQUIREMENT,
    FIND_WEBHOOKS,
    SEND_TO_WEBHOOKS,
];
