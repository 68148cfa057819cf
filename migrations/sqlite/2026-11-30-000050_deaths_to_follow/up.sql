-- People whose death an earlier release recorded of one membership or appointment: the system's job ends what is still open of
-- them, and takes them off this list.

CREATE TABLE deaths_to_follow (
    person_id BLOB PRIMARY KEY NOT NULL REFERENCES people (id)
);
INSERT INTO deaths_to_follow (person_id)
    SELECT person_id FROM pool_memberships WHERE status = 'deceased'
    UNION
    SELECT person_id FROM appointments WHERE superseded_at IS NULL AND status = 'deceased';
