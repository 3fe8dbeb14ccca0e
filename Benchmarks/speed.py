#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Times whole searches of the default method in recordings of 30 s to 10 h and prints a table.

usage: speed.py [--lengths 30 120 600 3600] [--sounds call zap] [--repeat 1] [--threads N ...]
                [--listen SECONDS] [--folder DIR] [--reprise PATH] [--figure FILE]

The recordings are made from the bundled demo: it is repeated, each time at another speed (0.97 to 1.03) and level, so
that its sounds return altered. The mark lies in the first 30 s. Answers come from a truth file that knows the sounds of
the first two repetitions; every other place is a no, and the search ends after ten. Times are those of `find --times`
(wall clock), memory is the process's peak. --threads limits the cores by taskset. --folder keeps what was made.
--listen adds what somebody feels who hears so much of each excerpt before the answer: the time from an answer
to the next question of `find -i`. --figure draws what a second of each recording costs until the first question: a
level line is a cost that grows with the length and nothing more. A straight line fitted to it is printed.
Needs sox; 10 h need 6.5 GB of disk. On a machine that others use, too, compare the CPU seconds.
"""
import argparse
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report.charts import Axis, Panel, line_chart

DEMO = Path(__file__).resolve().parent.parent / "Resources" / "demo"
DEMO_SECONDS = 3533322 / 44100
VARIANTS = 45                   # an hour of the demo; longer recordings repeat them at other levels
TRUTH_REPETITIONS = 2


def speed_of(repetition):
    """The first repetition is the demo as it is."""
    variant = repetition % VARIANTS
    return 1.0 if variant == 0 else round(0.97 + 0.06 * ((variant * 7) % VARIANTS) / (VARIANTS - 1), 5)


def make_variants(folder, count):
    for i in range(count):
        path = folder / ("variant%d.wav" % i)
        if not path.exists():
            subprocess.run(["sox", "-V1", DEMO / "demo.flac", "-b", "16", path, "speed", str(speed_of(i)), "rate",
                            "44100", "gain", str(-((i * 5) % 7))], check=True)


def make_recording(folder, seconds):
    """A .w64 file, because a WAV file ends at 4 GB."""
    path = folder / ("%d.w64" % seconds)
    if path.exists():
        return path
    repetitions = int(seconds / (DEMO_SECONDS / 1.03)) + 1
    make_variants(folder, min(VARIANTS, repetitions))
    inputs = []
    for i in range(repetitions):
        inputs += ["-v", str(1.0 - 0.05 * ((i // VARIANTS) % 10)), folder / ("variant%d.wav" % (i % VARIANTS))]
    subprocess.run(["sox", "-V1", *inputs, path, "trim", "0", str(seconds)], check=True)
    return path


def make_truth(folder, path, seconds, sound):
    manifest = json.loads((DEMO / "demo.json").read_text())
    task = next(t for t in manifest["tasks"] if t["id"] == "demo." + sound)
    occurrences, begin = [], 0.0
    for i in range(TRUTH_REPETITIONS):
        speed = speed_of(i)
        for known in task["occurrences"]:
            moved = dict(known, start=begin + known["start"] / speed, length=known["length"] / speed,
                         query=i == 0 and known["query"])
            if moved["start"] + moved["length"] < seconds:
                occurrences.append(moved)
        begin += DEMO_SECONDS / speed
    manifest["tasks"] = [dict(task, audio=str(path), occurrences=occurrences)]
    truth = folder / "truth.json"
    truth.write_text(json.dumps(manifest))
    return truth


def run(executable, path, truth, threads):
    command = [executable, "find", path, "--truth", truth, "--times", "--json", "--no-cache"]
    if threads:
        command = ["taskset", "-c", "0-%d" % (threads - 1)] + command
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - begin
        err.seek(0)
        messages = err.read().decode()
    if status != 0:
        sys.exit("%s failed:\n%s" % (" ".join(map(str, command)), messages))
    stages = json.loads(next(line for line in messages.splitlines() if line.startswith("{")))
    questions = stages["questions"]
    answers = questions[1:] or [0.0]
    return {"load": stages["load"][0], "analysis": stages["analysis"][0], "ranking": questions[0],
            "first": stages["load"][0] + stages["analysis"][0] + questions[0],
            "answer": statistics.median(answers), "slowest": max(answers),
            "late": statistics.median(answers[-5:]), "count": len(questions), "whole": whole,
            "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}


def next_question(process):
    """Seconds of the excerpt's start; nothing at the end."""
    text = ""
    while not text.endswith(" > "):
        text += os.read(process.stderr.fileno(), 65536).decode() or sys.exit("find -i ended: " + text)
    asked = re.findall(r"^\d+\.\s+([\d:.]+) to ", text, re.MULTILINE)
    return sum(float(part) * 60 ** i for i, part in enumerate(reversed(asked[-1].split(":")))) if asked else None


def felt(executable, path, truth, listen):
    """Median and longest time from an answer to the next question, for somebody who listens first."""
    task = json.loads(Path(truth).read_text())["tasks"][0]
    query, waits = task["query"], []
    with subprocess.Popen([executable, "find", path, "-i", "--no-cache", "--start", str(query["start"]), "--length",
                           str(query["length"])], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:
        asked = next_question(process)
        while asked is not None:
            time.sleep(listen)
            is_hit = any(abs(asked - o["start"]) < 0.5 * query["length"] for o in task["occurrences"])
            begin = time.perf_counter()
            process.stdin.write(b"y\n" if is_hit else b"n\n")
            process.stdin.flush()
            asked = next_question(process)
            waits.append(time.perf_counter() - begin)
        process.communicate(b"q\n")
    return statistics.median(waits), max(waits)


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    return "%s, %d cores, load %.1f before; %s" % (model, len(os.sched_getaffinity(0)), os.getloadavg()[0],
                                                   platform.platform())


def length_name(seconds):
    return "%d s" % seconds if seconds < 60 else "%d min" % (seconds // 60) if seconds < 3600 else "%d h" % (seconds // 3600)


def report_growth(first, lengths, figure):
    """first: seconds to the first question by (cores, length)."""
    cores = sorted({threads for threads, _ in first})
    names = ["%s core%s" % (threads or "all", "" if threads == 1 else "s") for threads in cores]
    for threads, name in zip(cores, names):
        slope, start = statistics.linear_regression(lengths, [first[threads, seconds] for seconds in lengths])
        print("%s: to the first question %.2f s and %.2f ms for each second of recording" % (name, start, 1000 * slope))
    if figure:
        values = [[1000 * first[threads, seconds] / seconds for seconds in lengths] for threads in cores]
        figure.write_text(line_chart(
            "Time to the first question, for each second of recording", "Default method, the demo's call",
            names, [Panel("", values)],
            Axis("length of the recording", [length_name(s) for s in lengths], [math.log10(s) for s in lengths]),
            "ms", scale=(0.0, 2.0 * math.ceil(max(map(max, values)) / 2.0), 2.0)), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lengths", type=int, nargs="+", default=[30, 120, 600, 3600], metavar="SECONDS")
    parser.add_argument("--sounds", nargs="+", choices=("call", "zap"), default=["call"])
    parser.add_argument("--threads", type=int, nargs="+", default=[0], help="cores to use, 0: all")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, the medians count")
    parser.add_argument("--listen", type=float, metavar="SECONDS", help="answer as somebody who hears the excerpt first")
    parser.add_argument("--folder", type=Path, help="where recordings are made and kept (default: temporary)")
    parser.add_argument("--reprise", type=Path, default=Path("build/release/bin/reprise"))
    parser.add_argument("--figure", type=Path, metavar="FILE", help="draw the cost of a second here (SVG; one sound)")
    args = parser.parse_args()
    if not args.reprise.exists():
        sys.exit("%s does not exist; build first (./run.sh) or name it with --reprise" % args.reprise)
    if shutil.which("sox") is None:
        sys.exit("sox is missing: apt-get install sox")
    version = subprocess.run([args.reprise, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    print("%s; %s\n" % (version, machine()))
    print("| length | sound | cores | load s | analysis s | first ranking s | to first question s | answer ms | "
          "slowest ms | last five ms | questions | CPU s | peak MB |\n|" + "---|" * 13, flush=True)
    first = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for seconds in args.lengths:
            path = make_recording(folder, seconds)
            for sound in args.sounds:
                truth = make_truth(folder, path, seconds, sound)
                for threads in args.threads:
                    runs = [run(args.reprise, path, truth, threads) for _ in range(args.repeat)]
                    r = {key: statistics.median(one[key] for one in runs) for key in runs[0]}
                    if sound == args.sounds[0]:
                        first[threads, seconds] = r["first"]
                    print("| %d s | %s | %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %.0f | %d | %.1f | %.0f |" % (
                        seconds, sound, threads or "all", r["load"], r["analysis"], r["ranking"], r["first"],
                        1000 * r["answer"], 1000 * r["slowest"], 1000 * r["late"], r["count"], r["cpu"],
                        r["memory"]), flush=True)
                if args.listen is not None:
                    print("%d s, %s: after %g s of listening the next question comes in %.0f ms (median), %.0f ms at "
                          "most" % (seconds, sound, args.listen, *(1000 * s for s in felt(args.reprise, path, truth,
                                                                                         args.listen))), flush=True)
    if len(args.lengths) > 1:
        report_growth(first, args.lengths, args.figure)


if __name__ == "__main__":
    main()
