//! The messages for people, as a closed list: each is a key of the catalogue of wordings, with its arguments. The
//! catalogue has the sentences, once for each language.

use serde::{Deserialize, Serialize};

macro_rules! wordings {
    ($($name:ident $({ $($argument:ident: $type:ty),+ })? = $key:literal;)+) => {
        /// A message for a person. It never repeats a faulty value, which may be personal data.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "key")]
        #[expect(missing_docs, reason = "the catalogue says each of them in words")]
        pub enum Wording {
            $(#[serde(rename = $key)] $name $({ $($argument: $type),+ })?,)+
        }

        impl Wording {
            /// Every key, with the names of its arguments.
            pub const ALL: &[(&str, &[&str])] = &[$(($key, &[$($(stringify!($argument)),+)?])),+];

            /// The key under which the catalogue says it.
            pub const fn key(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $key,)+
                }
            }

            /// Its arguments by name.
            pub fn arguments(&self) -> Vec<(&'static str, Argument<'_>)> {
                match self {
                    $(Self::$name $({ $($argument),+ })? => vec![$($((stringify!($argument), Argument::from($argument))),+)?],)+
                }
            }
        }
    };
}

/// An argument of a wording: a number, or a word that is the same in every language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Argument<'a> {
    /// A count or a bound.
    Number(i64),
    /// A day, a name of the contract, the title of an article.
    Word(&'a str),
}

impl From<&i64> for Argument<'_> {
    fn from(number: &i64) -> Self {
        Self::Number(*number)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(word: &'a String) -> Self {
        Self::Word(word)
    }
}

wordings! {
    // Any value
    Empty = "empty";
    FieldNeeded = "field_needed";
    FieldUnknown = "field_unknown";
    CannotBeCleared = "cannot_be_cleared";
    ShouldBe { types: String } = "should_be";
    OneOf { values: String } = "one_of";
    NotAllowedValue = "not_allowed_value";
    NotACode = "not_a_code";
    NotAValueOf { set: String } = "not_a_value_of";
    AtLeast { min: i64 } = "at_least";
    AtMost { max: i64 } = "at_most";
    Between { min: i64, max: i64 } = "between";
    TooManyCharacters { max: i64 } = "too_many_characters";
    TooManyEntries { max: i64 } = "too_many_entries";
    TooManyValues = "too_many_values";
    ControlCharacters = "control_characters";
    MoreFaults { max: i64, count: i64 } = "more_faults";
    NameReserved = "name_reserved";
    NumberUnreadable = "number_unreadable";
    NotAWholeNumber = "not_a_whole_number";
    NotAnIdentifier = "not_an_identifier";
    TrueOrFalse = "true_or_false";
    NamedTwice = "named_twice";
    NoSuchRecord = "no_such_record";
    // Words and numbers of people
    NameNeeded = "name_needed";
    NameIsLetters = "name_is_letters";
    CitizenNumberLength = "citizen_number_length";
    CitizenNumberForm = "citizen_number_form";
    CitizenNumberBirthDate = "citizen_number_birth_date";
    CheckCharacter = "check_character";
    CreditCodeLength = "credit_code_length";
    MobileNumberForm = "mobile_number_form";
    PersonalNumber = "personal_number";
    EmailForm = "email_form";
    WebAddressForm = "web_address_form";
    WebhookAddressClosed = "webhook_address_closed";
    WebhookUrlForm = "webhook_url_form";
    PostcodeForm = "postcode_form";
    AreaForm = "area_form";
    SchoolIdentifierForm = "school_identifier_form";
    SexDiffers = "sex_differs";
    BirthDateDiffers = "birth_date_differs";
    YearsInEducation { max: i64 } = "years_in_education";
    NothingToSearchFor = "nothing_to_search_for";
    SearchTermNeeded = "search_term_needed";
    NotItsOwnDouble = "not_its_own_double";
    // Days and calendars
    NotADay = "not_a_day";
    BeyondTheCalendar { last: String } = "beyond_the_calendar";
    NotAnInstant = "not_an_instant";
    DayInTheFuture = "day_in_the_future";
    TooFarAhead { days: i64 } = "too_far_ahead";
    DayNotInThePast = "day_not_in_the_past";
    DayBeforePreviousEvent = "day_before_previous_event";
    DayOfAnotherYear = "day_of_another_year";
    DayOfDeathNeeded = "day_of_death_needed";
    TooManyDays = "too_many_days";
    HolidayAndWorkingDay = "holiday_and_working_day";
    CalendarMissing { year: i64 } = "calendar_missing";
    // Events and pools
    ReasonNeeded = "reason_needed";
    DocumentNumberNeeded = "document_number_needed";
    ConsentNeeded = "consent_needed";
    SourceNeeded = "source_needed";
    SourceOfAnotherPool = "source_of_another_pool";
    EvidenceNeeded = "evidence_needed";
    PanelTooSmall { needed: i64 } = "panel_too_small";
    NoticeEnded { ends_on: String } = "notice_ended";
    NoticeRuns { ends_on: String } = "notice_runs";
    ObjectionOpen = "objection_open";
    PublicationElsewhereNeeded = "publication_elsewhere_needed";
    PublicationBeganOn = "publication_began_on";
    PublicationTooShort { earliest: String } = "publication_too_short";
    // Certification and training
    CertificationExists = "certification_exists";
    DeclarationTwice = "declaration_twice";
    ConditionsUnmet { conditions: String } = "conditions_unmet";
    HoursMissing { needed: i64, counted: i64 } = "hours_missing";
    NoResitLeft { max: i64 } = "no_resit_left";
    ExamNotHeldYet { exam_on: String } = "exam_not_held_yet";
    RecordCheckClosed { until: String } = "record_check_closed";
    RecordCheckOnce = "record_check_once";
    DefenceNeeded = "defence_needed";
    // Organisations and appointments
    OrganisationExists = "organisation_exists";
    CohortExists = "cohort_exists";
    NotAnAuthority = "not_an_authority";
    NotACommittee = "not_a_committee";
    NothingAgreed = "nothing_agreed";
    NotReceivedByRole = "not_received_by_role";
    AgreementExists = "agreement_exists";
    NotARecipient = "not_a_recipient";
    AreaOutOfClient = "area_out_of_client";
    NotAMemberUnit = "not_a_member_unit";
    OneObjectNeeded = "one_object_needed";
    NotAPeriod = "not_a_period";
    PeriodOrDaysNeeded = "period_or_days_needed";
    OneSchoolNeeded = "one_school_needed";
    PartOfItself = "part_of_itself";
    BeforeItsFirstDay = "before_its_first_day";
    ItemsAndScopeNeeded = "items_and_scope_needed";
    CommonAndOwnNeeded = "common_and_own_needed";
    MonthlyThemeExists = "monthly_theme_exists";
    SchoolPlanExists = "school_plan_exists";
    NotInspected { names: String } = "not_inspected";
    FindingsOpen { count: i64 } = "findings_open";
    NotALookBack = "not_a_look_back";
    OneLeadNeeded = "one_lead_needed";
    BeforeItBegan = "before_it_began";
    NoticeNeeded = "notice_needed";
    VoicesNeeded = "voices_needed";
    UnitDefenceRuns { last: String } = "unit_defence_runs";
    NotADigest = "not_a_digest";
    StatementOrWaiver = "statement_or_waiver";
    NotOfTheTeam = "not_of_the_team";
    CorrectTheInspection = "correct_the_inspection";
    DueBeforeItsEvent = "due_before_its_event";
    DueNoLater = "due_no_later";
    DueOfARelapse = "due_of_a_relapse";
    DueOnNoWorkingDay = "due_on_no_working_day";
    UnitNotAsked = "unit_not_asked";
    WiderCheckNeeded = "wider_check_needed";
    LookBackNeeded = "look_back_needed";
    MinorHarmUnreported = "minor_harm_unreported";
    ExtensionsOver { max: i64 } = "extensions_over";
    GuidanceMissing = "guidance_missing";
    DangerNotifiedLater = "danger_notified_later";
    NotifiedLate { day: String } = "notified_late";
    WeightsAddUp { sum: String } = "weights_add_up";
    MoreThanNothing = "more_than_nothing";
    LastBandFromNothing = "last_band_from_nothing";
    BandsGoDown = "bands_go_down";
    ThirdPartyWeight { max: i64 } = "third_party_weight";
    IndicatorsMissing { codes: String } = "indicators_missing";
    ThirdPartyAlone = "third_party_alone";
    RatesOwnUnit = "rates_own_unit";
    IndependenceUndeclared = "independence_undeclared";
    OutsideRatersNeeded { min: i64 } = "outside_raters_needed";
    LowerAfterReview = "lower_after_review";
    NoSuchIndicator = "no_such_indicator";
    NoSuchVeto = "no_such_veto";
    SystemNotInEffect = "system_not_in_effect";
    PeriodOfAnotherYear = "period_of_another_year";
    EvaluationExists = "evaluation_exists";
    CarrierNeeded = "carrier_needed";
    ExpiresBeforeEffect = "expires_before_effect";
    NotOpen = "not_open";
    CheckedByWhoDrafted = "checked_by_who_drafted";
    ChannelMissing { channel: String } = "channel_missing";
    ReportNotOpen = "report_not_open";
    PublicationOverdue { day: String } = "publication_overdue";
    RulesNotPublished = "rules_not_published";
    ReplacesItself = "replaces_itself";
    FormNotInUse = "form_not_in_use";
    InspectorByDismissal = "inspector_by_dismissal";
    ChairApproves = "chair_approves";
    NoSuchDemand = "no_such_demand";
    DueBeforeHeld = "due_before_held";
    IndicatorSystemExists = "indicator_system_exists";
    OneHolderNeeded = "one_holder_needed";
    TitleOfNamedHolder = "title_of_named_holder";
    ChiefInspectorExists = "chief_inspector_exists";
    AuthorityNeeded = "authority_needed";
    CohortOfAnotherAuthority = "cohort_of_another_authority";
    CohortIsForPartTime = "cohort_is_for_part_time";
    CohortTooLong { years: i64 } = "cohort_too_long";
    AppointmentExists = "appointment_exists";
    AppointmentsOverlap = "appointments_overlap";
    RecusalDeclarationNeeded = "recusal_declaration_needed";
    OutsideOfCohort = "outside_of_cohort";
    TermTooLong { latest: String } = "term_too_long";
    TermNotBegun = "term_not_begun";
    TermOver { last: String } = "term_over";
    NextTermExists = "next_term_exists";
    CohortInUse = "cohort_in_use";
    FullTimeHasNoTerm = "full_time_has_no_term";
    CredentialOfAnother = "credential_of_another";
    NotCertifiedOn { day: String } = "not_certified_on";
    UnderSanction { until: String } = "under_sanction";
    TermsUsedUp { max: i64 } = "terms_used_up";
    OlderThan { max: i64, day: String } = "older_than";
    BirthDateNeeded = "birth_date_needed";
    RenewalTooEarly { opens: String } = "renewal_too_early";
    NoPostFree { posts: i64, taken: i64 } = "no_post_free";
    NotFiledUpward = "not_filed_upward";
    NotPublished = "not_published";
    NotPossibleFrom { status: String, event: String } = "not_possible_from";
    MadeByTheSame = "made_by_the_same";
    StatusAsOf = "status_as_of";
    // Zone assignments and teams
    StaysAway { ground: String } = "stays_away";
    NotInOffice = "not_in_office";
    SchoolOfAnotherZone = "school_of_another_zone";
    AssignedAlready = "assigned_already";
    LeadExists = "lead_exists";
    ZoneIsClosed = "zone_is_closed";
    LeadIsPartTime = "lead_is_part_time";
    ManySchools { count: i64, target: i64 } = "many_schools";
    SameZoneLong { since: String, years: i64 } = "same_zone_long";
    NotAYear = "not_a_year";
    TooFewInspectors { needed: i64, there: i64 } = "too_few_inspectors";
    NobodyHasSpeciality { speciality: String } = "nobody_has_speciality";
    // Duty records
    NotAMonth = "not_a_month";
    NotASemester = "not_a_semester";
    NotOfThisKind = "not_of_this_kind";
    PeriodNotBegun = "period_not_begun";
    NoticeAfterVisit = "notice_after_visit";
    ReportBeforeVisit = "report_before_visit";
    SuspendedThatDay = "suspended_that_day";
    DiedOn { day: String } = "died_on";
    FileIsClosed { since: String } = "file_is_closed";
    IdentityChangedSince = "identity_changed_since";
    NotInOfficeThatDay = "not_in_office_that_day";
    CredentialNotShown = "credential_not_shown";
    VisitTooShort { hours: i64 } = "visit_too_short";
    NoTheme = "no_theme";
    NothingLeft = "nothing_left";
    ReportLate { days: i64 } = "report_late";
    ModeNotInUse = "mode_not_in_use";
    NoticeTooEarly { days: i64 } = "notice_too_early";
    DutyDaysMissing { there: i64, needed: i64 } = "duty_days_missing";
    ReportMissing { period: String } = "report_missing";
    VisitsMissing { period: String, there: i64, needed: i64 } = "visits_missing";
    ReferenceInUse = "reference_in_use";
    Months = "months";
    VisitModes = "visit_modes";
    // Zones, recusals and sanctions
    OfficePhoneForm { max: i64 } = "office_phone_form";
    ZoneHasSchools = "zone_has_schools";
    ZoneClosed = "zone_closed";
    StatementNeeded = "statement_needed";
    LeftOnNeeded = "left_on_needed";
    LeftOnOfAnotherGround = "left_on_of_another_ground";
    EndIsComputed = "end_is_computed";
    EndsBeforeItStarts = "ends_before_it_starts";
    LiftedBeforeDecided = "lifted_before_decided";
    // Grades and promotions
    GradesOverlap = "grades_overlap";
    GradeHeldThen { from: String, until: String } = "grade_held_then";
    PostGradeOfAnotherTitle { min: i64, max: i64 } = "post_grade_of_another_title";
    PromotionExists = "promotion_exists";
    RankIsRecordedOnly = "rank_is_recorded_only";
    InspectorGradesAreOff = "inspector_grades_are_off";
    NoSeparateLine = "no_separate_line";
    TitleNotRecorded { grade: String } = "title_not_recorded";
    GradeIsAnother = "grade_is_another";
    // Payees
    BankAccountForm = "bank_account_form";
    NotAPayer = "not_a_payer";
    PayeesOverlap = "payees_overlap";
    PayeeRecordedThen { from: String, until: String } = "payee_recorded_then";
    AccountShared = "account_shared";
    PossibleDuplicate = "possible_duplicate";
    FollowsFromThePromotion = "follows_from_the_promotion";
    // Assessments
    AssessmentExists = "assessment_exists";
    NotInOfficeInYear { year: i64 } = "not_in_office_in_year";
    WeightsSum { needed: i64, sum: i64 } = "weights_sum";
    RatedHasNoTarget = "rated_has_no_target";
    NotARatedItem = "not_a_rated_item";
    ItemsNotRated { items: String } = "items_not_rated";
    DutyReportNeeded = "duty_report_needed";
    RatesOneself = "rates_oneself";
    NobodyElseRated = "nobody_else_rated";
    NotThePerson = "not_the_person";
    SharesOf { names: String, max: i64 } = "shares_of";
    LabourTables = "labour_tables";
    YearNotBegun { year: i64 } = "year_not_begun";
    VetoesStand = "vetoes_stand";
    PublicSeatNeeded = "public_seat_needed";
    ExcellentUsedUp { places: i64, group: i64 } = "excellent_used_up";
    ReviewTooLate { until: String } = "review_too_late";
    ReviewDaysRun { until: String } = "review_days_run";
    UpheldChangesNothing = "upheld_changes_nothing";
    NothingChanges = "nothing_changes";
    GradeDecidedOrComputed = "grade_decided_or_computed";
    HeavierAfterReview = "heavier_after_review";
    ServedLongEnough { days: i64, months: i64 } = "served_long_enough";

    DomainsMissing { domains: String } = "domains_missing";
    // Complaints
    ChecksThemselves = "checks_themselves";
    NothingFollows = "nothing_follows";
    // Dismissal cases
    ReviewOpen { until: String } = "review_open";
    AppealOpen { until: String } = "appeal_open";
    SecondAppealOpen { until: String } = "second_appeal_open";
    DismissalExists = "dismissal_exists";
    GroundNotInUse = "ground_not_in_use";
    CriticismOnly = "criticism_only";
    ArticleOfAnotherGround { articles: String } = "article_of_another_ground";
    EffectBeforeDecision = "effect_before_decision";
    MeasureOfAChange = "measure_of_a_change";
    DefenceRuns { until: String } = "defence_runs";
    NotInEffectYet { day: String } = "not_in_effect_yet";
    RemedyDaysRun { until: String } = "remedy_days_run";
    RemedyNotOpen = "remedy_not_open";
    RemedyTooLate { until: String } = "remedy_too_late";
    RemedyStaysIt = "remedy_stays_it";
    NothingToEnd = "nothing_to_end";
    RemovedByGovernmentOnly = "removed_by_government_only";
    NobodyToProposeFor = "nobody_to_propose_for";
    HeavierThanIntended = "heavier_than_intended";
    NotLighter = "not_lighter";
    SignalOfNothing = "signal_of_nothing";
    ZoneTaken = "zone_taken";
    WordsOf { values: String } = "words_of";
    DaysOf { names: String, max: i64 } = "days_of";
    // Meetings
    UnitOrPostNeeded = "unit_or_post_needed";
    BeforeTheMeeting = "before_the_meeting";
    NoSuchResolution = "no_such_resolution";
    ResolutionIsDone = "resolution_is_done";
    // Vacancies
    VacancyExists = "vacancy_exists";
    ReplacementIsOff = "replacement_is_off";
    PersonIsBack = "person_is_back";
    CandidateExcluded { why: String } = "candidate_excluded";
    CohortIsOver { last: String } = "cohort_is_over";
    HasNotLeft = "has_not_left";
    FollowsFromTheAppointment = "follows_from_the_appointment";
    // Stipends
    StipendStandardsOverlap = "stipend_standards_overlap";
    AmountsAlike { first: i64, second: i64 } = "amounts_alike";
    AmountsTie { first: i64, second: i64 } = "amounts_tie";
    CapOfTheDraft { fen: i64 } = "cap_of_the_draft";
    StandardOfMonthNeeded { month: String } = "standard_of_month_needed";
    MonthNotBegun { month: String } = "month_not_begun";
    MonthNotOver { last: String } = "month_not_over";
    RosterNoticeNeeded = "roster_notice_needed";
    CapPassed { cap: i64, beyond: i64 } = "cap_passed";
    RunDecidedMeanwhile = "run_decided_meanwhile";
    RunSumsChanged = "run_sums_changed";
    LinesUnreported { count: i64 } = "lines_unreported";
    PaymentReportedMeanwhile = "payment_reported_meanwhile";
    BeforeRunWasSent { day: String } = "before_run_was_sent";
    StipendRunExists = "stipend_run_exists";
    LineOfAnotherRun = "line_of_another_run";
    LineNotPaid = "line_not_paid";
    LinePaidAlready = "line_paid_already";
    LineNotPayable = "line_not_payable";
    AmountOfTheLine { fen: i64 } = "amount_of_the_line";
    ReportedTwice = "reported_twice";
    // Areas and calendars
    AreaUnknown = "area_unknown";
    AreaNotYet { from: String } = "area_not_yet";
    AreaAbolished { until: String } = "area_abolished";
    AreaSucceeded { until: String, successors: String } = "area_succeeded";
    NotAWeekendDay = "not_a_weekend_day";
    CalendarWouldBeEmpty = "calendar_would_be_empty";
    // Policies
    WeightsOf { names: String, sum: i64 } = "weights_of";
    PolicyKeyUnknown = "policy_key_unknown";
    PolicyIsHardStop = "policy_is_hard_stop";
    EducationCodes = "education_codes";
    // Erasures
    StandsInTheWay { what: String } = "stands_in_the_way";
    StillKept { until: String } = "still_kept";
    KeptForGood = "kept_for_good";
    NothingToErase = "nothing_to_erase";
    PersonIsErased = "person_is_erased";
    ErasureExists = "erasure_exists";
    // What the register has already
    PersonExists = "person_exists";
    NothingToKeepItFrom = "nothing_to_keep_it_from";
    MembershipExists = "membership_exists";
    ClientNameTaken = "client_name_taken";
    DemoNeedsNobody = "demo_needs_nobody";
    ZoneExists = "zone_exists";
    SchoolExists = "school_exists";
    // Requests
    QueryUnreadable = "query_unreadable";
    ParameterUnknown = "parameter_unknown";
    GivenMoreThanOnce = "given_more_than_once";
    NotAParameterValue = "not_a_parameter_value";
    ValueTooLong = "value_too_long";
    NumberInUrl = "number_in_url";
    CursorOfAnother = "cursor_of_another";
    PositionOfAnother = "position_of_another";
    PositionAhead = "position_ahead";
    IdempotencyKeyForm { max: i64 } = "idempotency_key_form";
    CredentialsNeeded = "credentials_needed";
    CredentialsTwice = "credentials_twice";
    FileNeeded = "file_needed";
    NotUtf8 = "not_utf8";
    SealBroken = "seal_broken";
    TooManyRootFields { max: i64 } = "too_many_root_fields";
    TooManyAliases { max: i64 } = "too_many_aliases";
    TooManySelections { max: i64 } = "too_many_selections";
    NestedTooDeep { max: i64 } = "nested_too_deep";
    TooManyTokens { max: i64 } = "too_many_tokens";
    GraphqlNameTooLong { max: i64 } = "graphql_name_too_long";
    TooManyOperations { max: i64 } = "too_many_operations";
    TooManyFragments { max: i64 } = "too_many_fragments";
    TooManyVariables { max: i64 } = "too_many_variables";
    TooManyArguments { max: i64 } = "too_many_arguments";
    TooManyTypeNames { max: i64 } = "too_many_type_names";
    FragmentsInRing = "fragments_in_ring";
    UnfoldsToTooMuch { max: i64 } = "unfolds_to_too_much";
    VariablesTooLarge { max: i64 } = "variables_too_large";
    VariableTypeUnknown = "variable_type_unknown";
    AnswerTooLarge { max: i64 } = "answer_too_large";
    // The start page
    StartTitle = "start_title";
    StartLead = "start_lead";
    StartConsole = "start_console";
    StartGraphiql = "start_graphiql";
    StartContract = "start_contract";
    StartNotices = "start_notices";
    StartTokens = "start_tokens";
    StartHealth = "start_health";
    StartLifecycles = "start_lifecycles";
    StartProblems = "start_problems";
    StartCertificates = "start_certificates";
    // The dashboard
    StartDashboard = "start_dashboard";
    DashboardTitle = "dashboard_title";
    DashboardLead = "dashboard_lead";
    DashboardToken = "dashboard_token";
    DashboardArea = "dashboard_area";
    DashboardYear = "dashboard_year";
    DashboardShow = "dashboard_show";
    DashboardAway = "dashboard_away";
    DashboardCadence = "dashboard_cadence";
    DashboardParticipation = "dashboard_participation";
    DashboardFindings = "dashboard_findings";
    DashboardCoverage = "dashboard_coverage";
    DashboardTeam = "dashboard_team";
    DashboardAssessments = "dashboard_assessments";
    DashboardStipends = "dashboard_stipends";
    // Charts
    ChartOfStructure { by: String } = "chart_of_structure";
    ChartInOffice { day: String, total: String } = "chart_in_office";
    ChartFew { smallest: i64 } = "chart_few";
    ChartOverlaps = "chart_overlaps";
    ChartProtects { smallest: i64 } = "chart_protects";
    ChartCut { max: i64 } = "chart_cut";
    ChartOfCoverage = "chart_of_coverage";
    ChartCoverageDay { day: String } = "chart_coverage_day";
    ChartThere = "chart_there";
    ChartMissing = "chart_missing";
    ChartCoverageNote = "chart_coverage_note";
    ChartOfStipends { year: i64 } = "chart_of_stipends";
    ChartGranted { granted: String, held: String } = "chart_granted";
    ChartStipendNote = "chart_stipend_note";
    ChartOfAssessments { year: i64 } = "chart_of_assessments";
    ChartAssessed { people: i64 } = "chart_assessed";
    ChartOfCadence { year: i64 } = "chart_of_cadence";
    ChartMissed { missed: i64 } = "chart_missed";
    ChartDue = "chart_due";
    ChartOfParticipation { year: i64 } = "chart_of_participation";
    ChartParticipationNote = "chart_participation_note";
    ChartOfFindings { by: String } = "chart_of_findings";
    ChartProblems { problems: i64 } = "chart_problems";
    ChartFindingNote = "chart_finding_note";
    ChartClosed = "chart_closed";
    ChartNotClosed = "chart_not_closed";
    ChartOpen = "chart_open";
    ChartPlaces = "chart_places";
    // Other pages
    ProblemsTitle = "problems_title";
    ProblemsLead = "problems_lead";
    ProblemCause = "problem_cause";
    ProblemCure = "problem_cure";
    ProblemExample = "problem_example";
    LifecyclesLead = "lifecycles_lead";
    LifecycleEvent = "lifecycle_event";
    LifecycleSteps = "lifecycle_steps";
    LifecycleBy = "lifecycle_by";
    LifecycleNeeds = "lifecycle_needs";
    CheckTitle = "check_title";
    CheckLead = "check_lead";
    CheckNumber = "check_number";
    CheckHolder = "check_holder";
    CheckArea = "check_area";
    CheckTerm = "check_term";
    CheckButton = "check_button";
    CheckNext = "check_next";
    CheckNone = "check_none";
    CheckLimited { seconds: i64 } = "check_limited";
    CheckInForce = "check_in_force";
    CheckNotInForce = "check_not_in_force";
    CheckSuspended = "check_suspended";
    CheckRevoked = "check_revoked";
    CheckSurrendered = "check_surrendered";
    CheckExpired = "check_expired";
    // Rosters
    FileTooManyRows { max: i64 } = "file_too_many_rows";
    FileTooManyColumns { max: i64 } = "file_too_many_columns";
    FileEncrypted = "file_encrypted";
    FileBroken = "file_broken";
    FileEncoding = "file_encoding";
    FileTooOld = "file_too_old";
    FileOtherForm = "file_other_form";
    FileSameColumns { name: String } = "file_same_columns";
    FileSheetHeader { sheet: String, columns: String } = "file_sheet_header";
    FileIgnoredSheets { sheets: String } = "file_ignored_sheets";
    CellNumberCut = "cell_number_cut";
    CellNumberMaybeCut = "cell_number_maybe_cut";
    CellIsAnError = "cell_is_an_error";
    CellFormulaWithoutValue = "cell_formula_without_value";
    CellIsStruckThrough = "cell_is_struck_through";
    RowIsHidden = "row_is_hidden";
    RowIsASample = "row_is_a_sample";
    RowStillMarked = "row_still_marked";
    BirthMonthForm = "birth_month_form";
    YearsForm = "years_form";
    NoSuchZoneOf { zones: String } = "no_such_zone_of";
    FileHeader { rows: i64, columns: String } = "file_header";
    DiffersFromCitizenNumber = "differs_from_citizen_number";
    NumberInARowAbove = "number_in_a_row_above";
    PersonInARowAbove = "person_in_a_row_above";
    SchoolInARowAbove = "school_in_a_row_above";
    TypesDiffer = "types_differ";
    NoSuchZone = "no_such_zone";
    BelowArticle { article: String } = "below_article";
    PersonOfAnotherArea = "person_of_another_area";
    NotAPersonNumber = "not_a_person_number";
    NameDiffersFromTheRegister = "name_differs_from_the_register";
    SeveralSchoolsOfThatName = "several_schools_of_that_name";
}

/// A count, as the argument of a wording.
pub fn number(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
