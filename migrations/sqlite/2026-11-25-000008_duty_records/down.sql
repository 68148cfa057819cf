DROP TABLE duty_records;
