#!/bin/sh
# setup.sh - installs the Debian packages that are missing, and nothing when none is. Says so when it needs sudo.
set -eu
want="gcc make pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libyaml-dev libxml2-dev libjansson-dev
      libxlsxwriter-dev libsodium-dev libzip-dev zlib1g-dev sqlite3 postgresql perl npm"
missing=
for p in $want; do
    case $p in
        npm) command -v npm >/dev/null 2>&1 && continue; missing="$missing nodejs"; ;;
    esac
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | cut -c1-2)" = ii ] || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
echo "Holdfast needs these Debian packages:$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Ask an administrator to run: apt-get install$missing" >&2; exit 1; }
    echo "Installing them needs sudo; it may ask for your password."
    sudo=sudo
fi
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
