-- Consumers follow the records of supervision and evaluation as all others.
CREATE TRIGGER evaluations_note_insertions AFTER INSERT ON evaluations REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER findings_note_insertions AFTER INSERT ON findings REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER indicator_systems_note_insertions AFTER INSERT ON indicator_systems REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER inspections_note_insertions AFTER INSERT ON inspections REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER supervision_plans_note_insertions AFTER INSERT ON supervision_plans REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
