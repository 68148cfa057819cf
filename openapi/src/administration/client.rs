//! API clients on the wire.

use chrono::{DateTime, Utc};
use domain::administration::client;
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

published! {
    ClientStatus = domain::administration::client::Status,
}

/// An API client.
#[view(client: client::Client)]
pub struct Client {
    /// Identifier, which is also the OAuth `client_id`.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// The area it is bound to.
    pub area: Option<String>,
    /// Why it processes personal data.
    pub purpose: Option<String>,
    /// The person or office whose client it is. Four eyes take the clients of one owner for one.
    pub owner: Option<String>,
    /// The status of the client.
    #[from(client.status())]
    pub status: ClientStatus,
    /// When its present secret was confirmed; only roles that decide need it.
    #[from(client.confirmation.as_ref().map(|it| it.at))]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The name of the administrator who confirmed it, or `operator` for the command line.
    #[from(client.confirmation.as_ref().and_then(|it| it.by.clone()))]
    pub confirmed_by: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A client to register.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateClient {
    /// Name: unlike that of every client that is not revoked, whatever its width, case and blanks.
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Role: `registrar`, `approver`, `hr`, `finance`, `partner`, `auditor` or `administrator`.
    pub role: String,
    /// The area it is bound to (GB/T 2260); the whole register unless said.
    pub area: Option<String>,
    /// Why it processes personal data.
    #[validate(length(max = 200))]
    pub purpose: Option<String>,
    /// The person or office whose client it is, such as a name or an office's number. Four eyes take the clients of one owner
    /// for one. It never changes.
    #[validate(length(max = 200))]
    pub owner: Option<String>,
}

/// Who the caller is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    /// The caller's own client.
    pub client: Client,
    /// How much of what it may have kept is used.
    pub quotas: Vec<Quota>,
}

/// How much a client may have of something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Quota {
    /// Of what: `kept_answers`, the answers kept for repeats of its requests, or `kept_bytes`, their bytes.
    pub name: String,
    /// How much it has.
    pub used: i64,
    /// How much it may have.
    pub most: i64,
}

/// A client with its secret, shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClientSecret {
    /// The client.
    pub client: Client,
    /// The OAuth `client_id`.
    pub client_id: Uuid,
    /// The OAuth `client_secret`; it cannot be shown again.
    pub client_secret: String,
}

/// A client that was ended, with what ended with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OffBoardedClient {
    /// The client.
    pub client: Client,
    /// What belonged to it, by kind.
    pub ended: Vec<EndedBelongings>,
}

/// How many records of a kind ended with their client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EndedBelongings {
    /// The kind, such as `queues`.
    pub kind: String,
    /// How many were ended now.
    pub count: i64,
}

/// An access token (RFC 6749).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenAnswer {
    /// The token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds until it ends.
    pub expires_in: u32,
    /// The client's role.
    pub scope: String,
}

/// What asks for an access token (RFC 6749, section 4.4); the client may also stand in basic authentication.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// `client_credentials`.
    #[schema(example = "client_credentials")]
    pub grant_type: String,
    /// The client.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// The client's role, or nothing.
    pub scope: Option<String>,
}
