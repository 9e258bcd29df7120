/* embedded.h - files compiled into the program: the catalogue's YAML and the pages' assets. */
#ifndef EMBEDDED_H
#define EMBEDDED_H
#include "base/str.h"

/* "catalogue/kinds/person.yml", "assets/app.css" */
struct embedded_file { const char *name; const char *begin, *end; };
extern const struct embedded_file embedded_files[];                     /* ends with a NULL name */

/* STR_NONE when there is no such file. The bytes live as long as the program. */
str embedded_file(str name);
#endif
