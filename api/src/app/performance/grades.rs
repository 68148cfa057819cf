//! Grades: what the personnel authority reports, corrections, and the pull by those who consume them.

use domain::{
    Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::GradeId,
        page::PageRequest,
        policy::{Action, corrects_grade},
        time::Moment,
    },
    performance::grade::{self, Track},
    roles,
};
use openapi::performance::grade::{CreateGrade, Grade, UpdateGrade};
use persistence::performance::grades::{self, GradeFilter, GradeOrder};
use serde_json::json;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::{ListRequest, Listed},
        pull::{Pull, pages},
        reading::{ReadAsOf, Readable},
        reference::Reported,
        within_reach,
    },
    people::named,
    service::deaths,
};

impl UseCase for CreateGrade {
    const ACTION: Action = Action::write("create_grade", roles![Hr]);
    type Output = Reported<Grade>;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut faults = Faults::new();
        let (document_number, external_reference) = self.parse(&mut faults);
        if let Some(record) = said_before(ctx, self, document_number.as_deref(), external_reference.as_deref())? {
            return Ok(Reported { record, is_new: false });
        }
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let track = Track::from(self.track);
        if !track.is_recorded_only() {
            faults.add("/track", FaultCode::Code, Wording::NotAllowedValue);
        }
        grade::check((track, &self.grade, self.post_grade), self.span(), &mut faults);
        let at = grades::next_instant(ctx.db, ctx.now())?;
        let id = GradeId(ctx.new_id()?);
        let reported = person.zip(document_number).map(|(person, document_number)| grade::Grade {
            id,
            version: 1,
            area: person.area,
            person_id: person.id,
            person_number: person.number,
            track,
            grade: self.grade.clone(),
            post_grade: self.post_grade,
            span: self.span(),
            document_number,
            source: ctx.actor.key(),
            external_reference,
            promotion_id: None,
            annulled_reason: None,
            touched: Some(self.span()),
            created_at: at,
            updated_at: at,
        });
        let grade = faults.finish(reported)?;
        deaths::refuse_after(ctx, grade.person_id, grade.span.from)?;
        record(ctx, &grade)?;
        Ok(Reported { record: grade.into(), is_new: true })
    }
}

/// The grade that the writing system knows under this reference, if what it says now is what some version of the grade said:
/// the first report sent again, or its own present state after corrections.
fn said_before(
    ctx: &mut Ctx<'_>,
    report: &CreateGrade,
    document_number: Option<&str>,
    reference: Option<&str>,
) -> Result<Option<Grade>, Error> {
    let Some(reference) = reference else { return Ok(None) };
    let versions = grades::by_reference(ctx.db, &ctx.actor.key(), reference)?;
    let Some(present) = versions.last() else { return Ok(None) };
    let said = (Track::from(report.track), report.grade.as_str(), report.post_grade, report.span(), document_number);
    let says_so = versions.iter().any(|one| {
        said == (one.track, one.grade.as_str(), one.post_grade, one.span, Some(one.document_number.as_str()))
    });
    let asked = report.person();
    if !says_so || within_reach::survivors(ctx, &[asked])?.get(&asked).copied().unwrap_or(asked) != present.person_id {
        return Err(Error::Duplicate(Wording::ReferenceInUse));
    }
    ctx.nothing_changed();
    Ok(Some(grades::find(ctx.db, ctx.reach, present.id, Moment::default())?.into()))
}

/// Refuses to take an annulment back once another grade was recorded under the reference.
fn check_reference_is_free(ctx: &mut Ctx<'_>, before: &grade::Grade, after: &grade::Grade) -> Result<(), Error> {
    let Some(reference) = after.external_reference.as_deref() else { return Ok(()) };
    let is_needed = before.is_annulled() && !after.is_annulled();
    if is_needed && !grades::by_reference(ctx.db, &after.source, reference)?.is_empty() {
        return Err(Error::Duplicate(Wording::ReferenceInUse));
    }
    Ok(())
}

/// Records a grade; the one before it, if it has no end, ends the day before.
///
/// # Errors
/// [`Error::Duplicate`] when it holds on a day of another of its track.
pub fn record(ctx: &mut Ctx<'_>, grade: &grade::Grade) -> Result<(), Error> {
    let theirs = grades::of_people(ctx.db, &[grade.person_id])?;
    let mut facts = Vec::new();
    for other in theirs.iter().filter(|other| other.overlaps(grade)) {
        if grade.span.until.is_some() {
            return Err(other.overlap());
        }
        let ended = other.followed_by(other.succeeded_on(grade.span.from)?, grade.updated_at);
        grades::update(ctx.db, std::slice::from_ref(&ended))?;
        facts.push(fact(ctx, other, "ended", Some(grade.document_number.clone()), None)?);
    }
    grades::insert(ctx.db, std::slice::from_ref(grade))?;
    let basis = Basis { document_number: Some(grade.document_number.clone()), ..Basis::default() };
    facts.push(ctx.fact((SubjectKind::Grade, grade.id.0), CREATED, basis, Particulars::default())?);
    ctx.record_all(&facts)
}

/// The fact of a change, with what was said before.
fn fact(
    ctx: &mut Ctx<'_>,
    before: &grade::Grade,
    name: &str,
    document_number: Option<String>,
    reason: Option<String>,
) -> Result<Event, Error> {
    let basis = Basis { document_number, reason, ..Basis::default() };
    let detail = json!({
        "before": {
            "version": before.version, "grade": before.grade, "post_grade": before.post_grade, "starts_on": before.span.from, "ends_on": before.span.until,
            "document_number": before.document_number, "annulled_reason": before.annulled_reason
        }
    });
    ctx.fact((SubjectKind::Grade, before.id.0), name, basis, Particulars { detail, ..Particulars::default() })
}

/// Read one grade, as known at a moment.
pub type ReadGrade = ReadAsOf<Grade>;

impl Readable for Grade {
    type Id = GradeId;
    const ACTION: Action = Action::read("read_grade", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: GradeId, moment: Moment) -> Result<Self, Error> {
        grades::find(ctx.db, ctx.reach, id, moment).map(Grade::from)
    }
}

/// Correct a grade, or annul it; the version before it stays. Titles and ranks are the personnel system's to correct, the
/// inspector's own grade is the office's.
pub struct CorrectGrade {
    /// Which.
    pub id: GradeId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateGrade,
}

impl UseCase for CorrectGrade {
    const ACTION: Action = Action::write("update_grade", roles![Approver, Hr]);
    type Output = Grade;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Grade, Error> {
        let grade = grades::find(ctx.db, ctx.reach, self.id, Moment::default())?;
        let allowed = corrects_grade(grade.track.is_recorded_only());
        if !allowed.contains(&ctx.role()) {
            return Err(Error::NotForRole { role: ctx.role(), allowed });
        }
        at_version(self.version, grade.version)?;
        let mut faults = Faults::new();
        let reason = self.patch.reason(&mut faults);
        let changed = self.patch.apply(&grade, reason.as_deref(), &mut faults);
        grade.check_corrected(&changed, &mut faults);
        let changed = faults.finish(Some(changed))?;
        if changed == grade {
            ctx.nothing_changed();
            return Ok(grade.into());
        }
        let theirs = grades::of_people(ctx.db, &[grade.person_id])?;
        if let Some(other) = theirs.iter().find(|other| other.overlaps(&changed)) {
            return Err(other.overlap());
        }
        check_reference_is_free(ctx, &grade, &changed)?;
        let changed = grade.followed_by(changed, grades::next_instant(ctx.db, ctx.now())?);
        grades::update(ctx.db, std::slice::from_ref(&changed))?;
        let name = match (grade.is_annulled(), changed.is_annulled()) {
            (false, true) => "annulled",
            _ => "corrected",
        };
        let fact = fact(ctx, &grade, name, Some(changed.document_number.clone()), reason)?;
        ctx.record_all(&[fact])?;
        Ok(changed.into())
    }
}

impl UseCase for ListRequest<GradeFilter> {
    const ACTION: Action = Action::read("list_grades", roles![Registrar, Approver, Hr, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<Grade>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request) = (order(self)?, self.page(ctx)?);
        let page = grades::list(ctx.db, ctx.reach, &filter, order, &request)?;
        Ok(self.answer(ctx, page.map(Grade::from)))
    }
}

/// Changes come in the order in which the register learned of them, unless another order is asked for.
fn order(list: &ListRequest<GradeFilter>) -> Result<(GradeOrder, bool), Error> {
    if list.sort.is_none() && list.query.names("changed_after") {
        return Ok((GradeOrder::Changed, false));
    }
    let asked = list.order()?;
    let order = if asked.field == "updated_at" { GradeOrder::Changed } else { GradeOrder::Recorded };
    Ok((order, asked.descending))
}

/// Pull a list whole: all of it as it was at one moment, in constant memory.
pub struct PullGrades {
    /// The list; from its cursor on.
    pub list: ListRequest<GradeFilter>,
    /// In which form, and where it goes.
    pub pull: Pull<Grade>,
}

impl UseCase for PullGrades {
    const ACTION: Action = ListRequest::<GradeFilter>::ACTION;
    const SNAPSHOT: bool = true;
    const STREAMS: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        self.pull.outlet.begin()?;
        let (filter, order, request) = asked(ctx, &self.list)?;
        // Something is wrong with the request that only its surface knows: it is looked at for further faults, and what it
        // asks for by mistake is not handed out.
        if ctx.is_trial {
            return Ok(());
        }
        let read = |request: &PageRequest| {
            let page = grades::list(ctx.db, ctx.reach, &filter, order, request)?;
            named(ctx, page, self.pull.shows_names, |grade| grade.person_id)
        };
        self.pull.hand_out(request, read, |grade| grade.person_id, Grade::from)
    }
}

/// What a pull asks for.
fn asked(
    ctx: &mut Ctx<'_>,
    list: &ListRequest<GradeFilter>,
) -> Result<(GradeFilter, (GradeOrder, bool), PageRequest), Error> {
    let (mut filter, order) = (list.query.parse()?, order(list)?);
    within_reach::lead_on(ctx, &mut filter.person_id)?;
    Ok((filter, order, pages(list.page(ctx)?)))
}

/// Look at what a pull asks for, and pull nothing.
pub struct CheckPull(
    /// The list.
    pub ListRequest<GradeFilter>,
);

impl UseCase for CheckPull {
    const ACTION: Action = ListRequest::<GradeFilter>::ACTION;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        asked(ctx, &self.0).map(drop)
    }
}
