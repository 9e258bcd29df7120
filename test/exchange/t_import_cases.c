/* t_import_cases.c - files in, and what becomes of them: counts, what is refused and why, years, notes, notices and the
 * records, as import_cases.txt has it; and of every case that the same files a second time store nothing. On both
 * engines. */
#include "../record/subjects.h"
#include "base/file.h"
#include "base/out.h"
#include "exchange/import.h"

static char folder[] = "/tmp/holdfast-import-XXXXXX";
static struct store *s;
static str source, shown;               /* of the case: whose files; the kinds whose records are looked at */
static const struct kind *person;
static out file, want, got;             /* the file that is being read; what a run must give and gives */
static str file_name, title;
static bool ran;                        /* the lines that come are what the run must give */

/* --- the files of a case -------------------------------------------------------------------------------------- */

static void file_done(void)
{
    if (file_name.n) {
        const char *path = arena_printf(&mem, "%s/" STR_FMT, folder, STR_ARG(file_name)).p;
        char *slash = strrchr(path, '/');
        if (slash > path + strlen(folder) &&
            system(arena_printf(&mem, "mkdir -p '%.*s'", (int)(slash - path), path).p) != 0)
            exit(1);
        FILE *f = fopen(path, "we");
        if (!f || fwrite(file.n ? file.p : "", 1, file.n, f) != file.n || fclose(f))
            exit(1);
    }
    file_name = S("");
    out_clear(&file);
}

static void folder_empty(void)
{
    if (system(arena_printf(&mem, "rm -rf %s/*", folder).p) != 0)       /* a name made by mkdtemp */
        exit(1);
}

/* --- what came of it ------------------------------------------------------------------------------------------ */

static void say_files(const struct import_report *r)
{
    for (size_t i = 0; i < r->nfiles; i++) {
        const struct import_file *f = r->files[i];
        if (f->year.p)
            out_printf(&got, STR_FMT ": of " STR_FMT ", told by %s\n", STR_ARG(f->name), STR_ARG(f->year),
                       f->year_told);
        for (size_t k = 0; k < f->nnotes; k++)
            out_printf(&got, STR_FMT ": " STR_FMT "\n", STR_ARG(f->name), STR_ARG(f->notes[k]));
    }
    for (size_t i = 0; i < r->nrejects; i++) {
        const struct import_reject *j = &r->rejects[i];
        out_printf(&got, STR_FMT ":%zu: %s " STR_FMT "=" STR_FMT ": " STR_FMT "\n", STR_ARG(j->file), j->line,
                   j->cell ? "without" : "rejected", STR_ARG(j->column), STR_ARG(j->value), STR_ARG(j->reason));
    }
    for (size_t i = 0; i < r->nnotices; i++)
        out_printf(&got, "look: " STR_FMT "\n", STR_ARG(r->notices[i]));
}

static bool is_shown(const struct kind *k)
{
    str rest = shown, one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, k->name))
            return true;
    return false;
}

/* "#2": the second of its kind that this child has; a worker or a team by name. */
static void say_value(const struct subject *sub, const struct record *r, const struct field *f)
{
    value v = record_value(r, f);
    if (!v.text.p)
        return;
    out_printf(&got, " " STR_FMT "=", STR_ARG(f->name));
    const struct records *all = f->type == FT_REF ? subject_kind(sub, f->ref) : NULL;
    for (size_t i = 0; all && i < all->n; i++)
        if (all->at[i]->id == v.num) {
            out_printf(&got, "#%zu", i + 1);
            return;
        }
    out_raw(&got, all ? text_of(subject_own(load(s, v.num)), "name") : v.text);
}

static void say_subject(int64_t id)
{
    const struct subject *sub = load(s, id);
    for (size_t k = 0; k < cat->nkinds; k++)
        for (size_t i = 0; is_shown(&cat->kinds[k]) && i < sub->facts.by_kind[k].n; i++) {
            const struct record *r = sub->facts.by_kind[k].at[i];
            out_printf(&got, STR_FMT "%s", STR_ARG(r->kind->name), r->removed ? " (taken out)" : "");
            for (size_t f = 0; f < r->kind->nfields; f++)
                say_value(sub, r, &r->kind->fields[f]);
            out_char(&got, '\n');
        }
}

static void say_records(void)
{
    for (size_t k = 0; k < cat->nkinds; k++) {
        db_rows rows = { 0 };
        if (!kind_is_subject(&cat->kinds[k]))
            continue;
        if (db_run(s->db, kind_table(s, &cat->kinds[k])->of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), &mem, &rows, &e))
            exit(1);
        for (size_t i = 0; i < rows.n; i++)
            say_subject(db_int(&rows, i, ROW_SUBJECT));
    }
}

/* --- a case --------------------------------------------------------------------------------------------------- */

static err_code import(bool dry_run, struct import_report *r)
{
    const struct import_options o = {
        .source = source, .where = folder, .dry_run = dry_run, .today = instant_day(author.at)
    };
    const struct author who = { .account = S("import"), .via = arena_printf(&mem, "import " STR_FMT, STR_ARG(source)),
                                .at = author.at };
    *r = (struct import_report){ 0 };
    e = (err){ .mem = &mem };
    return import_run(s, &o, &who, &mem, r, &e);
}

static void run(void)
{
    struct import_report first, r, again;
    out_clear(&got);
    err_code trial = import(true, &first), rc = import(false, &r);
    if (rc) {
        out_printf(&got, "refused: " STR_FMT " (" STR_FMT ")\n", STR_ARG(e.message), STR_ARG(e.hint));
        is_int(trial, rc, both_name(engine, "a trial is refused too"));
        return;
    }
    is_int(first.rows.stored, r.rows.stored, both_name(engine, "a trial tells what will be stored"));
    out_printf(&got, "%lld rows: %lld stored, %lld unchanged, %lld rejected\n", (long long)r.rows.read,
               (long long)r.rows.stored, (long long)r.rows.unchanged, (long long)r.rows.rejected);
    say_files(&r);
    CODE(import(false, &again), ERR_OK, "a second time");
    is_int(again.rows.stored, 0, both_name(engine, "which stores nothing"));
    is_int(again.rows.rejected, r.rows.rejected, both_name(engine, "and rejects the same"));
    say_records();
}

/* Ends what was being read: a file, or what a run must give. */
static void part_done(void)
{
    file_done();
    if (ran)
        is(out_str(&got), out_str(&want), arena_printf(&mem, "%s: " STR_FMT, both_engine[engine], STR_ARG(title)).p);
    ran = false;
    out_clear(&want);
}

static void case_begin(str name)
{
    static int n;
    store_close(s);
    folder_empty();
    title = name;
    s = open_store(both_where(engine, arena_printf(&mem, "case%d", n++).p, &mem), STORE_WRITE | STORE_CREATE);
}

/* "referral need=N2": a person changes a field of the first of that kind; "-referral": takes it out. */
static void somebody(str does)
{
    str word = S(""), name = S("");
    bool out_of = str_starts(does, S("-"));
    does = str_skip(does, out_of);
    (void)str_cut(&does, ' ', &word);
    (void)str_cut(&does, '=', &name);
    db_rows rows = { 0 };
    if (db_run(s->db, kind_table(s, person)->of_subjects, ARGS(DBI(0), DBI(INT64_MAX)), &mem, &rows, &e) || !rows.n)
        exit(1);
    int64_t id = db_int(&rows, 0, ROW_SUBJECT);
    const struct kind *k = catalogue_kind(cat, word);
    struct put_result r = { 0 };
    const struct field_change set = { out_of ? NULL : kind_field(k, name), does };
    const struct change c = { .op = out_of ? CHANGE_REMOVE : CHANGE_SAVE, .kind = k, .lenient = true, .n = !out_of,
                              .id = subject_kind(load(s, id), k)->at[0]->id, .fields = &set, .why = S("wrong"),
                              .source_key = STR_NONE, .account = STR_NONE };
    CODE(save(s, &id, &c, &r), ERR_OK, "somebody changes it here");
}

/* "@again: 98": the line before so many times more. */
static void line_again(str times)
{
    int64_t n = 0;
    const str text = arena_copy(&mem, out_str(&file));
    size_t at = text.n - 1;
    while (at && text.p[at - 1] != '\n')
        at--;
    for ((void)str_int(times, &n); n; n--)
        out_raw(&file, str_skip(text, at));
}

static void line_of(str line)
{
    str rest = line, word = S("");
    bool command = str_cut(&rest, ' ', &word) && word.n > 1 && word.p[word.n - 1] == ':' && word.p[0] == '@';
    if (!command) {
        out *to = ran ? &want : &file;
        out_raw(to, line);
        out_char(to, '\n');
        return;
    }
    if (str_eq(word, S("@again:"))) {
        line_again(rest);
        return;
    }
    part_done();
    if (str_eq(word, S("@case:")))
        case_begin(rest);
    else if (str_eq(word, S("@from:")))
        source = rest;
    else if (str_eq(word, S("@show:")))
        shown = rest;
    else if (str_eq(word, S("@file:")))
        file_name = rest;
    else if (str_eq(word, S("@gone:")))
        remove(arena_printf(&mem, "%s/" STR_FMT, folder, STR_ARG(rest)).p);
    else if (str_eq(word, S("@person:")))
        somebody(rest);
    else if ((ran = str_eq(word, S("@run:"))))
        run();
    else
        ok(false, arena_z(&mem, line));
}

int main(void)
{
    struct file cases;
    subjects_start();
    if (!mkdtemp(folder) || file_open(&cases, "test/exchange/import_cases.txt", &e))
        return 1;
    person = catalogue_kind(cat, S("person"));
    for (engine = 0; engine < 2; engine++) {
        str line;
        for (str text = cases.bytes; str_cut(&text, '\n', &line);)
            if (line.n && !str_starts(line, S("#")))
                line_of(line);
        part_done();
        store_close(s);
        s = NULL;
    }
    file_close(&cases);
    folder_empty();
    remove(folder);
    out_release(&file), out_release(&want), out_release(&got);
    subjects_stop();
    return done_testing();
}
