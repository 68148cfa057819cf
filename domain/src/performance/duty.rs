//! Duty records: visits to schools, reports, rectifications followed up, and the inspector's own report on duty.
//!
//! The register counts them and refers to the system that owns their details; it holds no findings (Q24). A record that
//! falls short of a rule gets a warning and is kept, because an office records what happened. One rule refuses: nobody
//! visits a school to which a recusal applies (R60).

use std::collections::HashSet;

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        calendar::WorkingDays,
        id::{DutyRecordId, InspectionId, PersonId, SchoolId},
        period::{Month, Semester, Year},
        rules::{self, Rule, Rules},
        time::add_days,
        word::words,
    },
    service::appointment::{Appointment, Status},
};

/// Most hours of one visit.
pub const HOURS_MAX: u32 = 24;
words! {
    /// What was done.
    Kind {
        /// A routine supervision of one school.
        Visit = "visit", // 经常性督导.
        /// The report about a month.
        MonthlyReport = "monthly_report", // R53.
        /// The summary of a semester.
        SemesterSummary = "semester_summary", // R53.
        /// A rectification that the inspector followed up at a school.
        Rectification = "rectification",
        /// The inspector's own report on duty about a year.
        DutyReport = "duty_report", // 述职, R96.
        /// Special or comprehensive supervision, or supervision of an organisation.
        TeamSupervision = "team_supervision", // 专项、综合督导.
        /// Supervision over the network.
        OnlineSupervision = "online_supervision", // 网络督导, R212.
    }
}

words! {
    /// Whether a visit was planned with the school.
    // R54.
    Mode {
        /// Planned with it.
        Scheduled = "scheduled", // 定期督导.
        /// At random.
        Random = "random", // 随机督导.
    }
}

/// What a visit has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The school.
    pub school_id: SchoolId,
    /// Whether it was planned with the school.
    pub mode: Mode,
    /// The day on which the school was notified, if it was.
    pub notice_on: Option<Day>,
    /// How many hours it took.
    pub hours: u32,
    /// What it was about (R51).
    pub theme: Option<String>,
    /// Whether the inspector showed the credential (R16).
    pub credential_shown: bool,
    /// Whether a record was written (R52).
    pub record_left: bool,
    /// True if the school got feedback on the spot (R52).
    pub feedback_left: bool,
    /// The day on which the report of it was submitted (R52).
    pub report_submitted_on: Option<Day>,
}

/// What each kind of record has, and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Particulars {
    /// A routine supervision of one school.
    Visit(Visit),
    /// The report about a month.
    MonthlyReport(Month),
    /// The summary of a semester.
    SemesterSummary(Semester),
    /// A rectification followed up at a school.
    Rectification(SchoolId),
    /// The report on duty about a year.
    DutyReport(Year),
    /// Supervision by a team, or of an organisation.
    TeamSupervision {
        /// The school, if it was one.
        school_id: Option<SchoolId>,
        /// How many hours it took.
        hours: u32,
    },
    /// Supervision over the network.
    OnlineSupervision {
        /// The school, if it was one.
        school_id: Option<SchoolId>,
        /// How many hours it took.
        hours: u32,
    },
}

impl Particulars {
    /// What was done.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Visit(_) => Kind::Visit,
            Self::MonthlyReport(_) => Kind::MonthlyReport,
            Self::SemesterSummary(_) => Kind::SemesterSummary,
            Self::Rectification(_) => Kind::Rectification,
            Self::DutyReport(_) => Kind::DutyReport,
            Self::TeamSupervision { .. } => Kind::TeamSupervision,
            Self::OnlineSupervision { .. } => Kind::OnlineSupervision,
        }
    }

    /// The school where it was done.
    pub const fn school_id(&self) -> Option<SchoolId> {
        match self {
            Self::Visit(visit) => Some(visit.school_id),
            Self::Rectification(school_id) => Some(*school_id),
            Self::TeamSupervision { school_id, .. } | Self::OnlineSupervision { school_id, .. } => *school_id,
            _ => None,
        }
    }

    /// How many hours it took, where that is said.
    pub const fn hours(&self) -> Option<u32> {
        match self {
            Self::Visit(visit) => Some(visit.hours),
            Self::TeamSupervision { hours, .. } | Self::OnlineSupervision { hours, .. } => Some(*hours),
            _ => None,
        }
    }

    /// The month, semester or year that a report is about, as written.
    pub fn period(&self) -> Option<String> {
        match self {
            Self::MonthlyReport(month) => Some(month.to_string()),
            Self::SemesterSummary(semester) => Some(semester.to_string()),
            Self::DutyReport(year) => Some(year.to_string()),
            _ => None,
        }
    }

    /// The first and the last day that a report is about.
    pub fn days(&self) -> Option<(Day, Day)> {
        match self {
            Self::MonthlyReport(month) => Some((month.first(), month.last())),
            Self::SemesterSummary(semester) => Some((semester.first(), semester.last())),
            Self::DutyReport(year) => Some((year.first(), year.last())),
            _ => None,
        }
    }
}

/// The content of a record, without the person whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The day of the visit or of the rectification; the day on which a report was submitted.
    pub occurred_on: Day,
    /// What was done.
    pub particulars: Particulars,
}

impl Facts {
    /// The day under which it counts: that of a visit or a rectification. A report counts for what it is about, from the
    /// first day of that, however late it was submitted.
    pub fn counts_on(&self) -> Day {
        self.particulars.days().map_or(self.occurred_on, |(first, _)| first)
    }

    /// The day on which the person had to be in office: a report may be submitted after the end of the term.
    pub fn served_on(&self) -> Day {
        self.particulars.days().map_or(self.occurred_on, |(_, last)| last.min(self.occurred_on))
    }
}

/// What was said of a record, flat; what each kind has follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What was done.
    pub kind: Kind,
    /// The day of it.
    pub occurred_on: Day,
    /// The month, semester or year that a report is about.
    pub period: Option<String>,
    /// The school.
    pub school_id: Option<SchoolId>,
    /// Whether a visit was planned with the school.
    pub mode: Option<Mode>,
    /// The day on which the school was notified.
    pub notice_on: Option<Day>,
    /// How many hours a visit took.
    pub hours: Option<u32>,
    /// What a visit was about.
    pub theme: Option<String>,
    /// Whether the inspector showed the credential.
    pub credential_shown: Option<bool>,
    /// Whether a record was written.
    pub record_left: Option<bool>,
    /// Whether the school got feedback on the spot.
    pub feedback_left: Option<bool>,
    /// The day on which the report of a visit was submitted.
    pub report_submitted_on: Option<Day>,
}

impl From<&Facts> for Said {
    fn from(facts: &Facts) -> Self {
        let visit = match &facts.particulars {
            Particulars::Visit(visit) => Some(visit),
            _ => None,
        };
        Self {
            kind: facts.particulars.kind(),
            occurred_on: facts.occurred_on,
            period: facts.particulars.period(),
            school_id: facts.particulars.school_id(),
            mode: visit.map(|visit| visit.mode),
            notice_on: visit.and_then(|visit| visit.notice_on),
            hours: facts.particulars.hours(),
            theme: visit.and_then(|visit| visit.theme.clone()),
            credential_shown: visit.map(|visit| visit.credential_shown),
            record_left: visit.map(|visit| visit.record_left),
            feedback_left: visit.map(|visit| visit.feedback_left),
            report_submitted_on: visit.and_then(|visit| visit.report_submitted_on),
        }
    }
}

impl Kind {
    /// The fields that a record of this kind needs, and those that it may have besides.
    const fn fields(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Visit => (
                &["school_id", "mode", "hours"],
                &["notice_on", "theme", "credential_shown", "record_left", "feedback_left", "report_submitted_on"],
            ),
            Self::Rectification => (&["school_id"], &[]),
            Self::MonthlyReport | Self::SemesterSummary | Self::DutyReport => (&["period"], &[]),
            Self::TeamSupervision | Self::OnlineSupervision => (&["hours"], &["school_id"]),
        }
    }
}

impl Said {
    const fn given(&self) -> [(&'static str, bool); 10] {
        [
            ("period", self.period.is_some()),
            ("school_id", self.school_id.is_some()),
            ("mode", self.mode.is_some()),
            ("notice_on", self.notice_on.is_some()),
            ("hours", self.hours.is_some()),
            ("theme", self.theme.is_some()),
            ("credential_shown", self.credential_shown.is_some()),
            ("record_left", self.record_left.is_some()),
            ("feedback_left", self.feedback_left.is_some()),
            ("report_submitted_on", self.report_submitted_on.is_some()),
        ]
    }

    /// The facts that follow from what was said, noting everything that is wrong with it.
    pub fn settled(self, today: Day, faults: &mut Faults) -> Option<Facts> {
        let (needed, possible) = self.kind.fields();
        for (field, is_given) in self.given() {
            if needed.contains(&field) && !is_given {
                faults.add(format!("/{field}"), FaultCode::Required, Wording::FieldNeeded);
            } else if is_given && !needed.contains(&field) && !possible.contains(&field) {
                faults.add(format!("/{field}"), FaultCode::Mismatch, Wording::NotOfThisKind);
            }
        }
        self.check_days(today, faults);
        if self.hours.is_some_and(|hours| !(1..=HOURS_MAX).contains(&hours)) {
            faults.add("/hours", FaultCode::Range, Wording::Between { min: 1, max: HOURS_MAX.into() });
        }
        let occurred_on = self.occurred_on;
        let particulars = self.particulars(faults)?;
        if particulars.days().is_some_and(|(first, _)| first > occurred_on) {
            faults.add("/period", FaultCode::Date, Wording::PeriodNotBegun);
        }
        Some(Facts { occurred_on, particulars })
    }

    fn check_days(&self, today: Day, faults: &mut Faults) {
        let mut check = |field: &str, is_wrong: bool, wording: Wording| {
            if is_wrong {
                faults.add(format!("/{field}"), FaultCode::Date, wording);
            }
        };
        let after = |day: Option<Day>, bound: Day| day.is_some_and(|day| day > bound);
        check("occurred_on", self.occurred_on > today, Wording::DayInTheFuture);
        check("notice_on", after(self.notice_on, self.occurred_on), Wording::NoticeAfterVisit);
        check("report_submitted_on", after(self.report_submitted_on, today), Wording::DayInTheFuture);
        let is_early = self.report_submitted_on.is_some_and(|day| day < self.occurred_on);
        check("report_submitted_on", is_early, Wording::ReportBeforeVisit);
    }

    fn particulars(self, faults: &mut Faults) -> Option<Particulars> {
        let period = self.period.as_deref();
        match self.kind {
            Kind::Visit => self.visit().map(Particulars::Visit),
            Kind::Rectification => self.school_id.map(Particulars::Rectification),
            Kind::MonthlyReport => faults.keep("/period", Month::parse(period?)).map(Particulars::MonthlyReport),
            Kind::SemesterSummary => faults.keep("/period", Semester::parse(period?)).map(Particulars::SemesterSummary),
            Kind::DutyReport => faults.keep("/period", Year::parse(period?)).map(Particulars::DutyReport),
            Kind::TeamSupervision => {
                Some(Particulars::TeamSupervision { school_id: self.school_id, hours: self.hours? })
            }
            Kind::OnlineSupervision => {
                Some(Particulars::OnlineSupervision { school_id: self.school_id, hours: self.hours? })
            }
        }
    }

    fn visit(self) -> Option<Visit> {
        Some(Visit {
            school_id: self.school_id?,
            mode: self.mode?,
            notice_on: self.notice_on,
            hours: self.hours?,
            theme: self.theme,
            credential_shown: self.credential_shown.unwrap_or(false),
            record_left: self.record_left.unwrap_or(false),
            feedback_left: self.feedback_left.unwrap_or(false),
            report_submitted_on: self.report_submitted_on,
        })
    }
}

/// Which system recorded it, and under which reference of its own: what makes a request that is sent again harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The writing client.
    pub source: String,
    /// Its own reference.
    pub external_reference: Option<String>,
}

/// A record of duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRecord {
    /// Identifier.
    pub id: DutyRecordId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who did it.
    pub person_id: PersonId,
    /// What was done, and when.
    pub facts: Facts,
    /// The inspection of which it is; it is corrected there alone.
    pub inspection_id: Option<InspectionId>,
    /// Whether it was annulled: it stays, and counts no more.
    pub annulled: bool,
    /// Why this version was made; a first version gives no reason.
    pub reason: Option<String>,
    /// From where it came.
    pub origin: Origin,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

/// Whether somebody was in office on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office {
    /// In office.
    Held,
    /// In office, and suspended.
    Suspended,
    /// In no office.
    None,
}

impl Office {
    /// By somebody's appointments.
    pub fn on<'a>(appointments: impl IntoIterator<Item = &'a Appointment>, day: Day) -> Self {
        let in_force = appointments.into_iter().filter(|one| one.is_in_force(day));
        let suspended = in_force.map(|one| one.trail.on(day) == Some(Status::Suspended));
        suspended.fold(Self::None, |known, is_suspended| match (known, is_suspended) {
            (Self::Held, _) | (_, false) => Self::Held,
            (_, true) => Self::Suspended,
        })
    }
}

impl DutyRecord {
    /// The rules that the record falls short of; it is kept all the same. Duty outside of office earns nothing.
    pub fn warnings(
        &self,
        office: Office,
        today: Day,
        rules: &Rules,
        calendar: &WorkingDays,
    ) -> Vec<(&'static Rule, Wording)> {
        let mut warnings: Vec<(&'static Rule, Wording)> = Vec::new();
        let outside = match office {
            Office::Held => None,
            Office::Suspended => Some(Wording::SuspendedThatDay),
            Office::None => Some(Wording::NotInOfficeThatDay),
        };
        if let Some(wording) = outside.filter(|_| rules.demands(&rules::DUTY_REQUIRES_APPOINTMENT)) {
            warnings.push((&rules::DUTY_REQUIRES_APPOINTMENT, wording));
        }
        if let Particulars::Visit(visit) = &self.facts.particulars {
            visit.warnings(self.facts.occurred_on, (today, rules, calendar), &mut warnings);
        }
        warnings
    }
}

impl Visit {
    fn warnings(
        &self,
        day: Day,
        (today, rules, calendar): (Day, &Rules, &WorkingDays),
        warnings: &mut Vec<(&'static Rule, Wording)>,
    ) {
        let mut warn = |is_short: bool, rule: &'static Rule, wording: Wording| {
            if is_short {
                warnings.push((rule, wording));
            }
        };
        let hides = !self.credential_shown && rules.demands(&rules::CREDENTIAL_SHOW_ON_VISIT);
        warn(hides, &rules::CREDENTIAL_SHOW_ON_VISIT, Wording::CredentialNotShown);
        let min = rules.limit(&rules::VISIT_MIN_HOURS).unwrap_or_default();
        warn(self.hours < min, &rules::VISIT_MIN_HOURS, Wording::VisitTooShort { hours: min.into() });
        let is_without = self.theme.is_none() && rules.demands(&rules::VISIT_MONTHLY_THEME_REQUIRED);
        warn(is_without, &rules::VISIT_MONTHLY_THEME_REQUIRED, Wording::NoTheme);
        let leaves_nothing = !self.record_left || !self.feedback_left;
        warn(leaves_nothing, &rules::VISIT_REPORT_DUE_DAYS, Wording::NothingLeft);
        let due = rules.count(&rules::VISIT_REPORT_DUE_DAYS);
        let is_late = self.is_reported_late(day, due, today);
        warn(is_late, &rules::VISIT_REPORT_DUE_DAYS, Wording::ReportLate { days: due.into() });
        let is_unusual = !rules.lists(&rules::VISIT_MODES, self.mode.as_str());
        warn(is_unusual, &rules::VISIT_MODES, Wording::ModeNotInUse);
        let most = rules.count(&rules::VISIT_NOTICE_MAX_WORKING_DAYS);
        let is_early = self.notice_on.is_some_and(|notice| is_noticed_early(notice, day, most, calendar));
        warn(is_early, &rules::VISIT_NOTICE_MAX_WORKING_DAYS, Wording::NoticeTooEarly { days: most.into() });
    }

    /// Whether the report came later than it is due, or is due and did not come (R52).
    fn is_reported_late(&self, day: Day, due_days: u32, today: Day) -> bool {
        let due = add_days(day, due_days);
        self.report_submitted_on.unwrap_or(today) > due
    }
}

/// True if a school was notified earlier than this many working days before the visit (R54). Without the calendar this
/// is unknown, and there is no warning.
fn is_noticed_early(notice: Day, visit: Day, most: u32, calendar: &WorkingDays) -> bool {
    let reaches: Result<Day, Error> = calendar.after(notice, most);
    reaches.is_ok_and(|day| day < visit)
}

/// What is counted of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What was done.
    pub kind: Kind,
    /// How a visit was made.
    pub mode: Option<Mode>,
    /// The day of it.
    pub occurred_on: Day,
    /// What a report is about.
    pub period: Option<String>,
}

/// The duty that a person did in some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Routine supervisions of schools; two of one school on one day are two.
    pub visits: u32,
    /// Those of them that were made at random.
    pub random_visits: u32,
    /// Distinct days with a visit, a supervision by a team or over the network, or a rectification.
    pub duty_days: u32,
    /// Monthly reports and semester summaries; two about the same month are one. A report counts in the time in which
    /// that begins what it is about.
    pub reports: u32,
    /// Rectifications followed up.
    pub rectifications: u32,
    /// Supervisions by a team, or of organisations.
    pub team_supervisions: u32,
    /// Supervisions over the network.
    pub online_supervisions: u32,
}

impl Counts {
    /// Counts records.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Counted>) -> Self {
        let (mut counts, mut days, mut reports) = (Self::default(), HashSet::new(), HashSet::new());
        for one in records {
            match one.kind {
                Kind::Visit => {
                    counts.visits += 1;
                    counts.random_visits += u32::from(one.mode == Some(Mode::Random));
                    days.insert(one.occurred_on);
                }
                Kind::Rectification => {
                    counts.rectifications += 1;
                    days.insert(one.occurred_on);
                }
                Kind::TeamSupervision => {
                    counts.team_supervisions += 1;
                    days.insert(one.occurred_on);
                }
                Kind::OnlineSupervision => {
                    counts.online_supervisions += 1;
                    days.insert(one.occurred_on);
                }
                Kind::MonthlyReport | Kind::SemesterSummary => {
                    reports.insert((one.kind, one.period.as_deref()));
                }
                Kind::DutyReport => {}
            }
        }
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { duty_days: small(days.len()), reports: small(reports.len()), ..counts }
    }
}

/// What is missing to what a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The rule.
    pub rule: &'static Rule,
    /// How much: days, visits or reports.
    pub missing: u32,
    /// In words.
    pub wording: Wording,
}

/// The reports that are due with the end of a month: that about the month, and where the semester or the year ends with
/// it, those about them.
pub fn reports_due(month: Month) -> Vec<Particulars> {
    let semester = Semester::of(month).filter(|semester| semester.last() == month.last());
    let year = Some(Year::of(month)).filter(|year| year.last() == month.last());
    let monthly = Some(Particulars::MonthlyReport(month));
    let (summary, own) = (semester.map(Particulars::SemesterSummary), year.map(Particulars::DutyReport));
    [monthly, summary, own].into_iter().flatten().collect()
}

/// What an inspector's duty in a month lacks: days in an active month (R50), and once it is over the reports that are due
/// with it (R53, R96).
pub fn missing_of_month(month: Month, records: &[Counted], today: Day, rules: &Rules) -> Vec<Missing> {
    let mut all = Vec::new();
    let is_active = rules.lists_month(&rules::DUTY_ACTIVE_MONTHS, month.number());
    let (needed, there) = (rules.count(&rules::DUTY_MIN_DAYS_PER_MONTH), Counts::of(records).duty_days);
    if is_active && there < needed {
        let wording = Wording::DutyDaysMissing { there: there.into(), needed: needed.into() };
        all.push(Missing { rule: &rules::DUTY_MIN_DAYS_PER_MONTH, missing: needed - there, wording });
    }
    if !month.is_over(today) {
        return all;
    }
    for report in reports_due(month) {
        let (kind, period) = (report.kind(), report.period().unwrap_or_default());
        let (rule, is_due) = match kind {
            Kind::DutyReport => {
                (&rules::ASSESSMENT_SELF_REPORT_REQUIRED, rules.demands(&rules::ASSESSMENT_SELF_REPORT_REQUIRED))
            }
            _ => (&rules::DUTY_MONTHLY_REPORT, is_active && rules.demands(&rules::DUTY_MONTHLY_REPORT)),
        };
        let is_there = records.iter().any(|one| one.kind == kind && one.period.as_ref() == Some(&period));
        if is_due && !is_there {
            all.push(Missing { rule, missing: 1, wording: Wording::ReportMissing { period } });
        }
    }
    all
}

/// The visits that a school lacks in a semester: the semester requires a number of visits (R47), and so does each of
/// its active months that is over (R48). `visits` has the count of each month of the semester.
pub fn missing_of_school(semester: Semester, visits: &[(Month, u32)], today: Day, rules: &Rules) -> Vec<Missing> {
    let lacks = |rule: &'static Rule, needed: u32, period: String, there: u32| {
        let wording = Wording::VisitsMissing { period, there: there.into(), needed: needed.into() };
        (there < needed).then(|| Missing { rule, missing: needed - there, wording })
    };
    let (rule, needed) =
        (&rules::VISIT_MIN_PER_SCHOOL_PER_SEMESTER, rules.count(&rules::VISIT_MIN_PER_SCHOOL_PER_SEMESTER));
    let of_semester = lacks(rule, needed, semester.to_string(), visits.iter().map(|(_, count)| count).sum());
    let is_asked_for =
        |month: Month| month.is_over(today) && rules.lists_month(&rules::DUTY_ACTIVE_MONTHS, month.number());
    let (rule, needed) = (&rules::VISIT_MIN_PER_SCHOOL_PER_MONTH, rules.count(&rules::VISIT_MIN_PER_SCHOOL_PER_MONTH));
    let of_months = visits
        .iter()
        .filter(|(month, _)| is_asked_for(*month))
        .filter_map(|(month, there)| lacks(rule, needed, month.to_string(), *there));
    of_semester.into_iter().chain(of_months).collect()
}

#[cfg(test)]
mod tests;
