/* t_export_visit.c - a visit that answers two duties stands in the extract of each, and in no other. */
#include "../record/subjects.h"
#include "base/file.h"
#include "exchange/ssd_write.h"

static size_t rows_in(const char *dir, const char *table)
{
    struct file f;
    size_t n = 0;
    if (!ok(file_open(&f, arena_printf(&mem, "%s/%s.csv", dir, table).p, &e) == ERR_OK, table))
        return 0;
    for (size_t i = 0; i < f.bytes.n; i++)
        n += f.bytes.p[i] == '\n';
    file_close(&f);
    return n - 1;
}

int main(void)
{
    subjects_start();
    for (engine = 0; engine < 2; engine++) {
        struct store *s = open_store(both_where(engine, "visit", &mem), STORE_WRITE | STORE_CREATE);
        const char *dir = arena_printf(&mem, "%s/visit-%d", both_folder, engine).p;
        struct ssd_written done;
        struct put_result r = { 0 };
        int64_t id = 0;
        struct change person = change_of("person", "forename", "Zoe", "surname", "Adeyemi", "council_id", "C1", NULL),
                      visit = change_of("visit", "visit_for", "looked_after, cp", "seen_on", "2026-01-05", "seen", "1",
                                        NULL);
        CODE(save(s, &id, &person, &r), ERR_OK, "a child");
        CODE(save(s, &id, &visit, &r), ERR_OK, "seen once for two reasons");
        CODE(ssd_write(s, dir, &mem, &done, &e), ERR_OK, "written");
        is_int((int64_t)rows_in(dir, "ssd_cp_visits"), 1, both_name(engine, "among the visits of child protection"));
        is_int((int64_t)rows_in(dir, "ssd_cla_visits"), 1, both_name(engine, "and of looked-after children"));
        is_int((int64_t)rows_in(dir, "ssd_cin_visits"), 0, both_name(engine, "and not of children in need"));
        store_close(s);
    }
    subjects_stop();
    return done_testing();
}
