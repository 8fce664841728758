//! `Debug` of what is generated.

use std::fmt::{Debug, Formatter, Result as Shown};

use crate::crud_api::column::Col;
use crate::crud_api::model::Resource;

/// What `Debug` says of what no answer has.
#[derive(Clone, Copy)]
struct Veil;

impl Debug for Veil {
    fn fmt(&self, f: &mut Formatter<'_>) -> Shown {
        f.write_str("***")
    }
}

/// `Debug` of what a client says to make one: the fields at these places, without what no answer
/// has.
///
/// # Errors
/// Those of the formatter.
pub fn show_new<R: Resource>(f: &mut Formatter<'_>, fields: &[(usize, &dyn Debug)]) -> Shown {
    show::<R>(f, &format!("New{}", R::MODEL.name), fields)
}

/// The same of what a client changes in one.
///
/// # Errors
/// Those of the formatter.
pub fn show_patch<R: Resource>(f: &mut Formatter<'_>, fields: &[(usize, &dyn Debug)]) -> Shown {
    show::<R>(f, &format!("{}Patch", R::MODEL.name), fields)
}

fn show<R: Resource>(f: &mut Formatter<'_>, name: &str, fields: &[(usize, &dyn Debug)]) -> Shown {
    let mut shown = f.debug_struct(name);
    for (place, field) in fields {
        let Some(column) = R::MODEL.columns.get(*place) else { continue };
        shown.field(column.name, if column.write_only { &Veil } else { *field });
    }
    shown.finish()
}

/// `Debug` of a struct's columns.
///
/// # Errors
/// Those of the formatter.
pub fn show_columns<R: Resource>(f: &mut Formatter<'_>) -> Shown {
    let mut shown = f.debug_struct(&format!("{}Columns", R::MODEL.name));
    for (place, column) in R::MODEL.columns.iter().enumerate().filter(|(_, it)| !it.is_hidden()) {
        shown.field(column.name, &Col::<R, ()>::new(place));
    }
    shown.finish()
}
