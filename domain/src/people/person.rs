//! A person in the register: the root record. Pool members need not be inspectors, and an inspector
//! is a person with an appointment in force.

use serde_json::{Map, Value};

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        code_set::{
            Degree, DocumentType, EducationLevel, Ethnicity, IdentityClass, PoliticalAffiliation, ProfessionalTitle,
            Sex, StaffType, Subject, TeachingStage,
        },
        fault::{FaultCode, Faults},
        id::PersonId,
        text::{CitizenNumber, CreditCode, PersonName, PersonNumber, Phone},
        time::{day_in_shanghai, following},
    },
};

/// Most years that anyone has worked in education.
pub const YEARS_IN_EDUCATION_MAX: u32 = 70;
/// Nobody in the register was born before.
pub const BIRTH_YEAR_MIN: i32 = 1900;

/// A change of one field: left alone, cleared, or set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Not mentioned.
    #[default]
    Keep,
    /// Set to nothing.
    Clear,
    /// Set to a value.
    Set(T),
}

impl<T> Change<T> {
    fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// Whether the field is mentioned.
    pub fn is_mentioned(&self) -> bool {
        !matches!(self, Self::Keep)
    }
}

/// How a field is written down in the history of corrections.
trait Recorded {
    fn recorded(&self) -> Value;
}

macro_rules! recorded {
    ($($type:ty => |$value:ident| $text:expr;)+) => {
        $(impl Recorded for $type { fn recorded(&self) -> Value { let $value = self; Value::from($text) } })+
    };
}

recorded! {
    String => |text| text.as_str();
    Day => |day| day.to_string();
    u32 => |count| *count;
    CitizenNumber => |number| number.reveal();
    CreditCode => |code| code.as_str();
    Phone => |phone| phone.reveal();
    Sex => |code| code.code();
    Ethnicity => |code| code.code();
    PoliticalAffiliation => |code| code.code();
    DocumentType => |code| code.code();
    EducationLevel => |code| code.code();
    Degree => |code| code.code();
    ProfessionalTitle => |code| code.code();
    StaffType => |code| code.code();
    IdentityClass => |code| code.code();
    TeachingStage => |code| code.code();
    Subject => |code| code.code();
}

impl<T: Recorded> Recorded for Option<T> {
    fn recorded(&self) -> Value {
        self.as_ref().map_or(Value::Null, Recorded::recorded)
    }
}

impl Recorded for Vec<String> {
    fn recorded(&self) -> Value {
        Value::from(self.clone())
    }
}

macro_rules! details {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)+ ; $($(#[$list_doc:meta])* $list:ident,)+) => {
        /// What is known about a person.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Details {
            /// The name.
            pub name: PersonName,
            $($(#[$doc])* pub $field: Option<$type>,)+
            $($(#[$list_doc])* pub $list: Vec<String>,)+
        }

        /// Changes of what is known about a person: a merge patch, parsed.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Changes {
            /// The name; it cannot be cleared.
            pub name: Option<PersonName>,
            /// The area; it cannot be cleared.
            pub area: Option<Area>,
            $($(#[$doc])* pub $field: Change<$type>,)+
            $($(#[$list_doc])* pub $list: Change<Vec<String>>,)+
        }

        impl Details {
            /// Nothing but a name.
            pub fn named(name: PersonName) -> Self {
                Self { name, $($field: None,)+ $($list: Vec::new(),)+ }
            }

            fn changed(self, changes: Changes) -> Self {
                Self {
                    name: changes.name.unwrap_or(self.name),
                    $($field: changes.$field.over(self.$field),)+
                    $($list: changes.$list.over(Some(self.$list)).unwrap_or_default(),)+
                }
            }

            /// The fields that differ, with the values they have here: what a correction keeps.
            pub fn differing_from(&self, newer: &Self) -> Map<String, Value> {
                let mut old = Map::new();
                if self.name != newer.name {
                    old.insert("name".to_owned(), self.name.as_str().into());
                }
                $(if self.$field != newer.$field {
                    old.insert(stringify!($field).to_owned(), self.$field.recorded());
                })+
                $(if self.$list != newer.$list {
                    old.insert(stringify!($list).to_owned(), self.$list.recorded());
                })+
                old
            }
        }
    };
}

details! {
    /// Sex (GB/T 2261.1).
    sex: Sex,
    /// Birth date.
    birth_date: Day,
    /// Ethnic group (GB/T 3304).
    ethnicity: Ethnicity,
    /// Political affiliation (GB/T 4762).
    political_affiliation: PoliticalAffiliation,
    /// Kind of identity document (JY/T 1001).
    document_type: DocumentType,
    /// Citizen identity number (GB 11643).
    citizen_number: CitizenNumber,
    /// Number of another identity document.
    identity_document_number: String,
    /// Reference to a photo.
    photo: String,
    /// Mobile number.
    phone: Phone,
    /// E-mail address.
    email: String,
    /// Postal address.
    address: String,
    /// Postcode.
    postcode: String,
    /// Education level (GB/T 4658).
    education: EducationLevel,
    /// Degree (GB/T 6864).
    degree: Degree,
    /// School of graduation.
    graduated_from: String,
    /// Professional title.
    professional_title: ProfessionalTitle,
    /// The day the title was awarded.
    professional_title_on: Day,
    /// Employer.
    work_unit: String,
    /// Unified social credit code of the employer (GB 32100).
    work_unit_code: CreditCode,
    /// Post held there.
    post: String,
    /// Staff type (JY/T 1001).
    staff_type: StaffType,
    /// Identity class, which drives stipend, tax and appeal.
    identity_class: IdentityClass,
    /// Teaching stage (JY/T 1001).
    stage: TeachingStage,
    /// Subject taught (JY/T 1001).
    subject: Subject,
    /// Years of work in education.
    years_in_education: u32,
    /// Résumé.
    resume: String,
    /// Declaration on health.
    health_declaration: String,
    ;
    /// What the person is expert in.
    specialities,
    /// Honours and awards.
    honours,
    /// Papers and research projects.
    publications,
    /// Earlier supervision activities.
    supervision_experience,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier.
    pub id: PersonId,
    /// Public number.
    pub number: PersonNumber,
    /// Version, one more with every change.
    pub version: i64,
    /// Area of the authority that keeps the record.
    pub area: Area,
    /// What is known.
    pub details: Details,
    /// The record this one was merged into.
    pub merged_into: Option<PersonId>,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When what the law lets go of was erased.
    pub erased_at: Option<Instant>,
    /// Sealed fields whose stored value does not open: they are empty here, and not in the register.
    pub unreadable: Vec<&'static str>,
}

impl Details {
    /// True if both name one person: the same numbers and the same name.
    pub fn has_identity_of(&self, other: &Self) -> bool {
        self.name == other.name
            && self.citizen_number == other.citizen_number
            && self.identity_document_number == other.identity_document_number
    }
}

impl Person {
    /// Refuses to do anything with a record that was erased: what is kept of it is stored, and no more.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub fn is_not_erased(&self) -> Result<(), Error> {
        self.erased_at.map_or(Ok(()), |at| Err(Error::Closed { since: day_in_shanghai(at) }))
    }

    /// This record after its erasure: the number is left, the name where decisions need it.
    pub fn erased(&self, keeps_name: bool, now: Instant) -> Self {
        let name = if keeps_name { self.details.name.clone() } else { PersonName::replaced_by(&self.number) };
        let (details, updated_at) = (Details::named(name), following(self.updated_at, now));
        Self { details, version: self.version + 1, updated_at, erased_at: self.erased_at.or(Some(now)), ..self.clone() }
    }

    /// A new person from what was said of them.
    pub fn register(
        id: PersonId,
        number: PersonNumber,
        area: Area,
        changes: Changes,
        now: Instant,
    ) -> Result<Self, Error> {
        let Some(name) = changes.name.clone() else {
            return Err(Error::invalid(crate::Fault::new("/name", FaultCode::Required, Wording::NameNeeded)));
        };
        let details = amend(Details::named(name), changes)?;
        Ok(Self {
            id,
            number,
            version: 1,
            area,
            details,
            merged_into: None,
            created_at: now,
            updated_at: now,
            erased_at: None,
            unreadable: Vec::new(),
        })
    }

    /// The same person after changes; `None` when they change nothing.
    pub fn amended(&self, changes: Changes, now: Instant) -> Result<Option<Self>, Error> {
        let area = changes.area.clone().unwrap_or_else(|| self.area.clone());
        let details = amend(self.details.clone(), changes)?;
        if area == self.area && details == self.details {
            return Ok(None);
        }
        // What was given anew is read again.
        let is_missing = |field: &&'static str| match *field {
            "citizen_number" => details.citizen_number.is_none(),
            "phone" => details.phone.is_none(),
            _ => details.identity_document_number.is_none(),
        };
        let unreadable = self.unreadable.iter().copied().filter(is_missing).collect();
        Ok(Some(Self { area, details, version: self.version + 1, updated_at: now, unreadable, ..self.clone() }))
    }

    /// True if the register has a citizen number of this person, even one that it cannot read at present.
    pub fn has_citizen_number(&self) -> bool {
        self.details.citizen_number.is_some() || self.unreadable.contains(&"citizen_number")
    }

    /// This record after it was merged into `survivor`.
    pub fn merged_into(&self, survivor: PersonId, now: Instant) -> Self {
        let mut details = self.details.clone();
        // The number now leads to the survivor; the history keeps that it stood here.
        details.citizen_number = None;
        Self { details, merged_into: Some(survivor), version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// This record after it took in a double: what it lacked comes from there.
    ///
    /// Two different citizen numbers are one of them wrong: the survivor keeps its own, and the history of the double
    /// keeps the other.
    pub fn taking_in(&self, lost: &Self, now: Instant) -> Self {
        let mut details = self.details.clone();
        if details.citizen_number.is_none() {
            details.citizen_number.clone_from(&lost.details.citizen_number);
        }
        Self { details, version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

/// Carries changes out and sees that number, sex and birth date agree: what the number says is
/// filled in, and what was said against it is a fault.
fn amend(details: Details, changes: Changes) -> Result<Details, Error> {
    let number_changes = changes.citizen_number.is_mentioned();
    let (sex_said, birth_said) = (changes.sex.is_mentioned(), changes.birth_date.is_mentioned());
    let mut details = details.changed(changes);
    let mut faults = Faults::new();
    if let Some(number) = details.citizen_number.clone() {
        if number_changes && !sex_said {
            details.sex = number.sex();
        }
        if number_changes && !birth_said {
            details.birth_date = number.birth_date();
        }
        if details.sex != number.sex() && (number_changes || sex_said) {
            faults.add("/sex", FaultCode::Mismatch, Wording::SexDiffers);
        }
        if details.birth_date != number.birth_date() && (number_changes || birth_said) {
            faults.add("/birth_date", FaultCode::Mismatch, Wording::BirthDateDiffers);
        }
    }
    faults.finish(Some(details))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-23T02:00:00Z".parse().unwrap()
    }

    fn number(raw: &str) -> Change<CitizenNumber> {
        Change::Set(CitizenNumber::parse(raw, "2026-11-23".parse().unwrap()).unwrap())
    }

    fn ada(changes: Changes) -> Result<Person, Error> {
        let changes = Changes { name: PersonName::parse("赵强春").ok(), ..changes };
        let id = PersonId(uuid::Uuid::nil());
        Person::register(id, PersonNumber::from_chance(1), Area::parse("340800").unwrap(), changes, now())
    }

    #[test]
    fn sex_and_birth_date_follow_from_the_citizen_number() {
        let person = ada(Changes { citizen_number: number("999999199001010016"), ..Changes::default() }).unwrap();
        assert_eq!(person.details.sex, Sex::parse("1"));
        assert_eq!(person.details.birth_date, "1990-01-01".parse().ok());
        let corrected = Changes { citizen_number: number("999999198506150028"), ..Changes::default() };
        let person = person.amended(corrected, now()).unwrap().unwrap();
        assert_eq!(person.details.sex, Sex::parse("2"));
    }

    #[test]
    fn a_sex_or_birth_date_against_the_number_is_a_fault_each() {
        let changes = Changes {
            citizen_number: number("999999199001010016"),
            sex: Change::Set(Sex::parse("2").unwrap()),
            birth_date: Change::Set("1990-01-02".parse().unwrap()),
            ..Changes::default()
        };
        let Err(Error::Invalid(faults)) = ada(changes) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(pointers, [("/sex", FaultCode::Mismatch), ("/birth_date", FaultCode::Mismatch)]);
    }

    #[test]
    fn a_change_that_changes_nothing_makes_no_version() {
        let person = ada(Changes { post: Change::Set("校长".into()), ..Changes::default() }).unwrap();
        let same = Changes { post: Change::Set("校长".into()), ..Changes::default() };
        assert_eq!(person.amended(same, now()).unwrap(), None);
        let cleared = person.amended(Changes { post: Change::Clear, ..Changes::default() }, now()).unwrap().unwrap();
        assert_eq!((cleared.details.post.clone(), cleared.version), (None, 2));
        let old = person.details.differing_from(&cleared.details);
        assert_eq!(old.get("post"), Some(&Value::from("校长")));
    }

    #[test]
    fn identity_is_name_and_numbers_and_no_spelling() {
        let person = ada(Changes { citizen_number: number("999999199001010016"), ..Changes::default() }).unwrap();
        let differs = |changes: Changes| {
            let changed = person.amended(changes, now()).unwrap().unwrap();
            !changed.details.has_identity_of(&person.details)
        };
        assert!(!differs(Changes { post: Change::Set("校长".into()), ..Changes::default() }));
        assert!(differs(Changes { name: PersonName::parse("赵强夏").ok(), ..Changes::default() }));
        assert!(differs(Changes { citizen_number: number("999999198506150028"), ..Changes::default() }));
        assert!(differs(Changes { citizen_number: Change::Clear, ..Changes::default() }));
        assert!(differs(Changes { identity_document_number: Change::Set("E1".into()), ..Changes::default() }));
    }

    #[test]
    fn survivor_takes_a_citizen_number_only_if_it_lacks_one() {
        let one = ada(Changes { citizen_number: number("999999199001010016"), ..Changes::default() }).unwrap();
        let other = ada(Changes { citizen_number: number("999999198506150028"), ..Changes::default() }).unwrap();
        assert_eq!(one.taking_in(&other, now()).details.citizen_number, one.details.citizen_number);
        let blank = ada(Changes::default()).unwrap();
        assert_eq!(blank.taking_in(&one, now()).details.citizen_number, one.details.citizen_number);
    }
}
