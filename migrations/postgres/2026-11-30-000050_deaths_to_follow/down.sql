DROP TABLE deaths_to_follow;
