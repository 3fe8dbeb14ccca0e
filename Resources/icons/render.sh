#!/bin/sh
# Renders reprise.svg to the sizes that desktops ask for. Needs rsvg-convert (Debian: librsvg2-bin).
set -eu
cd "$(dirname "$0")"
for size in 48 128 256 512; do
  rsvg-convert --width "$size" --height "$size" --output "reprise-$size.png" reprise.svg
done
