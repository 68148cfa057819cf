DROP TRIGGER experts_follow_people ON people;
DROP TRIGGER experts_follow_memberships ON pool_memberships;
DROP FUNCTION experts_follow_people();
DROP FUNCTION experts_follow_memberships();
DROP TABLE experts;
DROP VIEW experts_by_definition;
