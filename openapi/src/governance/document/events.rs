//! The events of a document.

use domain::{
    Error, FaultCode, Faults, Wording,
    governance::document::{Command, DocumentEvent, parts::Channel},
    kernel::{event::Basis, text},
};
use macros::event;

use super::PublicationChannel;
use crate::kernel::transition::BasisInput;

/// `publish`: make it known to the public.
#[event]
pub struct PublishDocument {
    /// By which channels.
    #[schema(min_items = 1, max_items = 6)]
    pub channels: Vec<PublicationChannel>,
    /// Who checked that nothing private, secret or internal is published, by name or by the id of a client: not who drafted it.
    pub privacy_checked_by: String,
}

/// `correct_publication`: correct what was published; everybody reads the reason.
#[event]
pub struct CorrectDocumentPublication {
    /// By which channels: all of those by which it was published, and others.
    #[schema(min_items = 1, max_items = 6)]
    pub channels: Vec<PublicationChannel>,
    /// What the public is told of the document from now on: no citizen or mobile number.
    pub public_summary: Option<String>,
    /// Who checked it: not who drafted the document. Needed with another summary.
    pub privacy_checked_by: Option<String>,
}

transitions! {
    /// One event of a document's lifecycle, with what it needs. It takes effect, is superseded and expires by itself.
    TransitionDocument =>
    /// Issue it; needs the number under which it is issued as its document number.
    Issue = "issue" (BasisInput),
    /// Make it known to the public.
    Publish = "publish" (PublishDocument),
    /// Correct what was made known; needs a reason, which everybody reads.
    CorrectPublication = "correct_publication" (CorrectDocumentPublication),
    /// Take back what was made known; needs a reason.
    WithdrawPublication = "withdraw_publication" (BasisInput),
    /// Repeal it; needs a document number. The day is the first on which it holds no more.
    Repeal = "repeal" (BasisInput),
}

/// The channels, each once.
fn channels(all: &[PublicationChannel], faults: &mut Faults) -> Vec<Channel> {
    let mut each: Vec<Channel> = Vec::new();
    for (at, channel) in all.iter().map(|channel| Channel::from(*channel)).enumerate() {
        if each.contains(&channel) {
            faults.add(format!("/channels/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        } else {
            each.push(channel);
        }
    }
    each
}

impl CorrectDocumentPublication {
    /// The correction, noting every fault.
    fn command(&self, faults: &mut Faults) -> Command {
        let mut block = |pointer: &str, raw: &String| faults.keep(pointer, text::impersonal_block(raw));
        let public_summary = self.public_summary.as_ref().and_then(|raw| block("/public_summary", raw));
        // The public reads it; what else is wrong with a reason is noted with the basis.
        if let Some(reason) = self.reason.as_ref().filter(|raw| text::line(raw).is_ok()) {
            block("/reason", reason);
        }
        let checker = self.privacy_checked_by.as_ref();
        let privacy_checked_by = checker.and_then(|raw| faults.keep("/privacy_checked_by", text::line(raw)));
        Command::CorrectPublication { channels: channels(&self.channels, faults), public_summary, privacy_checked_by }
    }
}

impl TransitionDocument {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let plain = |event, input| (Command::Plain(event), input);
        let (command, basis): (_, BasisInput) = match self {
            Self::Issue(input) => plain(DocumentEvent::Issue, input),
            Self::Publish(input) => {
                let checker = faults.keep("/privacy_checked_by", text::line(&input.privacy_checked_by));
                let privacy_checked_by = checker.unwrap_or_default();
                let channels = channels(&input.channels, &mut faults);
                (Command::Publish { channels, privacy_checked_by }, basis_of!(input))
            }
            Self::CorrectPublication(input) => (input.command(&mut faults), basis_of!(input)),
            Self::WithdrawPublication(input) => plain(DocumentEvent::WithdrawPublication, input),
            Self::Repeal(input) => plain(DocumentEvent::Repeal, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(Some((command, basis)))
    }
}
