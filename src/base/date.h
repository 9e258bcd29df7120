/* date.h - days, instants and England's working days, without any C library time zone.
 *
 * A day is a count of days since 1970-01-01; an instant is seconds since then in
 * UTC. "Today" is never asked for here: whoever needs it gets it as an argument.
 * Texts in the database: days "2026-11-21", instants "2026-11-21T09:30:00Z". */
#ifndef DATE_H
#define DATE_H
#include "base/arena.h"

typedef int32_t day;
typedef int64_t instant;
#define DAY_NONE     INT32_MIN
#define INSTANT_NONE INT64_MIN

day  day_make(int year, int month, int mday);           /* DAY_NONE when there is no such day */
void day_split(day d, int *year, int *month, int *mday);
int  day_weekday(day d);                                /* 0 Monday … 6 Sunday */
day  day_parse_iso(str s);                              /* exactly yyyy-mm-dd, years 1800 to 2999; else DAY_NONE */
day day_parse(str s); /* yyyy-mm-dd, dd/mm/yyyy, either with a midnight or other time after it; else DAY_NONE */
/* What people and systems write: the forms above; 5/5/2024, 5-5-2024, 5.5.2024, 5 May 2024, 05-May-2024, May 5 2024,
 * 2024/5/5, 20240505; the number of a spreadsheet, 45417 or 45417.5. *rest: what stands behind the day, without the
 * space or T between; a fraction of a day for a spreadsheet's. month_first: 5/31/2024. */
day  day_begins(str s, bool month_first, str *rest);
/* The same, with nothing, a time or a zone behind it, which do not count; else DAY_NONE. */
day  day_read(str s, bool month_first);
/* Whether a day written in figures alone, as 5/5/2024, can only be read day first, only month first, or both ways. */
enum day_order { DAY_NO_FIGURES, DAY_EITHER, DAY_FIRST, DAY_MONTH_FIRST };
enum day_order day_order_of(str s);
/* The time of day 9:30, 09:30:15.000, 9.30am, and a zone behind it (Z, +01:00). Seconds of that day, or -1; *offset:
 * seconds ahead of UTC, INT32_MIN when no zone is said. */
int  time_read(str s, int32_t *offset);
str  day_iso(arena *a, day d);                          /* "" for DAY_NONE */
void day_iso_into(char out[static 11], day d);          /* NUL-terminated */
str  day_uk(arena *a, day d);                           /* "21 November 2026" */
day  day_add_months(day d, int months);                 /* a day that the month lacks becomes its last day */
/* whole years; a 29 February birthday falls on 1 March in other years */
int  day_age(day born, day on);
day  day_birthday(day born, int age);                   /* the day that somebody reaches that age */

instant instant_parse(str s); /* yyyy-mm-ddThh:mm[:ss][Z], or a space for the T; a day alone is its midnight */
str     instant_iso(arena *a, instant t);               /* "2026-11-21T09:30:00Z" */
void    instant_iso_into(char out[static 21], instant t);
day     instant_day(instant t);                         /* the day in London */
instant day_start(day d);                               /* midnight in London that begins the day */
instant instant_of_local(day d, int hour, int minute);  /* London wall clock to UTC */
str     day_uk_into(char to[static 32], day d);         /* the same as day_uk, in the caller's room */
str     instant_uk(arena *a, instant t);                /* "9:30am on 21 November 2026", London time */
int     london_offset(instant t);                       /* seconds ahead of UTC: 0 or 3600 */
instant wall_clock(void); /* the only reader of the system clock; not for the thinking parts */

/* Working days: not a Saturday, a Sunday or a bank holiday in England. Day 0 is the day it happened. */
/* count[i]: working days from first to first+i, both included */
struct calendar { day first, last; int32_t *count; };
void calendar_init(struct calendar *c, arena *a, size_t nholidays, const day *holidays);
bool calendar_is_working(const struct calendar *c, day d);
/* the nth working day after d (before, if n < 0); n 0 is d */
day  calendar_add(const struct calendar *c, day d, int n);
/* working days after from, up to and including to; negative when to < from */
int  calendar_between(const struct calendar *c, day from, day to);
#endif
