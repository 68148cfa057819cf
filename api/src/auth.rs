//! Who is calling: client credentials become a token (RFC 6749, RFC 9068), a token becomes a caller.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant as Moment},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::{
    Actor, Error, Role,
    administration::client::{Client, Status},
    kernel::{
        id::ClientId,
        limit::{LOGINS, LOGINS_FROM_EVERYWHERE},
        time::day_in_shanghai,
    },
};
use jsonwebtoken::{Algorithm, Validation};
use openapi::administration::client::TokenAnswer;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::{
        App, Caller,
        administration::clients::IdentifyClient,
        consumers::received::{ReadRequirement, agreed},
    },
    gate::{Known, Verdict, bound, locked},
    keys::{self, Keys},
    limits::{Key, Standing, network_of},
};

/// How long a token lasts.
pub const TOKEN_LIFE_S: i64 = 15 * 60;
/// How far the clocks of two servers of one register may differ.
const LEEWAY_S: i64 = 5;
/// Longest token that is looked at.
const TOKEN_BYTES_MAX: usize = 4_096;
/// Verified tokens remembered.
const TOKENS_MAX: usize = 10_000;
/// Client records remembered.
const CLIENTS_MAX: usize = 10_000;
/// How long a client record is trusted: a revocation elsewhere is felt within a second.
const CLIENT_TRUST: Duration = Duration::from_millis(800);
/// How long a wrong secret waits for its answer while the client's secret is guessed at from many addresses.
const WRONG_SECRET_WAIT: Duration = Duration::from_secs(1);

/// Issuer and audience of every token.
const ISSUER: &str = "duxue";

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: String,
    client_id: String,
    scope: String,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    /// The version of the secret that the token was given for. Tokens of a release that did not say it are of the first.
    #[serde(default = "first_secret")]
    secret_version: i64,
}

const fn first_secret() -> i64 {
    1
}

/// Under what a login is counted that names this client, whatever the spelling of its id.
fn login_key(address: IpAddr, id: Uuid) -> Key {
    Key::of(&[b"login", &network_of(address), id.as_bytes()])
}

/// Under what logins are counted that name no client: one counter for all ids that somebody invents.
fn stranger_key(address: IpAddr) -> Key {
    Key::of(&[b"stranger", &network_of(address)])
}

/// How much is left of the wrong secrets from this address.
pub fn standing(app: &App, address: IpAddr, client_id: &str) -> Option<Standing> {
    let key = Uuid::try_parse(client_id).map_or_else(|_| stranger_key(address), |id| login_key(address, id));
    app.limits().standing(&LOGINS, key)
}

/// Exchanges client credentials for a token. Wrong secrets are counted by client and address: who guesses is slowed down,
/// and the client, from where it works, is not. Guesses from many addresses slow down each other, and not the right secret.
///
/// # Errors
/// [`Error::InvalidClient`], [`Error::RateLimited`].
pub async fn issue(app: &App, address: IpAddr, client_id: &str, secret: &str) -> Result<TokenAnswer, Error> {
    let limits = app.limits();
    let stranger = || limits.count(&LOGINS, stranger_key(address), 1).and(Err(Error::InvalidClient));
    let Ok(id) = Uuid::try_parse(client_id) else { return stranger() };
    let key = login_key(address, id);
    limits.check(&LOGINS, key)?;
    let stored = match app.run(&Caller::new(Actor::own(Role::System)), IdentifyClient(ClientId(id))).await {
        Ok(stored) => stored,
        Err(Error::NotFound) => return stranger(),
        Err(other) => return Err(other),
    };
    let is_right = limits.judge(&LOGINS, key, || {
        let is_right = stored.client.revoked_at.is_none() && app.keys().is_secret(secret, &stored.secret_hash);
        (is_right, !is_right)
    })?;
    if !is_right {
        if let Err(limited) = limits.count(&LOGINS_FROM_EVERYWHERE, Key::of(&[b"login", id.as_bytes()]), 1) {
            tokio::time::sleep(WRONG_SECRET_WAIT).await;
            return Err(limited);
        }
        return Err(Error::InvalidClient);
    }
    // Who has the secret guesses nothing: the answer is that to an unknown client, and no failure is counted.
    if stored.client.status() != Status::Active {
        return Err(Error::InvalidClient);
    }
    let role = stored.client.role.as_str();
    Ok(TokenAnswer {
        access_token: sign(app, &stored.client)?,
        token_type: "Bearer".to_owned(),
        expires_in: u32::try_from(TOKEN_LIFE_S).unwrap_or_default(),
        scope: role.to_owned(),
    })
}

fn sign(app: &App, client: &Client) -> Result<String, Error> {
    let now = app.now().timestamp();
    let id = client.id.to_string();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: ISSUER.to_owned(),
        sub: id.clone(),
        client_id: id,
        scope: client.role.as_str().to_owned(),
        iat: now,
        exp: now + TOKEN_LIFE_S,
        jti: BASE64.encode(keys::random::<16>().map_err(|_| Error::internal("no random bytes"))?),
        nbf: None,
        secret_version: client.secret_version,
    };
    app.keys().sign("at+jwt", &claims)
}

/// The caller behind an `Authorization` header.
///
/// # Errors
/// [`Error::MissingToken`], [`Error::MalformedToken`], [`Error::InvalidToken`], [`Error::ExpiredToken`].
pub async fn identify(app: &App, authorization: Option<&str>) -> Result<Actor, Error> {
    let header = authorization.ok_or(Error::MissingToken)?;
    let (scheme, token) = header.split_once(' ').ok_or(Error::MalformedToken)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::MalformedToken);
    }
    let verdict = verified(app, token.trim())?;
    if app.now().timestamp() >= verdict.expires + LEEWAY_S {
        return Err(Error::ExpiredToken);
    }
    let mut known = client(app, verdict.client).await?;
    if known.client.secret_version < verdict.secret_version {
        // Another server gave the client a new secret since its record was read here.
        app.gate().forget(verdict.client);
        known = client(app, verdict.client).await?;
    }
    // A token of this secret was given after its confirmation.
    let client = &known.client;
    if client.revoked_at.is_some() || client.secret_version != verdict.secret_version {
        return Err(Error::InvalidToken);
    }
    Ok(known.actor.clone())
}

/// Checks a token's signature once, and remembers the verdict until the token ends.
fn verified(app: &App, token: &str) -> Result<Verdict, Error> {
    if let Some(known) = locked(&app.gate().tokens).get(token) {
        return Ok(*known);
    }
    let claims = verify(app.keys(), token)?;
    let now = app.now().timestamp();
    if claims.nbf.is_some_and(|nbf| nbf > now + LEEWAY_S) || claims.iat > now + LEEWAY_S {
        return Err(Error::InvalidToken);
    }
    let id = Uuid::try_parse(&claims.sub).map_err(|_| Error::InvalidToken)?;
    let verdict = Verdict { client: ClientId(id), expires: claims.exp, secret_version: claims.secret_version };
    let mut tokens = locked(&app.gate().tokens);
    bound(&mut tokens, TOKENS_MAX, |verdict| verdict.expires > now);
    tokens.insert(token.to_owned(), verdict);
    Ok(verdict)
}

/// Accepts one algorithm, one key, and our own issuer and audience; the header's hints (`jku`, `jwk`, `x5u`) are never
/// followed. The caller checks the times, because it has the register's own clock.
///
/// # Errors
/// [`Error::MalformedToken`] for a text that is not a token, [`Error::InvalidToken`] for a token that is not ours.
pub fn verify(keys: &Keys, token: &str) -> Result<Claims, Error> {
    if token.len() > TOKEN_BYTES_MAX || !has_the_form_of_a_token(token) {
        return Err(Error::MalformedToken);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Error::InvalidToken)?;
    let ours = header.alg == Algorithm::EdDSA
        && header.kid.as_deref() == Some(keys.kid.as_str())
        && header.typ.as_deref() == Some("at+jwt");
    if !ours {
        return Err(Error::InvalidToken);
    }
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // The end is compared with the register's own clock, which a test can set.
    validation.validate_exp = false;
    jsonwebtoken::decode::<Claims>(token, &keys.verifying, &validation)
        .map(|data| data.claims)
        .map_err(|_| Error::InvalidToken)
}

/// Three parts, of which the first two are JSON objects in base64url.
fn has_the_form_of_a_token(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let is_object = |part: &&str| {
        let json = BASE64.decode(part).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
        json.is_some_and(|value| value.is_object())
    };
    parts.len() == 3 && parts.iter().take(2).all(is_object)
}

/// The client with what it receives today, at most [`CLIENT_TRUST`] old.
async fn client(app: &App, id: ClientId) -> Result<Arc<Known>, Error> {
    let today = day_in_shanghai(app.now());
    if let Some((read_at, known)) = locked(&app.gate().clients).get(&id)
        && read_at.elapsed() < CLIENT_TRUST
        && known.day == today
    {
        return Ok(Arc::clone(known));
    }
    // The record is as old as the moment it was asked for, not as the moment it arrived.
    let asked_at = Moment::now();
    let system = Caller::new(Actor::own(Role::System));
    let client = match app.run(&system, IdentifyClient(id)).await {
        Ok(stored) => stored.client,
        Err(Error::NotFound) => return Err(Error::InvalidToken),
        Err(other) => return Err(other),
    };
    let is_open = client.role.receives() && client.terms_on(today).is_none();
    let is_required = is_open && app.run(&system, ReadRequirement).await?;
    let actor = client.actor(agreed(&client, today, is_required));
    let client = Arc::new(Known { client, actor, day: today });
    let mut clients = locked(&app.gate().clients);
    bound(&mut clients, CLIENTS_MAX, |(read_at, _)| read_at.elapsed() < CLIENT_TRUST);
    clients.insert(id, (asked_at, Arc::clone(&client)));
    Ok(client)
}
