/* date.c - civil dates by Howard Hinnant's era arithmetic; British Summer Time by its rule since 1996. */
#include "base/date.h"
#include <time.h>

enum { CALENDAR_FIRST_YEAR = 1980, CALENDAR_LAST_YEAR = 2080 };

static bool leap_year(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int month_days(int y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[m - 1] + (m == 2 && leap_year(y));
}

day day_make(int y, int m, int d)
{
    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
        return DAY_NONE;
    if (m <= 2)
        y--;
    int era = y / 400, yoe = y - era * 400, doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    return (day)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

void day_split(day at, int *year, int *month, int *mday)
{
    int z = at + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *mday = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

int day_weekday(day d) { int w = (d + 3) % 7; return w < 0 ? w + 7 : w; }

static int digits(const char *p, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

static day make_checked(int y, int m, int d) { return y >= 1800 && y <= 2999 ? day_make(y, m, d) : DAY_NONE; }

day day_parse_iso(str s)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return DAY_NONE;
    return make_checked(digits(s.p, 4), digits(s.p + 5, 2), digits(s.p + 8, 2));
}

/* "14:30", whatever follows. */
static bool is_clock(str t)
{
    return t.n >= 5 && t.p[2] == ':' && digits(t.p, 2) >= 0 && digits(t.p, 2) <= 23 && digits(t.p + 3, 2) >= 0 &&
           digits(t.p + 3, 2) <= 59;
}

/* "Z" or "+01:00", as XML writes it behind a day. */
static bool is_zone(str t)
{
    return (t.n == 1 && t.p[0] == 'Z') || (t.n == 6 && (t.p[0] == '+' || t.p[0] == '-') && is_clock(str_skip(t, 1)));
}

day day_parse(str s)
{
    s = str_trim(s);
    if (s.n > 10) {             /* a time or a zone may follow the day; the day is what counts */
        str rest = str_skip(s, 10);
        if (!is_zone(rest) && ((rest.p[0] != ' ' && rest.p[0] != 'T') || !is_clock(str_skip(rest, 1))))
            return DAY_NONE;
        s = str_take(s, 10);
    }
    if (s.n == 10 && s.p[2] == '/' && s.p[5] == '/')
        return make_checked(digits(s.p + 6, 4), digits(s.p + 3, 2), digits(s.p, 2));
    return day_parse_iso(s);
}

static void put(char *p, int n, int v)
{
    for (int i = n - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
}

void day_iso_into(char buf[static 11], day d)
{
    int y, m, md;
    day_split(d, &y, &m, &md);
    put(buf, 4, y);
    put(buf + 5, 2, m);
    put(buf + 8, 2, md);
    buf[4] = buf[7] = '-';
    buf[10] = '\0';
}

str day_iso(arena *a, day d)
{
    if (d == DAY_NONE)
        return S("");
    char *p = arena_alloc_raw(a, 11);
    day_iso_into(p, d);
    return (str){ p, 10 };
}

static const char *const month_name[] = { "January", "February", "March", "April", "May", "June", "July",
                                          "August", "September", "October", "November", "December" };

/* --- what people and systems write ------------------------------------------------------------------- */

/* The number at the start of *s, of at most most digits; -1: there is none, or it is longer. */
static int number(str *s, size_t most, size_t *digits_read)
{
    int v = 0;
    size_t n = 0;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
        if (n == most)
            return -1;
        v = v * 10 + (s->p[n] - '0');
    }
    *digits_read = n;
    *s = str_skip(*s, n);
    return n ? v : -1;
}

static int month_named(str *s)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    size_t n = 0;
    while (n < s->n && ((s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z'))
        n++;
    for (int m = 0; n >= 3 && m < 12; m++)
        if (str_eq_nocase(str_take(*s, 3), (str){ months + m * 3, 3 }) &&
            str_eq_nocase(str_take(*s, n), str_take(str_of(month_name[m]), n))) {
            *s = str_skip(*s, n);
            return m + 1;
        }
    return 0;
}

static void spaces(str *s)
{
    while (s->n && s->p[0] == ' ')
        *s = str_skip(*s, 1);
}

/* One of / - . , or nothing but spaces. */
static bool separator(str *s)
{
    size_t before = s->n;
    spaces(s);
    if (s->n && strchr("/-.,", s->p[0]))
        *s = str_skip(*s, 1);
    spaces(s);
    return s->n < before;
}

/* Three numbers, or two and a month's name, in the order in which they stand. */
struct written { int part[3]; size_t digits[3]; int named; };      /* named: which is a month by name; -1 */

static bool read_written(str *s, struct written *w)
{
    w->named = -1;
    for (int i = 0; i < 3; i++) {
        if (i && !separator(s))
            return false;
        w->digits[i] = 0;
        w->part[i] = w->named < 0 && i < 2 ? month_named(s) : 0;
        if (w->part[i])
            w->named = i;
        else if ((w->part[i] = number(s, 4, &w->digits[i])) < 0)
            return false;
    }
    return true;
}

static day of_written(const struct written *w, bool month_first)
{
    if (w->digits[0] == 4)
        return w->named == 0 || w->digits[2] > 2 ? DAY_NONE : make_checked(w->part[0], w->part[1], w->part[2]);
    if (w->digits[2] != 4 || w->digits[0] > 2 || w->digits[1] > 2)
        return DAY_NONE;
    bool swap = w->named == 0 || (w->named < 0 && month_first);
    return make_checked(w->part[2], w->part[swap ? 0 : 1], w->part[swap ? 1 : 0]);
}

/* A spreadsheet's number of a day, between 1927 and 2118; 20240505 is a day by its figures. */
static day of_figures(str s, str *rest)
{
    size_t n = 0;
    str from = s;
    int v = number(&s, 8, &n);
    if (n == 8 && !s.n) {
        *rest = s;
        return make_checked(v / 10000, v / 100 % 100, v % 100);
    }
    if (n != 5 || v < 10000 || v >= 80000 || (s.n && s.p[0] != '.'))
        return DAY_NONE;
    for (size_t i = n + 1; i < from.n; i++)
        if (from.p[i] < '0' || from.p[i] > '9')
            return DAY_NONE;
    *rest = s;
    return day_make(1899, 12, 30) + v;
}

day day_begins(str s, bool month_first, str *rest)
{
    struct written w;
    s = str_trim(s);
    *rest = S("");
    day d = of_figures(s, rest);
    if (d != DAY_NONE || !read_written(&s, &w))
        return d;
    if (s.n && (s.p[0] == ' ' || s.p[0] == 'T'))
        s = str_trim(str_skip(s, 1));
    *rest = s;
    return of_written(&w, month_first);
}

/* Z, +01:00, +0100 */
static bool zone_read(str s, int32_t *offset)
{
    size_t n = 0;
    *offset = 0;
    if (str_eq(s, S("Z")) || str_eq(s, S("z")))
        return true;
    if (s.n < 5 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    bool behind = s.p[0] == '-';
    s = str_skip(s, 1);
    int h = digits(s.p, 2);
    s = str_skip(s, s.p[2] == ':' ? 3 : 2);
    int m = number(&s, 2, &n);
    if (h < 0 || h > 14 || n != 2 || m > 59 || s.n)
        return false;
    *offset = (h * 3600 + m * 60) * (behind ? -1 : 1);
    return true;
}

int time_read(str s, int32_t *offset)
{
    int part[3] = { 0, 0, 0 };
    size_t n = 0, seen = 0;
    *offset = INT32_MIN;
    for (; n < 3; n++) {
        part[n] = number(&s, 2, &seen);
        if (part[n] < 0)
            return -1;
        if (!s.n || (s.p[0] != ':' && s.p[0] != '.') || n == 2)
            break;
        s = str_skip(s, 1);
    }
    if (n == 2 && s.n && (s.p[0] == '.' || s.p[0] == ','))    /* parts of a second */
        for (s = str_skip(s, 1); s.n && s.p[0] >= '0' && s.p[0] <= '9';)
            s = str_skip(s, 1);
    s = str_trim(s);
    bool am = s.n >= 2 && str_eq_nocase(str_take(s, 2), S("am")),
         pm = s.n >= 2 && str_eq_nocase(str_take(s, 2), S("pm"));
    if (am || pm)
        s = str_trim(str_skip(s, 2));
    if ((s.n && !zone_read(s, offset)) || (n == 0 && !am && !pm) || part[1] > 59 || part[2] > 59 ||
        part[0] > (am || pm ? 12 : 23) || ((am || pm) && part[0] == 0))
        return -1;
    if (am || pm)
        part[0] = part[0] % 12 + (pm ? 12 : 0);
    return part[0] * 3600 + part[1] * 60 + part[2];
}

day day_read(str s, bool month_first)
{
    str rest;
    int32_t offset;
    day d = day_begins(s, month_first, &rest);
    bool fraction = rest.n && rest.p[0] == '.';
    return !rest.n || fraction || time_read(rest, &offset) >= 0 || zone_read(rest, &offset) ? d : DAY_NONE;
}

enum day_order day_order_of(str s)
{
    struct written w;
    s = str_trim(s);
    if (s.n < 8 || s.p[0] < '0' || s.p[0] > '9' || !read_written(&s, &w) || w.named >= 0 || w.digits[2] != 4 ||
        w.digits[0] > 2 || w.digits[1] > 2)
        return DAY_NO_FIGURES;
    bool first = w.part[1] >= 1 && w.part[1] <= 12 && w.part[0] >= 1 && w.part[0] <= 31,
         month = w.part[0] >= 1 && w.part[0] <= 12 && w.part[1] >= 1 && w.part[1] <= 31;
    return first && month ? DAY_EITHER : first ? DAY_FIRST : month ? DAY_MONTH_FIRST : DAY_NO_FIGURES;
}

str day_uk_into(char to[static 32], day d)
{
    if (d == DAY_NONE)
        return S("");
    int y, m, md;
    size_t n = 0;
    day_split(d, &y, &m, &md);
    if (md > 9)
        to[n++] = (char)('0' + md / 10);
    to[n++] = (char)('0' + md % 10);
    to[n++] = ' ';
    for (const char *p = month_name[m - 1]; *p; p++)
        to[n++] = *p;
    to[n++] = ' ';
    for (int unit = 1000; unit; unit /= 10)
        to[n++] = (char)('0' + y / unit % 10);
    return (str){ to, n };
}

str day_uk(arena *a, day d)
{
    char text[32];
    return arena_copy(a, day_uk_into(text, d));
}

day day_add_months(day d, int months)
{
    int y, m, md;
    day_split(d, &y, &m, &md);
    int total = y * 12 + (m - 1) + months;
    y = total / 12;
    m = total % 12 + 1;
    int last = month_days(y, m);
    return day_make(y, m, md < last ? md : last);
}

day day_birthday(day born, int age)
{
    int y, m, d;
    day_split(born, &y, &m, &d);
    y += age;
    return m == 2 && d == 29 && !leap_year(y) ? day_make(y, 3, 1) : day_make(y, m, d);
}

int day_age(day born, day on)
{
    int by, bm, bd, y, m, d;
    day_split(born, &by, &bm, &bd);
    day_split(on, &y, &m, &d);
    return y - by - (day_birthday(born, y - by) > on);
}

static day floor_day(instant t) { return (day)(t >= 0 ? t / 86400 : (t - 86399) / 86400); }

/* 01:00 UTC on the last Sunday of a month. */
static instant last_sunday(int year, int month)
{
    day last = day_make(year, month, 31);
    return ((instant)(last - (day_weekday(last) + 1) % 7)) * 86400 + 3600;
}

int london_offset(instant t)
{
    int y, m, d;
    day_split(floor_day(t), &y, &m, &d);
    return t >= last_sunday(y, 3) && t < last_sunday(y, 10) ? 3600 : 0;
}

day instant_day(instant t) { return floor_day(t + london_offset(t)); }

instant instant_of_local(day d, int hour, int minute)
{
    instant t = (instant)d * 86400 + hour * 3600 + minute * 60;
    return t - london_offset(t - 3600);                 /* the hour that clocks repeat is read as summer time */
}

instant day_start(day d) { return instant_of_local(d, 0, 0); }

instant instant_parse(str s)
{
    s = str_trim(s);
    day d = day_parse_iso(str_take(s, 10));
    if (d == DAY_NONE)
        return INSTANT_NONE;
    if (s.n == 10)
        return day_start(d);
    if (s.p[10] != 'T' && s.p[10] != ' ')
        return INSTANT_NONE;
    str t = str_skip(s, 11);
    bool utc = t.n && t.p[t.n - 1] == 'Z';
    if (utc)
        t.n--;
    int h = t.n >= 5 && t.p[2] == ':' ? digits(t.p, 2) : -1, m = h >= 0 ? digits(t.p + 3, 2) : -1, sec = 0;
    if (t.n >= 8 && t.p[5] == ':')
        sec = digits(t.p + 6, 2);
    else if (t.n != 5)
        return INSTANT_NONE;
    if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59)
        return INSTANT_NONE;
    return utc ? (instant)d * 86400 + h * 3600 + m * 60 + sec : instant_of_local(d, h, m) + sec;
}

void instant_iso_into(char buf[static 21], instant t)
{
    day d = floor_day(t);
    int sec = (int)(t - (instant)d * 86400);
    day_iso_into(buf, d);
    buf[10] = 'T';
    put(buf + 11, 2, sec / 3600);
    put(buf + 14, 2, sec / 60 % 60);
    put(buf + 17, 2, sec % 60);
    buf[13] = buf[16] = ':';
    buf[19] = 'Z';
    buf[20] = '\0';
}

str instant_iso(arena *a, instant t)
{
    if (t == INSTANT_NONE)
        return S("");
    char *p = arena_alloc_raw(a, 21);
    instant_iso_into(p, t);
    return (str){ p, 20 };
}

str instant_uk(arena *a, instant t)
{
    if (t == INSTANT_NONE)
        return S("");
    instant local = t + london_offset(t);
    day d = floor_day(local);
    int minutes = (int)(local - (instant)d * 86400) / 60, h = minutes / 60, m = minutes % 60,
        h12 = h % 12 ? h % 12 : 12;
    str on = day_uk(a, d);
    return m ? arena_printf(a, "%d:%02d%s on " STR_FMT, h12, m, h < 12 ? "am" : "pm", STR_ARG(on))
             : arena_printf(a, "%d%s on " STR_FMT, h12, h < 12 ? "am" : "pm", STR_ARG(on));
}

instant wall_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

void calendar_init(struct calendar *c, arena *a, size_t nholidays, const day *holidays)
{
    c->first = day_make(CALENDAR_FIRST_YEAR, 1, 1);
    c->last = day_make(CALENDAR_LAST_YEAR, 12, 31);
    size_t n = (size_t)(c->last - c->first) + 1;
    bool *closed = arena_array(a, bool, n);
    for (size_t i = 0; i < nholidays; i++)
        if (holidays[i] >= c->first && holidays[i] <= c->last)
            closed[holidays[i] - c->first] = true;
    c->count = arena_array(a, int32_t, n);
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        c->count[i] = sum += !closed[i] && day_weekday(c->first + (day)i) < 5;
}

static int32_t counted(const struct calendar *c, day d)
{
    if (d < c->first)
        /* beyond the calendar every day counts, so that order is kept */
        return (int32_t)(d - c->first) + 1;
    return d > c->last ? c->count[c->last - c->first] + (d - c->last) : c->count[d - c->first];
}

bool calendar_is_working(const struct calendar *c, day d) { return counted(c, d) != counted(c, d - 1); }

int calendar_between(const struct calendar *c, day from, day to) { return counted(c, to) - counted(c, from); }

day calendar_add(const struct calendar *c, day d, int n)
{
    if (n == 0)
        return d;
    /* the first day on which the count has grown by n; going back, the nth working day before d */
    int32_t want = n > 0 ? counted(c, d) + n : counted(c, d - 1) + n + 1;
    day low = n > 0 ? d : d + n * 3 - 30, high = n > 0 ? d + n * 3 + 30 : d;
    while (low < high) {
        day mid = low + (high - low) / 2;
        if (counted(c, mid) >= want)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}
