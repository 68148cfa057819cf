//! Views, and how they are made of records.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Expr, Field, Ident, ItemStruct, Token, Type,
    parse::{Parse, ParseStream},
    parse_quote,
    punctuated::Punctuated,
};

use crate::{named, take};

/// What a view is made of: first the record, then what else is needed.
pub struct Source(Punctuated<Argument, Token![,]>);

/// A name and its type.
struct Argument {
    name: Ident,
    of: Type,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Ok(Self { name, of: input.parse()? })
    }
}

impl Parse for Source {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(Punctuated::parse_terminated(input)?))
    }
}

/// How a field is made.
struct Made {
    field: Ident,
    value: Value,
    is_sealed: bool,
}

/// Of what a field is made.
enum Value {
    /// Of a part of the record, which is moved out of it.
    Part(Expr),
    /// Of what is computed of the whole record, before a part is taken.
    Computed(Expr),
    /// It is empty, and filled in afterwards.
    Later,
}

impl Value {
    fn of(value: Expr) -> Self {
        if is_part(&value) { Self::Part(value) } else { Self::Computed(value) }
    }
}

/// The struct with what every view has, and how it is made of its record.
pub fn view(Source(source): &Source, mut item: ItemStruct) -> syn::Result<TokenStream> {
    let Some(record) = source.first() else {
        return Err(syn::Error::new(Span::call_site(), "of which record? `#[view(one: sanction::Sanction)]`"));
    };
    let fields = &mut named(&mut item)?.named;
    let made = fields.iter_mut().map(|field| made(field, source)).collect::<syn::Result<Vec<_>>>()?;
    let is_sealed = made.iter().any(|one| one.is_sealed);
    if is_sealed {
        fields.push(unreadable_fields());
    }
    let making = making(&made, is_sealed);
    let (name, arguments) = (&item.ident, source.iter().map(|Argument { name, of }| quote!(#name: #of)));
    let maker = if source.len() == 1 {
        let of = &record.of;
        quote! {
            impl From<#of> for #name {
                fn from(#(#arguments)*) -> Self { #making }
            }
        }
    } else {
        quote! {
            impl #name {
                /// The record as this view shows it.
                pub fn new(#(#arguments),*) -> Self { #making }
            }
        }
    };
    Ok(quote! {
        #[derive(Debug, Clone, ::serde::Serialize, ::utoipa::ToSchema)]
        #item

        impl crate::kernel::value::Shown for #name {}

        #maker
    })
}

/// Takes the attributes of a field that say how it is made.
fn made(field: &mut Field, source: &Punctuated<Argument, Token![,]>) -> syn::Result<Made> {
    let Some(name) = field.ident.clone() else { return Err(syn::Error::new(Span::call_site(), "it needs a name")) };
    let value = if let Some(attribute) = take(field, "from") {
        Value::of(attribute.parse_args()?)
    } else if let Some(attribute) = take(field, "within") {
        let part: Expr = attribute.parse_args()?;
        Value::Part(parse_quote!(#part.#name))
    } else if take(field, "later").is_some() {
        Value::Later
    } else if source.iter().skip(1).any(|argument| argument.name == name) {
        Value::Part(parse_quote!(#name))
    } else {
        let record = source.first().map(|argument| &argument.name);
        Value::Part(parse_quote!(#record.#name))
    };
    Ok(Made { field: name, value, is_sealed: take(field, "sealed").is_some() })
}

fn is_part(value: &Expr) -> bool {
    match value {
        Expr::Field(field) => is_part(&field.base),
        Expr::Path(_) => true,
        _ => false,
    }
}

/// First what is computed of the whole record, then what is taken out of it.
fn making(made: &[Made], is_sealed: bool) -> TokenStream {
    let local = |field: &Ident| Ident::new(&format!("shown_{field}"), Span::mixed_site());
    let mut steps = TokenStream::new();
    for Made { field, value, .. } in made {
        if let Value::Computed(value) = value {
            let local = local(field);
            steps.extend(quote! { let #local = crate::kernel::value::shown(#value); });
        }
    }
    let unreadable = Ident::new("unreadable", Span::mixed_site());
    if is_sealed {
        steps.extend(quote! { let mut #unreadable = crate::kernel::unreadable::UnreadableFields::default(); });
    }
    let mut parts = TokenStream::new();
    for Made { field, value, is_sealed } in made {
        let mut shown = match value {
            Value::Part(value) => quote!(crate::kernel::value::shown(#value)),
            Value::Computed(_) => local(field).into_token_stream(),
            Value::Later => quote!(Default::default()),
        };
        if *is_sealed {
            let name = field.to_string();
            shown = quote!(#unreadable.or_null(#name, #shown));
        }
        parts.extend(quote! { #field: #shown, });
    }
    if is_sealed {
        let field = format_ident!("unreadable_fields");
        parts.extend(quote! { #field: #unreadable.into_names(), });
    }
    quote! { #steps Self { #parts } }
}

/// The field that names those that are null although something is stored.
fn unreadable_fields() -> Field {
    parse_quote! {
        /// Fields that are null because their stored value does not open: it was changed, or its key is gone.
        #[schema(required)]
        pub unreadable_fields: Vec<String>
    }
}
