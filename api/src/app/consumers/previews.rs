//! What a client would be answered about a person: the operations of the table are asked as that client, and nothing of it is
//! stated as the client's.

use domain::{
    Error, Fault, FaultCode, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::ClientId,
        policy::Action,
        rules,
    },
    roles,
};
use openapi::{
    consumers::preview::{Preview, PreviewAnswer, PreviewQuery},
    kernel::problem::code_of,
};
use serde_json::json;
use uuid::Uuid;

use super::received::{Received, agreed, received};
use crate::app::{
    Caller, Ctx, UseCase,
    administration::clients::within_reach,
    kernel::{context::Particulars, list::Query},
};

/// The name of the event that somebody looked at what a client receives.
const PREVIEWED: &str = "previewed";

/// Read what a client would be answered about a person.
pub struct ReadPreview {
    /// The client.
    pub client: ClientId,
    /// About whom.
    pub query: Query<PreviewQuery>,
}

impl UseCase for ReadPreview {
    const ACTION: Action = Action::read("read_client_preview", roles![Administrator]).recorded();
    type Output = Preview;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Preview, Error> {
        self.query.check()?;
        let person = self.query.value("person_id").and_then(|raw| Uuid::try_parse(raw).ok());
        let unfit = || Error::invalid(Fault::new("/person_id", FaultCode::Format, Wording::NotAParameterValue));
        let person = person.ok_or_else(unfit)?;
        let client = within_reach(ctx, self.client)?.client;
        let is_required = ctx.rules()?.demands(&rules::AGREEMENT_REQUIRED);
        let caller =
            Caller { language: ctx.language, ..Caller::new(client.actor(agreed(&client, ctx.today(), is_required))) };
        let answers = received().filter_map(|one| answer(ctx, &caller, one, person).transpose());
        let answers = answers.collect::<Result<Vec<_>, Error>>()?;
        let particulars = Particulars { detail: json!({ "person_id": person }), ..Particulars::default() };
        ctx.record((SubjectKind::Client, self.client.0), PREVIEWED, Basis::default(), particulars)?;
        let agreement_id = caller.actor.agreed.as_ref().and_then(|agreed| agreed.agreement_id).map(Uuid::from);
        Ok(Preview { client_id: self.client.0, agreement_id, person_id: person, answers })
    }
}

/// What one operation would answer; nothing if it tells of nobody by their id.
fn answer(ctx: &mut Ctx<'_>, caller: &Caller, one: &Received, person: Uuid) -> Result<Option<PreviewAnswer>, Error> {
    let Some(read) = one.about_person.as_ref().filter(|_| one.action.roles().contains(&caller.actor.role)) else {
        return Ok(None);
    };
    let (refusal, answer, more) = match ctx.as_another(caller, one.action, |ctx| read(ctx, person)) {
        Ok((answer, more)) => (None, Some(answer), more),
        Err(error @ (Error::Internal(_) | Error::Busy)) => return Err(error),
        Err(refusal) => (Some(code_of(&refusal).code.to_owned()), None, false),
    };
    let (operation, path) = (one.action.as_str().to_owned(), one.path.to_owned());
    Ok(Some(PreviewAnswer { operation, path, refusal, answer, more }))
}
