DROP INDEX people_without_number_idx;
DROP TABLE people_to_index;
