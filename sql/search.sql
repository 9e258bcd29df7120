-- Search words, and the full text of notes: the one place where the engines differ.

-- name: ddl_token
-- part: n name, f former name, s sound of a name, i identifier, a address.
CREATE TABLE IF NOT EXISTS token (
    word TEXT NOT NULL, part TEXT NOT NULL, record_id BIGINT NOT NULL, subject_id BIGINT NOT NULL,
    PRIMARY KEY (word, part, record_id));

-- name: ddl_note_index_sqlite
-- Without the text itself, which is in the tables; our own folded words, so no other tokenizer is needed.
CREATE VIRTUAL TABLE IF NOT EXISTS note_index USING fts5(words, content = '', columnsize = 0, tokenize = 'ascii');

-- name: ddl_note_vocabulary_sqlite
CREATE VIRTUAL TABLE IF NOT EXISTS note_vocabulary USING fts5vocab(note_index, instance);

-- name: ddl_note_index_postgres
CREATE TABLE IF NOT EXISTS note_index (record_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);

-- name: ddl_note_index_words_postgres
CREATE INDEX IF NOT EXISTS note_index_words ON note_index USING gin (words);

-- name: token_add
INSERT INTO token (word, part, record_id, subject_id) VALUES ($1, $2, $3, $4) ON CONFLICT (word, part, record_id) DO NOTHING;

-- name: token_drop
DELETE FROM token WHERE word = $1 AND part = $2 AND record_id = $3;

-- name: token_clear
DELETE FROM token;

-- name: token_of_subjects
SELECT subject_id, record_id, part, word FROM token WHERE subject_id > $1 AND subject_id <= $2;

-- name: token_all
SELECT word, part, record_id, subject_id FROM token ORDER BY word, part, record_id;

-- name: token_between
-- columns: token_hit
SELECT t.subject_id, t.record_id, t.part, t.word, s.kind FROM token t JOIN subject s ON s.id = t.subject_id
WHERE t.word >= $1 AND t.word <= $2 AND t.part <> 's' ORDER BY t.word, t.part, t.record_id LIMIT 20000;

-- name: token_sound
-- columns: token_hit
SELECT t.subject_id, t.record_id, t.part, t.word, s.kind FROM token t JOIN subject s ON s.id = t.subject_id
WHERE t.word = $1 AND t.part = 's' ORDER BY t.record_id LIMIT 20000;

-- name: search_born
-- People born on a day. A walk over all of them: a few milliseconds for a county.
SELECT p.id FROM person p WHERE p.born_on = $1 AND p.removed = 0 ORDER BY p.id LIMIT 5000;

-- name: note_add_sqlite
INSERT INTO note_index (rowid, words) VALUES ($1, $2);

-- name: note_drop_sqlite
-- The index holds no text: it must be told what it is to forget.
INSERT INTO note_index (note_index, rowid, words) VALUES ('delete', $1, $2);

-- name: note_clear_sqlite
INSERT INTO note_index (note_index) VALUES ('delete-all');

-- name: note_find_sqlite
-- columns: note_hit
SELECT l.subject_id, l.record_id, l.kind AS record_kind, s.kind FROM note_index i JOIN ledger l ON l.seq = i.rowid JOIN subject s ON s.id = l.subject_id
WHERE i.words MATCH $1 ORDER BY i.rowid DESC LIMIT 5000;

-- name: note_words_sqlite
-- columns: note_words_sqlite
SELECT doc, term, offset FROM note_vocabulary;

-- name: note_add_postgres
INSERT INTO note_index (record_id, words) VALUES ($1, CAST(CAST($2 AS TEXT) AS TSVECTOR));

-- name: note_drop_postgres
DELETE FROM note_index WHERE record_id = $1;

-- name: note_clear_postgres
DELETE FROM note_index;

-- name: note_find_postgres
-- columns: note_hit
SELECT l.subject_id, l.record_id, l.kind AS record_kind, s.kind FROM note_index i JOIN ledger l ON l.seq = i.record_id JOIN subject s ON s.id = l.subject_id
WHERE i.words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) ORDER BY i.record_id DESC LIMIT 5000;

-- name: note_words_postgres
-- columns: note_words_postgres
SELECT record_id, CAST(words AS TEXT) AS words FROM note_index ORDER BY record_id;

-- name: note_optimize_sqlite
INSERT INTO note_index (note_index) VALUES ('optimize');

-- name: note_settings_sqlite
SELECT k, v FROM note_index_config ORDER BY k;

-- name: note_check_sqlite
-- Compares the index's own parts with each other; it writes nothing, but only a writer may ask for it.
INSERT INTO note_index (note_index) VALUES ('integrity-check');
