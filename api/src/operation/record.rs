//! The records of the contract: what their addresses end with, and their tags.

use openapi::{
    accountability::{measure::AccountabilityMeasure, reference::ResultReference},
    administration::{
        calendar::Calendar,
        client::{Client, ClientSecret},
        code_set::CodeSet,
        policy::{Policy, PolicyProposal},
    },
    consumers::{
        agreement::Agreement,
        export::Export,
        queue::Queue,
        webhook::{Webhook, WebhookSecret},
    },
    evaluation::{indicator_system::IndicatorSystem, of_unit::Evaluation},
    file::{erasure::PersonErasure, import::Import},
    governance::{document::Document, meeting::Meeting},
    misconduct::{complaint::Complaint, dismissal::Dismissal, sanction::Sanction},
    money::{payee::Payee, stipend_run::StipendRun, stipend_standard::StipendStandard},
    people::person::Person,
    performance::{assessment::Assessment, duty::DutyRecord, grade::Grade, promotion::Promotion},
    pools::pool_membership::PoolMembership,
    qualification::{certification::Certification, training::Training},
    service::{
        appointment::Appointment,
        organisation::{Cohort, Organisation},
        post::Post,
        recusal::Recusal,
        team::Team,
        zone::{School, Zone},
        zone_assignment::ZoneAssignment,
    },
    supervision::{finding::SupervisionFinding, inspection::Inspection, plan::SupervisionPlan},
    vacancies::vacancy::Vacancy,
};

use super::Record;
use crate::app::kernel::kept::Tag;

/// Records whose answers show more than their version tells: what a day, another record or the reader's language changes.
macro_rules! records {
    ($($record:ty: $key:ident,)+) => {$(
        impl Record for $record {
            fn key(&self) -> String {
                self.$key.to_string()
            }

            fn tag(&self) -> Tag {
                Tag::Shown(self.version.to_string())
            }
        }
    )+};
}

records! {
    Agreement: id,
    Appointment: id,
    Assessment: id,
    Calendar: year,
    Certification: id,
    Cohort: id,
    Complaint: id,
    Dismissal: id,
    Document: id,
    DutyRecord: id,
    Export: id,
    AccountabilityMeasure: id,
    ResultReference: id,
    Evaluation: id,
    Grade: id,
    Import: id,
    IndicatorSystem: id,
    Inspection: id,
    Meeting: id,
    Organisation: id,
    Payee: id,
    PersonErasure: person_id,
    Policy: key,
    PolicyProposal: id,
    PoolMembership: id,
    Post: id,
    Promotion: id,
    Queue: id,
    Recusal: id,
    Sanction: id,
    School: id,
    StipendRun: id,
    StipendStandard: id,
    SupervisionFinding: id,
    SupervisionPlan: id,
    Team: id,
    Training: id,
    Vacancy: id,
    Zone: id,
    Webhook: id,
    ZoneAssignment: id,
}

/// Nothing of a person changes without the version.
impl Record for Person {
    fn key(&self) -> String {
        self.id.to_string()
    }

    fn tag(&self) -> Tag {
        Tag::Version(self.version)
    }
}

/// Nothing of a client changes without the version.
impl Record for Client {
    fn key(&self) -> String {
        self.id.to_string()
    }

    fn tag(&self) -> Tag {
        Tag::Version(self.version)
    }
}

impl Record for ClientSecret {
    fn key(&self) -> String {
        self.client.key()
    }

    fn tag(&self) -> Tag {
        self.client.tag()
    }
}

impl Record for WebhookSecret {
    fn key(&self) -> String {
        self.webhook.key()
    }

    fn tag(&self) -> Tag {
        self.webhook.tag()
    }
}

/// A code set names its version as its standard does; a tag has no room for spaces.
impl Record for CodeSet {
    fn key(&self) -> String {
        self.name.clone()
    }

    fn tag(&self) -> Tag {
        Tag::Shown(self.version.chars().filter(char::is_ascii_graphic).collect())
    }
}
