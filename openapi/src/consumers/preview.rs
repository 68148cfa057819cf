//! What a client would be answered about a person, on the wire.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

domain::parameters! {
    /// About whom.
    PreviewQuery sorts ["id"], {
        /// The person; required.
        person_id: text,
    }
}

/// What a client would be answered about a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Preview {
    /// The client.
    pub client_id: Uuid,
    /// The agreement that binds it today.
    pub agreement_id: Option<Uuid>,
    /// The person.
    pub person_id: Uuid,
    /// The answers of each operation by which clients read about a person.
    pub answers: Vec<PreviewAnswer>,
}

/// What one operation would answer the client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewAnswer {
    /// The operation.
    pub operation: String,
    /// Its path.
    pub path: String,
    /// The code of the refusal; null if it is answered.
    pub refusal: Option<String>,
    /// The answer: a record, or the records of the first page of a list.
    #[schema(required, value_type = Value)]
    pub answer: Option<Value>,
    /// True if the list has more records.
    pub more: bool,
}
