DROP TRIGGER events_note;
DELETE FROM changes WHERE resource = 'events';
DROP TABLE audit_links;
