DROP TABLE result_references;
