/* embedded.c - looks a compiled-in file up by name; there are under two hundred. */
#include "base/embedded.h"

str embedded_file(str name)
{
    for (const struct embedded_file *f = embedded_files; f->name; f++)
        if (str_eq(str_of(f->name), name))
            return (str){ f->begin, (size_t)(f->end - f->begin) };
    return STR_NONE;
}
