//! How the assessments of a year came out, by authority: grouped and counted by the database, in one statement.

use std::collections::BTreeMap;

use diesel::{dsl::count_star, prelude::*, sql_types::Text};
use domain::{
    Area, Error, Reach,
    administration::statistics::AssessmentGroup,
    kernel::id::OrganisationId,
    performance::assessment::{Status, grade::Grade},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::read,
    schema::{assessments, organisations},
    spelled::spelled,
    types::DbUuid,
};

/// How the assessments of a year came out, by authority; who is exempt does not count.
///
/// # Errors
/// When the database fails.
pub fn groups(
    db: &mut DbConnection,
    reach: &Reach,
    areas: &[Area],
    year: i32,
) -> Result<BTreeMap<OrganisationId, AssessmentGroup>, Error> {
    let mut query = assessments::table
        .inner_join(organisations::table.on(organisations::id.eq(assessments::authority_id)))
        .filter(assessments::superseded_at.is_null())
        .filter(assessments::year.eq(i64::from(year)))
        .filter(assessments::status.ne(Status::Exempt.as_str()))
        .group_by((assessments::authority_id, assessments::status, assessments::grade))
        .select((
            assessments::authority_id,
            spelled::<Text>("MIN(organisations.name)"),
            assessments::status,
            assessments::grade,
            count_star(),
        ))
        .into_boxed::<MultiBackend>();
    narrow_to_areas!(query, assessments::area, reach, *areas);
    let rows: Vec<(DbUuid, String, String, Option<String>, i64)> = query.load(db).stored()?;
    let mut all: BTreeMap<OrganisationId, AssessmentGroup> = BTreeMap::new();
    for (id, authority, status, grade, count) in rows {
        let count = read("assessments", "count", u32::try_from(count).ok())?;
        let of_authority = all
            .entry(OrganisationId(id.0))
            .or_insert_with(|| AssessmentGroup { authority, ..AssessmentGroup::default() });
        match grade.filter(|_| status == Status::Final.as_str()) {
            Some(grade) => {
                let grade = read("assessments", "grade", Grade::parse(&grade))?;
                *of_authority.grades.entry(grade).or_default() += count;
            }
            None => of_authority.open += count,
        }
    }
    Ok(all)
}
