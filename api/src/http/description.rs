//! The description of an operation, as the OpenAPI document has it before what holds for all of them is added.

use openapi::kernel::query::{KnownAtParams, MomentParams, StandingParams, TableParams, WriteParams};
use serde_json::json;
use utoipa::openapi::{
    Content, Required, Response, ResponseBuilder,
    path::{Operation as Described, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type},
};

use crate::{
    forms::Form,
    graph::{EXPANDED_MAX, expandable},
    office::{forms, is_office},
    operation::{
        EVENT_STREAM, Gives, JSON, Key, KeyKind, Moments, Operation, Precondition, Shape, page_parameters, parameters,
    },
};

/// The description of an operation.
pub fn described(operation: &Operation) -> Described {
    let mut description = OperationBuilder::new()
        .operation_id(Some(operation.action.as_str()))
        .tag(operation.tag)
        .summary(Some(operation.summary))
        .description(Some(operation.description))
        .parameters(Some(all_parameters(operation)).filter(|all| !all.is_empty()));
    for (status, mut answer) in answers(operation.gives) {
        if status == "200" && is_office(operation) {
            for form in [Form::Csv, Form::Xlsx] {
                let file = || Content::new(Some(text(Required::True))).into();
                answer.content.entry(form.media_type().to_owned()).or_insert_with(file);
            }
        }
        description = description.response(status, answer);
    }
    if let Some(body) = operation.takes.body {
        let content = Content::new(Some(body.reference()));
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        description = description.request_body(Some(body.build()));
    }
    description.build()
}

fn all_parameters(operation: &Operation) -> Vec<Parameter> {
    let takes = &operation.takes;
    let mut all: Vec<Parameter> = takes.key.iter().map(key).collect();
    match takes.precondition {
        Precondition::None => {}
        Precondition::Required(description) => all.push(if_match(description, Required::True)),
        Precondition::Optional(description) => all.push(if_match(description, Required::False)),
    }
    if let Some(filter) = &takes.filter {
        all.extend((filter.described)());
    }
    match takes.moments {
        Moments::Now => {}
        Moments::KnownAt => all.extend(parameters::<KnownAtParams>()),
        Moments::AsOf => all.extend(parameters::<MomentParams>()),
        Moments::On => all.extend(parameters::<StandingParams>()),
    }
    if takes.page {
        all.extend(page_parameters());
    }
    if operation.gives.download().is_some() {
        all.extend(parameters::<TableParams>());
    }
    if matches!(operation.gives, Gives::Record(..)) {
        let fields = ParameterBuilder::new().name("fields").parameter_in(ParameterIn::Query).required(Required::False);
        let fields = fields.description(Some("Fields to answer, separated by commas."));
        all.push(fields.schema(Some(text(Required::True))).build());
    }
    if is_office(operation) {
        all.push(form(operation));
    }
    all.extend(expand(operation));
    if operation.action.writes() {
        all.extend(parameters::<WriteParams>());
    }
    all
}

/// In which form a list is answered, where no header says so.
fn form(operation: &Operation) -> Parameter {
    let names = ["json", "ndjson", "csv", "xlsx"];
    let names = names.into_iter().filter(|name| {
        let media = Form::named(name).map_or(JSON, Form::media_type);
        forms(operation).contains(&media)
    });
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    let said = "The form, as `Accept` asks for it. `xlsx` and `csv` are the whole list for an office.";
    let parameter = ParameterBuilder::new().name("format").parameter_in(ParameterIn::Query).required(Required::False);
    parameter.description(Some(said)).schema(Some(Schema::Object(schema.build()))).build()
}

/// By which names the records behind ids are shown.
fn expand(operation: &Operation) -> Option<Parameter> {
    let names: Vec<String> = expandable(operation).iter().map(|name| format!("`{name}`")).collect();
    let said = format!(
        "Records to show beside the ids that name them, at most {EXPANDED_MAX} names separated by commas; a dot leads on once \
         more. Null where one is out of reach. Of: {}.",
        names.join(", ")
    );
    let parameter = ParameterBuilder::new().name("expand").parameter_in(ParameterIn::Query).required(Required::False);
    let parameter = parameter.description(Some(said)).schema(Some(text(Required::True)));
    (!names.is_empty()).then(|| parameter.build())
}

fn key(key: &Key) -> Parameter {
    let schema = match key.kind {
        KeyKind::Id => {
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        }
        KeyKind::Text => ObjectBuilder::new().schema_type(Type::String),
        KeyKind::Year => {
            ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        }
    };
    let parameter = ParameterBuilder::new().name(key.name).parameter_in(ParameterIn::Path).required(Required::True);
    let parameter = parameter.description(Some(key.description)).schema(Some(Schema::Object(schema.build())));
    parameter.example(key.example.map(|example| json!(example))).build()
}

fn if_match(description: &str, required: Required) -> Parameter {
    let schema = text(if required == Required::True { Required::True } else { Required::False });
    let parameter = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header).required(required);
    parameter.description(Some(description)).schema(Some(schema)).build()
}

/// A text, or null where it may be left out.
fn text(required: Required) -> Schema {
    let kind = match required {
        Required::True => SchemaType::from(Type::String),
        Required::False => SchemaType::from_iter([Type::String, Type::Null]),
    };
    Schema::Object(ObjectBuilder::new().schema_type(kind).build())
}

fn answers(gives: Gives) -> Vec<(&'static str, Response)> {
    let json = |description: &str, shape: Shape| {
        let content = Content::new(Some(shape.reference()));
        ResponseBuilder::new().description(description).content("application/json", content)
    };
    let file = || Content::new(Some(text(Required::True)));
    match gives {
        Gives::Record(said, shape) => {
            let known = ResponseBuilder::new().description("The reader's version is the present one.");
            vec![("200", json(said, shape).build()), ("304", known.build())]
        }
        Gives::Created(said, shape) => vec![("201", json(said, shape).build())],
        Gives::Accepted(said, shape) => vec![("202", json(said, shape).build())],
        Gives::Reported(said, again, shape) => {
            vec![("201", json(said, shape).build()), ("200", json(again, shape).build())]
        }
        Gives::Written(said, shape)
        | Gives::Done(said, shape)
        | Gives::Document(said, shape)
        | Gives::Page(said, _, shape) => {
            vec![("200", json(said, shape).build())]
        }
        Gives::List(said, record, page, download) => {
            let answer = download.forms.iter().fold(json(said, page), |answer, form| match form {
                Form::Ndjson => answer.content(form.media_type(), Content::new(Some(record.reference()))),
                Form::Csv | Form::Xlsx => answer.content(form.media_type(), file()),
            });
            vec![("200", answer.build())]
        }
        Gives::Streamed(said, shape, _) => vec![("200", json(said, shape).content(EVENT_STREAM, file()).build())],
        Gives::Drawn(said, shape, drawing) => vec![("200", json(said, shape).content(drawing.media, file()).build())],
        Gives::File(said, media) => {
            vec![("200", ResponseBuilder::new().description(said).content(media, file()).build())]
        }
    }
}
