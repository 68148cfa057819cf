//! The object of supervision: a school, or an organisation such as a government, a department or a township. Exactly one.

use crate::{
    FaultCode, Faults, Wording,
    kernel::id::{OrganisationId, SchoolId},
};

/// The object of supervision. One of the two is named, and the database refuses any other row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// The school.
    pub school_id: Option<SchoolId>,
    /// The organisation.
    pub organisation_id: Option<OrganisationId>,
}

impl Object {
    /// Notes, at both places, that not exactly one is named.
    pub fn check(&self, faults: &mut Faults) {
        if self.school_id.is_some() == self.organisation_id.is_some() {
            for pointer in ["/school_id", "/organisation_id"] {
                faults.add(pointer, FaultCode::Mismatch, Wording::OneObjectNeeded);
            }
        }
    }
}

impl From<SchoolId> for Object {
    fn from(id: SchoolId) -> Self {
        Self { school_id: Some(id), organisation_id: None }
    }
}

impl From<OrganisationId> for Object {
    fn from(id: OrganisationId) -> Self {
        Self { school_id: None, organisation_id: Some(id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn object_is_exactly_one_school_or_organisation() {
        let pointers = |object: Object| {
            let mut faults = Faults::new();
            object.check(&mut faults);
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        let (school, unit) = (Object::from(SchoolId(Uuid::nil())), Object::from(OrganisationId(Uuid::nil())));
        assert_eq!((pointers(school), pointers(unit)), (Vec::new(), Vec::new()));
        let both = ["/school_id", "/organisation_id"];
        assert_eq!(pointers(Object { school_id: None, ..school }), both);
        assert_eq!(pointers(Object { school_id: school.school_id, ..unit }), both);
    }
}
