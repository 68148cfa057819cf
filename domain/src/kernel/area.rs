//! Administrative areas (GB/T 2260) and how far a caller reaches.

use crate::{
    Wording,
    kernel::fault::{FaultCode, Flaw},
};

/// A GB/T 2260 code: two digits of province, two of prefecture, two of county.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(String);

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.0
    }
}

impl Area {
    /// Any six digits. Where a list of areas was uploaded, [`AreaList`](crate::administration::area_list::AreaList) says which there are.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        if raw.len() == 6 && raw.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Flaw::new(FaultCode::Format, Wording::AreaForm))
        }
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The areas above it, the nearest first: `340811` lies in `340800` and `340000`.
    pub fn above(&self) -> Vec<Self> {
        let digits = (1..self.prefix().len().div_ceil(2)).rev().map(|pairs| 2 * pairs);
        digits.filter_map(|digits| self.0.get(..digits)).map(|prefix| Self(format!("{prefix:0<6}"))).collect()
    }

    /// The digits that all areas below share: `340800` gives `3408`, `000000` gives nothing.
    fn prefix(&self) -> &str {
        let mut prefix = self.0.as_str();
        while let Some(shorter) = prefix.strip_suffix("00") {
            prefix = shorter;
        }
        prefix
    }
}

impl std::fmt::Display for Area {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// The records a caller may see and touch: all whose area lies under a prefix.
///
/// Every read takes one, so that an unbounded query cannot be written by accident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    prefix: String,
}

impl Reach {
    /// The whole register.
    pub fn everything() -> Self {
        Self { prefix: String::new() }
    }

    /// What lies in this area and below it.
    pub fn under(area: &Area) -> Self {
        Self { prefix: area.prefix().to_owned() }
    }

    /// Whether a record of this area is within reach.
    pub fn covers(&self, area: &Area) -> bool {
        area.as_str().starts_with(&self.prefix)
    }

    /// What of it lies in an area; none if nothing does.
    pub fn within(&self, area: &Area) -> Option<Self> {
        let inner = Self::under(area);
        if self.covers(area) {
            return Some(inner);
        }
        self.prefix.starts_with(&inner.prefix).then(|| self.clone())
    }

    /// Whether the whole register is within reach.
    pub fn is_everything(&self) -> bool {
        self.prefix.is_empty()
    }

    /// The bounds of the area codes within reach, both inclusive: `340000` to `349999`.
    pub fn bounds(&self) -> (String, String) {
        (format!("{:0<6}", self.prefix), format!("{:9<6}", self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_lists_its_parents() {
        let above = |raw: &str| area(raw).above().iter().map(Area::to_string).collect::<Vec<_>>();
        assert_eq!(above("340811"), ["340800", "340000"]);
        assert_eq!(above("340800"), ["340000"]);
        assert_eq!(above("340000"), Vec::<String>::new());
        assert_eq!(above("000000"), Vec::<String>::new());
    }

    fn area(raw: &str) -> Area {
        Area::parse(raw).unwrap()
    }

    #[test]
    fn area_covers_the_areas_below_it() {
        let cases = [
            ("340000", "340800", true),
            ("340000", "341822", true),
            ("340800", "340801", true),
            ("340800", "340900", false),
            ("340801", "340800", false),
            ("000000", "999999", true),
        ];
        for (reach, place, covered) in cases {
            assert_eq!(Reach::under(&area(reach)).covers(&area(place)), covered, "{reach} {place}");
        }
    }

    #[test]
    fn reach_within_an_area_is_the_smaller_of_both() {
        let (province, city, other) = (area("340000"), area("340800"), area("330000"));
        assert_eq!(Reach::under(&province).within(&city), Some(Reach::under(&city)));
        assert_eq!(Reach::under(&city).within(&province), Some(Reach::under(&city)));
        assert_eq!(Reach::under(&city).within(&other), None);
        assert_eq!(Reach::everything().within(&other), Some(Reach::under(&other)));
    }

    #[test]
    fn bounds_hold_exactly_what_is_covered() {
        assert_eq!(Reach::under(&area("340000")).bounds(), ("340000".into(), "349999".into()));
        assert_eq!(Reach::everything().bounds(), ("000000".into(), "999999".into()));
    }

    #[test]
    fn only_six_digits_are_an_area() {
        for raw in ["34080", "3408000", "34080x", "３４０８００", ""] {
            assert!(Area::parse(raw).is_err(), "{raw}");
        }
    }
}
