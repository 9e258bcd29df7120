/* session.h - who is behind a cookie.
 *
 * The cookie holds 32 random bytes and nothing else; the table holds only their hash. Everybody gets one with the
 * first page, because forms need a token; signing in gives another. A session ends when it was idle for the time
 * that the service was started with (30 minutes unless said), after 12 hours, at sign-out, or when it is ended from
 * the list of sessions. What one process knows of a session it asks the database again after ten seconds. */
#ifndef SESSION_H
#define SESSION_H
#include "desk/account.h"
#include "desk/session.h"

enum { TOKEN_TEXT = 43, SESSION_HOURS = 12, SESSION_FRESH = 10, SESSION_TOUCH = 60, SESSIONS_KNOWN = 4096 };

enum session_state { SESSION_NONE, SESSION_OPEN, SESSION_ENDED };       /* ended: account says whose it was */

struct session_cache;
struct session_cache *session_cache_new(void);
void session_cache_free(struct session_cache *c);

void token_make(char text[static TOKEN_TEXT + 1]);
/* STR_NONE when there is none that looks right. */
str  token_of_cookie(str cookie, bool https, char text[static TOKEN_TEXT + 1]);
str  session_id(str token, char text[static TOKEN_TEXT + 1]);
str  form_token(str token, arena *a);
bool form_token_matches(str token, str given);
/* Proof that a form about that subject was opened in this session; see request_noted. */
str  subject_pass(str token, int64_t subject_id, arena *a);
bool subject_pass_matches(str token, int64_t subject_id, str given, arena *a);

struct session_ask { str token, address; instant now; int idle; };
/* who is filled in when it is open; account also when it has ended. write: for the once-a-minute note that it is in
 * use; may be NULL. */
CHECKED err_code session_find(struct session_cache *c, struct store *read, struct store *write,
                              const struct session_ask *ask, arena *a, enum session_state *state,
                              struct access_who *who, str *account, err *e);
CHECKED err_code session_begin(struct store *s, const struct account *x, const struct session_ask *ask, err *e);
CHECKED err_code session_end(struct session_cache *c, struct store *s, str id, const struct session_ender *x,
                             err *e);
/* After a transaction that changed an account or ended its sessions: what is known of them is asked for again. */
void session_cache_drop(struct session_cache *c, str account);
#endif
