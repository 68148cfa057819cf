//! The printed form of a certificate: one sheet of A4, complete in itself, whose QR code leads to the page on which anybody
//! checks it.

use std::{fmt::Write, sync::LazyLock};

use askama::Template;
use chrono::Datelike;
use domain::{Day, Error};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::{app::qualification::certificates::Certificate, content_policy};

/// The content security policy of the page.
pub static POLICY: LazyLock<String> = LazyLock::new(|| content_policy::of(STYLE, "form-action 'none'"));

/// Longest name of a person or an area that has a line to itself, in characters; a longer one is set smaller, in two.
const LINE_CHARS_MAX: usize = 12;

/// The blank modules on each side of a code that the standard asks for (ISO/IEC 18004).
const QUIET_MODULES: i32 = 4;

/// The page has no margins of its own, so that browsers find no room for a header and a footer with the page's address;
/// the frame stands 12 mm inside, where every printer reaches. It is 1 mm lower than the sheet, so that no rounding
/// makes a second page. The code is 50 mm wide with its quiet zone: a usual address of about 110 characters makes version 7,
/// of 45 and 8 modules of 0.9 mm.
const STYLE: &str = include_str!("../templates/certificate.css");

/// The page.
#[derive(Template)]
#[template(path = "certificate.html")]
struct Sheet<'a> {
    one: &'a Certificate,
    area: String,
    term: String,
    code: Code,
}

/// A QR code, drawn.
struct Code {
    /// Modules on a side, with the quiet zone.
    side: i32,
    /// The dark modules, as a path of SVG.
    path: String,
}

/// The page.
///
/// # Errors
/// When its address is too long for a code, which takes a public address of more than 2 000 characters.
pub fn html(one: &Certificate) -> Result<String, Error> {
    let term = format!("{}至{}", chinese(one.term.from), chinese(one.term.until));
    Sheet { one, area: area(one), term, code: code(&one.address)? }.render().map_err(Error::internal)
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LINE_CHARS_MAX
}

/// The area's name and code; the code alone where the list does not know it.
fn area(one: &Certificate) -> String {
    let code = one.area.as_str();
    one.area_label.as_ref().map_or_else(|| code.to_owned(), |label| format!("{label}（{code}）"))
}

/// A day as Chinese documents write it.
fn chinese(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// An address as a code: of medium error correction, because paper wears.
fn code(address: &str) -> Result<Code, Error> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).map_err(Error::internal)?;
    let (side, mut path) = (code.size(), String::new());
    for row in 0..side {
        let mut column = 0;
        while column < side {
            // Outside of the code every module is light.
            let dark = (column..=side).take_while(|at| code.get_module(*at, row)).count();
            let dark = i32::try_from(dark).map_err(Error::internal)?;
            if dark > 0 {
                let (x, y) = (column + QUIET_MODULES, row + QUIET_MODULES);
                write!(path, "M{x} {y}h{dark}v1h-{dark}z").map_err(Error::internal)?;
            }
            column += dark + 1;
        }
    }
    Ok(Code { side: side + 2 * QUIET_MODULES, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
    use domain::{Area, kernel::time::Term};

    fn certificate() -> Certificate {
        let day = |year, month, day| Day::from_ymd_opt(year, month, day).unwrap();
        Certificate {
            name: "欧阳试验".to_owned(),
            number: "340800-2026-0A1B2C3D".to_owned(),
            area: Area::parse("340800").unwrap(),
            area_label: Some("安庆市".to_owned()),
            term: Term { from: day(2026, 11, 23), until: day(2031, 11, 2) },
            register: "https://duxue.example.cn".to_owned(),
            address: "https://duxue.example.cn/c/340800-2026-0A1B2C3D?digest=0".to_owned(),
        }
    }

    /// The rows of a code as the page draws it, without the quiet zone.
    fn drawn(page: &str, side: i32) -> Vec<Vec<bool>> {
        let side = usize::try_from(side).unwrap();
        let mut modules = vec![vec![false; side]; side];
        let path = page.split_once("<path d=\"M").unwrap().1.split_once("z\"/>").unwrap().0;
        for run in path.split("zM") {
            let numbers: Vec<usize> = run.split([' ', 'h', 'v']).take(3).map(|text| text.parse().unwrap()).collect();
            for x in numbers[0]..numbers[0] + numbers[2] {
                modules[numbers[1] - 4][x - 4] = true;
            }
        }
        modules
    }

    #[test]
    fn the_page_says_what_the_certificate_says() {
        let page = html(&certificate()).unwrap();
        for said in ["欧阳试验", "340800-2026-0A1B2C3D", "安庆市（340800）", "2026年11月23日至2031年11月2日"]
        {
            assert!(page.contains(&format!(">{said}<")), "{said}");
        }
        let page = html(&Certificate { area_label: None, ..certificate() }).unwrap();
        assert!(page.contains(">340800<"));
    }

    #[test]
    fn every_value_is_escaped_on_the_page() {
        let hostile = "<script>alert(1)</script>\"'&<img src=x>";
        let own = html(&certificate()).unwrap();
        let page = html(&Certificate {
            name: hostile.to_owned(),
            number: hostile.to_owned(),
            area_label: Some(hostile.to_owned()),
            register: hostile.to_owned(),
            ..certificate()
        })
        .unwrap();
        assert_eq!(
            page.matches("&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;&#60;img src=x&#62;").count(),
            5
        );
        assert_eq!(page.matches('<').count(), own.matches('<').count());
        assert!(!page.contains("<script"));
    }

    #[test]
    fn certificate_page_is_self_contained_with_one_allowed_style() {
        let page = html(&certificate()).unwrap();
        for foreign in ["src=", "href=", "url(", "@import", "style=", "<script", " on"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        assert!(POLICY.contains(&format!("'sha256-{}'", BASE64.encode(digest(&SHA256, style.as_bytes())))));
    }

    #[test]
    fn every_module_of_the_code_is_drawn_and_none_besides() {
        for length in [1, 110, 2_331] {
            let address = "e".repeat(length);
            let code = QrCode::encode_text(&address, QrCodeEcc::Medium).unwrap();
            let page = html(&Certificate { address, ..certificate() }).unwrap();
            let rows = |y| (0..code.size()).map(|x| code.get_module(x, y)).collect::<Vec<_>>();
            assert_eq!(drawn(&page, code.size()), (0..code.size()).map(rows).collect::<Vec<_>>(), "{length}");
            let side = code.size() + 8;
            assert!(page.contains(&format!("viewBox=\"0 0 {side} {side}\"")), "{length}");
            assert!(length > 110 || 50.0 / f64::from(side) >= 0.8, "{length}");
        }
        assert!(html(&Certificate { address: "e".repeat(2_332), ..certificate() }).is_err());
    }
}
