# mutate.pl LIST [FOLDER...] - chooses the changes of mutate.sh, makes them and runs the tests that reach the changed line,
# as the files named in LIST say (mutate_reach.sh). Settings come from the environment: see mutate.sh. $RESULTS keeps what
# was found, a line each, for a run that goes on where another was stopped.
#
# First a kind of change is drawn, then a place for it, each place of the kind as likely as the other:
#   comparison  < <= > >= become their neighbour or the other way round, == and != each other
#   logic       && and || each other
#   constant    a number or a letter in quotes, one more or one less
#   negation    a ! dropped, or the whole condition of an if turned round
#   return      true for false, false for true
# No change is made in comments, strings, preprocessor lines, static asserts or the sizes of arrays that are declared.
# A change that does not compile, or from which the compiler makes the same code, is not counted; another is drawn.
use strict;
use warnings;
use IO::Handle;

my ($list, @only) = @ARGV;
my $b = $ENV{B};
$| = 1;

# --- what each test reaches -----------------------------------------------------------------------------------------
my (%test, %reached, %could);       # by test's path; by file, line: list of tests; by file, line: 1
for my $path (split ' ', slurp($list)) {
    open my $in, '<', $path or die "$path: $!";
    my ($name, $passes, $seconds) = split ' ', <$in>;
    if (!$passes) { print "$name is left out: it fails on the unchanged sources\n"; next }
    $test{$name} = $seconds;
    while (<$in>) {
        my ($file, $line, $not) = split;
        $could{$file}{$line} = 1;
        push @{$reached{$file}{$line}}, $name unless $not;
    }
}
die "mutate: no tests\n" unless %test;

# The tests that may see a change in a line. gcov names some lines of a statement only: then its neighbours count. A
# table has no lines: then whatever reaches its file.
sub tests_of {
    my ($file, $line) = @_;
    my @lines;
    if ($could{$file}{$line}) { @lines = ($line) }
    else { for my $step (-1, 1) { for my $n (1 .. 12) { if ($could{$file}{$line + $step * $n}) { push @lines, $line + $step * $n; last } } } }
    @lines = keys %{$reached{$file}} unless @lines;
    my %found = map { $_ => 1 } map { @{$reached{$file}{$_} || []} } @lines;
    my ($own) = $file =~ m{^src/([^/]+)/};
    my $far = sub { defined $own && $_[0] =~ m{^test/\Q$own\E/} ? 0 : 1 };
    return sort { $far->($a) <=> $far->($b) || $test{$a} <=> $test{$b} || $a cmp $b } keys %found;
}

# --- the places where something can be changed ----------------------------------------------------------------------
sub slurp { my ($path) = @_; local $/; open my $in, '<', $path or die "$path: $!"; my $s = <$in>; return $s }
sub spew { my ($path, $s) = @_; open my $out, '>', $path or die "$path: $!"; print $out $s; close $out or die "$path: $!" }

# The text with what must not be changed blanked out, each character in its place.
sub masked {
    my ($s) = @_;
    my $blank = sub { my $t = shift; $t =~ s/[^\n]/ /g; return $t };
    $s =~ s{(/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')}{ length $1 == 3 ? $1 : $blank->($1) }gse;
    $s =~ s{^([ \t]*\#(?:[^\n]*\\\n)*[^\n]*)}{ $blank->($1) }gme;
    $s =~ s{(_Static_assert\s*\(.*?\)\s*;)}{ $blank->($1) }gse;
    $s =~ s{^(\s*(?:static |const |unsigned |struct |enum )*\w+[ *]+\w+)((?:\[[^\]\n]*\])+)}{ $1 . $blank->($2) }gme;
    return $s;
}

my %neighbour = ('<' => ['<=', '>='], '<=' => ['<', '>'], '>' => ['>=', '<='], '>=' => ['>', '<'], '==' => ['!='], '!=' => ['==']);
my %places;     # kind => list of [file, offset, length, list of what to put there]
for my $file (grep { !m{^src/(demo/|desk/demo)} } split /\n/, `git ls-files 'src/*.c' 'src/*.h'`) {
    next if @only && !grep { s{/$}{}r eq $file || index($file, s{/?$}{/}r) == 0 } @only;
    my $s = masked(slurp($file));
    my $place = sub { my ($kind, $at, $length, @with) = @_; push @{$places{$kind}}, [$file, $at, $length, @with] };
    while ($s =~ / (<=|>=|==|!=|<|>) /g) { $place->('comparison', $-[1], length $1, @{$neighbour{$1}}) }
    while ($s =~ / (&&|\|\|) /g) { $place->('logic', $-[1], 2, $1 eq '&&' ? '||' : '&&') }
    while ($s =~ /(?<![\w.'])(\d+|0x[0-9a-fA-F]{1,8})(?=(?:[uUlL]*)(?![\w.']))/g) {
        my ($at, $text) = ($-[1], $1);
        next if $text =~ /^0\d/;
        my $value = $text =~ /^0x/ ? hex $text : $text;
        $place->('constant', $at, length $text, $value + 1, $value ? $value - 1 : '-1');
    }
    while ($s =~ /'([A-Za-z0-9])'/g) { $place->('constant', $-[1], 1, grep { /[A-Za-z0-9]/ } chr(ord($1) + 1), chr(ord($1) - 1)) }
    while ($s =~ /(?<![\w)\]])!(?=[\w(*])/g) { $place->('negation', $-[0], 1, '') }
    while ($s =~ /\bif (\((?:[^()]|(?1))*\))/g) { $place->('negation', $-[1], length $1, 'turn') }
    while ($s =~ /\breturn (true|false);/g) { $place->('return', $-[1], length $1, $1 eq 'true' ? 'false' : 'true') }
}
die "mutate: nothing to change there\n" unless %places;

# The file's text with the change made.
sub change {
    my ($s, $place, $with) = @_;
    my (undef, $at, $length) = @$place;
    if ($with eq 'turn') { $with = '(!' . substr($s, $at, $length) . ')' }
    substr($s, $at, $length) = $with;
    return $s;
}

# --- one change, tried ----------------------------------------------------------------------------------------------
sub make { my @what = @_; return system("make -s -j2 MODE=$ENV{MODE} CC='$ENV{CC}' B=$b @what >/dev/null 2>&1") == 0 }
sub program { my ($t) = @_; return $t =~ /^(.*)\.c$/ ? "$b/$1" : $t }
sub needs { my ($t) = @_; return $t =~ /\.c$/ ? program($t) : ("$b/holdfast", "$b/test/return-cases") }

sub passes {
    my ($t) = @_;
    my $cpu = int(20 + 8 * $test{$t});
    my $wall = 60 + 3 * $cpu;
    my $memory = $ENV{MODE} eq 'asan' ? 'unlimited' : 8000000;
    return system("ulimit -t $cpu; ulimit -v $memory; ulimit -f 4000000; ulimit -c 0; " .
                  "exec timeout -k 5 $wall prove -Q -e '' " . program($t) . " </dev/null >/dev/null 2>&1") == 0;
}

# The object's code without its debugging part, so that equal code compares equal.
sub code_of { my ($o) = @_; return slurp($o) if system("objcopy --strip-debug $o $o.bare 2>/dev/null") != 0; my $s = slurp("$o.bare"); unlink "$o.bare"; return $s }

# "killed by ...", "survived ..."; undef when it is no change.
sub try_change {
    my ($file, $line, $text) = @_;
    my $object = $file =~ m{^src/(.*)\.c$} ? "$b/obj/$1.o" : undef;
    die "mutate: $object cannot be made\n" if $object && !make($object);
    my $before = $object && code_of($object);
    my $time = time;
    spew($file, $text);
    utime $time + 2, $time + 2, $file;      # newer than what was built within this second
    return undef if $object && (!make($object) || code_of($object) eq $before);
    my ($ran, $seconds) = (0, 0);
    my @tests = tests_of($file, $line);
    my @built;
    while (@tests) {
        my @few = splice @tests, 0, $ran < 1 ? 1 : $ran < 7 ? 3 : 12;   # to link a test takes longer than to run most
        my %need = map { $_ => 1 } map { needs($_) } @few;
        return undef unless make(keys %need);
        for my $t (@few) {
            if ($ENV{LIMIT} && $seconds > 0 && $seconds + $test{$t} > $ENV{LIMIT}) { return "survived $ran tests, " . (@tests + @few - $ran) . " more were too slow" }
            $ran++;
            $seconds += $test{$t};
            return "killed by $t" unless passes($t);
        }
    }
    return $ran ? "survived $ran tests" : 'survived: no test comes here';
}

sub lines_of { my ($s, $from, $to) = @_; my @l = split /\n/, $s, -1; return @l[$from - 1 .. $to - 1] }

# What an earlier run found, by the change; a survivor counts only where the tests are those of then.
my %known;
if (open my $in, '<', $ENV{RESULTS}) {
    while (<$in>) {
        chomp;
        my ($what, $tested, $result) = split /\t/;
        $known{$what} = $result if $result !~ /^survived/ || $tested eq $ENV{TESTED};
    }
}
open my $results, '>>', $ENV{RESULTS} or die "$ENV{RESULTS}: $!";
$results->autoflush(1);

# What came of a change, found before or tried now, with the sources put back as they were.
sub result_of {
    my ($place, $with, $text, $line) = @_;
    my ($file, $at) = @$place;
    my $what = "$file $at $with";
    return $known{$what} if exists $known{$what};
    my $time = (stat $file)[9];
    my $result = try_change($file, $line, change($text, $place, $with)) // 'no change';
    spew($file, $text);
    utime $time, $time, $file if $file =~ /\.c$/;
    if ($file =~ m{^src/(.*)\.c$}) { unlink "$b/obj/$1.o" } else { utime time + 2, time + 2, $file }
    print $results join("\t", $what, $ENV{TESTED}, $result), "\n";
    return $known{$what} = $result;
}

my ($all_killed, $all_survived, @survivors) = (0, 0);
for my $seed (split ' ', $ENV{SEED}) {
    srand $seed;
    my ($killed, $survived, $none, $drawn) = (0, 0, 0, 0);
    print "seed $seed\n";
    my %done;
    while ($killed + $survived < $ENV{COUNT} && $drawn++ < 20 * $ENV{COUNT}) {
        my @kinds = sort keys %places;
        my $kind = $kinds[int rand @kinds];
        my $place = $places{$kind}[int rand @{$places{$kind}}];
        my ($file, $at, undef, @with) = @$place;
        my $with = $with[int rand @with];
        next if $done{"$file $at $with"}++;
        my $text = slurp($file);
        my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
        my $changed = change($text, $place, $with);
        my $result = result_of($place, $with, $text, $line);
        if ($result eq 'no change') { $none++; next }
        my $n = $killed + $survived + 1;
        my $shown = "$n. $file:$line $kind: $result\n";
        my @old = lines_of($text, $line, $line);
        my @new = lines_of($changed, $line, $line);
        $shown .= "    - $_\n" for map { s/^\s+//r } @old;
        $shown .= "    + $_\n" for map { s/^\s+//r } @new;
        print $shown;
        if ($result =~ /^killed/) { $killed++ } else { $survived++; push @survivors, $shown }
    }
    printf "seed %s: %d killed, %d survived (%.0f%% killed); %d more did not compile or made the same code\n", $seed, $killed, $survived,
        100 * $killed / ($killed + $survived || 1), $none;
    $all_killed += $killed;
    $all_survived += $survived;
}
printf "in all: %d killed, %d survived (%.1f%% killed)\n", $all_killed, $all_survived, 100 * $all_killed / ($all_killed + $all_survived || 1);
print "survivors:\n", @survivors if @survivors;
