//! Certificates: signed, printed, and checked by whoever has one before them.

use domain::{
    Area, Error, Reach,
    kernel::{
        id::CertificationId, limit::VERIFICATIONS, policy::Action, status_list::is_list_name, text::PersonName,
        time::Term,
    },
    qualification::{
        certification::{CertificateNumber, Certification as Record, Status},
        credential::Purpose,
    },
    roles,
};
use openapi::qualification::certification::{CertificationCredential, CertificationVerification, VerifyCertification};
use persistence::{people, qualification::certifications};

use crate::{
    app::{Ctx, UseCase, administration::code_sets::label_of_area},
    credential,
};

/// A certificate in force, with its holder's name.
fn in_force(ctx: &mut Ctx<'_>, id: CertificationId) -> Result<(Record, String), Error> {
    let certification = certifications::find(ctx.db, ctx.reach, id, None)?;
    // What is not in force has nothing to show.
    if !certification.is_in_force(ctx.today()) {
        return Err(Error::NotFound);
    }
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), certification.person_id)?;
    Ok((certification, person.details.name.as_str().to_owned()))
}

fn incomplete() -> Error {
    Error::internal("a certificate without number, term or place")
}

/// Read the signed form of a certificate.
pub struct ReadCredential(pub CertificationId);

impl UseCase for ReadCredential {
    const ACTION: Action = Action::read("read_certification_credential", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = CertificationCredential;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<CertificationCredential, Error> {
        let (certification, name) = in_force(ctx, self.0)?;
        let credential = credential::of(&certification, &name, ctx.issuer, ctx.now()).ok_or_else(incomplete)?;
        Ok(CertificationCredential { credential: ctx.keys.sign(credential::TYPE, &credential)? })
    }
}

/// What the printed form of a certificate shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The holder's name.
    pub name: String,
    /// The certificate's number.
    pub number: String,
    /// The area of the certificate.
    pub area: Area,
    /// What the area is called, when the list of areas knows it.
    pub area_label: Option<String>,
    /// The time for which it is valid.
    pub term: Term,
    /// The register's public address.
    pub register: String,
    /// Where anybody checks it, with its digest.
    pub address: String,
}

/// Read what the printed form of a certificate shows.
pub struct ReadCertificatePage(pub CertificationId);

impl UseCase for ReadCertificatePage {
    const ACTION: Action = Action::read("read_certification_page", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Certificate;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Certificate, Error> {
        let (certification, name) = in_force(ctx, self.0)?;
        let digest = credential::digest(&certification, &name).ok_or_else(incomplete)?;
        let area_label = label_of_area(ctx, &certification.area)?;
        let (number, term) = certification.number.zip(certification.term).ok_or_else(incomplete)?;
        let (number, register) = (number.as_str().to_owned(), ctx.issuer.to_owned());
        let address = format!("{register}/c/{number}?digest={digest}");
        Ok(Certificate { name, number, area: certification.area, area_label, term, register, address })
    }
}

/// Read the list in which signed certificates look up their standing: for everyone, and always the whole list.
pub struct ReadStatusList {
    /// Area and year.
    pub list: String,
    /// What its bits mean.
    pub purpose: Purpose,
}

impl UseCase for ReadStatusList {
    const ACTION: Action = Action::read("read_status_list", roles![Public]);
    type Output = String;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<String, Error> {
        if !is_list_name(&self.list) {
            return Err(Error::NotFound);
        }
        let places = certifications::places(ctx.db, &self.list, self.purpose.statuses())?;
        let list = credential::status_list(&self.list, self.purpose, &places, ctx.issuer, ctx.now())?;
        ctx.keys.sign(credential::TYPE, &list)
    }
}

/// One statement, whether the number is one or not; the name is compared in either case. Who guesses numbers is slowed
/// down, and others are not.
impl UseCase for VerifyCertification {
    const ACTION: Action = Action::read("verify_certification", roles![Registrar, Approver, Partner, Auditor]);
    type Output = CertificationVerification;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<CertificationVerification, Error> {
        ctx.count_tries(&VERIFICATIONS, "", 0)?;
        let (today, number) = (ctx.today(), CertificateNumber::from_text(&self.number));
        let found = certifications::by_number(ctx.db, ctx.reach, &number)?;
        let name = PersonName::parse(&self.name).ok();
        let is_theirs = |holder: &str| name.as_ref().is_some_and(|name| name.as_str() == holder);
        let theirs = found.filter(|(_, holder)| is_theirs(holder));
        // Checked once more, with the result: concurrent requests get no more misses than consecutive ones.
        ctx.count_tries(&VERIFICATIONS, "", u32::from(theirs.is_none()))?;
        Ok(match theirs {
            None => CertificationVerification::default(),
            Some((one, _)) => CertificationVerification {
                holder: one.is_in_force(today),
                status: Some(one.effective(today).into()),
                valid_until: one.term.map(|term| term.until),
            },
        })
    }
}

/// What somebody has who checks a certificate.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The holder's name.
    Name(String),
    /// The digest in the code of the printed form.
    Digest(String),
}

/// Check a certificate that lies before one: for everyone.
pub struct CheckCertificate {
    /// Its number.
    pub number: String,
    /// What else is known of it.
    pub proof: Proof,
    /// The network from which it is checked: who guesses is slowed down there.
    pub network: Vec<u8>,
}

/// A certificate that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedCertificate {
    /// The holder's name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// Its area.
    pub area: Area,
    /// What the area is called, when the list of areas knows it.
    pub area_label: Option<String>,
    /// The time for which it was made.
    pub term: Option<Term>,
    /// Where it stands today.
    pub status: Status,
    /// Whether it is in force today.
    pub is_in_force: bool,
}

/// As [`VerifyCertification`], with the same limit, counted by network.
impl UseCase for CheckCertificate {
    const ACTION: Action = Action::read("check_certificate", roles![Public]);
    type Output = Option<CheckedCertificate>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        ctx.count_tries_from(&VERIFICATIONS, &self.network, 0)?;
        let (today, number) = (ctx.today(), CertificateNumber::from_text(&self.number));
        let found = certifications::by_number(ctx.db, &Reach::everything(), &number)?;
        let matching = found.filter(|(one, holder)| self.proof.fits(one, holder));
        ctx.count_tries_from(&VERIFICATIONS, &self.network, u32::from(matching.is_none()))?;
        let Some((one, name)) = matching else { return Ok(None) };
        Ok(Some(CheckedCertificate {
            name,
            number: number.as_str().to_owned(),
            area_label: label_of_area(ctx, &one.area)?,
            status: one.effective(today),
            is_in_force: one.is_in_force(today),
            term: one.term,
            area: one.area,
        }))
    }
}

impl Proof {
    fn fits(&self, one: &Record, holder: &str) -> bool {
        match self {
            Self::Name(name) => PersonName::parse(name).is_ok_and(|name| name.as_str() == holder),
            Self::Digest(digest) => credential::digest(one, holder).as_ref() == Some(digest),
        }
    }
}
