/* ids.h - many numbers as one parameter, so that a page that names thirty people asks once and not thirty times.
 *
 * Neither engine's list of values is in the dialect of both, and a statement with a place for each number would be
 * another statement for every length. So the numbers go as one text of equal parts, ids_text, and the statement
 * cuts it up again:
 *
 *     WITH RECURSIVE part AS (
 *         SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
 *         UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
 *     )
 *     SELECT … WHERE x.id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)
 *
 * IDS_PARTS and IDS_IN are these two for statements that are made from the catalogue's names; sql/ writes them out. */
#ifndef IDS_H
#define IDS_H
#include "base/arena.h"

enum { IDS_WIDTH = 20 };
#define IDS_PARTS "WITH RECURSIVE part AS (SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0" \
                  " UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))) "
#define IDS_IN "IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)"

/* In the order given, repeated numbers among them; "" for none, which finds nothing. */
str ids_text(arena *a, size_t n, const int64_t *ids);
#endif
