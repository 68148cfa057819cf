ALTER TABLE stipend_runs DROP COLUMN notice_elsewhere;
ALTER TABLE promotions DROP COLUMN notice_elsewhere;
ALTER TABLE appointments DROP COLUMN notice_elsewhere;
ALTER TABLE certifications DROP COLUMN notice_elsewhere;
ALTER TABLE pool_memberships DROP COLUMN notice_elsewhere;
