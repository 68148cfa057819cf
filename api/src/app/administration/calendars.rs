//! Calendars of working days.

use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    kernel::{
        calendar::YearCalendar,
        event::{Basis, SubjectKind},
        policy::Action,
        text,
        time::Moment,
    },
    roles,
};
use openapi::administration::calendar::{Calendar, PutCalendar};
use persistence::administration::calendars::{self, StoredCalendar};

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version, for_the_whole_register},
        list::Listed,
    },
};

fn view(calendar: StoredCalendar) -> Calendar {
    Calendar {
        year: calendar.days.year,
        version: calendar.version,
        holidays: calendar.days.holidays.into_iter().collect(),
        workdays: calendar.days.workdays.into_iter().collect(),
        document_number: calendar.document_number,
        updated_at: calendar.updated_at,
    }
}

/// List the calendars: a few years, on one page.
pub struct ListCalendars;

impl UseCase for ListCalendars {
    const ACTION: Action =
        Action::read("list_calendars", roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator]);
    type Output = Listed<Calendar>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let items: Vec<Calendar> = calendars::all(ctx.db)?.into_iter().map(view).collect();
        Ok(Listed::whole(items))
    }
}

/// Read the calendar of one year, as it was known at a moment.
pub struct ReadCalendar {
    /// The year.
    pub year: i32,
    /// When.
    pub moment: Moment,
}

impl UseCase for ReadCalendar {
    const ACTION: Action =
        Action::read("read_calendar", roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator]);
    type Output = Calendar;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Calendar, Error> {
        calendars::find(ctx.db, self.year, self.moment.known_at).map(view)
    }
}

/// Upload the calendar of one year.
pub struct UploadCalendar {
    /// The year.
    pub year: i32,
    /// The version it replaces, when the caller says so.
    pub version: Option<i64>,
    /// The days.
    pub body: PutCalendar,
}

impl UseCase for UploadCalendar {
    const ACTION: Action = Action::write("put_calendar", roles![Administrator, Operator]);
    type Output = Calendar;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Calendar, Error> {
        for_the_whole_register(ctx)?;
        let mut faults = Faults::new();
        openapi::kernel::body::validate(&self.body, &mut faults);
        let document_number = self.body.document_number.as_ref();
        let document_number = document_number.and_then(|raw| faults.keep("/document_number", text::line(raw)));
        faults.finish(Some(()))?;
        let days = YearCalendar::new(self.year, self.body.holidays.clone(), self.body.workdays.clone())?;
        let now = ctx.now();
        let present = match calendars::find(ctx.db, self.year, None) {
            Ok(present) => Some(present),
            Err(Error::NotFound) => None,
            Err(other) => return Err(other),
        };
        if let Some(version) = self.version {
            at_version(version, present.as_ref().map_or(0, |present| present.version))?;
        }
        if !self.body.allow_empty && days.is_empty() && present.as_ref().is_some_and(|present| !present.days.is_empty())
        {
            return Err(Error::invalid(Fault::new("/holidays", FaultCode::Required, Wording::CalendarWouldBeEmpty)));
        }
        let calendar = match &present {
            Some(present) => StoredCalendar {
                days,
                document_number,
                version: present.version + 1,
                updated_at: now,
                ..present.clone()
            },
            None => StoredCalendar {
                id: ctx.new_id()?,
                version: 1,
                days,
                document_number,
                created_at: now,
                updated_at: now,
            },
        };
        calendars::put(ctx.db, &calendar)?;
        let basis = Basis { document_number: calendar.document_number.clone(), ..Basis::default() };
        let name = if present.is_some() { "replaced" } else { CREATED };
        let before = present
            .map(|present| serde_json::json!({ "holidays": present.days.holidays, "workdays": present.days.workdays }));
        let detail = serde_json::json!({ "before": before });
        ctx.record(
            (SubjectKind::Calendar, calendar.id),
            name,
            basis,
            Particulars { detail, ..Particulars::default() },
        )?;
        Ok(view(calendar))
    }
}
