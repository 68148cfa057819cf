//! The rules in force: values with their legal source, kept as data, changed by document.
//!
//! The code knows each rule's key, source and shipped value; what a locality changed lies in the
//! database as numbered versions. A decision records the version under which it was taken.

mod in_force;
mod rule;

use crate::{Error, Wording};
pub use in_force::{Rules, SHIPPED_VERSION};
pub use rule::{Kind, Mark, Rule};
pub use supervision::*;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $default:literal, $kind:expr, $mark:ident, $fixed:literal, $article:literal, $title:literal;)+) => {
        $($(#[$doc])* pub static $name: Rule = Rule {
            key: $key, default: $default, kind: $kind, article: $article, mark: Mark::$mark, fixed: $fixed, title: $title,
        };)+
        /// These rules, in the order of the domain notes.
        pub static ALL: &[&Rule] = &[$(&$name),+];
    };
}

mod supervision;

rules! {
    /// R2: a bachelor's degree or more, completed.
    ACCEPTED_EDUCATION_CODES = "eligibility.accepted_education_codes", r#"["11","14","17","21"]"#, Kind::EducationCodes, Text, false,
        "教育督导条例第七条第（四）项", "Education levels (GB/T 4658) that an inspector may hold";
    /// R3: ten years in education.
    MIN_EDUCATION_WORK_YEARS = "eligibility.min_education_work_years", "10", Kind::Count { min: 10, max: 50 }, Text, false,
        "教育督导条例第七条第（四）项", "Years of education management, teaching or research that an inspector needs";
    /// R4: what nobody can compute is declared.
    DECLARATIONS = "eligibility.declarations", "true", Kind::Flag, Text, true,
        "教育督导条例第七条", "A candidate declares the conditions that no record proves";
    /// R5: Shandong lets a senior title stand in for the degree; elsewhere it needs a legal basis of its own.
    ALLOW_SENIOR_TITLE_INSTEAD = "eligibility.allow_senior_title_instead", "false", Kind::Flag, Text, false,
        "山东省教育督导条例第九条第（三）项", "A senior professional title stands in for the education level";
    /// R8: an inspector can guarantee the time.
    TIME_COMMITMENT_REQUIRED = "eligibility.time_commitment_required", "true", Kind::Flag, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第六条", "A candidate declares to have the time for supervision";
    /// R20: the regulation knows no age limit; a locality that sets one counts on the cohort's first day.
    MAX_AGE_NEW = "eligibility.max_age.new", "null", Kind::OptionalCount { min: 50, max: 100 }, Excerpt, false,
        "关于推荐第七届国家督学人选的通知（2003年）；教育督导条例未作规定", "Age in full years above which nobody is newly engaged part-time";
    /// R20: who is engaged for a next term may be a little older.
    MAX_AGE_RENEWAL = "eligibility.max_age.renewal", "null", Kind::OptionalCount { min: 50, max: 100 }, Excerpt, false,
        "关于推荐第七届国家督学人选的通知（2003年）；教育督导条例未作规定", "Age in full years above which nobody is engaged part-time for a next term";
    /// R70: newly engaged inspectors are trained before they take up duty; the number of hours is ours.
    PRE_DUTY_HOURS = "qualification.pre_duty_hours", "24", Kind::Count { min: 1, max: 400 }, Design, false,
        "督学管理暂行办法（教督〔2016〕2号）第二十条；学时数为本登记系统设计默认值", "Hours of pre-duty training before the exam";
    /// R71: forty hours of concentrated training a year.
    TRAINING_MIN_HOURS_PER_YEAR = "training.min_hours_per_year", "40", Kind::Count { min: 40, max: 400 }, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第二十一条", "Hours of concentrated training that an inspector needs each year";
    /// R76: the exam's pass mark is not regulated.
    EXAM_PASS_SCORE = "qualification.exam.pass_score", "60", Kind::Count { min: 1, max: 100 }, Design, false,
        "本登记系统设计默认值（资格考试）", "Points that pass the exam";
    /// R76: one resit.
    EXAM_MAX_RESITS = "qualification.exam.max_resits", "1", Kind::Count { min: 0, max: 5 }, Design, false,
        "本登记系统设计默认值（资格考试）", "Resits of the exam";
    /// R7: assessed by the supervision authority; its panel has at least three members.
    QUALIFICATION_PANEL_MIN_MEMBERS = "qualification.panel.min_members", "3", Kind::Count { min: 3, max: 50 }, Design, false,
        "教育督导条例第七条“经教育督导机构考核合格”；人数为本登记系统设计默认值", "Members of the panel that assesses a candidate";
    /// Q5: by analogy with the five-yearly registration of teachers.
    QUALIFICATION_VALID_YEARS = "qualification.valid_years", "5", Kind::Count { min: 1, max: 5 }, Design, false,
        "比照中小学教师资格定期注册五年", "Years that a certification is valid before its re-inspection";
    /// Serving inspectors are certified by a check of their record, once, with a deadline.
    RECORD_CHECK_UNTIL = "qualification.record_check_until", r#""2027-12-31""#, Kind::Day, Design, false,
        "本登记系统设计默认值（在任督学的一次性认定）", "Last day on which serving inspectors are certified by record check";
    /// R110, S1 art. 26: nothing adverse without hearing the person.
    DEFENCE_BEFORE_REVOCATION = "qualification.defence_before_revocation", "true", Kind::Flag, Excerpt, true,
        "教育督导问责办法（国教督〔2021〕2号）", "A certification is revoked only after the person was heard";
    /// R11: at least seven working days of public notice.
    PUBLIC_NOTICE_MIN_WORKING_DAYS = "public_notice.min_working_days", "7", Kind::Count { min: 7, max: 60 }, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第七条", "Working days that proposed names stand in public notice before a decision";
    /// D10 of the seed: invited people are chosen by their own wish.
    POOL_INVITED_CONSENT_REQUIRED = "pool.invited.consent_required", "true", Kind::Flag, Text, true,
        "市政协调研报告“根据其个人意愿和专业特长”", "An invited member has consented before the nomination is submitted";
    /// D12 of the seed: the specialist pool has four sources, each with evidence.
    POOL_SPECIALIST_SOURCE_REQUIRED = "pool.specialist.source_required", "true", Kind::Flag, Text, true,
        "市政协调研报告“从特级教师、学科带头人、优秀教师、骨干教师等人员中筛选”", "A specialist member belongs to a source category, with its evidence";
    /// Review panels have at least three members.
    POOL_PANEL_MIN_MEMBERS = "pool.panel.min_members", "3", Kind::Count { min: 3, max: 50 }, Design, false,
        "本登记系统设计默认值（人才库评审）", "Members of the panel that shortlists a nomination";
    /// A membership lasts three years, like a cohort.
    POOL_TERM_YEARS = "pool.term_years", "3", Kind::Count { min: 1, max: 3 }, Design, false,
        "比照教育督导条例第六条任期三年", "Years that a pool membership is valid";
    /// D30 of the seed: no self-directed play; maker and checker differ.
    FOUR_EYES_REQUIRED = "four_eyes.required", "true", Kind::Flag, Design, true,
        "市政协调研报告“避免出现自导自演、自唱自和的局面”", "Who created, submitted or investigated a record does not decide on it";
    /// Q27: working days are counted only over uploaded years.
    CALENDAR_YEAR_REQUIRED = "calendar.year_required", "true", Kind::Flag, Design, true,
        "国务院办公厅年度节假日安排通知", "Working days are counted only over years whose calendar was uploaded";
    /// R30: a part-time term is three years, and may be shorter.
    PART_TIME_TERM_YEARS = "appointment.part_time.term_years", "3", Kind::Count { min: 1, max: 3 }, Text, false,
        "教育督导条例第六条", "Years of one term of a part-time inspector";
    /// R31: at most three terms in a row; a hard stop.
    PART_TIME_MAX_CONSECUTIVE_TERMS = "appointment.part_time.max_consecutive_terms", "3", Kind::Count { min: 3, max: 3 }, Text, true,
        "教育督导条例第六条", "Terms in a row that a part-time inspector may serve";
    /// R36: how long a break begins the count of terms anew is not defined; a full term that was missed is ours.
    CONSECUTIVE_RESET_GAP_MONTHS = "appointment.consecutive_reset_gap_months", "36", Kind::Count { min: 36, max: 120 }, Design, false,
        "教育督导条例第六条未作规定；为本登记系统设计默认值", "Months of a break after which terms in a row are counted anew";
    /// R7: nobody is appointed who was not assessed.
    REQUIRES_QUALIFICATION = "appointment.requires_qualification", "true", Kind::Flag, Text, true,
        "教育督导条例第七条“经教育督导机构考核合格”", "An appointment needs a certification that is valid on its first day";
    /// Nobody under a sanction is appointed; for promotion the law says so, for appointments it is ours.
    NO_SANCTION = "appointment.block_during_sanction", "true", Kind::Flag, Design, false,
        "比照公职人员政务处分法第十九条、第二十条", "Nobody is appointed during the period of a sanction";
    /// R60, d.3: who is appointed says beforehand from which units to stay away.
    RECUSAL_DECLARATION_REQUIRED = "appointment.recusal_declaration_required", "true", Kind::Flag, Design, false,
        "教育督导条例第十条；申报程序为本登记系统设计默认值", "A recusal declaration is made before the decision";
    /// R108, R21: full-time inspectors hold establishment posts, whose number the government decides.
    ESTABLISHMENT_POSTS = "staffing.establishment_posts", "true", Kind::Flag, Excerpt, true,
        "督学管理暂行办法（教督〔2016〕2号）第五条", "A full-time appointment needs a free establishment post of its authority";
    /// R13: filed with the higher authority; what is missing is a warning.
    FILING_REQUIRED = "appointment.filing_required", "true", Kind::Flag, Excerpt, true,
        "督学管理暂行办法（教督〔2016〕2号）第四条、第七条", "An appointment is filed with the higher authority";
    /// R13: published; what is missing is a warning.
    PUBLISH_REQUIRED = "appointment.publish_required", "true", Kind::Flag, Excerpt, true,
        "督学管理暂行办法（教督〔2016〕2号）第七条", "An appointment is published";
    /// A next term is looked at ninety days before the end of the present one.
    RENEWAL_REVIEW_DAYS = "appointment.renewal_review_days", "90", Kind::Count { min: 1, max: 365 }, Design, false,
        "本登记系统设计默认值（续聘审核）", "Days before the end of a term from which its renewal is looked at";
    /// R70: trained before taking up duty.
    PRE_DUTY_TRAINING_REQUIRED = "training.pre_duty_required", "true", Kind::Flag, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第二十条", "Newly appointed inspectors are trained before they take up duty";
    /// R41: zones of at most twenty schools.
    ZONE_MAX_SCHOOLS = "zone.max_schools", "20", Kind::Count { min: 1, max: 500 }, Excerpt, false,
        "教育部关于加强督学责任区建设的意见（教督〔2012〕7号）", "Schools of a zone above which the report warns";
    /// R42: about five schools for each responsible inspector.
    ZONE_TARGET_SCHOOLS_PER_INSPECTOR = "zone.target_schools_per_inspector", "5", Kind::Count { min: 1, max: 100 }, Excerpt, false,
        "中小学校责任督学挂牌督导办法（国教督办〔2013〕2号）第三条", "Schools for each inspector of a zone above which the report warns";
    /// B5, R43: every school has a responsible inspector.
    ZONE_MIN_INSPECTORS_PER_SCHOOL = "zone.min_inspectors_per_school", "1", Kind::Count { min: 1, max: 1 }, Text, true,
        "教育督导条例第十三条；市政协调研报告“实现了责任督学挂牌督导全覆盖”", "Inspectors who serve each school, below which the report warns";
    /// R45: the seed asks for a full-time inspector in each zone.
    ZONE_MIN_FULL_TIME = "zone.min_full_time", "1", Kind::Count { min: 1, max: 10 }, Text, false,
        "市政协调研报告“一个督学责任区不少于一名专职督学”", "Full-time inspectors of each zone, below which the report tells the gap";
    /// R45: full-time inspectors lead the zones; where there is none yet, somebody leads for the time being (Q20).
    ZONE_LEAD_MUST_BE_FULL_TIME = "zone.lead_must_be_full_time", "true", Kind::Flag, Text, false,
        "市政协调研报告“由专职督学分责任区牵头负责”", "A zone is led by a full-time inspector; the report warns of others";
    /// R57: inspectors change zones regularly; after how many years is ours (Q21).
    ZONE_ROTATION_YEARS = "zone.rotation_years", "3", Kind::Count { min: 1, max: 10 }, Design, false,
        "重庆市教育督导条例第十八条；年数为本登记系统设计默认值", "Years in one zone above which an assignment is warned of";
    /// R46: at least three full-time inspectors.
    STAFFING_MIN_FULL_TIME = "staffing.min_full_time", "3", Kind::Count { min: 0, max: 1_000 }, Text, false,
        "重庆市教育督导条例第九条", "Full-time inspectors of an area, below which the report warns";
    /// R55: a team has at least three inspectors; experts do not count.
    TEAM_MIN_INSPECTORS = "team.min_inspectors", "3", Kind::Count { min: 3, max: 30 }, Text, false,
        "教育督导条例第十六条", "Inspectors of a supervision team";
    /// Nobody is drawn again and again; how often is ours.
    TEAM_MAX_DRAWS = "team.max_draws_in_90_days", "6", Kind::Count { min: 1, max: 90 }, Design, false,
        "本登记系统设计默认值（抽取督导组）", "Teams of the last 90 days after which an inspector is not drawn again";
    /// A count of few tells who they are; how few is ours.
    STATISTICS_MIN_CELL = "statistics.min_cell", "5", Kind::Count { min: 3, max: 20 }, Design, false,
        "本登记系统设计默认值（统计小数保护；比照个人信息保护法第四条、第七十三条匿名化）", "Smallest count of a statistic that is shown to who does not read the people themselves";
    /// R41: the zones cover all schools, so none is closed over a school and none that is closed takes one.
    ZONE_FULL_COVERAGE = "zone.full_coverage", "true", Kind::Flag, Excerpt, true,
        "教育部关于加强督学责任区建设的意见（教督〔2012〕7号）", "Every school belongs to a zone that is open";
    /// Q23: the inspectors' own ladder is off until a locality wants it.
    INSPECTOR_GRADE_ENABLED = "inspector_grade.enabled", "false", Kind::Flag, Design, false,
        "本登记系统设计默认值（督学职级）", "Inspectors have grades of their own";
    /// R120: titles are decided by the personnel authority.
    PROMOTION_TITLE_AUTHORITY = "promotion.title.authority", "true", Kind::Flag, Text, true,
        "上海市教育督导条例第八条", "A title takes effect when the personnel authority has recorded it";
    /// R121: inspectors drawn from schools may have a quota of titles of their own.
    PROMOTION_SEPARATE_LINE = "promotion.quota.separate_line", "false", Kind::Flag, Excerpt, false,
        "市政协关于督学职称晋升的提案（督学“不能正常晋升职称”）", "Titles of inspectors count against a quota of their own";
    /// R123: five years in the senior title before the full senior one.
    PROMOTION_TITLE_YEARS_FULL_SENIOR = "promotion.title.min_years.full_senior", "5", Kind::Count { min: 1, max: 20 }, Design, false,
        "中小学教师职称评审标准条件（各地实践）", "Years as senior teacher before a promotion to professorial teacher";
    /// R123: five years in the first-grade title with a bachelor's degree.
    PROMOTION_TITLE_YEARS_SENIOR = "promotion.title.min_years.senior", "5", Kind::Count { min: 1, max: 20 }, Design, false,
        "中小学教师职称评审标准条件（各地实践）", "Years as first-grade teacher before a promotion to senior teacher";
    /// R123: two years with a doctorate.
    PROMOTION_TITLE_YEARS_SENIOR_DOCTOR = "promotion.title.min_years.senior_doctor", "2", Kind::Count { min: 1, max: 20 }, Design, false,
        "中小学教师职称评审标准条件（各地实践）", "The same years with a doctorate";
    /// R123: four years in the second-grade title with a bachelor's degree.
    PROMOTION_TITLE_YEARS_FIRST = "promotion.title.min_years.first", "4", Kind::Count { min: 1, max: 20 }, Design, false,
        "中小学教师职称评审标准条件（各地实践）", "Years as second-grade teacher before a promotion to first-grade teacher";
    /// R123: two years with a master's degree.
    PROMOTION_TITLE_YEARS_FIRST_MASTER = "promotion.title.min_years.first_master", "2", Kind::Count { min: 1, max: 20 }, Design, false,
        "中小学教师职称评审标准条件（各地实践）", "The same years with a master's degree";
    /// d.6: years between the inspectors' own grades are ours.
    PROMOTION_GRADE_YEARS = "promotion.inspector_grade.min_years", "2", Kind::Count { min: 1, max: 20 }, Design, false,
        "本登记系统设计默认值（督学职级）", "Years in an inspector's grade before the next";
    /// R124: the post grades that a title has.
    PROMOTION_POST_GRADES = "promotion.post_grade_map", "true", Kind::Flag, Excerpt, true,
        "中小学教师岗位设置管理（正高级一至四级、高级五至七级、中级八至十级、初级十一至十三级）", "A title has the post grades of its level";
    /// R125: civil servants' ranks are decided elsewhere.
    PROMOTION_RANK_RECORDED_ONLY = "promotion.rank.recorded_only", "true", Kind::Flag, Text, true,
        "公务员法第十九条", "Ranks are recorded, and nobody is promoted in them here";
    /// R126, R127: no promotion during the time of a sanction, which lapses by itself.
    PROMOTION_NO_SANCTION = "promotion.block_during_sanction", "true", Kind::Flag, Text, true,
        "公职人员政务处分法第八条、第十九条、第二十条、第二十六条", "Nobody is promoted during the time of a sanction";
    /// R128: the last two years decide.
    PROMOTION_ASSESSMENT_GATE = "promotion.assessment_gate", "true", Kind::Flag, Design, false,
        "本登记系统设计默认值（晋升考核条件）", "The last two years were assessed as qualified or better; an excellent one spares a year";
    /// R129: civil servants assessed as unqualified go down one level (公务员法); for inspectors it is proposed.
    PROMOTION_DEMOTE = "promotion.demote_on_unqualified", "true", Kind::Flag, Text, true,
        "公务员法（年度考核不称职的降低一个职务、职级层次）；市政协调研报告“能上能下”", "A step down is proposed only after an unqualified year";
    /// R110: nothing adverse without hearing the person.
    PROMOTION_DEFENCE = "promotion.defence_before_demotion", "true", Kind::Flag, Excerpt, true,
        "教育督导问责办法（国教督〔2021〕2号）", "A demotion is decided only after the person was heard";
    /// R130: practice.
    PROMOTION_PUBLIC_NOTICE_DAYS = "promotion.public_notice_days", "5", Kind::Count { min: 5, max: 60 }, Design, false,
        "职称评审结果公示实践（不少于5个工作日）", "Working days that a promotion stands in public notice before the decision";
    /// d.6: one step at a time.
    PROMOTION_ONE_STEP = "promotion.one_step", "true", Kind::Flag, Design, true,
        "本登记系统设计默认值（逐级晋升）", "A promotion or demotion is one step";
    /// d.6: inspectors are promoted while they are in office.
    PROMOTION_IN_OFFICE = "promotion.in_office", "true", Kind::Flag, Design, true,
        "上海市教育督导条例第八条（专职督学）", "Who is promoted holds an appointment in force";
    /// d.6: a panel assesses.
    PROMOTION_PANEL_MIN_MEMBERS = "promotion.panel.min_members", "3", Kind::Count { min: 3, max: 50 }, Design, false,
        "本登记系统设计默认值（晋升评审）", "Members of the panel that assesses a promotion";
    /// R16: who supervises shows the credential.
    CREDENTIAL_SHOW_ON_VISIT = "credential.show_on_visit", "true", Kind::Flag, Text, false,
        "浙江省教育督导条例第十九条、重庆市教育督导条例第十三条、山东省教育督导条例第十一条", "An inspector shows the credential at a visit; the answer warns of visits without";
    /// R22: inspectors are replaced as they leave.
    REPLACEMENT_ENABLED = "replacement.enabled", "true", Kind::Flag, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第五条", "The report of coverage tells the places of a cohort that its members left and nobody filled";
    /// R35: who joins in the middle of a cohort's time ends with it.
    REPLACEMENT_CO_TERMINATES = "replacement.co_terminates", "true", Kind::Flag, Design, true,
        "各地同届任期一致的做法（省级督学一届三年）", "A place of a cohort is filled until the cohort's last day";
    /// d.8: who leaves for which reason leaves a vacancy that opens by itself; others are opened by hand.
    REPLACEMENT_OPENED_BY = "replacement.opened_by", r#"["dismissal"]"#, Kind::Words(&["dismissal", "resignation", "transfer", "retirement", "death"]), Design, false,
        "督学管理暂行办法（教督〔2016〕2号）第五条；由本登记系统设计默认值细化", "Ends of an appointment that open a vacancy by themselves";
    /// d.8: the sources of candidates; their order is fixed.
    REPLACEMENT_SOURCES = "replacement.sources", r#"["reserve_list","specialist_pool","open_nomination"]"#, Kind::Words(&["reserve_list", "specialist_pool", "open_nomination"]), Design, false,
        "市政协调研报告“择优补充”；来源顺序为本登记系统设计默认值", "From where candidates for a vacancy come";
    /// d.8: a reserve list gets old; after how many months is ours.
    REPLACEMENT_RESERVE_MONTHS = "replacement.reserve_months", "12", Kind::Count { min: 1, max: 36 }, Design, false,
        "本登记系统设计默认值（递补名单的有效期）", "Months for which those ranked and not chosen stand on the reserve list";
    /// d.8: replaced on merit (择优补充); the weights are ours.
    REPLACEMENT_WEIGHTS = "replacement.weights", r#"{"certification":20,"assessment":30,"speciality":30,"coverage":20}"#, Kind::Weights(&["certification", "assessment", "speciality", "coverage"]), Design, false,
        "市政协调研报告“择优补充”；权重为本登记系统设计默认值", "Percent of a candidate's score for each component";
    /// d.8: nobody is a candidate who serves there already, or must not serve.
    REPLACEMENT_CANDIDATES = "replacement.candidates", "true", Kind::Flag, Design, true,
        "本登记系统设计默认值（递补人选的条件）", "A candidate holds no appointment at the authority, is not kept from duty by a case and was not dismissed";
    /// R47: every school is supervised twice a semester at least.
    VISIT_MIN_PER_SCHOOL_PER_SEMESTER = "visit.min_per_school_per_semester", "2", Kind::Count { min: 2, max: 50 }, Text, false,
        "教育督导条例第十四条", "Visits of each school in a semester, below which the report warns";
    /// R48: a responsible inspector comes once a month at least.
    VISIT_MIN_PER_SCHOOL_PER_MONTH = "visit.min_per_school_per_month", "1", Kind::Count { min: 1, max: 20 }, Excerpt, false,
        "中小学校责任督学挂牌督导办法（国教督办〔2013〕2号）", "Visits of each school in a month, below which the report warns";
    /// R49: some districts ask for a working day; a locality says how many hours that is.
    VISIT_MIN_HOURS = "visit.min_hours", "null", Kind::OptionalCount { min: 1, max: 24 }, Design, false,
        "比照建邺区责任督学工作要求；教育督导条例未作规定", "Hours of a visit, below which the answer warns";
    /// R50: the months in which there is duty.
    DUTY_ACTIVE_MONTHS = "duty.active_months", "[1,3,4,5,6,7,9,10,11,12]", Kind::Months, Design, false,
        "比照某市第二届责任督学工作情况（每年10个月）；教育督导条例未作规定", "Months in which visits and days of duty are asked for";
    /// R50: the days of duty in such a month.
    DUTY_MIN_DAYS_PER_MONTH = "duty.min_days_per_month", "4", Kind::Count { min: 1, max: 31 }, Design, false,
        "比照某市第二届责任督学工作情况（每月不少于4天）；教育督导条例未作规定", "Days of duty in an active month, below which the report warns";
    /// An inspector on duty needs an appointment; duty without one is kept, with a warning.
    DUTY_REQUIRES_APPOINTMENT = "duty.requires_appointment", "true", Kind::Flag, Design, false,
        "教育督导条例第六条；提示方式为本登记系统设计默认值", "Duty is done while an appointment is in force; the answer warns of other days";
    /// R51: one supervision and one theme a month.
    VISIT_MONTHLY_THEME_REQUIRED = "visit.monthly_theme_required", "true", Kind::Flag, Text, false,
        "市政协调研报告“坚持一月一督导、一月一主题”", "A visit has a theme; the answer warns of visits without";
    /// R52: a visit leaves a record and feedback, and is reported in time; how many days that is, is ours.
    VISIT_REPORT_DUE_DAYS = "visit.report_due_days", "5", Kind::Count { min: 1, max: 60 }, Design, false,
        "教育督导条例第十五条、中小学校责任督学挂牌督导办法（国教督办〔2013〕2号）；天数为本登记系统设计默认值", "Days after a visit by which its report is submitted, after which the answer warns";
    /// R53: a written report each month, a summary each semester.
    DUTY_MONTHLY_REPORT = "duty.monthly_report", "true", Kind::Flag, Design, false,
        "比照汉中市责任区督学工作制度；教育督导条例未作规定", "Each active month is reported on and each semester summed up; the report warns of what is missing";
    /// R54: visits may be made without notice.
    VISIT_MODES = "visit.modes", r#"["scheduled","random"]"#, Kind::VisitModes, Text, false,
        "上海市教育督导条例第十八条；市政协调研报告“既要进行定期督导，又要开展随机督导”", "Modes of visits in use; the answer warns of others";
    /// R54: where notice is given, it is not given earlier.
    VISIT_NOTICE_MAX_WORKING_DAYS = "visit.notice_max_working_days", "2", Kind::Count { min: 1, max: 2 }, Text, false,
        "上海市教育督导条例第十八条", "Working days before a visit from which the school may be told of it; the answer warns of earlier notice";
    /// R80: the authority assesses how its inspectors do their duty; nobody else is assessed by it.
    ASSESSMENT_ENABLED = "assessment.enabled", "true", Kind::Flag, Text, true,
        "教育督导条例第八条；上海市教育督导条例第二十二条", "An authority assesses each year those who were in its office";
    /// R81: the four things that the office manages.
    ASSESSMENT_DOMAINS = "assessment.domains", "true", Kind::Flag, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第十五条", "The targets of a year speak of rules, of reports, of follow-up and of training";
    /// R82 to R84: which grades there are.
    ASSESSMENT_GRADE_SCALE = "assessment.grade_scale", r#""three""#, Kind::OneOf(&["three", "institution_four", "civil_servant_four"]), Design, false,
        "比照瑞安市责任督学考核（优秀、合格、不合格）；事业单位人事管理条例第二十一条、公务员法第三十八条为四等", "The scale of grades";
    /// R85: who rates, and how much that weighs.
    ASSESSMENT_RATERS = "assessment.raters", r#"{"self":10,"school":30,"zone":20,"office":40}"#, Kind::Weights(&["self", "school", "zone", "office"]), Design, false,
        "比照瑞安市责任督学考核（自评、学校、责任区、科室评议）；权重为本登记系统设计默认值", "Percent that each kind of rater weighs";
    /// R85: fewer schools are neither anonymous nor a measure.
    ASSESSMENT_MIN_SCHOOLS = "assessment.raters.min_schools", "3", Kind::Count { min: 2, max: 20 }, Design, false,
        "本登记系统设计默认值（学校评议）", "Schools that rate, below which their weight moves to the zone";
    /// R86: the public sits on the panel.
    ASSESSMENT_PANEL_PUBLIC_SEAT = "assessment.panel.public_seat", "true", Kind::Flag, Design, false,
        "比照温江区责任督学考核办法", "The panel has a representative of the public";
    /// R88: the daily part is what was counted over the year, the annual part what raters say at its end.
    ASSESSMENT_PARTS = "assessment.weights", r#"{"daily":40,"annual":60}"#, Kind::Weights(&["daily", "annual"]), Design, false,
        "日常考核与年终考核相结合（地方做法）；权重为本登记系统设计默认值", "Percent that the counted and the rated items weigh";
    /// R89: score bands are not regulated.
    ASSESSMENT_BAND_EXCELLENT = "assessment.bands.excellent", "90", Kind::Count { min: 80, max: 100 }, Design, false,
        "本登记系统设计默认值（考核等次分数线）", "Points from which a grade is excellent";
    /// R89: on scales of four.
    ASSESSMENT_BAND_QUALIFIED = "assessment.bands.qualified", "70", Kind::Count { min: 65, max: 79 }, Design, false,
        "本登记系统设计默认值（考核等次分数线）", "Points from which a grade is fully qualified on scales of four";
    /// R89: what is below is unqualified.
    ASSESSMENT_BAND_PASS = "assessment.bands.pass", "60", Kind::Count { min: 50, max: 64 }, Design, false,
        "本登记系统设计默认值（考核等次分数线）", "Points below which a grade is unqualified";
    /// R90: generally a fifth of those assessed, a quarter at most, rounded down.
    ASSESSMENT_EXCELLENT_MAX_RATIO = "assessment.excellent_max_ratio", "20", Kind::Count { min: 0, max: 25 }, Design, false,
        "比照事业单位、公务员年度考核优秀比例（未核对原文）", "Percent of those assessed by an authority for a year who may be excellent";
    /// R91: what article 26 names makes a grade the lowest.
    ASSESSMENT_VETO_ITEMS = "assessment.veto_items", "true", Kind::Flag, Text, true,
        "教育督导条例第二十六条", "Who neglects, falsifies, abuses the office or fails to act is unqualified whatever the score";
    /// R92: the person gets the result in writing.
    ASSESSMENT_NOTIFY = "assessment.notify", "true", Kind::Flag, Text, true,
        "公务员法第三十八条", "A result is told to the person in writing before it is final";
    /// R112 to R115: thirty days to ask for a review.
    ASSESSMENT_REVIEW_DAYS = "assessment.review_days", "30", Kind::Count { min: 30, max: 60 }, Text, false,
        "公务员法第九十五条；事业单位人事管理条例第三十八条", "Days after the notice within which the person may ask for a review";
    /// R116: nobody is worse off for having asked.
    ASSESSMENT_NO_AGGRAVATION = "assessment.no_aggravation", "true", Kind::Flag, Text, true,
        "公务员法第九十六条", "A review does not make a result heavier";
    /// R93, d.4: an unqualified year is followed by an order to improve.
    ASSESSMENT_IMPROVEMENT_MONTHS = "assessment.improvement_months", "3", Kind::Count { min: 1, max: 12 }, Design, false,
        "比照瑞安市责任督学考核结果运用；期限为本登记系统设计默认值", "Months that an unqualified inspector has to improve";
    /// R95: good work is commended.
    ASSESSMENT_EFFECTS_COMMEND = "assessment.effects.commend", "true", Kind::Flag, Text, false,
        "上海市教育督导条例第二十二条", "An excellent inspector is commended";
    /// R96: inspectors report on their duty regularly (述职).
    ASSESSMENT_SELF_REPORT_REQUIRED = "assessment.self_report_required", "true", Kind::Flag, Excerpt, false,
        "山东省督学管理办法", "An inspector reports on the duty of each year";
    /// d.4: who served but a part of the year is not assessed.
    ASSESSMENT_EXEMPT_BELOW_MONTHS = "assessment.exempt_below_months", "6", Kind::Count { min: 1, max: 12 }, Design, false,
        "本登记系统设计默认值（年度考核范围）", "Months of the year in office below which an inspector is exempt";
    /// R140: supervision is paid from the budget of its level, so each standard has a yearly cap.
    STIPEND_BUDGET_YEAR_CAP = "stipend.budget_year_cap", "true", Kind::Flag, Text, true,
        "教育督导条例第五条", "A stipend standard is approved with a yearly cap of the budget";
    /// R142, R143: what is paid for.
    STIPEND_COMPONENTS = "stipend.components", "true", Kind::Flag, Text, true,
        "市政协调研报告（通讯、交通、劳务补贴按月发放）", "A stipend has a communication, a transport and a service component, and no other";
    /// R144: the committee decides; finance consents, which is ours.
    STIPEND_STANDARD_APPROVER = "stipend.standard.approver", "true", Kind::Flag, Text, true,
        "市政协调研报告（补贴标准由教育督导委员会确定）；财政部门同意为本登记系统设计默认值", "A standard is decided by the supervision committee with the consent of finance";
    /// R146: pay that nobody decided is an offence.
    STIPEND_STANDARD_DOCUMENT = "stipend.standard.document_required", "true", Kind::Flag, Excerpt, true,
        "违规发放津贴补贴行为处分规定第四条", "A standard names the document by which it was decided";
    /// R145: no amount is national, so nothing is paid where the locality has not decided on amounts.
    STIPEND_STANDARD_NEEDED = "stipend.standard.needed", "true", Kind::Flag, Excerpt, true,
        "经费标准及督学补贴标准不明确（2018年调查）；无全国统一标准", "No stipend is computed without a standard in effect";
    /// R147: a civil servant draws no pay for a second post.
    STIPEND_CIVIL_SERVANT_SERVICE = "stipend.civil_servant.service_component", r#""forbidden""#, Kind::OneOf(&["forbidden"]), Text, true,
        "公务员法第四十四条", "Whether civil servants draw the service component";
    /// R148: the way to work is not paid twice.
    STIPEND_TRANSPORT_ONCE = "stipend.transport.exclude_if_has_official_transport_allowance", "true", Kind::Flag, Excerpt, false,
        "公务用车制度改革有关规定", "Who holds an official transport allowance draws no transport component";
    /// R150: only allowances of the State Council are exempt.
    TAX_EXEMPT = "tax.exempt", "false", Kind::Flag, Text, true,
        "个人所得税法第四条；个人所得税法实施条例第十条", "Whether stipends are exempt from income tax";
    /// R151: allowances of the own employer are wages.
    TAX_CATEGORY_EMPLOYER = "tax.category.employer", r#""wages""#, Kind::OneOf(&["wages"]), Text, true,
        "个人所得税法实施条例第六条", "As what a stipend is taxed that the own employer pays";
    /// R152: what another unit pays is labour remuneration, and that of a month is one time.
    TAX_CATEGORY_EXTERNAL = "tax.category.external", r#""labour_remuneration""#, Kind::OneOf(&["labour_remuneration"]), Text, true,
        "个人所得税法实施条例第六条、第十四条", "As what a stipend is taxed that another unit pays, summed by payer and month";
    /// R153: what a payer withholds from labour remuneration.
    TAX_LABOUR_TABLE = "tax.labour_table", r#"[{"valid_from":"2019-01-01","expense_fen":80000,"expense_percent":20,"steps":[{"over_fen":0,"rate_percent":20,"quick_deduction_fen":0},{"over_fen":2000000,"rate_percent":30,"quick_deduction_fen":200000},{"over_fen":5000000,"rate_percent":40,"quick_deduction_fen":700000}]}]"#, Kind::LabourTables, Excerpt, false,
        "个人所得税扣缴申报管理办法（试行）第八条及预扣率表二（未核对原文）", "Tables of withholding from labour remuneration, amounts in fen, each valid from the first day of a month";
    /// R155: transport and phone money is free of tax up to a province's standard, and nothing is without one.
    TAX_OFFICIAL_COST_DEDUCTION = "tax.official_cost_deduction", "0", Kind::Count { min: 0, max: 1_000_000 }, Excerpt, false,
        "国税发〔1999〕58号第二条（未核对原文）", "Fen of transport and communication money in a month that are not wages";
    /// R156: pay is for who is on post, and ends with it.
    STIPEND_ON_DUTY_ONLY = "stipend.on_duty_only", "true", Kind::Flag, Design, true,
        "以岗定补，在岗享受，离岗取消（乡村教师生活补助的做法）", "Stipends are paid for days in office only";
    /// d.5: corrections are new signed items, and nobody is paid twice for the same.
    STIPEND_ONCE = "stipend.once", "true", Kind::Flag, Design, true,
        "本登记系统设计默认值（同一人同一月同一项只发一次）", "A person is paid once for a component of a month";
    /// R156: the roster is posted with person, months and amount before it is paid (阳光透明).
    STIPEND_ROSTER_NOTICE = "stipend.roster_notice", "true", Kind::Flag, Design, false,
        "以岗定补，阳光透明，名册公示（乡村教师生活补助的做法）", "A run is approved after its roster was posted for the working days of a public notice";
    /// d.5: the assessment weighs on the service component; nobody draws more than the standard says (R146).
    STIPEND_COEFFICIENTS = "stipend.coefficients", r#"{"excellent":100,"qualified":100,"basically_qualified":100,"unqualified":100}"#, Kind::Shares(&["excellent", "qualified", "basically_qualified", "unqualified"]), Design, false,
        "本登记系统设计默认值（考核系数）", "Percent of the service component by the grade of the last final assessment";
    /// R60: a near relative of the head, or another cause, keeps an inspector away.
    RECUSAL_GROUNDS = "recusal.grounds", "true", Kind::Flag, Text, true,
        "教育督导条例第十条", "Who has a ground of recusal stays away from the school";
    /// R62: who left a unit stays away from it for three years.
    RECUSAL_COOLING_OFF_YEARS = "recusal.cooling_off_years", "3", Kind::Count { min: 3, max: 10 }, Text, false,
        "浙江省教育督导条例第二十条、重庆市教育督导条例第十二条", "Years that an inspector stays away from a unit after leaving it";
    /// R64: who hid a ground of recusal is met with criticism, and with nothing else.
    RECUSAL_BREACH_MEASURE = "dismissal.recusal_breach_measure", r#""criticism""#, Kind::OneOf(&["criticism"]), Text, true,
        "教育督导条例第二十六条第二款", "The measure for not staying away where one had to";
    /// R100 to R105: the wrongs of the regulation, and the wider grounds of localities, each of which may be out of use.
    DISMISSAL_GROUNDS = "dismissal.grounds", r#"["neglect","falsification","abuse","failure_to_act","recusal_breach","assessment_unqualified","duty_not_done","absence","unlawful_acts","unfit_health","bad_influence","sanction_or_penalty","retaliation"]"#, Kind::Words(&["neglect", "falsification", "abuse", "failure_to_act", "recusal_breach", "assessment_unqualified", "duty_not_done", "absence", "unlawful_acts", "unfit_health", "bad_influence", "sanction_or_penalty", "retaliation"]), Text, false,
        "教育督导条例第二十六条；重庆市教育督导条例第十一条；督学管理暂行办法（教督〔2016〕2号）；泸溪县责任督学管理办法第七条", "Grounds on which a case is opened and decided";
    /// R101: the answer is graded, and nothing is decided that is heavier than what the person was heard about.
    DISMISSAL_LADDER = "dismissal.ladder", "true", Kind::Flag, Text, true,
        "教育督导条例第二十六条第一款", "Measures are graded, and none is heavier than the one that was proposed";
    /// R108: the office proposes, the government removes.
    DISMISSAL_FULL_TIME = "dismissal.full_time_by_government", "true", Kind::Flag, Text, true,
        "教育督导条例第二十六条；重庆市教育督导条例第十一条", "A full-time inspector is removed by the government only, upon a proposal";
    /// R109: reports on inspectors are taken and checked.
    COMPLAINT_INTAKE = "complaint.intake", "true", Kind::Flag, Excerpt, true,
        "督学管理暂行办法（教督〔2016〕2号）第十九条", "Complaints about inspectors are taken in, checked and handled";
    /// R109: sanctions are reported to the authority above.
    COMPLAINT_REPORT_UP = "complaint.report_up", "true", Kind::Flag, Excerpt, false,
        "督学管理暂行办法（教督〔2016〕2号）第十九条", "What follows from a complaint is reported to the authority above where it is a sanction";
    /// R110: notice of facts and intent, and days for the defence; their number is ours.
    DISMISSAL_DEFENCE_DAYS = "dismissal.defence_days", "5", Kind::Count { min: 3, max: 60 }, Design, false,
        "教育督导问责办法（国教督〔2021〕2号）；天数为本登记系统设计默认值", "Working days for the defence after the notice of intent";
    /// R111: a decision has effect from the day it names, and not before the person has it.
    DISMISSAL_EFFECT_AFTER_SERVICE = "dismissal.effect_after_service", "true", Kind::Flag, Excerpt, true,
        "教育督导问责办法（国教督〔2021〕2号）", "A decision has effect from its day, and not before it is served";
    /// Features 62: a measure is not held up to a person for ever; the periods are those of sanctions, by analogy.
    DISMISSAL_SPENT_CRITICISM_MONTHS = "dismissal.spent.criticism_months", "6", Kind::Count { min: 1, max: 60 }, Design, false,
        "比照公务员法第六十四条（警告六个月），为本登记系统设计默认值", "Months after which a criticism is spent";
    /// Features 62.
    DISMISSAL_SPENT_CORRECTION_MONTHS = "dismissal.spent.correction_months", "12", Kind::Count { min: 1, max: 60 }, Design, false,
        "比照公务员法第六十四条（记过十二个月），为本登记系统设计默认值", "Months after which an ordered correction is spent";
    /// Features 62.
    DISMISSAL_SPENT_ENDING_MONTHS = "dismissal.spent.ending_months", "24", Kind::Count { min: 1, max: 120 }, Design, false,
        "比照公务员法第六十四条（降级、撤职二十四个月），为本登记系统设计默认值", "Months after which the end of a service, a proposal to the government and a referral are spent";
    /// d.7: what has ended by itself is not ended again.
    DISMISSAL_WHO_SERVES = "dismissal.who_serves", "true", Kind::Flag, Design, true,
        "本登记系统设计默认值（解聘以在任为前提）", "A case is about who holds an appointment or a membership";
    /// R112, R113: the procedure of accountability in supervision; for inspectors by analogy.
    APPEAL_SUPERVISION = "appeal.profile.supervision", r#"{"review":30,"review_decision":30,"appeal":15,"direct_appeal":15,"appeal_decision":60}"#, Kind::Days(&["review", "review_decision", "appeal", "direct_appeal", "appeal_decision"]), Excerpt, true,
        "教育督导问责办法（国教督〔2021〕2号）", "Days of review and appeal for who is neither a civil servant nor on the staff of an institution";
    /// R114: civil servants, and who is managed like one.
    APPEAL_CIVIL_SERVANT = "appeal.profile.civil_servant", r#"{"review":30,"review_decision":30,"appeal":15,"direct_appeal":30,"appeal_decision":60}"#, Kind::Days(&["review", "review_decision", "appeal", "direct_appeal", "appeal_decision"]), Text, true,
        "公务员法第九十五条、第九十六条", "Days of review and appeal for civil servants";
    /// R115: the staff of institutions, who have a second appeal.
    APPEAL_INSTITUTION = "appeal.profile.institution", r#"{"review":30,"review_decision":30,"appeal":30,"appeal_decision":60,"second_appeal":30,"second_appeal_decision":60}"#, Kind::Days(&["review", "review_decision", "appeal", "appeal_decision", "second_appeal", "second_appeal_decision"]), Excerpt, true,
        "事业单位工作人员申诉规定（人社部发〔2014〕45号）；事业单位人事管理条例第三十八条", "Days of review, appeal and second appeal for the staff of institutions";
    /// R116: no stay, unless a locality grants one.
    APPEAL_STAYS_EXECUTION = "appeal.stays_execution", "false", Kind::Flag, Text, false,
        "公务员法第九十六条", "A remedy that is not decided keeps a decision from taking effect";
    /// R116: nobody is worse off for having asked.
    APPEAL_NO_AGGRAVATION = "appeal.no_aggravation", "true", Kind::Flag, Text, true,
        "公务员法第九十六条", "A remedy does not make a measure heavier";
    /// R117: what was wrong is undone.
    REINSTATEMENT_EFFECTS = "reinstatement.effects", "true", Kind::Flag, Text, true,
        "公职人员政务处分法第六十条；事业单位人事管理条例第四十二条", "A decision that was revoked is undone for all that it ended";
    /// PIPL art. 34 and 55: what is handed out has a purpose and a basis; that they are agreed upon first is ours.
    AGREEMENT_REQUIRED = "consumers.agreement_required", "false", Kind::Flag, Design, false,
        "个人信息保护法第三十四条、第五十五条；签订协议为本登记系统设计默认值", "A client of HR, finance or a partner receives nothing without an agreement";
    /// R173: personal data is kept for the shortest time that its purpose needs; how long after the last tie is ours.
    RETENTION_PERSONAL_DATA_MONTHS = "retention.personal_data_months", "12", Kind::OptionalCount { min: 1, max: 600 }, Design, false,
        "个人信息保护法第十九条、第四十七条；月数为本登记系统设计默认值", "Months after the last tie to the register for which a person's record and working texts are kept";
    /// R173: as long as somebody may claim a payment.
    RETENTION_ACCOUNT_MONTHS = "retention.account_months", "36", Kind::OptionalCount { min: 1, max: 600 }, Design, false,
        "个人信息保护法第四十七条；比照民法典第一百八十八条（诉讼时效三年），为本登记系统设计默认值", "Months after the last paid month for which an account is kept";
    /// R173: what complaints say goes after their handling.
    RETENTION_COMPLAINT_MONTHS = "retention.complaint_months", "36", Kind::OptionalCount { min: 1, max: 600 }, Design, false,
        "个人信息保护法第四十七条；月数为本登记系统设计默认值", "Months after its conclusion for which the words of a complaint are kept";
    /// Q26: appointments, certificates and decisions are kept by the rules of the archive, with the name.
    RETENTION_DECISION_MONTHS = "retention.decision_months", "null", Kind::OptionalCount { min: 120, max: 1_200 }, Design, false,
        "档案法第十三条、第十四条；机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）；永久保管为本登记系统设计默认值", "Months after the last tie for which decisions about a person are kept with the name";
    /// R173: no purpose is over while something is open.
    ERASURE_NOTHING_OPEN = "erasure.nothing_open", "true", Kind::Flag, Text, true,
        "个人信息保护法第四十七条第一款第（一）项", "Nobody is erased while something about them is open or unpaid";
    /// R173: what is kept is stored and protected, and nothing else is done with it.
    ERASURE_CLOSES_THE_FILE = "erasure.closes_the_file", "true", Kind::Flag, Text, true,
        "个人信息保护法第四十七条第二款", "What is kept of an erased person is stored and protected only";
    /// The ledger is append-only: an erasure leaves its lines and sums.
    ERASURE_KEEPS_LEDGER = "erasure.keeps_ledger", "true", Kind::Flag, Design, true,
        "会计法第二十三条；会计档案管理办法（财政部、国家档案局令第79号）第十四条", "Lines of stipends stay, with the public number in place of the name";
}

/// The refusal by a rule.
///
/// # Errors
/// Always: it is what a rule that is not met answers.
pub fn refused<T>(rule: &'static Rule, wording: Wording) -> Result<T, Error> {
    Err(Error::RuleRefused { rule, wording })
}

/// Every rule the register knows.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().chain(supervision::ALL).copied()
}

/// The rule of this key.
pub fn find(key: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.key == key)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn shipped_values_are_valid_and_keys_unique() {
        for rule in all() {
            assert_eq!(rule.check(&rule.shipped()), Ok(()), "{}", rule.key);
            assert_eq!(all().filter(|other| other.key == rule.key).count(), 1, "{}", rule.key);
        }
    }

    #[test]
    fn a_statutory_floor_cannot_be_undercut() {
        assert!(PUBLIC_NOTICE_MIN_WORKING_DAYS.check(&6.into()).is_err());
        assert!(PUBLIC_NOTICE_MIN_WORKING_DAYS.check(&10.into()).is_ok());
        assert!(MIN_EDUCATION_WORK_YEARS.check(&"10".into()).is_err());
    }

    #[test]
    fn unset_limit_is_null_and_a_set_limit_can_be_cleared() {
        assert_eq!(Rules::shipped().limit(&MAX_AGE_NEW), None);
        let set = |value: Value| Rules::with_changes([(2, MAX_AGE_NEW.key.to_owned(), value)]);
        assert_eq!((set(62.into()).limit(&MAX_AGE_NEW), set(Value::Null).limit(&MAX_AGE_NEW)), (Some(62), None));
        assert!(MAX_AGE_NEW.check(&62.into()).is_ok() && MAX_AGE_NEW.check(&Value::Null).is_ok());
        assert!(MAX_AGE_NEW.check(&10.into()).is_err() && EXAM_MAX_RESITS.check(&Value::Null).is_err());
    }

    #[test]
    fn a_later_change_wins_and_raises_the_version() {
        let key = PUBLIC_NOTICE_MIN_WORKING_DAYS.key.to_owned();
        let rules = Rules::with_changes([(2, key.clone(), 8.into()), (3, key, 9.into())]);
        assert_eq!((rules.version, rules.count(&PUBLIC_NOTICE_MIN_WORKING_DAYS)), (3, 9));
        assert_eq!(Rules::shipped().count(&PUBLIC_NOTICE_MIN_WORKING_DAYS), 7);
    }
}
