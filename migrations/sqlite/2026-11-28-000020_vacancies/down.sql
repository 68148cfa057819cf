DROP TABLE vacancy_candidates;
DROP TABLE vacancies;
