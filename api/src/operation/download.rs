//! Lists that are handed out whole as files.

use domain::Error;
use serde::Serialize;
use utoipa::{PartialSchema, ToSchema};

use super::{Boxed, MakeWork, Request};
use crate::{
    app::kernel::{outlet::Outlet, pull::Pull},
    forms::{FileName, Form, Layout, columns},
};

/// How a list is handed out whole.
pub struct Download {
    /// What the file is called.
    pub name: FileName,
    /// The forms that it has.
    pub forms: &'static [Form],
    /// The columns of a table.
    pub columns: fn() -> Vec<String>,
    /// Looks at what is asked for, and hands out nothing.
    ///
    /// # Errors
    /// As [`super::Operation::work`].
    pub check: MakeWork,
    /// States, before anything is handed out, that it is: where the policy asks for it.
    ///
    /// # Errors
    /// As [`super::Operation::work`].
    pub state: Option<MakeWork>,
    /// Hands it out.
    ///
    /// # Errors
    /// As [`super::Operation::work`].
    pub pull: fn(&mut Request, Pulled) -> Result<Boxed, Error>,
}

/// The columns of a table of records.
pub fn columns_of<T: PartialSchema>() -> Vec<String> {
    columns::<T>()
}

/// In which form a list is handed out, and where it goes.
pub struct Pulled {
    /// How it is written.
    pub layout: Layout,
    /// The place.
    pub outlet: Outlet,
}

impl Pulled {
    /// As a list of records of a type.
    pub fn of<T: ToSchema + Serialize>(self) -> Pull<T> {
        let (start, shows_names) = (self.layout.start::<T>(), self.layout.shows_names::<T>());
        Pull { start, shows_names, outlet: self.outlet }
    }
}
