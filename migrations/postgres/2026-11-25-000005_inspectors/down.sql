DROP TABLE team_members;
DROP TABLE teams;
DROP TABLE assignment_schools;
DROP TABLE zone_assignments;
DROP TABLE appointments;
DROP TABLE cohorts;
DROP TABLE organisations;
