-- Consumers follow references to results as all other records.
CREATE TRIGGER result_references_note_insertions AFTER INSERT ON result_references REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
