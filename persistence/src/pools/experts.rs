//! Experts: people who are active members of a pool, as partners see them. One statement a page.

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
    pools::pool::{Pool, Source, Status},
};

use crate::{
    kernel::{
        connection::DbConnection,
        error::Stored,
        row::{area, read, texts},
        schema::{people, person_search_terms, pool_memberships},
        types::{DbJson, DbUuid},
    },
    people::{
        ranks::{Rank, likeliest_first},
        search_terms::{NAME_TERM, NAME_TERMS, OTHER_NAME_TERM, SPECIALITY_TERM, terms_among, terms_beginning},
    },
    pools::pool_memberships::source_code,
};

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

type MembershipColumns = (Option<DbUuid>, Option<i64>, Option<String>, Option<chrono::NaiveDate>);
type Row = (
    (DbUuid, String, i64, String, String, Option<String>, Option<String>, Option<String>, DbJson),
    MembershipColumns,
    MembershipColumns,
);

/// The person joined with their active membership of each pool: at most one row a person.
macro_rules! joined {
    ($specialist:ident, $invited:ident, $today:expr) => {{
        let active = Status::Active.as_str();
        people::table
            .left_join(
                $specialist.on($specialist
                    .field(pool_memberships::person_id)
                    .eq(people::id)
                    .and($specialist.field(pool_memberships::pool).eq(Pool::Specialist.as_str()))
                    .and($specialist.field(pool_memberships::status).eq(active))
                    .and($specialist.field(pool_memberships::valid_until).ge($today))),
            )
            .left_join(
                $invited.on($invited
                    .field(pool_memberships::person_id)
                    .eq(people::id)
                    .and($invited.field(pool_memberships::pool).eq(Pool::Invited.as_str()))
                    .and($invited.field(pool_memberships::status).eq(active))
                    .and($invited.field(pool_memberships::valid_until).ge($today))),
            )
            .into_boxed()
    }};
}

/// The joined query, narrowed to the caller's reach and the filter. A macro, because its type cannot be written.
macro_rules! filtered {
    ($specialist:ident, $invited:ident, $reach:expr, $filter:expr, $today:expr) => {{
        let (specialist, invited, reach, filter, today) = ($specialist, $invited, $reach, $filter, $today);
        let mut query = joined!(specialist, invited, today);
        let is_specialist = || specialist.field(pool_memberships::id).is_not_null();
        let is_invited = || invited.field(pool_memberships::id).is_not_null();
        query = match (wants(filter, Pool::Specialist), wants(filter, Pool::Invited)) {
            (true, true) => query.filter(is_specialist().or(is_invited())),
            (true, false) => query.filter(is_specialist()),
            _ => query.filter(is_invited()),
        };
        if !filter.source.is_empty() {
            let of_specialist = specialist.field(pool_memberships::source).eq_any(filter.source.clone());
            let of_invited = invited.field(pool_memberships::source).eq_any(filter.source.clone());
            query = match (wants(filter, Pool::Specialist), wants(filter, Pool::Invited)) {
                (true, true) => query.filter(of_specialist.or(of_invited)),
                (true, false) => query.filter(of_specialist),
                _ => query.filter(of_invited),
            };
        }
        narrow_to_areas!(query, people::area, reach, filter.area);
        if let Some(id) = filter.id {
            query = query.filter(people::id.eq(DbUuid(id.0)));
        }
        any_of! {
            query,
            people::subject => filter.subject;
            people::stage => filter.stage;
            people::professional_title => filter.professional_title;
        }
        if !filter.speciality.is_empty() {
            query = query.filter(exists(terms_among!(SPECIALITY_TERM, filter.speciality)));
        }
        if let Some(text) = filter.q.as_deref() {
            let (name, speciality) = (name_search::fold_name(text), name_search::fold(text));
            let is_likely = || exists(terms_beginning!([NAME_TERM], name.clone()));
            let says_so = || exists(terms_beginning!([SPECIALITY_TERM], speciality.clone()));
            query = match filter.rank {
                None => query.filter(exists(terms_beginning!(NAME_TERMS, name.clone())).or(says_so())),
                Some(Rank::Likeliest) => query.filter(is_likely()),
                Some(Rank::Other) => {
                    let may_be = exists(terms_beginning!([OTHER_NAME_TERM], name.clone()));
                    query.filter(may_be.or(says_so())).filter(not(is_likely()))
                }
            };
        }
        query
    }};
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
        let (specialist, invited) = diesel::alias!(pool_memberships as specialist, pool_memberships as invited);
        result.total = Some(filtered!(specialist, invited, reach, filter, today).count().get_result(db).stored()?);
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
    let (specialist, invited) = diesel::alias!(pool_memberships as specialist, pool_memberships as invited);
    let mut query = filtered!(specialist, invited, reach, filter, today).limit(i64::from(page.size) + 1);
    if let Some(after) = &page.after {
        let id = DbUuid(after.id);
        query = if descending { query.filter(people::id.lt(id)) } else { query.filter(people::id.gt(id)) };
    }
    query = if descending { query.order(people::id.desc()) } else { query.order(people::id.asc()) };
    let rows: Vec<Row> = query
        .select((
            (
                people::id,
                people::number,
                people::version,
                people::area,
                people::name,
                people::professional_title,
                people::subject,
                people::stage,
                people::specialities,
            ),
            (
                specialist.field(pool_memberships::id).nullable(),
                specialist.field(pool_memberships::version).nullable(),
                specialist.field(pool_memberships::source).nullable(),
                specialist.field(pool_memberships::valid_until).nullable(),
            ),
            (
                invited.field(pool_memberships::id).nullable(),
                invited.field(pool_memberships::version).nullable(),
                invited.field(pool_memberships::source).nullable(),
                invited.field(pool_memberships::valid_until).nullable(),
            ),
        ))
        .load(db)
        .stored()?;
    let experts: Result<Vec<Expert>, Error> = rows.into_iter().map(into_expert).collect();
    let mut result = Page::cut(experts?, page.size, |expert| Position { value: None, id: expert.id.0 });
    if page.count {
        result.total = Some(filtered!(specialist, invited, reach, filter, today).count().get_result(db).stored()?);
    }
    Ok(result)
}

fn wants(filter: &ExpertFilter, pool: Pool) -> bool {
    filter.pool.is_empty() || filter.pool.contains(&pool)
}

fn into_expert(
    ((id, number, version, code, name, title, subject, stage, specialities), specialist, invited): Row,
) -> Result<Expert, Error> {
    let memberships = [(Pool::Specialist, specialist), (Pool::Invited, invited)]
        .into_iter()
        .filter_map(|(pool, columns)| membership(pool, columns).transpose())
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Expert {
        id: PersonId(id.0),
        number,
        revision: memberships
            .iter()
            .fold(version.to_string(), |all, one| format!("{all}-{}{}", one.pool.as_str(), one.version)),
        area: area("people", &code)?,
        name: PersonName::from_stored(name).as_str().to_owned(),
        professional_title: title
            .map(|code| read("people", "professional_title", ProfessionalTitle::parse(&code)))
            .transpose()?,
        subject: subject.map(|code| read("people", "subject", Subject::parse(&code))).transpose()?,
        stage: stage.map(|code| read("people", "stage", TeachingStage::parse(&code))).transpose()?,
        specialities: texts(Some(&specialities.0)),
        memberships,
    })
}

fn membership(
    pool: Pool,
    (id, version, source, valid_until): MembershipColumns,
) -> Result<Option<ExpertMembership>, Error> {
    let (Some(id), Some(version), Some(valid_until)) = (id, version, valid_until) else { return Ok(None) };
    let source = source.map(|code| read("pool_memberships", "source", Source::parse(pool, &code))).transpose()?;
    Ok(Some(ExpertMembership { id: MembershipId(id.0), version, pool, source, valid_until }))
}
