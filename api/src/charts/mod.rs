//! Charts: bars lying one under another, an SVG complete in itself, in the language of who asks. What a chart shows is made
//! of the same answer that is given as JSON, so that nobody sees more in a picture than in figures.

use askama::Template;
use chrono::Datelike;
use domain::{
    Day, Error, Wording,
    kernel::{policy::Action, wording::number},
};
use openapi::kernel::catalogue::Language;

use crate::{
    app::{Ctx, UseCase},
    operation::{Answer, Boxed, Media, present},
};

pub mod assessments;
pub mod coverage;
pub mod findings;
pub mod governance;
pub mod stipends;
pub mod team_structure;

/// The media type of a chart.
pub const MEDIA: &str = "image/svg+xml";
/// The content security policy of the chart: it needs nothing at all.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Most bars of a chart.
pub const ROWS_MAX: usize = 200;
/// Longest label before it is cut, in characters: a row is one line.
const LABEL_CHARS_MAX: usize = 16;
/// What the parts of a bar are filled with, in their order: told apart in grey, too.
const COLOURS: [&str; 5] = ["#2f6d9f", "#e09f3e", "#7a9e7e", "#9e2a2b", "#8d99ae"];

/// A chart, before it is drawn.
#[derive(Debug, Default)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Of which day and how many in all.
    pub subtitle: String,
    /// What the parts of a bar are, where it has several; at most as many as there are colours.
    pub parts: Vec<String>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// What has to be known to read it.
    pub notes: Vec<String>,
}

/// One bar with its label and figures.
#[derive(Debug)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How long each part is; none of what is withheld, which must tell no size.
    pub lengths: Vec<u64>,
    /// Where a bound is, such as a quota.
    pub mark: Option<u64>,
    /// The figures to its right.
    pub figures: String,
}

/// A use case whose answer is drawn.
struct Charted<U: UseCase> {
    use_case: U,
    chart: fn(U::Output, Language) -> Chart,
}

impl<U: UseCase> UseCase for Charted<U> {
    const ACTION: Action = U::ACTION;
    const SNAPSHOT: bool = U::SNAPSHOT;
    type Output = (Chart, Language);

    fn is_bulk(&self) -> bool {
        self.use_case.is_bulk()
    }

    fn is_long(&self) -> bool {
        UseCase::is_long(&self.use_case)
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let answer = UseCase::run(&self.use_case, ctx)?;
        Ok(((self.chart)(answer, ctx.language), ctx.language))
    }
}

/// The work of a read whose answer is drawn.
pub fn drawn<U: UseCase>(use_case: U, chart: fn(U::Output, Language) -> Chart) -> Boxed {
    present(Charted { use_case, chart }, |(chart, language)| chart.answer(language))
}

/// A day as people write it.
pub fn spoken(day: Day, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => day.to_string(),
    }
}

/// Fen as yuan with thousands apart.
pub fn yuan(fen: i64) -> String {
    let (whole, rest) = ((fen / 100).unsigned_abs().to_string(), (fen % 100).abs());
    let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    format!("{}{}.{rest:02}", if fen < 0 { "-" } else { "" }, groups.join(","))
}

impl Chart {
    /// The chart as an answer.
    ///
    /// # Errors
    /// When it cannot be written, which does not happen.
    fn answer(&self, language: Language) -> Result<Answer, Error> {
        let headers = vec![
            ("content-language", language.tag().to_owned()),
            ("content-security-policy", POLICY.to_owned()),
            ("vary", "accept-language".to_owned()),
        ];
        Ok(Answer::file(Media { content_type: MEDIA, headers }, self.svg(language)?.into_bytes()))
    }

    fn svg(&self, language: Language) -> Result<String, Error> {
        Picture::of(self, language).render().map_err(Error::internal)
    }

    /// What stands below the bars.
    fn note(&self, language: Language) -> String {
        let cut = (self.bars.len() > ROWS_MAX).then(|| language.say(&Wording::ChartCut { max: number(ROWS_MAX) }));
        self.notes.iter().cloned().chain(cut).collect::<Vec<_>>().join(" ")
    }
}

/// The chart with the places of everything.
#[derive(Template)]
#[template(path = "chart.svg", escape = "html")]
struct Picture<'a> {
    language: &'static str,
    width: u64,
    height: u64,
    title: &'a str,
    subtitle: &'a str,
    description: String,
    legend: Vec<(u64, &'static str, &'a str)>,
    rows: Vec<Row<'a>>,
    note: String,
}

/// A bar with the places of its parts.
struct Row<'a> {
    middle: u64,
    top: u64,
    label: String,
    parts: Vec<(u64, u64, &'static str)>,
    mark: Option<u64>,
    figures_left: u64,
    figures: &'a str,
}

impl<'a> Picture<'a> {
    const WIDTH: u64 = 960;
    /// Where the bars begin.
    const BARS_LEFT: u64 = 270;
    /// Width of the longest bar.
    const BAR_MAX: u64 = 460;
    /// Height of a row.
    const ROW: u64 = 34;
    /// Height of what stands above the rows, and of the line that names the parts.
    const HEAD: u64 = 96;
    const LEGEND: u64 = 30;
    /// Width of a part's name.
    const LEGEND_STEP: u64 = 170;
    /// Height of what stands below them.
    const FOOT: u64 = 48;

    fn of(chart: &'a Chart, language: Language) -> Self {
        let bars = chart.bars.get(..ROWS_MAX).unwrap_or(&chart.bars);
        let longest = bars.iter().map(Bar::reach).max().unwrap_or_default().max(1);
        let head = Self::HEAD + if chart.parts.is_empty() { 0 } else { Self::LEGEND };
        let rows: Vec<Row<'a>> =
            bars.iter().zip(0..).map(|(bar, at): (_, u64)| Row::of(bar, head + at * Self::ROW, longest)).collect();
        let described = |bar: &Bar| format!("{}：{}", bar.label, bar.figures);
        Self {
            language: language.tag(),
            width: Self::WIDTH,
            height: head + Self::FOOT + Self::ROW * u64::try_from(rows.len().max(1)).unwrap_or(1),
            title: &chart.title,
            subtitle: &chart.subtitle,
            description: bars.iter().map(described).collect::<Vec<_>>().join("；"),
            legend: (0..)
                .zip(&chart.parts)
                .zip(COLOURS)
                .map(|((at, name), colour): ((u64, _), _)| (24 + at * Self::LEGEND_STEP, colour, name.as_str()))
                .collect(),
            rows,
            note: chart.note(language),
        }
    }
}

impl Bar {
    /// How far to the right it or its mark goes.
    fn reach(&self) -> u64 {
        self.lengths.iter().sum::<u64>().max(self.mark.unwrap_or_default())
    }
}

impl<'a> Row<'a> {
    fn of(bar: &'a Bar, top: u64, longest: u64) -> Self {
        let place = |length: u64| Picture::BARS_LEFT + scaled(length, longest);
        let mut from = 0;
        let mut parts = Vec::with_capacity(bar.lengths.len());
        for (length, colour) in bar.lengths.iter().zip(COLOURS) {
            let (left, right) = (place(from), place(from + length));
            parts.push((left, right - left, colour));
            from += length;
        }
        Self {
            middle: top + 21,
            top: top + 6,
            label: cut(&bar.label),
            parts,
            mark: bar.mark.map(place),
            figures_left: place(bar.reach()) + 10,
            figures: &bar.figures,
        }
    }
}

/// A length in points of the picture.
fn scaled(length: u64, longest: u64) -> u64 {
    u64::try_from(u128::from(length) * u128::from(Picture::BAR_MAX) / u128::from(longest)).unwrap_or(Picture::BAR_MAX)
}

/// A label in one line.
fn cut(label: &str) -> String {
    if label.chars().count() <= LABEL_CHARS_MAX {
        return label.to_owned();
    }
    label.chars().take(LABEL_CHARS_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_written_with_two_decimals_and_thousands() {
        let written = [0, 5, 123_456, 100_000_000, -123_456, -5].map(yuan);
        assert_eq!(written, ["0.00", "0.05", "1,234.56", "1,000,000.00", "-1,234.56", "-0.05"]);
    }

    #[test]
    fn the_longest_bar_or_mark_fills_the_width() {
        let bar = |lengths: &[u64], mark| Bar {
            label: "甲".repeat(40),
            lengths: lengths.to_vec(),
            mark,
            figures: "<1>".to_owned(),
        };
        let chart =
            Chart { bars: vec![bar(&[1, 3], None), bar(&[], Some(8)), bar(&[u64::MAX / 2], None)], ..Chart::default() };
        let svg = chart.svg(Language::Chinese).unwrap();
        assert!(svg.contains(r#"width="460""#) && svg.contains("&#60;1&#62;") && svg.contains("甲甲甲…"), "{svg}");
    }

    #[test]
    fn a_chart_of_too_many_bars_says_what_is_missing() {
        let bars =
            (0..=ROWS_MAX).map(|_| Bar { label: String::new(), lengths: vec![1], mark: None, figures: String::new() });
        let chart = Chart { bars: bars.collect(), ..Chart::default() };
        let svg = chart.svg(Language::English).unwrap();
        assert_eq!(svg.matches("<rect").count(), 1 + ROWS_MAX);
        assert!(svg.contains("200"), "{svg}");
    }
}
