//! API clients and the keyed hashes of their secrets.

use diesel::prelude::*;
use domain::{
    Area, Error, Reach, Role,
    administration::client::{Client, Confirmation, comparable},
    consumers::agreement::Terms,
    kernel::{
        id::ClientId,
        page::{Page, PageRequest, Position},
    },
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{Codec, Column, Json, read},
    schema::clients,
    types::{DbInstant, DbJson, DbUuid},
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clients, treat_none_as_null = true)]
struct ClientRow {
    id: DbUuid,
    version: i64,
    name: String,
    role: String,
    area: Option<String>,
    purpose: Option<String>,
    secret_hash: Vec<u8>,
    revoked_at: Option<DbInstant>,
    created_at: DbInstant,
    updated_at: DbInstant,
    owner: Option<String>,
    owner_key: Option<String>,
    secret_version: i64,
    confirmed_at: Option<DbInstant>,
    confirmed_by: Option<String>,
    terms: Option<DbJson>,
}

/// The column of the terms.
const TERMS: Column = Column { table: "clients", name: "terms" };

/// A client with the keyed hash of its secret.
#[derive(Debug, Clone)]
pub struct StoredClient {
    /// The client.
    pub client: Client,
    /// The keyed hash.
    pub secret_hash: Vec<u8>,
}

/// The client of this id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(db: &mut DbConnection, id: ClientId) -> Result<StoredClient, Error> {
    row_of!(db, clients: ClientRow, id)?.into_client()
}

/// The keys of the other clients of an owner, revoked ones too.
///
/// # Errors
/// When the database fails.
pub fn fellows(db: &mut DbConnection, id: ClientId, owner: &str) -> Result<Vec<String>, Error> {
    let mine = clients::table.filter(clients::owner_key.eq(owner)).filter(clients::id.ne(DbUuid(id.0)));
    let ids: Vec<DbUuid> = mine.select(clients::id).load(db).stored()?;
    Ok(ids.into_iter().map(|id| id.0.to_string()).collect())
}

/// Clients of a release before this one that get the form of their names in one statement's answer.
const NAMED_AT_ONCE: i64 = 500;

/// Fills in the form in which names are compared, for the clients of a release that did not know it. The oldest client keeps
/// a name that several have; the others get a form of their own, which no new name can have.
///
/// # Errors
/// When the database fails.
pub fn fill_name_keys(db: &mut DbConnection) -> Result<(), Error> {
    loop {
        let unnamed = clients::table.filter(clients::name_key.is_null()).order(clients::id).limit(NAMED_AT_ONCE);
        let rows: Vec<(DbUuid, String)> = unnamed.select((clients::id, clients::name)).load(db).stored()?;
        if rows.is_empty() {
            return Ok(());
        }
        for (id, name) in rows {
            let key = comparable(&name);
            let same = clients::table.filter(clients::name_key.eq(&key)).count();
            let taken: i64 = same.get_result(db).stored()?;
            let key = if taken == 0 { key } else { format!("{key} {}", id.0) };
            diesel::update(clients::table.find(id)).set(clients::name_key.eq(key)).execute(db).stored()?;
        }
    }
}

/// A page of clients within reach, as registered. A client without an area reaches everything.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut DbConnection, reach: &Reach, page: &PageRequest) -> Result<Page<Client>, Error> {
    let filtered = || {
        let mut query = clients::table.into_boxed::<MultiBackend>();
        narrow_to_areas!(query, clients::area, reach, Vec::<Area>::new());
        query
    };
    page_of!(db, clients: ClientRow, filtered(), page, false, |rows| {
        rows.into_iter().map(|row| Ok(row.into_client()?.client)).collect::<Result<Vec<_>, Error>>()
    })
}

/// Stores a new client. Its name stays as it is for as long as it lives.
///
/// # Errors
/// [`Error::Duplicate`] when a living client has the name; when the database fails.
pub fn insert(db: &mut DbConnection, client: &StoredClient) -> Result<(), Error> {
    let name_key = comparable(&client.client.name);
    let values = (ClientRow::from(client), clients::name_key.eq(name_key));
    diesel::insert_into(clients::table).values(values).execute(db).stored().map(drop)
}

/// Stores a changed client over the version before it.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, changed: &StoredClient) -> Result<(), Error> {
    let row = ClientRow::from(changed);
    let target = clients::table.find(row.id).filter(clients::version.eq(changed.client.version - 1));
    match diesel::update(target).set(&row).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// Every client with its hash: they are few, and this is asked when the keys are rotated.
///
/// # Errors
/// When the database fails.
pub fn all(db: &mut DbConnection) -> Result<Vec<StoredClient>, Error> {
    let rows: Vec<ClientRow> = clients::table.order(clients::id).select(ClientRow::as_select()).load(db).stored()?;
    rows.into_iter().map(ClientRow::into_client).collect()
}

/// Stores another form of the hash that a client has.
///
/// # Errors
/// When the database fails.
pub fn replace_hash(db: &mut DbConnection, stored: &StoredClient, hash: &[u8]) -> Result<(), Error> {
    let target =
        clients::table.find(DbUuid(stored.client.id.0)).filter(clients::secret_hash.eq(stored.secret_hash.clone()));
    diesel::update(target).set(clients::secret_hash.eq(hash.to_vec())).execute(db).stored().map(drop)
}

impl From<&StoredClient> for ClientRow {
    fn from(StoredClient { client, secret_hash }: &StoredClient) -> Self {
        Self {
            id: DbUuid(client.id.0),
            version: client.version,
            name: client.name.clone(),
            role: client.role.as_str().to_owned(),
            area: client.area.as_ref().map(|area| area.as_str().to_owned()),
            purpose: client.purpose.clone(),
            secret_hash: secret_hash.clone(),
            revoked_at: client.revoked_at.map(DbInstant),
            created_at: DbInstant(client.created_at),
            updated_at: DbInstant(client.updated_at),
            owner: client.owner.clone(),
            owner_key: client.owner.as_deref().map(comparable),
            secret_version: client.secret_version,
            confirmed_at: client.confirmation.as_ref().map(|it| DbInstant(it.at)),
            confirmed_by: client.confirmation.as_ref().and_then(|it| it.by.clone()),
            terms: (!client.terms.is_empty()).then(|| Json::<Vec<Terms>>::store(&client.terms)),
        }
    }
}

impl ClientRow {
    fn into_client(self) -> Result<StoredClient, Error> {
        let client = Client {
            id: ClientId(self.id.0),
            version: self.version,
            name: self.name,
            role: read("clients", "role", Role::parse(&self.role))?,
            area: self.area.map(|code| read("clients", "area", Area::parse(&code).ok())).transpose()?,
            purpose: self.purpose,
            owner: self.owner,
            secret_version: self.secret_version,
            confirmation: self.confirmed_at.map(|at| Confirmation { at: at.0, by: self.confirmed_by }),
            terms: self.terms.map(|stored| Json::<Vec<Terms>>::load(stored, TERMS)).transpose()?.unwrap_or_default(),
            revoked_at: self.revoked_at.map(|at| at.0),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        };
        Ok(StoredClient { client, secret_hash: self.secret_hash })
    }
}
