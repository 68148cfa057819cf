-- Consumers follow accountability measures as all other records.
CREATE TRIGGER accountability_measures_note_insertions AFTER INSERT ON accountability_measures REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
