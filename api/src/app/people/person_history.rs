//! What a person's record said before.

use domain::{Error, kernel::policy::Action, roles};
use openapi::{
    kernel::query::PlainQuery,
    people::person::{PersonHistoryEntry, masked_history},
};
use persistence::kernel::events;
use serde_json::Value;
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::list::{ListRequest, Listed},
    people::PersonKey,
};

/// The other record of a merge.
fn other_record(detail: &Value) -> Option<Uuid> {
    let id = detail.get("into").or_else(|| detail.get("took_in"))?;
    Uuid::try_parse(id.as_str()?).ok()
}

/// Read what a person's record said before.
pub struct PersonHistory {
    /// Whose.
    pub key: PersonKey,
    /// Which page.
    pub list: ListRequest<PlainQuery>,
}

impl UseCase for PersonHistory {
    const ACTION: Action = Action::read("list_person_history", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<PersonHistoryEntry>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let person = self.key.find(ctx)?;
        let (request, role) = (self.list.page(ctx)?, ctx.role());
        let page = events::about(ctx.db, ctx.vault, person.id.0, &request)?.map(|event| PersonHistoryEntry {
            id: Uuid::from(event.id),
            event: event.name,
            actor_id: openapi::kernel::transition::actor_id(&event.actor_key),
            actor: event.actor_name,
            role: event.role.as_str().to_owned(),
            time: event.recorded_at,
            reason: event.basis.reason,
            document_number: event.basis.document_number,
            other_record: other_record(&event.detail),
            before: masked_history(event.detail.get("before").cloned().unwrap_or(Value::Null), role),
        });
        Ok(self.list.answer(ctx, page))
    }
}
