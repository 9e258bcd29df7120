/* set_parts.h - what the files that make a set share. For set*.c only. */
#ifndef RETURNS_SSDA903_SET_PARTS_H
#define RETURNS_SSDA903_SET_PARTS_H
#include "returns/ssda903/set.h"

/* Those that ask about the years before last year. */
#define SSDA903_HISTORY_RULES "164, 199, 348, 392a, 392b, 406, 454, 559, 1000, 1001, 1002"

void set_note(struct set *s, str file, size_t line, bool serious, str text);
int  set_table_of_name(str name);       /* which table a file of that name holds; -1: none */
CHECKED err_code set_read_xml(struct set *s, str name, str bytes, int back, err *e);
/* Each sheet that is called as a table is, or the only one of a workbook that is. */
CHECKED err_code set_read_book(struct set *s, str name, str bytes, int back, err *e);
struct set_file *set_file_new(struct set *s, str name, int back, enum table t);
/* Finds its columns and its rows, and puts it into the set. lines: where each row stood in the XML, or NULL. */
void set_file_take(struct set *s, struct set_file *f, str bytes, const uint32_t *lines);
/* Takes over made: a table as CSV, each row with its line in the XML. */
void set_take_made(struct set *s, str name, int back, enum table t, out *made, const uint32_t *lines);
#endif
