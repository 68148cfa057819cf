//! Grades: dated facts about a person on three tracks (domain notes d.6).
//!
//! Titles and ranks are results of the personnel authority, recorded here with their document; the inspector's own grade
//! is local. Two grades of one track never hold on one day, and every version of a fact stays.

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        code_set::{CodeSet, INSPECTOR_GRADES, JOB_RANKS, PROFESSIONAL_TITLES},
        fault::{FaultCode, Faults},
        id::{GradeId, PersonId, PromotionId},
        text::PersonNumber,
        time::day_before,
        word::words,
    },
};

words! {
    /// On which track a grade lies.
    Track {
        /// 职称, a result of the personnel authority (code set `professional_titles`).
        ProfessionalTitle = "professional_title",
        /// 职级, a result of the personnel authority (code set `job_ranks`).
        JobRank = "job_rank",
        /// The inspector's own grade (code set `inspector_grades`).
        InspectorGrade = "inspector_grade",
    }
}

impl Track {
    /// The code set in which its grades lie.
    pub const fn code_set(self) -> &'static CodeSet {
        match self {
            Self::ProfessionalTitle => &PROFESSIONAL_TITLES,
            Self::JobRank => &JOB_RANKS,
            Self::InspectorGrade => &INSPECTOR_GRADES,
        }
    }

    /// Whether the personnel authority decides it elsewhere, so that it is only recorded here.
    pub const fn is_recorded_only(self) -> bool {
        matches!(self, Self::ProfessionalTitle | Self::JobRank)
    }
}

/// Days in a row, the last of them included; without end when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: Day,
    /// The last.
    pub until: Option<Day>,
}

impl Span {
    /// The days from the first of both to the last of both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let until = self.until.zip(other.until).map(|(one, other)| one.max(other));
        Self { from: self.from.min(other.from), until }
    }

    /// Whether a day is among them.
    pub fn covers(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The days that are in one of both only, from the first to the last of them; none when both are the same.
    fn differing(self, other: Self) -> Option<Self> {
        let starts = (self.from != other.from)
            .then(|| Self { from: self.from.min(other.from), until: Some(day_before(self.from.max(other.from))) });
        let ends = (self.until != other.until).then(|| {
            let first = self.until.into_iter().chain(other.until).min().and_then(|day| day.succ_opt());
            let last = self.until.zip(other.until).map(|(one, other)| one.max(other));
            Self { from: first.unwrap_or(Day::MAX), until: last }
        });
        match (starts, ends) {
            (Some(starts), Some(ends)) => Some(starts.hull(ends)),
            (starts, ends) => starts.or(ends),
        }
    }
}

/// A grade that a person held, holds, or will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Identifier.
    pub id: GradeId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who holds it.
    pub person_id: PersonId,
    /// The holder's public number, which never changes: kept here, so that a pull of all grades reads nothing else.
    pub person_number: PersonNumber,
    /// On which track.
    pub track: Track,
    /// The code within the track's set.
    pub grade: String,
    /// The post grade (岗位等级) at which the holder of a title is engaged, 1 to 13.
    pub post_grade: Option<u32>,
    /// The days on which it holds.
    pub span: Span,
    /// The document it rests on.
    pub document_number: String,
    /// Who wrote it, as an actor's key: each writer has references of its own.
    pub source: String,
    /// The writing system's own reference.
    pub external_reference: Option<String>,
    /// The promotion that led to it.
    pub promotion_id: Option<PromotionId>,
    /// Why it was recorded in error and holds on no day.
    pub annulled_reason: Option<String>,
    /// The days whose answer the last change touched; none when it touched no day.
    pub touched: Option<Span>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version; no two writes share it.
    pub updated_at: Instant,
}

impl Grade {
    /// Whether it was recorded in error.
    pub const fn is_annulled(&self) -> bool {
        self.annulled_reason.is_some()
    }

    /// Whether it is held on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        !self.is_annulled() && self.span.covers(day)
    }

    /// Notes what is wrong with a correction of this fact. Grade and start of the inspector's own grade are what a promotion
    /// was decided to be: who could correct them would promote without one. Such a grade is annulled or ended instead.
    pub fn check_corrected(&self, changed: &Self, faults: &mut Faults) {
        check((changed.track, &changed.grade, changed.post_grade), changed.span, faults);
        if self.track.is_recorded_only() {
            return;
        }
        for (pointer, differs) in
            [("/grade", self.grade != changed.grade), ("/starts_on", self.span.from != changed.span.from)]
        {
            if differs {
                faults.add(pointer, FaultCode::Immutable, Wording::FollowsFromThePromotion);
            }
        }
    }

    /// The next version of a fact after a change at an instant, with the days whose answer it touches.
    #[must_use]
    pub fn followed_by(&self, changed: Self, at: Instant) -> Self {
        let touched = self.touched_by(&changed);
        Self { version: self.version + 1, updated_at: at, touched, ..changed }
    }

    fn touched_by(&self, changed: &Self) -> Option<Span> {
        let answer = |one: &Self| (one.person_id, one.area.clone(), one.grade.clone(), one.post_grade);
        match (self.is_annulled(), changed.is_annulled()) {
            (true, true) => None,
            (false, true) => Some(self.span),
            (true, false) => Some(changed.span),
            (false, false) if answer(self) != answer(changed) => Some(self.span.hull(changed.span)),
            (false, false) => self.span.differing(changed.span),
        }
    }

    /// The grade, ended the day before its successor begins.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when it cannot be succeeded so: it has an end of its own, or begins no earlier.
    pub fn succeeded_on(&self, day: Day) -> Result<Self, Error> {
        if self.span.until.is_some() || self.span.from >= day {
            return Err(self.overlap());
        }
        Ok(Self { span: Span { until: Some(day_before(day)), ..self.span }, ..self.clone() })
    }

    /// What a fact is refused with that holds on a day of this one.
    pub fn overlap(&self) -> Error {
        let until = self.span.until.map_or_else(|| "…".to_owned(), |until| until.to_string());
        Error::Duplicate(Wording::GradeHeldThen { from: self.span.from.to_string(), until })
    }

    /// Whether both hold on some day of one track of one person.
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_in = |one: Span, other: Span| other.until.is_none_or(|until| one.from <= until);
        let are_one_track = self.person_id == other.person_id && self.track == other.track && self.id != other.id;
        let are_held = !self.is_annulled() && !other.is_annulled();
        are_one_track && are_held && begins_in(self.span, other.span) && begins_in(other.span, self.span)
    }
}

/// Notes a code that is none of the track, a post grade of another title (R124), and an end before the start.
pub fn check((track, grade, post_grade): (Track, &str, Option<u32>), span: Span, faults: &mut Faults) {
    let set = track.code_set();
    if set.by_code(grade).is_none() {
        faults.add("/grade", FaultCode::Code, Wording::NotAValueOf { set: set.name.to_owned() });
    }
    let (min, max) = post_grades(track, grade);
    if post_grade.is_some_and(|post_grade| !(min..=max).contains(&post_grade)) {
        let wording = Wording::PostGradeOfAnotherTitle { min: min.into(), max: max.into() };
        faults.add("/post_grade", FaultCode::Mismatch, wording);
    }
    if span.until.is_some_and(|until| until < span.from) {
        faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
    }
}

/// The post grades that a title has (R124): full senior 1 to 4, senior 5 to 7, middle 8 to 10, junior 11 to 13; a rank has
/// none.
fn post_grades(track: Track, grade: &str) -> (u32, u32) {
    match (track, grade) {
        (Track::ProfessionalTitle, "T1" | "011") => (1, 4),
        (Track::ProfessionalTitle, "T2" | "012" | "022" | "052" | "072") => (5, 7),
        (Track::ProfessionalTitle, "T3" | "013" | "023" | "053" | "073") => (8, 10),
        (Track::ProfessionalTitle, "T4") => (11, 12),
        (Track::ProfessionalTitle, "T5") => (13, 13),
        (Track::ProfessionalTitle, _) => (11, 13),
        (Track::JobRank | Track::InspectorGrade, _) => (1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn span(from: &str, until: Option<&str>) -> Span {
        Span { from: from.parse().unwrap(), until: until.map(|day| day.parse().unwrap()) }
    }

    fn grade(code: &str, from: &str, until: Option<&str>) -> Grade {
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
            span: span(from, until),
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

    fn touched(before: &Grade, after: Grade) -> Option<Span> {
        before.followed_by(after, before.updated_at).touched
    }

    #[test]
    fn correction_touches_only_days_with_a_changed_answer() {
        let title = grade("T2", "2024-09-01", None);
        let with = |span: Span| Grade { span, ..title.clone() };
        assert_eq!(touched(&title, with(span("2024-09-01", Some("2026-08-31")))), Some(span("2026-09-01", None)));
        assert_eq!(touched(&title, with(span("2024-03-01", None))), Some(span("2024-03-01", Some("2024-08-31"))));
        assert_eq!(touched(&title, with(span("2025-01-01", Some("2025-12-31")))), Some(span("2024-09-01", None)));
        assert_eq!(touched(&title, Grade { grade: "T1".to_owned(), ..title.clone() }), Some(title.span));
        assert_eq!(touched(&title, Grade { document_number: "另一号".to_owned(), ..title.clone() }), None);
        // Who counts by area has another answer on each of its days.
        assert_eq!(touched(&title, Grade { area: Area::parse("340881").unwrap(), ..title.clone() }), Some(title.span));
        let annulled = Grade { annulled_reason: Some("误录".to_owned()), ..title.clone() };
        assert_eq!(touched(&title, annulled.clone()), Some(title.span));
        assert_eq!(touched(&annulled, annulled.clone()), None);
        assert_eq!(touched(&annulled, with(span("2025-01-01", None))), Some(span("2025-01-01", None)));
    }

    #[test]
    fn every_day_whose_answer_changed_is_touched() {
        let days: Vec<Day> = (1..=9).map(|day| Day::from_ymd_opt(2026, 1, day).unwrap()).collect();
        let ends = || days.iter().copied().map(Some).chain([None]);
        let spans: Vec<Span> = days.iter().flat_map(|from| ends().map(|until| Span { from: *from, until })).collect();
        let lawful = |span: &&Span| span.until.is_none_or(|until| span.from <= until);
        for before in spans.iter().filter(lawful) {
            for after in spans.iter().filter(lawful) {
                let one = |span: &Span| Grade { span: *span, ..grade("T2", "2026-01-01", None) };
                let (before, after) = (one(before), one(after));
                let touched = touched(&before, after.clone());
                let changed: Vec<Day> =
                    days.iter().copied().filter(|day| before.holds_on(*day) != after.holds_on(*day)).collect();
                assert!(
                    changed.iter().all(|day| touched.is_some_and(|span| span.covers(*day))),
                    "{before:?} {after:?}"
                );
                assert_eq!(touched.is_none(), before.span == after.span, "{before:?} {after:?}");
                assert!(
                    touched.is_none_or(|span| changed.is_empty() || changed[0] == span.from),
                    "{before:?} {after:?}"
                );
            }
        }
    }

    #[test]
    fn a_title_has_the_post_grades_of_its_level_and_a_rank_has_none() {
        let is_right = |track: Track, code: &str, post_grade: u32| {
            let mut faults = Faults::new();
            check((track, code, Some(post_grade)), span("2026-09-01", None), &mut faults);
            faults.is_empty()
        };
        for (code, lowest, highest) in [("T1", 1, 4), ("T2", 5, 7), ("T3", 8, 10), ("T4", 11, 12), ("T5", 13, 13)] {
            let right: Vec<u32> = (0..=14).filter(|one| is_right(Track::ProfessionalTitle, code, *one)).collect();
            assert_eq!(right, (lowest..=highest).collect::<Vec<_>>(), "{code}");
        }
        assert!(!(0..=14).any(|one| is_right(Track::JobRank, "R7", one)));
    }

    #[test]
    fn a_grade_without_end_is_succeeded_and_one_with_an_end_is_not() {
        let day = |raw: &str| raw.parse::<Day>().unwrap();
        let open = grade("T3", "2020-09-01", None);
        assert_eq!(open.succeeded_on(day("2026-09-01")).unwrap().span, span("2020-09-01", Some("2026-08-31")));
        assert!(open.succeeded_on(day("2020-09-01")).is_err() && open.succeeded_on(day("2019-01-01")).is_err());
        assert!(grade("T3", "2020-09-01", Some("2030-08-31")).succeeded_on(day("2026-09-01")).is_err());
    }

    #[test]
    fn two_grades_of_one_track_overlap_from_the_first_common_day_on() {
        let other = Grade { id: GradeId(Uuid::max()), ..grade("T1", "2026-09-01", None) };
        assert!(!grade("T2", "2020-09-01", Some("2026-08-31")).overlaps(&other));
        assert!(grade("T2", "2020-09-01", Some("2026-09-01")).overlaps(&other));
        assert!(grade("T2", "2030-09-01", None).overlaps(&other));
        assert!(!Grade { track: Track::JobRank, ..grade("R9", "2030-09-01", None) }.overlaps(&other));
        let annulled = Grade { annulled_reason: Some("误录".to_owned()), ..grade("T2", "2030-09-01", None) };
        assert!(!annulled.overlaps(&other));
    }
}
