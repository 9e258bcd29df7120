#!/bin/sh
# t_statements.sh - tools/statements.awk: what it reads as a statement's columns, and what it refuses to build.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d /tmp/holdfast-test.XXXXXX)
trap 'rm -rf "$dir"' EXIT
n=0

# made SQL: the constants of the statement x, or what was said, without the place.
made() {
    printf -- '-- name: x\n%s\n' "$1" >"$dir/x.sql"
    if awk -f "$top/tools/statements.awk" "$dir/x.sql" >"$dir/out" 2>"$dir/err"; then
        sed -n 's/^enum { \(.*\) };$/\1/p' "$dir/out"
    else sed "s|^$dir/||" "$dir/err"; fi
}
# is SQL WANT WHAT
is() {
    n=$((n + 1))
    got=$(made "$1")
    case $got in
    "$2") echo "ok $n - $3";;
    *) echo "not ok $n - $3"; printf '#   got  %s\n#   want %s\n' "$got" "$2";;
    esac
}
# refused SQL WORDS WHAT
refused() {
    n=$((n + 1))
    got=$(made "$1")
    case $got in
    x.sql:*"$2"*) echo "ok $n - $3";;
    *) echo "not ok $n - $3"; printf '#   got  %s\n#   want %s\n' "$got" "$2";;
    esac
}

is 'SELECT id, name FROM t;' 'X_ID, X_NAME' 'plain columns'
is 'SELECT t.id, t.name AS team FROM t;' 'X_ID, X_TEAM' 'of a table, and an alias'
is 'SELECT DISTINCT t.id FROM t;' 'X_ID' 'DISTINCT'
is 'SELECT COALESCE(a, b, 0) AS c, d FROM t;' 'X_C, X_D' 'commas in parentheses'
is "SELECT CASE WHEN a = 'x, y' THEN 1 ELSE 0 END AS c FROM t;" 'X_C' 'CASE, and a comma in a text'
is "SELECT 'it''s, FROM' AS c, 1 AS d;" 'X_C, X_D' 'a quote in a text'
is 'SELECT (SELECT m.z FROM m ORDER BY m.z, m.y LIMIT 1) AS c, b FROM t;' 'X_C, X_B' 'a subselect'
is 'SELECT a IS NOT DISTINCT FROM b AS c, d FROM t;' 'X_C, X_D' 'a FROM that ends nothing'
is 'SELECT COUNT(*) FILTER (WHERE a > 1) AS n FROM t;' 'X_N' 'FILTER'
is 'SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b, c) AS n FROM t;' 'X_N' 'a window'
is 'SELECT a AS one FROM t UNION SELECT b AS two FROM u;' 'X_ONE' 'the first of a UNION'
is 'WITH w AS (SELECT z AS a, y FROM t), v AS (SELECT 1 AS q) SELECT a FROM w, v;' 'X_A' 'after the heads of a WITH'
is 'WITH RECURSIVE w AS (SELECT 1 AS a UNION SELECT a + 1 FROM w) SELECT a FROM w;' 'X_A' 'a recursive one'
is 'WITH w AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM w;' '' 'an INSERT from a WITH gives none'
is 'INSERT INTO t (a, b) VALUES ($1, $2);' '' 'an INSERT gives none'
is 'INSERT INTO t (a) SELECT z FROM u ON CONFLICT (a) DO NOTHING RETURNING a, b AS c;' 'X_A, X_C' 'RETURNING'
is 'UPDATE t SET a = (SELECT z FROM u) WHERE b = $1 RETURNING a;' 'X_A' 'of an UPDATE'
is 'DELETE FROM t WHERE a = $1;' '' 'a DELETE gives none'
is '-- columns: people
SELECT id FROM t;' 'PEOPLE_ID' 'a list with a name of its own'
is 'SELECT 1 AS n -- of one, two
FROM t;' 'X_N' 'a comment at the end of a line'

refused 'SELECT COUNT(*) FROM t;' 'column 1 has no name' 'an expression without a name'
refused 'SELECT a, b c FROM t;' 'column 2 has no name' 'an alias without AS'
refused 'SELECT * FROM t;' 'column 1 has no name' 'a star'
refused 'SELECT t.* FROM t;' 'column 1 has no name' 'a star of a table'
refused "SELECT 'x' FROM t;" 'column 1 has no name' 'a text'
refused 'SELECT CAST(a AS TEXT) FROM t;' 'column 1 has no name' 'the AS of a CAST is no alias'
refused 'SELECT t.id, u.id FROM t, u;' 'two columns are called id' 'two of one name'
refused 'SELECT A FROM t;' 'column 1 has no name' 'a capital'
refused 'SELECT a AS "b" FROM t;' 'column 1 has no name' 'a quoted alias'
refused 'WITH w (a) AS (SELECT 1) SELECT a FROM w;' 'names its columns in its head' 'a WITH that names its columns in its head'
refused 'WITH w AS (SELECT 1 AS a), v(b) AS (SELECT 2) SELECT a FROM w, v;' 'WITH v' 'the second of them'
refused 'SELECT a FROM (WITH w (a) AS (SELECT 1) SELECT a FROM w) AS s;' 'WITH w' 'in a subselect'
refused 'SELECT (a FROM t;' 'a ( too many' 'a parenthesis that does not end'
refused 'SELECT a) FROM t;' 'a ) too many' 'or does not begin'
refused "SELECT 'a FROM t;" 'quote' 'a quote that does not end'
refused 'VACUUM;' 'no SELECT' 'something else'
refused '-- columns: People
SELECT id FROM t;' 'bad name of columns' 'a bad name of a list'
refused '-- columns: people
DELETE FROM t;' 'gives no columns' 'a list of none'
refused '-- columns: people
SELECT id FROM t;
-- name: y
-- columns: people
SELECT name FROM t;' 'where others of people give id' 'two that differ'
refused 'SELECT y_z FROM t;
-- name: x_y
SELECT z FROM t;' 'X_Y_Z is a column of x as well' 'two constants of one name'
refused 'SELECT 1 AS a;
-- name: y_sqlite
SELECT 1 AS a;
-- name: y_postgres
SELECT 1 AS b;' 'where others of y give a' 'engines that differ'
refused 'CREATE TABLE t (a TEXT);' 'begins with ddl_' 'a table under another name'
echo "1..$n"
