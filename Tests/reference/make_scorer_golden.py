#!/usr/bin/env python3
"""Writes tasks, questions and the figures of the benchmark's reference scorer, for the test that compares ours.

usage: make_scorer_golden.py SCORE_PY      (the reference scorer; standard library only)
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def span(rng, latest=60.0):
    return {"start": round(rng.uniform(0, latest), 4), "length": round(rng.choice([0.3, 1.0, 2.5]), 4)}


def make_task(rng, number):
    occurrences = [span(rng) for _ in range(rng.randint(1, 9))]
    task = {"id": "task%d" % number, "track": rng.choice(["phrases", "oneshots", "planted"]),
            "audio": "none.wav", "query": dict(rng.choice(occurrences)), "occurrences": occurrences,
            "ignore": [span(rng) for _ in range(rng.randint(0, 4))],
            "snr_tier": rng.choice(["high", "mid", "low", "faint"]), "quick": False}
    if task["track"] == "planted":
        task["alteration"] = rng.choice(["none", "mild"])
    if rng.random() < 0.8:
        rng.choice(occurrences)["query"] = True
    return task


def make_questions(rng, task):
    """Excerpts near occurrences and ignored places, near their half-way points, and anywhere."""
    asked = []
    for _ in range(rng.randint(0, 40)):
        place = rng.choice(task["occurrences"] + task["ignore"] + [span(rng)])
        start = max(0.0, place["start"] + rng.choice([0.0, 0.01, -0.2, 0.5 * place["length"], 1.0]))
        asked.append({"start": start, "length": task["query"]["length"] * rng.choice([1, 1, 1, 0, 2]),
                      "answer": rng.choice([True, False, None])})
    return {"id": task["id"], "asked": asked}


def main():
    rng = random.Random(5)
    tasks = [make_task(rng, i) for i in range(60)]
    results = [make_questions(rng, t) for t in tasks]
    with tempfile.TemporaryDirectory() as folder:
        manifest, answers, figures = (Path(folder) / n for n in ("manifest.json", "results.json", "figures.json"))
        manifest.write_text(json.dumps({"version": 1, "tasks": tasks}))
        answers.write_text(json.dumps({"tasks": results}))
        printed = subprocess.run([sys.executable, sys.argv[1], manifest, answers, "--budget", "4", "--json", figures],
                                 check=True, stdout=subprocess.PIPE, text=True).stdout
        document = {"budget": 4, "manifest": {"version": 1, "tasks": tasks}, "results": results,
                    "figures": json.loads(figures.read_text()), "printed": printed.splitlines()}
    (GOLDEN / "scorer.json").write_text(json.dumps(document, indent=0) + "\n")


if __name__ == "__main__":
    main()
