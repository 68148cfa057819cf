//! The rules of supervision itself, from R180 on.

use super::{Kind, Mark, Rule};

/// The severities of a problem.
const SEVERITIES: &[&str] = &["minor", "general", "serious", "critical"];

rules! {
    /// R181: a chief inspector, with deputies; that there is one at a time is ours.
    POST_ONE_CHIEF_INSPECTOR = "post.one_chief_inspector", "true", Kind::Flag, Design, false,
        "市政协调研报告（总督学、副总督学）；浙江省教育督导条例第五条；同一时间一名为本登记系统设计默认值", "An office has one chief inspector at a time";
    /// R190: one theme a month (seed B8).
    PLAN_ONE_THEME_PER_MONTH = "plan.one_theme_per_month", "true", Kind::Flag, Text, false,
        "市政协调研报告“坚持一月一督导、一月一主题”", "An area has one theme a month";
    /// R191: one plan for each school (seed D24).
    PLAN_PER_SCHOOL = "plan.per_school", "true", Kind::Flag, Text, false,
        "市政协调研报告“一校一方案”", "A school has one plan at a time";
    /// R192: what is common to all schools, and what is the school's own (seed D24).
    PLAN_COMMON_AND_OWN = "plan.common_and_own", "true", Kind::Flag, Text, false,
        "市政协调研报告“共性与个性相结合”", "The plan of a school has common items and items of its own";
    /// R193: one supervision, one rectification, one evaluation (seed D28).
    PLAN_SPECIAL_ONE_TO_ONE = "plan.special_one_to_one", "true", Kind::Flag, Text, true,
        "市政协调研报告“一专项一督导、一整改、一评估”", "Special supervision ends when each school is inspected, each problem closed and the plan evaluated";
    /// R202: told in writing beforehand; unannounced supervision is practice.
    INSPECTION_NOTICE_REQUIRED = "inspection.notice_required", r#"["special","comprehensive"]"#, Kind::Words(&["routine", "special", "comprehensive", "look_back"]), Text, false,
        "教育督导条例第十七条", "Kinds of supervision that begin after a written notice";
    /// R204: the public, pupils, parents and teachers are heard.
    INSPECTION_VOICES_REQUIRED = "inspection.voices_required", "true", Kind::Flag, Text, false,
        "教育督导条例第十九条", "People are heard before the preliminary opinion of special and comprehensive supervision";
    /// R205: the regulation lets the unit defend itself and names no number of days.
    INSPECTION_DEFENCE_WORKING_DAYS = "inspection.defence_working_days", "10", Kind::Count { min: 5, max: 30 }, Design, false,
        "教育督导条例第二十条；天数比照浙江省教育督导条例第十一条第（五）项（10日）、上海市教育督导条例第二十一条（10个工作日）", "Working days in which a unit may say something to the preliminary opinion";
    /// e.1: one visit is recorded once.
    DUTY_FROM_INSPECTION = "duty.from_inspection", "true", Kind::Flag, Design, true,
        "本登记系统设计默认值（督导与履职记录一次填报）", "A duty record of an inspection is corrected with the inspection";
    /// R220: supervision and guidance go together (seed C8, D25).
    FINDING_GUIDANCE_REQUIRED = "finding.guidance_required", "true", Kind::Flag, Text, false,
        "市政协调研报告“督”与“导”并重；教育督导条例第三条第（四）项、第二十一条", "A problem is notified with guidance";
    /// R221: the regulation asks for a deadline and names no number.
    FINDING_DUE_WORKING_DAYS = "finding.due_working_days", r#"{"minor":5,"general":20,"serious":30,"critical":3}"#, Kind::Days(SEVERITIES), Design, false,
        "教育督导条例第二十一条；天数为本登记系统设计默认值", "Working days to put a problem right, by severity";
    /// R222: in time.
    FINDING_NOTIFY_WORKING_DAYS = "finding.notify_working_days", r#"{"minor":1,"general":5,"serious":3,"critical":1}"#, Kind::Days(SEVERITIES), Design, false,
        "本登记系统设计默认值（问题告知）", "Working days to notify a problem, by severity";
    /// R223: danger is urged upon at once.
    FINDING_CRITICAL_SAME_DAY = "finding.critical_same_day", "true", Kind::Flag, Text, true,
        "教育督导条例第十五条、第二十六条第（三）项", "Danger to life or safety is notified on the day it is found";
    /// R224: harm to a minor is reported at once.
    FINDING_MINOR_HARM_REPORTED = "finding.minor_harm_reported", "true", Kind::Flag, Text, true,
        "未成年人保护法第十一条第二款", "Harm to a minor is reported before the unit is notified";
    /// R225: the authority verifies what the unit reports; 30 days are practice.
    FINDING_VERIFY_WORKING_DAYS = "finding.verify_working_days", "20", Kind::Count { min: 1, max: 60 }, Design, false,
        "教育督导条例第二十二条；天数参照晋江市督导工作报告制度（2018年）", "Working days to verify a unit's report";
    /// R226: the unit looks for like problems (seed C2).
    FINDING_WIDER_CHECK_FOR = "finding.wider_check_for", r#"["serious","critical"]"#, Kind::Words(SEVERITIES), Design, false,
        "市政协调研报告“举一反三”；适用范围为本登记系统设计默认值", "Severities whose report needs a check for like problems";
    /// R227: a look-back (seed D20).
    LOOK_BACK_REQUIRED_FOR = "look_back.required_for", r#"["serious","critical"]"#, Kind::Words(SEVERITIES), Design, false,
        "市政协调研报告“回头看”；关于深化新时代教育督导体制机制改革的意见（条目待核）；适用范围为本登记系统设计默认值", "Severities that are closed after a look-back";
    /// R227: when it is looked back.
    LOOK_BACK_WITHIN_WORKING_DAYS = "look_back.within_working_days", r#"{"minor":60,"general":60,"serious":60,"critical":20}"#, Kind::Days(SEVERITIES), Design, false,
        "本登记系统设计默认值（“回头看”）", "Working days after the verification to look back, by severity";
    /// R228: the same problem again is told (seed C2).
    FINDING_RECURRENCE_MONTHS = "finding.recurrence_months", "12", Kind::Count { min: 1, max: 60 }, Design, false,
        "市政协调研报告“问题反弹、重复发生”；月数为本登记系统设计默认值", "Months after closing in which the same problem is a recurrence";
    /// R229: a deadline is moved once.
    FINDING_MAX_EXTENSIONS = "finding.max_extensions", "1", Kind::Count { min: 0, max: 3 }, Design, false,
        "本登记系统设计默认值（整改延期）", "How often a deadline may be moved";
    /// R230: units take over what a school cannot mend (seed D16).
    FINDING_HAND_OVER_ANSWER_WORKING_DAYS = "finding.hand_over_answer_working_days", "15", Kind::Count { min: 1, max: 60 }, Design, false,
        "市政协调研报告“联动机制”；天数为本登记系统设计默认值", "Working days in which a unit that was asked answers";
    /// R257: third parties may be commissioned; how much they weigh is the place's.
    EVALUATION_THIRD_PARTY_MAX_WEIGHT = "evaluation.third_party_max_weight", "100", Kind::Count { min: 0, max: 100 }, Design, false,
        "市政协调研报告（引入第三方评估）；浙江省教育督导条例第十六条、上海市教育督导条例第二十七条；权重上限为本登记系统设计默认值", "Percent that the ratings of third parties may weigh";
    /// R242: education does not rate alone (seed D29, D30).
    EVALUATION_OUTSIDE_RATERS_MIN = "evaluation.outside_raters_min", "1", Kind::Count { min: 1, max: 5 }, Design, false,
        "市政协调研报告“避免出现自导自演、自唱自和的局面”；数量为本登记系统设计默认值", "Raters from outside education that rate a government or department";
    /// R244: nobody rates the own unit.
    EVALUATION_NO_OWN_UNIT = "evaluation.no_own_unit", "true", Kind::Flag, Text, true,
        "教育督导条例第十条；市政协调研报告“避免出现自导自演、自唱自和的局面”", "Nobody rates the own unit";
    /// R248: the unit may ask for a review.
    EVALUATION_REVIEW_WORKING_DAYS = "evaluation.review_working_days", "10", Kind::Count { min: 5, max: 30 }, Design, false,
        "本登记系统设计默认值（评估结果复核）", "Working days in which a unit may ask for a review of its result";
    /// R258: a third party takes nothing from the evaluated and is independent; read in a local law.
    EVALUATION_THIRD_PARTY_INDEPENDENT = "evaluation.third_party_independent", "true", Kind::Flag, Text, true,
        "浙江省教育督导条例第十七条", "A third party rates under contract, after it declared to be independent";
    /// R182: the committee meets each year (seed D35).
    MEETING_COMMITTEE_PER_YEAR = "meeting.committee_per_year", "1", Kind::Count { min: 1, max: 12 }, Text, false,
        "市政协调研报告（教育督导委员会每年至少召开一次会议）", "Meetings of the committee in a year";
    /// R183: the inspectors meet each half-year (seed D36).
    MEETING_INSPECTORS_PER_HALF_YEAR = "meeting.inspectors_per_half_year", "1", Kind::Count { min: 1, max: 6 }, Text, false,
        "市政协调研报告（每半年至少召开一次督学会议）", "Meetings of the inspectors in half a year";
    /// R184: what these meetings treat.
    MEETING_AGENDA = "meeting.agenda", "true", Kind::Flag, Text, false,
        "市政协调研报告（总结工作、查找问题、部署任务；总结、问题、表彰、整改）", "What a meeting should treat is warned of";
    /// R195: each government is supervised within the cycle.
    CYCLE_GOVERNMENT_YEARS = "cycle.government_years", "5", Kind::Count { min: 1, max: 5 }, Text, false,
        "教育督导条例第十四条（每5年至少实施一次专项督导或者综合督导）", "Years in which each government is supervised once";
    /// R195: each school is supervised comprehensively within the cycle.
    CYCLE_SCHOOL_YEARS = "cycle.school_years", "5", Kind::Count { min: 3, max: 5 }, Text, false,
        "教育督导条例第十四条（每3至5年实施一次综合督导）", "Years in which each school is supervised comprehensively once";
    /// R196: special supervision each year.
    PLAN_SPECIAL_YEARLY = "plan.special_yearly", "true", Kind::Flag, Text, false,
        "市政协调研报告（专项督导）；浙江省教育督导条例第十条", "There is a plan of special supervision each year";
    /// R310: publicity each year (seed D38).
    PUBLICITY_PER_YEAR = "publicity.per_year", "1", Kind::Count { min: 0, max: 12 }, Text, false,
        "市政协调研报告（每年教师节前后开展教育督导大宣传）", "Campaigns of publicity around Teachers' Day in a year";
    /// R310: how far from the tenth of September it may lie.
    PUBLICITY_WINDOW_DAYS = "publicity.window_days", "15", Kind::Count { min: 0, max: 60 }, Design, false,
        "市政协调研报告“教师节前后”；天数为本登记系统设计默认值", "Days before and after Teachers' Day in which publicity lies";
    /// R270: five wrongs of the supervised, and six situations.
    ACCOUNTABILITY_GROUNDS = "accountability.grounds", r#"["obstruction","deception","no_rectification","retaliation","other_obstruction","policy_not_implemented","duty_not_performed","task_delayed","irregular_conduct","quality_decline","safety_or_refusal"]"#, Kind::Words(&["obstruction", "deception", "no_rectification", "retaliation", "other_obstruction", "policy_not_implemented", "duty_not_performed", "task_delayed", "irregular_conduct", "quality_decline", "safety_or_refusal"]), Text, false,
        "教育督导条例第二十五条；教育督导问责办法（条文待核）", "Grounds on which somebody is held to account";
    /// R271: the unit is told of an interview beforehand; how long is ours.
    INTERVIEW_NOTICE_WORKING_DAYS = "interview.notice_working_days", "3", Kind::Count { min: 0, max: 30 }, Design, false,
        "市政协调研报告（约谈）；浙江省教育督导条例第二十五条；天数为本登记系统设计默认值", "Working days between the notice of an interview and its day";
    /// R272: forms for units and for persons.
    ACCOUNTABILITY_FORMS = "accountability.forms", r#"["open_criticism","written_self_examination","interview","circular","circular_criticism","resource_adjustment","organisational_proposal","penalty_proposal","sanction_proposal","referral"]"#, Kind::Words(&["open_criticism", "written_self_examination", "interview", "circular", "circular_criticism", "resource_adjustment", "organisational_proposal", "penalty_proposal", "sanction_proposal", "referral"]), Excerpt, false,
        "教育督导问责办法（条文待核）；教育督导条例第十二条第（四）项、第二十五条", "Forms in which somebody is held to account";
    /// R273: a group investigates in time.
    ACCOUNTABILITY_INVESTIGATION_DAYS = "accountability.investigation_days", "60", Kind::Count { min: 1, max: 60 }, Excerpt, false,
        "教育督导问责办法（条文待核）", "Days in which an investigation begins";
    /// R274: told in writing, and heard; the days are ours.
    ACCOUNTABILITY_DEFENCE_WORKING_DAYS = "accountability.defence_working_days", "5", Kind::Count { min: 3, max: 60 }, Excerpt, false,
        "教育督导问责办法（条文待核）；天数为本登记系统设计默认值", "Working days for a defence against accountability";
    /// R275: units are consulted, the chair or a vice-chair decides.
    ACCOUNTABILITY_CHAIR_APPROVES = "accountability.chair_approves", "true", Kind::Flag, Excerpt, true,
        "教育督导问责办法（条文待核）", "The chair or a vice-chair of the committee approves accountability";
    /// R277: open by gravity.
    ACCOUNTABILITY_PUBLIC_FOR = "accountability.public_for", r#"["circular","open_criticism"]"#, Kind::Words(&["open_criticism", "written_self_examination", "interview", "circular", "circular_criticism", "resource_adjustment", "organisational_proposal", "penalty_proposal", "sanction_proposal", "referral"]), Excerpt, false,
        "教育督导问责办法（条文待核）；公开范围为本登记系统设计默认值", "Forms that are made known to the public";
    /// R281: what is spent counts for nothing any more.
    ACCOUNTABILITY_SPENT_MONTHS = "accountability.spent_months", "12", Kind::Count { min: 1, max: 120 }, Design, false,
        "本登记系统设计默认值", "Months after which an accountability measure is spent";
    /// R290: reports are published.
    PUBLICATION_REPORT_REQUIRED = "publication.report_required", "true", Kind::Flag, Text, true,
        "教育督导条例第二十三条；义务教育法第八条；学前教育法第七十三条", "Supervision reports and annual reports are published";
    /// R291: in time.
    PUBLICATION_WORKING_DAYS = "publication.working_days", "20", Kind::Count { min: 1, max: 20 }, Text, false,
        "政府信息公开条例第二十六条", "Working days to publish an open document, or to correct what was published";
    /// R292: no privacy, no business secrets, no internal or process papers.
    PUBLICATION_CHECKED = "publication.checked", "true", Kind::Flag, Text, true,
        "政府信息公开条例第十五条、第十六条", "A document is published when it is open and another than its drafter has checked it";
    /// R312: rules are published.
    DOCUMENT_NORMATIVE_OPEN = "document.normative_open", "true", Kind::Flag, Text, false,
        "市政协调研报告（制度建设）；政府信息公开条例第二十条第（一）项", "Rules in force are published; the answer warns of those that are not";
}
