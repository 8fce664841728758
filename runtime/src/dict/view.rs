//! What values are read from: a [`Value`], or JSON of which only the shape is known so far.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use core::slice;

use super::Value;

/// A value of JSON. Those of a list or dict follow it.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Cow<'a, str>),
    /// A list, and how many tokens its values are.
    List(usize),
    /// A dict, and how many tokens its names and values are, by turns.
    Dict(usize),
}

impl Token<'_> {
    /// How many tokens belong to it.
    fn width(&self) -> usize {
        if let Self::List(width) | Self::Dict(width) = self { *width } else { 0 }
    }
}

/// The names among the tokens of a dict.
pub(super) fn names<'t, 'a>(mut tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t Cow<'a, str>> {
    core::iter::from_fn(move || {
        let [Token::Text(name), value, rest @ ..] = tokens else { return None };
        tokens = rest.get(value.width()..).unwrap_or_default();
        Some(name)
    })
}

/// A value to read from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a>(Repr<'a>);

#[derive(Clone, Copy, Debug)]
enum Repr<'a> {
    Value(&'a Value),
    /// A token, and those that belong to it.
    Json(&'a Token<'a>, &'a [Token<'a>]),
}

impl<'a> View<'a> {
    /// One of this value.
    #[must_use]
    pub fn of(value: &'a Value) -> Self {
        Self(Repr::Value(value))
    }

    /// The first value of these, and what follows it.
    pub(super) fn first(tokens: &'a [Token<'a>]) -> Option<(Self, &'a [Token<'a>])> {
        let (token, rest) = tokens.split_first()?;
        let (own, rest) = rest.split_at_checked(token.width())?;
        Some((Self(Repr::Json(token, own)), rest))
    }

    /// The value itself.
    #[must_use]
    pub fn value(self) -> Cow<'a, Value> {
        let token = match self.0 {
            Repr::Value(value) => return Cow::Borrowed(value),
            Repr::Json(token, _) => token,
        };
        Cow::Owned(match token {
            Token::Null => Value::Null,
            Token::Bool(value) => Value::Bool(*value),
            Token::Int(value) => Value::Int(*value),
            Token::Float(value) => Value::Float(*value),
            Token::Text(value) => Value::Text(value.clone().into_owned()),
            Token::List(_) => {
                let items = self.items().into_iter().flatten();
                Value::List(items.map(|item| item.value().into_owned()).collect())
            }
            Token::Dict(_) => {
                let owned = |(name, value): (&str, View<'_>)| {
                    (Cow::Owned(name.into()), value.value().into_owned())
                };
                Value::Dict(self.entries().into_iter().flatten().map(owned).collect())
            }
        })
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.0, Repr::Value(Value::Null) | Repr::Json(Token::Null, _))
    }

    pub(super) fn as_bool(self) -> Option<bool> {
        match self.0 {
            Repr::Value(Value::Bool(value)) | Repr::Json(Token::Bool(value), _) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn as_int(self) -> Option<i128> {
        match self.0 {
            Repr::Value(Value::Int(value)) | Repr::Json(Token::Int(value), _) => Some(*value),
            _ => None,
        }
    }

    /// A whole number too, as the nearest float.
    #[expect(clippy::cast_precision_loss, reason = "it is said")]
    pub(super) fn as_f64(self) -> Option<f64> {
        match self.0 {
            Repr::Value(Value::Float(value)) | Repr::Json(Token::Float(value), _) => Some(*value),
            _ => self.as_int().map(|value| value as f64),
        }
    }

    pub(super) fn as_str(self) -> Option<&'a str> {
        match self.0 {
            Repr::Value(Value::Text(value)) => Some(value),
            Repr::Json(Token::Text(value), _) => Some(value),
            _ => None,
        }
    }

    /// What a list has.
    pub(super) fn items(self) -> Option<Items<'a>> {
        match self.0 {
            Repr::Value(Value::List(values)) => Some(Items::Values(values.iter())),
            Repr::Json(Token::List(_), tokens) => Some(Items::Json(tokens)),
            _ => None,
        }
    }

    /// What a dict has.
    pub(super) fn entries(self) -> Option<Entries<'a>> {
        match self.0 {
            Repr::Value(Value::Dict(values)) => Some(Entries::Values(values.iter())),
            Repr::Json(Token::Dict(_), tokens) => Some(Entries::Json(tokens)),
            _ => None,
        }
    }

    /// The dict of a [`Value`], which finds its values by name.
    pub(super) fn as_map(self) -> Option<&'a BTreeMap<Cow<'static, str>, Value>> {
        if let Repr::Value(Value::Dict(values)) = self.0 { Some(values) } else { None }
    }
}

/// The values of a list.
pub(super) enum Items<'a> {
    Values(slice::Iter<'a, Value>),
    Json(&'a [Token<'a>]),
}

impl<'a> Iterator for Items<'a> {
    type Item = View<'a>;

    fn next(&mut self) -> Option<View<'a>> {
        match self {
            Self::Values(values) => values.next().map(View::of),
            Self::Json(tokens) => {
                let (view, rest) = View::first(tokens)?;
                *tokens = rest;
                Some(view)
            }
        }
    }
}

/// The names and values of a dict: in its order where it is one of JSON.
#[derive(Clone)]
pub(super) enum Entries<'a> {
    Values(alloc::collections::btree_map::Iter<'a, Cow<'static, str>, Value>),
    Json(&'a [Token<'a>]),
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a str, View<'a>);

    fn next(&mut self) -> Option<(&'a str, View<'a>)> {
        match self {
            Self::Values(values) => values.next().map(|(name, value)| (&**name, View::of(value))),
            Self::Json(tokens) => {
                let (name, rest) = tokens.split_first()?;
                let (value, rest) = View::first(rest)?;
                *tokens = rest;
                let Token::Text(name) = name else { return None };
                Some((name, value))
            }
        }
    }
}
