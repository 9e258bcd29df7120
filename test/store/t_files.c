/* t_files.c - the files of a store: made for their owner only, copied whole or not at all, named last, never
 * overwritten. */
#include "base/fault.h"
#include "both.h"
#include "store/files.h"
#include <errno.h>
#include <sys/stat.h>

static arena mem;
static err e = { .mem = &mem };
static char folder[] = "/tmp/holdfast-files-XXXXXX";

static str in_folder(const char *name) { return arena_printf(&mem, "%s/%s", folder, name); }

static void spew(const char *name, const char *text)
{
    FILE *f = fopen(in_folder(name).p, "w");
    fputs(text, f);
    fclose(f);
}

/* What is in the folder, by name: "a=1 b=2", a folder as "c/". */
static str all_files(void)
{
    static const char list[] = "cd %s && for f in $(ls -A | LC_ALL=C sort); do if [ -d \"$f\" ]; "
                               "then printf '%%s/ ' \"$f\"; else printf '%%s=%%s ' \"$f\" \"$(cat \"$f\")\"; fi; done";
    char *text = arena_alloc(&mem, 4096);
    FILE *p = popen(arena_printf(&mem, list, folder).p, "r");
    size_t n = fread(text, 1, 4095, p);
    pclose(p);
    return str_trim((str){ text, n });
}

static void clear(void)
{
    if (system(arena_printf(&mem, "rm -rf %s/*", folder).p) != 0)
        printf("# %s is left\n", folder);
}

static void test_making(void)
{
    struct stat st;
    is_int(files_absent(in_folder("new"), &e), ERR_OK, "nothing of that name");
    is_int(files_make(in_folder("new").p, &e), ERR_OK, "a file is made");
    ok(stat(in_folder("new").p, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 0,
        "empty, for its owner only");
    is_int(files_make(in_folder("new").p, &e), ERR_SYSTEM, "not twice");
    ok(str_has(e.message, S("could not be written")) && str_eq(e.detail, in_folder("new")), "and it says which");
    is_int(files_absent(in_folder("new"), &e), ERR_INVALID, "then there is something of that name");
    ok(str_has(e.hint, S("nothing is overwritten")), "with what to do");
    is_int(files_absent(str_of(folder), &e), ERR_INVALID, "a folder is something");
    is_int(symlink("nowhere", in_folder("link").p), 0, "a link to nothing is made");
    is_int(files_absent(in_folder("link"), &e), ERR_INVALID, "and is something too");
    is_int(files_make(in_folder("link").p, &e), ERR_SYSTEM, "which is not written through");
    is_int(files_make(in_folder("no/such").p, &e), ERR_SYSTEM, "in a folder that is not there");
    is_int(files_full(&e, "x"), ERR_SYSTEM, "a full disk");
    ok(str_has(e.message, S("full")) && str_eq(e.detail, S("x")) && e.hint.n, "is said in its words");
    clear();
}

static const struct { const char *name, *key, *checkpoints, *key_there,
    *checkpoints_there; bool needed; err_code rc; const char *want; } copies[] = {
    { "both", "K", "C", NULL, NULL, true, ERR_OK, "a.checkpoints=C a.key=K b.checkpoints=C b.key=K" },
    { "a key alone", "K", NULL, NULL, NULL, true, ERR_OK, "a.key=K b.key=K" },
    { "checkpoints alone, where no key is needed", NULL, "C", NULL, NULL, false, ERR_OK,
      "a.checkpoints=C b.checkpoints=C" },
    { "neither, where no key is needed", NULL, NULL, NULL, NULL, false, ERR_OK, "" },
    { "neither, where one is", NULL, NULL, NULL, NULL, true, ERR_NOT_FOUND, "" },
    { "no key, where one is needed", NULL, "C", NULL, NULL, true, ERR_NOT_FOUND, "a.checkpoints=C b.checkpoints=C" },
    { "the same key lies there", "K", NULL, "K", NULL, true, ERR_OK, "a.key=K b.key=K" },
    { "another key lies there", "K", NULL, "L", NULL, true, ERR_INVALID, "a.key=K b.key=L" },
    { "a longer one lies there", "K", NULL, "KK", NULL, true, ERR_INVALID, "a.key=K b.key=KK" },
    { "other checkpoints lie there", "K", "C", NULL, "D", true, ERR_INVALID,
      "a.checkpoints=C a.key=K b.checkpoints=D" },
    { "the same checkpoints lie there", "K", "C", NULL, "C", true, ERR_OK,
      "a.checkpoints=C a.key=K b.checkpoints=C b.key=K" },
};

static void test_copying(void)
{
    for (size_t i = 0; i < COUNT_OF(copies); i++) {
        if (copies[i].key)
            spew("a.key", copies[i].key);
        if (copies[i].checkpoints)
            spew("a.checkpoints", copies[i].checkpoints);
        if (copies[i].key_there)
            spew("b.key", copies[i].key_there);
        if (copies[i].checkpoints_there)
            spew("b.checkpoints", copies[i].checkpoints_there);
        err_code rc = files_copy_seals(in_folder("a"), in_folder("b"), copies[i].needed, &mem, &e);
        is_int(rc, copies[i].rc, copies[i].name);
        is(all_files(), str_of(copies[i].want), "... what is there then");
        ok(rc == ERR_OK || e.hint.n, "... and what to do");
        clear();
    }
    spew("a.key", "K");
    fault_arm(FAULT_DISK_FULL, 1);
    is_int(files_copy_seals(in_folder("a"), in_folder("b"), true, &mem, &e), ERR_SYSTEM, "a disk that is full");
    fault_disarm();
    is(all_files(), S("a.key=K"), "leaves nothing behind");
    fault_arm(FAULT_FILE, 1);
    is_int(files_copy_seals(in_folder("a"), in_folder("b"), true, &mem, &e), ERR_SYSTEM, "a file that cannot be read");
    fault_disarm();
    is(all_files(), S("a.key=K"), "leaves nothing either");
    is_int(files_copy_seals(in_folder("a"), in_folder("c/d"), true, &mem, &e), ERR_SYSTEM,
        "beside a file no folder is made for it");
    setenv("HOLDFAST_STATE", in_folder("state/deep").p, 1);
    is_int(files_copy_seals(in_folder("a"), S("postgresql://h/b?authority=kent"), true, &mem, &e), ERR_OK,
        "for an authority it is");
    struct stat st;
    ok(stat(in_folder("state/deep/kent.key").p, &st) == 0 && (st.st_mode & 0777) == 0600, "with the key in it");
    ok(stat(in_folder("state/deep").p, &st) == 0 && (st.st_mode & 0777) == 0700, "for its owner only");
    unsetenv("HOLDFAST_STATE");
    clear();
}

static const struct { const char *name, *there; err_code rc; const char *want; } namings[] = {
    { "all three", "", ERR_OK, "f=1 f.checkpoints=3 f.key=2" },
    { "the file alone", "only", ERR_OK, "f=1" },
    { "a key of a store that is gone", "key", ERR_OK, "f=1 f.checkpoints=3 f.key=2 f.key.before=old" },
    { "something of the file's own name", "file", ERR_SYSTEM, "f=old f.checkpoints=3 f.key=2 f.partial=1" },
    { "no file to name", "none", ERR_SYSTEM, "f.checkpoints=3 f.key=2" },
};

static void test_naming(void)
{
    for (size_t i = 0; i < COUNT_OF(namings); i++) {
        const char *there = namings[i].there;
        if (strcmp(there, "none"))
            spew("f.partial", "1");
        if (strcmp(there, "only")) {
            spew("f.partial.key", "2");
            spew("f.partial.checkpoints", "3");
        }
        if (!strcmp(there, "key"))
            spew("f.key", "old");
        if (!strcmp(there, "file"))
            spew("f", "old");
        is_int(files_name_store(in_folder("f.partial"), in_folder("f"), &mem, &e), namings[i].rc, namings[i].name);
        is(all_files(), str_of(namings[i].want), "... what is there then");
        clear();
    }
    for (int nth = 1; nth <= 4; nth++) {
        spew("f.partial", "1");
        spew("f.partial.key", "2");
        spew("f.partial.checkpoints", "3");
        fault_arm(FAULT_FILE, nth);
        is_int(files_name_store(in_folder("f.partial"), in_folder("f"), &mem, &e), ERR_SYSTEM,
            "a sync that fails is said");
        fault_disarm();
        bool named = access(in_folder("f").p, F_OK) == 0;
        ok(named == (nth == 4), "and the file has its name only when all before it went well");
        clear();
    }
}

static void test_removing(void)
{
    static const char *const names[] = { "f", "f-wal", "f-shm", "f-journal", "f.key", "f.checkpoints", "f.before",
        "g", "f.partial" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        spew(names[i], "x");
    files_remove_store(in_folder("f"), &mem);
    is(all_files(), S("f.before=x f.partial=x g=x"), "a store is removed with all that is its own, and nothing else");
    files_remove_store(in_folder("f"), &mem);
    is(all_files(), S("f.before=x f.partial=x g=x"), "twice does no harm");
    clear();
}

int main(void)
{
    arena_init(&mem, 0);
    if (!mkdtemp(folder))
        return 1;
    test_making();
    test_copying();
    test_naming();
    test_removing();
    ok(rmdir(folder) == 0, "nothing is left behind");
    arena_release(&mem);
    return done_testing();
}
