/* json.h - reads the small JSON texts that stand in cells of an extract: {"SINGLE_ASSESSMENT": "Y", …}.
 *
 * Flat on purpose: one list of keys and texts. true and false come as "true" and
 * "false", null and "" as no value, values inside a list under the key of the list,
 * objects inside objects are walked through. Numbers come as written by jansson. */
#ifndef JSON_H
#define JSON_H
#include "base/err.h"

struct json_pair { str key, value; };                   /* value STR_NONE: null or empty */
struct json_pairs { size_t n; const struct json_pair *at; };

/* ERR_INVALID when it is not JSON, or is not an object or a list, or is longer than 64 KiB. Texts live in a. */
CHECKED err_code json_pairs_read(struct json_pairs *out, arena *a, str text, err *e);
str json_pair_value(const struct json_pairs *p, str key);      /* STR_NONE when there is none */
#endif
