//! Texts that follow a rule: parsed once at the edge, trusted afterwards.

mod impersonal;
mod name;
mod number;

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};
use url::Url;

use crate::{
    Wording,
    kernel::{
        fault::{FaultCode, Flaw},
        wording::number,
    },
};
pub use impersonal::impersonal_block;
pub use name::{PersonName, one_spelling};
pub use number::{CitizenNumber, CreditCode, PersonNumber};

/// Longest line of text (names, titles, reasons' first line), in characters.
pub const LINE_CHARS_MAX: usize = 200;
/// Longest block of text (résumé, statement), in characters.
pub const BLOCK_CHARS_MAX: usize = 4_000;
/// Most entries in a list of texts (honours, panel members, specialities).
pub const LIST_ITEMS_MAX: usize = 50;

/// The placeholder for words that cannot be unsealed. A reader gets null and the name of the field, and nothing is
/// stored over them.
pub const UNREADABLE_WORDS: &str = "[unreadable]";

/// True for a character that a reader cannot see, or that changes how the characters around it are shown: controls, format
/// characters (Unicode category Cf: directions, joiners, tags), other characters that are drawn as nothing (variation
/// selectors, fillers, empty Braille), line separators, and code points that are no characters.
pub fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let is_ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let is_hidden = matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    // Braille without a dot is drawn as a blank, and is none.
    let is_blank = c == '\u{2800}';
    let is_noncharacter = matches!(u32::from(c), 0xfdd0..=0xfdef) || u32::from(c) & 0xfffe == 0xfffe;
    is_ignorable || is_hidden || is_blank || is_noncharacter
}

/// True for a character that no text of the register holds: an invisible one that is no line break or tab.
pub fn is_forbidden(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// The text without its invisible characters, cut to the length of a line: for names of files, which nobody chose for us.
pub fn visible_line(raw: &str) -> String {
    raw.chars().filter(|c| !is_invisible(*c)).take(LINE_CHARS_MAX).collect::<String>().trim().to_owned()
}

/// Trims, and refuses what is empty, too long, or holds invisible characters.
pub fn line(raw: &str) -> Result<String, Flaw> {
    bounded(raw, LINE_CHARS_MAX, is_invisible)
}

/// As [`line`], with line breaks allowed and more room.
pub fn block(raw: &str) -> Result<String, Flaw> {
    bounded(raw, BLOCK_CHARS_MAX, is_forbidden)
}

/// The address of a page or picture that a browser may load: `https:`, a host, and no credentials.
pub fn web_address(raw: &str) -> Result<String, Flaw> {
    let text = line(raw)?;
    let flaw = || Flaw::new(FaultCode::Format, Wording::WebAddressForm);
    let address = Url::parse(&text).map_err(|_| flaw())?;
    let is_plain = address.username().is_empty() && address.password().is_none();
    // The parser mends more than a browser should be asked to: slashes that are missing or too many.
    let (scheme, rest) = text.split_at_checked("https://".len()).unwrap_or_default();
    let is_typed = scheme.eq_ignore_ascii_case("https://") && !rest.starts_with('/');
    let has_unsafe = text.chars().any(|c| c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>' | '`'));
    if address.scheme() == "https" && is_typed && is_plain && !has_unsafe { Ok(text) } else { Err(flaw()) }
}

fn bounded(raw: &str, chars_max: usize, forbidden: impl Fn(char) -> bool) -> Result<String, Flaw> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(Flaw::new(FaultCode::Required, Wording::Empty));
    }
    if text.chars().count() > chars_max {
        return Err(Flaw::new(FaultCode::Length, Wording::TooManyCharacters { max: number(chars_max) }));
    }
    if text.chars().any(forbidden) {
        return Err(Flaw::new(FaultCode::Format, Wording::ControlCharacters));
    }
    Ok(text.to_owned())
}

/// Full-width digits, letters and signs become their ASCII forms; other characters stay.
pub fn half_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// A school identifier: ten digits.
pub fn school_identifier(raw: &str) -> Result<String, Flaw> {
    let digits = half_width(raw).trim().to_owned();
    if digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Flaw::new(FaultCode::Length, Wording::SchoolIdentifierForm))
    }
}

/// Longest office number, in characters.
pub const OFFICE_PHONE_CHARS_MAX: usize = 30;

/// An office's telephone number, as it stands on a plate: landlines and extensions have many forms.
pub fn office_phone(raw: &str) -> Result<String, Flaw> {
    let phone = half_width(raw).trim().to_owned();
    let signs = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-'));
    let digits = phone.chars().any(|c| c.is_ascii_digit());
    if signs && digits && phone.len() <= OFFICE_PHONE_CHARS_MAX {
        Ok(phone)
    } else {
        Err(Flaw::new(FaultCode::Format, Wording::OfficePhoneForm { max: number(OFFICE_PHONE_CHARS_MAX) }))
    }
}

/// A mainland mobile number: 11 digits beginning with 1.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl std::fmt::Debug for Phone {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Phone(…)")
    }
}

impl Phone {
    /// Drops `+86`, blanks and dashes, then wants 11 digits beginning with 1.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let text: String = half_width(raw).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")).unwrap_or(&text);
        if digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(Flaw::new(FaultCode::Format, Wording::MobileNumberForm))
        }
    }

    /// A number that was checked when it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// All digits.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Longest e-mail address, in bytes (RFC 5321).
const EMAIL_BYTES_MAX: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321).
const EMAIL_LOCAL_BYTES_MAX: usize = 64;
/// Longest label of a host, in bytes (RFC 1035).
const LABEL_BYTES_MAX: usize = 63;
/// The signs that a word before the `@` may hold beside letters and digits (RFC 5322, `atext`).
const EMAIL_SIGNS: &[u8] = b"!#$%&'*+-/=?^_`{|}~";

/// An e-mail address as it is written in practice: words between single dots, `@`, and a host with a domain. Quoted
/// words, comments and addresses in brackets, which RFC 5322 knows too, are refused.
pub fn email(raw: &str) -> Result<String, Flaw> {
    let flaw = || Flaw::new(FaultCode::Format, Wording::EmailForm);
    let address = half_width(raw).trim().to_owned();
    let (local, host) = address.rsplit_once('@').ok_or_else(flaw)?;
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || EMAIL_SIGNS.contains(&byte))
    };
    let is_label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let (domain, top) = host.rsplit_once('.').ok_or_else(flaw)?;
    let has_name = top.len() >= 2 && is_label(top) && !top.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = local.len() <= EMAIL_LOCAL_BYTES_MAX && address.len() <= EMAIL_BYTES_MAX;
    let is_one = local.split('.').all(is_word) && domain.split('.').all(is_label) && has_name && is_short;
    if is_one { Ok(address) } else { Err(flaw()) }
}

/// A Chinese postcode: six digits.
pub fn postcode(raw: &str) -> Result<String, Flaw> {
    let code = half_width(raw).trim().to_owned();
    if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(code)
    } else {
        Err(Flaw::new(FaultCode::Format, Wording::PostcodeForm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_loses_its_country_code_and_dashes() {
        for raw in ["+86 154-0000-1277", "15400001277", "１５４００００１２７７", "0086 15400001277"] {
            assert_eq!(Phone::parse(raw).unwrap().reveal(), "15400001277");
        }
        assert_eq!(Phone::parse("15400001277").unwrap().reveal(), "15400001277");
        for raw in ["1540000", "25400001277", "1540000127x", ""] {
            assert!(Phone::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn an_office_number_has_digits_and_few_signs() {
        assert_eq!(office_phone(" ０５５６-5000000 "), Ok("0556-5000000".to_owned()));
        assert!(office_phone("+86 556 5000000-801").is_ok());
        for raw in ["", "-", "0556/5000000", "总机", "0556-5000000-0556-5000000-055650"] {
            assert!(office_phone(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn email_is_words_at_a_host() {
        for raw in [
            "p23386@example.org",
            "first.last+tag@sub.example.com.cn",
            "o'neill@example.org",
            "ａｄａ＠example.org",
            "a@xn--fiqs8s.example",
        ] {
            assert!(email(raw).is_ok(), "{raw}");
        }
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long_label = format!("a@{}.org", "a".repeat(64));
        for raw in [
            "not-an-address",
            "a@b",
            "@example.org",
            "a b@example.org",
            "a@.org",
            "",
            "a@@example.org",
            "a..b@example.org",
            ".a@example.org",
            "a.@example.org",
            "a@-example.org",
            "a@example-.org",
            "a@exa_mple.org",
            "a@example..org",
            "a@example.org.",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "\"a\"@example.org",
            "<a@example.org>",
            "a@example.org,b@example.org",
            "a(c)@example.org",
            "a@example.org\u{200b}",
            "a\u{202e}b@example.org",
            &long_local,
            &long_label,
        ] {
            assert!(email(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn photo_address_is_https_with_a_host() {
        for raw in ["https://example.org/photo.jpg", "HTTPS://example.org/照片.jpg", " https://example.org:8443/a?b=c "]
        {
            assert_eq!(web_address(raw).as_deref(), Ok(raw.trim()), "{raw}");
        }
        for raw in [
            "",
            "photo.jpg",
            "/photo.jpg",
            "http://example.org/photo.jpg",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
            "https:photo.jpg",
            "https://example.org/\"onerror=",
            "https://example.org/<script>",
            "https://",
            "https:///photo.jpg",
            "https:\\\\example.org",
            "https://user@example.org/",
            "https://user:secret@example.org/",
            "https://exa mple.org/",
            "https://example.org/a\u{202e}b",
            "ftp://example.org/",
            "//example.org/photo.jpg",
        ] {
            assert!(web_address(raw).is_err(), "{raw}");
        }
    }

    /// One of each kind of invisible character.
    const INVISIBLE: [char; 35] = [
        '\0',
        '\u{7}',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{34f}',
        '\u{600}',
        '\u{61c}',
        '\u{70f}',
        '\u{115f}',
        '\u{180b}',
        '\u{180e}',
        '\u{200b}',
        '\u{200d}',
        '\u{200e}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{fdd0}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{ffff}',
        '\u{1d173}',
        '\u{e0001}',
        '\u{e0041}',
        '\u{e0100}',
        '\u{2800}',
    ];

    #[test]
    fn invisible_characters_are_refused_in_every_text() {
        for c in INVISIBLE {
            let text = format!("督{c}学");
            assert!(is_forbidden(c), "{c:?}");
            assert_eq!(line(&text).unwrap_err().code, FaultCode::Format, "{c:?}");
            assert_eq!(block(&text).unwrap_err().code, FaultCode::Format, "{c:?}");
            assert_eq!(visible_line(&text), "督学");
            assert_eq!(PersonName::parse(&text).unwrap_err().code, FaultCode::Format, "{c:?}");
        }
    }

    #[test]
    fn letters_of_any_script_are_visible() {
        let texts = "督学 ABC é ñ ā 㐂 𠮷 \u{20000} ཀ ᠮ ئۇيغۇر 한국 １２ 、。《》“”… — · ℃ № ㎡ ① 😀";
        assert!(texts.chars().all(|c| !is_invisible(c)));
        assert_eq!(block("一\n二\t三\r\n四").as_deref(), Ok("一\n二\t三\r\n四"));
        assert!(line("一\n二").is_err());
    }
}
