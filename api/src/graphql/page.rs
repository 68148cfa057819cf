//! Pages of records, as connections.

use async_graphql::parser::types::SelectionSet;
use domain::Error;

use super::{
    selection::{Reader, Selection},
    types::Shape,
    write::Writer,
};
use crate::operation::{Node, Paged, Tree};

/// What is selected of a connection.
pub struct PageSelection<'d> {
    of: &'d str,
    fields: Vec<(&'d str, PageField<'d>)>,
    /// What is selected of each record, wherever it is: what relations are loaded for.
    records: Selection<'d>,
}

enum PageField<'d> {
    TypeName,
    Edges(Vec<(&'d str, EdgeField<'d>)>),
    Nodes(Selection<'d>),
    Merged(Selection<'d>),
    PageInfo(Vec<(&'d str, PageInfoField)>),
    TotalCount,
}

enum EdgeField<'d> {
    TypeName,
    Cursor,
    Node(Selection<'d>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PageInfoField {
    TypeName,
    HasNext,
    HasPrevious,
    Start,
    End,
}

/// A page as it was answered.
#[derive(Clone, Copy)]
pub struct Page<'p> {
    /// The records.
    pub records: &'p Tree,
    /// What the page has in addition to them.
    pub paged: &'p Paged,
    /// True if another page is before it.
    pub asked_after: bool,
}

impl<'d> PageSelection<'d> {
    /// What several selection sets select of a connection.
    pub fn of(reader: Reader<'d>, of: &'d str, sets: &[&'d SelectionSet]) -> Self {
        let connection = format!("{of}Connection");
        let mut of_records: Vec<&'d SelectionSet> = Vec::new();
        let fields = reader.fields(&connection, sets).into_iter().filter_map(|(key, same)| {
            let inner: Vec<&'d SelectionSet> = same.iter().map(|one| &one.node.selection_set.node).collect();
            let field = match same.first()?.node.name.node.as_str() {
                "__typename" => PageField::TypeName,
                "edges" => PageField::Edges(edge(reader, of, &inner, &mut of_records)),
                "nodes" => {
                    of_records.extend(&inner);
                    PageField::Nodes(reader.select(of, &inner))
                }
                "merged" => PageField::Merged(reader.select("MergedValue", &inner)),
                "pageInfo" => PageField::PageInfo(page_info(reader, &inner)),
                _ => PageField::TotalCount,
            };
            Some((key, field))
        });
        let fields = fields.collect();
        let records = reader.select(of, &of_records);
        Self { of, fields, records }
    }

    /// What is selected of each record.
    pub fn records(&self) -> &Selection<'d> {
        &self.records
    }

    /// True if the list is to be counted.
    pub fn counts(&self) -> bool {
        self.fields.iter().any(|(_, field)| matches!(field, PageField::TotalCount))
    }

    /// True if the cursors of records are shown: each takes a seal.
    pub fn shows_cursors(&self) -> bool {
        self.fields.iter().any(|(_, field)| match field {
            PageField::Edges(fields) => fields.iter().any(|(_, field)| matches!(field, EdgeField::Cursor)),
            PageField::PageInfo(fields) => {
                fields.iter().any(|(_, field)| matches!(field, PageInfoField::Start | PageInfoField::End))
            }
            _ => false,
        })
    }

    /// Writes a page.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more values than an answer may have.
    pub fn write(&self, page: Page<'_>, writer: &mut Writer<'_>) -> Result<(), Error> {
        let empty = Vec::new();
        let records = match &page.records.root {
            Node::List(records) => records,
            _ => &empty,
        };
        let fields = self.fields.iter().map(|(key, field)| (*key, field));
        writer.fields(fields, |writer, field| match field {
            PageField::TypeName => writer.text(&format!("{}Connection", self.of)),
            PageField::Nodes(selection) => {
                writer.items(records, |writer, record| writer.root(page.records, record, self.of, selection))
            }
            PageField::Edges(fields) => writer.items(records.iter().enumerate(), |writer, (at, record)| {
                let fields = fields.iter().map(|(key, field)| (*key, field));
                writer.fields(fields, |writer, field| match field {
                    EdgeField::TypeName => writer.text(&format!("{}Edge", self.of)),
                    EdgeField::Cursor => writer.text(page.paged.cursors.get(at).map_or("", String::as_str)),
                    EdgeField::Node(selection) => writer.root(page.records, record, self.of, selection),
                })
            }),
            PageField::Merged(selection) => {
                let merged = Tree::of(&page.paged.merged).map_err(Error::internal)?;
                let shape = Shape::Object("MergedValue".to_owned());
                writer.list(&merged, &merged.root, &shape, selection)
            }
            PageField::PageInfo(fields) => write_page_info(page, fields, writer),
            PageField::TotalCount => {
                writer.raw(&page.paged.total.map_or_else(|| "null".to_owned(), |total| total.to_string()));
                Ok(())
            }
        })
    }
}

fn edge<'d>(
    reader: Reader<'d>,
    of: &'d str,
    sets: &[&'d SelectionSet],
    of_records: &mut Vec<&'d SelectionSet>,
) -> Vec<(&'d str, EdgeField<'d>)> {
    let fields = reader.fields(&format!("{of}Edge"), sets).into_iter();
    let fields = fields.filter_map(|(key, same)| {
        let inner: Vec<&'d SelectionSet> = same.iter().map(|one| &one.node.selection_set.node).collect();
        let field = match same.first()?.node.name.node.as_str() {
            "__typename" => EdgeField::TypeName,
            "cursor" => EdgeField::Cursor,
            _ => {
                of_records.extend(&inner);
                EdgeField::Node(reader.select(of, &inner))
            }
        };
        Some((key, field))
    });
    fields.collect()
}

fn page_info<'d>(reader: Reader<'d>, sets: &[&'d SelectionSet]) -> Vec<(&'d str, PageInfoField)> {
    let fields = reader.fields("PageInfo", sets).into_iter();
    let fields = fields.filter_map(|(key, same)| {
        let field = match same.first()?.node.name.node.as_str() {
            "__typename" => PageInfoField::TypeName,
            "hasNextPage" => PageInfoField::HasNext,
            "hasPreviousPage" => PageInfoField::HasPrevious,
            "startCursor" => PageInfoField::Start,
            _ => PageInfoField::End,
        };
        Some((key, field))
    });
    fields.collect()
}

fn write_page_info(page: Page<'_>, fields: &[(&str, PageInfoField)], writer: &mut Writer<'_>) -> Result<(), Error> {
    let fields = fields.iter().map(|(key, field)| (*key, field));
    writer.fields(fields, |writer, field| {
        let cursor = match field {
            PageInfoField::TypeName => return writer.text("PageInfo"),
            PageInfoField::HasNext => {
                writer.raw(if page.paged.next.is_some() { "true" } else { "false" });
                return Ok(());
            }
            PageInfoField::HasPrevious => {
                writer.raw(if page.asked_after { "true" } else { "false" });
                return Ok(());
            }
            PageInfoField::Start => page.paged.cursors.first(),
            PageInfoField::End => page.paged.cursors.last(),
        };
        match cursor {
            Some(cursor) => writer.text(cursor),
            None => {
                writer.raw("null");
                Ok(())
            }
        }
    })
}
