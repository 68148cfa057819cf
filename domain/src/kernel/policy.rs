//! Who may do what, and how far: the whole policy, on one page.

use crate::{Actor, Error, Reach, Role};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $writes:literal, [$($role:ident),*];)+) => {
        /// Every use case of the register.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name),+ }

        impl Action {
            /// All actions, in the order of the policy table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The action's name: the `operationId`, the GraphQL field in snake_case, the test's verb.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Whether it changes the register.
            pub const fn writes(self) -> bool {
                match self { $(Self::$name => $writes),+ }
            }

            /// The roles that have it. An action without a line does not compile.
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),*]),+ }
            }
        }
    };
}

actions! {
    /// Register a person.
    CreatePerson = "create_person", true, [Registrar, Approver, Operator];
    /// Read one person.
    ReadPerson = "read_person", false, [Registrar, Approver, Hr, Auditor];
    /// Read whether somebody may inspect on a day: codes alone. HR is told nothing of the certification.
    ReadPersonStanding = "read_person_standing", false, [Registrar, Approver, Hr, Auditor];
    /// Read what an erasure of a person would do, or did.
    ReadPersonErasure = "read_person_erasure", false, [Registrar, Approver, Auditor];
    /// Ask that a person be erased.
    RequestPersonErasure = "request_person_erasure", true, [Registrar, Approver, Operator];
    /// Carry an erasure out, or give it up; each event asks for its own authority besides.
    TransitionPersonErasure = "transition_person_erasure", true, [Registrar, Approver, Operator];
    /// Read what happened to the erasure of a person and what may happen next.
    ListPersonErasureTransitions = "list_person_erasure_transitions", false, [Registrar, Approver, Auditor];
    /// Read everything about a person, to hand it to them; recorded.
    ReadPersonFile = "read_person_file", false, [Registrar, Approver, Auditor];
    /// List people.
    ListPeople = "list_people", false, [Registrar, Approver, Hr, Auditor, Operator];
    /// List people who may be in the register twice.
    ListPossibleDuplicates = "list_possible_duplicates", false, [Registrar, Approver, Auditor];
    /// Find people by terms that must not stand in a URL.
    SearchPeople = "search_people", false, [Registrar, Approver, Hr, Auditor];
    /// Correct or complete a person's record.
    UpdatePerson = "update_person", true, [Registrar, Approver, Operator];
    /// Merge a double record into another.
    MergePerson = "merge_person", true, [Registrar, Approver, Operator];
    /// Read a citizen number in full, with a purpose, recorded.
    RevealPerson = "reveal_person", true, [Registrar, Approver, Hr];
    /// Read what a person's record said before.
    ListPersonHistory = "list_person_history", false, [Registrar, Approver, Auditor];

    /// Nominate a person for a pool.
    CreatePoolMembership = "create_pool_membership", true, [Registrar, Approver, Operator];
    /// Read one pool membership.
    ReadPoolMembership = "read_pool_membership", false, [Registrar, Approver, Auditor];
    /// List pool memberships.
    ListPoolMemberships = "list_pool_memberships", false, [Registrar, Approver, Auditor];
    /// Complete a draft.
    UpdatePoolMembership = "update_pool_membership", true, [Registrar, Approver, Operator];
    /// Move a membership along its lifecycle; each event asks for its own authority besides.
    TransitionPoolMembership = "transition_pool_membership", true, [Registrar, Approver, Operator, System];
    /// Read what happened to a membership and what may happen next.
    ListPoolMembershipTransitions = "list_pool_membership_transitions", false, [Registrar, Approver, Auditor];

    /// Apply for a person's certification.
    CreateCertification = "create_certification", true, [Registrar, Approver, Operator];
    /// Read one certification.
    ReadCertification = "read_certification", false, [Registrar, Approver, Auditor];
    /// List certifications.
    ListCertifications = "list_certifications", false, [Registrar, Approver, Auditor];
    /// Complete an application.
    UpdateCertification = "update_certification", true, [Registrar, Approver, Operator];
    /// Move a certification along its lifecycle; each event asks for its own authority besides.
    TransitionCertification = "transition_certification", true, [Registrar, Approver, Operator, System];
    /// Read what happened to a certification and what may happen next.
    ListCertificationTransitions = "list_certification_transitions", false, [Registrar, Approver, Auditor];
    /// Read the signed form of a certificate.
    ReadCertificationCredential = "read_certification_credential", false, [Registrar, Approver, Auditor];
    /// Read a certificate as a page to print.
    ReadCertificationPage = "read_certification_page", false, [Registrar, Approver, Auditor];
    /// Read the list in which signed certificates look up their standing.
    ReadStatusList = "read_status_list", false, [Public];
    /// Tell the holder of a certificate from anyone else.
    VerifyCertification = "verify_certification", false, [Registrar, Approver, Partner, Auditor];

    /// Record a training of a person.
    CreateTraining = "create_training", true, [Registrar, Approver, Operator];
    /// Read one training.
    ReadTraining = "read_training", false, [Registrar, Approver, Auditor];
    /// List trainings.
    ListTrainings = "list_trainings", false, [Registrar, Approver, Auditor];
    /// Correct the record of a training.
    UpdateTraining = "update_training", true, [Registrar, Approver, Operator];

    /// Read who of the inspectors has the hours that a year asks for.
    ListTrainingHours = "list_training_hours", false, [Registrar, Approver, Auditor];

    /// Record duty of a person.
    CreateDutyRecord = "create_duty_record", true, [Registrar, Approver, Operator];
    /// Record duty of many by one request, all or none.
    CreateDutyRecords = "create_duty_records", true, [Registrar, Approver, Operator];
    /// Read one duty record.
    ReadDutyRecord = "read_duty_record", false, [Registrar, Approver, Auditor];
    /// List duty records.
    ListDutyRecords = "list_duty_records", false, [Registrar, Approver, Auditor];
    /// Correct or annul a duty record.
    UpdateDutyRecord = "update_duty_record", true, [Registrar, Approver, Operator];
    /// Read the inspectors' duty in a month, and what is missing.
    ListDutySummaries = "list_duty_summaries", false, [Registrar, Approver, Auditor];
    /// Read the schools' visits in a semester, and what is missing.
    ListSchoolVisits = "list_school_visits", false, [Registrar, Approver, Auditor];

    /// Draft the targets of a person for a year.
    CreateAssessment = "create_assessment", true, [Registrar, Approver, Operator];
    /// Read one assessment; HR sees those that are final, without ratings.
    ReadAssessment = "read_assessment", false, [Registrar, Approver, Hr, Auditor];
    /// List assessments; HR sees those that are final, without ratings.
    ListAssessments = "list_assessments", false, [Registrar, Approver, Hr, Auditor];
    /// Write other targets into a draft.
    UpdateAssessment = "update_assessment", true, [Registrar, Approver, Operator];
    /// Move an assessment along its lifecycle; each event asks for its own authority besides.
    TransitionAssessment = "transition_assessment", true, [Registrar, Approver, Operator];
    /// Read what happened to an assessment and what may happen next.
    ListAssessmentTransitions = "list_assessment_transitions", false, [Registrar, Approver, Auditor];
    /// Read how score and grade came about.
    ReadAssessmentExplanation = "read_assessment_explanation", false, [Registrar, Approver, Auditor];

    /// Register an organisation.
    CreateOrganisation = "create_organisation", true, [Registrar, Approver, Operator];
    /// Read one organisation.
    ReadOrganisation = "read_organisation", false, [Registrar, Approver, Hr, Auditor];
    /// List organisations.
    ListOrganisations = "list_organisations", false, [Registrar, Approver, Hr, Auditor];
    /// Correct an organisation.
    UpdateOrganisation = "update_organisation", true, [Registrar, Approver, Operator];
    /// Make a cohort of an authority.
    CreateCohort = "create_cohort", true, [Registrar, Approver, Operator];
    /// Read one cohort.
    ReadCohort = "read_cohort", false, [Registrar, Approver, Hr, Auditor];
    /// List cohorts.
    ListCohorts = "list_cohorts", false, [Registrar, Approver, Hr, Auditor];
    /// Correct a cohort.
    UpdateCohort = "update_cohort", true, [Registrar, Approver, Operator];
    /// Record who holds a post.
    CreatePost = "create_post", true, [Registrar, Approver, Operator];
    /// Read one post.
    ReadPost = "read_post", false, [Registrar, Approver, Auditor];
    /// List posts.
    ListPosts = "list_posts", false, [Registrar, Approver, Auditor];
    /// Read who holds which post today: what everybody may know.
    ListPublicPosts = "list_public_posts", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator, Public];
    /// End a post.
    TransitionPost = "transition_post", true, [Registrar, Approver, Operator];
    /// Read what happened to a post and what may happen next.
    ListPostTransitions = "list_post_transitions", false, [Registrar, Approver, Auditor];

    /// Nominate a person for appointment.
    CreateAppointment = "create_appointment", true, [Registrar, Approver, Operator];
    /// Nominate many people by one request, all or none.
    CreateAppointments = "create_appointments", true, [Registrar, Approver, Operator];
    /// Read one appointment.
    ReadAppointment = "read_appointment", false, [Registrar, Approver, Hr, Auditor];
    /// List appointments.
    ListAppointments = "list_appointments", false, [Registrar, Approver, Hr, Auditor];
    /// Complete a nomination.
    UpdateAppointment = "update_appointment", true, [Registrar, Approver, Operator];
    /// Move an appointment along its lifecycle; each event asks for its own authority besides.
    TransitionAppointment = "transition_appointment", true, [Registrar, Approver, Operator, System];
    /// Move many appointments by one request, all or none; each event asks for its own authority besides.
    TransitionAppointments = "transition_appointments", true, [Registrar, Approver, Operator];
    /// Read what happened to an appointment and what may happen next.
    ListAppointmentTransitions = "list_appointment_transitions", false, [Registrar, Approver, Auditor];

    /// Assign an inspector to a zone.
    CreateZoneAssignment = "create_zone_assignment", true, [Registrar, Approver, Operator];
    /// Read one zone assignment.
    ReadZoneAssignment = "read_zone_assignment", false, [Registrar, Approver, Auditor];
    /// List zone assignments.
    ListZoneAssignments = "list_zone_assignments", false, [Registrar, Approver, Auditor];
    /// End a zone assignment.
    TransitionZoneAssignment = "transition_zone_assignment", true, [Registrar, Approver, Operator];
    /// Read what happened to a zone assignment and what may happen next.
    ListZoneAssignmentTransitions = "list_zone_assignment_transitions", false, [Registrar, Approver, Auditor];
    /// Read whether every school has its inspector and every zone its lead.
    ReadCoverage = "read_coverage", false, [Registrar, Approver, Auditor];
    /// Read the same zone by zone.
    ListZoneCoverage = "list_zone_coverage", false, [Registrar, Approver, Auditor];
    /// Read how the inspectors in office are made up.
    ReadTeamStructure = "read_team_structure", false, [Registrar, Approver, Hr, Auditor];
    /// Read how many notices began, and how many this register did not publish.
    ReadNoticeStatistics = "read_notice_statistics", false, [Auditor];
    /// Read what stands on the plate at a school's gate.
    ReadSchoolPlate = "read_school_plate", false, [Registrar, Approver, Auditor];

    /// Draw a team by chance.
    CreateTeam = "create_team", true, [Registrar, Approver, Operator];
    /// Read one team.
    ReadTeam = "read_team", false, [Registrar, Approver, Auditor];
    /// Read the proof of a draw.
    ReadTeamProof = "read_team_proof", false, [Registrar, Approver, Auditor];
    /// List drawn teams.
    ListTeams = "list_teams", false, [Registrar, Approver, Auditor];

    /// Find experts: the active members of the pools.
    ListExperts = "list_experts", false, [Registrar, Approver, Partner, Auditor];
    /// Read one expert.
    ReadExpert = "read_expert", false, [Registrar, Approver, Partner, Auditor];
    /// Read the notices open for objections.
    ListPublicNotices = "list_public_notices", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator, Public];

    /// List zones.
    ListZones = "list_zones", false, [Registrar, Approver, Auditor];
    /// Read one zone.
    ReadZone = "read_zone", false, [Registrar, Approver, Auditor];
    /// List schools.
    ListSchools = "list_schools", false, [Registrar, Approver, Auditor];
    /// Read one school.
    ReadSchool = "read_school", false, [Registrar, Approver, Auditor];
    /// Make a zone.
    CreateZone = "create_zone", true, [Registrar, Approver, Operator];
    /// Change, close or open a zone.
    UpdateZone = "update_zone", true, [Registrar, Approver, Operator];
    /// Register a school.
    CreateSchool = "create_school", true, [Registrar, Approver, Operator];
    /// Correct a school's record, or give the school to another zone.
    UpdateSchool = "update_school", true, [Registrar, Approver, Operator];
    /// Record that a person must stay away from a school.
    CreateRecusal = "create_recusal", true, [Registrar, Approver, Operator];
    /// Read one recusal.
    ReadRecusal = "read_recusal", false, [Registrar, Approver, Auditor];
    /// List recusals.
    ListRecusals = "list_recusals", false, [Registrar, Approver, Auditor];
    /// Correct the record of a recusal.
    UpdateRecusal = "update_recusal", true, [Registrar, Approver, Operator];
    /// Record a sanction of a person.
    CreateSanction = "create_sanction", true, [Registrar, Approver, Operator];
    /// Read one sanction.
    ReadSanction = "read_sanction", false, [Registrar, Approver, Auditor];
    /// List sanctions.
    ListSanctions = "list_sanctions", false, [Registrar, Approver, Auditor];
    /// Correct the record of a sanction, or record that it was lifted.
    UpdateSanction = "update_sanction", true, [Registrar, Approver, Operator];

    /// Record a title or rank that the personnel authority decided.
    CreateGrade = "create_grade", true, [Hr];
    /// Read one grade.
    ReadGrade = "read_grade", false, [Registrar, Approver, Hr, Auditor];
    /// List grades, or pull what changed.
    ListGrades = "list_grades", false, [Registrar, Approver, Hr, Auditor];
    /// Correct or annul a grade: the personnel system its own, the office the inspector's.
    UpdateGrade = "update_grade", true, [Approver, Hr];

    /// Open a vacancy.
    CreateVacancy = "create_vacancy", true, [Registrar, Approver, Operator];
    /// Read one vacancy.
    ReadVacancy = "read_vacancy", false, [Registrar, Approver, Auditor];
    /// List vacancies.
    ListVacancies = "list_vacancies", false, [Registrar, Approver, Auditor];
    /// Move a vacancy along its lifecycle; each event asks for its own authority besides.
    TransitionVacancy = "transition_vacancy", true, [Registrar, Approver, Operator];
    /// Read what happened to a vacancy and what may happen next.
    ListVacancyTransitions = "list_vacancy_transitions", false, [Registrar, Approver, Auditor];
    /// Read who was ranked for a vacancy, and why so.
    ListVacancyCandidates = "list_vacancy_candidates", false, [Registrar, Approver, Auditor];

    /// Begin a promotion or a demotion.
    CreatePromotion = "create_promotion", true, [Registrar, Approver, Operator];
    /// Read one promotion.
    ReadPromotion = "read_promotion", false, [Registrar, Approver, Auditor];
    /// List promotions.
    ListPromotions = "list_promotions", false, [Registrar, Approver, Auditor];
    /// Move a promotion along its lifecycle; each event asks for its own authority besides.
    TransitionPromotion = "transition_promotion", true, [Registrar, Approver, Operator, System];
    /// Read what happened to a promotion and what may happen next.
    ListPromotionTransitions = "list_promotion_transitions", false, [Registrar, Approver, Auditor];

    /// Draft a stipend standard.
    CreateStipendStandard = "create_stipend_standard", true, [Registrar, Approver, Operator];
    /// Read one stipend standard; finance reads what was approved.
    ReadStipendStandard = "read_stipend_standard", false, [Registrar, Approver, Finance, Auditor];
    /// List stipend standards; finance sees what was approved.
    ListStipendStandards = "list_stipend_standards", false, [Registrar, Approver, Finance, Auditor];
    /// Rewrite a draft that was not submitted.
    UpdateStipendStandard = "update_stipend_standard", true, [Registrar, Approver, Operator];
    /// Move a standard along its lifecycle; each event asks for its own authority besides.
    TransitionStipendStandard = "transition_stipend_standard", true, [Registrar, Approver, Operator, System];
    /// Read what happened to a standard and what may happen next.
    ListStipendStandardTransitions = "list_stipend_standard_transitions", false, [Registrar, Approver, Finance, Auditor];

    /// Ask what a month would come to by a stipend standard.
    ReadStipendWhatIf = "read_stipend_what_if", false, [Registrar, Approver, Auditor];
    /// List what each person's month would come to by a stipend standard.
    ListStipendWhatIfPeople = "list_stipend_what_if_people", false, [Registrar, Approver, Auditor];
    /// Begin a month's run of an area.
    CreateStipendRun = "create_stipend_run", true, [Registrar, Approver, Operator];
    /// Read one run; finance reads what was approved.
    ReadStipendRun = "read_stipend_run", false, [Registrar, Approver, Finance, Auditor];
    /// List runs; finance sees what was approved.
    ListStipendRuns = "list_stipend_runs", false, [Registrar, Approver, Finance, Auditor];
    /// Move a run along its lifecycle; each event asks for its own authority besides.
    TransitionStipendRun = "transition_stipend_run", true, [Registrar, Approver, Operator, Finance];
    /// Read what happened to a run and what may happen next.
    ListStipendRunTransitions = "list_stipend_run_transitions", false, [Registrar, Approver, Finance, Auditor];
    /// List whom a run lists, and why.
    ListStipendRunFindings = "list_stipend_run_findings", false, [Registrar, Approver, Finance, Auditor];
    /// Record what became of payments.
    CreatePaymentResults = "create_payment_results", true, [Finance];
    /// List what became of payments.
    ListPaymentResults = "list_payment_results", false, [Approver, Finance, Auditor];
    /// List what finance transfers by a decided run.
    ListStipendTransfers = "list_stipend_transfers", false, [Approver, Finance, Auditor];
    /// Read the signed control totals of a decided run.
    ReadStipendManifest = "read_stipend_manifest", false, [Approver, Finance, Auditor];
    /// Compare a decided run with the books of finance.
    ReadStipendReconciliation = "read_stipend_reconciliation", false, [Approver, Finance, Auditor];
    /// Read one line; finance reads those of approved runs, the registrar without what became of the payment.
    ReadStipendLine = "read_stipend_line", false, [Registrar, Approver, Finance, Auditor];
    /// List lines; finance sees those of approved runs.
    ListStipendLines = "list_stipend_lines", false, [Registrar, Approver, Finance, Auditor];
    /// Hold a line, or let it go.
    TransitionStipendLine = "transition_stipend_line", true, [Registrar, Approver, Operator];
    /// Read why a line is what it is; the registrar without what tax would withhold.
    ReadStipendLineExplanation = "read_stipend_line_explanation", false, [Registrar, Approver, Finance, Auditor];

    /// Take in a complaint about an inspector.
    CreateComplaint = "create_complaint", true, [Registrar, Approver, Operator];
    /// Read one complaint.
    ReadComplaint = "read_complaint", false, [Registrar, Approver, Auditor];
    /// List complaints.
    ListComplaints = "list_complaints", false, [Registrar, Approver, Auditor];
    /// Move a complaint along its lifecycle; each event asks for its own authority besides.
    TransitionComplaint = "transition_complaint", true, [Registrar, Approver, Operator];
    /// Read what happened to a complaint and what may happen next.
    ListComplaintTransitions = "list_complaint_transitions", false, [Registrar, Approver, Auditor];
    /// Read who complained, with a purpose, recorded.
    RevealComplaint = "reveal_complaint", true, [Registrar, Approver];

    /// Open a dismissal case.
    CreateDismissal = "create_dismissal", true, [Registrar, Approver, Operator];
    /// Read one case; HR reads those that ended somebody's service.
    ReadDismissal = "read_dismissal", false, [Registrar, Approver, Hr, Auditor];
    /// List cases; HR sees those that ended somebody's service.
    ListDismissals = "list_dismissals", false, [Registrar, Approver, Hr, Auditor];
    /// Move a case along its lifecycle; each event asks for its own authority besides.
    TransitionDismissal = "transition_dismissal", true, [Registrar, Approver, Operator, System];
    /// Read what happened to a case and what may happen next.
    ListDismissalTransitions = "list_dismissal_transitions", false, [Registrar, Approver, Auditor];
    /// Read the remedies against a decision, with their clocks.
    ListDismissalRemedies = "list_dismissal_remedies", false, [Registrar, Approver, Auditor];
    /// Record that the person asks for a remedy.
    FileDismissalRemedy = "file_dismissal_remedy", true, [Registrar, Approver, Operator];

    /// Enter how a person is paid.
    CreatePayee = "create_payee", true, [Registrar, Approver, Operator];
    /// Read how a person is paid; finance in full, recorded.
    ReadPayee = "read_payee", false, [Registrar, Approver, Finance, Auditor];
    /// List how people are paid; finance in full, recorded.
    ListPayees = "list_payees", false, [Registrar, Approver, Finance, Auditor];
    /// Change how a person is paid.
    UpdatePayee = "update_payee", true, [Registrar, Approver, Operator];
    /// Verify what another entered.
    VerifyPayee = "verify_payee", true, [Registrar, Approver];

    /// Load a roster, or lay it before an approver when it names a document.
    CreateImport = "create_import", true, [Registrar, Approver, Operator];
    /// Download a roster to fill in.
    ReadImportTemplate = "read_import_template", false, [Registrar, Approver, Operator];
    /// Read one import.
    ReadImport = "read_import", false, [Registrar, Approver, Auditor];
    /// List imports.
    ListImports = "list_imports", false, [Registrar, Approver, Auditor];
    /// Apply or discard a roster that waits for an approver.
    TransitionImport = "transition_import", true, [Registrar, Approver];
    /// Read what happened to an import and what may happen next.
    ListImportTransitions = "list_import_transitions", false, [Registrar, Approver, Auditor];

    /// List the code sets.
    ListCodeSets = "list_code_sets", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
    /// Read one code set.
    ReadCodeSet = "read_code_set", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
    /// Upload the list of administrative areas.
    PutAreas = "put_areas", true, [Administrator];

    /// List the calendars.
    ListCalendars = "list_calendars", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
    /// Read the calendar of one year.
    ReadCalendar = "read_calendar", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
    /// Upload the calendar of one year.
    PutCalendar = "put_calendar", true, [Administrator, Operator];

    /// List the rules in force.
    ListPolicies = "list_policies", false, [Registrar, Approver, Hr, Finance, Auditor, Administrator];
    /// Read one rule.
    ReadPolicy = "read_policy", false, [Registrar, Approver, Hr, Finance, Auditor, Administrator];
    /// Propose another value for a rule.
    CreatePolicyProposal = "create_policy_proposal", true, [Administrator];
    /// List proposals.
    ListPolicyProposals = "list_policy_proposals", false, [Auditor, Administrator];
    /// Read one proposal.
    ReadPolicyProposal = "read_policy_proposal", false, [Auditor, Administrator];
    /// Confirm or withdraw a proposal.
    TransitionPolicyProposal = "transition_policy_proposal", true, [Administrator];
    /// Read what happened to a proposal and what may happen next.
    ListPolicyProposalTransitions = "list_policy_proposal_transitions", false, [Auditor, Administrator];

    /// Register an API client.
    CreateClient = "create_client", true, [Administrator, Operator];
    /// List API clients.
    ListClients = "list_clients", false, [Auditor, Administrator, Operator];
    /// Read one API client.
    ReadClient = "read_client", false, [Auditor, Administrator];
    /// Read who the caller is.
    ReadMe = "read_me", false, [Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator];
    /// Give a client a new secret.
    RotateClient = "rotate_client", true, [Administrator, Operator];
    /// Confirm a client of a deciding role that another administrator made or gave a new secret.
    ConfirmClient = "confirm_client", true, [Administrator];
    /// Refuse a client from now on.
    RevokeClient = "revoke_client", true, [Administrator, Operator];
    /// Find private values that an older key sealed: the command line's own, given to no client.
    FindStaleSeals = "find_stale_seals", false, [Operator];
    /// Seal private values again with the newest key: the command line's own, given to no client.
    SealAgain = "seal_again", true, [Operator];
    /// Fill an empty register with invented people: the command line's own, given to no client.
    BuildDemo = "build_demo", true, [Operator];
    /// Forget answers that were kept long enough: a job's own, given to no client.
    ForgetAnswers = "forget_answers", true, [System];
    /// Write anew what an earlier release wrote of people: a job's own, given to no client.
    IndexPeople = "index_people", true, [System];
    /// End what an earlier release left open of people who died: a job's own, given to no client.
    FollowDeaths = "follow_deaths", true, [System];
    /// Find who a caller is: the gate's own, given to no client.
    IdentifyClient = "identify_client", false, [System];
}

/// How far the actor reaches with this action, or the refusal.
pub fn reach(actor: &Actor, action: Action) -> Result<Reach, Error> {
    if action.roles().contains(&actor.role) {
        Ok(actor.area_reach())
    } else if actor.role == Role::Public {
        Err(Error::MissingToken)
    } else {
        Err(Error::NotForRole { role: actor.role, allowed: action.roles() })
    }
}

/// Fields that not everyone sees alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Citizen number and other identity documents.
    IdentityNumber,
    /// Phone, e-mail, address.
    Contact,
    /// Health declaration (sensitive under PIPL art. 28).
    Health,
    /// Bank account and citizen number of a payee.
    Payment,
    /// What became of payments: of a line, and counted for a run.
    PaymentResult,
    /// What tax would withhold of a stipend.
    TaxPreview,
    /// Name, sex, titles, specialities, work unit.
    Plain,
}

/// How much of a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nothing.
    Hidden,
    /// That there is one, and nothing of it: `*` alone.
    Starred,
    /// So little of it that the fields next to it do not give it away.
    Masked,
    /// All of it.
    Full,
}

/// How much of a field this role sees (contract, section 3).
pub const fn sight(role: Role, field: Field) -> Sight {
    match (field, role) {
        (Field::IdentityNumber, Role::Registrar | Role::Approver | Role::Operator) => Sight::Masked,
        (Field::IdentityNumber, Role::Hr | Role::Auditor) => Sight::Starred,
        (Field::Payment, Role::Finance)
        | (Field::PaymentResult | Field::TaxPreview, Role::Approver | Role::Finance | Role::Auditor | Role::Operator)
        | (Field::Contact, Role::Registrar | Role::Approver | Role::Operator)
        | (Field::Health, Role::Registrar | Role::Approver)
        | (Field::Plain, Role::Registrar | Role::Approver | Role::Hr | Role::Auditor | Role::Operator) => Sight::Full,
        (Field::Contact, Role::Auditor)
        | (Field::Payment, Role::Registrar | Role::Approver | Role::Auditor | Role::Operator) => Sight::Masked,
        _ => Sight::Hidden,
    }
}

/// Records of which not every role that has an action sees all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricted {
    /// People who were erased or died, whose file is closed.
    ClosedFiles,
    /// Assessments before they are final, and how the score of a final one came about.
    AssessmentsUnderWay,
    /// Dismissal cases but those that ended somebody's service, and what was said in them.
    CasesInDetail,
    /// Stipend standards and runs that are not decided.
    UndecidedStipends,
    /// Small counts, which could name somebody.
    ExactCounts,
}

/// Whether this role reads records of this kind. HR and finance act on outcomes, and what may still change is none of their
/// business.
pub const fn reads(role: Role, records: Restricted) -> bool {
    match records {
        Restricted::ClosedFiles | Restricted::AssessmentsUnderWay | Restricted::CasesInDetail => {
            !matches!(role, Role::Hr)
        }
        Restricted::UndecidedStipends => !matches!(role, Role::Finance),
        Restricted::ExactCounts => matches!(role, Role::Registrar | Role::Approver | Role::Auditor),
    }
}

/// The roles that correct a grade: the personnel system its own, the office those that it decides itself.
pub const fn corrects_grade(is_recorded_only: bool) -> &'static [Role] {
    if is_recorded_only { &[Role::Hr] } else { &[Role::Approver] }
}

/// The roles that search by phone: who is not shown a phone must not find out whose it is by asking.
pub const SEARCHES_BY_PHONE: &[Role] = &[Role::Registrar, Role::Approver];

/// Which accounts with several payees a role sees. No role sees those that it could have entered to guess an account:
/// the registrar sees none, the approver those that others entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedAccounts {
    /// Of none.
    None,
    /// Of those that others entered.
    EnteredByOthers,
    /// Of all.
    All,
}

/// The accounts with several payees that this role sees.
pub const fn shared_accounts(role: Role) -> SharedAccounts {
    match role {
        Role::Registrar => SharedAccounts::None,
        Role::Approver => SharedAccounts::EnteredByOthers,
        _ => SharedAccounts::All,
    }
}

/// Whether four eyes look at what this role does, so that the other clients of its owner count as the same person.
pub fn is_compared_by_owner(role: Role) -> bool {
    matches!(role, Role::Registrar) || role.needs_confirmation()
}

/// True if this role can read what was taken back since, with `as_of` or `known_at`. HR acts on outcomes: for HR, what
/// a reversal took back never existed.
pub const fn reads_taken_back(role: Role) -> bool {
    !matches!(role, Role::Hr)
}

/// True if a reading by this role is recorded as an event: private numbers in full (contract, section 3), and
/// everything that is known of a person at once.
pub fn is_recorded(role: Role, action: Action) -> bool {
    action == Action::ReadPersonFile || shows_accounts(role, action)
}

/// Whether this role sees accounts in full by an action.
pub fn shows_accounts(role: Role, action: Action) -> bool {
    let has_accounts = matches!(action, Action::ReadPayee | Action::ListPayees | Action::ListStipendTransfers);
    has_accounts && sight(role, Field::Payment) == Sight::Full
}

/// The policy as a table: action × role → reach, for the documents and their test.
pub fn table() -> String {
    let head: String = Role::OF_CLIENTS.iter().map(|role| format!("\t{}", role.as_str())).collect();
    let cell = |action: &Action, role| if action.roles().contains(role) { "\town area" } else { "\t-" };
    let row = |action: &Action| {
        let cells: String = Role::OF_CLIENTS.iter().map(|role| cell(action, role)).collect();
        format!("\n{}{cells}", action.as_str())
    };
    format!("action{head}{}\n", Action::ALL.iter().map(row).collect::<String>())
}
