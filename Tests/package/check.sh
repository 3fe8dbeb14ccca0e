#!/usr/bin/env bash
# The Debian package: everything is in its place, valid, and says nothing of the machine it was built on.
#   check.sh BUILD-FOLDER SOURCE-FOLDER
set -euo pipefail
build=$1 source=$2
for tool in cpack dpkg-deb dpkg-shlibdeps desktop-file-validate appstreamcli; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

(cd "$build" && cpack -G DEB -B "$folder") >"$folder/log" 2>&1 || { cat "$folder/log" >&2; fail "cpack"; }
dpkg-deb -x "$folder"/reprise_*.deb "$folder/root"
for file in bin/reprise bin/reprise-app share/applications/reprise.desktop share/mime/packages/reprise.xml \
            share/metainfo/org.reprise.Reprise.metainfo.xml share/icons/hicolor/scalable/apps/reprise.svg \
            share/icons/hicolor/256x256/apps/reprise.png share/reprise/demo/demo.flac share/reprise/demo/LICENSE \
            share/reprise/schema/session.schema.json share/reprise/game/README.md share/doc/reprise/copyright \
            share/man/man1/reprise.1 share/man/man1/reprise-app.1; do
  [ -f "$folder/root/usr/$file" ] || fail "$file is not in the package"
done
desktop-file-validate "$folder/root/usr/share/applications/reprise.desktop"
appstreamcli validate --no-net "$folder/root/usr/share/metainfo/org.reprise.Reprise.metainfo.xml" >"$folder/log" ||
  { cat "$folder/log" >&2; fail "metainfo"; }
for program in reprise reprise-app; do
  if grep -q -a -F "$source" "$folder/root/usr/bin/$program"; then
    fail "$program names the folder it was built in"
  fi
  "$folder/root/usr/bin/$program" --version | grep -q '^[0-9]' || fail "$program does not run"
done
echo "The package holds what it must."
