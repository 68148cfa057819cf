DROP TABLE indicator_systems;
