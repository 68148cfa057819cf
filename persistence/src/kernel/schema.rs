//! The tables, one description for both engines; a test compares it with the migrated databases.
#![expect(missing_docs, reason = "columns are explained in the records of `domain`")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    disclosures (id) {
        id -> SqlUuid,
        at -> SqlInstant,
        client_id -> SqlUuid,
        agreement_id -> Nullable<SqlUuid>,
        purpose -> Nullable<Text>,
        operation -> Text,
        fields -> Nullable<SqlJson>,
        people -> BigInt,
        person_id -> Nullable<SqlUuid>,
        person_ids -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    agreements (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        client_id -> SqlUuid,
        purpose -> Text,
        legal_basis -> Text,
        resources -> SqlJson,
        starts_on -> Date,
        ends_on -> Date,
        document_number -> Text,
        status -> Text,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    people (id) {
        id -> SqlUuid,
        version -> BigInt,
        number -> Text,
        area -> Text,
        name -> Text,
        sex -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        ethnicity -> Nullable<Text>,
        political_affiliation -> Nullable<Text>,
        document_type -> Nullable<Text>,
        citizen_number -> Nullable<Binary>,
        citizen_number_index -> Nullable<Binary>,
        identity_document_number -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        phone_index -> Nullable<Binary>,
        education -> Nullable<Text>,
        degree -> Nullable<Text>,
        professional_title -> Nullable<Text>,
        work_unit -> Nullable<Text>,
        work_unit_code -> Nullable<Text>,
        post -> Nullable<Text>,
        identity_class -> Nullable<Text>,
        stage -> Nullable<Text>,
        subject -> Nullable<Text>,
        years_in_education -> Nullable<BigInt>,
        specialities -> SqlJson,
        particulars -> SqlJson,
        code_set_version -> Text,
        merged_into -> Nullable<SqlUuid>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        erased_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    person_search_terms (person_id, kind, term) {
        person_id -> SqlUuid,
        kind -> Text,
        term -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    pool_memberships (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        person_id -> SqlUuid,
        pool -> Text,
        status -> Text,
        source -> Nullable<Text>,
        evidence -> Nullable<Text>,
        consent_on -> Nullable<Date>,
        nominated_by -> Nullable<Text>,
        panel -> Nullable<SqlJson>,
        score -> Nullable<BigInt>,
        notice_opened_on -> Nullable<Date>,
        notice_counted_from -> Nullable<Date>,
        notice_ends_on -> Nullable<Date>,
        notice_days_left -> Nullable<BigInt>,
        notice_elsewhere -> Nullable<SqlJson>,
        objector -> Nullable<Text>,
        objection_statement -> Nullable<Text>,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    events (id) {
        id -> SqlUuid,
        subject_kind -> Text,
        subject_id -> SqlUuid,
        name -> Text,
        from_status -> Nullable<Text>,
        to_status -> Nullable<Text>,
        actor_key -> Text,
        actor_name -> Text,
        role -> Text,
        reason -> Nullable<Text>,
        document_number -> Nullable<Text>,
        on_behalf_of -> Nullable<Text>,
        occurred_on -> Date,
        recorded_at -> SqlInstant,
        policy_version -> BigInt,
        detail -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    clients (id) {
        id -> SqlUuid,
        version -> BigInt,
        name -> Text,
        role -> Text,
        area -> Nullable<Text>,
        purpose -> Nullable<Text>,
        secret_hash -> Binary,
        revoked_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        owner -> Nullable<Text>,
        owner_key -> Nullable<Text>,
        secret_version -> BigInt,
        confirmed_at -> Nullable<SqlInstant>,
        confirmed_by -> Nullable<Text>,
        name_key -> Nullable<Text>,
        terms -> Nullable<SqlJson>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    policy_proposals (id) {
        id -> SqlUuid,
        version -> BigInt,
        key -> Text,
        value -> SqlJson,
        document_number -> Text,
        reason -> Nullable<Text>,
        status -> Text,
        proposed_by -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    policy_changes (version) {
        version -> BigInt,
        proposal_id -> SqlUuid,
        key -> Text,
        value -> SqlJson,
        document_number -> Text,
        recorded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    calendars (id) {
        id -> SqlUuid,
        version -> BigInt,
        year -> BigInt,
        holidays -> SqlJson,
        workdays -> SqlJson,
        document_number -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    area_lists (id) {
        id -> SqlUuid,
        version -> BigInt,
        title -> Text,
        document_number -> Nullable<Text>,
        areas -> SqlJson,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    zones (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        name -> Text,
        office_phone -> Nullable<Text>,
        matters -> SqlJson,
        closed_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    schools (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        zone_id -> SqlUuid,
        identifier -> Text,
        name -> Text,
        school_type -> Text,
        pupils -> Nullable<BigInt>,
        credit_code -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    posts (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        organisation_id -> SqlUuid,
        kind -> Text,
        unit_id -> Nullable<SqlUuid>,
        person_id -> Nullable<SqlUuid>,
        holder_name -> Nullable<Text>,
        holder_title -> Nullable<Text>,
        duties -> SqlJson,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        document_number -> Text,
        status -> Text,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    recusals (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        person_id -> SqlUuid,
        school_id -> SqlUuid,
        ground -> Text,
        statement -> Nullable<Text>,
        requested_by -> Text,
        left_on -> Nullable<Date>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    sanctions (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        person_id -> SqlUuid,
        kind -> Text,
        document_number -> Text,
        decided_on -> Date,
        ends_on -> Date,
        lifted_on -> Nullable<Date>,
        lifted_reason -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlUuid};
    payees (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        identity_class -> Text,
        tax_class -> Nullable<Text>,
        payer_id -> SqlUuid,
        account -> Binary,
        account_index -> Binary,
        account_bank -> Text,
        has_official_transport_allowance -> Bool,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        entered_by -> Text,
        changed_by -> Text,
        verified_on -> Nullable<Date>,
        verified_by -> Nullable<Text>,
        verified_version -> Nullable<BigInt>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    roster_posts (person_id) {
        person_id -> SqlUuid,
        area -> Text,
        kind -> Text,
        zone_id -> Nullable<SqlUuid>,
        is_lead -> Bool,
        document_number -> Nullable<Text>,
        recorded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    imports (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        kind -> Text,
        status -> Text,
        partial -> Bool,
        document_number -> Nullable<Text>,
        file_name -> Text,
        content -> Nullable<Binary>,
        result -> SqlJson,
        created_by -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        faults -> SqlJson,
        warnings -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlInstant;
    idempotent_requests (actor_key, idempotency_key, part) {
        actor_key -> Text,
        idempotency_key -> Text,
        part -> Text,
        fingerprint -> Binary,
        answer -> Binary,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlUuid;
    event_private_values (event_id, field) {
        event_id -> SqlUuid,
        field -> Text,
        value -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    trainings (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        person_id -> SqlUuid,
        form -> Text,
        mode -> Text,
        content -> Text,
        title -> Text,
        held_on -> Date,
        hours -> BigInt,
        organiser -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    certifications (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        status -> Text,
        route -> Text,
        evidence -> Nullable<Text>,
        declarations -> SqlJson,
        findings -> SqlJson,
        legal_basis -> Nullable<Text>,
        exam_on -> Nullable<Date>,
        exam_attempts -> BigInt,
        exam_score -> Nullable<BigInt>,
        panel -> SqlJson,
        notice_opened_on -> Nullable<Date>,
        notice_counted_from -> Nullable<Date>,
        notice_ends_on -> Nullable<Date>,
        notice_days_left -> Nullable<BigInt>,
        notice_elsewhere -> Nullable<SqlJson>,
        objector -> Nullable<Text>,
        objection_statement -> Nullable<Text>,
        number -> Nullable<Text>,
        status_list -> Nullable<Text>,
        status_index -> Nullable<BigInt>,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        defence_heard_on -> Nullable<Date>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    organisations (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        name -> Text,
        functions -> SqlJson,
        level -> Nullable<Text>,
        credit_code -> Nullable<Text>,
        higher_authority_id -> Nullable<SqlUuid>,
        establishment_posts -> Nullable<BigInt>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    cohorts (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        authority_id -> SqlUuid,
        ordinal -> BigInt,
        name -> Text,
        starts_on -> Date,
        ends_on -> Date,
        document_number -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    appointments (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        authority_id -> SqlUuid,
        cohort_id -> Nullable<SqlUuid>,
        employer_id -> Nullable<SqlUuid>,
        route -> Text,
        status -> Text,
        nominated_by -> Nullable<Text>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        term_number -> Nullable<BigInt>,
        renews_id -> Nullable<SqlUuid>,
        recusal_declared_on -> Nullable<Date>,
        decision_document_number -> Nullable<Text>,
        letter_number -> Nullable<Text>,
        credential_number -> Nullable<Text>,
        filed_upward_on -> Nullable<Date>,
        published_on -> Nullable<Date>,
        notice_opened_on -> Nullable<Date>,
        notice_counted_from -> Nullable<Date>,
        notice_ends_on -> Nullable<Date>,
        notice_days_left -> Nullable<BigInt>,
        notice_elsewhere -> Nullable<SqlJson>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    zone_assignments (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        zone_id -> SqlUuid,
        appointment_id -> SqlUuid,
        person_id -> SqlUuid,
        role -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    assignment_schools (assignment_id, school_id) {
        assignment_id -> SqlUuid,
        school_id -> SqlUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    teams (id) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        kind -> Text,
        title -> Text,
        supervises_on -> Date,
        school_ids -> SqlJson,
        size -> BigInt,
        wanted -> SqlJson,
        seed -> Text,
        candidates -> SqlJson,
        created_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    team_members (team_id, person_id) {
        team_id -> SqlUuid,
        person_id -> SqlUuid,
        appointment_id -> SqlUuid,
        place -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    grades (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        person_number -> Text,
        track -> Text,
        grade -> Text,
        post_grade -> Nullable<BigInt>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        document_number -> Text,
        source -> Text,
        external_reference -> Nullable<Text>,
        promotion_id -> Nullable<SqlUuid>,
        annulled_reason -> Nullable<Text>,
        touched_from -> Nullable<Date>,
        touched_until -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    promotions (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        track -> Text,
        from_grade -> Nullable<Text>,
        to_grade -> Text,
        is_demotion -> Bool,
        separate_line -> Bool,
        status -> Text,
        findings -> SqlJson,
        recommended_by -> Nullable<Text>,
        evidence -> Nullable<Text>,
        panel -> SqlJson,
        score -> Nullable<BigInt>,
        notice_opened_on -> Nullable<Date>,
        notice_counted_from -> Nullable<Date>,
        notice_ends_on -> Nullable<Date>,
        notice_days_left -> Nullable<BigInt>,
        notice_elsewhere -> Nullable<SqlJson>,
        defence_heard_on -> Nullable<Date>,
        decision_document_number -> Nullable<Text>,
        effective_on -> Nullable<Date>,
        grade_id -> Nullable<SqlUuid>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    duty_records (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        kind -> Text,
        occurred_on -> Date,
        counts_on -> Date,
        period -> Nullable<Text>,
        school_id -> Nullable<SqlUuid>,
        mode -> Nullable<Text>,
        notice_on -> Nullable<Date>,
        hours -> Nullable<BigInt>,
        theme -> Nullable<Text>,
        credential_shown -> Nullable<Bool>,
        record_left -> Nullable<Bool>,
        feedback_left -> Nullable<Bool>,
        report_submitted_on -> Nullable<Date>,
        annulled -> Bool,
        reason -> Nullable<Text>,
        source -> Text,
        external_reference -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> Nullable<SqlUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_standards (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        title -> Text,
        amounts -> SqlJson,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        yearly_cap_fen -> Nullable<BigInt>,
        status -> Text,
        submitted_on -> Nullable<Date>,
        decision_document_number -> Nullable<Text>,
        finance_consent_number -> Nullable<Text>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        succeeded_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_runs (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        month -> Text,
        status -> Text,
        computed_at -> Nullable<SqlInstant>,
        terms -> Nullable<SqlJson>,
        tax_terms -> Nullable<SqlJson>,
        standards -> Nullable<SqlJson>,
        decided_before -> Nullable<SqlJson>,
        yearly_cap_fen -> Nullable<BigInt>,
        people_count -> BigInt,
        line_count -> BigInt,
        held_count -> BigInt,
        total_fen -> BigInt,
        finding_count -> BigInt,
        notice_opened_on -> Nullable<Date>,
        notice_counted_from -> Nullable<Date>,
        notice_ends_on -> Nullable<Date>,
        notice_days_left -> Nullable<BigInt>,
        notice_elsewhere -> Nullable<SqlJson>,
        document_number -> Nullable<Text>,
        paid_count -> BigInt,
        failed_count -> BigInt,
        paid_fen -> BigInt,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        sent_on -> Nullable<Date>,
        offset_count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_lines (id) {
        id -> SqlUuid,
        run_id -> SqlUuid,
        area -> Text,
        month -> Text,
        person_id -> SqlUuid,
        person_number -> Text,
        component -> Text,
        kind -> Text,
        amount_fen -> BigInt,
        granted_fen -> Nullable<BigInt>,
        held -> Nullable<SqlJson>,
        hold_reason -> Nullable<Text>,
        payer_id -> Nullable<SqlUuid>,
        payee_id -> Nullable<SqlUuid>,
        payee_version -> Nullable<BigInt>,
        tax_class -> Nullable<Text>,
        corrects_id -> Nullable<SqlUuid>,
        payment -> Nullable<Text>,
        is_void -> Bool,
        created_at -> SqlInstant,
        payee_basis -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_grounds (id) {
        id -> SqlUuid,
        run_id -> SqlUuid,
        grounds -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_findings (run_id, ordinal) {
        run_id -> SqlUuid,
        ordinal -> BigInt,
        person_id -> SqlUuid,
        month -> Text,
        component -> Nullable<Text>,
        code -> Text,
        amount_fen -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    stipend_payments (id) {
        id -> SqlUuid,
        run_id -> SqlUuid,
        line_id -> SqlUuid,
        outcome -> Text,
        amount_fen -> BigInt,
        reason -> Nullable<Text>,
        occurred_on -> Date,
        source -> Text,
        reference -> Text,
        created_at -> SqlInstant,
        is_late -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(payees, stipend_findings);
diesel::allow_tables_to_appear_in_same_query!(stipend_lines, stipend_payments);
diesel::allow_tables_to_appear_in_same_query!(stipend_lines, stipend_runs);
diesel::allow_tables_to_appear_in_same_query!(events, stipend_lines);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};

    erasures (id) {
        id -> SqlUuid,
        version -> BigInt,
        person_id -> SqlUuid,
        status -> Text,
        ground -> Text,
        document_number -> Text,
        requested_on -> Date,
        carried_out_on -> Nullable<Date>,
        report -> Nullable<SqlJson>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        files_cleaned_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlJson, SqlUuid};

    stipend_transfer_digests (run_id, accounts) {
        run_id -> SqlUuid,
        accounts -> Text,
        file -> SqlJson,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    dismissals (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        status -> Text,
        signal -> Text,
        signal_id -> Nullable<SqlUuid>,
        ground -> Text,
        description -> Text,
        investigator -> Nullable<Text>,
        facts -> Nullable<Text>,
        article -> Nullable<Text>,
        proposed_measure -> Nullable<Text>,
        defence_until -> Nullable<Date>,
        defence_statement -> Nullable<Text>,
        defence_on -> Nullable<Date>,
        suspended_on -> Nullable<Date>,
        measure -> Nullable<Text>,
        effective_on -> Nullable<Date>,
        decision_document_number -> Nullable<Text>,
        served_on -> Nullable<Date>,
        profile -> Nullable<Text>,
        took_effect_on -> Nullable<Date>,
        clocks -> SqlJson,
        remedies -> SqlJson,
        effects -> SqlJson,
        due_on -> Nullable<Date>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    complaints (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        status -> Text,
        channel -> Text,
        subject -> Text,
        statement -> Binary,
        complainant -> Nullable<Binary>,
        received_on -> Date,
        checker -> Nullable<Text>,
        checker_person_id -> Nullable<SqlUuid>,
        outcome -> Nullable<Text>,
        handling -> Nullable<Text>,
        findings -> Nullable<Binary>,
        concluded_on -> Nullable<Date>,
        reported_up_on -> Nullable<Date>,
        report_document_number -> Nullable<Text>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};

    vacancies (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        authority_id -> SqlUuid,
        route -> Text,
        cohort_id -> Nullable<SqlUuid>,
        zone_id -> Nullable<SqlUuid>,
        school_ids -> SqlJson,
        left_appointment_id -> Nullable<SqlUuid>,
        dismissal_id -> Nullable<SqlUuid>,
        subject -> Nullable<Text>,
        stage -> Nullable<Text>,
        specialities -> SqlJson,
        status -> Text,
        ranking -> Nullable<BigInt>,
        ranked_on -> Nullable<Date>,
        ranked_at -> Nullable<SqlInstant>,
        weights -> Nullable<SqlJson>,
        considered -> Nullable<BigInt>,
        ranked -> Nullable<BigInt>,
        excluded -> Nullable<SqlJson>,
        candidate_id -> Nullable<SqlUuid>,
        appointment_id -> Nullable<SqlUuid>,
        frozen_because -> Nullable<Text>,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlJson, SqlUuid};

    vacancy_candidates (vacancy_id, ranking, place) {
        vacancy_id -> SqlUuid,
        ranking -> BigInt,
        place -> BigInt,
        rank -> Nullable<BigInt>,
        person_id -> SqlUuid,
        origin -> Text,
        origin_fact -> SqlJson,
        score -> BigInt,
        parts -> SqlJson,
        excluded_by -> SqlJson,
    }
}

diesel::joinable!(vacancy_candidates -> people (person_id));
diesel::allow_tables_to_appear_in_same_query!(people, vacancy_candidates);
diesel::allow_tables_to_appear_in_same_query!(assessments, organisations);
diesel::allow_tables_to_appear_in_same_query!(pool_memberships, assessments);
diesel::allow_tables_to_appear_in_same_query!(certifications, assessments);
diesel::allow_tables_to_appear_in_same_query!(vacancies, appointments);
diesel::joinable!(promotions -> people (person_id));
diesel::allow_tables_to_appear_in_same_query!(people, promotions);
diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    assessments (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        person_id -> SqlUuid,
        authority_id -> SqlUuid,
        year -> BigInt,
        status -> Text,
        grade -> Nullable<Text>,
        score -> Nullable<BigInt>,
        targets -> SqlJson,
        inspector_signed_on -> Nullable<Date>,
        office_signatory -> Nullable<Text>,
        duty_report -> Nullable<Text>,
        ratings -> SqlJson,
        panel -> SqlJson,
        public_seat -> Nullable<Text>,
        vetoes -> SqlJson,
        computation -> Nullable<SqlJson>,
        notified_on -> Nullable<Date>,
        review_until -> Nullable<Date>,
        review -> Nullable<SqlJson>,
        accepted_on -> Nullable<Date>,
        consequence -> Nullable<SqlJson>,
        days_served -> Nullable<BigInt>,
        opened_on -> Date,
        steps -> SqlJson,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlUuid;
    stipend_run_seals (run_id) {
        run_id -> SqlUuid,
        totals -> Binary,
        lines -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlUuid;

    former_citizen_numbers (citizen_number_index) {
        citizen_number_index -> Binary,
        person_id -> SqlUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlUuid;

    people_to_index (person_id) {
        person_id -> SqlUuid,
    }
}

diesel::table! {
    use crate::kernel::types::SqlUuid;

    deaths_to_follow (person_id) {
        person_id -> SqlUuid,
    }
}

diesel::joinable!(person_search_terms -> people (person_id));
diesel::joinable!(pool_memberships -> people (person_id));
diesel::joinable!(certifications -> people (person_id));
diesel::joinable!(schools -> zones (zone_id));
diesel::allow_tables_to_appear_in_same_query!(people, person_search_terms, pool_memberships, roster_posts);
diesel::allow_tables_to_appear_in_same_query!(people, certifications);
diesel::allow_tables_to_appear_in_same_query!(schools, zones);
diesel::joinable!(appointments -> people (person_id));
diesel::joinable!(assignment_schools -> schools (school_id));
diesel::allow_tables_to_appear_in_same_query!(people, appointments);
diesel::allow_tables_to_appear_in_same_query!(appointments, certifications, pool_memberships);
diesel::allow_tables_to_appear_in_same_query!(appointments, trainings);
diesel::allow_tables_to_appear_in_same_query!(appointments, zone_assignments, assignment_schools, schools);
diesel::allow_tables_to_appear_in_same_query!(zones, appointments);
diesel::allow_tables_to_appear_in_same_query!(zones, zone_assignments);
diesel::joinable!(zone_assignments -> zones (zone_id));
diesel::joinable!(team_members -> teams (team_id));
diesel::allow_tables_to_appear_in_same_query!(teams, team_members);
diesel::joinable!(duty_records -> schools (school_id));
diesel::allow_tables_to_appear_in_same_query!(duty_records, schools);
diesel::joinable!(appointments -> cohorts (cohort_id));
diesel::allow_tables_to_appear_in_same_query!(appointments, cohorts);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlUuid};
    taken_back (record_id, version) {
        record_id -> SqlUuid,
        version -> BigInt,
        stood_until -> SqlInstant,
    }
}
diesel::allow_tables_to_appear_in_same_query!(taken_back, appointments);
diesel::allow_tables_to_appear_in_same_query!(taken_back, certifications);
diesel::allow_tables_to_appear_in_same_query!(taken_back, people);
diesel::allow_tables_to_appear_in_same_query!(taken_back, pool_memberships);
diesel::allow_tables_to_appear_in_same_query!(stipend_runs, stipend_run_seals);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_zones (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        name -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        office_phone -> Nullable<Text>,
        matters -> SqlJson,
        closed_on -> Nullable<Date>,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_schools (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        zone_id -> SqlUuid,
        identifier -> Text,
        name -> Text,
        school_type -> Text,
        pupils -> Nullable<BigInt>,
        credit_code -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_organisations (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        name -> Text,
        functions -> SqlJson,
        level -> Nullable<Text>,
        credit_code -> Nullable<Text>,
        higher_authority_id -> Nullable<SqlUuid>,
        establishment_posts -> Nullable<BigInt>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_calendars (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        year -> BigInt,
        holidays -> SqlJson,
        workdays -> SqlJson,
        document_number -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_cohorts (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        authority_id -> SqlUuid,
        ordinal -> BigInt,
        name -> Text,
        starts_on -> Date,
        ends_on -> Date,
        document_number -> Nullable<Text>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    earlier_policy_proposals (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        key -> Text,
        value -> SqlJson,
        document_number -> Text,
        reason -> Nullable<Text>,
        status -> Text,
        proposed_by -> Text,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    changes (xact, seq) {
        xact -> BigInt,
        seq -> BigInt,
        resource -> Text,
        record_id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        area_before -> Nullable<Text>,
        recorded_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    audit_links (number) {
        number -> BigInt,
        xact -> BigInt,
        seq -> BigInt,
        event_id -> SqlUuid,
        words -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    experts (person_id) {
        person_id -> SqlUuid,
        version -> BigInt,
        number -> Text,
        area -> Text,
        name -> Text,
        professional_title -> Nullable<Text>,
        subject -> Nullable<Text>,
        stage -> Nullable<Text>,
        specialities -> SqlJson,
        specialist_id -> Nullable<SqlUuid>,
        specialist_version -> Nullable<BigInt>,
        specialist_source -> Nullable<Text>,
        specialist_until -> Nullable<Date>,
        invited_id -> Nullable<SqlUuid>,
        invited_version -> Nullable<BigInt>,
        invited_source -> Nullable<Text>,
        invited_until -> Nullable<Date>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(experts, person_search_terms);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    findings (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        school_id -> Nullable<SqlUuid>,
        organisation_id -> Nullable<SqlUuid>,
        inspection_id -> Nullable<SqlUuid>,
        complaint_id -> Nullable<SqlUuid>,
        plan_id -> Nullable<SqlUuid>,
        kind -> Text,
        matter -> Text,
        problem_code -> Nullable<Text>,
        severity -> Nullable<Text>,
        statement -> Text,
        person_id -> Nullable<SqlUuid>,
        minor_harm -> Bool,
        found_on -> Date,
        status -> Text,
        notified_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        reported_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        recurs_id -> Nullable<SqlUuid>,
        guidance_count -> BigInt,
        look_backs_held -> BigInt,
        look_backs_relapsed -> BigInt,
        course -> SqlJson,
        written_by -> Text,
        external_reference -> Nullable<Text>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}
diesel::joinable!(findings -> schools (school_id));
diesel::allow_tables_to_appear_in_same_query!(findings, schools);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    export_pieces (export_id, file, first_byte) {
        export_id -> SqlUuid,
        file -> BigInt,
        first_byte -> BigInt,
        content -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    exports (id) {
        id -> SqlUuid,
        version -> BigInt,
        client_id -> SqlUuid,
        asked -> SqlJson,
        format -> Text,
        status -> Text,
        attempt -> BigInt,
        row_count -> BigInt,
        total_count -> Nullable<BigInt>,
        xact -> Nullable<BigInt>,
        seq -> Nullable<BigInt>,
        files -> SqlJson,
        failure -> Nullable<Text>,
        taken_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        expires_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    supervision_plans (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        kind -> Text,
        title -> Text,
        period -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Date,
        theme -> Nullable<Text>,
        approach -> Nullable<Text>,
        parent_id -> Nullable<SqlUuid>,
        lead_unit_id -> Nullable<SqlUuid>,
        unit_ids -> SqlJson,
        items -> SqlJson,
        school_ids -> SqlJson,
        zone_ids -> SqlJson,
        school_types -> SqlJson,
        organisation_ids -> SqlJson,
        excused -> SqlJson,
        outcome -> Nullable<SqlJson>,
        status -> Text,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    queues (id) {
        id -> SqlUuid,
        version -> BigInt,
        client_id -> SqlUuid,
        types -> SqlJson,
        view -> Text,
        area -> Nullable<Text>,
        description -> Nullable<Text>,
        xact -> BigInt,
        seq -> BigInt,
        pending -> SqlJson,
        ended_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    webhooks (id) {
        id -> SqlUuid,
        version -> BigInt,
        client_id -> SqlUuid,
        url -> Text,
        types -> SqlJson,
        view -> Text,
        area -> Nullable<Text>,
        description -> Nullable<Text>,
        status -> Text,
        secret_generation -> BigInt,
        xact -> BigInt,
        seq -> BigInt,
        attempts -> BigInt,
        failing_since -> Nullable<SqlInstant>,
        next_attempt_at -> SqlInstant,
        leased_until -> Nullable<SqlInstant>,
        test_asked_at -> Nullable<SqlInstant>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlUuid};
    webhook_deliveries (id) {
        id -> SqlUuid,
        webhook_id -> SqlUuid,
        message_id -> Text,
        attempt -> BigInt,
        resource -> Nullable<Text>,
        record_id -> Nullable<SqlUuid>,
        outcome -> Text,
        http_status -> Nullable<BigInt>,
        detail -> Nullable<Text>,
        milliseconds -> BigInt,
        at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    inspections (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        area -> Text,
        school_id -> Nullable<SqlUuid>,
        organisation_id -> Nullable<SqlUuid>,
        kind -> Text,
        mode -> Text,
        channel -> Text,
        plan_id -> Nullable<SqlUuid>,
        team_id -> Nullable<SqlUuid>,
        matters -> SqlJson,
        planned_on -> Date,
        inspectors -> SqlJson,
        expert_ids -> SqlJson,
        occurred_on -> Nullable<Date>,
        course -> SqlJson,
        status -> Text,
        written_by -> Text,
        external_reference -> Nullable<Text>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        superseded_at -> Nullable<SqlInstant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::SqlUuid;
    inspection_inspectors (inspection_id, person_id) {
        inspection_id -> SqlUuid,
        person_id -> SqlUuid,
    }
}

diesel::allow_tables_to_appear_in_same_query!(inspections, inspection_inspectors);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    indicator_systems (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        code -> Text,
        title -> Text,
        purpose -> Text,
        object_kind -> Text,
        year -> Nullable<BigInt>,
        indicators -> SqlJson,
        raters -> SqlJson,
        bands -> SqlJson,
        vetoes -> SqlJson,
        comprehensive_points -> Nullable<BigInt>,
        publish -> Text,
        effective_on -> Date,
        status -> Text,
        succeeded_on -> Nullable<Date>,
        submitted_on -> Nullable<Date>,
        document_number -> Nullable<Text>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    evaluations (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        school_id -> Nullable<SqlUuid>,
        organisation_id -> Nullable<SqlUuid>,
        system_id -> SqlUuid,
        system_version -> BigInt,
        purpose -> Text,
        period -> Text,
        year -> BigInt,
        origin -> Text,
        evaluator_id -> Nullable<SqlUuid>,
        contract_number -> Nullable<Text>,
        independence_declared_on -> Nullable<Date>,
        accountable_post -> Nullable<Text>,
        status -> Text,
        course -> SqlJson,
        score -> Nullable<BigInt>,
        grade -> Nullable<Text>,
        points -> Nullable<BigInt>,
        notified_on -> Nullable<Date>,
        review_until -> Nullable<Date>,
        document_number -> Nullable<Text>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}
diesel::joinable!(evaluations -> schools (school_id));
diesel::allow_tables_to_appear_in_same_query!(evaluations, schools);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    accountability_measures (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        school_id -> Nullable<SqlUuid>,
        organisation_id -> Nullable<SqlUuid>,
        route -> Text,
        status -> Text,
        respondent_name -> Nullable<Text>,
        respondent_post -> Nullable<Text>,
        ground -> Text,
        article -> Nullable<Text>,
        form -> Nullable<Text>,
        facts -> Text,
        carriers -> SqlJson,
        course -> SqlJson,
        served_on -> Nullable<Date>,
        took_effect_on -> Nullable<Date>,
        held_on -> Nullable<Date>,
        file_by -> Nullable<Date>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}
diesel::joinable!(accountability_measures -> schools (school_id));
diesel::allow_tables_to_appear_in_same_query!(accountability_measures, schools);

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    meetings (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        kind -> Text,
        organiser_ids -> SqlJson,
        planned_on -> Date,
        held_on -> Nullable<Date>,
        agenda -> SqlJson,
        attendance -> SqlJson,
        resolutions -> SqlJson,
        document_number -> Nullable<Text>,
        status -> Text,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    result_references (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        school_id -> Nullable<SqlUuid>,
        organisation_id -> Nullable<SqlUuid>,
        period -> Text,
        purpose -> Text,
        decision_number -> Text,
        asked_by -> Text,
        answer -> SqlJson,
        signed -> Text,
        status -> Text,
        used -> Nullable<Text>,
        used_on -> Nullable<Date>,
        superseded_on -> Nullable<Date>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    documents (id, version) {
        id -> SqlUuid,
        version -> BigInt,
        superseded_at -> Nullable<SqlInstant>,
        area -> Text,
        kind -> Text,
        title -> Text,
        number -> Nullable<Text>,
        issuer_ids -> SqlJson,
        effective_on -> Nullable<Date>,
        expires_on -> Nullable<Date>,
        replaces_ids -> SqlJson,
        policy_keys -> SqlJson,
        subjects -> SqlJson,
        digest -> Nullable<Text>,
        media_type -> Nullable<Text>,
        bytes -> Nullable<BigInt>,
        location -> Nullable<Text>,
        openness -> Text,
        public_summary -> Nullable<Text>,
        status -> Text,
        issued_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        published_on -> Nullable<Date>,
        channels -> Nullable<SqlJson>,
        privacy_checked_by -> Nullable<Text>,
        corrections -> Nullable<SqlJson>,
        publication_due_on -> Nullable<Date>,
        publication_withdrawn_on -> Nullable<Date>,
        correction_due_on -> Nullable<Date>,
        last_event_on -> Nullable<Date>,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};
    document_subjects (document_id, subject_id) {
        document_id -> SqlUuid,
        subject_id -> SqlUuid,
    }
}
diesel::allow_tables_to_appear_in_same_query!(documents, document_subjects);
