-- Places that are to be filled, whose versions all stay, and who was ranked for them.

CREATE TABLE vacancies (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    authority_id BLOB NOT NULL REFERENCES organisations (id),
    route TEXT NOT NULL,
    cohort_id BLOB REFERENCES cohorts (id),
    zone_id BLOB REFERENCES zones (id),
    school_ids TEXT NOT NULL,
    left_appointment_id BLOB,
    dismissal_id BLOB,
    subject TEXT,
    stage TEXT,
    specialities TEXT NOT NULL,
    status TEXT NOT NULL,
    ranking BIGINT,
    ranked_on DATE,
    ranked_at TEXT,
    weights TEXT,
    considered BIGINT,
    ranked BIGINT,
    excluded TEXT,
    candidate_id BLOB REFERENCES people (id),
    appointment_id BLOB,
    frozen_because TEXT,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX vacancies_id_key ON vacancies (id) WHERE superseded_at IS NULL;
-- A place that was left has one vacancy that is neither filled nor frozen.
CREATE UNIQUE INDEX vacancies_left_appointment_id_key ON vacancies (left_appointment_id)
    WHERE superseded_at IS NULL AND status IN ('opened', 'candidates_ranked', 'selected');
-- An appointment fills one place.
CREATE UNIQUE INDEX vacancies_appointment_id_key ON vacancies (appointment_id)
    WHERE superseded_at IS NULL AND status IN ('selected', 'filled');
CREATE INDEX vacancies_area_idx ON vacancies (area, id);
CREATE INDEX vacancies_authority_id_idx ON vacancies (authority_id, id);
CREATE INDEX vacancies_candidate_id_idx ON vacancies (candidate_id) WHERE candidate_id IS NOT NULL;

CREATE TABLE vacancy_candidates (
    vacancy_id BLOB NOT NULL,
    ranking BIGINT NOT NULL,
    place BIGINT NOT NULL,
    rank BIGINT,
    person_id BLOB NOT NULL REFERENCES people (id),
    origin TEXT NOT NULL,
    origin_fact TEXT NOT NULL,
    score BIGINT NOT NULL,
    parts TEXT NOT NULL,
    excluded_by TEXT NOT NULL,
    PRIMARY KEY (vacancy_id, ranking, place)
);
CREATE INDEX vacancy_candidates_person_id_idx ON vacancy_candidates (person_id);
