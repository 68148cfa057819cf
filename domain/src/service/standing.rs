//! Whether somebody may inspect on a day: one answer from the appointments and the certification, with codes and nothing of
//! their grounds.

use crate::{
    Day,
    kernel::{time::Moment, word::words},
    qualification::certification::{Certification, Status as CertificationStatus},
    service::appointment::{Appointment, Route, Status as AppointmentStatus},
};

/// How many days ahead of today the answer can be asked for: a term of three years (教育督导条例 art. 6; R30).
pub const DAYS_AHEAD_MAX: i64 = 3 * 366;

words! {
    /// Whether somebody may inspect, or what is in the way.
    Code {
        /// In office.
        MayInspect = "may_inspect",
        /// In office, and not to inspect for the time being.
        // The appointment is suspended, or the certification is not there any more; the code does not tell which.
        Suspended = "suspended",
        /// The term was decided and has not begun.
        NotBegun = "not_begun",
        /// In office before, and not any more.
        Ended = "ended",
        /// Never in office until that day.
        NotAppointed = "not_appointed",
    }
}

/// Somebody's standing on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The answer.
    pub code: Code,
    /// The route of the appointment on which the answer rests, and its status on that day.
    pub appointment: Option<(Route, AppointmentStatus)>,
    /// The status on that day of the certification.
    pub certification: Option<CertificationStatus>,
}

impl Standing {
    /// Whether a person with these appointments and certifications may inspect on a day. Of several appointments the
    /// one that permits most counts (R23: both routes have the same powers). A certification that expired in the middle
    /// of a term does not end it (R7 requires it before the appointment); one that is suspended or was revoked forbids
    /// inspections.
    pub fn on(day: Day, today: Day, appointments: Vec<Appointment>, certifications: Vec<Certification>) -> Self {
        let moment = Moment { as_of: Some(day), known_at: None };
        let certification = certifications
            .into_iter()
            .filter_map(|one| one.at(moment, today))
            .map(|one| {
                (
                    one.status == CertificationStatus::Certified,
                    one.last_event_on,
                    weight(one.status),
                    one.id,
                    one.status,
                )
            })
            .max()
            .map(|(.., status)| status);
        let appointment = appointments
            .into_iter()
            .filter_map(|one| one.at(moment, today))
            .map(|one| (place(code_of(&one, day)), one.starts_on, one.id, one.route, one.status, code_of(&one, day)))
            .max();
        let code = match appointment.map(|(.., code)| code).unwrap_or(Code::NotAppointed) {
            Code::MayInspect if certification.is_some_and(stands_in_the_way) => Code::Suspended,
            code => code,
        };
        // A next term that was decided is kept as active before its first day.
        let seen = |route, status: AppointmentStatus, of_it| match of_it {
            Code::NotBegun if status.is_in_office() => (route, AppointmentStatus::Decided),
            _ => (route, status),
        };
        let appointment = appointment.map(|(_, _, _, route, status, of_it)| seen(route, status, of_it));
        Self { code, appointment, certification }
    }
}

/// What one appointment, as it stood on the day, says.
fn code_of(one: &Appointment, day: Day) -> Code {
    let was_in_office = one.trail.steps().iter().any(|(on, status)| *on <= day && status.is_in_office());
    match one.status {
        AppointmentStatus::Suspended if one.is_in_force(day) => Code::Suspended,
        _ if one.is_in_force(day) => Code::MayInspect,
        status if AppointmentStatus::PLANNED.contains(&status) => Code::NotAppointed,
        status if status.is_end() && was_in_office => Code::Ended,
        status if status.is_end() => Code::NotAppointed,
        _ => Code::NotBegun,
    }
}

/// The appointment with the highest place counts.
fn place(code: Code) -> u8 {
    match code {
        Code::MayInspect => 4,
        Code::Suspended => 3,
        Code::NotBegun => 2,
        Code::Ended => 1,
        Code::NotAppointed => 0,
    }
}

/// A certificate that is good counts before all others, then the one of which the register learned last; of several of one day
/// the one with the highest weight.
fn weight(status: CertificationStatus) -> u8 {
    match status {
        CertificationStatus::Certified => 4,
        CertificationStatus::Suspended => 3,
        CertificationStatus::Expired => 2,
        CertificationStatus::Revoked | CertificationStatus::Surrendered => 1,
        _ => 0,
    }
}

fn stands_in_the_way(status: CertificationStatus) -> bool {
    matches!(status, CertificationStatus::Suspended | CertificationStatus::Revoked | CertificationStatus::Surrendered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Area, Instant,
        kernel::id::{AppointmentId, OrganisationId, PersonId},
    };
    use uuid::Uuid;

    const FIRST: &str = "2026-01-01";

    fn day(number: u64) -> Day {
        FIRST.parse::<Day>().unwrap() + chrono::Days::new(number)
    }

    /// In office from a day to another, both included.
    fn serving(route: Route, from: u64, until: u64) -> Appointment {
        let now: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let nil = Uuid::nil();
        let area = Area::parse("340800").unwrap();
        let authority = (route, OrganisationId(nil));
        Appointment::nominate(AppointmentId(nil), PersonId(nil), area, authority, (day(from), now))
            .in_force_by_document((day(from), Some(day(until))), "教督〔2026〕1号")
    }

    fn on(number: u64, appointments: Vec<Appointment>) -> Standing {
        Standing::on(day(number), day(500), appointments, Vec::new())
    }

    #[test]
    fn never_appointed_person_cannot_inspect() {
        let standing = on(1, Vec::new());
        assert_eq!((standing.code, standing.appointment, standing.certification), (Code::NotAppointed, None, None));
    }

    #[test]
    fn any_active_appointment_allows_inspection() {
        let theirs = || vec![serving(Route::PartTime, 1, 10), serving(Route::FullTime, 20, 30)];
        let told: Vec<Code> = [0, 10, 15, 25, 31].map(|number| on(number, theirs()).code).to_vec();
        assert_eq!(told, [Code::NotAppointed, Code::MayInspect, Code::Ended, Code::MayInspect, Code::Ended]);
        assert_eq!(on(31, theirs()).appointment, Some((Route::FullTime, AppointmentStatus::Completed)), "the last one");
    }

    #[test]
    fn former_inspector_may_inspect_until_the_day_before_leaving() {
        let now: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let left = serving(Route::PartTime, 1, 10).ended(AppointmentStatus::Resigned, day(5), now);
        assert_eq!(on(4, vec![left.clone()]).code, Code::MayInspect);
        let ended = on(5, vec![left]);
        assert_eq!(ended.appointment, Some((Route::PartTime, AppointmentStatus::Resigned)));
        assert_eq!(ended.code, Code::Ended);
    }

    /// The answer is that of the appointments' own days, in whatever order they are read: all pairs of short terms.
    #[test]
    fn somebody_may_inspect_on_just_the_days_of_some_appointment() {
        let spans: Vec<(u64, u64)> = (0..5).flat_map(|from| (from..7).map(move |until| (from, until))).collect();
        for one in &spans {
            for other in &spans {
                let all = || vec![serving(Route::PartTime, one.0, one.1), serving(Route::FullTime, other.0, other.1)];
                for number in 0..9 {
                    let serves = [one, other].iter().any(|(from, until)| (*from..=*until).contains(&number));
                    let told = on(number, all());
                    assert_eq!(told.code == Code::MayInspect, serves, "{one:?} {other:?} {number}");
                    assert_eq!(told, on(number, all().into_iter().rev().collect()), "{one:?} {other:?} {number}");
                }
            }
        }
    }
}
