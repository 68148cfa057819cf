//! What requests bring: patches, and inputs of events.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, GenericArgument, ItemStruct, PathArguments, Type, parse_quote};

use crate::{named, take};

/// The struct with what every patch has.
pub fn patch(mut item: ItemStruct) -> syn::Result<TokenStream> {
    for field in &mut named(&mut item)?.named {
        let is_never_null = take(field, "never_null").is_some();
        let Some(value) = patched(&field.ty) else { continue };
        let schema = if is_never_null {
            parse_quote!(#[schema(value_type = #value, required = false)])
        } else {
            parse_quote!(#[schema(value_type = Option<#value>)])
        };
        field.attrs.push(schema);
    }
    Ok(quote! {
        #[derive(Debug, Clone, Default, ::serde::Deserialize, ::utoipa::ToSchema)]
        #[serde(deny_unknown_fields, default)]
        #item
    })
}

/// `T` of `Patch<T>`.
fn patched(of: &Type) -> Option<&Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Patch")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(value) => Some(value),
        _ => None,
    }
}

/// The struct with the basis, and how the basis is read of it.
pub fn event(mut item: ItemStruct) -> syn::Result<TokenStream> {
    let fields = &mut named(&mut item)?.named;
    let missing = basis().into_iter().filter(|one| fields.iter().all(|known| known.ident != one.ident));
    let missing: Vec<Field> = missing.collect();
    fields.extend(missing);
    let name = &item.ident;
    Ok(quote! {
        #[derive(Debug, Clone, ::serde::Deserialize, ::utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        #item

        impl From<#name> for crate::kernel::transition::BasisInput {
            fn from(input: #name) -> Self {
                Self {
                    reason: input.reason,
                    document_number: input.document_number,
                    on_behalf_of: input.on_behalf_of,
                    occurred_on: input.occurred_on,
                    published_elsewhere: None,
                }
            }
        }
    })
}

/// The fields of a basis.
fn basis() -> [Field; 4] {
    [
        parse_quote! {
            /// Why.
            pub reason: Option<String>
        },
        parse_quote! {
            /// The official document.
            pub document_number: Option<String>
        },
        parse_quote! {
            /// On whose behalf it is recorded.
            pub on_behalf_of: Option<String>
        },
        parse_quote! {
            /// The day it happened; today unless said.
            pub occurred_on: Option<::chrono::NaiveDate>
        },
    ]
}
