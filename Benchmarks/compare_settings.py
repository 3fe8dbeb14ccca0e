#!/usr/bin/env python3
"""Evaluates the paper's method with every representation and several numbers of selected features, and prints the
table of Benchmarks/RESULTS.md.

usage: compare_settings.py --manifest FILE [--manifest FILE ...] --out DIR [--reprise PATH] [--quick] [--threads N]

Writes the results and figures of each run to DIR; runs whose files are there already are not repeated, so that an
interrupted comparison goes on where it stopped. Needs only Python's standard library.
"""
import argparse

from report.runs import Runs, add_options, paper_setting

SELECTED = (20, 25, 30)
FEATURES = ("mfcc", "cqt", "stft")


def settings():
    """Settings in the order of the table."""
    for feature in FEATURES:
        yield paper_setting(feature, nmf=False)
        for selected in SELECTED:
            yield paper_setting(feature, selected=selected)


def cell(group, key, scale, decimals):
    value = group.get(key)
    return "-" if value is None else "%.*f" % (decimals, value * scale)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    runs = Runs(parser.parse_args())
    rows = [(setting[0], runs.tracks(setting)) for setting in settings()]
    tracks = sorted(rows[0][1])

    print("| setting | " + " | ".join("%s (%d tasks)" % (t, rows[0][1][t]["tasks"]) for t in tracks) +
          " | onset error ms, median / 95 % (" + ", ".join(tracks) + ") |")
    print("|---|" + "---|" * (len(tracks) + 1))
    for name, row in rows:
        print("| %s | %s | %s |" % (
            name, " | ".join(cell(row[t], "recall", 1, 3) for t in tracks),
            ", ".join(cell(row[t], "onsetErrorMedian", 1000, 1) + " / " +
                      cell(row[t], "onsetErrorPercentile95", 1000, 0) for t in tracks)))


if __name__ == "__main__":
    main()
