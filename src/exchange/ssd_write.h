/* ssd_write.h - writes any database as extracts of the Standard Safeguarding Dataset: one CSV a table, columns in the
 * specification's order.
 *
 * What goes where is read from the catalogue (`ssd:` of kinds and fields), so a council's own catalogue is followed
 * too. People without a council number (parents, carers) are not in the dataset, nor is what hangs on them. A
 * record's key is the one that an import knew it by, else its number; a person's is the council's own number.
 * Removed records are left out. Values are in their stored form: ISO days, UTC instants, codes, Y and N. */
#ifndef SSD_WRITE_H
#define SSD_WRITE_H
#include "record/tables.h"

struct ssd_written { size_t tables; int64_t rows; };

/* Makes dir when there is none. Reads one snapshot; the store may be in use. ERR_SYSTEM: a file cannot be written. */
CHECKED err_code ssd_write(struct store *s, const char *dir, arena *a, struct ssd_written *done, err *e);
#endif
