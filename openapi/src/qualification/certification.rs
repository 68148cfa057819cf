//! Qualification certifications on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Error,
    kernel::{event::Basis, fault::Faults, id::PersonId, notice::Notice, text},
    qualification::{
        certification::{self, Command, Event},
        eligibility::{self, Finding},
    },
};
use macros::{event, patch, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::kernel::{
    body,
    transition::{self, BasisInput, OpenNotice, PublishedElsewhere, RaiseObjection},
    value::Patch,
};

published! {
    CertificationStatus = domain::qualification::certification::Status,
    CertificationRoute = domain::qualification::certification::Route,
    Condition = domain::qualification::eligibility::Condition,
}

/// A condition, whether it is met, and the fact it rests on.
#[view(finding: Finding)]
pub struct ConditionFinding {
    /// The condition.
    pub condition: Condition,
    /// Whether it is met.
    pub met: bool,
    /// The policy key of the rule behind it.
    #[from(finding.condition.rule().key)]
    pub rule: String,
    /// The article it comes from.
    #[from(finding.condition.article())]
    pub article: String,
    /// The field of the record that it rests on.
    pub field: String,
    /// What that field says; null when it is empty.
    pub value: Option<String>,
}

/// A qualification certification: the assessment before an appointment, internal and no licence.
#[view(one: certification::Certification, today: Day)]
pub struct Certification {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// The candidate, then holder.
    pub person_id: Uuid,
    /// Where it stands today.
    #[from(one.effective(today))]
    pub status: CertificationStatus,
    /// By which way.
    pub route: CertificationRoute,
    /// What proves the record.
    pub evidence: Option<String>,
    /// What the candidate declares.
    pub declarations: Vec<Condition>,
    /// Every condition as it was found when the application was submitted or its materials passed.
    #[from(one.findings)]
    pub conditions: Vec<ConditionFinding>,
    /// The legal basis on which unmet conditions were passed over.
    pub legal_basis: Option<String>,
    /// The day of the exam, or of its resit.
    #[from(one.exam.on)]
    pub exam_on: Option<NaiveDate>,
    /// Attempts scheduled so far.
    #[from(one.exam.attempts)]
    pub exam_attempts: u32,
    /// The score of the last attempt, 0 to 100.
    #[from(one.exam.score)]
    pub exam_score: Option<f64>,
    /// The panel that assessed.
    pub panel: Vec<String>,
    /// The day the name was published.
    #[from(one.notice.as_ref().map(|notice| notice.opened_on))]
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    #[from(one.notice.as_ref().and_then(|notice| notice.published_elsewhere.clone()))]
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// Last day of the public notice; null while an objection stops its clock.
    #[from(one.notice.as_ref().and_then(Notice::ends_on))]
    pub notice_ends_on: Option<NaiveDate>,
    /// Working days the notice has still to run once the objection is dismissed.
    #[from(one.notice.as_ref().and_then(Notice::days_left))]
    pub notice_days_left: Option<u32>,
    /// Who objected last.
    #[from(one.objection.as_ref().map(|one| one.objector.clone()))]
    #[sealed]
    pub objector: Option<String>,
    /// What they said.
    #[from(one.objection.as_ref().map(|one| one.statement.clone()))]
    #[sealed]
    pub objection_statement: Option<String>,
    /// The certificate's number.
    pub number: Option<String>,
    /// First day of validity.
    #[from(one.term.map(|term| term.from))]
    pub valid_from: Option<NaiveDate>,
    /// Last day of validity.
    #[from(one.term.map(|term| term.until))]
    pub valid_until: Option<NaiveDate>,
    /// The day on which the holder was heard before a revocation.
    pub defence_heard_on: Option<NaiveDate>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// An application.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCertification {
    /// The candidate.
    pub person_id: Uuid,
    /// What proves the record, such as copies of diplomas.
    pub evidence: Option<String>,
    /// What the candidate declares: every condition that no record proves.
    pub declarations: Option<Vec<Condition>>,
}

/// Changes of a draft: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateCertification {
    /// What proves the record.
    pub evidence: Patch<String>,
    /// What the candidate declares.
    pub declarations: Patch<Vec<Condition>>,
}

impl CreateCertification {
    /// The candidate.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Completes a fresh draft with what was given.
    pub fn fill(self, draft: &mut certification::Certification, faults: &mut Faults) {
        let update = UpdateCertification { evidence: self.evidence.into(), declarations: self.declarations.into() };
        update.apply(draft, faults);
    }
}

impl UpdateCertification {
    /// Applies the patch to a draft.
    pub fn apply(self, draft: &mut certification::Certification, faults: &mut Faults) {
        let evidence = draft.evidence.take();
        draft.evidence = self.evidence.read_over(evidence, "/evidence", faults, |raw| text::block(raw));
        match self.declarations {
            Patch::Undefined => {}
            Patch::Null => draft.declarations = Vec::new(),
            Patch::Value(all) => draft.declarations = eligibility::declared(all.into_iter().map(Into::into), faults),
        }
    }
}

/// A certificate in its signed form.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CertificationCredential {
    /// A verifiable credential as JWT (`vc+jwt`), signed with a key of `/.well-known/jwks.json`. It names the two public
    /// lists, for revocation and for suspension, in which its standing is looked up.
    pub credential: String,
}

/// A certificate to verify.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyCertification {
    /// The certificate's number.
    pub number: String,
    /// The holder's name.
    pub name: String,
}

/// Whether number and name are those of a certificate; a miss says nothing more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CertificationVerification {
    /// Whether a person of this name holds the certificate of this number, and it is in force today.
    pub holder: bool,
    /// Where the certificate stands; null when number and name are not those of one.
    pub status: Option<CertificationStatus>,
    /// Last day of validity; null when number and name are not those of one.
    pub valid_until: Option<NaiveDate>,
}

/// `submit`: lay the application before the office.
#[event]
#[derive(Default)]
pub struct SubmitCertification {
    /// What proves the record; needed here or in the draft.
    pub evidence: Option<String>,
    /// What the candidate declares.
    pub declarations: Option<Vec<Condition>>,
}

/// `pass_materials`, `certify_by_record`: the conditions are met, or a legal basis lets them be passed over.
#[event]
#[derive(Default)]
pub struct PassOnLegalBasis {
    /// The local legal basis on which unmet conditions are passed over.
    pub legal_basis: Option<String>,
}

/// `schedule_exam`: set the day of the exam, or of its resit.
#[event]
pub struct ScheduleExam {
    /// The day of the exam.
    pub exam_on: NaiveDate,
}

/// `record_exam`: the exam's result.
#[event]
#[derive(Validate)]
pub struct RecordExam {
    /// The score, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    #[validate(range(min = 0.0, max = 100.0))]
    pub score: f64,
}

/// `convene_panel`: the panel assesses.
#[event]
#[derive(Validate)]
pub struct ConvenePanel {
    /// The names of the panel's members, three or more.
    #[schema(min_items = 3, max_items = 50)]
    #[validate(length(min = 3, max = 50))]
    pub panel: Vec<String>,
}

/// `revoke`: take the certificate away, the holder having been heard.
#[event]
#[derive(Default)]
pub struct RevokeCertification {
    /// The day on which the holder was heard.
    pub defence_heard_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a certification's lifecycle, with what it needs.
    TransitionCertification =>
    /// Lay the application before the office.
    Submit = "submit" (SubmitCertification),
    /// Take it into review.
    Accept = "accept" (BasisInput),
    /// Send it back; needs a reason.
    Return = "return" (BasisInput),
    /// Reject it; needs a reason.
    Reject = "reject" (BasisInput),
    /// The materials are in order.
    PassMaterials = "pass_materials" (PassOnLegalBasis),
    /// The hours are done.
    CompleteTraining = "complete_training" (BasisInput),
    /// Set the day of the exam, or of the resit.
    ScheduleExam = "schedule_exam" (ScheduleExam),
    /// Record the exam's result.
    RecordExam = "record_exam" (RecordExam),
    /// The panel assesses.
    ConvenePanel = "convene_panel" (ConvenePanel),
    /// Publish the name.
    OpenNotice = "open_notice" (OpenNotice),
    /// Someone objects.
    Object = "object" (RaiseObjection),
    /// The objection is right; needs a reason.
    UpholdObjection = "uphold_objection" (BasisInput),
    /// The objection is not right; needs a reason.
    DismissObjection = "dismiss_objection" (BasisInput),
    /// Certify, once the notice is over; needs a document number.
    Certify = "certify" (BasisInput),
    /// Certify a serving inspector by a check of the record; needs a document number.
    CertifyByRecord = "certify_by_record" (PassOnLegalBasis),
    /// Certify for another period; needs a document number.
    Renew = "renew" (BasisInput),
    /// Let it rest; needs a reason.
    Suspend = "suspend" (BasisInput),
    /// End the rest; needs a reason.
    Resume = "resume" (BasisInput),
    /// Take it away; needs a document number, a reason and the day of the hearing.
    Revoke = "revoke" (RevokeCertification),
    /// Give it back.
    Surrender = "surrender" (BasisInput),
    /// End by time; only the system fires it.
    Expire = "expire" (BasisInput),
}

impl TransitionCertification {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis) = match self {
            Self::Submit(input) => {
                let evidence = input.evidence.and_then(|raw| faults.keep("/evidence", text::block(&raw)));
                let declarations = input.declarations;
                let declarations =
                    declarations.map(|all| eligibility::declared(all.into_iter().map(Into::into), &mut faults));
                (Some(Command::Submit { evidence, declarations }), basis_of!(input))
            }
            Self::PassMaterials(input) => {
                let legal_basis = input.legal_basis.and_then(|raw| faults.keep("/legal_basis", text::block(&raw)));
                (Some(Command::PassMaterials { legal_basis }), basis_of!(input))
            }
            Self::CertifyByRecord(input) => {
                let legal_basis = input.legal_basis.and_then(|raw| faults.keep("/legal_basis", text::block(&raw)));
                (Some(Command::CertifyByRecord { legal_basis }), basis_of!(input))
            }
            Self::ScheduleExam(input) => (Some(Command::ScheduleExam { exam_on: input.exam_on }), basis_of!(input)),
            Self::RecordExam(input) => {
                body::validate(&input, &mut faults);
                (transition::score(input.score).map(Command::RecordExam), basis_of!(input))
            }
            Self::ConvenePanel(input) => {
                body::validate(&input, &mut faults);
                (Some(Command::ConvenePanel(transition::panel(&input.panel, &mut faults))), basis_of!(input))
            }
            Self::Object(input) => {
                let (objection, basis) = input.parse(&mut faults);
                (objection.map(Command::Object), basis)
            }
            Self::Revoke(input) => {
                (Some(Command::Revoke { defence_heard_on: input.defence_heard_on }), basis_of!(input))
            }
            Self::Accept(input) => (Some(Command::Plain(Event::Accept)), input),
            Self::Return(input) => (Some(Command::Plain(Event::Return)), input),
            Self::Reject(input) => (Some(Command::Plain(Event::Reject)), input),
            Self::CompleteTraining(input) => (Some(Command::Plain(Event::CompleteTraining)), input),
            Self::OpenNotice(input) => (Some(Command::Plain(Event::OpenNotice)), input.basis(&mut faults)),
            Self::UpholdObjection(input) => (Some(Command::Plain(Event::UpholdObjection)), input),
            Self::DismissObjection(input) => (Some(Command::Plain(Event::DismissObjection)), input),
            Self::Certify(input) => (Some(Command::Plain(Event::Certify)), input),
            Self::Renew(input) => (Some(Command::Plain(Event::Renew)), input),
            Self::Suspend(input) => (Some(Command::Plain(Event::Suspend)), input),
            Self::Resume(input) => (Some(Command::Plain(Event::Resume)), input),
            Self::Surrender(input) => (Some(Command::Plain(Event::Surrender)), input),
            Self::Expire(input) => (Some(Command::Plain(Event::Expire)), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}
