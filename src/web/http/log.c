/* log.c - what the service says of itself. Of an address only the door's own path is written, never what was asked
 * for: that holds numbers of children and words that were searched for. */
#include "web/http/server.h"

void server_log(const struct server *s, const char *what, const struct door *d, int status, err_code code, str message,
                const char *reference)
{
    out line = { 0 };
    char at[21];
    instant_iso_into(at, s->clock());
    out_printf(&line, "{\"at\":\"%s\",\"what\":\"%s\",\"status\":%d,\"code\":\"%s\",\"reference\":\"%s\",\"door\":",
               at, what, status,
               err_name(code), reference);
    out_json(&line, d ? str_of(d->path) : S(""));
    out_raw(&line, S(",\"message\":"));
    out_json(&line, str_take(message, 300));
    out_raw(&line, S("}\n"));
    fwrite(line.p, 1, line.n, s->log);
    out_release(&line);
}
