# Holdfast.  make demo: try it.  make test: build and run every test.  make help: the rest.
# Everything that is built goes to $(B); B=build-asan and the like keep variants apart.

B        ?= build
MODE     ?= release
VERSION  := 0.1.0
PREFIX   ?= /usr/local
PKGS     := libmicrohttpd zlib sqlite3 libpq yaml-0.1 libxml-2.0 jansson xlsxwriter libsodium

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion -Wno-sign-conversion \
        -Wvla -Wformat=2 -Werror
BASE := -std=c17 -D_GNU_SOURCE -g $(WARN) -fstack-protector-strong -pthread -DHOLDFAST_VERSION='"$(VERSION)"' \
        -Isrc -I$(B)/gen -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# test: faults can be injected and the clock set.  release: what make install installs.
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
SCRIPTS := $(wildcard test/*/t_*.sh)
GEN    := $(B)/gen/statements.h
EMBED  := $(sort $(wildcard catalogue/*.yml catalogue/*/*.yml catalogue/demo/*.csv catalogue/demo/*.txt))

all: setup
	@$(MAKE) --no-print-directory $(B)/holdfast $(B)/test/return-cases

$(B)/holdfast: $(OBJ)
	$(CC) $(CFLAGS) $^ -o $@ $(LDLIBS)

# --- made from other files -------------------------------------------------------------------
$(B)/tool/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror $< -o $@
$(B)/gen/statements.h: $(wildcard sql/*.sql) tools/statements.awk
	@mkdir -p $(@D)
	awk -f tools/statements.awk $(sort $(wildcard sql/*.sql)) > $@.new && mv $@.new $@
$(B)/gen/view/%.c: templates/%.html $(B)/tool/viewc
	@mkdir -p $(@D)
	$(B)/tool/viewc $< > $@.new && mv $@.new $@
$(B)/obj/view/%.o: $(B)/gen/view/%.c $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c $< -o $@
$(B)/gen/embedded.S: $(EMBED) $(B)/assets/done tools/embed.sh
	@mkdir -p $(@D)
	sh tools/embed.sh $(B)/assets $(EMBED) > $@.new && mv $@.new $@
$(B)/obj/embedded.o: $(B)/gen/embedded.S
	@mkdir -p $(@D)
	$(CC) -c $< -o $@
# Pages' style sheet and scripts: from npm, bundled once.
$(B)/assets/done: package-lock.json tools/assets.mjs $(wildcard src/web/assets/*) | node_modules/.done
	@mkdir -p $(@D)
	node tools/assets.mjs $(B)/assets
	@touch $@
node_modules/.done: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(B)/obj/%.o: src/%.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c $< -o $@
# An archive, so that a test links only what it uses.
$(B)/lib.a: $(LIB)
	@rm -f $@
	ar rcs $@ $^
$(B)/test/%: test/%.c $(B)/lib.a test/tap.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
$(B)/bench/%: bench/%.c $(B)/lib.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
# Not a test of its own: runs folders of cases, see test/returns/README.md.
$(B)/test/return-cases: test/returns/return-cases.c $(wildcard test/returns/*.h) $(B)/lib.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itest $< $(B)/lib.a -o $@ $(LDLIBS)
.PRECIOUS: $(B)/tool/% $(B)/gen/view/%.c $(B)/obj/%.o

# --- the commands ----------------------------------------------------------------------------
setup:
	@sh tools/setup.sh

demo: setup
	@$(MAKE) --no-print-directory $(B)/holdfast
	@sh tools/demo.sh $(B)

test: setup
	@$(MAKE) --no-print-directory MODE=test B=$(B)/t run-tests
run-tests: $(B)/holdfast $(B)/test/return-cases $(TESTS)
	B=$(B) sh tools/with-postgres.sh prove -j2 --timer -e '' $(TESTS) $(SCRIPTS)

check: setup
	@$(MAKE) --no-print-directory MODE=asan B=$(B)/asan run-tests

analyze: $(filter-out $(B)/obj/embedded.o,$(OBJ))
FUZZERS := $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/fuzz_*.c))
$(B)/fuzz/%: test/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fsanitize=fuzzer $< $(LIB) -o $@ $(LDLIBS)
fuzzers: $(FUZZERS)

browser: setup
	@$(MAKE) --no-print-directory MODE=test B=$(B)/t $(B)/t/holdfast
	B=$(B)/t node test/browser/run.mjs

lint: setup
	sh tools/lint.sh $(B)

bench: setup
	@$(MAKE) --no-print-directory $(B)/holdfast
	B=$(B) sh bench/run.sh

install: $(B)/holdfast
	install -D -m 755 $(B)/holdfast $(DESTDIR)$(PREFIX)/bin/holdfast

clean:
	rm -rf $(B)
help:
	@sed -n '/^# Holdfast/p' Makefile; echo 'make check (sanitizers), lint, bench, install PREFIX=, clean'

.PHONY: all browser analyze fuzzers setup demo test run-tests check lint bench install clean help
-include $(shell find $(B) -name '*.d' 2>/dev/null)
