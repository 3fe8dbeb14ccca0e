#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws how the methods compare, from results of `reprise evaluate -o` and the manifests they belong to:
recall against the answer budget, recall by SNR tier, and the distribution of onset errors.

Results of several manifests with the same method and settings are taken together. Only tasks count that every method
was evaluated on. Needs only Python's standard library.
"""
import argparse
import sys
from pathlib import Path

from report.charts import STYLES, Axis, Panel, bar_chart, histogram, line_chart
from report.scoring import in_order, read_scores, read_tasks

TIERS = ("high", "mid", "low", "faint")
ERROR_EDGES_MS = [10 ** (n / 2) for n in range(-2, 8)]  # half decades from 0.1 ms


def mean(values):
    return sum(values) / len(values) if values else None


def error_shares(errors_seconds):
    """Share of the hits in each bin; the first is for errors below the lowest edge, the last has no upper end."""
    counts = [0] * len(ERROR_EDGES_MS)
    for error in errors_seconds:
        counts[sum(1000.0 * error >= edge for edge in ERROR_EDGES_MS[:-1])] += 1
    return [count / len(errors_seconds) if errors_seconds else None for count in counts]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument("--results", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument("--figures", type=Path, default=Path(__file__).resolve().parent / "figures", metavar="DIR")
    args = parser.parse_args()
    scores, budget = read_scores(args.results, read_tasks(args.manifest))
    if len(scores) > len(STYLES):
        sys.exit("at most %d methods or settings can be drawn, not %s" % (len(STYLES), ", ".join(scores)))
    methods = sorted(scores)
    common = set.intersection(*(set(of_method) for of_method in scores.values()))
    if not common:
        sys.exit("no task was evaluated with every one of the methods %s" % ", ".join(methods))
    args.figures.mkdir(parents=True, exist_ok=True)

    by_track = {}  # {track: {method: [Score]}}
    for task in sorted(common):
        for m in methods:
            by_track.setdefault(scores[m][task].track, {}).setdefault(m, []).append(scores[m][task])

    def panels(values):
        """values(list of Score) on each track and method."""
        return [Panel("%s (%d tasks)" % (track, len(by_track[track][methods[0]])),
                      [values(by_track[track][m]) for m in methods]) for track in in_order(by_track)]

    def write(name, picture):
        (args.figures / (name + ".svg")).write_text(picture, encoding="utf-8")

    budgets = list(range(1, budget + 1))
    write("recall_by_budget", line_chart(
        "Recall against the answer budget", "Mean share of the occurrences found up to so many “no” answers",
        methods,
        panels(lambda of: [mean([s.recall(b) for s in of]) for b in budgets]),
        Axis("answer budget (“no” answers)", [str(b) for b in budgets]), "recall"))
    write("recall_by_tier", bar_chart(
        "Recall by level of the sound", "Mean recall at %d “no” answers" % budget, methods,
        panels(lambda of: [mean([s.recall(budget) for s in of if s.tier == tier]) for tier in TIERS]),
        Axis("SNR tier of the task", list(TIERS)), "recall"))
    labels = ["0"] + ["" if n % 2 else "%g" % edge for n, edge in enumerate(ERROR_EDGES_MS)]
    write("onset_errors", histogram(
        "Onset errors", "Share of the hits at each distance from the true onset; 0: below 0.1 ms", methods,
        panels(lambda of: error_shares([e for s in of for e in s.onset_errors])),
        Axis("distance from the true onset in ms", labels), "share of hits"))


if __name__ == "__main__":
    main()
