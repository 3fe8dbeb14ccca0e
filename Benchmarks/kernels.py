#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds and runs the benchmarks of the kernels and prints tables: times, and the share of what FFTW, the BLAS and the
memory of this machine can do.

usage: kernels.py [--threads 1 2] [--repeat 5] [--json FILE]

Builds build/benchmarks (as the release, with Google Benchmark, which is installed where it is missing). Everything runs in
one process for each number of cores, repetitions of all benchmarks in random order, so that what else the machine does
meets all alike; medians count. Shares compare the CPU time of all threads together: on a busy machine the wall clock
shows what others do.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "benchmarks" / "bin" / "kernel_benchmarks"
LENGTHS = (10, 120)
TIMED = ("decode", "resample", "load", "stft", "stft magnitude", "cqt", "log-mel", "mfcc", "nmf of mfcc", "nmf of cqt",
         "nmf of stft", "first ranking, default", "first ranking, paper", "answer, default", "answer, paper")
# what; of what; the number both report, None: the same work; target
SHARES = [("stft", "FFTW batch", None, "0.7"), ("stft", "FFTW in cache", None, "")]
SHARES += [("nmf iterations of " + f, "products of " + f, "flop", "0.5") for f in ("mfcc", "cqt", "stft")]
SHARES += [(what + ", " + method, "copy", "bytes", "") for what in ("first ranking", "answer")
           for method in ("default", "paper")]


def build():
    script = ". scripts/prepare.sh && prepare_packages libbenchmark-dev && build benchmarks kernel_benchmarks"
    subprocess.run(["bash", "-euc", script], cwd=ROOT, check=True, stdout=sys.stderr)


def run(threads, repeat):
    """{(name, seconds of audio): medians of wall and CPU seconds, and the counters}, and what the library says"""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(["taskset", "-c", "0-%d" % (threads - 1), PROGRAM, "--benchmark_out=" + out.name,
                        "--benchmark_out_format=json", "--benchmark_repetitions=%d" % repeat,
                        "--benchmark_min_time=0.05", "--benchmark_enable_random_interleaving=true"],
                       check=True, stdout=subprocess.DEVNULL)
        report = json.load(open(out.name))
    runs = defaultdict(list)
    for one in report["benchmarks"]:
        if one["run_type"] == "iteration":
            name, *rest = one["name"].split("/")
            seconds = next((int(part[2:]) for part in rest if part.startswith("s:")), 0)
            runs[name, seconds].append(one)
    assert all(one["time_unit"] == "ms" for ones in runs.values() for one in ones)
    result = {}
    for (name, seconds), ones in runs.items():
        answers = ones[0].get("answers", 1)
        # A whole session of answers: each of them.
        name = name.replace("answers", "answer")
        result[name, seconds] = {
            "wall": statistics.median(one["real_time"] for one in ones) / 1000 / answers,
            "cpu": statistics.median(one["cpu_time"] for one in ones) / 1000 / answers,
            "bytes": ones[0].get("bytes", 0) / answers, "flop": ones[0].get("flop", 0)}
    return result


def share(results, what, limit, number, seconds):
    mine = results[what, seconds]
    other = results.get((limit, seconds)) or results[limit, 0]
    if number is None:
        return other["cpu"] / mine["cpu"]
    return mine[number] / mine["cpu"] / (other[number] / other["cpu"])


def versions():
    packages = ("libfftw3-single3", "libopenblas0-pthread", "libeigen3-dev", "libsoxr0", "libsndfile1", "libflac12",
                "libbenchmark-dev")
    shown = []
    for package in packages:
        found = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True).stdout
        shown.append("%s %s" % (package, found or "?"))
    compiler = subprocess.run(["c++", "-dumpfullversion"], stdout=subprocess.PIPE, text=True).stdout.strip()
    return ", ".join(["GCC " + compiler] + shown)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, len(os.sched_getaffinity(0))],
                        help="cores to use")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", type=Path, help="keep the medians here, too")
    args = parser.parse_args()
    build()
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    print("%s, %d cores, load %.1f before; %s\n" % (model, len(os.sched_getaffinity(0)), os.getloadavg()[0],
                                                     versions()), flush=True)
    results = {threads: run(threads, args.repeat) for threads in sorted(set(args.threads))}
    columns = [(threads, seconds) for threads in results for seconds in LENGTHS]

    def heading(threads, seconds):
        return "%s, %d core%s" % ("%d s" % seconds if seconds < 60 else "%d min" % (seconds // 60), threads,
                                  "" if threads == 1 else "s")
    print("| ms, wall clock (CPU) | %s |\n|%s" % (" | ".join(heading(*c) for c in columns), "---|" * (len(columns) + 1)))
    for name in TIMED:
        cells = ["%.3g (%.3g)" % tuple(1000 * results[threads][name, seconds][k] for k in ("wall", "cpu"))
                 for threads, seconds in columns]
        print("| %s | %s |" % (name, " | ".join(cells)))
    print("\n| share of the machine's rate | of | target | %s |\n|%s" % (
        " | ".join(heading(*c) for c in columns), "---|" * (len(columns) + 3)))
    for what, limit, number, target in SHARES:
        cells = ["%.2g" % share(results[threads], what, limit, number, seconds) for threads, seconds in columns]
        print("| %s | %s | %s | %s |" % (what, limit, target, " | ".join(cells)))
    for threads, medians in results.items():
        flops = ", ".join("%s %.0f GFLOP/s" % (limit, medians[limit, 120]["flop"] / medians[limit, 120]["cpu"] / 1e9)
                          for limit in ("products of mfcc", "products of cqt", "products of stft"))
        copied = medians["copy", 0]
        print("\nThe machine with %d core%s, each: %s, copy %.1f GB/s, %.0f thousand transforms of 2048/s." % (
            threads, "" if threads == 1 else "s", flops, copied["bytes"] / copied["cpu"] / 1e9,
            120 * 22050 / 512 / medians["FFTW in cache", 120]["cpu"] / 1000))
    if args.json:
        args.json.write_text(json.dumps({threads: {"%s/%d" % key: value for key, value in medians.items()}
                                         for threads, medians in results.items()}, indent=1))


if __name__ == "__main__":
    main()
