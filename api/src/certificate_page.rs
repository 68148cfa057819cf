//! The printed form of a certificate: one sheet of A4 as HTML, complete in itself, whose QR code holds the signed
//! form. It says nothing that the signed form does not say, but for what the area is called.

use std::{fmt::Write, sync::LazyLock};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chrono::Datelike;
use domain::{Area, Day, Error, kernel::time::Term};
use qrcodegen::{QrCode, QrCodeEcc};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The holder's name.
    pub name: String,
    /// The certificate's number.
    pub number: String,
    /// The area of the certificate.
    pub area: Area,
    /// What the area is called, when the list of areas knows it.
    pub area_label: Option<String>,
    /// The time for which it is valid.
    pub term: Term,
    /// The register's public address.
    pub register: String,
    /// The signed form.
    pub credential: String,
}

/// The content security policy of the page: its own style, known by its hash, and nothing else.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// Longest name of a person or an area that has a line to itself, in characters; a longer one is set smaller, in two.
const LINE_CHARS_MAX: usize = 12;

/// The blank modules on each side of a code that the standard asks for (ISO/IEC 18004).
const QUIET_MODULES: i32 = 4;

/// The page has no margins of its own, so that browsers find no room for a header and a footer with the page's address;
/// the frame stands 12 mm inside, where every printer reaches. It is 1 mm lower than the sheet, so that no rounding
/// makes a second page.
///
/// The code is 80 mm wide with its quiet zone. The largest code has 177 modules and 8 quiet ones, of 0.43 mm each. A usual
/// credential of 1,600 to 1,700 characters makes version 29 or 30, of 133 or 137 and 8 modules of 0.57 or 0.55 mm.
const STYLE: &str = r#"
@page { size: A4 portrait; margin: 0; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #fff; color: #000; }
body { font: 12pt/1.8 "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", SimSun, "宋体", serif; }
main { width: 210mm; height: 296mm; margin: 0 auto; padding: 12mm; overflow: hidden; }
.frame { display: flex; flex-direction: column; height: 100%; padding: 14mm 14mm 8mm; border: 1.6mm double #8c1c13; }
h1 { color: #8c1c13; font-size: 33pt; font-weight: 700; line-height: 1.3; letter-spacing: 0.16em; text-indent: 0.16em; text-align: center; }
dl { display: grid; grid-template-columns: 25mm 1fr; gap: 3.5mm; width: 144mm; margin: 12mm auto 0; font-size: 15pt; line-height: 1.5; }
dt { align-self: end; text-align: justify; text-align-last: justify; }
dd { align-self: end; padding-left: 2.5mm; border-bottom: 0.2mm solid #777; overflow-wrap: anywhere; }
dd.name { font-size: 22pt; font-weight: 700; line-height: 1.25; letter-spacing: 0.1em; }
dd.long { font-size: 12pt; line-height: 1.4; letter-spacing: 0; }
.statement { margin-top: 9mm; font-size: 13pt; line-height: 1.9; }
.statement p { text-indent: 2em; text-align: justify; }
.foot { display: flex; justify-content: space-between; align-items: center; margin-top: auto; }
figure { width: 80mm; text-align: center; }
svg { display: block; width: 80mm; height: 80mm; }
figcaption { font-size: 9pt; line-height: 1.4; }
.seal { width: 70mm; font-size: 13pt; }
.seal p:last-child { margin-top: 30mm; text-align: right; white-space: pre; }
.check { margin-top: 5mm; padding-top: 3mm; border-top: 0.2mm solid #777; font-size: 9pt; line-height: 1.6; overflow-wrap: anywhere; }
@media screen {
html { background: #ddd; }
main { margin: 6mm auto; background: #fff; }
}
"#;

/// The page.
///
/// # Errors
/// When the credential is too long for a code, which takes a public address of more than 160 characters.
pub fn html(certificate: &Certificate) -> Result<String, Error> {
    let code = code(&certificate.credential)?;
    let Term { from, until } = certificate.term;
    let (from, until) = (chinese(from), chinese(until));
    let (name, number) = (escaped(&certificate.name), escaped(&certificate.number));
    let (area, register) = (area(certificate), escaped(&certificate.register));
    let is_long = |text: &str| text.chars().count() > LINE_CHARS_MAX;
    let name_class = if is_long(&certificate.name) { "name long" } else { "name" };
    let area_class = if certificate.area_label.as_deref().is_some_and(is_long) { "long" } else { "area" };
    Ok(format!(
        r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>督学资格认定证书 {number}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<div class="frame">
<h1>督学资格认定证书</h1>
<dl>
<dt>姓名</dt><dd class="{name_class}">{name}</dd>
<dt>证书编号</dt><dd>{number}</dd>
<dt>所属地区</dt><dd class="{area_class}">{area}</dd>
<dt>有效期</dt><dd>{from}至{until}</dd>
</dl>
<div class="statement">
<p>持证人经教育督导机构依照《教育督导条例》第七条考核合格，认定具备督学资格，特发此证。</p>
<p>依照《中华人民共和国行政许可法》第十七条，本证书记载的是教育督导机构内部考核的结果，不是行政许可；考核、发证不收取费用。</p>
</div>
<div class="foot">
<figure>
{code}
<figcaption>本证书的签名凭证</figcaption>
</figure>
<div class="seal">
<p>发证机关（盖章）：</p>
<p>　　　　年　　月　　日</p>
</div>
</div>
<div class="check">
<p>登记系统：{register}</p>
<p>核验方法一：扫描二维码，得到签名凭证，用登记系统公布的公钥（/.well-known/jwks.json）离线验证。</p>
<p>核验方法二：在登记系统按证书编号与姓名核验。证书是否仍然有效，以登记系统公布的状态为准。</p>
</div>
</div>
</main>
</body>
</html>
"#
    ))
}

/// The area's name and code; the code alone where the list does not know it.
fn area(certificate: &Certificate) -> String {
    let code = certificate.area.as_str();
    certificate.area_label.as_ref().map_or_else(|| code.to_owned(), |label| format!("{}（{code}）", escaped(label)))
}

/// A day as Chinese documents write it.
fn chinese(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Text that is nothing but text in HTML, in an element and in a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The credential as a code. Low error correction keeps the modules large, which a camera needs more than repair; it is
/// raised as far as the same size of code allows.
fn code(credential: &str) -> Result<String, Error> {
    let code = QrCode::encode_text(credential, QrCodeEcc::Low).map_err(Error::internal)?;
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
    let box_side = side + 2 * QUIET_MODULES;
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box_side} {box_side}" shape-rendering="crispEdges" role="img" aria-label="二维码"><path d="{path}"/></svg>"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> Certificate {
        let day = |year, month, day| Day::from_ymd_opt(year, month, day).unwrap();
        Certificate {
            name: "欧阳试验".to_owned(),
            number: "340800-2026-0A1B2C3D".to_owned(),
            area: Area::parse("340800").unwrap(),
            area_label: Some("安庆市".to_owned()),
            term: Term { from: day(2026, 11, 23), until: day(2031, 11, 2) },
            register: "https://duxue.example.cn".to_owned(),
            credential: "eyJhbGciOiJFZERTQSJ9.e30.AA".to_owned(),
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
        assert_eq!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img src=x&gt;").count(), 5);
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
        for length in [1, 1_700, 2_953] {
            let credential = "e".repeat(length);
            let code = QrCode::encode_text(&credential, QrCodeEcc::Low).unwrap();
            let page = html(&Certificate { credential, ..certificate() }).unwrap();
            let rows = |y| (0..code.size()).map(|x| code.get_module(x, y)).collect::<Vec<_>>();
            assert_eq!(drawn(&page, code.size()), (0..code.size()).map(rows).collect::<Vec<_>>(), "{length}");
            let side = code.size() + 8;
            assert!(page.contains(&format!("viewBox=\"0 0 {side} {side}\"")), "{length}");
            assert!(80.0 / f64::from(side) >= 0.4, "{length}");
        }
        assert!(html(&Certificate { credential: "e".repeat(2_954), ..certificate() }).is_err());
    }
}
