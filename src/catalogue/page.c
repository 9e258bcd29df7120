/* page.c - the frame and the parts of a page of the book. */
#include "catalogue/page.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const char book_css[] =
    "*{box-sizing:border-box}html{font:100%/1.5 system-ui,sans-serif;color:#0b0c0c;background:#fff}body{margin:0}\n"
    "a{color:#1a65a6}a:focus,[tabindex]:focus{outline:3px solid #0b0c0c;background:#fd0;color:#0b0c0c}\n"
    ".skip{position:absolute;left:-999em}.skip:focus{position:static;display:block;padding:.5em 1em}\n"
    "header,main,footer{max-width:75em;margin:0 auto;padding:.75em 1em}header{border-bottom:3px solid #1a65a6}\n"
    "nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25em 1.25em}\n"
    "h1{font-size:1.9em;line-height:1.2;margin:.5em 0}h2{font-size:1.35em;margin:1.6em 0 "
    ".4em}h1,h2,td,th,dd{overflow-wrap:anywhere}\n"
    "p,li{max-width:44em}code{font-family:monospace,monospace;font-size:.95em;overflow-wrap:anywhere}.quiet{color:#"
    "484949}\n"
    "table{border-collapse:collapse;width:100%;margin:1em 0}caption{text-align:left;font-weight:bold;padding:.4em 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.4em .8em .4em 0;border-bottom:1px solid #b1b4b6}\n"
    "thead th{overflow-wrap:normal}tbody th{min-width:10em}tbody th.short{min-width:5em}\n"
    ".hit>*:first-child{border-left:.4em solid #b10e1e;padding-left:.5em}.hit{background:#f9e6e8}\n"
    "dl{display:grid;grid-template-columns:minmax(8em,14em) 1fr;gap:.3em 1em}dt{font-weight:bold}dd{margin:0}\n"
    ".mark{white-space:nowrap}.recalled{border-left:4px solid #b58105;padding-left:.5em}\n"
    "@media(max-width:48em){table,thead,tbody,tr,th,td,caption,dl{display:block}thead{position:absolute;left:-999em}\n"
    "tr{border-bottom:2px solid #b1b4b6;padding:.5em 0}th,td{border:0;padding:.15em 0}td:empty{display:none}\n"
    ".hit{border-left:.4em solid #b10e1e;padding-left:.5em}.hit>*:first-child{border:0;padding-left:0}\n"
    "td::before,th[data-head]::before{content:attr(data-head) \": \";font-weight:bold}dd{margin-bottom:.5em}}\n"
    "@media print{header "
    "nav,.skip{display:none}a{color:inherit;text-decoration:none}tr{break-inside:avoid}thead{display:table-header-"
    "group}}\n";

/* --- files ----------------------------------------------------------------------------------------- */
err_code book_file(struct book *b, str name, str bytes, err *e)
{
    const char *path = arena_printf(b->mem, "%s/" STR_FMT, b->dir, STR_ARG(name)).p;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
    err_code rc = ERR_OK;
    for (size_t done = 0; done < bytes.n && rc == ERR_OK;) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n < 0 && errno != EINTR)
            rc = err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
        else if (n > 0)
            done += (size_t)n;
    }
    if (close(fd) && rc == ERR_OK)
        rc = err_set(e, ERR_SYSTEM, "cannot write %s: %s", path, strerror(errno));
    b->npages++;
    return rc;
}

err_code book_begin(struct book *b, const struct catalogue *c, const struct book_list *rules, str dir, arena *mem,
                    err *e)
{
    *b = (struct book){ .cat = c, .rules = rules, .mem = mem, .dir = arena_z(mem, dir) };
    if (mkdir(b->dir, 0755) && errno != EEXIST)
        return err_set(e, ERR_SYSTEM, "cannot make the folder %s: %s", b->dir, strerror(errno));
    return ERR_OK;
}

void book_end(struct book *b) { out_release(&b->o); }

/* --- the parts of a page ------------------------------------------------------------------------------ */
void book_raw(struct book *b, const char *html) { out_raw(&b->o, str_of(html)); }
void book_text(struct book *b, str s) { out_text(&b->o, s); }

void book_page(struct book *b, str title) { book_page_about(b, title, STR_NONE); }

void book_page_about(struct book *b, str title, str about)
{
    out_clear(&b->o);
    book_raw(b, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta "
                "charset=\"utf-8\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
    book_text(b, title);
    book_raw(b, " - Holdfast</title>\n");
    if (about.n) {
        book_raw(b, "<meta name=\"description\" content=\"");
        out_attr(&b->o, about);
        book_raw(b, "\"/>\n");
    }
    book_raw(b, "<link rel=\"stylesheet\" href=\"book.css\"/>\n</head>\n<body>\n"
                "<a class=\"skip\" href=\"#main\">Skip to the text</a>\n<header>\n<nav aria-label=\"The book\"><ul>"
                "<li><a href=\"index.html\">Contents</a></li> <li><a href=\"clocks.html\">Clocks</a></li> <li><a "
                "href=\"roles.html\">Roles</a></li> "
                "<li><a href=\"codes.html\">Code sets</a></li> <li><a href=\"fields.html\">Every field</a></li>");
    for (size_t i = 0; i < b->rules->n; i++)
        out_printf(&b->o, " <li><a href=\"rules-%s.html\">%s</a></li>", b->rules->at[i]->name, b->rules->at[i]->nav);
    book_raw(b, "</ul></nav>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>");
    book_text(b, title);
    book_raw(b, "</h1>\n");
}

err_code book_page_end(struct book *b, str name, err *e)
{
    book_raw(b, "</main>\n<footer class=\"quiet\"><p>Catalogue ");
    book_text(b, b->cat->version);
    book_raw(b, ".</p></footer>\n</body>\n</html>\n");
    return book_file(b, name, out_str(&b->o), e);
}

void book_heading(struct book *b, const char *words) { out_printf(&b->o, "<h2>%s</h2>\n", words); }

void book_para(struct book *b, str words)
{
    if (!words.n)
        return;
    book_raw(b, "<p>");
    book_text(b, words);
    book_raw(b, "</p>\n");
}

void book_table(struct book *b, str caption, size_t n, const char *const *heads)
{
    book_raw(b, "<table role=\"table\">\n<caption>");
    book_text(b, caption);
    book_raw(b, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < n; i++)
        out_printf(&b->o, "<th role=\"columnheader\" scope=\"col\">%s</th>", heads[i]);
    book_raw(b, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

void book_table_end(struct book *b) { book_raw(b, "</tbody>\n</table>\n"); }
void book_row(struct book *b) { book_raw(b, "<tr role=\"row\">"); }
void book_row_end(struct book *b) { book_raw(b, "</tr>\n"); }
void book_cell(struct book *b, const char *head) { out_printf(&b->o, "<td role=\"cell\" data-head=\"%s\">", head); }
void book_cell_end(struct book *b) { book_raw(b, "</td>"); }

void book_cell_text(struct book *b, const char *head, str s)
{
    book_cell(b, head);
    book_text(b, s);
    book_cell_end(b);
}

void book_term(struct book *b, const char *name, str s)
{
    if (!s.n)
        return;
    out_printf(&b->o, "<dt>%s</dt><dd>", name);
    book_text(b, s);
    book_raw(b, "</dd>\n");
}

void book_link(struct book *b, const char *prefix, str name, str anchor, str words)
{
    out_printf(&b->o, "<a href=\"%s" STR_FMT ".html", prefix, STR_ARG(name));
    if (anchor.n) {
        out_char(&b->o, '#');
        out_attr(&b->o, anchor);
    }
    book_raw(b, "\">");
    book_text(b, words);
    book_raw(b, "</a>");
}

void book_mark(struct book *b, enum mark m, str source)
{
    static const char *const words[] = {
        [MARK_VERIFIED] = "verified", [MARK_SECONDARY] = "secondary", [MARK_RECALLED] = "recalled"
    };
    out_printf(&b->o, "<span class=\"mark %s\">%s</span>", words[m], words[m]);
    if (source.n) {
        book_raw(b, ": ");
        book_text(b, source);
    }
}
