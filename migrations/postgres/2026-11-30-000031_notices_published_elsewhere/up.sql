-- Where a name was published that this register did not publish itself: place, document, first and last day. Null of a notice
-- that this register published.

ALTER TABLE pool_memberships ADD COLUMN notice_elsewhere JSONB;
ALTER TABLE certifications ADD COLUMN notice_elsewhere JSONB;
ALTER TABLE appointments ADD COLUMN notice_elsewhere JSONB;
ALTER TABLE promotions ADD COLUMN notice_elsewhere JSONB;
ALTER TABLE stipend_runs ADD COLUMN notice_elsewhere JSONB;
