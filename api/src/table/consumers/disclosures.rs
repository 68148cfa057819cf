//! `/v1/disclosures`, and those of one person.

use openapi::consumers::disclosure::{Disclosure, DisclosuresQuery, PersonDisclosures};

use crate::{
    app::{UseCase, consumers::disclosures::ReadPersonDisclosures, kernel::list::Listing, people::PersonKey},
    operation::{Gives, Operation, Takes, Weight, done, get, page},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: DisclosuresQuery::ACTION,
        route: get("/v1/disclosures"),
        tag: "disclosures",
        summary: "List disclosures",
        description: "Each answer that showed people to a client of HR, finance or a partner: to whom, by which agreement and for \
            what, which fields, and of whom. They are stored before the answer leaves, and kept for three years.",
        takes: Takes::list::<DisclosuresQuery>(),
        gives: Gives::page::<Disclosure>("A page of disclosures."),
        work: |request| Ok(page(request.list::<DisclosuresQuery>())),
    },
    Operation {
        action: ReadPersonDisclosures::ACTION,
        route: get("/v1/people/{id}/disclosures"),
        tag: "disclosures",
        summary: "Read who received what about a person",
        description: "The disclosures of a person, grouped by client, agreement and purpose.",
        takes: Takes::PERSON.weighing(Weight::Area),
        gives: Gives::done::<PersonDisclosures>("Who received what."),
        work: |request| Ok(done(ReadPersonDisclosures(request.key(PersonKey::parse)?))),
    },
];
