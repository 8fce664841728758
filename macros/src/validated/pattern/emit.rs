//! A program as the constant expression that the user's crate compiles.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Plan, Program, Run, Table};

impl Program {
    /// The matcher of the runtime; `root` is the path of the module it is in.
    pub(crate) fn to_tokens(&self, root: &TokenStream) -> TokenStream {
        let plan = match &self.plan {
            Plan::Runs(runs) => {
                let runs = runs.iter().map(|run| run.to_tokens(root));
                quote!(#root::Pattern::runs(&[#(#runs),*]))
            }
            Plan::Table(table) => {
                let Table { classes, rows, start, accept } = &**table;
                // As byte strings: two tokens instead of thousands.
                let (classes, rows) = (Literal::byte_string(classes), Literal::byte_string(rows));
                quote!(#root::Pattern::table(#classes, #rows, #start, #accept))
            }
        };
        let shortest = (self.shortest > 0).then(|| {
            let shortest = Literal::usize_unsuffixed(self.shortest);
            quote!(.at_least(#shortest))
        });
        let longest = self.longest.map(|longest| {
            let longest = Literal::usize_unsuffixed(longest);
            quote!(.at_most(#longest))
        });
        quote!(#plan #shortest #longest)
    }
}

impl Run {
    fn to_tokens(&self, root: &TokenStream) -> TokenStream {
        let ranges = self.ranges.iter().map(|(low, high)| {
            let (low, high) = (Literal::byte_character(*low), Literal::byte_character(*high));
            quote!((#low, #high))
        });
        let min = Literal::usize_unsuffixed(self.min);
        match self.max.map(Literal::usize_unsuffixed) {
            Some(_) if self.max == Some(self.min) => {
                quote!(#root::Run::exactly(#min, &[#(#ranges),*]))
            }
            Some(max) => quote!(#root::Run::between(#min, #max, &[#(#ranges),*])),
            None => quote!(#root::Run::at_least(#min, &[#(#ranges),*])),
        }
    }
}
