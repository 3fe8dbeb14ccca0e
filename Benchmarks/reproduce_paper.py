#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repeats the experiments of the paper with the paper's method: recall by representation with and without NMF, against
the number of NMF components, against the number of selected features, and with regularisation.

Writes the tables into Benchmarks/PAPER.md between markers, leaving the text around them alone, and the charts to
Benchmarks/figures/. Finished runs in --out are not repeated, so that an interrupted command goes on where it stopped;
give another --out after a change to the program. Needs only Python's standard library.
"""
import argparse
import re
import statistics
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from report.charts import Axis, Panel, bar_chart, line_chart
from report.runs import Runs, add_options, paper_setting
from report.scoring import in_order

FEATURES = ("mfcc", "cqt", "stft")
COMPONENTS = (5, 10, 20, 30, 50, 75, 100)
SELECTED = (5, 10, 15, 20, 25, 28, 30)
ALPHAS = (0.0, 0.1, 1.0, 10.0, 100.0)
L1_RATIOS = (0.0, 1.0)
FEWEST_TASKS = 10  # smaller tracks count in "all" but get no column of their own

HERE = Path(__file__).resolve().parent


@dataclass
class Experiment:
    """Recall over one axis for several series. setting(series, x) names the run, baseline(series, x) the run whose
    recall its own is compared with, and said(series, x) is what the paper's text states about it."""
    title: str
    columns: tuple  # what series and x are called
    series: tuple
    axis: Axis
    x: tuple
    setting: callable
    baseline: callable
    said: callable
    paper_level: tuple = None  # a number of the paper, drawn across the chart
    chart: callable = line_chart


def paper_on_representations(nmf, feature):
    return "0.61, the best" if nmf and feature == "mfcc" else "below 0.61"


def paper_on_components(_, k):
    return "falls beyond 20" if k > 20 else "no fall"


def paper_on_selection(_, m):
    return {25: "above m = 30", 28: "above m = 30"}.get(m, "no number")


def paper_on_regularisation(l1_ratio, alpha):
    if alpha == 0:
        return "reference"
    return "worse" if l1_ratio else "up to 0.01 better"


EXPERIMENTS = {
    "representations": Experiment(
        "Recall by representation", ("NMF", "representation"), (False, True),
        Axis("representation", [f.upper() for f in FEATURES]), FEATURES,
        # k as in the paper's best setting, and all components kept: selection is an experiment of its own.
        lambda nmf, feature: paper_setting(feature, nmf=nmf), lambda nmf, feature: (False, feature),
        paper_on_representations,
        (0.61, "paper, MFCC with NMF: 0.61"), bar_chart),
    "components": Experiment(
        "Recall against the number of NMF components", ("representation", "k"), FEATURES,
        Axis("NMF components k, all of them kept", [str(k) for k in COMPONENTS], COMPONENTS), COMPONENTS,
        lambda feature, k: paper_setting(feature, components=k, selected=k), lambda feature, k: (feature, 20),
        paper_on_components),
    "selection": Experiment(
        "Recall against the number of selected features", ("representation", "m"), FEATURES,
        Axis("features m selected of 30", [str(m) for m in SELECTED], SELECTED), SELECTED,
        # With the parameters the paper states for this experiment: 30 components, alpha 1, no L1.
        lambda feature, m: paper_setting(feature, selected=m, alpha=1.0), lambda feature, m: (feature, 30),
        paper_on_selection,
        (0.64, "paper's best: 0.64")),
    "regularisation": Experiment(
        "Recall with regularised NMF of MFCC", ("L1 ratio", "alpha"), L1_RATIOS,
        Axis("weight alpha of the penalty", ["%g" % a for a in ALPHAS]), ALPHAS,
        lambda l1_ratio, alpha: paper_setting("mfcc", alpha=alpha, l1_ratio=l1_ratio),
        lambda l1_ratio, alpha: (0.0, 0.0), paper_on_regularisation),
}


def name_of(value):
    if isinstance(value, bool):
        return "with NMF" if value else "without NMF"
    return value.upper() if isinstance(value, str) else "%g" % value


def legend_of(experiment):
    prefix = "L1 ratio " if experiment.columns[0] == "L1 ratio" else ""
    return [prefix + name_of(s) for s in experiment.series]


def change(recalls, reference):
    """Mean difference of two runs' recalls by task, with its standard error."""
    differences = [recalls[task] - reference[task] for task in reference]
    error = statistics.stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0.0
    return "%+.3f ± %.3f" % (statistics.mean(differences), error)


def table(experiment, figures, recalls, tracks):
    """Markdown; figures[series, x] is {track: group figures} and recalls[series, x] is {task: recall}."""
    by_track, by_task = next(iter(figures.values())), next(iter(recalls.values()))
    heads = list(experiment.columns) + ["%s (%d tasks)" % (t, by_track[t]["tasks"]) for t in tracks] + \
        ["all (%d tasks)" % len(by_task), "change of all", "the paper's text"]
    lines = ["| %s |" % " | ".join(heads), "|" + "---|" * len(heads)]
    for s in experiment.series:
        for x in experiment.x:
            base = experiment.baseline(s, x)
            cells = [name_of(s), name_of(x)] + ["%.3f" % figures[s, x][t]["recall"] for t in tracks] + \
                ["%.3f" % statistics.mean(recalls[s, x].values()),
                 "" if experiment.setting(s, x) == experiment.setting(*base) else change(recalls[s, x], recalls[base]),
                 experiment.said(s, x)]
            lines.append("| %s |" % " | ".join(cells))
    return "\n".join(lines)


def chart(experiment, figures, tracks, quick):
    tasks = next(iter(figures.values()))
    panels = [Panel("%s (%d tasks)" % (t, tasks[t]["tasks"]),
                    [[figures[s, x][t]["recall"] for x in experiment.x] for s in experiment.series]) for t in tracks]
    note = "Paper's method, mean recall at ten “no” answers" + (", quick tasks" if quick else "")
    return experiment.chart(experiment.title, note, legend_of(experiment), panels, experiment.axis, "recall",
                            experiment.paper_level)


def between(name):
    """The markers of an experiment in the document and what stands between them."""
    return re.compile("(<!-- begin %s -->\n).*?(<!-- end %s -->)" % (name, name), re.S)


def read_document(path, names):
    """Its text; checked before long work, as it is needed only after it."""
    if not path.exists():
        sys.exit("%s does not exist; it is to hold the tables between markers" % path)
    document = path.read_text(encoding="utf-8")
    for name in names:
        if len(between(name).findall(document)) != 1:
            sys.exit("%s needs the lines <!-- begin %s --> and <!-- end %s -->, once each" % (path, name, name))
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--only", action="append", choices=EXPERIMENTS, help="one experiment; may be repeated")
    parser.add_argument("--feature", action="append", choices=FEATURES,
                        help="in charts with a line for each representation, only this one; may be repeated")
    parser.add_argument("--document", type=Path, default=HERE / "PAPER.md", metavar="FILE")
    parser.add_argument("--figures", type=Path, default=HERE / "figures", metavar="DIR")
    args = parser.parse_args()
    names = args.only or list(EXPERIMENTS)
    read_document(args.document, names)
    runs = Runs(args)
    args.figures.mkdir(parents=True, exist_ok=True)
    for name in names:
        experiment = EXPERIMENTS[name]
        if args.feature and experiment.series == FEATURES:
            experiment = replace(experiment, series=tuple(f for f in FEATURES if f in args.feature))
        figures = {(s, x): runs.tracks(experiment.setting(s, x)) for s in experiment.series for x in experiment.x}
        recalls = {(s, x): runs.recalls(experiment.setting(s, x)) for s, x in figures}
        by_track = next(iter(figures.values()))
        tracks = in_order(t for t in by_track if by_track[t]["tasks"] >= FEWEST_TASKS) or list(by_track)
        content = table(experiment, figures, recalls, tracks)
        document = read_document(args.document, [name])  # again: the text may have been edited meanwhile
        document = between(name).sub(lambda m: m[1] + content + "\n" + m[2], document)
        args.document.write_text(document, encoding="utf-8")
        (args.figures / ("paper_%s.svg" % name)).write_text(chart(experiment, figures, tracks, args.quick),
                                                            encoding="utf-8")


if __name__ == "__main__":
    main()
