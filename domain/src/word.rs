//! Closed lists of words: what is a status, a kind or a ground is one of a few words.

/// A word of a closed list.
pub trait Word: Copy + Eq + 'static {
    /// All of its words, in order.
    const ALL: &'static [Self];

    /// The word on the wire and in the database.
    fn as_str(self) -> &'static str;

    /// The value of this word.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == word)
    }
}
