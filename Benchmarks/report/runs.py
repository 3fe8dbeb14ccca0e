# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs `reprise evaluate` and keeps what it printed, so that a finished run is not repeated."""
import json
import os
import subprocess
import sys
from pathlib import Path

from .scoring import read_scores, read_tasks


def add_options(parser):
    parser.add_argument("--manifest", type=Path, action="append", required=True, metavar="FILE",
                        help="a benchmark's manifest.json; may be given several times")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where finished runs are kept")
    parser.add_argument("--reprise", type=Path, default=Path("build/release/bin/reprise"), metavar="PATH")
    parser.add_argument("--quick", action="store_true", help="only the tasks marked quick")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="files worked on at a time, 0: one a core")


def paper_setting(feature, nmf=True, components=30, selected=30, alpha=0.0, l1_ratio=0.0):
    """(name, options of reprise evaluate) of the paper's method; equal settings have equal names."""
    if not nmf:
        return feature + " raw", ["--method", "paper", "--feature", feature, "--no-nmf"]
    name = "%s NMF %d, m %d" % (feature, components, selected)
    options = ["--method", "paper", "--feature", feature, "--components", str(components), "--selected", str(selected)]
    if alpha:
        name += ", alpha %g, l1 %g" % (alpha, l1_ratio)
        options += ["--alpha", str(alpha), "--l1-ratio", str(l1_ratio)]
    return name, options


class Runs:
    """Runs of reprise evaluate, kept in args.out under the names of the manifest's folder and the setting. Of the
    manifests in `only_quick`, as of all with --quick, only the quick tasks are run."""

    def __init__(self, args, only_quick=()):
        self.args = args
        if not args.reprise.exists():
            sys.exit("%s does not exist; build first (./run.sh) or name it with --reprise" % args.reprise)
        self.only_quick = [path.resolve() for path in only_quick]
        self.manifests = [path.resolve() for path in args.manifest] + self.only_quick
        if len({path.parent.name for path in self.manifests}) < len(self.manifests):
            sys.exit("the manifests must lie in folders of different names: runs are kept under these names")
        self.tasks = read_tasks(self.manifests)
        args.out.mkdir(parents=True, exist_ok=True)

    def is_quick(self, manifest):
        return self.args.quick or manifest in self.only_quick

    def results(self, manifest, setting):
        """Where the run's results file is, once it was made."""
        return self.args.out / ("%s.%s%s.json" % (manifest.parent.name, setting[0].replace(" ", "-").replace(",", ""),
                                                  ".quick" if self.is_quick(manifest) else ""))

    def groups(self, manifest, setting):
        """The list of group figures of one run, as printed by `reprise evaluate --json`."""
        name, options = setting
        results = self.results(manifest, setting)
        figures = results.with_suffix(".figures.json")
        if not figures.exists():
            command = [self.args.reprise, "evaluate", "--manifest", manifest, "--json",
                       "--threads", str(self.args.threads), "-o", results] + options
            ran = subprocess.run(command + (["--quick"] if self.is_quick(manifest) else []), stdout=subprocess.PIPE)
            if ran.returncode != 0:
                sys.exit("reprise evaluate failed on %s with the setting %s" % (manifest, name))
            unfinished = figures.with_suffix(".part")
            unfinished.write_bytes(ran.stdout)
            os.replace(unfinished, figures)
        return json.loads(figures.read_text())

    def tracks(self, setting):
        """{track: group figures} over all manifests."""
        by_track = {}
        for manifest in self.manifests:
            for group in self.groups(manifest, setting):
                if group["group"].startswith(" ") or group["group"] == "all":
                    continue
                if group["group"] in by_track:
                    sys.exit("track %s is in several manifests" % group["group"])
                by_track[group["group"]] = group
        print(setting[0], ", ".join("%s %.3f" % (t, by_track[t]["recall"]) for t in sorted(by_track)),
              file=sys.stderr)
        return by_track

    def recalls(self, setting):
        """{task: recall} of a run that tracks() has made, over all manifests."""
        by_method, budget = read_scores([self.results(m, setting) for m in self.manifests], self.tasks)
        (scores,) = by_method.values()
        return {task: score.recall(budget) for task, score in scores.items()}
