//! Experts: people who are active members of a pool, as partners see them. One statement a page.

use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::{
    Area, Day, Error, Reach,
    kernel::{
        code_set::{ProfessionalTitle, Subject, TeachingStage},
        id::{MembershipId, PersonId},
        name_search,
        page::{Page, PageRequest, Position},
        text::PersonName,
    },
    pools::pool::{Pool, Source},
};

use crate::{
    kernel::{
        connection::{DbConnection, MultiBackend},
        error::Stored,
        row::{area, read, texts},
        schema::{experts, person_search_terms},
        types::{DbJson, DbUuid},
    },
    people::{
        ranks::{Rank, likeliest_first},
        search_terms::{NAME_TERM, NAME_TERMS, OTHER_NAME_TERM, SPECIALITY_TERM, terms_among, terms_beginning},
    },
    pools::pool_memberships::source_code,
};

const TABLE: &str = "experts";

/// A person with their active memberships, without identity, contact or money fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// The person's id.
    pub id: PersonId,
    /// The person's public number.
    pub number: String,
    /// Tells one state of the expert from another: the versions of the person and of the memberships.
    pub revision: String,
    /// Area.
    pub area: Area,
    /// Name.
    pub name: String,
    /// Professional title.
    pub professional_title: Option<ProfessionalTitle>,
    /// Subject.
    pub subject: Option<Subject>,
    /// Teaching stage.
    pub stage: Option<TeachingStage>,
    /// What the person is expert in.
    pub specialities: Vec<String>,
    /// The active memberships, one a pool.
    pub memberships: Vec<ExpertMembership>,
}

/// An active membership as partners see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpertMembership {
    /// The membership's id.
    pub id: MembershipId,
    /// Its version, which tells that an expert changed.
    pub version: i64,
    /// Which pool.
    pub pool: Pool,
    /// Why the person belongs there.
    pub source: Option<Source>,
    /// Last day of the term.
    pub valid_until: Day,
}

domain::parameters! {
    /// Which experts.
    ExpertFilter sorts ["id"], {
        /// Free text: the beginning of a name (characters, pinyin, initials) or of a speciality. Unless `sort` says
        /// otherwise, those whose name it most likely is come first.
        q: search,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Pool: `specialist` or `invited`.
        pool: words Pool,
        /// Source category.
        source: values String = source_code,
        /// Subject (code set `subjects`).
        subject: codes Subject,
        /// Teaching stage (code set `teaching_stages`).
        stage: codes TeachingStage,
        /// Professional title (code set `professional_titles`).
        professional_title: codes ProfessionalTitle,
        /// Speciality, whole.
        speciality: texts,
    }
    besides {
        /// One expert.
        id: Option<PersonId>,
        /// Only those whom the text means with this likelihood.
        rank: Option<Rank>,
    }
}

/// An expert as stored: written by the database itself, in the transaction that changes the person or a membership.
#[derive(Queryable, Selectable)]
#[diesel(table_name = experts)]
struct ExpertRow {
    person_id: DbUuid,
    version: i64,
    number: String,
    area: String,
    name: String,
    professional_title: Option<String>,
    subject: Option<String>,
    stage: Option<String>,
    specialities: DbJson,
    specialist_id: Option<DbUuid>,
    specialist_version: Option<i64>,
    specialist_source: Option<String>,
    specialist_until: Option<NaiveDate>,
    invited_id: Option<DbUuid>,
    invited_version: Option<i64>,
    invited_source: Option<String>,
    invited_until: Option<NaiveDate>,
}

/// The experts within the caller's reach whom a filter finds on a day.
fn filtered<'a>(reach: &Reach, filter: &ExpertFilter, today: Day) -> experts::BoxedQuery<'a, MultiBackend> {
    let mut query = experts::table.into_boxed();
    let is_specialist = || experts::specialist_until.ge(today);
    let is_invited = || experts::invited_until.ge(today);
    query = match (wants(filter, Pool::Specialist), wants(filter, Pool::Invited)) {
        (true, true) => query.filter(is_specialist().or(is_invited())),
        (true, false) => query.filter(is_specialist()),
        _ => query.filter(is_invited()),
    };
    if !filter.source.is_empty() {
        let of_specialist = is_specialist().and(experts::specialist_source.eq_any(filter.source.clone()));
        let of_invited = is_invited().and(experts::invited_source.eq_any(filter.source.clone()));
        query = match (wants(filter, Pool::Specialist), wants(filter, Pool::Invited)) {
            (true, true) => query.filter(of_specialist.or(of_invited)),
            (true, false) => query.filter(of_specialist),
            _ => query.filter(of_invited),
        };
    }
    narrow_to_areas!(query, experts::area, reach, filter.area);
    if let Some(id) = filter.id {
        query = query.filter(experts::person_id.eq(DbUuid(id.0)));
    }
    any_of! {
        query,
        experts::subject => filter.subject;
        experts::stage => filter.stage;
        experts::professional_title => filter.professional_title;
    }
    if !filter.speciality.is_empty() {
        query = query.filter(exists(terms_among!(experts::person_id, SPECIALITY_TERM, filter.speciality)));
    }
    match filter.q.as_deref() {
        Some(text) => meant(query, text, filter.rank),
        None => query,
    }
}

/// Those whom a text means, with a likelihood if one is given.
fn meant<'a>(
    query: experts::BoxedQuery<'a, MultiBackend>,
    text: &str,
    rank: Option<Rank>,
) -> experts::BoxedQuery<'a, MultiBackend> {
    let (name, speciality) = (name_search::fold_name(text), name_search::fold(text));
    let is_named =
        |kinds: &[&'static str]| exists(terms_beginning!(experts::person_id, kinds.iter().copied(), name.clone()));
    let says_so = || exists(terms_beginning!(experts::person_id, [SPECIALITY_TERM], speciality.clone()));
    match rank {
        None => query.filter(is_named(&NAME_TERMS).or(says_so())),
        Some(Rank::Likeliest) => query.filter(is_named(&[NAME_TERM])),
        Some(Rank::Other) => {
            query.filter(is_named(&[OTHER_NAME_TERM]).or(says_so())).filter(not(is_named(&[NAME_TERM])))
        }
    }
}

/// A page of experts whom a text finds, the likeliest first.
///
/// # Errors
/// When the database fails.
pub fn search(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &ExpertFilter,
    today: Day,
    page: &PageRequest,
) -> Result<Page<Expert>, Error> {
    let mut result = likeliest_first(
        page,
        |expert: &Expert| expert.id.0,
        |rank, part| list(db, reach, &ExpertFilter { rank: Some(rank), ..filter.clone() }, false, today, part),
    )?;
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

/// A page of experts within reach, in order of registration or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &ExpertFilter,
    descending: bool,
    today: Day,
    page: &PageRequest,
) -> Result<Page<Expert>, Error> {
    let mut query = filtered(reach, filter, today).limit(i64::from(page.size) + 1);
    after_position!(query, experts::person_id, page, descending);
    let rows: Vec<ExpertRow> = query.select(ExpertRow::as_select()).load(db).stored()?;
    let found: Result<Vec<Expert>, Error> = rows.into_iter().map(|row| into_expert(row, today)).collect();
    let mut result = Page::cut(found?, page.size, |expert| Position { value: None, id: expert.id.0 });
    if page.count {
        result.total = Some(filtered(reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn wants(filter: &ExpertFilter, pool: Pool) -> bool {
    filter.pool.is_empty() || filter.pool.contains(&pool)
}

/// The expert with the memberships whose terms are not over.
fn into_expert(row: ExpertRow, today: Day) -> Result<Expert, Error> {
    let specialist = (row.specialist_id, row.specialist_version, row.specialist_source, row.specialist_until);
    let invited = (row.invited_id, row.invited_version, row.invited_source, row.invited_until);
    let memberships = [(Pool::Specialist, specialist), (Pool::Invited, invited)]
        .into_iter()
        .filter_map(|(pool, columns)| membership(pool, columns).transpose())
        .filter(|one| one.as_ref().map_or(true, |one| one.valid_until >= today))
        .collect::<Result<Vec<_>, _>>()?;
    let version = |one: &ExpertMembership| format!("-{}{}", one.pool.as_str(), one.version);
    Ok(Expert {
        id: PersonId(row.person_id.0),
        number: row.number,
        revision: memberships.iter().map(version).fold(row.version.to_string(), |all, one| all + &one),
        area: area(TABLE, &row.area)?,
        name: PersonName::from_stored(row.name).as_str().to_owned(),
        professional_title: row
            .professional_title
            .map(|code| read(TABLE, "professional_title", ProfessionalTitle::parse(&code)))
            .transpose()?,
        subject: row.subject.map(|code| read(TABLE, "subject", Subject::parse(&code))).transpose()?,
        stage: row.stage.map(|code| read(TABLE, "stage", TeachingStage::parse(&code))).transpose()?,
        specialities: texts(Some(&row.specialities.0)),
        memberships,
    })
}

type MembershipColumns = (Option<DbUuid>, Option<i64>, Option<String>, Option<NaiveDate>);

fn membership(
    pool: Pool,
    (id, version, source, valid_until): MembershipColumns,
) -> Result<Option<ExpertMembership>, Error> {
    let (Some(id), Some(version), Some(valid_until)) = (id, version, valid_until) else { return Ok(None) };
    let source = source.map(|code| read(TABLE, "source", Source::parse(pool, &code))).transpose()?;
    Ok(Some(ExpertMembership { id: MembershipId(id.0), version, pool, source, valid_until }))
}
