//! What the register knows about a person whom a promotion concerns, and what of it holds on a day.

use super::eligibility::{AssessedYear, Facts};
use crate::{
    Day,
    kernel::time::day_before,
    misconduct::sanction::Sanction,
    performance::grade::Grade,
    service::appointment::{Appointment, Status},
};

/// What the register knows about a person, whatever day is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The appointments.
    pub appointments: Vec<Appointment>,
    /// The sanctions.
    pub sanctions: Vec<Sanction>,
    /// The grades on the track, without those that were recorded in error.
    pub grades: Vec<Grade>,
    /// The education level (GB/T 4658).
    pub education: Option<String>,
    /// The degree (GB/T 6864).
    pub degree: Option<String>,
    /// The years that were assessed.
    pub assessed: Vec<AssessedYear>,
}

impl Standing {
    /// The facts of a day.
    pub fn on(&self, day: Day) -> Facts {
        Facts {
            is_in_office: self.appointments.iter().any(|one| one.is_in_force(day) && !is_suspended(one, day)),
            held: self.grades.iter().find(|grade| grade.holds_on(day)).map(|grade| self.run_of(grade)),
            education: self.education.clone(),
            degree: self.degree.clone(),
            sanctioned_until: self.sanctions.iter().filter(|one| one.blocks(day)).map(Sanction::ends_on).max(),
            assessed: self.assessed.clone(),
        }
    }

    /// The grade held last before a day, and since when.
    pub fn held_before(&self, day: Day) -> Option<(String, Day)> {
        let earlier = self.grades.iter().filter(|grade| grade.span.from < day);
        earlier.max_by_key(|grade| grade.span.from).map(|grade| self.run_of(grade))
    }

    /// A grade with the first day of the unbroken run in which it was held: another post grade begins no new one.
    fn run_of(&self, held: &Grade) -> (String, Day) {
        let precedes = |earlier: &&Grade, since: Day| {
            earlier.grade == held.grade && earlier.span.until == Some(day_before(since)) && earlier.span.from < since
        };
        let mut since = held.span.from;
        while let Some(earlier) = self.grades.iter().find(|grade| precedes(grade, since)) {
            since = earlier.span.from;
        }
        (held.grade.clone(), since)
    }

    /// The grade of this code that was recorded first of those held on some day from `from` until `today`.
    pub fn recorded(&self, code: &str, from: Day, today: Day) -> Option<&Grade> {
        let is_held = |grade: &&Grade| grade.span.from <= today && grade.span.until.is_none_or(|until| from <= until);
        self.grades.iter().filter(|grade| grade.grade == code).filter(is_held).min_by_key(|grade| grade.span.from)
    }

    /// The first day from `from` until `today` on which neither a sanction nor a suspension puts a promotion off
    /// (R126, R127); none while one does.
    pub fn first_free(&self, from: Day, today: Day) -> Option<Day> {
        from.iter_days().take_while(|day| *day <= today).find(|day| self.is_free(*day))
    }

    fn is_free(&self, day: Day) -> bool {
        let mut in_force = self.appointments.iter().filter(|one| one.is_in_force(day)).peekable();
        let are_suspended = in_force.peek().is_some() && in_force.all(|one| is_suspended(one, day));
        !are_suspended && !self.sanctions.iter().any(|one| one.blocks(day))
    }
}

fn is_suspended(appointment: &Appointment, day: Day) -> bool {
    appointment.trail.on(day) == Some(Status::Suspended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Area,
        kernel::{
            id::{AppointmentId, GradeId, OrganisationId, PersonId, SanctionId},
            text::PersonNumber,
        },
        misconduct::sanction::Kind,
        performance::grade::{Span, Track},
        service::appointment::Route,
    };
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn title(code: &str, from: &str, until: Option<&str>) -> Grade {
        let now = "2026-11-25T00:00:00Z".parse().unwrap();
        Grade {
            id: GradeId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            person_id: PersonId(Uuid::nil()),
            person_number: PersonNumber::from_chance(1),
            track: Track::ProfessionalTitle,
            grade: code.to_owned(),
            post_grade: None,
            span: Span { from: day(from), until: until.map(day) },
            document_number: "人社职〔2026〕1号".to_owned(),
            source: "client".to_owned(),
            external_reference: None,
            promotion_id: None,
            annulled_reason: None,
            touched: None,
            created_at: now,
            updated_at: now,
        }
    }

    fn warning(decided_on: &str, lifted_on: Option<&str>) -> Sanction {
        let now = "2026-11-25T00:00:00Z".parse().unwrap();
        Sanction {
            id: SanctionId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            person_id: PersonId(Uuid::nil()),
            kind: Kind::Warning,
            document_number: "教党发〔2026〕12号".to_owned(),
            decided_on: day(decided_on),
            lifted_on: lifted_on.map(day),
            lifted_reason: None,
            created_at: now,
            updated_at: now,
        }
    }

    fn appointment(steps: &[(&str, Status)]) -> Appointment {
        let (id, person, authority) = (AppointmentId(Uuid::nil()), PersonId(Uuid::nil()), OrganisationId(Uuid::nil()));
        let now = "2026-11-25T00:00:00Z".parse().unwrap();
        let area = Area::parse("340800").unwrap();
        let mut one = Appointment::nominate(id, person, area, (Route::PartTime, authority), (day("2026-01-01"), now));
        (one.starts_on, one.ends_on) = (Some(day("2026-01-01")), Some(day("2028-12-31")));
        for (on, status) in steps {
            one.trail = one.trail.then(day(on), *status);
        }
        one
    }

    #[test]
    fn a_new_post_grade_does_not_begin_the_years_in_a_title_anew() {
        let grades = vec![
            title("T3", "2012-09-01", Some("2014-08-31")),
            title("T3", "2015-09-01", Some("2020-08-31")),
            title("T3", "2020-09-01", None),
        ];
        let standing = Standing { grades, ..Standing::default() };
        assert_eq!(standing.on(day("2026-11-23")).held, Some(("T3".to_owned(), day("2015-09-01"))));
        assert_eq!(standing.held_before(day("2015-09-01")), Some(("T3".to_owned(), day("2012-09-01"))));
        assert_eq!((standing.on(day("2015-01-01")).held, standing.held_before(day("2012-09-01"))), (None, None));
    }

    #[test]
    fn promotion_waits_for_its_last_sanction_and_suspension() {
        let free = |sanctions: Vec<Sanction>, appointments: Vec<Appointment>| {
            let standing = Standing { sanctions, appointments, ..Standing::default() };
            standing.first_free(day("2026-07-01"), day("2026-12-31"))
        };
        let in_office = || vec![appointment(&[("2026-01-01", Status::Active)])];
        assert_eq!(free(Vec::new(), in_office()), Some(day("2026-07-01")));
        assert_eq!(free(vec![warning("2026-02-01", None)], in_office()), Some(day("2026-08-01")));
        let two = vec![warning("2026-02-01", None), warning("2026-05-10", Some("2026-09-05"))];
        assert_eq!(free(two, in_office()), Some(day("2026-09-05")));
        assert_eq!(free(vec![warning("2026-07-01", None)], in_office()), None);
        let suspended = [("2026-01-01", Status::Active), ("2026-06-01", Status::Suspended)];
        assert_eq!(free(Vec::new(), vec![appointment(&suspended)]), None);
        let resumed = [suspended.as_slice(), &[("2026-10-08", Status::Active)]].concat();
        assert_eq!(free(Vec::new(), vec![appointment(&resumed)]), Some(day("2026-10-08")));
        let elsewhere = [in_office(), vec![appointment(&suspended)]].concat();
        assert_eq!(free(Vec::new(), elsewhere), Some(day("2026-07-01")));
    }

    #[test]
    fn suspended_person_is_not_in_office() {
        let steps = [("2026-01-01", Status::Active), ("2026-06-01", Status::Suspended)];
        let standing = Standing { appointments: vec![appointment(&steps)], ..Standing::default() };
        assert!(standing.on(day("2026-05-31")).is_in_office && !standing.on(day("2026-06-01")).is_in_office);
    }
}
