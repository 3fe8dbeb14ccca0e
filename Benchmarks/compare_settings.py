#!/usr/bin/env python3
"""Evaluates the paper's method with every representation and several numbers of selected features, and prints the
table of Benchmarks/RESULTS.md.

usage: compare_settings.py --manifest FILE [--manifest FILE ...] --out DIR [--reprise PATH] [--quick] [--threads N]

Writes the results and figures of each run to DIR; runs whose files are there already are not repeated, so that an
interrupted comparison goes on where it stopped. Needs only Python's standard library.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

COMPONENTS = 30
SELECTED = (20, 25, 30)
FEATURES = ("mfcc", "cqt", "stft")


def settings():
    """(name, options of reprise evaluate) in the order of the table."""
    for feature in FEATURES:
        yield feature + " raw", ["--feature", feature, "--no-nmf"]
        for selected in SELECTED:
            yield ("%s NMF %d, m %d" % (feature, COMPONENTS, selected),
                   ["--feature", feature, "--components", str(COMPONENTS), "--selected", str(selected)])


def evaluate(args, manifest, name, options):
    """The list of group figures of one run."""
    stem = "%s.%s%s" % (manifest.parent.name, name.replace(" ", "-").replace(",", ""), ".quick" if args.quick else "")
    figures = args.out / (stem + ".figures.json")
    if not figures.exists():
        command = [args.reprise, "evaluate", "--manifest", manifest, "--method", "paper", "--json",
                   "--threads", str(args.threads), "-o", args.out / (stem + ".json")] + options
        printed = subprocess.run(command + (["--quick"] if args.quick else []), check=True,
                                 stdout=subprocess.PIPE).stdout
        figures.write_bytes(printed)
    return json.loads(figures.read_text())


def cell(group, key, scale, decimals):
    value = group.get(key)
    return "-" if value is None else "%.*f" % (decimals, value * scale)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reprise", type=Path, default=Path("build/release/bin/reprise"))
    parser.add_argument("--quick", action="store_true", help="only the tasks marked quick")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if not args.reprise.exists():
        sys.exit("%s does not exist; build first (./run.sh) or name it with --reprise" % args.reprise)

    rows, tracks = [], []
    for name, options in settings():
        row = {}
        for manifest in args.manifest:
            for group in evaluate(args, manifest, name, options):
                if not group["group"].startswith(" ") and group["group"] != "all":
                    row[group["group"]] = group
        tracks = sorted(row)
        rows.append((name, row))
        print(name, ", ".join("%s %.3f" % (t, row[t]["recall"]) for t in tracks), file=sys.stderr)

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
