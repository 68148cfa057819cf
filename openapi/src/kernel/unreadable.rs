//! Words that do not open: null, and their field named.

use domain::kernel::text::UNREADABLE_WORDS;

/// The fields of a record that are null because their stored value does not open.
#[derive(Debug, Default)]
pub(crate) struct UnreadableFields(Vec<String>);

impl UnreadableFields {
    /// The words of a field; null, with the field named, where they do not open.
    pub(crate) fn or_null(&mut self, field: &str, words: Option<String>) -> Option<String> {
        let is_unreadable = words.as_deref() == Some(UNREADABLE_WORDS);
        if is_unreadable {
            self.0.push(field.to_owned());
        }
        words.filter(|_| !is_unreadable)
    }

    /// Their names.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.0
    }
}
