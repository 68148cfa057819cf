//! Lists as files for an office: a workbook or a CSV with titles, names in the place of ids, yuan, days and labels. They are made
//! of the table and the views, for every list at once.

mod columns;
mod sheet;

use std::collections::HashMap;

use domain::{
    Error,
    kernel::{page::PAGE_SIZE_MAX, policy::Action, time::day_in_shanghai},
};
use openapi::kernel::catalogue::Language;
use serde_json::Value;
use uuid::Uuid;

use self::{
    columns::{Cell, Column, Source},
    sheet::Sheet,
};
use crate::{
    app::{Ctx, Pace, administration::code_sets::label_of_area},
    forms::{FileName, Form},
    graph::{ids_in, lookup},
    operation::{Answer, Gives, JSON, Media, Method, Node, Operation, PageAsked, Request, Tree, Work},
    titles,
};

/// The forms of a file for an office.
const FORMS: [Form; 2] = [Form::Csv, Form::Xlsx];

/// True for a list that is read by pages: it has files.
pub fn is_office(operation: &Operation) -> bool {
    let Operation { route, takes, gives, .. } = operation;
    route.method == Method::Get && takes.page && matches!(gives, Gives::Page(..) | Gives::List(..))
}

/// The forms of what an operation answers: JSON first.
pub fn forms(operation: &Operation) -> Vec<&'static str> {
    let mut forms = operation.gives.forms();
    let files = FORMS.iter().filter(|_| is_office(operation)).map(|form| form.media_type());
    forms.extend(files);
    forms.sort_by_key(|form| (*form != crate::operation::JSON, *form));
    forms.dedup();
    forms
}

/// A list as a file.
pub struct OfficeFile {
    operation: &'static Operation,
    request: Request,
    columns: Vec<Column>,
    form: Form,
    language: Language,
}

impl OfficeFile {
    /// The file of a list, with these fields; with what an office reads, unless some are named.
    pub fn new(
        operation: &'static Operation,
        request: Request,
        (form, fields): (Form, Option<&[String]>),
        language: Language,
    ) -> Self {
        Self { operation, request, columns: columns::columns(operation, fields, language), form, language }
    }

    /// The names of the records that the ids of a page lead to, as the caller reads them; of what the caller never reads there are
    /// none.
    fn names(&self, ctx: &mut Ctx<'_>, tree: &Tree, records: &[Node]) -> Result<HashMap<Uuid, String>, Error> {
        let mut names = HashMap::new();
        for column in &self.columns {
            let Source::Names(key, kind) = &column.source else { continue };
            if kind.read.action.reach(ctx.actor).is_err() {
                continue;
            }
            let mut ids: Vec<Uuid> = records.iter().flat_map(|record| ids_in(tree, record, key)).collect();
            ids.retain(|id| !names.contains_key(id));
            for (id, found) in lookup(ctx, *kind, ids)? {
                let name = found.node().field("name", 0).map(|name| found.tree().value(name));
                if let Some(Value::String(name)) = name.transpose().map_err(Error::internal)? {
                    names.insert(id, name);
                }
            }
        }
        Ok(names)
    }

    fn cells(&self, tree: &Tree, record: &Node, names: &HashMap<Uuid, String>) -> Result<Vec<Cell>, Error> {
        let cell = |column: &Column| match &column.source {
            Source::Field(name, format) => {
                let value = tree.value(record.field(name, 0).unwrap_or(&Node::Null)).map_err(Error::internal)?;
                Ok(format.cell(&value, self.language))
            }
            Source::Names(key, _) => {
                let ids = ids_in(tree, record, key).into_iter();
                let told: Vec<String> = ids.filter_map(|id| names.get(&id).cloned()).collect();
                Ok(if told.is_empty() { Cell::Empty } else { Cell::Text(told.join("、")) })
            }
        };
        self.columns.iter().map(cell).collect()
    }

    /// Of which area, and what else was asked for, with the day on which the file was made.
    fn about(&self, ctx: &mut Ctx<'_>) -> Result<String, Error> {
        let asked = self.request.filter.iter().filter(|(name, _)| *name != "area" && !name.ends_with("_id"));
        let mut said: Vec<String> = Vec::new();
        let area = self.request.filter.iter().find(|(name, _)| *name == "area").map(|(_, area)| area.clone());
        let area = area.or_else(|| ctx.actor.area.as_ref().map(|area| area.as_str().to_owned()));
        if let Some(area) = area.and_then(|area| domain::Area::parse(&area).ok()) {
            let label = label_of_area(ctx, &area)?.unwrap_or_default();
            said.push(titled("area", format!("{} {label}", area.as_str()).trim(), self.language));
        }
        said.extend(asked.map(|(name, value)| titled(name, &titles::of_word(value, self.language), self.language)));
        let made_on = match self.language {
            Language::Chinese => format!("制表日期：{}", ctx.today()),
            Language::English => format!("Made on: {}", ctx.today()),
        };
        Ok([said, vec![made_on]].concat().join("    "))
    }

    fn title(&self) -> String {
        let summary = self.operation.summary;
        let english = || summary.strip_prefix("List ").unwrap_or(summary).to_owned();
        match self.language {
            Language::Chinese => titles::of_list(self.operation.route.path).map_or_else(english, str::to_owned),
            Language::English => english(),
        }
    }

    /// What the head of the answer says of the file.
    fn media(&self, ctx: &Ctx<'_>) -> Media {
        let path = self.operation.route.path;
        let plain = path.rsplit('/').next().unwrap_or("list");
        let name = FileName { plain, chinese: titles::of_list(path).unwrap_or(plain) };
        let disposition = name.disposition(self.form, day_in_shanghai(ctx.now()));
        Media { content_type: self.form.content_type(), headers: vec![("content-disposition", disposition)] }
    }
}

fn titled(name: &str, value: &str, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}：{value}", titles::of_field(name, language)),
        Language::English => format!("{}: {value}", titles::of_field(name, language)),
    }
}

impl Work for OfficeFile {
    fn action(&self) -> Action {
        self.operation.action
    }

    fn pace(&self) -> Pace {
        Pace { snapshot: true, is_bulk: true, is_long: true, ..Pace::default() }
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Answer, Error> {
        let about = self.about(ctx)?;
        let titles = self.columns.iter().map(|column| column.title.clone()).collect();
        let mut sheet = Sheet::begin((self.title(), about), titles, self.language);
        let mut request = self.request.clone();
        let PageAsked { after, sort, .. } = request.page;
        request.page = PageAsked { limit: PAGE_SIZE_MAX, after, sort, ..PageAsked::default() };
        loop {
            let answer = self.operation.asks(&mut request.clone(), JSON)?.run(ctx)?;
            let tree = answer.body.tree()?;
            let Node::List(records) = &tree.root else { return Err(Error::internal("a list without records")) };
            let names = self.names(ctx, &tree, records)?;
            for record in records {
                sheet.add(self.cells(&tree, record, &names)?)?;
            }
            match answer.page.and_then(|page| page.next) {
                Some(next) => request.page.after = Some(next),
                None => break,
            }
        }
        let bytes =
            if self.form == Form::Csv { sheet.csv()? } else { sheet.workbook(ctx.today()).map_err(Error::internal)? };
        Ok(Answer::file(self.media(ctx), bytes))
    }
}
