//! Statistics of the team's structure as a chart: bars lying one under another, an SVG complete in itself.

use std::fmt::Write;

use chrono::Datelike;
use domain::{Error, administration::statistics::Dimension};
use openapi::administration::statistics::{StructureCell, TeamStructure};

/// The media type of a chart.
pub const MEDIA: &str = "image/svg+xml";
/// The content security policy of the chart: it needs nothing at all.
pub const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Most bars of a chart.
pub const ROWS_MAX: usize = 200;

/// Longest label before it is cut, in characters: a row is one line.
const LABEL_CHARS_MAX: usize = 16;
/// Width of the chart.
const WIDTH: u32 = 960;
/// Where the bars begin.
const BARS_LEFT: u32 = 270;
/// Width of the longest bar; the figures stand to its right.
const BAR_MAX: u32 = 540;
/// Height of a row.
const ROW: u32 = 34;
/// Height of what stands above the rows.
const HEAD: u32 = 96;
/// Height of what stands below them.
const FOOT: u32 = 48;

/// The chart.
///
/// # Errors
/// When a text cannot be written, which does not happen.
pub fn svg(structure: &TeamStructure) -> Result<String, Error> {
    let dimension = Dimension::parse(&structure.by).map(Dimension::title).unwrap_or_default();
    let (day, smallest) = (structure.as_of, structure.smallest_shown.unwrap_or_default());
    let total = structure.total.map_or_else(|| format!("少于{smallest}或不予显示"), |total| total.to_string());
    let subtitle = format!("{}年{}月{}日在任督学，总数：{total}", day.year(), day.month(), day.day());
    let rows = structure.cells.get(..ROWS_MAX).unwrap_or(&structure.cells);
    let height = HEAD + FOOT + ROW * u32::try_from(rows.len().max(1)).map_err(Error::internal)?;
    let mut chart = String::new();
    write!(
        chart,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc" xml:lang="zh-CN" font-family="'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei',sans-serif" font-size="15" fill="#222">
<title id="title">督学队伍结构：按{dimension}</title>
<desc id="desc">{subtitle}。{}</desc>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="24" y="40" font-size="22" font-weight="700">督学队伍结构：按{dimension}</text>
<text x="24" y="68" fill="#555">{subtitle}</text>
"##,
        described(rows, smallest),
    )
    .map_err(Error::internal)?;
    let longest = rows.iter().filter_map(|cell| cell.count).max().unwrap_or_default().max(1);
    for (row, at) in rows.iter().zip(0..) {
        let top = HEAD + at * ROW;
        bar(&mut chart, row, top, longest, smallest).map_err(Error::internal)?;
    }
    let note = note(structure, smallest);
    writeln!(
        chart,
        r##"<text x="24" y="{}" font-size="13" fill="#555">{note}</text>
</svg>"##,
        height - 18
    )
    .map_err(Error::internal)?;
    Ok(chart)
}

/// One bar with its label and figures. A withheld one has no length: it tells no size.
fn bar(chart: &mut String, cell: &StructureCell, top: u32, longest: u32, smallest: u32) -> std::fmt::Result {
    let (middle, bar_top, label_right) = (top + 21, top + 6, BARS_LEFT - 12);
    let length = cell.count.map_or(0, |count| u64::from(count) * u64::from(BAR_MAX) / u64::from(longest));
    let (label, figure) = (escaped(&cut(&cell.label)), figure(cell, smallest));
    let figure_left = u64::from(BARS_LEFT) + length + 10;
    writeln!(
        chart,
        r##"<text x="{label_right}" y="{middle}" text-anchor="end">{label}</text><rect x="{BARS_LEFT}" y="{bar_top}" width="{length}" height="22" fill="#2f6d9f"/><text x="{figure_left}" y="{middle}">{figure}</text>"##
    )
}

/// The figures beside a bar. Also a larger cell may be withheld, for the sake of a small one.
fn figure(cell: &StructureCell, smallest: u32) -> String {
    match (cell.count, cell.share) {
        (Some(count), Some(share)) => format!("{count}（{share:.1}%）"),
        (Some(count), None) => count.to_string(),
        (None, _) => format!("少于{smallest}或不予显示"),
    }
}

fn described(rows: &[StructureCell], smallest: u32) -> String {
    let one = |cell: &StructureCell| format!("{}：{}", escaped(&cell.label), figure(cell, smallest));
    rows.iter().map(one).collect::<Vec<_>>().join("；")
}

fn note(structure: &TeamStructure, smallest: u32) -> String {
    let mut notes = Vec::new();
    if structure.cells_may_overlap {
        notes.push("一人可在多项中计数，各项之和可大于总数。".to_owned());
    }
    if structure.suppressed || structure.cells.iter().any(|cell| cell.suppressed) {
        notes.push(format!("为保护个人信息，少于{smallest}人的项及可据以推算的项不显示人数。"));
    }
    if structure.cells.len() > ROWS_MAX {
        notes.push(format!("仅显示前{ROWS_MAX}项。"));
    }
    notes.concat()
}

/// A label in one line.
fn cut(label: &str) -> String {
    if label.chars().count() <= LABEL_CHARS_MAX {
        return label.to_owned();
    }
    label.chars().take(LABEL_CHARS_MAX - 1).chain(['…']).collect()
}
/// Text that is nothing but text in XML, in an element and in a quoted attribute.
fn escaped(text: &str) -> String {
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
