//! API clients: registered, confirmed, given new secrets, revoked.

use domain::{
    Area, Error, FaultCode, Faults, Role, Wording,
    administration::client::{self, Client},
    kernel::{
        event::{Basis, SubjectKind},
        id::ClientId,
        policy::Action,
        text,
    },
    roles,
};
use openapi::{
    administration::client::{Client as View, ClientSecret, CreateClient, Me, OffBoardedClient, Quota},
    kernel::query::PlainQuery,
};
use persistence::{
    administration::clients::{self, StoredClient},
    kernel::{events, idempotency, together::Lookup},
};

use super::belongings::end_belongings;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars},
        list::{ListRequest, Listed},
        own,
    },
};

impl UseCase for CreateClient {
    const ACTION: Action = Action::write("create_client", roles![Administrator, Operator]);
    type Output = ClientSecret;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ClientSecret, Error> {
        let mut faults = Faults::new();
        openapi::kernel::body::validate(self, &mut faults);
        let role = Role::OF_CLIENTS.into_iter().find(|role| role.as_str() == self.role);
        if role.is_none() {
            faults.add("/role", FaultCode::Code, Wording::NotAllowedValue);
        }
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let name = faults.keep("/name", client::name(&self.name));
        let purpose = self.purpose.as_ref().and_then(|raw| faults.keep("/purpose", text::line(raw)));
        let owner = self.owner.as_ref().and_then(|raw| faults.keep("/owner", client::owner(raw)));
        let (role, name) = faults.finish(role.zip(name))?;
        // A client bound to an area makes no client that reaches further.
        let area = match (area, &ctx.actor.area) {
            (None, Some(own)) => Some(own.clone()),
            (Some(area), _) if !ctx.reach.covers(&area) => return Err(Error::Forbidden),
            (area, _) => area,
        };
        if self.area.is_some() {
            ctx.check_areas(&area)?;
        }
        let now = ctx.now();
        let id = ClientId(ctx.new_id()?);
        let client = Client {
            id,
            version: 1,
            name,
            role,
            area,
            purpose,
            owner,
            secret_version: 1,
            confirmation: client::confirmation_by(ctx.actor, role, now),
            terms: Vec::new(),
            revoked_at: None,
            created_at: now,
            updated_at: now,
        };
        let secret = ctx.keys.new_secret()?;
        let stored = StoredClient { secret_hash: ctx.keys.hash_secret(&client, &secret), client };
        clients::insert(ctx.db, &stored)?;
        ctx.record((SubjectKind::Client, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(shown(stored.client, secret))
    }
}

fn shown(client: Client, client_secret: String) -> ClientSecret {
    ClientSecret { client_id: client.id.into(), client: client.into(), client_secret }
}

/// A client within the caller's reach: whoever is bound to an area has no say over clients that reach further.
///
/// # Errors
/// [`Error::NotFound`].
pub fn within_reach(ctx: &mut Ctx<'_>, id: ClientId) -> Result<StoredClient, Error> {
    let stored = clients::find(ctx.db, id)?;
    let within = stored.client.area.as_ref().map_or(ctx.reach.is_everything(), |area| ctx.reach.covers(area));
    if within { Ok(stored) } else { Err(Error::NotFound) }
}

/// Refuses a client that somebody changed in the database: a new secret, a confirmation or an agreement would bless it.
///
/// # Errors
/// [`Error::Internal`].
pub fn refuse_altered(ctx: &Ctx<'_>, stored: &StoredClient) -> Result<(), Error> {
    match ctx.keys.vouches_for(&stored.client, &stored.secret_hash) {
        true => Ok(()),
        false => Err(Error::internal(format!("client {} was changed in the database by hand", stored.client.id))),
    }
}

/// List API clients.
pub struct ListClients(pub ListRequest<PlainQuery>);

impl UseCase for ListClients {
    const ACTION: Action = Action::read("list_clients", roles![Auditor, Administrator, Operator]);
    type Output = Listed<View>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        self.0.order()?;
        let request = self.0.page(ctx)?;
        let page = clients::list(ctx.db, ctx.reach, &request)?;
        Ok(self.0.answer(ctx, page.map(View::from)))
    }
}

/// Read one API client.
pub struct ReadClient(pub ClientId);

impl UseCase for ReadClient {
    const ACTION: Action = Action::read("read_client", roles![Auditor, Administrator]);
    type Output = View;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        within_reach(ctx, self.0).map(|stored| stored.client.into())
    }
}

/// Read who the caller is. The program's own actors are nobody.
pub struct ReadMe;

impl UseCase for ReadMe {
    const ACTION: Action =
        Action::read("read_me", roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator]);
    type Output = Me;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Me, Error> {
        let client = clients::find(ctx.db, ctx.actor.client_id.ok_or(Error::NotFound)?)?.client.into();
        let (key, now, most) = (ctx.actor.key(), ctx.now(), ctx.quotas.most());
        // Counting reads all that is kept: it is done no more often than for a write.
        if ctx.quotas.is_due(&key, now) {
            ctx.quotas.counted(&key, idempotency::amount(ctx.db, &key)?, now);
        }
        let used = ctx.quotas.kept_by(&key);
        let quota = |name: &str, used: u64, most: u64| {
            let [used, most] = [used, most].map(|amount| i64::try_from(amount).unwrap_or(i64::MAX));
            Quota { name: name.to_owned(), used, most }
        };
        let quotas =
            vec![quota("kept_answers", used.answers, most.answers), quota("kept_bytes", used.bytes, most.bytes)];
        Ok(Me { client, quotas })
    }
}

/// The name of the fact that a client got a new secret.
const ROTATED: &str = "rotated";
/// The name of the fact that a client was confirmed.
const CONFIRMED: &str = "confirmed";

/// Give a client a new secret; the old one ends at once, and its tokens with it.
pub struct RotateClient(pub ClientId);

impl UseCase for RotateClient {
    const ACTION: Action = Action::write("rotate_client", roles![Administrator, Operator]);
    type Output = ClientSecret;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<ClientSecret, Error> {
        let stored = within_reach(ctx, self.0)?;
        refuse_altered(ctx, &stored)?;
        let client = stored.client.rotated(ctx.actor, ctx.now())?;
        let secret = ctx.keys.new_secret()?;
        let rotated = StoredClient { secret_hash: ctx.keys.hash_secret(&client, &secret), client };
        clients::update(ctx.db, &rotated)?;
        ctx.record((SubjectKind::Client, self.0.0), ROTATED, Basis::default(), Particulars::default())?;
        ctx.client_changed(self.0);
        Ok(shown(rotated.client, secret))
    }
}

/// Confirm a client that another administrator made or gave a new secret.
pub struct ConfirmClient(pub ClientId);

impl UseCase for ConfirmClient {
    const ACTION: Action = Action::write("confirm_client", roles![Administrator]);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let stored = within_reach(ctx, self.0)?;
        refuse_altered(ctx, &stored)?;
        let makers = makers_since_confirmed(ctx, self.0)?;
        let client = stored.client.confirmed(ctx.actor, &makers, ctx.now())?;
        let confirmed = StoredClient { secret_hash: ctx.keys.rebind(&client, &stored.secret_hash), client };
        clients::update(ctx.db, &confirmed)?;
        ctx.record((SubjectKind::Client, self.0.0), CONFIRMED, Basis::default(), Particulars::default())?;
        ctx.client_changed(self.0);
        Ok(confirmed.client.into())
    }
}

/// The keys of the actors who made a client and its secrets since it was last confirmed.
fn makers_since_confirmed(ctx: &mut Ctx<'_>, id: ClientId) -> Result<Vec<String>, Error> {
    let mut makers = Vec::new();
    for (_, name, key) in events::actors(ctx.db, &[id.0])? {
        match name.as_str() {
            CONFIRMED => makers.clear(),
            CREATED | ROTATED => makers.push(key),
            _ => {}
        }
    }
    Ok(makers)
}

/// Refuse a client from now on.
pub struct RevokeClient(pub ClientId);

impl UseCase for RevokeClient {
    const ACTION: Action = Action::write("revoke_client", roles![Administrator, Operator]);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let stored = within_reach(ctx, self.0)?;
        if stored.client.revoked_at.is_some() {
            ctx.nothing_changed();
            return Ok(stored.client.into());
        }
        revoke(ctx, stored).map(View::from)
    }
}

/// Refuses a client for good, and states it.
fn revoke(ctx: &mut Ctx<'_>, stored: StoredClient) -> Result<Client, Error> {
    let now = ctx.now();
    let client = Client { revoked_at: Some(now), version: stored.client.version + 1, updated_at: now, ..stored.client };
    let revoked = StoredClient { secret_hash: ctx.keys.rebind(&client, &stored.secret_hash), client };
    clients::update(ctx.db, &revoked)?;
    ctx.record((SubjectKind::Client, revoked.client.id.0), "revoked", Basis::default(), Particulars::default())?;
    ctx.client_changed(revoked.client.id);
    Ok(revoked.client)
}

/// End a client with all that belongs to it.
pub struct OffBoardClient(pub ClientId);

impl UseCase for OffBoardClient {
    const ACTION: Action = Action::write("off_board_client", roles![Administrator, Operator]);
    type Output = OffBoardedClient;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<OffBoardedClient, Error> {
        let stored = within_reach(ctx, self.0)?;
        ctx.nothing_changed();
        let client = if stored.client.revoked_at.is_some() { stored.client } else { revoke(ctx, stored)? };
        let ended = end_belongings(ctx, self.0)?;
        Ok(OffBoardedClient { client: client.into(), ended })
    }
}

/// Find a client with the hash of its secret: for the token endpoint and the gate alone, which
/// decide who a caller is before there is a caller.
pub struct IdentifyClient(pub ClientId);

impl UseCase for IdentifyClient {
    const ACTION: Action = own::IDENTIFY_CLIENT;
    type Output = StoredClient;

    fn lookup(&self) -> Option<Lookup> {
        Some(Lookup { ids: vec![self.0.0], known_at: None })
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StoredClient, Error> {
        let stored = clients::find(ctx.db, self.0)?;
        if ctx.keys.vouches_for(&stored.client, &stored.secret_hash) {
            return Ok(stored);
        }
        tracing::error!(client_id = %self.0, "this client was changed in the database by hand; it is refused");
        Err(Error::NotFound)
    }
}

/// Bind the secrets that an earlier release kept to their clients. No client says anything else than before.
pub struct BindSecrets;

impl UseCase for BindSecrets {
    const ACTION: Action = own::SEAL_AGAIN;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        ctx.nothing_changed();
        for stored in clients::all(ctx.db)? {
            let bound = ctx.keys.rebind(&stored.client, &stored.secret_hash);
            if bound != stored.secret_hash {
                clients::replace_hash(ctx.db, &stored, &bound)?;
            }
        }
        Ok(())
    }
}
