/* form.c - reads what a browser sends, and nothing else; no state, so it can be fuzzed. */
#include "web/http/form.h"
#include "base/encoding.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool allowed(unsigned char c, bool line_breaks)
{
    return (c >= 0x20 && c != 0x7F) || (line_breaks && (c == '\n' || c == '\r' || c == '\t'));
}

err_code percent_decode(str encoded, bool plus, bool line_breaks, arena *a, str *to, err *e)
{
    char *p = arena_alloc_raw(a, encoded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < encoded.n; i++) {
        char c = encoded.p[i];
        if (c == '%') {
            int high = i + 2 < encoded.n ? hex(encoded.p[i + 1]) : -1, low = high >= 0 ? hex(encoded.p[i + 2]) : -1;
            if (low < 0)
                return err_set(e, ERR_INVALID, "a percent sign is not followed by two hexadecimal digits");
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus)
            c = ' ';
        if (!allowed((unsigned char)c, line_breaks))
            return err_set(e, ERR_INVALID, "a control character stands where text should");
        if (c == '\n' && n && p[n - 1] == '\r')
            n--;
        p[n++] = c;
    }
    for (size_t i = 0; i < n; i++)
        if (p[i] == '\r')
            p[i] = '\n';
    p[n] = '\0';
    *to = (str){ p, n };
    return utf8_valid(*to) ? ERR_OK : err_set(e, ERR_INVALID, "the text is not UTF-8");
}

err_code form_read(str encoded, arena *a, struct form *to, err *e)
{
    size_t most = 0, n = 0;
    for (size_t i = 0; i < encoded.n; i++)
        most += encoded.p[i] == '&';
    most++;
    if (most > FORM_FIELDS_MAX)
        return err_set(e, ERR_INVALID, "the form has more than %d fields", FORM_FIELDS_MAX);
    struct form_field *fields = arena_array(a, struct form_field, most);
    str pair;
    while (str_cut(&encoded, '&', &pair)) {
        if (pair.n == 0)
            continue;
        str value = pair, name;
        str_cut(&value, '=', &name);
        err_code rc = percent_decode(name, true, false, a, &fields[n].name, e);
        if (rc || (rc = percent_decode(value, true, true, a, &fields[n].value, e)))
            return rc;
        if (fields[n].name.n == 0)
            return err_set(e, ERR_INVALID, "a field has no name");
        n++;
    }
    *to = (struct form){ n, fields };
    return ERR_OK;
}

str form_named(const struct form *f, str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->fields[i].name, name))
            return f->fields[i].value;
    return STR_NONE;
}

str form_value(const struct form *f, const char *name) { return form_named(f, str_of(name)); }

size_t form_values(const struct form *f, const char *name, arena *a, str **values)
{
    size_t n = 0;
    *values = arena_array(a, str, f->n + 1);
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->fields[i].name, str_of(name)))
            (*values)[n++] = f->fields[i].value;
    return n;
}

void form_write(const struct form *f, out *o)
{
    for (size_t i = 0; i < f->n; i++) {
        if (i)
            out_char(o, '&');
        out_query(o, f->fields[i].name);
        out_char(o, '=');
        out_query(o, f->fields[i].value);
    }
}

err_code url_read(str target, arena *a, struct url *to, err *e)
{
    *to = (struct url){ 0 };
    if (target.n > URL_MAX)
        return err_set(e, ERR_INVALID, "the address is longer than %d characters", URL_MAX);
    if (target.n == 0 || target.p[0] != '/')
        return err_set(e, ERR_INVALID, "the address does not begin with /");
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= 0x20 || (unsigned char)target.p[i] >= 0x7F || target.p[i] == '\\' ||
            target.p[i] == '#')
            return err_set(e, ERR_INVALID, "the address has a character that must be encoded");
    to->query = target;
    str_cut(&to->query, '?', &to->path);
    str rest = str_skip(to->path, 1), part;
    if (to->path.n > 1 && to->path.p[to->path.n - 1] == '/')
        return err_set(e, ERR_NOT_FOUND, "the address ends with /");
    while (str_cut(&rest, '/', &part)) {
        if (to->nparts == PATH_PARTS_MAX)
            return err_set(e, ERR_NOT_FOUND, "there is no page this deep");
        str *decoded = &to->parts[to->nparts++];
        err_code rc = percent_decode(part, false, false, a, decoded, e);
        if (rc)
            return rc;
        bool odd = decoded->n == 0 || str_eq(*decoded, S(".")) || str_eq(*decoded, S("..")) ||
            memchr(decoded->p, '/', decoded->n);
        if (odd)
            return err_set(e, ERR_INVALID, "a part of the address is empty, . or .., or holds a /");
    }
    return ERR_OK;
}
