//! API clients: other systems, each with one role, at most one area, and a stated purpose.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use crate::{
    Actor, Area, Day, Error, Instant, Role, Wording,
    consumers::agreement::Terms,
    kernel::{
        agreed::Agreed,
        fault::{FaultCode, Flaw},
        id::ClientId,
        text,
        word::words,
    },
};

words! {
    /// The status of a client.
    Status {
        /// It gets no token until another administrator confirms it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// It gets tokens.
        Active = "active",
        /// It is refused for good.
        Revoked = "revoked",
    }
}

/// Who confirmed a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// When.
    pub at: Instant,
    /// The name of the administrator, or `operator`. None for clients of releases before confirmation.
    pub by: Option<String>,
}

/// A registered API client. The secret itself is never kept, only its keyed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its identifier, which is also the OAuth `client_id`.
    pub id: ClientId,
    /// The version of the record.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The area it is bound to.
    pub area: Option<Area>,
    /// Why it processes personal data (PIPL art. 34: only within statutory duty).
    pub purpose: Option<String>,
    /// The person or office whose client it is. It never changes: who takes a client over registers a new one.
    pub owner: Option<String>,
    /// One more with every new secret. Tokens of an earlier secret are refused.
    pub secret_version: i64,
    /// The confirmation of its present secret, for roles that need one.
    pub confirmation: Option<Confirmation>,
    /// What its confirmed agreements say: those in force and to come, and the last one of those that are over.
    pub terms: Vec<Terms>,
    /// When it was refused for good.
    pub revoked_at: Option<Instant>,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Client {
    /// The client as an actor, who receives what is agreed.
    pub fn actor(&self, agreed: Option<Arc<Agreed>>) -> Actor {
        Actor {
            client_id: Some(self.id),
            name: self.name.clone(),
            role: self.role,
            area: self.area.clone(),
            owner: self.owner.as_deref().map(comparable),
            fellows: Vec::new(),
            agreed,
        }
    }

    /// The terms that bind it on a day.
    pub fn terms_on(&self, day: Day) -> Option<&Terms> {
        self.terms.iter().find(|terms| terms.cover(day))
    }

    /// True if it receives by agreement alone on a day: from the first day of its first agreement on, also when that is over.
    pub fn receives_by_agreement(&self, day: Day) -> bool {
        self.terms.iter().any(|terms| terms.starts_on <= day)
    }

    /// The status of the client.
    pub fn status(&self) -> Status {
        match (self.revoked_at, &self.confirmation) {
            (Some(_), _) => Status::Revoked,
            (None, None) if self.role.needs_confirmation() => Status::AwaitingConfirmation,
            _ => Status::Active,
        }
    }

    /// The client with a new secret. One of a role that needs a confirmation has it at once from the command line only.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] once it is revoked.
    pub fn rotated(self, by: &Actor, now: Instant) -> Result<Self, Error> {
        if self.status() == Status::Revoked {
            return Err(self.not_now("rotate"));
        }
        Ok(Self {
            version: self.version + 1,
            secret_version: self.secret_version + 1,
            confirmation: confirmation_by(by, self.role, now),
            updated_at: now,
            ..self
        })
    }

    /// The client once confirmed. `makers` are the keys of the actors who made it and its secrets since it was last
    /// confirmed.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when nothing waits for a confirmation, [`Error::FourEyes`] when one of the makers
    /// confirms, or another client of their owner.
    pub fn confirmed(self, by: &Actor, makers: &[String], now: Instant) -> Result<Self, Error> {
        if self.status() != Status::AwaitingConfirmation {
            return Err(self.not_now("confirm"));
        }
        if makers.iter().any(|key| by.is_behind(key)) {
            return Err(Error::FourEyes);
        }
        let confirmation = Some(Confirmation { at: now, by: Some(by.name.clone()) });
        Ok(Self { version: self.version + 1, confirmation, updated_at: now, ..self })
    }

    fn not_now(&self, event: &'static str) -> Error {
        Error::TransitionNotAllowed { status: self.status().as_str(), event }
    }
}

/// The confirmation that a new secret has from the start: only the command line's operator gives it.
pub fn confirmation_by(by: &Actor, role: Role, now: Instant) -> Option<Confirmation> {
    let is_given = by.role == Role::Operator && role.needs_confirmation();
    is_given.then(|| Confirmation { at: now, by: Some(by.name.clone()) })
}

/// Parses a client's name: one line of visible characters that is not the name of one of the program's own actors.
pub fn name(raw: &str) -> Result<String, Flaw> {
    let name = visible_line(raw)?;
    let own = [Role::Operator, Role::System, Role::Public].map(Role::as_str).into_iter().chain(["duxue", "督学"]);
    let key = comparable(&name);
    if own.into_iter().any(|reserved| comparable(reserved) == key) {
        return Err(Flaw::new(FaultCode::Code, Wording::NameReserved));
    }
    Ok(name)
}

/// Parses a client's owner: one line of visible characters.
pub fn owner(raw: &str) -> Result<String, Flaw> {
    visible_line(raw)
}

/// One line without characters that nobody sees, blanks inside written as one.
fn visible_line(raw: &str) -> Result<String, Flaw> {
    let line: String = text::line(raw)?.nfc().collect();
    Ok(line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The form in which names are compared: what people cannot tell apart is the same. Width, case and blanks do not count, and
/// letters that look alike are one (Unicode Technical Standard 39).
pub fn comparable(name: &str) -> String {
    let folded: String = name.nfkc().filter(|c| !c.is_whitespace()).map(lower_latin).collect();
    skeleton(&folded).flat_map(char::to_lowercase).collect()
}

/// A letter in lower case; that of another script whose capital looks like a Latin one becomes the Latin letter.
fn lower_latin(c: char) -> String {
    if !c.is_ascii() {
        let capital: String = c.to_uppercase().collect();
        let looks_like: String = skeleton(&capital).collect();
        if looks_like.len() == 1 && looks_like.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return looks_like.to_ascii_lowercase();
        }
    }
    c.to_lowercase().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(role: Role) -> Client {
        let now: Instant = "2026-11-23T02:00:00Z".parse().unwrap();
        Client {
            id: ClientId(uuid::Uuid::from_u128(9)),
            version: 1,
            name: "应用".to_owned(),
            role,
            area: None,
            purpose: None,
            owner: None,
            secret_version: 1,
            confirmation: None,
            terms: Vec::new(),
            revoked_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn only_deciding_roles_wait_for_a_confirmation() {
        for role in Role::OF_CLIENTS {
            let expected = match role {
                Role::Approver | Role::Finance | Role::Administrator => Status::AwaitingConfirmation,
                _ => Status::Active,
            };
            assert_eq!(client(role).status(), expected, "{role:?}");
        }
    }

    #[test]
    fn the_command_line_confirms_what_it_rotates() {
        let waiting = client(Role::Approver);
        let now = waiting.created_at;
        let by_operator = waiting.clone().rotated(&Actor::own(Role::Operator), now).unwrap();
        assert_eq!((by_operator.status(), by_operator.secret_version), (Status::Active, 2));
        let by_http = by_operator.rotated(&Actor::own(Role::Administrator), now).unwrap();
        assert_eq!((by_http.status(), by_http.secret_version), (Status::AwaitingConfirmation, 3));
    }

    #[test]
    fn makers_and_their_fellows_do_not_confirm() {
        let waiting = client(Role::Administrator);
        let now = waiting.created_at;
        let admin = |key: &str, fellows: &[&str]| Actor {
            name: key.to_owned(),
            fellows: fellows.iter().map(|fellow| (*fellow).to_owned()).collect(),
            ..Actor::own(Role::Administrator)
        };
        let makers = ["a".to_owned()];
        for maker in [admin("a", &[]), admin("b", &["a"])] {
            assert!(matches!(waiting.clone().confirmed(&maker, &makers, now), Err(Error::FourEyes)));
        }
        let confirmed = waiting.confirmed(&admin("c", &["d"]), &makers, now).unwrap();
        assert_eq!(confirmed.status(), Status::Active);
        assert!(matches!(confirmed.confirmed(&admin("c", &[]), &makers, now), Err(Error::TransitionNotAllowed { .. })));
    }

    #[test]
    fn names_that_look_alike_are_the_same() {
        for (one, other) in [
            ("HR system", "hr  SYSTEM"),
            ("ＨＲ", "HR"),
            ("人事 系统", "人事系统"),
            ("paypal", "pаypаl"),
            ("HR", "НR"),
            ("hr", "нr"),
            ("ADMIN", "ADMІN"),
            ("ﬁnance", "finance"),
            ("Cafe\u{301}", "Café"),
        ] {
            assert_eq!(comparable(one), comparable(other), "{one} {other}");
        }
        assert_ne!(comparable("人事系统"), comparable("财务系统"));
        assert_ne!(comparable("client 1"), comparable("client 2"));
    }

    #[test]
    fn reserved_and_invisible_names_are_refused() {
        for reserved in ["operator", " Operator ", "ＳＹＳＴＥＭ", "pub lic", "оperator", "督学"] {
            assert_eq!(name(reserved).unwrap_err().code, FaultCode::Code, "{reserved}");
        }
        for hidden in ["a\u{200b}b", "a\u{202e}b", "\u{feff}a", "a\u{ad}b", "\u{3164}", "a\u{2066}", "a\u{e0041}"] {
            assert_eq!(name(hidden).unwrap_err().code, FaultCode::Format, "{hidden:?}");
        }
        for blank in ["", "   ", "\u{3000}\t"] {
            assert_eq!(name(blank).unwrap_err().code, FaultCode::Required, "{blank:?}");
        }
        assert_eq!(name("  人事   系统 ").unwrap(), "人事 系统");
    }
}
