# Holdfast.  make demo: try it.  make test: build and run every test.  make help: the rest.
# Everything that is built goes to $(B); each MODE has its own. V=1 shows the compilers' command lines.

B        ?= build
MODE     ?= release
VERSION  := 0.1.0
PREFIX   ?= /usr/local
PKGS     := libmicrohttpd zlib sqlite3 libpq yaml-0.1 libxml-2.0 jansson libsodium xlsxwriter

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion -Wno-sign-conversion \
        -Wvla -Wformat=2 -Werror
BASE := -std=c17 -D_GNU_SOURCE -g $(WARN) -fstack-protector-strong -pthread -DHOLDFAST_VERSION='"$(VERSION)"' \
        -Isrc -I$(B)/gen -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# release: what make install installs.  test: faults can be injected and the clock set.
OPT.release := -O2 -D_FORTIFY_SOURCE=2
OPT.test    := -O1 -DHOLDFAST_FAULTS
OPT.asan    := -O1 -DHOLDFAST_FAULTS -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
OPT.fuzz    := -O1 -DHOLDFAST_FAULTS -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
OPT.analyze := -O1 -fanalyzer
CFLAGS  += $(BASE) $(OPT.$(MODE))
LDLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm -pthread

SRC    := $(wildcard src/*.c src/*/*.c src/*/*/*.c)
VIEWS  := $(wildcard templates/*.html)
OBJ    := $(SRC:src/%.c=$(B)/obj/%.o) $(VIEWS:templates/%.html=$(B)/obj/view/%.o) $(B)/obj/embedded.o
LIB    := $(filter-out $(B)/obj/cli/main.o,$(OBJ))
TESTS  := $(patsubst test/%.c,$(B)/test/%,$(wildcard test/*/t_*.c))
# Not a test of its own: runs folders of cases, see test/returns/README.md.
CASES   := $(B)/test/return-cases
SCRIPTS := $(wildcard test/*/t_*.sh)
GEN    := $(B)/gen/statements.h $(B)/gen/names.h
EMBED  := $(sort $(wildcard catalogue/*.yml catalogue/*/*.yml catalogue/demo/*.csv catalogue/demo/*.txt catalogue/examples/*.txt docs/decisions/000[34]-*.md))

all:

# --- made from other files -------------------------------------------------------------------
# $(call say,WHAT) prints a line instead of the command.
say = $(if $(V),,@echo '  $(1) $(patsubst $(B)/%,%,$@)';)
here = @mkdir -p $(@D)

$(B)/holdfast: $(OBJ)
	$(call say,link)$(CC) $(CFLAGS) $^ -o $@ $(LDLIBS)
$(B)/obj/%.o: src/%.c | $(GEN)
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -c $< -o $@
$(B)/tool/%: tools/%.c
	$(here)
	$(call say,cc  )$(CC) -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror $< -o $@
$(B)/gen/statements.h: $(wildcard sql/*.sql) tools/statements.awk
	$(here)
	@awk -f tools/statements.awk $(sort $(wildcard sql/*.sql)) > $@.new && mv $@.new $@
# Left alone when no name has changed: nearly everything includes it.
$(B)/gen/names.h: $(wildcard catalogue/kinds/*.yml) tools/names.awk
	$(here)
	@awk -f tools/names.awk $(sort $(wildcard catalogue/kinds/*.yml)) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
# A view: HTML with holes becomes C.
$(B)/gen/view/%.c: templates/%.html $(B)/tool/viewc
	$(here)
	@$(B)/tool/viewc $< > $@.new && mv $@.new $@
$(B)/obj/view/%.o: $(B)/gen/view/%.c $(GEN)
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -c $< -o $@
# The catalogue, the pages' style sheet and scripts and the passwords that people use most (from npm) lie in the program.
$(B)/gen/embedded.S: $(EMBED) $(B)/gen/passwords.txt $(B)/assets/done tools/embed.sh
	$(here)
	@sh tools/embed.sh $(B)/assets passwords.txt=$(B)/gen/passwords.txt $(EMBED) > $@.new && mv $@.new $@
$(B)/gen/passwords.txt: package-lock.json tools/passwords.mjs | node_modules/.done
	$(here)
	$(call say,node)node tools/passwords.mjs $@
$(B)/obj/embedded.o: $(B)/gen/embedded.S
	$(here)
	$(call say,as  )$(CC) -c $< -o $@
$(B)/assets/done: package-lock.json tools/assets.mjs $(wildcard src/web/assets/*) | node_modules/.done
	$(here)
	$(call say,node)node tools/assets.mjs $(B)/assets
	@touch $@
node_modules/.done: package-lock.json
	$(call say,npm )npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
# An archive, so that a test links only what it uses.
$(B)/lib.a: $(LIB)
	@rm -f $@
	$(call say,ar  )ar rcs $@ $^
$(B)/test/%: test/%.c $(B)/lib.a
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
$(CASES): test/returns/return-cases.c $(B)/lib.a
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
$(B)/bench/%: bench/%.c $(B)/lib.a
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
$(B)/fuzz/%: test/fuzz/%.c $(B)/lib.a
	$(here)
	$(call say,cc  )$(CC) $(CFLAGS) -fsanitize=fuzzer $< $(B)/lib.a -o $@ $(LDLIBS)
# Looked at by clang-tidy whenever it has been compiled anew. Its path search is kept short: gcc's goes all the way.
$(B)/tidy/%: src/%.c $(B)/obj/%.o .clang-tidy
	$(here)
	$(call say,tidy)clang-tidy --quiet --warnings-as-errors='*' $< -- -std=c17 $(filter -D% -I%,$(BASE)) \
		-Xclang -analyzer-config -Xclang max-nodes=6000 2>/dev/null
	@touch $@
.PRECIOUS: $(B)/tool/% $(B)/gen/view/%.c $(B)/obj/%.o

# --- the commands ----------------------------------------------------------------------------
# Each sets up first, then calls make again, which finds what was installed. Two jobs at least.
jobs := $(shell n=$$(nproc 2>/dev/null); [ "$${n:-1}" -gt 2 ] && echo $$n || echo 2)
again = @$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(jobs))
ready = @sh tools/setup.sh

all: setup
	$(again) $(B)/holdfast $(CASES)
setup:
	$(ready)
demo: setup
	$(again) $(B)/holdfast
	@sh tools/demo.sh $(B)

test: setup
	$(again) MODE=test B=$(B)/t run-tests
check: setup
	$(again) MODE=asan B=$(B)/asan run-tests
export LSAN_OPTIONS ?= suppressions=$(CURDIR)/test/leaks.txt:print_suppressions=0
run-tests: $(B)/holdfast $(CASES) $(TESTS)
	@B=$(B) sh tools/with-postgres.sh prove -j$(jobs) --timer -e '' $(sort $(TESTS) $(SCRIPTS))

lint:
	$(ready) clang-tidy
	@sh tools/lint.sh $(B)
analyze: $(filter-out $(B)/obj/embedded.o,$(OBJ)) $(SRC:src/%.c=$(B)/tidy/%)
fuzzers: $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/fuzz_*.c))
browser:
	$(ready) chromium
	$(again) MODE=test B=$(B)/t $(B)/t/holdfast
	@B=$(B)/t node test/browser/run.mjs
bench: setup
	$(again) $(B)/holdfast
	@B=$(B) sh bench/run.sh

install: all
	install -D -m 755 $(B)/holdfast $(DESTDIR)$(PREFIX)/bin/holdfast
	install -D -m 644 share/nginx/holdfast.conf $(DESTDIR)$(PREFIX)/share/holdfast/nginx/holdfast.conf
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/share/man/man1
	sed 's|/usr/local/bin|$(PREFIX)/bin|' share/systemd/holdfast.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/holdfast.service
	sh tools/man.sh $(B)/holdfast > $(DESTDIR)$(PREFIX)/share/man/man1/holdfast.1

clean:
	rm -rf build
help:
	@sed -n '1s/^# //p' Makefile
	@echo 'make check: every test under ASan and UBSan.  make lint, browser, bench, clean.  make install PREFIX=/usr/local.'

.PHONY: all setup demo test check run-tests lint analyze fuzzers browser bench install clean help
-include $(shell find $(B) -name '*.d' 2>/dev/null)
