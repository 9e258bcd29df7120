# guide.sh - for the tests of docs/adding-a-….md: takes the code out of a guide and builds it with the program beside it.
#
#   . test/guide.sh; guide_take docs/adding-a-page.md; guide_build test/web/t_plans
#
# A block whose fence says a path after its language (```c src/cli/teams.c) is a file of that path; of a file that is in the
# tree already it is added at the end. guide_take lays them into $T, with what must be compiled anew because of them;
# guide_build compiles those alone and links them before the objects of $B: $T/holdfast and $T/NAME for each test named.
# Nothing of the tree or of $B is touched.
B=${B:-build/t}
T=$(mktemp -d /tmp/holdfast-guide.XXXXXX) || exit 1
trap 'rm -rf "$T"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }

guide_take() {
    awk -v dir="$T" '
        /^ *```[a-z]+ [a-z].*\/[^ ]+$/ { path = $2; indent = index($0, "`") - 1; print path; next }
        /^ *```/ { path = "" }
        path != "" { print substr($0, indent + 1) > (dir "/" ++line[path] "." blocks(path)) }
        function blocks(p) { if (!(p in number)) { number[p] = ++paths; print p > (dir "/paths") } return number[p] }
    ' "$1" >/dev/null
    i=0
    while read -r path; do
        i=$((i + 1))
        mkdir -p "$T/$(dirname "$path")"
        [ ! -f "$path" ] || cp "$path" "$T/$path"
        for part in $(ls "$T" | grep "^[0-9]*\.$i\$" | sort -n); do cat "$T/$part"; rm "$T/$part"; done >>"$T/$path"
    done <"$T/paths"
    [ ! -f "$T/src/doors.def" ] || cp src/door.h src/door.c "$T/src"        # "doors.def" is looked for beside them
    [ ! -f "$T/src/catalogue/capability.def" ] || cp src/catalogue/capability.[ch] src/catalogue/roles.c "$T/src/catalogue"
}

guide_build() {
    case ${MODE:-} in '') case $B in *asan*) MODE=asan;; *) MODE=test;; esac;; esac
    set_by_make() { env -u MAKEFLAGS -u MAKELEVEL make -s MODE="$MODE" B="$B" --eval "show: ; @echo '\$($1)'" show; }
    flags=$(set_by_make CFLAGS | sed 's/-MMD -MP//') libs=$(set_by_make LDLIBS) objects=
    compile() { eval "${CC:-cc} -I'$T/src' -I'$T/gen' $flags -c '$1' -o '$2'" && objects="$objects $2"; }
    for view in "$T"/templates/*.html; do
        [ -f "$view" ] || continue
        mkdir -p "$T/gen/view" && name=$(basename "$view" .html)
        "$B/tool/viewc" "$view" >"$T/gen/view/$name.c" && compile "$T/gen/view/$name.c" "$T/gen/view/$name.o" || return 1
    done
    for source in $(find "$T/src" -name '*.c'); do compile "$source" "${source%.c}.o" || return 1; done
    eval "${CC:-cc} $flags $objects '$B/obj/cli/main.o' '$B/lib.a' -o '$T/holdfast' $libs" || return 1
    for test in "$@"; do
        eval "${CC:-cc} -I'$T/src' $flags -Itest -I'$(dirname "$test")' '$T/$test.c' $objects '$B/lib.a' -o '$T/$(basename "$test")' $libs" || return 1
    done
}
