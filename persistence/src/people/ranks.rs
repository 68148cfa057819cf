//! Searches by name that answer the likeliest first.

use domain::{
    Error,
    kernel::page::{Page, PageRequest, Position},
};
use uuid::Uuid;

/// How likely it is that what was typed means somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The name is written so, or most likely read so.
    Likeliest,
    /// The name may be read so, or another field says it.
    Other,
}

impl Rank {
    const ALL: [Self; 2] = [Self::Likeliest, Self::Other];

    fn as_str(self) -> &'static str {
        match self {
            Self::Likeliest => "likeliest",
            Self::Other => "other",
        }
    }
}

/// A page of what a search finds, the likeliest first, each rank in order of registration. The ranks are read one after the
/// other, so that a page costs the same wherever it is; the second one only where the first does not fill the page.
pub(crate) fn likeliest_first<T>(
    page: &PageRequest,
    id: impl Fn(&T) -> Uuid,
    mut read: impl FnMut(Rank, &PageRequest) -> Result<Page<T>, Error>,
) -> Result<Page<T>, Error> {
    let reached = page.after.as_ref().and_then(|after| after.value.as_deref());
    let mut found: Vec<(Rank, T)> = Vec::new();
    for rank in Rank::ALL.into_iter().skip_while(|rank| reached.is_some_and(|reached| reached != rank.as_str())) {
        let so_far = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let left = page.size.saturating_add(1).saturating_sub(so_far);
        if left == 0 {
            break;
        }
        let after = page.after.as_ref().filter(|_| reached == Some(rank.as_str()));
        let after = after.map(|after| Position { value: None, id: after.id });
        let part = read(rank, &PageRequest { size: left, after, count: false })?;
        found.extend(part.items.into_iter().map(|one| (rank, one)));
    }
    let position = |(rank, one): &(Rank, T)| Position { value: Some(rank.as_str().to_owned()), id: id(one) };
    Ok(Page::cut(found, page.size, position).map(|(_, one)| one))
}
