/* encoding.h - what bytes a council's file is written in, and turning them into UTF-8.
 *
 * Extracts come as UTF-8 with or without a byte order mark, or as Windows-1252 (what
 * Excel and SQL Server write). Nothing in a file says which; a text with an accent
 * in Windows-1252 is practically never valid UTF-8, so validity decides. */
#ifndef ENCODING_H
#define ENCODING_H
#include "base/arena.h"

enum encoding { ENCODING_ASCII, ENCODING_UTF8, ENCODING_1252, ENCODING_UTF16 };

bool utf8_valid(str s);                     /* no overlong forms, no surrogates, nothing above U+10FFFF */
bool ascii_only(str s);
enum encoding encoding_guess(str bytes);    /* UTF16 only by its byte order mark */
str  encoding_skip_bom(str bytes);          /* without a UTF-8 byte order mark */
str  utf8_from_1252(arena *a, str s);       /* the five bytes that 1252 leaves undefined become U+FFFD */
#endif
