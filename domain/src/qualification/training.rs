//! Trainings of inspectors and of those who are to become some: one record for each person and training.
//!
//! Forms are the seed's (D1), modes and contents those of 督学管理暂行办法 art. 21.

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{PersonId, TrainingId},
        word::words,
    },
};

/// Most hours of one training.
const HOURS_MAX: u32 = 400;

/// Notes a day that has not come yet, and hours that no training has.
pub fn check(held_on: Day, hours: u32, today: Day, faults: &mut Faults) {
    if held_on > today {
        faults.add("/held_on", FaultCode::Date, Wording::DayInTheFuture);
    }
    if !(1..=HOURS_MAX).contains(&hours) {
        faults.add("/hours", FaultCode::Range, Wording::Between { min: 1, max: HOURS_MAX.into() });
    }
}

words! {
    /// The form of a training.
    // R75.
    Form {
        /// Before taking up duty.
        PreDuty = "pre_duty", // 岗前培训.
        /// While on duty.
        InDuty = "in_duty", // 岗中培训.
        /// Discussion in a group.
        GroupDiscussion = "group_discussion", // 集中研讨.
        /// Study of one topic.
        TopicStudy = "topic_study", // 专题学习.
        /// Writing down what supervision taught.
        Reflection = "reflection", // 督导心得.
    }
}

words! {
    /// How a training was given.
    // R72.
    Mode {
        /// The only mode whose hours count towards the yearly forty.
        Concentrated = "concentrated", // 集中培训.
        /// Online.
        Online = "online", // 网络学习.
        /// By oneself.
        SelfStudy = "self_study", // 个人自学.
    }
}

words! {
    /// What a training was about.
    // R73.
    Content {
        /// Laws, regulations and policies of education.
        Policy = "policy",
        /// Theory of education and of supervision.
        Theory = "theory",
        /// Tools and techniques of supervision.
        Tools = "tools",
        /// Professional knowledge.
        ProfessionalKnowledge = "professional_knowledge",
        /// Information technology.
        InformationTechnology = "information_technology",
        /// Cases.
        Cases = "cases",
    }
}

/// A training that a person took part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training {
    /// Identifier.
    pub id: TrainingId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who took part.
    pub person_id: PersonId,
    /// Its form.
    pub form: Form,
    /// How it was given.
    pub mode: Mode,
    /// What it was about.
    pub content: Content,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub held_on: Day,
    /// Hours (学时) credited.
    pub hours: u32,
    /// Who gave it.
    pub organiser: Option<String>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last corrected.
    pub updated_at: Instant,
}

/// Hours of one person in one year, by mode (R71: only concentrated training counts towards the forty).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct YearHours {
    /// 集中培训.
    pub concentrated: u32,
    /// 网络学习.
    pub online: u32,
    /// 个人自学.
    pub self_study: u32,
}

impl YearHours {
    /// Adds hours of a mode.
    pub fn add(&mut self, mode: Mode, hours: u32) {
        match mode {
            Mode::Concentrated => self.concentrated += hours,
            Mode::Online => self.online += hours,
            Mode::SelfStudy => self.self_study += hours,
        }
    }

    /// Hours that are missing to what a year asks for.
    pub fn missing(&self, needed: u32) -> u32 {
        needed.saturating_sub(self.concentrated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_concentrated_hours_count_towards_the_forty_of_a_year() {
        let mut hours = YearHours::default();
        for (mode, credited) in [(Mode::Concentrated, 24), (Mode::Online, 30), (Mode::SelfStudy, 30)] {
            hours.add(mode, credited);
        }
        assert_eq!((hours.missing(40), hours.missing(24)), (16, 0));
        hours.add(Mode::Concentrated, 20);
        assert_eq!(hours.missing(40), 0);
    }
}
