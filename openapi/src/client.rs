//! API clients on the wire.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use domain::client;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An API client.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct Client {
    /// Identifier, which is also the OAuth `client_id`.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
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
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<client::Client> for Client {
    fn from(client: client::Client) -> Self {
        Self {
            id: ID::from(client.id),
            version: client.version,
            name: client.name,
            role: client.role.as_str().to_owned(),
            area: client.area.map(|area| area.as_str().to_owned()),
            purpose: client.purpose,
            revoked_at: client.revoked_at,
            created_at: client.created_at,
            updated_at: client.updated_at,
        }
    }
}

/// A client to register.
#[derive(Debug, Clone, Deserialize, ToSchema, InputObject, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateClient {
    /// Name.
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Role: `registrar`, `approver`, `hr`, `finance`, `partner`, `auditor` or `administrator`.
    pub role: String,
    /// The area it is bound to (GB/T 2260); the whole register unless said.
    pub area: Option<String>,
    /// Why it processes personal data.
    #[validate(length(max = 200))]
    pub purpose: Option<String>,
}

/// A client with its secret, shown once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct ClientSecret {
    /// The client.
    pub client: Client,
    /// The OAuth `client_id`.
    #[schema(value_type = uuid::Uuid)]
    pub client_id: ID,
    /// The OAuth `client_secret`; it cannot be shown again.
    pub client_secret: String,
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
