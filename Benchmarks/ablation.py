#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Switches each idea of the default method off in turn and writes what that costs in recall into
Benchmarks/RESULTS.md, between markers.

usage: ablation.py --manifest FILE [...] [--quick-manifest FILE ...] --out DIR [--only NAME ...] [--threads N]

Of a --quick-manifest only the quick tasks are run. Finished runs in --out are not repeated, so that an interrupted
command goes on where it stopped; give another --out after a change to the program. Needs only Python's standard library.
"""
import argparse
import re
import statistics
import sys
from pathlib import Path

from report.runs import Runs, add_options
from report.scoring import in_order

IDEAS = {  # names as in reprise evaluate --without
    "tiles": "evidence of the same waveform (tiles)",
    "loud-tiles": "second kind of tiles, which start from what is loud",
    "tile-negatives": "no answers in the weights of the tiles",
    "levels": "evidence of the same levels, all scales",
    "decibels": "levels in decibels",
    "roots": "roots of the magnitudes",
    "magnitudes": "magnitudes",
    "alignment": "alignment of the yes answers",
    "refresh": "candidates from what the yes answers share",
    "learned-weights": "kinds of evidence weighed by the answers",
    "overlap": "questions that share up to an eighth with judged excerpts",
}
BEGIN, END = "<!-- begin ablation -->\n", "<!-- end ablation -->"


def setting(idea):
    return ("without " + idea, ["--without", idea]) if idea else ("default", [])


def group_of(task):
    """The tracks, planted sounds apart by whether they return altered."""
    alteration = task.get("alteration")
    return task["track"] + (", " + alteration if isinstance(alteration, str) else "")


def between_markers(path):
    """The document's text before and after the table."""
    if not path.exists():
        sys.exit("%s does not exist; it is to hold the table between markers" % path)
    parts = re.split("(%s|%s)" % (re.escape(BEGIN), re.escape(END)), path.read_text(encoding="utf-8"))
    if len(parts) != 5 or parts[1] != BEGIN:
        sys.exit("%s needs the lines %s and %s, once each" % (path, BEGIN.strip(), END))
    return parts[0] + BEGIN, END + parts[4]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--quick-manifest", type=Path, action="append", default=[], metavar="FILE",
                        help="a manifest of which only the quick tasks count; may be given several times")
    parser.add_argument("--only", action="append", choices=IDEAS, help="one idea; may be repeated")
    parser.add_argument("--document", type=Path, default=Path(__file__).resolve().parent / "RESULTS.md",
                        metavar="FILE")
    args = parser.parse_args()
    between_markers(args.document)
    runs = Runs(args, args.quick_manifest)

    groups, rows = {}, []
    for idea in [None] + [name for name in IDEAS if not args.only or name in args.only]:
        runs.tracks(setting(idea))
        recalls = runs.recalls(setting(idea))
        if idea is None:
            default = recalls
            for task in recalls:
                groups.setdefault(group_of(runs.tasks[task]), []).append(task)
            columns = in_order(groups)
        means = [statistics.mean(recalls[task] for task in groups[column]) for column in columns]
        if idea is None:
            rows.append("| nothing | " + " | ".join("%.3f" % m for m in means) + " | |")
            base = means
            continue
        worse = sum(recalls[task] < default[task] for task in recalls)
        better = sum(recalls[task] > default[task] for task in recalls)
        rows.append("| %s (`%s`) | %s | %d, %d |" % (
            IDEAS[idea], idea, " | ".join("%.3f (%+.3f)" % (m, m - b) for m, b in zip(means, base)), worse, better))

    header = ["| switched off | " + " | ".join("%s (%d)" % (c, len(groups[c])) for c in columns) +
              " | tasks worse, better |", "|---|" + "---|" * (len(columns) + 1)]
    before, after = between_markers(args.document)  # read late: the text may have been edited meanwhile
    args.document.write_text(before + "\n".join(header + rows) + "\n" + after, encoding="utf-8")


if __name__ == "__main__":
    main()
