//! The fields of a record as the columns of a table.

use domain::Error;
use openapi::kernel::body;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::PartialSchema;

/// The column with the person's name.
pub const PERSON_NAME: &str = "person_name";
/// The columns that say about whom a row is: they come first.
const PERSON: [&str; 2] = [PERSON_NAME, "person_number"];

/// The columns of a table of records, unless others are selected: the person's name and number, then the fields in the order of
/// their names. A record with the number alone gets the name as another column.
pub fn columns<T: PartialSchema>() -> Vec<String> {
    let mut columns = body::field_names::<T>();
    if columns.iter().any(|name| PERSON.contains(&name.as_str())) {
        columns.retain(|name| !PERSON.contains(&name.as_str()));
        columns.splice(..0, PERSON.map(str::to_owned));
    }
    columns
}

/// Names of fields, those of the person first.
pub fn with_person_first(mut names: Vec<String>) -> Vec<String> {
    names.sort_by_key(|name| !PERSON.contains(&name.as_str()));
    names
}

/// The fields of a record.
///
/// # Errors
/// When it has none.
pub fn values(record: &impl Serialize) -> Result<Map<String, Value>, Error> {
    match serde_json::to_value(record).map_err(Error::internal)? {
        Value::Object(all) => Ok(all),
        _ => Err(Error::internal("a record without fields")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_with_name_and_number_of_the_person() {
        for columns in [
            columns::<openapi::performance::grade::Grade>(),
            columns::<openapi::money::stipend_transfer::StipendTransfer>(),
        ] {
            assert_eq!(
                columns[..3],
                ["person_name", "person_number", if columns.len() > 15 { "annulled" } else { "account" }]
            );
            assert_eq!(columns.iter().filter(|name| name.starts_with("person_n")).count(), 2);
        }
        assert!(!columns::<openapi::service::zone::Zone>().contains(&PERSON_NAME.to_owned()));
    }
}
