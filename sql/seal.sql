-- What the rows of each sealed table add up to: see src/store/seal.h.

-- name: ddl_seal_sum
-- turn: how many transactions changed the table; n: its rows.
CREATE TABLE IF NOT EXISTS seal_sum (
    name TEXT NOT NULL PRIMARY KEY, turn BIGINT NOT NULL, n BIGINT NOT NULL, sum TEXT NOT NULL, seal TEXT NOT NULL);

-- name: sealed_seal_sum
-- columns: seal_sum
SELECT name, turn, n, sum, seal FROM seal_sum ORDER BY name;

-- name: seal_sum_hold
-- columns: seal_sum
-- Whoever changes the table waits here for the writer before.
UPDATE seal_sum SET name = name WHERE name = $1 RETURNING name, turn, n, sum, seal;

-- name: seal_sum_make
INSERT INTO seal_sum (name, turn, n, sum, seal) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING;

-- name: seal_sum_set
UPDATE seal_sum SET turn = $2, n = $3, sum = $4, seal = $5 WHERE name = $1;

-- name: seal_sum_turns
SELECT name, turn FROM seal_sum ORDER BY name;
