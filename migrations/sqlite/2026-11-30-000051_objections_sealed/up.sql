-- Objections are sealed from now on. Those that earlier releases wrote in clear are sealed after this step by the program, which
-- has the keys; few records have one, so that they are found by these.

CREATE INDEX pool_memberships_objector_idx ON pool_memberships (objector) WHERE objector IS NOT NULL;
CREATE INDEX certifications_objector_idx ON certifications (objector) WHERE objector IS NOT NULL;
