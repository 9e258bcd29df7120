#!/bin/sh
# setup.sh [PACKAGE...] - installs the Debian packages that the build, and whoever asks for more, needs and that are
# missing; does nothing, and asks no network, when none is. Says so when it needs sudo.
set -eu
missing=
for p in gcc make pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libyaml-dev libxml2-dev libjansson-dev \
         libsodium-dev libxlsxwriter-dev zlib1g-dev sqlite3 postgresql perl nodejs npm "$@"; do
    case $p in nodejs|npm|chromium)     # wherever they come from
        name=$p; [ "$p" = nodejs ] && name=node
        command -v "$name" >/dev/null 2>&1 && continue;;
    esac
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | cut -c1-2)" = ii ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "Holdfast needs these Debian packages:$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Ask an administrator to run: apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    sudo=sudo
    if ! sudo -n true 2>/dev/null; then
        if [ ! -t 0 ]; then
            echo "Installing them needs sudo with a password, and nobody is here to type it. Run: sudo apt-get install --no-install-recommends$missing" >&2
            exit 1
        fi
        echo "Installing them needs sudo; it may ask for your password."
    fi
fi
log=$(mktemp "${TMPDIR:-/tmp}/holdfast-setup.XXXXXX")
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "The packages could not be installed. Is there a network?" >&2
    exit 1
fi
