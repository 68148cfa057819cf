DROP TABLE accountability_measures;
