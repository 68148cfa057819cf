//! Public lists of bits, in each of which a signed certificate has a place: W3C Bitstring Status List v1.0.
//!
//! Whoever checks a certificate fetches a whole list, so that the register does not learn whose certificate is checked.

/// Places in a list: the least that the standard asks for, so that one among many is looked up.
pub const PLACES: u32 = 131_072;

/// The place of a certificate in its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEntry {
    /// The list: area and year of the certificates in it.
    pub list: String,
    /// The place, drawn by chance.
    pub index: u32,
}

/// Whether the text names a list: six digits of the area, four of the year.
pub fn is_list_name(text: &str) -> bool {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(area, year)| digits(area, 6) && digits(year, 4))
}

/// A list with these places set; the first place is the highest bit of the first byte.
pub fn bits(places: &[u32]) -> Vec<u8> {
    let mut bytes = vec![0_u8; usize::try_from(PLACES / 8).unwrap_or_default()];
    for place in places {
        let at = usize::try_from(place / 8).unwrap_or(usize::MAX);
        if let Some(byte) = bytes.get_mut(at) {
            *byte |= 0b1000_0000 >> (place % 8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_list_starts_at_the_highest_bit_and_drops_overflow() {
        let list = bits(&[0, 9, PLACES - 1, PLACES]);
        assert_eq!((list.len(), list[0], list[1], list[16_383]), (16_384, 0b1000_0000, 0b0100_0000, 1));
        assert_eq!(list.iter().map(|byte| byte.count_ones()).sum::<u32>(), 3);
    }

    #[test]
    fn a_list_is_named_by_area_and_year() {
        assert!(is_list_name("340800-2026"));
        for none in ["340800", "340800-26", "340800-2026-1", "34080x-2026", "-", ""] {
            assert!(!is_list_name(none), "{none}");
        }
    }
}
