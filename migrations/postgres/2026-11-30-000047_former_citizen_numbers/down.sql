DROP TRIGGER people_number_of_another ON people;
DROP FUNCTION refuse_number_of_another;
DROP TABLE former_citizen_numbers;
