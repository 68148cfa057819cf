-- What a run came to when it was decided, as a keyed digest: sums that are changed beneath it are not paid.
CREATE TABLE stipend_run_seals (
    run_id BLOB PRIMARY KEY NOT NULL,
    totals BLOB NOT NULL,
    lines BLOB NOT NULL
);

-- When the files of the database were cleaned of what an erasure took out.
ALTER TABLE erasures ADD COLUMN files_cleaned_at TEXT;
