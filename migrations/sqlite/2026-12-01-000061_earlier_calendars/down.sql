DROP TRIGGER calendars_keep_earlier_version;
DROP TABLE earlier_calendars;
