DROP TRIGGER experts_follow_people;
DROP TRIGGER experts_follow_lost_memberships;
DROP TRIGGER experts_follow_memberships;
DROP TRIGGER experts_follow_new_memberships;
DROP TABLE experts;
DROP VIEW experts_by_definition;
