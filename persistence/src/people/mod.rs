//! People: rows in and out, found by id, number, citizen number, name and field.

pub mod citizen_numbers;
pub mod deaths;
pub mod former_numbers;
pub mod indexing;
pub mod merges;
pub mod namesakes;
pub mod ranks;
pub mod search_terms;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::{
    Error, Reach,
    kernel::{
        code_set::{self, Sex},
        id::PersonId,
        name_search,
        page::{Page, PageRequest, Position},
        text::{CitizenNumber, CreditCode, PersonName, PersonNumber, Phone},
    },
    people::person::{Details, Person},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::{area, read, texts},
        schema::{people, person_search_terms},
        types::{DbInstant, DbJson, DbUuid},
        vault::{Place, Vault},
    },
    people::{
        ranks::{Rank, likeliest_first},
        search_terms::{NAME_TERM, NAME_TERMS, OTHER_NAME_TERM, SPECIALITY_TERM, terms_among, terms_beginning},
    },
};

/// A person as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct PersonRow {
    pub id: DbUuid,
    version: i64,
    number: String,
    area: String,
    name: String,
    sex: Option<String>,
    birth_date: Option<NaiveDate>,
    ethnicity: Option<String>,
    political_affiliation: Option<String>,
    document_type: Option<String>,
    citizen_number: Option<Vec<u8>>,
    citizen_number_index: Option<Vec<u8>>,
    identity_document_number: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    phone_index: Option<Vec<u8>>,
    education: Option<String>,
    degree: Option<String>,
    professional_title: Option<String>,
    work_unit: Option<String>,
    work_unit_code: Option<String>,
    post: Option<String>,
    identity_class: Option<String>,
    stage: Option<String>,
    subject: Option<String>,
    years_in_education: Option<i64>,
    specialities: DbJson,
    particulars: DbJson,
    code_set_version: String,
    merged_into: Option<DbUuid>,
    created_at: DbInstant,
    updated_at: DbInstant,
    erased_at: Option<DbInstant>,
}

filter! {
    /// Which people.
    PeopleFilter on people sorts ["id", "number", "name"], {
        /// Beginning of the name or of a part of it: Chinese characters, full pinyin or initials, in any common reading.
        /// Unless `sort` says otherwise, those whose likeliest reading it is come first.
        name: search,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Public number.
        number: texts,
        /// Subject (code set `subjects`).
        subject: codes code_set::Subject,
        /// Teaching stage (code set `teaching_stages`).
        stage: codes code_set::TeachingStage,
        /// Professional title (code set `professional_titles`).
        professional_title: codes code_set::ProfessionalTitle,
        /// Education level (code set `education_levels`).
        education: codes code_set::EducationLevel,
        /// Identity class (code set `identity_classes`).
        identity_class: codes code_set::IdentityClass,
        /// Speciality, whole.
        speciality: texts => _,
    }
    besides {
        /// Only those whom the name means with this likelihood.
        rank: Option<Rank>,
        /// Citizen number, whole.
        citizen_number: Option<String>,
        /// Whom the citizen number leads to, if it was that of a merged record.
        former_holder: Option<PersonId>,
        /// Phone, whole.
        phone: Option<String>,
        /// Whether those who were erased are left out.
        without_erased: bool,
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeopleOrder {
    /// As registered.
    #[default]
    Registered,
    /// By public number.
    Number,
    /// By name.
    Name,
    /// Those whose likeliest reading a search by name meets, then the others; each as registered.
    Likeliest,
}

type Query<'a> = people::BoxedQuery<'a, MultiBackend>;

/// Columns and fields whose values are sealed.
pub(crate) const CITIZEN_NUMBER: &str = "citizen_number";
pub(crate) const PHONE: &str = "phone";
pub(crate) const DOCUMENT_NUMBER: &str = "identity_document_number";

/// The person of this id within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find(db: &mut DbConnection, vault: &Vault, reach: &Reach, id: PersonId) -> Result<Person, Error> {
    within(reach, row_of!(db, people: PersonRow, id)?.into_person(vault)?)
}

/// The person of this public number within reach.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach.
pub fn find_by_number(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    number: &PersonNumber,
) -> Result<Person, Error> {
    let query = people::table.filter(people::number.eq(number.as_str())).select(PersonRow::as_select());
    within(reach, query.first(db).stored()?.into_person(vault)?)
}

fn within(reach: &Reach, person: Person) -> Result<Person, Error> {
    if reach.covers(&person.area) { Ok(person) } else { Err(Error::NotFound) }
}

/// The people of these ids within reach, in no order.
///
/// # Errors
/// When the database fails.
pub fn find_many(db: &mut DbConnection, vault: &Vault, reach: &Reach, ids: &[PersonId]) -> Result<Vec<Person>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let rows: Vec<PersonRow> = rows_of!(db, people: PersonRow, &ids)?;
    let people: Result<Vec<Person>, Error> = rows.into_iter().map(|row| row.into_person(vault)).collect();
    Ok(people?.into_iter().filter(|person| reach.covers(&person.area)).collect())
}

/// The people with these public numbers within reach who are not erased, each with the name.
///
/// # Errors
/// When the database fails.
pub fn numbered(
    db: &mut DbConnection,
    reach: &Reach,
    numbers: &[String],
) -> Result<HashMap<String, (PersonId, String)>, Error> {
    let mut query = people::table
        .filter(people::number.eq_any(numbers))
        .filter(people::erased_at.is_null())
        .select((people::number, people::id, people::name))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, people::area, reach, []);
    let rows: Vec<(String, DbUuid, String)> = query.load(db).stored()?;
    Ok(rows.into_iter().map(|(number, id, name)| (number, (PersonId(id.0), name))).collect())
}

/// The names of these people, as far as they are within reach and not erased.
///
/// # Errors
/// When the database fails.
pub fn names(db: &mut DbConnection, reach: &Reach, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let mut query = people::table
        .filter(people::id.eq_any(ids))
        .filter(people::erased_at.is_null())
        .select((people::id, people::name))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, people::area, reach, []);
    let rows: Vec<(DbUuid, String)> = query.load(db).stored()?;
    Ok(rows.into_iter().map(|(id, name)| (PersonId(id.0), name)).collect())
}

/// The name of each of these people and the post that they hold in their own work unit, for who may be named to everybody.
///
/// # Errors
/// When the database fails.
pub fn names_and_posts(
    db: &mut DbConnection,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, (String, Option<String>)>, Error> {
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let query = people::table.filter(people::id.eq_any(ids)).select((people::id, (people::name, people::post)));
    let rows: Vec<(DbUuid, (String, Option<String>))> = query.load(db).stored()?;
    Ok(rows.into_iter().map(|(id, named)| (PersonId(id.0), named)).collect())
}

/// A page of people within reach.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &PeopleFilter,
    (order, descending): (PeopleOrder, bool),
    page: &PageRequest,
) -> Result<Page<Person>, Error> {
    if order == PeopleOrder::Likeliest && filter.name.is_some() {
        let mut result = likeliest_first(
            page,
            |person: &Person| person.id.0,
            |rank, part| {
                let filter = PeopleFilter { rank: Some(rank), ..filter.clone() };
                list(db, vault, reach, &filter, (PeopleOrder::Registered, false), part)
            },
        )?;
        if page.count {
            result.total = Some(filtered(vault, reach, filter).count().get_result(db).stored()?);
        }
        return Ok(result);
    }
    let mut query = filtered(vault, reach, filter).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        query = resumed(query, order, descending, after);
    }
    query = match (order, descending) {
        (PeopleOrder::Registered | PeopleOrder::Likeliest, false) => query.order(people::id.asc()),
        (PeopleOrder::Registered | PeopleOrder::Likeliest, true) => query.order(people::id.desc()),
        (PeopleOrder::Number, false) => query.order((people::number.asc(), people::id.asc())),
        (PeopleOrder::Number, true) => query.order((people::number.desc(), people::id.desc())),
        (PeopleOrder::Name, false) => query.order((people::name.asc(), people::id.asc())),
        (PeopleOrder::Name, true) => query.order((people::name.desc(), people::id.desc())),
    };
    let rows = query.select(PersonRow::as_select()).load(db).stored()?;
    let people: Result<Vec<Person>, Error> = rows.into_iter().map(|row| row.into_person(vault)).collect();
    let mut result = Page::cut(people?, page.size, |person| position(person, order));
    if page.count {
        result.total = Some(filtered(vault, reach, filter).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn position(person: &Person, order: PeopleOrder) -> Position {
    let value = match order {
        PeopleOrder::Registered | PeopleOrder::Likeliest => None,
        PeopleOrder::Number => Some(person.number.as_str().to_owned()),
        PeopleOrder::Name => Some(person.details.name.as_str().to_owned()),
    };
    Position { value, id: person.id.0 }
}

/// Goes on after a position; ties of the sort value are settled by the id.
fn resumed<'a>(query: Query<'a>, order: PeopleOrder, descending: bool, after: &Position) -> Query<'a> {
    let id = DbUuid(after.id);
    let value = after.value.clone().unwrap_or_default();
    macro_rules! beyond {
        ($column:ident) => {
            if descending {
                query.filter(people::$column.le(value.clone()).and(people::$column.lt(value).or(people::id.lt(id))))
            } else {
                query.filter(people::$column.ge(value.clone()).and(people::$column.gt(value).or(people::id.gt(id))))
            }
        };
    }
    match order {
        PeopleOrder::Registered | PeopleOrder::Likeliest if descending => query.filter(people::id.lt(id)),
        PeopleOrder::Registered | PeopleOrder::Likeliest => query.filter(people::id.gt(id)),
        PeopleOrder::Number => beyond!(number),
        PeopleOrder::Name => beyond!(name),
    }
}

fn filtered<'a>(vault: &Vault, reach: &Reach, filter: &PeopleFilter) -> Query<'a> {
    let mut query = filter.narrow(people::table.into_boxed().filter(people::merged_into.is_null()), reach);
    if let Some(name) = &filter.name {
        let meets = |kinds: &[&'static str]| {
            exists(terms_beginning!(people::id, kinds.iter().copied(), name_search::fold_name(name)))
        };
        query = match filter.rank {
            None => query.filter(meets(&NAME_TERMS)),
            Some(Rank::Likeliest) => query.filter(meets(&[NAME_TERM])),
            Some(Rank::Other) => query.filter(meets(&[OTHER_NAME_TERM])).filter(not(meets(&[NAME_TERM]))),
        };
    }
    if !filter.speciality.is_empty() {
        query = query.filter(exists(terms_among!(people::id, SPECIALITY_TERM, filter.speciality)));
    }
    if filter.without_erased {
        query = query.filter(people::erased_at.is_null());
    }
    if let Some(number) = &filter.citizen_number {
        let is_theirs = people::citizen_number_index.eq(vault.index(CITIZEN_NUMBER, number));
        query = match filter.former_holder {
            None => query.filter(is_theirs),
            Some(id) => query.filter(is_theirs.or(people::id.eq(DbUuid(id.0)).nullable())),
        };
    }
    if let Some(phone) = &filter.phone {
        query = query.filter(people::phone_index.eq(vault.index(PHONE, phone)));
    }
    query
}

/// Stores new people with the terms under which they are found.
///
/// # Errors
/// [`Error::Duplicate`] when a citizen number is in the register.
pub fn insert(db: &mut DbConnection, vault: &Vault, new: &[Person]) -> Result<(), Error> {
    let rows: Vec<PersonRow> = new.iter().map(|person| PersonRow::sealed(vault, person)).collect::<Result<_, _>>()?;
    insert_all!(db, people::table, rows)?;
    search_terms::insert(db, new)
}

/// Stores a changed person over the version before it. Former names go on being found.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, vault: &Vault, changed: &Person) -> Result<(), Error> {
    let row = PersonRow::sealed(vault, changed)?.keeping_unreadable(db, vault, &changed.unreadable)?;
    let target = people::table.find(row.id).filter(people::version.eq(changed.version - 1));
    if diesel::update(target).set(&row).execute(db).stored()? != 1 {
        return Err(Error::Changed);
    }
    search_terms::update(db, changed)
}

/// What of a person no query asks for, kept as one JSON object with the fields' own names.
const PARTICULARS: [&str; 12] = [
    "photo",
    "email",
    "address",
    "postcode",
    "graduated_from",
    "professional_title_on",
    "staff_type",
    "resume",
    HEALTH,
    "honours",
    "publications",
    "supervision_experience",
];

impl PersonRow {
    fn sealed(vault: &Vault, person: &Person) -> Result<Self, Error> {
        let details = &person.details;
        let citizen_number = details.citizen_number.as_ref().map(CitizenNumber::reveal);
        let document_number = details.identity_document_number.as_deref();
        let phone = details.phone.as_ref().map(Phone::reveal);
        let place = |column| place(column, person.id.0, person.version);
        let seal = |column, number: &str| vault.seal_at(&place(column), number.as_bytes());
        let mut particulars = particulars(details);
        reseal_health(&mut particulars, |text| vault.seal_text(&place(HEALTH), text))?;
        Ok(Self {
            id: DbUuid(person.id.0),
            version: person.version,
            number: person.number.as_str().to_owned(),
            area: person.area.as_str().to_owned(),
            name: details.name.as_str().to_owned(),
            sex: details.sex.map(|code| code.code().to_owned()),
            birth_date: details.birth_date,
            ethnicity: details.ethnicity.map(|code| code.code().to_owned()),
            political_affiliation: details.political_affiliation.map(|code| code.code().to_owned()),
            document_type: details.document_type.map(|code| code.code().to_owned()),
            citizen_number: citizen_number.map(|number| seal(CITIZEN_NUMBER, number)).transpose()?,
            citizen_number_index: citizen_number.map(|number| vault.index(CITIZEN_NUMBER, number)),
            identity_document_number: document_number.map(|number| seal(DOCUMENT_NUMBER, number)).transpose()?,
            phone: phone.map(|number| seal(PHONE, number)).transpose()?,
            phone_index: phone.map(|number| vault.index(PHONE, number)),
            education: details.education.map(|code| code.code().to_owned()),
            degree: details.degree.map(|code| code.code().to_owned()),
            professional_title: details.professional_title.map(|code| code.code().to_owned()),
            work_unit: details.work_unit.clone(),
            work_unit_code: details.work_unit_code.as_ref().map(|code| code.as_str().to_owned()),
            post: details.post.clone(),
            identity_class: details.identity_class.map(|code| code.code().to_owned()),
            stage: details.stage.map(|code| code.code().to_owned()),
            subject: details.subject.map(|code| code.code().to_owned()),
            years_in_education: details.years_in_education.map(i64::from),
            specialities: DbJson(Value::from(details.specialities.clone())),
            particulars: DbJson(particulars),
            code_set_version: code_set::SEXES.version.to_owned(),
            merged_into: person.merged_into.map(|id| DbUuid(id.0)),
            created_at: DbInstant(person.created_at),
            updated_at: DbInstant(person.updated_at),
            erased_at: person.erased_at.map(DbInstant),
        })
    }
}

/// What a sealed value of a person belongs to.
pub(crate) fn place(column: &str, person: Uuid, version: i64) -> Place {
    Place::new(("people", column), person, version)
}

/// The particular whose words are sealed.
pub(crate) const HEALTH: &str = "health_declaration";

/// Writes the declaration on health among the particulars anew, if there is one.
pub(crate) fn reseal_health(
    particulars: &mut Value,
    seal: impl FnOnce(&str) -> Result<String, Error>,
) -> Result<(), Error> {
    if let Some(Value::String(text)) = particulars.get_mut(HEALTH) {
        *text = seal(text)?;
    }
    Ok(())
}

fn particulars(details: &Details) -> Value {
    let texts = |list: &Vec<String>| (!list.is_empty()).then(|| Value::from(list.clone()));
    let values: [Option<Value>; 12] = [
        details.photo.clone().map(Value::from),
        details.email.clone().map(Value::from),
        details.address.clone().map(Value::from),
        details.postcode.clone().map(Value::from),
        details.graduated_from.clone().map(Value::from),
        details.professional_title_on.map(|day| Value::from(day.to_string())),
        details.staff_type.map(|code| Value::from(code.code())),
        details.resume.clone().map(Value::from),
        details.health_declaration.clone().map(Value::from),
        texts(&details.honours),
        texts(&details.publications),
        texts(&details.supervision_experience),
    ];
    let present = PARTICULARS.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

macro_rules! code {
    ($row:ident . $column:ident as $type:ident) => {
        $row.$column.map(|code| read("people", stringify!($column), code_set::$type::parse(&code))).transpose()?
    };
}

impl PersonRow {
    /// The same without what is sealed: for who is shown nothing of it.
    pub(crate) fn public(mut self) -> Self {
        (self.citizen_number, self.identity_document_number, self.phone) = (None, None, None);
        if let Some(more) = self.particulars.0.as_object_mut() {
            more.remove(HEALTH);
        }
        self
    }

    /// The same with the stored values that do not open and were not given anew, covered for this version: a key may come
    /// back.
    fn keeping_unreadable(mut self, db: &mut DbConnection, vault: &Vault, unreadable: &[&str]) -> Result<Self, Error> {
        if unreadable.is_empty() || self.erased_at.is_some() || self.merged_into.is_some() {
            return Ok(self);
        }
        let stored: Self = people::table.find(self.id).select(Self::as_select()).first(db).stored()?;
        let (id, version) = (self.id.0, self.version);
        let cover = |column, sealed: Option<Vec<u8>>| {
            let cover = |sealed: Vec<u8>| vault.cover_at(&place(column, id, version), stored.version, &sealed);
            sealed.map(cover).transpose()
        };
        if unreadable.contains(&CITIZEN_NUMBER) && self.citizen_number.is_none() {
            self.citizen_number = cover(CITIZEN_NUMBER, stored.citizen_number)?;
            self.citizen_number_index = stored.citizen_number_index;
        }
        if unreadable.contains(&DOCUMENT_NUMBER) && self.identity_document_number.is_none() {
            self.identity_document_number = cover(DOCUMENT_NUMBER, stored.identity_document_number)?;
        }
        if unreadable.contains(&PHONE) && self.phone.is_none() {
            self.phone = cover(PHONE, stored.phone)?;
            self.phone_index = stored.phone_index;
        }
        Ok(self)
    }

    pub(crate) fn into_person(self, vault: &Vault) -> Result<Person, Error> {
        let row = self;
        let id = PersonId(row.id.0);
        let mut unreadable = Vec::new();
        let mut number = |column: &'static str, sealed: Option<Vec<u8>>| {
            let Some(sealed) = sealed else { return Ok(None) };
            let opened = vault.opened_text_at(&place(column, id.0, row.version), &sealed, column)?;
            if opened.is_none() {
                unreadable.push(column);
            }
            Ok::<_, Error>(opened)
        };
        let more = row.particulars.0;
        let text = |name: &str| more.get(name).and_then(Value::as_str).map(str::to_owned);
        let is_replaced = row.erased_at.is_some() && row.name == row.number;
        let name = match is_replaced {
            true => PersonName::replaced_by(&PersonNumber::from_stored(row.number.clone())),
            false => PersonName::from_stored(row.name),
        };
        let years = row.years_in_education.map(|years| read("people", "years_in_education", u32::try_from(years).ok()));
        let details = Details {
            name,
            sex: row.sex.map(|code| read("people", "sex", Sex::parse(&code))).transpose()?,
            birth_date: row.birth_date,
            ethnicity: code!(row.ethnicity as Ethnicity),
            political_affiliation: code!(row.political_affiliation as PoliticalAffiliation),
            document_type: code!(row.document_type as DocumentType),
            citizen_number: number(CITIZEN_NUMBER, row.citizen_number)?.map(CitizenNumber::from_stored),
            identity_document_number: number(DOCUMENT_NUMBER, row.identity_document_number)?,
            photo: text("photo"),
            phone: number(PHONE, row.phone)?.map(Phone::from_stored),
            email: text("email"),
            address: text("address"),
            postcode: text("postcode"),
            education: code!(row.education as EducationLevel),
            degree: code!(row.degree as Degree),
            graduated_from: text("graduated_from"),
            professional_title: code!(row.professional_title as ProfessionalTitle),
            professional_title_on: text("professional_title_on").and_then(|day| day.parse().ok()),
            work_unit: row.work_unit,
            work_unit_code: row.work_unit_code.map(CreditCode::from_stored),
            post: row.post,
            staff_type: text("staff_type").and_then(|code| code_set::StaffType::parse(&code)),
            identity_class: code!(row.identity_class as IdentityClass),
            stage: code!(row.stage as TeachingStage),
            subject: code!(row.subject as Subject),
            years_in_education: years.transpose()?,
            resume: text("resume"),
            health_declaration: text(HEALTH)
                .map(|words| vault.readable_text(&place(HEALTH, id.0, row.version), &words, HEALTH))
                .transpose()?,
            specialities: texts(Some(&row.specialities.0)),
            honours: texts(more.get("honours")),
            publications: texts(more.get("publications")),
            supervision_experience: texts(more.get("supervision_experience")),
        };
        Ok(Person {
            id,
            number: PersonNumber::from_stored(row.number),
            version: row.version,
            area: area("people", &row.area)?,
            details,
            merged_into: row.merged_into.map(|id| PersonId(id.0)),
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
            erased_at: row.erased_at.map(|at| at.0),
            unreadable,
        })
    }
}
