# What people are told, in English. Each key stands in zh-CN.ftl, too; a test compares the two with the code.

## problems: title, what happened, what a client does about it

problem_malformed_body = The body is not JSON
    .detail = The body is not well-formed.
    .cause = The bytes of the body are no JSON: a bracket is missing, a name stands twice, or the text is not UTF-8.
    .help = Send well-formed JSON in UTF-8.

problem_malformed_token = The token is not a token
    .detail = The token is not well-formed.
    .cause = The Authorization header holds something else than a bearer token.
    .help = Send `Authorization: Bearer` and a token of POST /oauth/token.

problem_missing_token = A token is needed
    .detail = A token is needed.
    .cause = The operation needs a token, and the request bears none.
    .help = Get a token with POST /oauth/token and send it as a bearer token.

problem_invalid_token = The token is not valid
    .detail = The token is not valid.
    .cause = The signature, the issuer or the client of the token is not one that the register accepts now.
    .help = The token was not issued here, was changed, or its client was revoked. Get another.

problem_expired_token = The token has expired
    .detail = The token has expired.
    .cause = The token was issued more than 15 minutes ago.
    .help = Tokens last 15 minutes. Get another.

problem_invalid_client = The client credentials are not valid
    .detail = The client credentials are not valid.
    .cause = There is no such client, its secret is another, or it is revoked or not confirmed yet.
    .help = Check client_id and client_secret; ask an administrator for a new secret.

problem_forbidden = This role may not do this
    .detail = This is out of this client's area, or part of what it is not shown.
    .for_roles = The role of this client is { $role }; this is done by { $roles }.
    .not_agreed = No agreement with this client names this.
    .for_no_role = The role of this client is { $role }; no client does this.
    .cause = The action is not one of the role, or what is written would lie outside of the client’s area.
    .help = The role of this client never has this action, or the record belongs to another area.

problem_four_eyes = Four eyes are needed
    .detail = Who created, submitted or investigated a record may not decide on it.
    .cause = A decision is asked of somebody who had a hand in what is decided on, under the same client or another of the same owner.
    .help = Who created, submitted or investigated a record does not decide on it. Another approver must.

problem_no_such_path = There is no such path
    .detail = There is no such path.
    .cause = Nothing is served at this address.
    .help = Compare the address with /openapi.json; mind spelling, case and slashes.

problem_not_found = There is no such record
    .detail = There is no such record.
    .cause = No record of this id lies within the client’s area, or it was not known at the moment that was asked for.
    .help = It does not exist, or it is out of this client's reach.

problem_method_not_allowed = This method is not supported here
    .detail = This method is not supported here.
    .cause = The address exists, and not with this method.
    .help = The Allow header lists the methods of this path.

problem_not_acceptable = There is no such form
    .detail = This is answered as { $forms }, and in no form that the request accepts.
    .cause = The request accepts none of the forms in which this is answered.
    .help = Ask in `Accept` for one of the forms that `forms` lists, or leave the header out.

problem_transition_not_allowed = This event is not possible now
    .detail = `{ $event }` is not possible from `{ $status }`.
    .cause = The lifecycle has no such event from the status in which the record is, or something that the event needs is missing.
    .help = GET …/transitions lists what is possible from the present status.

problem_duplicate = The record exists already
    .detail = The record exists already.
    .cause = Something that may exist once exists already: a citizen number, an open file, a reference of another system with other content.
    .help = Find the existing record instead of making another.

problem_rule_refused = A rule refuses this
    .detail = A rule refuses this.
    .cause = The request is sound, and a rule with a legal source does not let it pass.
    .help = `rule` names the policy key and the article; GET /v1/policies shows the value in force.

problem_request_in_progress = The same request is being worked on
    .detail = The same request is being worked on.
    .cause = A request with the same Idempotency-Key came before and is not answered yet.
    .help = Wait a moment and send it again with the same Idempotency-Key.

problem_idempotency_mismatch = This Idempotency-Key was used for another request
    .detail = This idempotency key was used for another request.
    .cause = The Idempotency-Key was used for another method, path, query or body.
    .help = A key names one request: method, path, query and body. Give another request another key.

problem_moved = The record was merged into another
    .detail = The record was merged into another.
    .cause = The person was in the register twice, and the two records became one.
    .help = Follow the Location header.

problem_position_too_old = The position is too old
    .detail = What happened after this position is not kept any more.
    .cause = The position was given more than three years ago: changes from then on were forgotten.
    .help = Changes are kept for three years. Take an export (POST /v1/exports), and go on from its position.

problem_gone = The file is closed
    .detail = This person's file is closed since { $since }.
    .cause = The person died, or was erased by law.
    .help = The person died, or was erased. There is nothing more to ask for here, and nothing to repeat.

problem_changed = The record has changed since it was read
    .detail = The record has changed since it was read.
    .cause = Somebody changed the record after it was read.
    .help = Read it again and apply the change to the present version.

problem_precondition_required = If-Match is needed
    .detail = A change needs the version it is based on, in If-Match.
    .cause = A change came without If-Match, so that it could undo what somebody else wrote.
    .help = Send the ETag of the version the change is based on as If-Match.

problem_too_slow = The request did not come in time
    .detail = The request did not come in time.
    .cause = The body came more slowly than the server waits.
    .help = Send the whole body within the time that the server gives, or less at once.

problem_too_large = The request is larger than allowed
    .detail = The request is larger than allowed.
    .cause = The body, the file or the list is over a limit that docs/operations.md names.
    .help = Send less at once.

problem_unsupported_media_type = This content type is not supported here
    .detail = This content type is not supported here.
    .cause = The Content-Type is missing or another than the operation takes, or the body is compressed.
    .help = Send the content type that the documentation names.

problem_invalid = The request is not valid
    .detail = The request is not valid.
    .cause = Something in the body or the parameters is unknown, missing, of another type, or out of bounds.
    .help = `errors` lists every fault with its place.

problem_rate_limited = Too many failed attempts
    .detail = Too many failed attempts.
    .cause = Too many attempts failed: secrets, numbers or names were tried out, or the client reached a limit of its own.
    .help = Wait as long as Retry-After says.

problem_quota_exceeded = A quota is used up
    .detail = The client has as much as it may have: answers kept for repeats, exports, or open streams. Nothing was changed.
    .cause = It sent more requests with an Idempotency-Key within a day than answers are kept for, or has ten exports that wait, are made or have files, or as many open streams as a client may have.
    .help = Wait as long as Retry-After says, send the request without an Idempotency-Key, cancel an export, or close a stream.

problem_busy = The register is busy
    .detail = The register is busy.
    .cause = More work waits than can be done in time, or the database does not answer.
    .help = Nothing was changed. Wait as long as Retry-After says and send the request again.

problem_internal = An internal error
    .detail = An internal error.
    .cause = Something happened for which the program has no answer.
    .help = It is ours to mend. Report the request id.

## Any value

empty = Must not be empty.
field_needed = This field is needed.
field_unknown = There is no such field.
cannot_be_cleared = Cannot be empty.
should_be = Should be of a JSON type: { $types }.
one_of = Should be one of: { $values }.
not_allowed_value = Not one of the allowed values.
not_a_code = Not a code of its code set.
not_a_value_of = Not a value of { $set }.
at_least = At least { $min }.
at_most = At most { $max }.
between = From { $min } to { $max }.
too_many_characters = At most { $max } characters.
too_many_entries = At most { $max } entries.
too_many_values = Too many values.
control_characters = Invisible characters are not allowed: control, format and other characters that cannot be seen.
more_faults = The first { $max } faults are told, of { $count }.
name_reserved = This name belongs to the program itself.
number_unreadable = A number is outside what can be read.
not_a_whole_number = Not a whole number.
not_an_identifier = Not an identifier (UUID).
true_or_false = Should be true or false.
named_twice = Named twice.
no_such_record = There is no such record.

## Words and numbers of people

name_needed = A name is needed.
name_is_letters = A name is made of letters.
citizen_number_length = A citizen number has 18 characters.
citizen_number_form = A citizen number is 17 digits and a digit or X.
citizen_number_birth_date = The birth date in the number is not a day in the past.
check_character = The check character does not fit.
credit_code_length = A unified social credit code has 18 characters.
personal_number = These words are about units: leave out citizen and mobile numbers.
mobile_number_form = A mobile number is 11 digits beginning with 1.
email_form = Not an e-mail address.
web_address_form = Not an address that begins with https: and names a host.
webhook_url_form = Expected https://…, without a user or a part behind #; http:// is taken where the server opens a network.
webhook_address_closed = The register does not speak to this address.
postcode_form = A postcode is six digits.
area_form = An area is six digits (GB/T 2260).
school_identifier_form = A school identifier is ten digits.
sex_differs = The sex differs from the citizen number.
birth_date_differs = The birth date differs from the citizen number.
years_in_education = From 0 to { $max } years.
nothing_to_search_for = Holds no letter to search for.
search_term_needed = A term to search by is needed.
not_its_own_double = A record is not its own double.

## Days and calendars

not_a_day = Not a date in the form 2026-11-23.
beyond_the_calendar = This would reach beyond { $last }, the last day that the register keeps.
not_an_instant = This is no instant of the form 2026-11-23T08:00:00Z (RFC 3339).
day_in_the_future = The day lies in the future.
too_far_ahead = At most { $days } days ahead of today.
day_not_in_the_past = Should be a day in the past.
day_before_previous_event = The day lies before the previous event.
day_of_another_year = The day lies in another year.
day_of_death_needed = The day of death is needed.
too_many_days = More days than a year has.
holiday_and_working_day = A day cannot be both a holiday and a working day.
calendar_missing = The calendar of { $year } has not been uploaded.

## Events and pools

reason_needed = This event needs a reason.
document_number_needed = This event needs the number of an official document.
consent_needed = An invited person must have consented.
source_needed = A specialist belongs to a source category.
source_of_another_pool = Not a source category of this pool.
evidence_needed = The source category needs its evidence.
panel_too_small = The panel needs at least { $needed } members.
notice_ended = The notice ended on { $ends_on }.
notice_runs = The public notice runs until { $ends_on }.
objection_open = An objection is being looked into; the public notice has not ended.
publication_elsewhere_needed = A notice that began before today was not published by this register: name the place, the document and the days of its publication.
publication_began_on = The publication began on the day of the notice.
publication_too_short = A notice that began then ends on { $earliest } at the earliest.

# Certification and training
certification_exists = This person has an open certification.
declaration_twice = This declaration is made twice.
conditions_unmet = Conditions are not met: { $conditions }. A local widening needs a recorded legal basis.
hours_missing = { $counted } of { $needed } hours of training are recorded.
no_resit_left = No more than { $max } resit is possible.
exam_not_held_yet = The exam is held on { $exam_on }.
record_check_closed = Certification by record check was possible until { $until }.
record_check_once = A person is certified by record check once.
defence_needed = The person must have been heard before a revocation; say on which day.

## Zones, recusals and sanctions

office_phone_form = An office number has digits, blanks, plus signs and hyphens, { $max } characters at most.
zone_has_schools = The zone still has schools; give them to other zones first.
zone_closed = The zone is closed.
statement_needed = Another cause must be stated.
left_on_needed = Say on which day the person left the unit.
left_on_of_another_ground = Only who left the unit has a day of leaving.
end_is_computed = The end follows from the day of leaving and cannot be said.
ends_before_it_starts = The last day lies before the first.
lifted_before_decided = The sanction cannot be lifted before it was decided.

## Assessments
assessment_exists = The person has an assessment by this authority for this year.
not_in_office_in_year = The person held no office of this authority in { $year }.
weights_sum = The weights must sum to { $needed } points; they sum to { $sum }.
rated_has_no_target = An item that is rated has no count to reach.
not_a_rated_item = This is no item that is rated.
items_not_rated = These items need a score: { $items }.
duty_report_needed = A report on duty is needed.
rates_oneself = The assessed person does not rate in place of others.
nobody_else_rated = Nobody but the person has rated in a way that counts.
not_the_person = The person rates in the name that is on record.
shares_of = Must give each of { $names } a percent of at most { $max }, and no other.
labour_tables = Must be a list of withholding tables, each valid from the first day of a month and after the one before, whose expenses are an amount and a percent and whose steps rise from 0 with quick deductions by which the tax nowhere jumps.
year_not_begun = The year { $year } has not begun.
vetoes_stand = While a veto stands, the grade is unqualified; a review may lift the veto.
public_seat_needed = The panel needs a representative of the public.
excellent_used_up = All { $places } excellent places of a group of { $group } are taken.
review_too_late = A review could be asked for until { $until }.
review_days_run = A review can be asked for until { $until }; before that, the result becomes final only when the person accepts it in writing.
upheld_changes_nothing = A result that is upheld is not changed.
nothing_changes = The decision changes neither score, grade nor vetoes.
grade_decided_or_computed = A grade is either decided or computed from corrected ratings and vetoes.
heavier_after_review = A review does not make the result heavier.
served_long_enough = { $days } days in office are not less than { $months } months of the year.

## Policies

weights_of = Whole numbers for { $names } that sum to { $sum }.
policy_key_unknown = There is no such policy key.
policy_is_hard_stop = This rule is a hard stop that no locality can change.
education_codes = Should be a list of codes of GB/T 4658.

## Erasures

stands_in_the_way = Something stands in the way: { $what }.
still_kept = It is kept until { $until }.
kept_for_good = It is kept for good.
nothing_to_erase = There is nothing to erase.
person_is_erased = The person was erased; what is kept is stored and not changed.
erasure_exists = An erasure of this person was asked for and is not decided.

## What stands in the register already

person_exists = A person with this citizen number is in the register.
nothing_to_keep_it_from = No record of the other person gives way to this one.
membership_exists = This person has a membership of this pool already.
demo_needs_nobody = The register holds people; a demo is made in an empty one.
client_name_taken = A client that is not revoked has this name, or one that looks like it.
zone_exists = This area has a zone of this name.
school_exists = A school with this identifier is in the register.

## Requests

query_unreadable = The query string cannot be read.
parameter_unknown = There is no such parameter.
given_more_than_once = Given more than once.
not_a_parameter_value = Not a value of this parameter.
value_too_long = Too long, or not text.
number_in_url = Search by citizen number with POST /v1/people/search.
cursor_of_another = The cursor belongs to another list, filter, order or caller.
position_of_another = The position belongs to another client, or was altered.
position_ahead = The position lies ahead of the register, which may have been restored from a backup. Read the lists anew and follow from `after=now`.
idempotency_key_form = From 1 to { $max } visible ASCII characters.
credentials_needed = client_id and client_secret are needed.
credentials_twice = The client identifies itself in one way only.
file_needed = A file is needed.
not_utf8 = Not UTF-8.
seal_broken = What is stored cannot be opened: it was changed, or its key is gone. Give it again, or restore it from a backup.
too_many_root_fields = At most { $max } root fields.
too_many_aliases = At most { $max } aliases.
too_many_selections = At most { $max } selections.
nested_too_deep = Brackets and braces are nested at most { $max } deep.
too_many_tokens = At most { $max } words and signs in a document.
graphql_name_too_long = A name of a document has at most { $max } characters.
too_many_operations = At most { $max } operations in a document.
too_many_fragments = At most { $max } fragments in a document.
too_many_variables = At most { $max } variables in an operation.
too_many_arguments = At most { $max } arguments of one field or directive.
too_many_type_names = At most { $max } times __typename, those of fragments as often as they are spread.
fragments_in_ring = The fragments of the document spread each other in a ring.
unfolds_to_too_much = The document with its fragments unfolded has more than { $max } selections, arguments and values.
variables_too_large = The variables, counted as often as they are used, have more than { $max } bytes.
variable_type_unknown = A variable with a default value has a type that the schema does not have.
answer_too_large = The answer would have more than { $max } values. Ask for fewer records or fields at once.

## Rosters

file_too_many_rows = The table has more than { $max } rows.
file_too_many_columns = The table has more than { $max } columns.
file_encrypted = The file is protected by a password. Save it without one.
file_broken = The file is damaged, or its table contradicts itself.
file_encoding = The text is neither UTF-8 nor UTF-16 nor GB18030.
file_too_old = The file is older than Excel 97. Workbooks (.xlsx, and .xls of Excel 97 to 2003) and texts (.csv, or with tabs) are read: save it as .xlsx.
file_other_form = Files of this form are not read. Workbooks (.xlsx, and .xls of Excel 97 to 2003) and texts (.csv, or with tabs) are read: save it as .xlsx.
file_same_columns = Two columns are called "{ $name }"; which of them to read is unclear.
file_sheet_header = The sheet "{ $sheet }" looks like a roster but has no columns { $columns }.
file_ignored_sheets = Only sheets that are hidden or are samples have the header of a roster: { $sheets }. Show them or rename them.
cell_number_cut = The number is stored as a numeric value. Excel keeps 15 digits of one and has replaced the others by 0; they cannot be restored. Format the cell as text and type the number again.
cell_number_maybe_cut = The number ends with 000 and cannot be told from one that Excel has cut. If it is right, send it in an .xlsx file with the cell formatted as text.
cell_is_an_error = The cell is an error value. Replace it by what should be there, or clear it.
cell_formula_without_value = The cell is a formula without a result. Open and save the file in Excel, or replace the formula by what should be there.
cell_is_struck_through = The text is struck through; whether it still counts is unclear. Remove the line, or the text.
row_is_hidden = The row is hidden or filtered out; whether it counts is unclear. Show it, or delete it.
row_is_a_sample = The row is an example of how to fill in the others. Delete it.
row_still_marked = The note of this row's faults begins with ⚠. Mend the row, then clear the note.
birth_month_form = Should be a month or a day, such as 1980-05 or 1980-05-09.
years_form = Should be a whole number of years, such as 10.
no_such_zone_of = There is no such zone. There are: { $zones }.
file_header = None of the first { $rows } rows holds the columns { $columns }.
differs_from_citizen_number = Differs from the citizen number.
number_in_a_row_above = The same number stands in a row above.
person_in_a_row_above = A row above is about the same person: one of the two numbers is that of a merged record.
school_in_a_row_above = The same identifier stands in a row above.
types_differ = Differs from the code.
no_such_zone = There is no such zone.
below_article = Below what { $article } asks for.
person_of_another_area = Another area's register holds this person.
not_a_person_number = Not a number that this register gives to people.
name_differs_from_the_register = Differs from the name in the register.
several_schools_of_that_name = Several schools have this name; give the identifier.

## Organisations, appointments, zones and teams

organisation_exists = The area has an organisation of this name.
cohort_exists = The authority has a cohort of this number.
not_an_authority = It is no supervision authority.
nothing_agreed = An agreement names a resource at least.
not_received_by_role = No client of this role receives this.
agreement_exists = Another agreement binds the client on one of these days.
area_out_of_client = It is out of the client’s area.
not_a_recipient = Clients of this role receive nothing by agreement.
not_a_committee = It is neither a supervision committee nor a supervision authority.
one_object_needed = Name either the school or the organisation.
not_a_look_back = The inspection is no look-back at this school or unit.
one_lead_needed = One inspector leads, at most.
before_it_began = The inspection had not begun on that day.
notice_needed = The unit was not told of it in writing.
voices_needed = Nobody of the public, the pupils, the parents or the teachers was heard.
unit_defence_runs = The unit may say something to the preliminary opinion until { $last }.
not_a_digest = A SHA-256 is 64 hexadecimal digits.
statement_or_waiver = Say either what the unit says, or that it waives.
not_of_the_team = The person is no member of the drawn team: whoever falls out is replaced by a new draw.
correct_the_inspection = The record is one of an inspection: correct it there.
not_a_period = Not a month (2026-11), a semester (2026-autumn) or a year (2026).
period_or_days_needed = Name either a period, or a first and a last day.
one_school_needed = Name exactly one school.
part_of_itself = A plan is no part of itself.
before_its_first_day = The first day of the plan has not come.
items_and_scope_needed = Name items, and what is supervised.
common_and_own_needed = The plan of a school has at least one common item and one of its own.
monthly_theme_exists = The area has a theme for that month already.
school_plan_exists = The school has a plan for some of these days already.
not_inspected = Neither inspected nor excused: { $names }.
findings_open = Problems that are still open: { $count }.
due_before_its_event = The deadline lies before the event.
due_no_later = The deadline is not later than the present one.
due_of_a_relapse = A new deadline belongs to a relapse.
due_on_no_working_day = The deadline is no working day.
unit_not_asked = No question to this unit is open.
wider_check_needed = The report of a grave problem says what the unit found when it looked for like problems.
look_back_needed = A look-back has to hold before it is closed.
minor_harm_unreported = Harm to a minor is reported to the police, civil affairs or education first.
extensions_over = The deadline was moved as often as allowed: { $max }.
guidance_missing = The unit was given no guidance with the problem.
danger_notified_later = A danger to life or safety is notified on the day it is found.
notified_late = The unit was to be notified by { $day }.
not_a_member_unit = It is no member unit of the supervision committee.
weights_add_up = The weights add up to { $sum } and not to 100.
more_than_nothing = More than 0 is needed.
last_band_from_nothing = The last band begins at 0.
bands_go_down = Bands go down: a better grade begins at a higher score.
third_party_weight = Third parties may weigh { $max } percent at most.
indicators_missing = Nothing is known yet of these indicators: { $codes }.
third_party_alone = A third party alone rates here.
rates_own_unit = Nobody rates the own unit.
independence_undeclared = A third party rates under contract, after it declared to be independent of the unit.
outside_raters_needed = Education does not rate alone: at least { $min } raters from outside are needed.
lower_after_review = A review never lowers a result.
no_such_indicator = The system has no such indicator that is measured so.
no_such_veto = The system has no such veto.
system_not_in_effect = The indicator system is not in effect today.
period_of_another_year = The indicator system is made for another year.
evaluation_exists = There is an evaluation of this object by this system, of the same period and origin.
carrier_needed = A measure rests on a finding, an evaluation or an inspection.
expires_before_effect = It expires after the day on which it takes effect.
not_open = Only an open document is published.
checked_by_who_drafted = Who drafted the document does not check it: name somebody else.
channel_missing = It was published by this channel and is corrected by it, too: { $channel }.
report_not_open = A report is published, and this one is not open.
publication_overdue = It was to be published by { $day }.
rules_not_published = These rules are in force and not published.
replaces_itself = A document does not replace itself.
form_not_in_use = This form of accountability is not in use here.
inspector_by_dismissal = An inspector is not held to account by a measure: open a case at /v1/dismissals.
chair_approves = It is approved by the post of a chair or vice-chair of the committee who is in office on the day of the decision.
no_such_demand = The interview has no such demand that is still open.
unit_or_post_needed = Name either the unit or the post, and not both.
before_the_meeting = The day lies before the meeting.
no_such_resolution = The meeting has no resolution of this code.
resolution_is_done = This resolution has been carried out already.
due_before_held = A demand is not due before the interview.
indicator_system_exists = The area has a decided indicator system of this code that begins on this day.
one_holder_needed = Name either the person or the holder's name, and not both.
title_of_named_holder = A title goes with the name of a holder.
chief_inspector_exists = The office has a chief inspector at that time already.
authority_needed = The authority is needed, or a cohort of one.
cohort_of_another_authority = The cohort is another authority's.
cohort_is_for_part_time = A cohort is for part-time inspectors.
cohort_too_long = A cohort lasts { $years } years at most.
appointment_exists = The person has an open nomination at this authority.
appointments_overlap = The person's appointments at this authority would overlap.
recusal_declaration_needed = A recusal declaration is needed before the decision.
outside_of_cohort = It lies outside of the cohort's days.
term_too_long = The term ends on { $latest } at the latest.
term_not_begun = The term has not begun.
term_over = The term was over on { $last }.
next_term_exists = There is an appointment for the next term already.
cohort_in_use = The last day of a cohort with appointments does not change.
full_time_has_no_term = A full-time appointment has no term.
credential_of_another = The number is that of another person's credential.
not_certified_on = There is no certification valid on { $day }.
under_sanction = A sanction lasts until { $until }.
terms_used_up = { $max } terms in a row have been served.
older_than = The age on { $day } is above { $max }.
birth_date_needed = An age limit is set, and the birth date is not known.
renewal_too_early = The renewal is looked at from { $opens } on.
no_post_free = { $taken } of { $posts } establishment posts are taken.
not_filed_upward = It has not been filed with the higher authority.
not_published = It has not been published.
not_possible_from = `{ $event }` is not possible from `{ $status }`.
made_by_the_same = Who nominated or reviewed does not decide.
status_as_of = `as_of` gives those in force on the day, and takes no `status`.
stays_away = The person has to stay away: { $ground }.
not_in_office = The appointment is not in force on the day.
school_of_another_zone = The school is not one of the zone.
assigned_already = The person is assigned to the zone at the same time.
lead_exists = The zone has a lead at the same time.
zone_is_closed = The zone is closed.
lead_is_part_time = The lead is part-time, and leads for the time being.
not_a_month = Should be a month, such as 2026-11.
not_a_semester = Should be a semester, such as 2026-autumn (September to January) or 2026-spring (March to July).
not_of_this_kind = A record of this kind does not have this.
period_not_begun = What the report is about has not begun on the day of it.
notice_after_visit = Notice is given on the day of the visit or before.
report_before_visit = The report of a visit is submitted on its day or later.
suspended_that_day = The person was suspended on that day: the duty earns no service allowance.
died_on = The person died on { $day }.
file_is_closed = The file of the person is closed since { $since }.
identity_changed_since = The name or number of somebody whom this run pays has changed since it was computed. Compute it again.
not_in_office_that_day = The person held no appointment in force on that day: the duty earns no service allowance.
credential_not_shown = The credential was not shown.
visit_too_short = The visit took less than { $hours } hours.
no_theme = The visit has no theme.
nothing_left = The visit left no record, or no feedback on the spot.
report_late = The report was not submitted within { $days } days.
mode_not_in_use = Visits of this mode are not in use here.
notice_too_early = Notice was given earlier than { $days } working days before the visit.
duty_days_missing = { $there } days of duty, where { $needed } are asked for.
report_missing = There is no report about { $period }.
visits_missing = { $there } visits in { $period }, where { $needed } are asked for.
reference_in_use = This reference stands for another record.
months = Should be a list of months, 1 to 12.
visit_modes = Should be a list of modes: scheduled, random.
many_schools = { $count } schools are served; about { $target } are meant.
same_zone_long = The zone is served since { $since }; after { $years } years inspectors change zones.
not_a_year = It should be a year of four digits.
too_few_inspectors = { $needed } inspectors are needed, { $there } can be drawn.
nobody_has_speciality = Nobody who can be drawn has the speciality { $speciality }.
grades_overlap = Two grades of one track would hold on one day.
grade_held_then = Another grade of this track is held from { $from } until { $until }.
post_grade_of_another_title = A title of this grade has post grades from { $min } to { $max }.
bank_account_form = A bank account is 8 to 30 digits.
not_a_payer = The organisation is not a payer.
payees_overlap = A person would be paid in two ways on one day.
payee_recorded_then = How the person is paid is recorded from { $from } until { $until }.
account_shared = Another person has the same bank account.
possible_duplicate = Somebody in the register has the same name and birth date. If it is the same person, merge the two records.
promotion_exists = The person has an open promotion on this track.
rank_is_recorded_only = Ranks are decided by the personnel authority and recorded only.
inspector_grades_are_off = The inspectors' own grades are not switched on.
no_separate_line = Inspectors have no quota of their own here.
title_not_recorded = The personnel authority has not recorded the title { $grade } for this day.
grade_is_another = The grade held is no longer that from which the step was decided.
checks_themselves = Whom the complaint is about does not check it.
nothing_follows = Of what was not found true nothing follows.
review_open = You may apply for a review until { $until }.
appeal_open = You may appeal until { $until }.
second_appeal_open = You may file a second appeal until { $until }.
dismissal_exists = The person has an open case.
ground_not_in_use = This ground is not in use here.
criticism_only = Who did not stay away is met with criticism, and with nothing heavier.
article_of_another_ground = The ground rests on one of these articles: { $articles }.
effect_before_decision = A decision has no effect before the day on which it was taken.
measure_of_a_change = Only a change names a measure.
defence_runs = The person may be heard until the end of { $until }.
not_in_effect_yet = The decision has effect from { $day }.
remedy_days_run = Remedies may be filed until the end of { $until }.
remedy_not_open = This remedy is not open now.
remedy_too_late = It was to be filed by { $until }.
remedy_stays_it = A remedy is not decided yet, and keeps the decision from taking effect.
nothing_to_end = The person holds no appointment and no membership.
removed_by_government_only = A full-time inspector is removed by the government; propose it.
nobody_to_propose_for = The person holds no full-time appointment.
heavier_than_intended = The measure is heavier than the one about which the person was heard.
not_lighter = A remedy makes no measure heavier, and a change makes it lighter.
signal_of_nothing = There is no such record of this person that gives a signal.
zone_taken = The place in the zone is taken; name an equal zone.
words_of = Should be a list of some of: { $values }.
days_of = Should be whole numbers of days, 1 to { $max }, for each of: { $names }.
vacancy_exists = The place has a vacancy already.
replacement_is_off = Places are not filled again here.
person_is_back = Who left the place is back in it.
candidate_excluded = The person is no candidate any more: { $why }.
cohort_is_over = The cohort ended on { $last }.
has_not_left = The appointment has not ended, or nobody ever served by it.
follows_from_the_appointment = Follows from the appointment that left the place.
stipend_standards_overlap = Two standards of the area would hold on one day.
amounts_alike = Rows { $first } and { $second } are for the same component and the same people.
amounts_tie = Rows { $first } and { $second } both fit some people, and neither is more specific.
cap_of_the_draft = The draft says a yearly cap of { $fen } fen.
standard_of_month_needed = No stipend standard of the area is in effect in { $month }.
month_not_begun = { $month } has not begun.
month_not_over = The month lasts until { $last }; duty is verified on its last day or later.
roster_notice_needed = The roster has to be posted first, and its notice has to be over.
cap_passed = The run passes the yearly cap of { $cap } fen by { $beyond } fen.
run_decided_meanwhile = Another run of the area was decided since this one was computed; compute it again.
run_sums_changed = The sums of this run are not those that were decided: somebody changed them in the database. Nothing is paid by it before that was looked into.
lines_unreported = Lines without a result: { $count }. `unreported=true` in the list of the run's lines names them.
payment_reported_meanwhile = Finance reported what became of a payment that this run corrects, since it was computed; compute it again.
before_run_was_sent = The run was sent on { $day }: nothing was paid by it before.
stipend_run_exists = The area has a run of this month already.
line_of_another_run = This is no line of this run.
line_not_paid = Only what was paid can come back.
line_paid_already = The line was paid already.
line_not_payable = The line is held or of no amount: nothing of it is paid.
amount_of_the_line = The line is about { $fen } fen.
reported_twice = One reference stands for one report.
follows_from_the_promotion = The inspector's own grade and its first day follow from the promotion; such a grade is ended or annulled.
domains_missing = The targets do not speak of: { $domains }.

## The start page

start_title = The register of education inspectors
start_lead = This is duxue. Programs speak to it over REST and GraphQL, with a token.
start_console = the operations, to read and to try
start_graphiql = a console for GraphQL
start_contract = the contract of the REST surface
start_notices = what is open for objections now, without a token
start_tokens = where tokens are got, and how
start_health = whether the register is ready
start_lifecycles = how records move from status to status
start_problems = what a refusal means, and what to do about it
start_certificates = check a certificate, without a token
chart_of_structure = Inspectors in office by { $by }
chart_in_office = In office on { $day }: { $total }
chart_few = fewer than { $smallest }, or withheld
chart_overlaps = Somebody may count in several bars, so that they add up to more than the total.
chart_protects = Bars of fewer than { $smallest } people, and those from which they could be computed, show no count.
chart_cut = Only the first { $max } bars are shown.
chart_of_coverage = Coverage of schools and zones
chart_coverage_day = On { $day }
chart_there = As it should be
chart_missing = Missing
chart_coverage_note = Schools and inspectors are counted as such, everything below them in zones.
chart_of_stipends = Stipends granted for { $year }, in yuan
chart_granted = Granted { $granted }, held { $held }
chart_stipend_note = By decided runs, before tax; corrections count in the month that they correct.
chart_of_assessments = Assessments of { $year } by authority
chart_assessed = Assessed: { $people }
chart_of_cadence = What is owed in { $year }
chart_missed = Missed: { $missed }
chart_due = The line marks what is owed; the figures are what is done, and what is owed.
chart_of_participation = Participation of units in { $year }
chart_participation_note = The figures are meetings attended, resolutions carried out in time and findings answered in time, each of all.
chart_of_findings = Problems by { $by }
chart_problems = Problems: { $problems }
chart_closed = Closed
chart_not_closed = Not closed
chart_finding_note = The figures are problems closed, and all problems.
chart_open = Not final yet
chart_places = The line marks how many may be excellent; the figures are those who are, and the places.

## Other pages

problems_title = Problems
problems_lead = Every refusal bears one of these codes in `code`. A code never gets another meaning.
problem_cause = When it comes
problem_cure = What to do about it
problem_example = An example
lifecycles_lead = Who fires which event from which status. An event without an arrow keeps the status, or the record decides where it leads.
lifecycle_event = Event
lifecycle_steps = From and to
lifecycle_by = Fired by
lifecycle_needs = Needs
check_title = Check a certificate
check_lead = By its number and the holder's name, or by the code on its printed form.
check_number = Number of the certificate
check_holder = Holder
check_area = Area
check_term = Valid
check_button = Check
check_next = Go on
check_none = The register has no such certificate. Compare number and name with the certificate.
check_limited = Too many checks found nothing. Try again in { $seconds } seconds.
check_in_force = This certificate is in force.
check_not_in_force = This certificate is not in force today.
check_suspended = This certificate is suspended.
check_revoked = This certificate was revoked.
check_surrendered = This certificate was given back.
check_expired = This certificate has run out.

## Areas and the days of a calendar

area_unknown = The uploaded list of areas does not have this code.
area_not_yet = This area is valid from { $from } on.
area_abolished = This area was abolished after { $until }.
area_succeeded = This area was abolished after { $until }; it became part of { $successors }.
not_a_weekend_day = Only a Saturday or a Sunday is worked to make up for a holiday.
calendar_would_be_empty = This calendar has no day and would take the place of one that has. Send allow_empty as true if that is meant.

## The dashboard

start_dashboard = What is owed, done and missed, in charts
dashboard_title = Dashboard
dashboard_lead = Give an access token. It stays in this page and is forgotten when it is closed.
dashboard_token = Access token
dashboard_area = Area (six digits; the whole of yours unless said)
dashboard_year = Year (this one unless said)
dashboard_show = Show
dashboard_away = The register does not answer.
dashboard_cadence = What is owed
dashboard_participation = What units did
dashboard_findings = Problems and how they are put right
dashboard_coverage = Schools and zones
dashboard_team = Inspectors in office
dashboard_assessments = Assessments
dashboard_stipends = Stipends
