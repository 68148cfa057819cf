//! Who may be an inspector: the conditions of 教育督导条例 art. 7, each met or not, with the fact it rests on.
//!
//! Two are computed from the person's record; the others nobody can compute, so the candidate declares them (R4).

use crate::{
    FaultCode, Faults, Wording,
    kernel::{
        code_set::ProfessionalTitle,
        rules::{self, Rule, Rules},
        word::words,
    },
    people::person::Details,
};

words! {
    /// A condition of eligibility (教育督导条例 art. 7).
    Condition {
        /// R2: a bachelor's degree or more, completed.
        Education = "education",
        /// R3: ten years in education.
        Experience = "experience",
        /// Art. 7 (1): keeps to the Party's basic line and loves the cause of education.
        PoliticalCommitment = "political_commitment",
        /// Art. 7 (2): knows law and policy of education, with the knowledge and ability of the profession.
        ProfessionalKnowledge = "professional_knowledge",
        /// Art. 7 (3): principled, fair, upright, honest.
        Integrity = "integrity",
        /// Art. 7 (4): good results at work.
        WorkPerformance = "work_performance",
        /// Art. 7 (5): able to organise, coordinate and express themselves.
        Abilities = "abilities",
        /// Art. 7 (6): in good health, fit for the work.
        Health = "health",
        /// R8: can guarantee the time for supervision.
        TimeCommitment = "time_commitment",
    }
}

impl Condition {
    /// Whether a record proves it; what it does not is declared.
    pub const fn is_computed(self) -> bool {
        matches!(self, Self::Education | Self::Experience)
    }

    /// The rule behind it.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::Education => &rules::ACCEPTED_EDUCATION_CODES,
            Self::Experience => &rules::MIN_EDUCATION_WORK_YEARS,
            Self::TimeCommitment => &rules::TIME_COMMITMENT_REQUIRED,
            _ => &rules::DECLARATIONS,
        }
    }

    /// The article it comes from, to the item.
    pub fn article(self) -> &'static str {
        match self {
            Self::PoliticalCommitment => "教育督导条例第七条第（一）项",
            Self::ProfessionalKnowledge => "教育督导条例第七条第（二）项",
            Self::Integrity => "教育督导条例第七条第（三）项",
            Self::WorkPerformance => "教育督导条例第七条第（四）项",
            Self::Abilities => "教育督导条例第七条第（五）项",
            Self::Health => "教育督导条例第七条第（六）项",
            Self::Education | Self::Experience | Self::TimeCommitment => self.rule().article,
        }
    }
}

/// What was found about one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The condition.
    pub condition: Condition,
    /// Whether it is met.
    pub met: bool,
    /// The field of the record that it rests on.
    pub field: String,
    /// What that field says; nothing when it is empty.
    pub value: Option<String>,
}

impl Finding {
    fn new(condition: Condition, met: bool, field: &str, value: Option<String>) -> Self {
        Self { condition, met, field: field.to_owned(), value }
    }
}

/// Titles that count as senior (R5): 正高级、高级教师 and the senior titles of GB/T 8561.
const SENIOR_TITLES: [&str; 7] = ["T1", "T2", "011", "012", "022", "052", "072"];

/// The conditions that a record proves.
pub fn computed(person: &Details, rules: &Rules) -> Vec<Finding> {
    vec![education(person, rules), experience(person, rules)]
}

/// Declared conditions: each once, and none that the record proves.
pub fn declared(conditions: impl IntoIterator<Item = Condition>, faults: &mut Faults) -> Vec<Condition> {
    let mut all = Vec::new();
    for (at, condition) in conditions.into_iter().enumerate() {
        let pointer = format!("/declarations/{at}");
        if condition.is_computed() {
            faults.add(pointer, FaultCode::Code, Wording::NotAllowedValue);
        } else if all.contains(&condition) {
            faults.add(pointer, FaultCode::Duplicate, Wording::DeclarationTwice);
        } else {
            all.push(condition);
        }
    }
    all
}

/// Every condition that is asked for.
pub fn assess(person: &Details, declared: &[Condition], rules: &Rules) -> Vec<Finding> {
    let asked = |condition: &&Condition| {
        !condition.is_computed()
            && (**condition != Condition::TimeCommitment || rules.demands(&rules::TIME_COMMITMENT_REQUIRED))
    };
    let declarations = Condition::ALL.iter().filter(asked).map(|condition| {
        let made = declared.contains(condition);
        Finding::new(*condition, made, "declarations", made.then(|| condition.as_str().to_owned()))
    });
    computed(person, rules).into_iter().chain(declarations).collect()
}

fn education(person: &Details, rules: &Rules) -> Finding {
    let level = person.education.map(|level| level.code());
    let accepted = level.is_some_and(|code| rules.lists(&rules::ACCEPTED_EDUCATION_CODES, code));
    let is_senior = |title: &ProfessionalTitle| SENIOR_TITLES.contains(&title.code());
    match person.professional_title.filter(is_senior) {
        Some(title) if !accepted && rules.demands(&rules::ALLOW_SENIOR_TITLE_INSTEAD) => {
            Finding::new(Condition::Education, true, "professional_title", Some(title.code().to_owned()))
        }
        _ => Finding::new(Condition::Education, accepted, "education", level.map(str::to_owned)),
    }
}

fn experience(person: &Details, rules: &Rules) -> Finding {
    let years = person.years_in_education;
    let met = years.is_some_and(|years| years >= rules.count(&rules::MIN_EDUCATION_WORK_YEARS));
    Finding::new(Condition::Experience, met, "years_in_education", years.map(|years| years.to_string()))
}

/// Refuses what does not meet every condition, naming the first rule and all conditions.
///
/// # Errors
/// [`crate::Error::RuleRefused`].
pub fn check(findings: &[Finding]) -> Result<(), crate::Error> {
    let unmet: Vec<Condition> = findings.iter().filter(|one| !one.met).map(|one| one.condition).collect();
    match unmet.first() {
        None => Ok(()),
        Some(first) => {
            let conditions = unmet.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ");
            rules::refused(first.rule(), Wording::ConditionsUnmet { conditions })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{code_set::EducationLevel, text::PersonName};

    fn person(education: &str, years: u32) -> Details {
        let mut person = Details::named(PersonName::parse("欧阳试验").unwrap());
        person.education = EducationLevel::parse(education);
        person.years_in_education = Some(years);
        person
    }

    #[test]
    fn a_completed_degree_and_ten_years_are_needed() {
        for (education, years, met) in [
            ("21", 10, [true, true]),
            ("11", 40, [true, true]),
            ("22", 10, [false, true]),
            ("31", 10, [false, true]),
            ("10", 9, [false, false]),
            ("21", 9, [true, false]),
        ] {
            let found = computed(&person(education, years), &Rules::shipped());
            assert_eq!(found.iter().map(|one| one.met).collect::<Vec<_>>(), met, "{education} {years}");
        }
    }

    #[test]
    fn unproven_conditions_need_a_declaration() {
        let person = person("21", 10);
        assert!(check(&assess(&person, Condition::ALL, &Rules::shipped())).is_ok());
        let found = assess(&person, &[Condition::Health], &Rules::shipped());
        assert_eq!(found.iter().filter(|one| !one.met).count(), 6);
        assert!(
            matches!(check(&found), Err(crate::Error::RuleRefused { rule, .. }) if rule.key == "eligibility.declarations")
        );
    }

    #[test]
    fn senior_title_replaces_a_degree_only_by_policy() {
        let mut person = person("31", 10);
        person.professional_title = ProfessionalTitle::parse("T2");
        assert!(!computed(&person, &Rules::shipped())[0].met);
        let key = rules::ALLOW_SENIOR_TITLE_INSTEAD.key.to_owned();
        let widened = Rules::with_changes([(2, key, true.into())]);
        assert_eq!(computed(&person, &widened)[0].field, "professional_title");
        assert!(computed(&person, &widened)[0].met);
    }
}
