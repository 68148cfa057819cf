DROP TRIGGER dismissals_of_the_erased;
DROP TRIGGER complaints_of_the_erased;
DROP TRIGGER assessments_of_the_erased;
DROP TRIGGER promotions_of_the_erased;
DROP TRIGGER grades_of_the_erased;
DROP TRIGGER zone_assignments_of_the_erased;
DROP TRIGGER appointments_of_the_erased;
DROP TRIGGER certifications_of_the_erased;
DROP TRIGGER payees_of_the_erased;
DROP TRIGGER sanctions_of_the_erased;
DROP TRIGGER recusals_of_the_erased;
DROP TRIGGER trainings_of_the_erased_stay;
DROP TRIGGER trainings_of_the_erased;
DROP TRIGGER pool_memberships_of_the_erased_stay;
DROP TRIGGER pool_memberships_of_the_erased;
DROP TRIGGER events_lose_words_only;
DROP TRIGGER events_refuse_update;
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
DROP TABLE stipend_transfer_digests;
ALTER TABLE people DROP COLUMN erased_at;
DROP TABLE erasures;
