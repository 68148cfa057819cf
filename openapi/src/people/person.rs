//! People on the wire.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    Area, Day, Error, FaultCode, Role, Wording,
    kernel::{
        code_set,
        fault::{Faults, Flaw},
        mask,
        policy::{Field, Sight, sight},
        text::{self, CitizenNumber, CreditCode, LIST_ITEMS_MAX, PersonName, Phone},
        wording::number,
    },
    people::person::{self, BIRTH_YEAR_MIN, Change, Changes, YEARS_IN_EDUCATION_MAX},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::kernel::{catalogue::Language, unreadable::UnreadableFields, value::Patch};

/// A person in the register.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    /// Identifier.
    pub id: Uuid,
    /// Public number, never reused.
    pub number: String,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// Name.
    pub name: String,
    /// Sex (code set `sexes`).
    pub sex: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Ethnic group (code set `ethnicities`).
    pub ethnicity: Option<String>,
    /// Political affiliation (code set `political_affiliations`).
    pub political_affiliation: Option<String>,
    /// Kind of identity document (code set `document_types`).
    pub document_type: Option<String>,
    /// Citizen number, masked; in full by `POST /v1/people/{id}/reveal`.
    pub citizen_number: Option<String>,
    /// Number of another identity document, masked.
    pub identity_document_number: Option<String>,
    /// The address of a photo, beginning with `https:`.
    pub photo: Option<String>,
    /// Mobile number; hidden or masked for most roles.
    pub phone: Option<String>,
    /// E-mail address; hidden or masked for most roles.
    pub email: Option<String>,
    /// Postal address; hidden or masked for most roles.
    pub address: Option<String>,
    /// Postcode; hidden or masked for most roles.
    pub postcode: Option<String>,
    /// Education level (code set `education_levels`).
    pub education: Option<String>,
    /// Degree (code set `degrees`).
    pub degree: Option<String>,
    /// School of graduation.
    pub graduated_from: Option<String>,
    /// Professional title (code set `professional_titles`).
    pub professional_title: Option<String>,
    /// The day the title was awarded.
    pub professional_title_on: Option<NaiveDate>,
    /// What the person is expert in.
    pub specialities: Vec<String>,
    /// Employer.
    pub work_unit: Option<String>,
    /// Unified social credit code of the employer (GB 32100).
    pub work_unit_code: Option<String>,
    /// Post held there.
    pub post: Option<String>,
    /// Staff type (code set `staff_types`).
    pub staff_type: Option<String>,
    /// Identity class (code set `identity_classes`).
    pub identity_class: Option<String>,
    /// Teaching stage (code set `teaching_stages`).
    pub stage: Option<String>,
    /// Subject (code set `subjects`).
    pub subject: Option<String>,
    /// Years of work in education.
    pub years_in_education: Option<u32>,
    /// Résumé.
    pub resume: Option<String>,
    /// Honours and awards.
    pub honours: Vec<String>,
    /// Papers and research projects.
    pub publications: Vec<String>,
    /// Earlier supervision activities.
    pub supervision_experience: Vec<String>,
    /// Declaration on health; hidden for most roles.
    pub health_declaration: Option<String>,
    /// When the person was registered.
    pub created_at: DateTime<Utc>,
    /// When the record last changed.
    pub updated_at: DateTime<Utc>,
    /// When what the law lets go of was erased; what is left is kept by `GET /v1/people/{id}/erasure`.
    pub erased_at: Option<DateTime<Utc>>,
    /// Fields that are null because their stored value does not open: it was changed, or its key is gone.
    #[serde(default)]
    #[schema(required)]
    pub unreadable_fields: Vec<String>,
    /// What somebody should look at, in the answer of a registration or correction: others who may be the same person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<PersonWarning>,
}

/// Something about a person that somebody should look at, although nothing refuses it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonWarning {
    /// What it is: `possible_duplicate`.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
    /// The other people, as far as the caller's area reaches.
    pub person_ids: Vec<Uuid>,
}

impl PersonWarning {
    /// Others have the same name and birth date.
    pub fn possible_duplicate(person_ids: Vec<Uuid>, language: Language) -> Self {
        let wording = Wording::PossibleDuplicate;
        Self { code: wording.key().to_owned(), detail: language.say(&wording), person_ids }
    }
}

/// A person without a citizen number, and who may be the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PossibleDuplicate {
    /// The person.
    pub person_id: Uuid,
    /// The public number.
    pub person_number: String,
    /// Area of the record (GB/T 2260).
    pub area: String,
    /// The name that they share.
    pub name: String,
    /// The birth date that they share.
    pub birth_date: NaiveDate,
    /// The others within the caller's area, at most 20.
    pub candidate_ids: Vec<Uuid>,
}

impl Person {
    /// The person as this role sees them (contract, section 3): the only place where people are masked.
    pub fn new(person: person::Person, role: Role) -> Self {
        let details = person.details;
        let contact = sight(role, Field::Contact);
        let identity = sight(role, Field::IdentityNumber);
        let health = details.health_declaration.filter(|_| sight(role, Field::Health) == Sight::Full);
        let mut words = UnreadableFields::default();
        let health = words.or_null("health_declaration", health);
        let numbers = person.unreadable.into_iter().map(str::to_owned);
        Self {
            id: Uuid::from(person.id),
            number: person.number.as_str().to_owned(),
            version: person.version,
            area: person.area.as_str().to_owned(),
            name: details.name.as_str().to_owned(),
            sex: details.sex.map(|code| code.code().to_owned()),
            birth_date: details.birth_date,
            ethnicity: details.ethnicity.map(|code| code.code().to_owned()),
            political_affiliation: details.political_affiliation.map(|code| code.code().to_owned()),
            document_type: details.document_type.map(|code| code.code().to_owned()),
            citizen_number: details.citizen_number.and_then(|number| mask::citizen_number(&number, identity)),
            identity_document_number: details
                .identity_document_number
                .and_then(|number| mask::document_number(&number, identity)),
            photo: details.photo,
            phone: details.phone.and_then(|number| mask::phone(number.reveal(), contact)),
            email: details.email.and_then(|address| mask::email(&address, contact)),
            address: details.address.and_then(|address| mask::place(&address, contact)),
            postcode: details.postcode.and_then(|code| mask::place(&code, contact)),
            education: details.education.map(|code| code.code().to_owned()),
            degree: details.degree.map(|code| code.code().to_owned()),
            graduated_from: details.graduated_from,
            professional_title: details.professional_title.map(|code| code.code().to_owned()),
            professional_title_on: details.professional_title_on,
            specialities: details.specialities,
            work_unit: details.work_unit,
            work_unit_code: details.work_unit_code.map(|code| code.as_str().to_owned()),
            post: details.post,
            staff_type: details.staff_type.map(|code| code.code().to_owned()),
            identity_class: details.identity_class.map(|code| code.code().to_owned()),
            stage: details.stage.map(|code| code.code().to_owned()),
            subject: details.subject.map(|code| code.code().to_owned()),
            years_in_education: details.years_in_education,
            resume: details.resume,
            honours: details.honours,
            publications: details.publications,
            supervision_experience: details.supervision_experience,
            health_declaration: health,
            created_at: person.created_at,
            updated_at: person.updated_at,
            erased_at: person.erased_at,
            warnings: Vec::new(),
            unreadable_fields: numbers.chain(words.into_names()).collect(),
        }
    }
}

macro_rules! person_bodies {
    ($($(#[doc = $doc:literal])+ $field:ident: $type:ty,)+) => {
        /// A person to register.
        #[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
        #[serde(deny_unknown_fields)]
        pub struct CreatePerson {
            /// Name.
            #[validate(length(max = 200))]
            pub name: String,
            /// Area (GB/T 2260); the client's or the register's unless said.
            pub area: Option<String>,
            $($(#[doc = $doc])+ pub $field: Option<$type>,)+
        }

        /// Changes of a person: a JSON merge patch, in which absent differs from null.
        #[derive(Debug, Clone, Default, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct UpdatePerson {
            /// Name.
            #[schema(value_type = Option<String>)]
            pub name: Patch<String>,
            /// Area (GB/T 2260).
            #[schema(value_type = Option<String>)]
            pub area: Patch<String>,
            $($(#[doc = $doc])+ #[schema(value_type = Option<$type>)] pub $field: Patch<$type>,)+
        }

        impl From<CreatePerson> for UpdatePerson {
            fn from(body: CreatePerson) -> Self {
                Self {
                    name: Patch::Value(body.name),
                    area: body.area.into(),
                    $($field: body.$field.into(),)+
                }
            }
        }
    };
}

person_bodies! {
    /// Sex (code set `sexes`); follows from the citizen number.
    sex: String,
    /// Birth date; follows from the citizen number.
    birth_date: String,
    /// Ethnic group (code set `ethnicities`).
    ethnicity: String,
    /// Political affiliation (code set `political_affiliations`).
    political_affiliation: String,
    /// Kind of identity document (code set `document_types`).
    document_type: String,
    /// Citizen number (GB 11643), 18 characters.
    citizen_number: String,
    /// Number of another identity document.
    identity_document_number: String,
    /// The address of a photo, beginning with `https:`.
    photo: String,
    /// Mobile number.
    phone: String,
    /// E-mail address.
    email: String,
    /// Postal address.
    address: String,
    /// Postcode.
    postcode: String,
    /// Education level (code set `education_levels`).
    education: String,
    /// Degree (code set `degrees`).
    degree: String,
    /// School of graduation.
    graduated_from: String,
    /// Professional title (code set `professional_titles`).
    professional_title: String,
    /// The day the title was awarded.
    professional_title_on: String,
    /// What the person is expert in.
    specialities: Vec<String>,
    /// Employer.
    work_unit: String,
    /// Unified social credit code of the employer (GB 32100).
    work_unit_code: String,
    /// Post held there.
    post: String,
    /// Staff type (code set `staff_types`).
    staff_type: String,
    /// Identity class (code set `identity_classes`).
    identity_class: String,
    /// Teaching stage (code set `teaching_stages`).
    stage: String,
    /// Subject (code set `subjects`).
    subject: String,
    /// Years of work in education.
    years_in_education: i64,
    /// Résumé.
    resume: String,
    /// Honours and awards.
    honours: Vec<String>,
    /// Papers and research projects.
    publications: Vec<String>,
    /// Earlier supervision activities.
    supervision_experience: Vec<String>,
    /// Declaration on health.
    health_declaration: String,
}

/// Parses one field of a patch, noting its flaw.
fn change<R, T>(
    faults: &mut Faults,
    pointer: &str,
    raw: Patch<R>,
    parse: impl FnOnce(R) -> Result<T, Flaw>,
) -> Change<T> {
    match raw {
        Patch::Undefined => Change::Keep,
        Patch::Null => Change::Clear,
        Patch::Value(raw) => faults.keep(pointer, parse(raw)).map_or(Change::Keep, Change::Set),
    }
}

/// Parses a field that a record must keep: it can be changed, but not cleared.
fn kept<T>(
    faults: &mut Faults,
    pointer: &str,
    raw: Patch<String>,
    parse: impl FnOnce(&str) -> Result<T, Flaw>,
) -> Option<T> {
    match change(faults, pointer, raw, |raw| parse(&raw)) {
        Change::Set(value) => Some(value),
        Change::Keep => None,
        Change::Clear => {
            faults.add(pointer, FaultCode::Required, Wording::CannotBeCleared);
            None
        }
    }
}

fn code<T>(parse: fn(&str) -> Option<T>) -> impl FnOnce(String) -> Result<T, Flaw> {
    move |raw| parse(&raw).ok_or_else(|| Flaw::new(FaultCode::Code, Wording::NotACode))
}

fn line(raw: String) -> Result<String, Flaw> {
    text::line(&raw)
}

fn block(raw: String) -> Result<String, Flaw> {
    text::block(&raw)
}

fn past_day(today: Day) -> impl FnOnce(String) -> Result<Day, Flaw> {
    move |raw| match domain::kernel::time::parse_day(&raw)? {
        day if day <= today && day.year() >= BIRTH_YEAR_MIN => Ok(day),
        _ => Err(Flaw::new(FaultCode::Date, Wording::DayNotInThePast)),
    }
}

fn years(raw: i64) -> Result<u32, Flaw> {
    u32::try_from(raw)
        .ok()
        .filter(|years| *years <= YEARS_IN_EDUCATION_MAX)
        .ok_or_else(|| Flaw::new(FaultCode::Range, Wording::YearsInEducation { max: number(YEARS_IN_EDUCATION_MAX) }))
}

fn lines(raw: Vec<String>) -> Result<Vec<String>, Flaw> {
    if raw.len() > LIST_ITEMS_MAX {
        return Err(Flaw::new(FaultCode::Length, Wording::TooManyEntries { max: number(LIST_ITEMS_MAX) }));
    }
    raw.iter().map(|text| text::line(text)).collect()
}

impl UpdatePerson {
    /// Parses the patch.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self, today: Day) -> Result<Changes, Error> {
        let mut faults = Faults::new();
        let f = &mut faults;
        let changes = Changes {
            name: kept(f, "/name", self.name, PersonName::parse),
            area: kept(f, "/area", self.area, Area::parse),
            sex: change(f, "/sex", self.sex, code(code_set::Sex::parse)),
            birth_date: change(f, "/birth_date", self.birth_date, past_day(today)),
            ethnicity: change(f, "/ethnicity", self.ethnicity, code(code_set::Ethnicity::parse)),
            political_affiliation: change(
                f,
                "/political_affiliation",
                self.political_affiliation,
                code(code_set::PoliticalAffiliation::parse),
            ),
            document_type: change(f, "/document_type", self.document_type, code(code_set::DocumentType::parse)),
            citizen_number: change(f, "/citizen_number", self.citizen_number, |raw| CitizenNumber::parse(&raw, today)),
            identity_document_number: change(f, "/identity_document_number", self.identity_document_number, line),
            photo: change(f, "/photo", self.photo, |raw| text::web_address(&raw)),
            phone: change(f, "/phone", self.phone, |raw| Phone::parse(&raw)),
            email: change(f, "/email", self.email, |raw| text::email(&raw)),
            address: change(f, "/address", self.address, line),
            postcode: change(f, "/postcode", self.postcode, |raw| text::postcode(&raw)),
            education: change(f, "/education", self.education, code(code_set::EducationLevel::parse)),
            degree: change(f, "/degree", self.degree, code(code_set::Degree::parse)),
            graduated_from: change(f, "/graduated_from", self.graduated_from, line),
            professional_title: change(
                f,
                "/professional_title",
                self.professional_title,
                code(code_set::ProfessionalTitle::parse),
            ),
            professional_title_on: change(f, "/professional_title_on", self.professional_title_on, past_day(today)),
            specialities: change(f, "/specialities", self.specialities, lines),
            work_unit: change(f, "/work_unit", self.work_unit, line),
            work_unit_code: change(f, "/work_unit_code", self.work_unit_code, |raw| CreditCode::parse(&raw)),
            post: change(f, "/post", self.post, line),
            staff_type: change(f, "/staff_type", self.staff_type, code(code_set::StaffType::parse)),
            identity_class: change(f, "/identity_class", self.identity_class, code(code_set::IdentityClass::parse)),
            stage: change(f, "/stage", self.stage, code(code_set::TeachingStage::parse)),
            subject: change(f, "/subject", self.subject, code(code_set::Subject::parse)),
            years_in_education: change(f, "/years_in_education", self.years_in_education, years),
            resume: change(f, "/resume", self.resume, block),
            honours: change(f, "/honours", self.honours, lines),
            publications: change(f, "/publications", self.publications, lines),
            supervision_experience: change(f, "/supervision_experience", self.supervision_experience, lines),
            health_declaration: change(f, "/health_declaration", self.health_declaration, block),
        };
        faults.finish(Some(changes))
    }
}

/// Terms that must not stand in a URL.
#[derive(Debug, Clone, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonSearch {
    /// Citizen number, whole.
    pub citizen_number: Option<String>,
    /// Phone, whole.
    pub phone: Option<String>,
    /// Beginning of the name or of a part of it: Chinese characters, full pinyin or initials.
    #[validate(length(max = 50))]
    pub name: Option<String>,
    /// How many records, 1 to 500; 50 unless said.
    #[schema(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Which record a double is merged into.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergePerson {
    /// The record that survives.
    pub into: Uuid,
    /// Why the two are one person.
    pub reason: String,
    /// The records that stay where each of the two has one and only one can be: certifications, grades and payees by their
    /// ids. The other of each pair gives way: a certification is surrendered or rejected, a grade annulled, a payee forgotten.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub keep: Vec<Uuid>,
}

/// Why a number is read in full.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealPerson {
    /// The purpose; it is recorded.
    pub purpose: String,
}

/// A citizen number in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevealedPerson {
    /// The person.
    pub id: Uuid,
    /// Citizen number.
    pub citizen_number: Option<String>,
    /// Number of another identity document.
    pub identity_document_number: Option<String>,
}

/// One entry of a person's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonHistoryEntry {
    /// Identifier of the fact.
    pub id: Uuid,
    /// What happened: `created`, `corrected`, `merged`, `revealed`, `exported`, `erased`.
    pub event: String,
    /// The name of who did it, at that time.
    pub actor: String,
    /// The client that did it; null for the program's own actors: `operator`, `system`.
    pub actor_id: Option<Uuid>,
    /// In which role.
    pub role: String,
    /// When the register learned of it.
    pub time: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
    /// The official document.
    pub document_number: Option<String>,
    /// For a merge, the other record.
    pub other_record: Option<Uuid>,
    /// For a correction, the fields it changed with their values before; numbers are masked. `unreadable_fields` names
    /// those that are null because their stored value does not open.
    pub before: Value,
}

/// Old values, masked as this role sees the fields.
pub fn masked_history(before: Value, role: Role) -> Value {
    let Value::Object(mut fields) = before else { return before };
    for (name, value) in &mut fields {
        let Some(full) = value.as_str().map(str::to_owned) else { continue };
        let shown = match name.as_str() {
            "citizen_number" => mask::earlier_citizen_number(&full, sight(role, Field::IdentityNumber)),
            "identity_document_number" => mask::document_number(&full, sight(role, Field::IdentityNumber)),
            "phone" => mask::phone(&full, sight(role, Field::Contact)),
            "email" => mask::email(&full, sight(role, Field::Contact)),
            "address" | "postcode" => mask::place(&full, sight(role, Field::Contact)),
            "health_declaration" => Some(full).filter(|_| sight(role, Field::Health) == Sight::Full),
            _ => Some(full),
        };
        *value = Value::from(shown);
    }
    Value::Object(fields)
}
