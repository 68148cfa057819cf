-- Consumers follow meetings as all other records.
CREATE TRIGGER meetings_note_insertions AFTER INSERT ON meetings REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
