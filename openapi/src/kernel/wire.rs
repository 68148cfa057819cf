//! The events of lifecycles on the wire.

/// The text of a line of documentation; nothing of another attribute.
macro_rules! doc_text {
    (doc = $text:literal) => {
        $text
    };
    ($($other:tt)+) => {
        ""
    };
}

/// The events of a lifecycle as one input: `event` tells them apart in JSON, the field's name in GraphQL.
macro_rules! transitions {
    ($(#[$($enum_doc:tt)+])* $name:ident => $($(#[$($doc:tt)+])* $variant:ident = $word:literal ($input:ty),)+) => {
        $(#[$($enum_doc)+])*
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(tag = "event", rename_all = "snake_case")]
        pub enum $name { $($(#[$($doc)+])* $variant($input),)+ }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                crate::kernel::body::one_of_events(&[$(doc_text!($($enum_doc)+)),*], &[$(crate::kernel::body::EventBranch {
                    event: $word,
                    meaning: &[$(doc_text!($($doc)+)),*],
                    input: <$input as utoipa::ToSchema>::name(),
                    schema: <$input as utoipa::PartialSchema>::schema(),
                },)+])
            }
        }

        impl utoipa::ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
                $(<$input as utoipa::ToSchema>::schemas(schemas);)+
            }
        }
    };
}

/// The events of a lifecycle that bring nothing but their basis: each means what the domain says.
macro_rules! plain_transitions {
    ($(#[doc = $doc:literal])+ $name:ident of $event:ty { $($variant:ident),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, serde::Deserialize)]
        #[serde(tag = "event", rename_all = "snake_case")]
        pub enum $name {
            $(
                #[doc = concat!("As the domain's `", stringify!($variant), "`.")]
                $variant(crate::kernel::transition::BasisInput),
            )+
        }

        impl $name {
            /// The event and its basis.
            ///
            /// # Errors
            /// [`domain::Error::Invalid`] with every fault of the basis.
            pub fn parse(self) -> Result<($event, domain::kernel::event::Basis), domain::Error> {
                type Event = $event;
                let (event, basis) = match self { $(Self::$variant(basis) => (Event::$variant, basis),)+ };
                let mut faults = domain::Faults::new();
                let basis = basis.parse(&mut faults);
                faults.finish(Some((event, basis)))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                type Event = $event;
                use crate::kernel::transition::BasisInput;
                crate::kernel::body::one_of_events(&[$($doc),+], &[$(crate::kernel::body::EventBranch {
                    event: Event::$variant.as_str(),
                    meaning: &[Event::$variant.meaning()],
                    input: <BasisInput as utoipa::ToSchema>::name(),
                    schema: <BasisInput as utoipa::PartialSchema>::schema(),
                },)+])
            }
        }

        impl utoipa::ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
                <crate::kernel::transition::BasisInput as utoipa::ToSchema>::schemas(schemas);
            }
        }
    };
}

/// The basis among the fields of an input that has more.
macro_rules! basis_of {
    ($input:ident) => {
        crate::kernel::transition::BasisInput {
            reason: $input.reason,
            document_number: $input.document_number,
            on_behalf_of: $input.on_behalf_of,
            occurred_on: $input.occurred_on,
            published_elsewhere: None,
        }
    };
}
