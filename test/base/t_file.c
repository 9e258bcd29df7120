/* t_file.c - files as slices, and what an error says: the codes, the texts, the faults that tests arm. */
#include "base/embedded.h"
#include "base/fault.h"
#include "base/file.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static arena mem;
static char folder[] = "/tmp/holdfast-file-XXXXXX";

static const char *in_folder(const char *name) { return arena_printf(&mem, "%s/%s", folder, name).p; }

static const char *made(const char *name, str text)
{
    const char *path = in_folder(name);
    FILE *f = fopen(path, "w");
    fwrite(text.p, 1, text.n, f);
    fclose(f);
    return path;
}

static void test_files(void)
{
    struct file f;
    err e = { .mem = &mem };
    const char *path = made("text", S("a,b\n1,2\n"));
    is_int(file_open(&f, path, &e), ERR_OK, "a file opens");
    is(f.bytes, S("a,b\n1,2\n"), "with what is in it");
    file_close(&f);
    is(f.bytes, S(""), "closed, it is empty");
    file_close(&f);
    ok(f.map == NULL, "and may be closed again");
    is_int(file_open(&f, made("empty", S("")), &e), ERR_OK, "an empty file opens");
    ok(f.bytes.p && f.bytes.n == 0, "as an empty text");
    file_close(&f);
    unlink(in_folder("empty"));
    fault_arm(FAULT_FILE, 1);
    is_int(file_open(&f, path, &e), ERR_SYSTEM, "a file that cannot be read");
    fault_disarm();
    is(f.bytes, S(""), "gives an empty slice");
    ok(str_has(e.message, str_of(path)), "and its name");
    unlink(path);
}

static void test_refused(void)
{
    struct file f;
    err e = { .mem = &mem };
    is_int(file_open(&f, in_folder("nowhere"), &e), ERR_NOT_FOUND, "a file that is not there");
    ok(str_has(e.message, S("nowhere")) && e.hint.n, "is named, with what to do");
    is(f.bytes, S(""), "and gives an empty slice");
    file_close(&f);
    is_int(file_open(&f, folder, &e), ERR_INVALID, "a folder");
    ok(str_has(e.message, S("not a file")), "is no file");
    is_int(file_open(&f, "/dev/null", &e), ERR_INVALID, "nor is a device");
    const char *text = made("text", S("x"));
    is_int(file_open(&f, in_folder("text/below"), &e), ERR_SYSTEM, "something below a file");
    is_int(symlink("text", in_folder("link")), 0, "a link is made");
    is_int(file_open(&f, in_folder("link"), &e), ERR_OK, "and leads to its file");
    file_close(&f);
    unlink(text);
    is_int(file_open(&f, in_folder("link"), &e), ERR_NOT_FOUND, "a link to nothing");
    unlink(in_folder("link"));
}

static const struct { err_code code; int http, exit; const char *name; } outcomes[] = {
    { ERR_OK, 200, 0, "ok" },
    { ERR_NOT_FOUND, 404, 3, "not found" },
    { ERR_INVALID, 422, 4, "invalid" },
    { ERR_DENIED, 403, 5, "denied" },
    { ERR_CONFLICT, 409, 6, "conflict" },
    { ERR_BUSY, 503, 7, "busy" },
    { ERR_SYSTEM, 500, 1, "system" },
};

static void test_errors(void)
{
    is_int(COUNT_OF(outcomes), ERR__COUNT, "every code is looked at");
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        is_int(err_http(outcomes[i].code), outcomes[i].http, outcomes[i].name);
        is_int(err_exit(outcomes[i].code), outcomes[i].exit, "... its exit status");
        is(str_of(err_name(outcomes[i].code)), str_of(outcomes[i].name), "... its name");
    }
    err e = { .mem = &mem };
    is_int(err_set(&e, ERR_BUSY, "%d left", 3), ERR_BUSY, "an error gives its code back");
    is_int(err_hint(&e, "wait %s", "a moment"), ERR_BUSY, "with a hint too");
    is_int(err_detail(&e, "line %d", 7), ERR_BUSY, "and with a place");
    is(e.message, S("3 left"), "what happened");
    is(e.hint, S("wait a moment"), "what to do");
    is(e.detail, S("line 7"), "where");
    e.field = S("born_on");
    is_int(err_set(&e, ERR_INVALID, "again"), ERR_INVALID, "another error");
    ok(!e.hint.p && !e.detail.p && !e.field.p, "keeps nothing of the one before");
}

/* Whether each of the first five calls fails when HOLDFAST_FAULT is set so. */
static const struct { const char *value; enum fault what; const char *want; } armed[] = {
    { "file:1", FAULT_FILE, "11111" },
    { "file:3", FAULT_FILE, "00111" },
    { "store:2", FAULT_STORE, "01111" },
    { "memory:5", FAULT_MEMORY, "00001" },
    { "disk_full:4", FAULT_DISK_FULL, "00011" },
    { "file:3", FAULT_STORE, "00000" },
    { "fil:1", FAULT_FILE, "00000" },
    { "files:1", FAULT_FILE, "00000" },
    { "file", FAULT_FILE, "00000" },
    { ":1", FAULT_FILE, "00000" },
    { "", FAULT_FILE, "00000" },
    { NULL, FAULT_FILE, "00000" },
};

static void test_faults(void)
{
    for (size_t i = 0; i < COUNT_OF(armed); i++) {
        char got[6] = "";
        fault_disarm();
        unsetenv("HOLDFAST_FAULT");
        if (armed[i].value)
            setenv("HOLDFAST_FAULT", armed[i].value, 1);
        fault_from_environment();
        for (int k = 0; k < 5; k++)
            got[k] = fault_now(armed[i].what) ? '1' : '0';
        is(str_of(got), str_of(armed[i].want), armed[i].value ? armed[i].value : "not set");
    }
    fault_arm(FAULT_FILE, 1);
    ok(fault_now(FAULT_FILE), "armed");
    fault_disarm();
    ok(!fault_now(FAULT_FILE), "and put off");
    unsetenv("HOLDFAST_FAULT");
}

int main(void)
{
    arena_init(&mem, 0);
    if (!mkdtemp(folder))
        return 1;
    test_files();
    test_refused();
    test_errors();
    test_faults();
    ok(embedded_file(S("catalogue/calendar.yml")).n > 0, "a file lies in the program");
    ok(embedded_file(S("catalogue/calendar")).p == NULL, "by its whole name only");
    ok(embedded_file(S("")).p == NULL, "and no file has none");
    ok(rmdir(folder) == 0, "nothing is left behind");
    arena_release(&mem);
    return done_testing();
}
