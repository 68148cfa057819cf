//! Documents: draft, rewrite, carry through their lifecycle, do what a day brings, read.

use domain::{
    Area, Day, Error, FaultCode, Faults, Reach, Wording,
    administration::client::comparable,
    governance::document::{self, Command, Content, DocumentEvent, DocumentStatus, Known},
    kernel::{
        event::{Basis, SubjectKind},
        id::{ClientId, DocumentId},
        lifecycle::{Fired, Lifecycle},
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
};
use openapi::governance::document::{CreateDocument, Document, TransitionDocument, UpdateDocument};
use persistence::{
    administration::clients,
    governance::{
        document_subjects,
        documents::{self, DocumentFilter},
    },
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{COMPLETED, Particulars, at_version},
        due::Due,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, fire, fire_by_system, state_created},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

/// A document as it reads today.
fn seen(ctx: &mut Ctx<'_>, one: document::Document) -> Result<Document, Error> {
    let rules = ctx.rules()?;
    Ok(Document::new(one, ctx.today(), &rules, ctx.language))
}

// -- Drafting -----------------------------------------------------------------------------------------------------------

/// Notes what a document names and is not within reach, and gives the area of the first issuer, which becomes its own.
fn area_of(
    ctx: &mut Ctx<'_>,
    (own, content): (Option<DocumentId>, &Content),
    faults: &mut Faults,
) -> Result<Option<Area>, Error> {
    let issuers = within_reach::organisations(ctx, &content.issuer_ids)?;
    for (at, id) in content.issuer_ids.iter().enumerate() {
        if !issuers.contains_key(id) {
            within_reach::unknown(format!("/issuer_ids/{at}"), faults);
        }
    }
    let replaced: Vec<Uuid> = content.replaces_ids.iter().map(|id| id.0).collect();
    for at in document_subjects::unknown_documents(ctx.db, ctx.reach, &replaced)? {
        within_reach::unknown(format!("/replaces_ids/{at}"), faults);
    }
    if let Some(at) = content.replaces_ids.iter().position(|id| Some(*id) == own) {
        faults.add(format!("/replaces_ids/{at}"), FaultCode::Mismatch, Wording::ReplacesItself);
    }
    for at in document_subjects::unknown(ctx.db, ctx.reach, &content.subjects)? {
        within_reach::unknown(format!("/subjects/{at}/id"), faults);
    }
    Ok(content.issuer_ids.first().and_then(|id| issuers.get(id)).map(|issuer| issuer.area.clone()))
}

impl UseCase for CreateDocument {
    const ACTION: Action = Action::write("create_document", roles![Registrar, Approver, Operator]);
    type Output = Document;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Document, Error> {
        let mut faults = Faults::new();
        let content = self.content(&mut faults);
        let area = area_of(ctx, (None, &content), &mut faults)?;
        let area = faults.finish(area)?;
        let draft = document::Document::draft(DocumentId(ctx.new_id()?), area, content, ctx.now());
        documents::insert(ctx.db, &draft)?;
        state_created(ctx, &draft, Basis::default())?;
        seen(ctx, draft)
    }
}

/// Rewrite a draft.
pub struct RewriteDocument {
    /// Which.
    pub id: DocumentId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateDocument,
}

impl UseCase for RewriteDocument {
    const ACTION: Action = Action::write("update_document", roles![Registrar, Approver, Operator]);
    type Output = Document;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Document, Error> {
        let draft = documents::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, draft.version)?;
        if draft.status != DocumentStatus::Draft {
            return Err(Error::TransitionNotAllowed { status: draft.status.as_str(), event: "update" });
        }
        let mut faults = Faults::new();
        let content = self.patch.over(&draft.content, &mut faults);
        let area = area_of(ctx, (Some(self.id), &content), &mut faults)?;
        let area = faults.finish(area)?;
        let mut rewritten = document::Document { area, content, ..draft.clone() };
        if rewritten == draft {
            ctx.nothing_changed();
            return seen(ctx, draft);
        }
        rewritten.fields().touch(ctx.now());
        documents::rewrite(ctx.db, &rewritten)?;
        ctx.record(rewritten.subject(), COMPLETED, Basis::default(), Particulars::default())?;
        seen(ctx, rewritten)
    }
}

// -- Reading ------------------------------------------------------------------------------------------------------------

/// Read one document, as it was known at a moment.
pub type ReadDocument = ReadAsOf<Document>;

impl Readable for Document {
    type Id = DocumentId;
    const ACTION: Action = Action::read("read_document", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;

    fn read(ctx: &mut Ctx<'_>, id: DocumentId, moment: Moment) -> Result<Self, Error> {
        let found = documents::find(ctx.db, ctx.reach, id, moment.known_at)?;
        seen(ctx, found)
    }
}

impl Listing for DocumentFilter {
    const ACTION: Action = Action::read("list_documents", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type View = Document;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Document>, Error> {
        let (rules, today, language) = (ctx.rules()?, ctx.today(), ctx.language);
        let page = documents::list(ctx.db, ctx.reach, self, (descending, today), request)?;
        Ok(page.map(|one| Document::new(one, today, &rules, language)))
    }
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of a document.
pub type FireDocumentEvent = FireEvent<document::Document>;
/// Read what happened to a document and what may happen next.
pub type ReadDocumentTransitions = ReadTransitions<document::Document>;

impl Stored for document::Document {
    type Id = DocumentId;
    const SUBJECT: SubjectKind = SubjectKind::Document;
    const LIST_TRANSITIONS: Action = Action::read("list_document_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &DocumentId) -> Result<Self, Error> {
        documents::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for document::Document {
    type Transition = TransitionDocument;
    type View = Document;
    const TRANSITION: Action = Action::write("transition_document", roles![Approver, System]);

    fn parse(transition: TransitionDocument) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Document, Error> {
        seen(ctx, self)
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        documents::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Known, Error> {
        match command {
            Command::Publish { .. } | Command::CorrectPublication { .. } => {
                Ok(Known { drafters: drafters(ctx, self.id)? })
            }
            Command::Supersede { .. } | Command::Plain(_) => Ok(Known::default()),
        }
    }

    /// Ends what it replaces on the day before it takes effect.
    fn follow(&self, ctx: &mut Ctx<'_>, fired: &Fired<Self>, _: &Basis) -> Result<(), Error> {
        let Some(from) = fired.record.content.effective_on.filter(|_| fired.event == DocumentEvent::TakeEffect) else {
            return Ok(());
        };
        for one in documents::of_ids(ctx.db, &fired.record.content.replaces_ids)? {
            let holds_then = one.content.expires_on.is_none_or(|over| from < over);
            if holds_then && DocumentStatus::ISSUED.contains(&one.status) {
                let basis = Basis { document_number: fired.record.content.number.clone(), ..on(&one, from) };
                fire_by_system(ctx, &one, &Command::Supersede { from }, basis)?;
            }
        }
        Ok(())
    }
}

/// The basis of what a day brings: that day, and not before the last event.
fn on(one: &document::Document, day: Day) -> Basis {
    Basis { occurred_on: one.last_event_on.max(Some(day)), ..Basis::default() }
}

/// R292: the ids, names and owners of the clients that drafted a document.
fn drafters(ctx: &mut Ctx<'_>, id: DocumentId) -> Result<Vec<String>, Error> {
    let contributors = ctx.contributors::<DocumentEvent>(id.0)?;
    let mut all = Vec::new();
    for key in contributors.creator.iter().chain(&contributors.completers) {
        all.push(comparable(key));
        let Ok(client) = Uuid::try_parse(key) else { continue };
        match clients::find(ctx.db, ClientId(client)) {
            Ok(stored) => {
                all.push(comparable(&stored.client.name));
                all.extend(stored.client.owner.as_deref().map(comparable));
            }
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(all)
}

/// Which documents took effect and which are over. Reads do not wait for it.
impl Due for document::Document {
    fn due(ctx: &mut Ctx<'_>, _: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        documents::due(ctx.db, ctx.today(), max)
    }

    /// What the day brings is stored as far as both days have come.
    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        // Another one that took effect before it may have ended it.
        let mut one = documents::find(ctx.db, &Reach::everything(), self.id, None)?;
        let today = ctx.today();
        let has_come = |day: Option<Day>| day.filter(|day| *day <= today);
        let mut has_moved = false;
        if let Some(first) = has_come(one.content.effective_on).filter(|_| one.status == DocumentStatus::Issued) {
            let basis = on(&one, first);
            one = fire(ctx, &one, &Command::Plain(DocumentEvent::TakeEffect), basis)?;
            has_moved = true;
        }
        let is_issued = DocumentStatus::ISSUED.contains(&one.status);
        if let Some(over) = has_come(one.content.expires_on).filter(|_| is_issued) {
            let basis = on(&one, over);
            fire(ctx, &one, &Command::Plain(DocumentEvent::Expire), basis)?;
            has_moved = true;
        }
        Ok(has_moved)
    }
}
