//! Attributes of behaviours: one body, several runs, each on one database and over one surface.
//!
//! A behaviour is a function of a `&Register`. Its attribute makes a module of its name, with a test for each run.

use proc_macro::TokenStream;
use proc_macro2::{Ident, Span};
use quote::{format_ident, quote};
use syn::{ItemFn, parse_macro_input};

/// A behaviour that holds on both databases and over both surfaces: two runs, so that each database and each surface is met
/// once. Both surfaces are one path up to their edges, and `parity` compares what they answer over the whole table.
#[proc_macro_attribute]
pub fn everywhere(_: TokenStream, item: TokenStream) -> TokenStream {
    runs(item, &[("sqlite_graphql", "Sqlite", "Graphql"), ("postgres_rest", "Postgres", "Rest")])
}

/// As `everywhere`, with all four runs: for one subject, which stands for the others.
#[proc_macro_attribute]
pub fn everywhere_and_across(_: TokenStream, item: TokenStream) -> TokenStream {
    runs(
        item,
        &[
            ("sqlite_rest", "Sqlite", "Rest"),
            ("sqlite_graphql", "Sqlite", "Graphql"),
            ("postgres_rest", "Postgres", "Rest"),
            ("postgres_graphql", "Postgres", "Graphql"),
        ],
    )
}

/// A behaviour of one surface, or of none, that holds on both databases: two runs.
#[proc_macro_attribute]
pub fn on_both_databases(_: TokenStream, item: TokenStream) -> TokenStream {
    runs(item, &[("sqlite", "Sqlite", "Rest"), ("postgres", "Postgres", "Rest")])
}

/// The module of a behaviour, with these runs: a name, a database, a surface.
fn runs(item: TokenStream, runs: &[(&str, &str, &str)]) -> TokenStream {
    let ItemFn { attrs, sig, block, .. } = parse_macro_input!(item as ItemFn);
    let (name, inputs) = (&sig.ident, &sig.inputs);
    let tests = runs.iter().map(|(run, database, surface)| {
        let (run, surface) = (Ident::new(run, Span::call_site()), format_ident!("{surface}"));
        let needs = (*database == "Postgres")
            .then(|| quote!(#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]));
        let database = format_ident!("{database}");
        quote! {
            #[test]
            #needs
            fn #run() {
                behaviour(&::tests::Register::new(::tests::Database::#database, ::tests::Surface::#surface));
            }
        }
    });
    quote! {
        #(#attrs)*
        mod #name {
            use super::*;

            fn behaviour(#inputs) #block

            #(#tests)*
        }
    }
    .into()
}
