DROP TRIGGER calendars_keep_earlier_version ON calendars;
DROP TABLE earlier_calendars;
