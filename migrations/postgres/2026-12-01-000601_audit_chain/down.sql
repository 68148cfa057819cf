DROP TRIGGER events_note ON events;
DROP FUNCTION note_events();
DELETE FROM changes WHERE resource = 'events';
DROP TABLE audit_links;
DROP FUNCTION refuse_change_of_links();
