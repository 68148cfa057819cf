//! The duty that inspectors did at an inspection (e.1).

use super::{Channel, Inspection, Inspector};
use crate::{
    Day,
    performance::duty::{Facts, Kind, Particulars, Visit},
    service::team::SupervisionKind,
};

/// The duty of one inspector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Who, and for how long.
    pub inspector: Inspector,
    /// What is recorded.
    pub facts: Facts,
}

impl Inspection {
    /// As which kind of duty it counts; none for papers alone.
    pub fn duty_kind(&self) -> Option<Kind> {
        let is_of_school = self.object.school_id.is_some();
        match (self.setup.channel, self.setup.kind) {
            (Channel::Desk, _) => None,
            (Channel::Online, _) => Some(Kind::OnlineSupervision),
            (Channel::OnSite, SupervisionKind::Routine) if is_of_school => Some(Kind::Visit),
            (Channel::OnSite, SupervisionKind::LookBack) if is_of_school => Some(Kind::Rectification),
            (Channel::OnSite, _) => Some(Kind::TeamSupervision),
        }
    }

    /// The duty of each inspector; none before it began.
    pub fn served(&self) -> Vec<Served> {
        let Some((kind, day)) = self.duty_kind().zip(self.occurred_on) else { return Vec::new() };
        let of = |inspector: &Inspector| {
            let particulars = self.particulars(kind, inspector, day)?;
            Some(Served { inspector: inspector.clone(), facts: Facts { occurred_on: day, particulars } })
        };
        self.inspectors.iter().filter_map(of).collect()
    }

    fn particulars(&self, kind: Kind, inspector: &Inspector, day: Day) -> Option<Particulars> {
        let (school, hours) = (self.object.school_id, inspector.hours);
        Some(match kind {
            Kind::TeamSupervision => Particulars::TeamSupervision { school_id: school, hours },
            Kind::OnlineSupervision => Particulars::OnlineSupervision { school_id: school, hours },
            Kind::Rectification => Particulars::Rectification(school?),
            _ => Particulars::Visit(Visit {
                school_id: school?,
                mode: self.setup.mode,
                notice_on: self.course.notice_on.filter(|notice| *notice <= day),
                hours,
                theme: self.course.theme.clone(),
                credential_shown: inspector.credential_shown,
                record_left: true,
                feedback_left: self.course.feedback_on.is_some(),
                report_submitted_on: self.course.report_submitted_on,
            }),
        })
    }
}
