#!/usr/bin/env python3
"""Times the paper's pipeline of Reprise beside the same work in librosa and scikit-learn, in one run, and compares
the excerpts both ask about.

usage: side_by_side.py [--manifest FILE] [--task ID ...] [--feature mfcc|cqt|stft] [--repeat N] [--reprise PATH]

Both load the file, compute the feature, factorise it with k = 30, and then answer questions from the truth until ten
were answered with no, selecting 25 components after each answer. Runs alternate; the table shows medians. The
Python side is warmed up first and its imports are not counted. The whole process of Reprise, from its start to the
written report with what it advises about the answers, is compared with Python from load to last question; CPU seconds
likewise.
Needs librosa and scikit-learn (Tests/reference/requirements.txt).
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import librosa
import numpy as np
import scipy.signal
import soundfile
from sklearn.decomposition import NMF

RATE, HOP, COMPONENTS, SELECTED, BUDGET = 22050, 512, 30, 25, 10
STAGES = ("load", "analysis", "first question", "later questions, each", "load to last question", "whole process",
          "CPU seconds, all threads")


def feature_of(y, name):
    if name == "mfcc":
        matrix = librosa.feature.mfcc(y=y, sr=RATE)
        return matrix - matrix.min(axis=1, keepdims=True)
    return np.abs(librosa.cqt(y, sr=RATE) if name == "cqt" else librosa.stft(y))


def truth_answer(task, found, start, length):
    """True, False or None (undecidable), and remembers what was found; the rules of Benchmarks/README.md."""
    def inside(span):
        return max(0.0, min(start + length, span["start"] + span["length"]) - max(start, span["start"]))
    best = max(range(len(task["occurrences"])), key=lambda i: inside(task["occurrences"][i]))
    if inside(task["occurrences"][best]) > 0.5 * length:
        found.add(best)
        return True
    covered = sum(inside(span) for span in task.get("ignore", []))
    return None if covered > 0.5 * length else False


class PythonSearch:
    """The paper's loop over activations (components x frames), straightforward numpy and scipy."""

    def __init__(self, curves, file_rate, file_samples, query_start, query_length):
        self.curves = curves.astype(np.float64)
        self.samples_per_frame = HOP * file_rate / RATE
        self.query_start, self.query_length, self.file_samples = query_start, query_length, file_samples
        self.length = max(1, round(query_length / self.samples_per_frame))
        self.query_frame = min(round(query_start / self.samples_per_frame), curves.shape[1] - self.length)
        squares = np.cumsum(np.pad(self.curves ** 2, ((0, 0), (1, 0))), axis=1)
        self.energies = squares[:, self.length:] - squares[:, :-self.length]
        frames = np.arange(self.energies.shape[1])
        offsets = (frames - self.query_frame) * self.samples_per_frame
        self.starts = query_start + np.floor(np.abs(offsets) + 0.5).astype(np.int64) * np.sign(offsets).astype(np.int64)
        self.free = (self.starts >= 0) & (self.starts + query_length <= file_samples)
        self.block(query_start)
        self.positives, self.negatives, self.distances = [self.query_frame], [], {}

    def block(self, start):
        self.free &= (self.starts + self.query_length <= start) | (self.starts >= start + self.query_length)

    def distances_to(self, frame):
        if frame not in self.distances:
            excerpt = self.curves[:, frame:frame + self.length]
            correlation = scipy.signal.fftconvolve(self.curves, excerpt[:, ::-1], mode="valid", axes=1)
            self.distances[frame] = np.maximum(
                self.energies + self.energies[:, frame:frame + 1] - 2 * correlation, 0)
        return self.distances[frame]

    def selected(self):
        if not self.negatives:
            return np.arange(len(self.curves))
        pairs = np.array([self.distances_to(p)[:, n] for p in self.positives for n in self.negatives])
        chosen, sums = [], np.zeros(len(pairs))
        while len(chosen) < min(SELECTED, pairs.shape[1]):
            smallest = (sums[:, None] + pairs).min(axis=0)
            smallest[chosen] = -np.inf
            chosen.append(int(np.argmax(smallest)))
            sums += pairs[:, chosen[-1]]
        return np.array(chosen)

    def question(self):
        features = self.selected()
        nearest = np.min([self.distances_to(p)[features].sum(axis=0) for p in self.positives], axis=0)
        nearest[~self.free] = np.inf
        frame = int(np.argmin(nearest))
        return frame if np.isfinite(nearest[frame]) else None

    def answer(self, frame, answer):
        self.block(self.starts[frame])
        if answer is not None:
            (self.positives if answer else self.negatives).append(frame)


def run_python(audio, task, feature):
    """(seconds by stage, starts in samples of what was asked)"""
    file = soundfile.info(audio)
    begin, cpu = time.perf_counter(), time.process_time()
    y, _ = librosa.load(audio, sr=RATE)
    loaded = time.perf_counter()
    model = NMF(n_components=COMPONENTS, random_state=0)
    curves = model.fit_transform(feature_of(y, feature).T).T
    analysed = time.perf_counter()
    query = [int(np.floor(task["query"][k] * file.samplerate + 0.5)) for k in ("start", "length")]
    search = PythonSearch(curves, file.samplerate, file.frames, *query)
    asked, times, found, wrong, last = [], [], set(), 0, analysed
    while wrong < BUDGET:
        frame = search.question()
        times.append(time.perf_counter() - last)
        last = time.perf_counter()
        if frame is None:
            break
        asked.append(int(search.starts[frame]))
        answer = truth_answer(task, found, asked[-1] / file.samplerate, query[1] / file.samplerate)
        wrong += answer is False
        search.answer(frame, answer)
    seconds = stage_times(loaded - begin, analysed - loaded, times)
    return dict(seconds, **{STAGES[-1]: time.process_time() - cpu}), asked


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_reprise(executable, manifest, audio, task, feature):
    """The same for Reprise; besides, the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "events.json"
        command = [executable, "find", audio, "--truth", manifest, "--task", task["id"], "--method", "paper",
                   "--feature", feature, "--components", str(COMPONENTS), "--selected", str(SELECTED), "--budget",
                   str(BUDGET), "--times", "--rejected", "-o", results]
        begin, cpu = time.perf_counter(), cpu_of_children()
        ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        whole, cpu = time.perf_counter() - begin, cpu_of_children() - cpu
        seconds = json.loads(next(line for line in ran.stderr.splitlines() if line.startswith("{")))
        events = json.loads(results.read_text())
    judged = {e["sample"] for e in events["events"]} - {events["query"]["sample"]}
    times = stage_times(seconds["load"][0], seconds["analysis"][0], seconds["questions"])
    return dict(times, **{"whole process": whole, STAGES[-1]: cpu}), judged


def stage_times(load, analysis, questions):
    later = statistics.mean(questions[1:]) if len(questions) > 1 else 0.0
    return dict(zip(STAGES, (load, analysis, questions[0], later, load + analysis + sum(questions))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path, default=Path("Resources/demo/demo.json"))
    parser.add_argument("--task", action="append", help="tasks to run (default: the first three)")
    parser.add_argument("--feature", choices=("mfcc", "cqt", "stft"), default="mfcc")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--reprise", type=Path, default=Path("build/release/bin/reprise"))
    args = parser.parse_args()
    if not args.reprise.exists():
        sys.exit("%s does not exist; build first (./run.sh) or name it with --reprise" % args.reprise)
    tasks = json.loads(args.manifest.read_text())["tasks"]
    tasks = [t for t in tasks if t["id"] in args.task] if args.task else tasks[:3]
    if not tasks:
        sys.exit("%s has none of the tasks %s" % (args.manifest, ", ".join(args.task)))

    run_python(args.manifest.parent / tasks[0]["audio"], tasks[0], args.feature)  # warm-up: compiled code, caches
    ours, theirs, same, asked_in_all = [], [], 0, 0
    for _ in range(args.repeat):
        for task in tasks:
            audio = args.manifest.parent / task["audio"]
            seconds, judged = run_reprise(args.reprise, args.manifest, audio, task, args.feature)
            ours.append(seconds)
            seconds, asked = run_python(audio, task, args.feature)
            theirs.append(seconds)
            decided = [s for s in asked if s in judged]
            same += len(decided)
            asked_in_all += len(asked)
            if len(decided) < len(asked):
                print("%s: %d of %d excerpts differ or were skipped as undecidable" % (
                    task["id"], len(asked) - len(decided), len(asked)), file=sys.stderr)
    print("| stage (%s) | Reprise s | librosa + scikit-learn s | ratio |\n|---|---|---|---|" % args.feature)
    for stage in STAGES:
        mine = statistics.median(run[stage] for run in ours)
        # Of Python there is no whole process: its imports do not count.
        other = statistics.median(run.get(stage, run["load to last question"]) for run in theirs)
        print("| %s | %.4f | %.4f | %.1f |" % (stage, mine, other, other / max(mine, 1e-9)))
    print("\nThe same excerpts asked: %d of %d" % (same, asked_in_all))


if __name__ == "__main__":
    main()
