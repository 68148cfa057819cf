DROP TABLE certifications;
DROP TABLE trainings;
