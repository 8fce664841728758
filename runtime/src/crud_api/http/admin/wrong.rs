//! What is said of a write that is not made.

use super::form::Wrongs;
use crate::crud_api::CrudError;
use crate::crud_api::http::reference::{self, MISSING, Sent};
use crate::crud_api::json::BodyError;
use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::store::Store;
use crate::validated::Invalid;

/// What is wrong with a write.
pub(super) enum Wrong {
    /// What a form says beside its fields.
    Said(Wrongs),
    /// What is a page of its own.
    Other(CrudError),
}

impl From<Invalid> for Wrong {
    fn from(invalid: Invalid) -> Self {
        let said = |violation: crate::validated::Violation| {
            (violation.path().trim_start_matches('/').to_owned(), violation.message().clone())
        };
        Self::Said(invalid.iter().map(said).collect())
    }
}

impl From<BodyError> for Wrong {
    fn from(fault: BodyError) -> Self {
        match fault {
            BodyError::Invalid(invalid) => invalid.into(),
            BodyError::Syntax(what) => Self::Said(vec![(String::new(), what)]),
        }
    }
}

impl From<CrudError> for Wrong {
    fn from(fault: CrudError) -> Self {
        let said = |name: &str, wrong: &str| (name.to_owned(), wrong.to_owned());
        match fault {
            CrudError::Invalid(invalid) => invalid.into(),
            CrudError::Conflict { fields } => {
                Self::Said(fields.iter().map(|field| said(field, "is already taken")).collect())
            }
            CrudError::Refused(refused) => Self::Said(vec![said("", refused.message())]),
            CrudError::ForeignKey => {
                let wrong = "a row that it refers to is missing, or another one refers to it";
                Self::Said(vec![said("", wrong)])
            }
            other => Self::Other(other),
        }
    }
}

impl Wrong {
    /// What is wrong with what was sent, at the field of a reference where one is broken.
    pub(super) async fn of<S: Store>(
        fault: CrudError,
        store: &S,
        model: &'static Model,
        sent: Sent,
    ) -> Self {
        if matches!(fault, CrudError::ForeignKey) {
            let broken = reference::broken(store, model, sent).await;
            if !broken.is_empty() {
                let said = |column: &ColumnMeta| (column.name.to_owned(), MISSING.to_owned());
                return Self::Said(broken.into_iter().map(said).collect());
            }
        }
        fault.into()
    }
}

/// Adds what is said of fields that nothing was said of yet.
pub(super) fn add(wrongs: &mut Wrongs, more: Wrongs) {
    let known: Vec<String> = wrongs.iter().map(|(name, _)| name.clone()).collect();
    wrongs.extend(more.into_iter().filter(|(name, _)| !known.contains(name)));
}
