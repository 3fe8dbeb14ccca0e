#!/bin/sh
# Runs a command on a screen of its own with a window manager: in_display.sh COMMAND ...
# REPRISE_SCREEN=3840x2160 asks for another size.
export REPRISE_CACHE="${REPRISE_CACHE:-off}" # tests leave nothing behind
exec xvfb-run -a -s "-screen 0 ${REPRISE_SCREEN:-1600x1000}x24" sh -c '
  for i in $(seq 100); do
    # Started again where it ended: on a busy machine the screen may not answer yet.
    [ -n "$wm" ] && kill -0 "$wm" 2>/dev/null || { openbox & wm=$!; }
    xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q "window id" && break
    sleep 0.2
  done
  "$@"; result=$?
  kill $wm
  exit $result' sh "$@"
