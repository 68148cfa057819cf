//! Pages of lists: bounded in size, and resumed from a position instead of counted from the start,
//! so that the cost of a page does not grow with its depth.

use uuid::Uuid;

/// Records on a page when the caller does not say.
pub const PAGE_SIZE_DEFAULT: u32 = 50;
/// Most records on a page.
pub const PAGE_SIZE_MAX: u32 = 500;

/// Most that the records of a page take as JSON, in bytes: a page ends with the record that reaches it.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Where a page ended: the sort value of its last record (none when sorted by id) and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The value the list is sorted by.
    pub value: Option<String>,
    /// The record's id, which settles ties.
    pub id: Uuid,
}

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many records, 1 to [`PAGE_SIZE_MAX`].
    pub size: u32,
    /// After which record.
    pub after: Option<Position>,
    /// Whether to count all records of the filter.
    pub count: bool,
}

impl PageRequest {
    /// The first page.
    pub fn first(size: u32) -> Self {
        Self { size, after: None, count: false }
    }
}

/// One page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The records, in order.
    pub items: Vec<T>,
    /// The position of each record.
    pub positions: Vec<Position>,
    /// Whether there is a next page.
    pub more: bool,
    /// How many records the filter has, when asked for.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Cuts a page from one record more than it holds: the surplus tells that there is a next page.
    pub fn cut(mut items: Vec<T>, size: u32, position: impl Fn(&T) -> Position) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = items.len() > size;
        items.truncate(size);
        let positions = items.iter().map(position).collect();
        Self { items, positions, more, total: None }
    }

    /// Ends the page with the record that makes it as large as a page may be. A page has a record in any case.
    #[must_use]
    pub fn within(mut self, bytes_max: usize, mut bytes: impl FnMut(&T) -> usize) -> Self {
        let mut total: usize = 0;
        let reached = self.items.iter().position(|item| {
            total = total.saturating_add(bytes(item));
            total >= bytes_max
        });
        if let Some(last) = reached.filter(|last| last + 1 < self.items.len()) {
            self.items.truncate(last + 1);
            self.positions.truncate(last + 1);
            self.more = true;
        }
        self
    }

    /// The first records of two lists that are both in the order of their ids.
    pub fn merged(self, other: Self, size: u32) -> Self {
        let total = self.total.zip(other.total).map(|(one, two)| one + two);
        let has_more = self.more || other.more;
        let one = self.items.into_iter().zip(self.positions);
        let mut all: Vec<(T, Position)> = one.chain(other.items.into_iter().zip(other.positions)).collect();
        all.sort_by_key(|(_, position)| position.id);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = has_more || all.len() > size;
        all.truncate(size);
        let (items, positions) = all.into_iter().unzip();
        Self { items, positions, more, total }
    }

    /// The same page of other things.
    ///
    /// # Errors
    /// The first error of a change.
    pub fn try_map<U, E>(self, change: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(change).collect::<Result<_, _>>()?;
        Ok(Page { items, positions: self.positions, more: self.more, total: self.total })
    }

    /// The same page of other things.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(change).collect();
        Page { items, positions: self.positions, more: self.more, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(sizes: &[usize]) -> Page<usize> {
        Page::cut(sizes.to_vec(), 500, |size| Position { value: Some(size.to_string()), id: Uuid::nil() })
    }

    #[test]
    fn page_ends_with_the_record_that_fills_it() {
        let cut = |sizes: &[usize]| {
            let cut = page(sizes).within(10, |size| *size);
            assert_eq!(cut.items.len(), cut.positions.len());
            (cut.items, cut.more)
        };
        assert_eq!(cut(&[]), (vec![], false));
        assert_eq!(cut(&[1, 2, 3]), (vec![1, 2, 3], false));
        assert_eq!(cut(&[4, 4, 4]), (vec![4, 4, 4], false));
        assert_eq!(cut(&[4, 4, 4, 4]), (vec![4, 4, 4], true));
        assert_eq!(cut(&[50, 1]), (vec![50], true));
        assert_eq!(cut(&[50]), (vec![50], false));
    }
}
