/* kinds.h - which statutory returns there are: kinds.def as a table, and its years.
 *
 * Everything that is done for each return goes over this table, and everything that is done for one finds it by name
 * here; no other code knows what a return is called, but for the return's own. */
#ifndef RETURNS_KINDS_H
#define RETURNS_KINDS_H
#include "base/arena.h"
#include "base/date.h"

struct return_book;                 /* returns/book.h */
struct return_files;                /* returns/files.h */
struct local_return;                /* returns/local.h */
#define RETURN(name, title, via, files, month, day) \
    extern const struct return_book name##_book; \
    extern const struct return_files name##_files; \
    extern const struct local_return name##_local_return;
#include "returns/kinds.def"
#undef RETURN

enum return_number {
#define RETURN(name, title, via, files, month, day) RETURN_##name,
#include "returns/kinds.def"
#undef RETURN
    RETURNS
};

struct return_kind {
    enum return_number number;
    const char *name, *title, *via, *files;
    int month, day;                 /* its year begins */
    const struct return_book *book;
    const struct return_files *reader;
    const struct local_return *rules;
};
extern const struct return_kind return_kinds[RETURNS];

/* NULL: there is no return of that name. */
const struct return_kind *return_kind_named(str name);
/* Whose row an imported record was, by its source_key: "NAME:…". NULL: it came otherwise. */
const struct return_kind *return_kind_of_key(str source_key);
/* Every name in one sentence: with each "--to " and last " or ", "--to ssda903 or --to cin". */
str return_kinds_listed(const char *each, const char *last, arena *a);

struct return_year { int year; day start, end; };               /* both days are in it */
struct return_year return_year_of(const struct return_kind *k, int year);
int return_year_running(const struct return_kind *k, day today);
/* "2026-27", "2026/27" and "2026" are 2026. false when it is no year. */
bool return_year_read(str text, int *year);
/* The year that a file's or folder's name says: 2025-26, 2025_26, 2025-2026, 202526, 25-26 are spans, and *year the
 * one in which they end; else the last single year, as 2019 of "2019-episodes". A day like 2026-04-28 is a single year.
 * false: it says none, and *year is 0. */
bool return_year_in(str name, int *year, bool *spans);
#endif
