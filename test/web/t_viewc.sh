#!/bin/sh
# t_viewc.sh - the view compiler refuses every hole that it cannot make safe, and picks the right escaper for the others.
viewc=$B/tool/viewc
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=0
view() { printf '%%args struct x *p\n%b\n' "$1" > "$dir/view.html"; "$viewc" "$dir/view.html" > "$dir/view.c" 2> "$dir/err"; }
say() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$dir/err" "$dir/view.c"; fi; }
refuses() { if view "$1"; then say 1 "refuses $2"; else grep -q -- "$3" "$dir/err" && grep -q '^.*view.html:[0-9]*:[0-9]*: ' "$dir/err"; say $? "refuses $2"; fi; }
uses() { view "$1" && grep -q -- "$2" "$dir/view.c"; say $? "$3"; }

refuses '<a href={{p->v}}>'                'an unquoted attribute'             'an unquoted attribute'
refuses '<a href=x{{p->v}}>'               'the end of an unquoted attribute'  'an unquoted attribute'
refuses '<script>let a = {{p->v}}'         'a script'                          '<script> or <style>'
refuses '<style>a { color: {{p->v}} }'     'a style sheet'                     '<script> or <style>'
refuses '<a onclick="{{p->v}}">'           'an on* attribute'                  'on\*, style'
refuses '<p STYLE="color:{{p->v}}">'       'a style attribute'                 'on\*, style'
refuses '<iframe srcdoc="{{p->v}}">'       'a srcdoc attribute'                'srcdoc'
refuses '<!-- {{p->v}} -->'                'a comment'                         'a comment'
refuses '<{{p->v}}>'                       'a tag name'                        'a tag'
refuses '<p {{p->v}}>'                     'an attribute name'                 'an attribute name'
refuses '<a href="x'                       'an unclosed tag'                   'ends inside'
refuses '{{p->v'                           'a hole without an end'             'no }}'
refuses '{{ }}'                            'an empty hole'                     'empty hole'
refuses '<a href="{{#p->n}}">'             'a number as a whole URL'           'not a URL'
refuses '<a title="{{>govuk_tag(.text = p->v)}}">' 'a call in an attribute'    'a call may not stand'
refuses '<script>{{>govuk_tag()}}'         'a call in a script'                'a call may not stand'
refuses '{{>out_raw(p->v)}}'               'a call that could write anything'  'a govuk_ or moj_'
refuses '{{>printf("x")}}'                 'a call of the library'             'a govuk_ or moj_'
refuses '{{>govuk_tag .text = p->v}}'      'a call without brackets'           'is written'
refuses '% if (p->v) {\n<p title="\n% }\n' 'an arm that leaves a quote open'   'may stand between\|another place'
refuses '% if (p->v) {\n<p\n% }\n>'        'an arm that leaves a tag open'     'another place'
refuses '% if (p->v) {\n<p></p>\n'         'a block that is not closed'        'not closed'
refuses '% }\n'                            'a brace that closes nothing'       'closes nothing'
refuses '<p title="a\n% foo();\n">'        'C inside a quoted attribute'       'between tags'
refuses '%foo();'                          'C without its space'               'and a space'
refuses '%include "a.h"'                   'an include after the arguments'    'before %args'
refuses '%args struct y *q'                'a second %args'                    'a second'
printf '<p>no arguments</p>\n' > "$dir/view.html"; "$viewc" "$dir/view.html" > "$dir/view.c" 2> "$dir/err"; [ $? = 1 ]; say $? 'refuses a view without %args'
printf '%%include stdio\n%%args struct x *p\n' > "$dir/view.html"; "$viewc" "$dir/view.html" > "$dir/view.c" 2> "$dir/err"; [ $? = 1 ]; say $? 'refuses an include without quotes'

uses '<p>{{p->v}}</p>'                         'out_text(o, p->v)'   'text'
uses '<a href="{{p->v}}">x</a>'                'out_url(o, p->v)'    'a whole link'
uses '<form action="{{p->v}}"></form>'         'out_url(o, p->v)'    'a form'"'"'s action'
uses '<a href="/c/{{p->v}}">x</a>'             'out_attr(o, p->v)'   'part of a path'
uses '<a href="/c?q={{p->v}}">x</a>'           'out_query(o, p->v)'  'a value in a query'
uses '<a href="{{p->u}}?q={{p->v}}">x</a>'     'out_query(o, p->v)'  'a value in a query after a whole link'
uses "<a title='{{p->v}}'>x</a>"               'out_attr(o, p->v)'   'single quotes'
uses '<p id="r-{{#p->n}}">{{#p->n}}</p>'       'out_int(o, p->n)'    'a number'
uses '<script src="/a.js"></script><b title="{{p->v}}">' 'out_attr(o, p->v)' 'an attribute after a script'
uses '<script>if (a < b) {}</script><p>{{p->v}}</p>' 'out_text(o, p->v)' 'text after a script'
uses '<!-- a > b --><p>{{p->v}}</p>'           'out_text(o, p->v)'   'text after a comment'
uses '{{>govuk_tag(.text = p->v)}}'            'govuk_tag(o, .text = p->v)' 'a component'
uses '{{>other_view(p->v)}}'                   'other_view(o, p->v)' 'another view'
uses '<input\n% if (p->v) {\n checked\n% }\n>' 'if (p->v)'           'an optional attribute'
uses '% puts("}");\n'                          'puts'                'a brace inside a string'
printf '%%include "a.h"\n%%include "b.h"\n%%args struct x *p\n' > "$dir/view.html"; "$viewc" "$dir/view.html" > "$dir/view.c" 2> "$dir/err"
grep -q '#include "b.h"' "$dir/view.c"; say $? 'several includes'
echo "1..$n"
