#!/bin/sh
# Runs a command on a screen of its own with a window manager: in_display.sh COMMAND ...
# REPRISE_SCREEN=3840x2160 asks for another size.
exec xvfb-run -a -s "-screen 0 ${REPRISE_SCREEN:-1600x1000}x24" sh -c '
  openbox & wm=$!
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q "window id" && break
    sleep 0.2
  done
  "$@"; result=$?
  kill $wm
  exit $result' sh "$@"
