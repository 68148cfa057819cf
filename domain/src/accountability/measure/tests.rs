use super::parts::*;
use super::*;

#[test]
fn each_form_fits_units_or_persons_and_an_interview_fits_both() {
    let fits = |about_a_person: bool| Form::ALL.iter().filter(|form| form.fits(about_a_person)).count();
    assert_eq!((fits(false), fits(true)), (5, 6));
    assert!(Form::Interview.fits(true) && Form::Interview.fits(false));
    assert!(!Form::Circular.fits(true) && !Form::Referral.fits(false));
}

#[test]
fn forms_of_units_and_persons_stand_on_one_ladder() {
    let heavier = |one: Form, other: Form| one.is_heavier_than(other);
    assert!(heavier(Form::Interview, Form::WrittenSelfExamination) && heavier(Form::Circular, Form::Interview));
    assert!(!heavier(Form::Circular, Form::CircularCriticism) && !heavier(Form::CircularCriticism, Form::Circular));
    assert!(Form::ALL.iter().all(|form| *form == Form::Referral || heavier(Form::Referral, *form)));
    let by_others: Vec<&str> =
        Form::ALL.iter().filter(|form| form.is_carried_out_by_others()).map(|form| form.as_str()).collect();
    assert_eq!(
        by_others,
        ["resource_adjustment", "organisational_proposal", "penalty_proposal", "sanction_proposal", "referral"]
    );
}

#[test]
fn regulations_name_five_wrongs_and_no_more() {
    let named = |article: Article| Ground::ALL.iter().filter(|ground| ground.articles().contains(&article)).count();
    assert_eq!([Article::Regulations25, Article::AccountabilityMeasures, Article::Local].map(named), [5, 11, 11]);
}

#[test]
fn spent_day_and_spent_since_agree() {
    let rules = Rules::shipped();
    let months = rules.count(&rules::ACCOUNTABILITY_SPENT_MONTHS);
    let first: Day = "2027-01-01".parse().unwrap();
    for today in first.iter_days().take(2 * 366) {
        let since = spent_since(&rules, today);
        assert!(add_months(since, months) <= today && add_months(since.succ_opt().unwrap(), months) > today, "{today}");
    }
}
