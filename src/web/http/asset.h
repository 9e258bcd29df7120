/* asset.h - the style sheet, the script and the icons: from the program's own memory, compressed once at start.
 *
 * An asset's address holds a hash of its content, so browsers may keep it for ever. */
#ifndef ASSET_H
#define ASSET_H
#include "web/http/http.h"

struct assets;
CHECKED err_code assets_open(struct assets **to, arena *a, err *e);
/* "app.css" → "/assets/app-1a2b3c.css"; STR_NONE */
str  asset_href(const struct assets *s, str name);
/* false: there is no asset at that path. Fills the reply; 304 when the client has it. */
bool asset_answer(const struct assets *s, str path, const struct http_request *q, struct http_reply *reply);
#endif
