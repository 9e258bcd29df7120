#!/bin/sh
# embed.sh ASSETS_DIR [NAME=]FILE... - writes an assembler file that includes each FILE as it is, under its own name or
# another, and each file of ASSETS_DIR under the name assets/..., with the table that src/base/embedded.h declares.
set -eu
assets=$1; shift
n=0; table=
emit() {    # path, name
    printf '.Lb%d: .incbin "%s"\n.Le%d: .byte 0\n.Ln%d: .asciz "%s"\n' $n "$1" $n $n "$2"
    table="$table .quad .Ln$n, .Lb$n, .Le$n\n"
    n=$((n + 1))
}
echo '.section .rodata'
for f; do emit "${f#*=}" "${f%%=*}"; done
for f in $(cd "$assets" && find . -type f ! -name done | LC_ALL=C sort); do emit "$assets/${f#./}" "assets/${f#./}"; done
printf '.section .data.rel.ro,"aw"\n.balign 8\n.globl embedded_files\nembedded_files:\n'
printf "$table"
printf ' .quad 0, 0, 0\n.section .note.GNU-stack,"",@progbits\n'
