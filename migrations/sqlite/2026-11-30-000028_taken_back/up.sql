-- Versions of appointments and certifications that a reversal took back, and until when the versions before them then stood: for
-- who acts on outcomes, what was taken back was never there, whatever day or knowledge is asked for. A version that was taken
-- back stood until it began.
CREATE TABLE taken_back (
    record_id BLOB NOT NULL,
    version BIGINT NOT NULL,
    stood_until TEXT NOT NULL,
    PRIMARY KEY (record_id, version)
);

-- What was taken back before this step: an end is left by a reversal alone.
INSERT INTO taken_back (record_id, version, stood_until)
    SELECT id, version, updated_at FROM appointments AS ended
    WHERE ended.superseded_at IS NOT NULL AND ended.status IN ('dismissed', 'removed_from_office', 'cancelled') AND EXISTS (
        SELECT 1 FROM appointments AS later
        WHERE later.id = ended.id AND later.version > ended.version AND later.status NOT IN ('dismissed', 'removed_from_office', 'cancelled'));
INSERT INTO taken_back (record_id, version, stood_until)
    SELECT id, version, updated_at FROM certifications AS ended
    WHERE ended.superseded_at IS NOT NULL AND ended.status IN ('revoked') AND EXISTS (
        SELECT 1 FROM certifications AS later
        WHERE later.id = ended.id AND later.version > ended.version AND later.status NOT IN ('revoked'));
INSERT INTO taken_back (record_id, version, stood_until)
    SELECT stood.id, stood.version, (
        SELECT MIN(later.updated_at) FROM appointments AS later
        WHERE later.id = stood.id AND later.version > stood.version
            AND NOT EXISTS (SELECT 1 FROM taken_back AS mark WHERE mark.record_id = later.id AND mark.version = later.version))
    FROM appointments AS stood
    WHERE NOT EXISTS (SELECT 1 FROM taken_back AS mark WHERE mark.record_id = stood.id AND mark.version = stood.version)
        AND EXISTS (
            SELECT 1 FROM appointments AS next JOIN taken_back AS mark ON mark.record_id = next.id AND mark.version = next.version
            WHERE next.id = stood.id AND next.updated_at = stood.superseded_at AND mark.stood_until = next.updated_at);
INSERT INTO taken_back (record_id, version, stood_until)
    SELECT stood.id, stood.version, (
        SELECT MIN(later.updated_at) FROM certifications AS later
        WHERE later.id = stood.id AND later.version > stood.version
            AND NOT EXISTS (SELECT 1 FROM taken_back AS mark WHERE mark.record_id = later.id AND mark.version = later.version))
    FROM certifications AS stood
    WHERE NOT EXISTS (SELECT 1 FROM taken_back AS mark WHERE mark.record_id = stood.id AND mark.version = stood.version)
        AND EXISTS (
            SELECT 1 FROM certifications AS next JOIN taken_back AS mark ON mark.record_id = next.id AND mark.version = next.version
            WHERE next.id = stood.id AND next.updated_at = stood.superseded_at AND mark.stood_until = next.updated_at);
