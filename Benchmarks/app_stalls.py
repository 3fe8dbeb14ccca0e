#!/usr/bin/env python3
"""How long the window leaves its user waiting: a recording of an hour, made of the demo over and over, is opened,
zoomed, scrolled, marked and searched with real mouse and key events, and the program measures itself (--watch-stalls).
Prints the longest stalls of each part of it, and the CPU time while nothing is done.

usage: Tests/e2e/in_display.sh python3 Benchmarks/app_stalls.py REPRISE_APP DEMO_FOLDER [--minutes 60]

"Worked" is the CPU time the message thread took between two messages: what this program is to blame for. "Waited" is
what the user sees, other work on the machine included. Needs xdotool and sox."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Tests", "e2e"))
import search_demo
from search_demo import Window, mark, xdotool

ANSWERS = 8
search_demo.WAIT_SECONDS = 900.0  # for the analysis of an hour on a busy machine


class Watched(Window):
    extra = ("--watch-stalls",)


def cpu_seconds(process):
    with open(f"/proc/{process}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spans_of(demo, repeats):
    """Where the call is in all copies of the demo, and how often it is in one."""
    with open(os.path.join(demo, "demo.json"), encoding="utf-8") as file:
        calls = next(t for t in json.load(file)["tasks"] if t["id"] == "demo.call")["occurrences"]

    def info(option):
        return int(subprocess.run(["soxi", option, os.path.join(demo, "demo.flac")], check=True, capture_output=True,
                                  text=True).stdout)
    rate, samples = info("-r"), info("-s")
    return [(copy * samples + round(c["start"] * rate), copy * samples + round((c["start"] + c["length"]) * rate))
            for copy in range(repeats + 1) for c in calls], len(calls)


class Parts:
    def __init__(self, window):
        self.window, self.seen = window, 0

    def end(self, name):
        """Prints the stalls since the last part."""
        self.window.read()
        new = [e for e in self.window.events[self.seen:] if e["event"] == "stall"]
        self.seen = len(self.window.events)
        waited, worked = (sorted((e[key] for e in new), reverse=True) or [0] for key in ("ms", "workedMs"))
        print(f"{name:32} worked at a time: longest {worked[0]:4.0f} ms, over 50 ms {sum(m > 50 for m in worked):2}, "
              f"then {' '.join(f'{m:.0f}' for m in worked[1:6]):24} waited: longest {waited[0]:4.0f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("demo")
    parser.add_argument("--minutes", type=float, default=60.0)
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="reprise-stalls-")
    try:
        audio = os.path.join(folder, "long.flac")
        repeats = round(arguments.minutes * 60 / 80.12) - 1
        subprocess.run(["sox", os.path.join(arguments.demo, "demo.flac"), audio, "repeat", str(repeats)], check=True)
        window = Watched(arguments.program, folder, audio)
        parts = Parts(window)
        window.next("opened")
        parts.end("open")
        view = window.settled("view")
        middle = (view["x"] + view["width"] / 2, view["y"] + view["height"] / 3)
        window.move(*middle)

        def wheel(times, button, key=None):
            for _ in range(times):
                if key:
                    xdotool("keydown", key, "click", str(button), "keyup", key)
                else:
                    xdotool("click", str(button))
                time.sleep(0.03)
        wheel(25, 4)
        wheel(25, 5)
        parts.end("zoom, analysing")
        wheel(15, 4)
        for _ in range(15):
            window.key("ctrl+Right")
            time.sleep(0.05)
        parts.end("scroll, analysing")
        window.key("0")
        spans, count = spans_of(arguments.demo, repeats)
        mark(window, *spans[count * (repeats // 2)])
        parts.end("mark, analysing")
        window.key("f")
        began = time.monotonic()
        question = window.next("question", "refused")
        parts.end(f"search ({time.monotonic() - began:.0f} s)")
        waits = []
        for _ in range(ANSWERS):
            end = question["start"] + question["length"]
            is_true = any(min(end, e) - max(question["start"], s) > question["length"] / 2 for s, e in spans)
            began = time.monotonic()
            window.key("y" if is_true else "n")
            question = window.next("question", "ended")
            waits.append(time.monotonic() - began)
            if question["event"] == "ended":
                break
        parts.end(f"{len(waits)} answers")
        print(f"from an answer to the next question: median {1000 * statistics.median(waits):.0f} ms, "
              f"longest {1000 * max(waits):.0f} ms")
        window.quit()

        # Without the watch, which keeps the program awake.
        Watched.extra = ()
        window = Watched(arguments.program, folder, os.path.join(arguments.demo, "demo.flac"))
        window.next("opened")
        time.sleep(15.0)
        before = cpu_seconds(window.process.pid)
        time.sleep(10.0)
        print(f"idle CPU over 10 s: {10 * (cpu_seconds(window.process.pid) - before):.1f} %")
        window.quit()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
