/* asset.c - reads the table of embedded files once; a reply copies nothing. */
#include "web/http/asset.h"
#include "base/embedded.h"
#include <sodium.h>
#include <stdio.h>
#include <zlib.h>

struct asset { str name, path, plain, gzip; char etag[20]; const char *type; bool hashed; };
struct assets { size_t n; struct asset *at; };

static const char *type_of(str name)
{
    static const struct { const char *end, *type; } types[] = {
        { ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" }, { ".svg", "image/svg+xml" },
        { ".png", "image/png" }, { ".woff2", "font/woff2" }, { ".json", "application/json" },
    };
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(name, str_of(types[i].end)))
            return types[i].type;
    return "application/octet-stream";
}

static err_code compress_asset(struct asset *x, arena *a, err *e)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return err_set(e, ERR_SYSTEM, "the pages' assets could not be compressed");
    size_t most = deflateBound(&z, x->plain.n) + 32;
    char *to = arena_alloc_raw(a, most);
    z.next_in = (unsigned char *)(uintptr_t)x->plain.p;
    z.avail_in = (unsigned)x->plain.n;
    z.next_out = (unsigned char *)to;
    z.avail_out = (unsigned)most;
    bool fine = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t n = z.total_out;
    deflateEnd(&z);
    if (!fine)
        return err_set(e, ERR_SYSTEM, "the pages' assets could not be compressed");
    if (n < x->plain.n)
        x->gzip = (str){ to, n };
    return ERR_OK;
}

err_code assets_open(struct assets **to, arena *a, err *e)
{
    struct assets *s = arena_new(a, struct assets);
    size_t most = 0;
    for (const struct embedded_file *f = embedded_files; f->name; f++)
        most++;
    s->at = arena_array(a, struct asset, most + 1);
    for (const struct embedded_file *f = embedded_files; f->name; f++) {
        str full = str_of(f->name);
        if (!str_starts(full, S("assets/")))
            continue;
        struct asset *x = &s->at[s->n++];
        unsigned char h[16];
        char hex[13];
        x->name = str_skip(full, 7);
        x->plain = (str){ f->begin, (size_t)(f->end - f->begin) };
        crypto_generichash(h, sizeof h, (const unsigned char *)x->plain.p, x->plain.n, NULL, 0);
        sodium_bin2hex(hex, sizeof hex, h, 6);
        snprintf(x->etag, sizeof x->etag, "\"%s\"", hex);
        x->type = type_of(x->name);
        x->hashed = str_ends(x->name, S(".css")) || str_ends(x->name, S(".js"));
        size_t dot = x->name.n;
        while (dot && x->name.p[dot - 1] != '.')
            dot--;
        x->path = x->hashed ? arena_printf(a, "/assets/" STR_FMT "-%s." STR_FMT, STR_ARG(str_take(x->name, dot - 1)),
                                           hex, STR_ARG(str_skip(x->name, dot)))
                            : arena_printf(a, "/assets/" STR_FMT, STR_ARG(x->name));
        err_code rc = compress_asset(x, a, e);
        if (rc)
            return rc;
    }
    *to = s;
    return ERR_OK;
}

str asset_href(const struct assets *s, str name)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->at[i].name, name))
            return s->at[i].path;
    return STR_NONE;
}

bool asset_answer(const struct assets *s, str path, const struct http_request *q, struct http_reply *reply)
{
    const struct asset *x = NULL;
    for (size_t i = 0; i < s->n && !x; i++)
        if (str_eq(s->at[i].path, path))
            x = &s->at[i];
    if (!x)
        return false;
    http_header(reply, "ETag", x->etag);
    http_header(reply, "Cache-Control", x->hashed ? "public, max-age=31536000, immutable" : "public, max-age=86400");
    http_header(reply, "Vary", "Accept-Encoding");
    if (str_has(q->if_none_match, str_of(x->etag))) {
        reply->status = 304;
        return true;
    }
    http_header(reply, "Content-Type", x->type);
    bool packed = q->gzip && x->gzip.n;
    if (packed)
        http_header(reply, "Content-Encoding", "gzip");
    reply->status = 200;
    reply->body = packed ? x->gzip : x->plain;
    reply->lasting = true;
    return true;
}
