//! Attributes for the types of the contract: what all views, patches and inputs of events have in common is written here
//! once, so that a field of theirs is spelled once.

mod input;
mod view;

use proc_macro::TokenStream;
use syn::{Attribute, Field, Fields, FieldsNamed, ItemStruct, parse_macro_input};

/// A view of a record of the domain: `#[view(one: sanction::Sanction)]` makes `From<sanction::Sanction>`, and with further
/// arguments, such as `#[view(one: pool::Membership, today: Day)]`, a function `new`.
///
/// A field shows the argument or the record's field of the same name. `#[within(one.terms)]` says in which part of the record
/// that is, `#[from(one.ends_on())]` names another value, `#[later]` leaves the field empty. `#[sealed]` is for words
/// that may not open: then the field is null and named in `unreadable_fields`, which the view has as its last field.
#[proc_macro_attribute]
pub fn view(source: TokenStream, item: TokenStream) -> TokenStream {
    let (source, item) = (parse_macro_input!(source as view::Source), parse_macro_input!(item as ItemStruct));
    view::view(&source, item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// A JSON merge patch, in which absent differs from null: every field can be left out, and a `Patch` can be null unless it is
/// `#[never_null]`.
#[proc_macro_attribute]
pub fn patch(_: TokenStream, item: TokenStream) -> TokenStream {
    input::patch(parse_macro_input!(item as ItemStruct)).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The input of an event that needs more than its basis: the fields of the basis follow those that are declared,
/// unless one of them is declared too, with words of its own.
#[proc_macro_attribute]
pub fn event(_: TokenStream, item: TokenStream) -> TokenStream {
    input::event(parse_macro_input!(item as ItemStruct)).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The fields of a struct whose fields have names.
fn named(item: &mut ItemStruct) -> syn::Result<&mut FieldsNamed> {
    let place = item.ident.clone();
    match &mut item.fields {
        Fields::Named(fields) => Ok(fields),
        _ => Err(syn::Error::new(place.span(), "its fields need names")),
    }
}

/// Takes an attribute of this name off a field.
fn take(field: &mut Field, name: &str) -> Option<Attribute> {
    let at = field.attrs.iter().position(|attribute| attribute.path().is_ident(name))?;
    Some(field.attrs.remove(at))
}
