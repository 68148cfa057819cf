//! Counts the elements that are open at once in a stream of XML, as the reader of workbooks does: it keeps the name of each
//! in memory, so that megabytes of elements that never end would take ten times as much.

/// The most elements that may be open at once. A sheet nests a dozen; an image, in which nothing is an element, has a byte
/// like the beginning of one in every 256, and stays below for all that an archive may unzip to.
pub const OPEN_ELEMENTS_MAX: u64 = 1_000_000;

/// Where in the markup the stream is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Between two pieces of markup.
    #[default]
    Text,
    /// After `<`.
    Begun,
    /// In the beginning of an element, inside of this quote, after a `/` or not.
    Start { quote: Option<u8>, is_slash_last: bool },
    /// In the end of an element.
    End,
    /// After `<!`.
    Bang,
    /// In a comment, a character section, an instruction or a declaration: until these bytes, of which so many were read.
    Until { end: &'static [u8], read: usize },
}

/// How many elements are open.
#[derive(Debug, Default)]
pub struct Depth {
    place: Place,
    open: u64,
}

impl Depth {
    /// Reads on; false once too many elements are open.
    pub fn follow(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        loop {
            if self.place == Place::Text {
                let next = rest.iter().position(|byte| *byte == b'<');
                rest = next.and_then(|next| rest.get(next..)).unwrap_or_default();
            }
            let Some((byte, after)) = rest.split_first() else { return self.open <= OPEN_ELEMENTS_MAX };
            self.step(*byte);
            rest = after;
        }
    }

    fn step(&mut self, byte: u8) {
        self.place = match (self.place, byte) {
            (Place::Text, b'<') => Place::Begun,
            (Place::Text, _) => Place::Text,
            (Place::Begun, b'/') => Place::End,
            (Place::Begun, b'?') => Place::Until { end: b"?>", read: 0 },
            (Place::Begun, b'!') => Place::Bang,
            (Place::Begun | Place::Start { quote: None, .. }, b'>') => {
                let is_empty = matches!(self.place, Place::Start { is_slash_last: true, .. });
                self.open = self.open.saturating_add(u64::from(!is_empty));
                Place::Text
            }
            (Place::Begun | Place::Start { quote: None, .. }, b'\'' | b'"') => {
                Place::Start { quote: Some(byte), is_slash_last: false }
            }
            (Place::Start { quote: Some(quote), .. }, _) if quote != byte => self.place,
            (Place::Begun | Place::Start { .. }, _) => Place::Start { quote: None, is_slash_last: byte == b'/' },
            (Place::End, b'>') => {
                self.open = self.open.saturating_sub(1);
                Place::Text
            }
            (Place::End, _) => Place::End,
            (Place::Bang, b'-') => Place::Until { end: b"-->", read: 0 },
            (Place::Bang, b'[') => Place::Until { end: b"]]>", read: 0 },
            (Place::Bang, b'>') => Place::Text,
            (Place::Bang, _) => Place::Until { end: b">", read: 0 },
            (Place::Until { end, read }, _) => until(end, read, byte),
        };
    }
}

/// The place after one more byte of what ends with `end`. The byte before the last of an end may be repeated, as in `--->`.
fn until(end: &'static [u8], read: usize, byte: u8) -> Place {
    match end.get(read) {
        Some(expected) if *expected == byte && read.saturating_add(1) == end.len() => Place::Text,
        Some(expected) if *expected == byte => Place::Until { end, read: read.saturating_add(1) },
        _ if read > 0 && end.get(read.saturating_sub(1)) == Some(&byte) => Place::Until { end, read },
        _ => Place::Until { end, read: usize::from(end.first() == Some(&byte)) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(xml: &str) -> u64 {
        let mut whole = Depth::default();
        whole.follow(xml.as_bytes());
        let mut parted = Depth::default();
        for byte in xml.as_bytes() {
            assert!(parted.follow(&[*byte]), "{xml}");
        }
        assert_eq!(whole.open, parted.open, "{xml}");
        whole.open
    }

    #[test]
    fn xml_depth_ignores_comments_quotes_and_cdata() {
        for (xml, expected) in [
            ("", 0),
            ("<a></a>", 0),
            ("<a/><b c='d'/>", 0),
            ("<a><b>", 2),
            ("<a b=\"/>\"><a b='>'/>", 1),
            ("<a b='\"'><a>", 2),
            ("<a>/></a", 1),
            ("<a><!--</a></a>--->", 1),
            ("<a><![CDATA[</a>]]]>", 1),
            ("<?xml version='1.0'?><a><?b </a>?>", 1),
            ("<!DOCTYPE a><a>", 1),
            ("</a></a><a>", 1),
        ] {
            assert_eq!(open(xml), expected, "{xml}");
        }
    }

    #[test]
    fn millions_of_elements_without_an_end_are_too_many() {
        let mut depth = Depth::default();
        let elements = "<a>".repeat(1_000);
        let fits = (0..1_000).all(|_| depth.follow(elements.as_bytes()));
        assert!(fits && !depth.follow(elements.as_bytes()));
    }
}
