//! The documents in Chinese say what those in English say: the same commands, answers and settings, and tables of the same rows.

use crate::{
    newcomer::{Block, blocks},
    tidy::root,
};

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
}

/// The blocks of a page without their comments, which are in the page's language.
fn commands(name: &str) -> Vec<String> {
    let line = |line: &str| line.split(" #").next().unwrap_or_default().trim_end().to_owned();
    let text = |block: Block| block.text.lines().map(line).collect::<Vec<_>>().join("\n");
    blocks(&page(name)).into_iter().map(text).collect()
}

/// The tables of a page: what each row has in backticks.
fn tables(name: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut is_in_table = false;
    for line in page(name).lines() {
        if line.starts_with('|') {
            if !is_in_table {
                tables.push(Vec::new());
            }
            let codes = line.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            tables.last_mut().unwrap().push(codes);
        }
        is_in_table = line.starts_with('|');
    }
    tables
}

#[test]
fn chinese_readme_and_operations_show_the_same() {
    for (chinese, english) in [("README.zh-CN.md", "README.md"), ("docs/zh-CN/operations.md", "docs/operations.md")] {
        assert_eq!(commands(chinese), commands(english), "{chinese} shows other commands");
        // The last table of README leads to other pages, of which fewer are in Chinese.
        let compared = tables(english).len() - usize::from(english == "README.md");
        assert!(compared > 0 && tables(chinese).len() >= compared);
        assert_eq!(tables(chinese)[..compared], tables(english)[..compared], "{chinese} has other tables");
    }
}

#[test]
fn other_chinese_pages_show_nothing_of_their_own() {
    let english: Vec<&str> = vec!["README.md", "docs/tour.md", "docs/api-design.md"];
    let known: Vec<String> = english.iter().flat_map(|name| commands(name)).collect();
    for chinese in ["docs/zh-CN/consumers.md", "docs/zh-CN/api-design.md"] {
        for shown in commands(chinese) {
            assert!(known.contains(&shown), "{chinese} alone shows:\n{shown}");
        }
    }
    let known = tables("docs/api-design.md");
    let shown = tables("docs/zh-CN/api-design.md");
    assert!(shown.len() >= 2);
    for table in shown {
        assert!(known.contains(&table), "no such table in docs/api-design.md: {table:?}");
    }
}

#[test]
fn every_link_of_the_entrance_leads_to_a_file() {
    for name in [
        "README.md",
        "README.zh-CN.md",
        "deploy/README.md",
        "docs/tour.md",
        "docs/roles.md",
        "docs/upgrading.md",
        "docs/operations.md",
        "docs/zh-CN/operations.md",
        "docs/zh-CN/api-design.md",
        "docs/zh-CN/consumers.md",
    ] {
        let text = page(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            let target = root().join(name).parent().unwrap().join(path);
            assert!(link.starts_with("http") || target.exists(), "{name} leads to {link}");
        }
    }
}
