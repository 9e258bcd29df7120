-- What the store knows of itself. meta holds "schema" (a digest of every table's shape) and "kind:NAME"
-- (the fields that the kind had when it was last migrated).

-- name: ddl_meta
CREATE TABLE IF NOT EXISTS meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: sealed_meta
SELECT name, value, seal FROM meta ORDER BY name;

-- name: meta_get
SELECT value FROM meta WHERE name = $1;

-- name: meta_all
SELECT name, value FROM meta ORDER BY name;

-- name: meta_set
INSERT INTO meta (name, value, seal) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, seal = excluded.seal;

-- What is really there: one row a column.
-- name: schema_columns_sqlite
SELECT t.name AS table_name, c.name AS column_name, UPPER(c.type) AS type
FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
ORDER BY t.name, c.cid;

-- name: schema_columns_postgres
SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name, UPPER(CAST(c.data_type AS TEXT)) AS type
FROM information_schema.columns AS c
WHERE c.table_schema = current_schema()
ORDER BY c.table_name, c.ordinal_position;

-- name: schema_tables_sqlite
SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE name = 'meta') AS meta FROM sqlite_schema WHERE type = 'table';

-- name: schema_tables_postgres
SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE tablename = 'meta') AS meta FROM pg_catalog.pg_tables WHERE schemaname = current_schema();

-- Two programs that migrate at once: the second waits for the first. SQLite's write transaction does that by itself.
-- name: schema_lock_postgres
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('holdfast ' || COALESCE(current_schema(), ''))) AS locked;

-- The engine's own opinion of the file or of its indexes: "ok", or a sentence a fault.
-- name: selfcheck_engine_sqlite
SELECT i.integrity_check AS said FROM pragma_integrity_check(50) AS i;

-- name: selfcheck_engine_postgres
SELECT 'index ' || c.relname || ' is not valid: REINDEX it' AS said
FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = CAST(current_schema() AS regnamespace)
ORDER BY c.relname;
