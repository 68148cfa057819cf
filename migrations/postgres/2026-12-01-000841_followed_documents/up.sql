-- Consumers follow documents as all other records.
CREATE TRIGGER documents_note_insertions AFTER INSERT ON documents REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
