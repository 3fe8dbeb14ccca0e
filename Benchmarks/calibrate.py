#!/usr/bin/env python3
"""Fits the constants with which Reprise estimates how many occurrences are left, and the confidence from which it
accepts a place without asking.

usage: calibrate.py RESULTS.json [RESULTS.json ...] [--write]

RESULTS are files that `reprise evaluate -o` wrote with the default method. Prints the constants and what they give,
and with --write puts them into LeftEstimate.h and .cpp in Source/core/session. Needed whenever a method's confidences change.
Needs only Python's standard library.

The correction is a logistic regression of "this place is an occurrence" on the log odds of the confidence and the
number of "no" since the last "yes", over the sessions' outlooks after 5, 10 and 20 questions and at the end. Each
outlook has the same weight, however many places it holds. The common error is the smallest for which the interval
holds the truth in at least TARGET of the tasks after 5, 10 and 20 questions and at the end.

The threshold for accepting is the one, in steps of 0.05, for which mean precision and mean recall of what was answered
with yes in 5 questions or is accepted then have the largest harmonic mean. Ignored places count as wrong here, so that
`reprise evaluate` finds a little more precision.
"""
import argparse
import json
import math
import re
import sys
from pathlib import Path

SOURCES = [Path(__file__).resolve().parent.parent / "Source/core/session" / name
           for name in ("LeftEstimate.h", "LeftEstimate.cpp")]
INTERVAL_WIDTH = 1.28    # as in LeftEstimate.cpp
TARGET = 0.82            # a little more than the 0.8 promised, as other music will do worse
QUESTIONS = (5, 10, 20)  # before that the ranking is not what it will be


def logistic(log_odds):
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def outlooks(paths):
    """What is needed of each outlook: the answers before it, what was left, and the places by confidence."""
    for path in paths:
        for task in json.loads(path.read_text())["tasks"]:
            for outlook in task["outlooks"]:
                answers = [a["answer"] for a in task["asked"][:outlook["questions"]] if a["answer"] is not None]
                no_since_yes = next((i for i, yes in enumerate(reversed(answers)) if yes), len(answers))
                yield {"questions": outlook["questions"], "end": outlook is task["outlooks"][-1],
                       "answers": len(answers), "yes": answers.count(True), "no_since_yes": no_since_yes, "left": outlook["left"],
                       "places": [(quarter / 4.0, places, found) for quarter, places, found in outlook["places"]]}


def solve(matrix, right):
    """Gaussian elimination with pivoting, for the few unknowns here."""
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(len(rows)):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def fit_correction(data):
    """Offset, slope and loss per no by Newton's method."""
    rows = []
    for outlook in data:
        weight = 1.0 / max(1, sum(places for _, places, _ in outlook["places"]))
        rows += [((1.0, log_odds, -outlook["no_since_yes"]), weight * places, weight * found)
                 for log_odds, places, found in outlook["places"]]
    constants = [0.0, 1.0, 0.0]
    for _ in range(100):
        gradient = [0.0] * 3
        curvature = [[1e-9 * (i == j) for j in range(3)] for i in range(3)]
        for x, places, found in rows:
            p = logistic(sum(a * b for a, b in zip(constants, x)))
            for i in range(3):
                gradient[i] += (found - places * p) * x[i]
                for j in range(3):
                    curvature[i][j] += places * p * (1.0 - p) * x[i] * x[j]
        step = solve(curvature, gradient)
        largest = max(map(abs, step))
        constants = [c + s * min(1.0, 1.0 / largest) for c, s in zip(constants, step)]
        if largest < 1e-9:
            return constants
    sys.exit("the fit does not settle; are there sessions with and without occurrences left?")


def estimate(outlook, correction, common_error):
    """estimateLeft() of LeftEstimate.cpp; its confidences are known to a quarter of log odds here."""
    offset, slope, lost_per_no = correction
    error = common_error / math.sqrt(max(outlook["answers"], 1))
    expected = fewer = more = variance = 0.0
    for log_odds, places, _ in outlook["places"]:
        corrected = offset - lost_per_no * outlook["no_since_yes"] + slope * log_odds
        p = logistic(corrected)
        expected += places * p
        fewer += places * logistic(corrected - error)
        more += places * logistic(corrected + error)
        variance += places * p * (1.0 - p)
    deviation = INTERVAL_WIDTH * math.sqrt(variance)
    most = sum(places for _, places, _ in outlook["places"])
    return expected, max(0, math.floor(fewer - deviation)), min(most, math.ceil(more + deviation))


def report(name, chosen, correction, common_error):
    """Prints one line and returns the share of outlooks whose interval holds the truth."""
    inside = error = bias = width = 0.0
    for outlook in chosen:
        expected, low, high = estimate(outlook, correction, common_error)
        inside += low <= outlook["left"] <= high
        error += abs(expected - outlook["left"])
        bias += expected - outlook["left"]
        width += high - low
    count = len(chosen)
    if name:
        print("%-18s %4d tasks, left %5.1f, in range %.2f, off by %5.2f, bias %6.2f, width %5.1f" % (
            name, count, sum(o["left"] for o in chosen) / count, inside / count, error / count, bias / count,
            width / count))
    return inside / count


def accepting(early, threshold):
    """Mean precision and recall over the tasks that accept from this confidence on."""
    least = math.log(threshold / (1.0 - threshold))
    precisions, recalls = [], []
    for outlook in early:
        accepted = sum(places for log_odds, places, _ in outlook["places"] if log_odds >= least)
        right = outlook["yes"] + sum(found for log_odds, _, found in outlook["places"] if log_odds >= least)
        if outlook["yes"] + accepted > 0:
            precisions.append(right / (outlook["yes"] + accepted))
        if outlook["yes"] + outlook["left"] > 0:
            recalls.append(right / (outlook["yes"] + outlook["left"]))
    return sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))


def fit_threshold(early):
    """The threshold, with its precision and recall."""
    def balance(threshold):
        precision, recall = accepting(early, threshold)
        return 2.0 * precision * recall / max(1e-9, precision + recall)
    best = max((0.05 * i for i in range(1, 20)), key=balance)
    return (round(best, 2),) + accepting(early, best)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="put the constants into LeftEstimate.cpp")
    args = parser.parse_args()

    data = list(outlooks(args.results))
    stages = [("after %d questions" % q, [o for o in data if o["questions"] == q]) for q in QUESTIONS]
    stages.append(("at the end", [o for o in data if o["end"]]))
    stages = [(name, chosen) for name, chosen in stages if chosen]
    if not stages:
        sys.exit("no outlooks in these results")
    correction = [round(c, 2) for c in fit_correction([o for o in data if o["questions"] >= QUESTIONS[0]])]
    common_error = 0.0
    while min(report("", chosen, correction, common_error) for _, chosen in stages) < TARGET:
        common_error = round(common_error + 0.1, 1)
        if common_error > 10.0:
            for name, chosen in stages:
                report(name, chosen, correction, common_error)
            sys.exit("no common error up to 10 holds the truth in %.0f %% of the tasks" % (100.0 * TARGET))

    constants = dict(zip(("oddsOffset", "oddsSlope", "oddsLostPerNo", "commonError"), correction + [common_error]))
    for name, value in constants.items():
        print("%s = %s" % (name, value))
    for name, chosen in stages:
        report(name, chosen, correction, common_error)
    threshold, precision, recall = fit_threshold([o for o in data if o["questions"] == QUESTIONS[0]])
    constants["acceptThreshold"] = "%sf" % threshold
    print("acceptThreshold = %s\naccepting after %d questions: precision %.3f, recall %.3f" % (
        threshold, QUESTIONS[0], precision, recall))
    if args.write:
        texts = [path.read_text() for path in SOURCES]
        for name, value in constants.items():
            texts, counts = zip(*(re.subn(r"(constexpr \w+ %s = )[^;]+;" % name, r"\g<1>%s;" % value, text)
                                  for text in texts))
            if sum(counts) != 1:
                sys.exit("there must be one constant %s in %s" % (name, " and ".join(map(str, SOURCES))))
        for path, text in zip(SOURCES, texts):
            path.write_text(text)
        print("written to %s; run clang-format and build again" % SOURCES[0].parent)


if __name__ == "__main__":
    main()
