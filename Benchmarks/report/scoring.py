# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judges the excerpts of a results file by the rules of Benchmarks/README.md, "How programs are scored"."""
import json
import sys


TRACKS = ("phrases", "oneshots", "planted")  # the order in which tracks are shown; others follow


def in_order(tracks):
    return sorted(tracks, key=lambda t: (TRACKS.index(t) if t in TRACKS else len(TRACKS), t))


def overlap(excerpt, span):
    return max(0.0, min(excerpt["start"] + excerpt["length"], span["start"] + span["length"]) -
               max(excerpt["start"], span["start"]))


def covered(excerpt, spans):
    """Seconds of the excerpt that the spans cover together."""
    total, end = 0.0, excerpt["start"]
    for span in sorted(spans, key=lambda s: s["start"]):
        begin = max(end, span["start"])
        stop = min(excerpt["start"] + excerpt["length"], span["start"] + span["length"])
        if stop > begin:
            total, end = total + stop - begin, stop
    return total


class Score:
    """How one task went, question by question."""

    def __init__(self, task, asked, budget):
        places = task["occurrences"]
        query = max(range(len(places)),
                    key=lambda i: (places[i].get("query", False), overlap(task["query"], places[i])))
        found, misses = {query}, 0
        self.track, self.tier = task["track"], task.get("snr_tier", "?")
        self.wanted = len(places) - 1
        self.misses_before_hit, self.onset_errors = [], []  # an entry for each hit; errors in seconds
        for excerpt in asked:
            if misses >= budget:
                break
            half = 0.5 * excerpt["length"]
            inside = [i for i in range(len(places)) if overlap(excerpt, places[i]) > half]
            new = [i for i in inside if i not in found]
            if new:
                best = max(new, key=lambda i: overlap(excerpt, places[i]))
                found.add(best)
                self.misses_before_hit.append(misses)
                self.onset_errors.append(abs(excerpt["start"] - places[best]["start"]))
            elif not inside and covered(excerpt, task.get("ignore", [])) <= half:
                misses += 1

    def recall(self, budget):
        """What a smaller budget would have found: the questions do not depend on the budget."""
        return sum(m < budget for m in self.misses_before_hit) / self.wanted if self.wanted else 1.0


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit("%s cannot be read: %s" % (path, getattr(error, "strerror", None) or error))


def read_tasks(manifests):
    """{id: task} of all manifests."""
    tasks = {}
    for path in manifests:
        manifest = read_json(path)
        if not isinstance(manifest, dict) or "tasks" not in manifest:
            sys.exit("%s is no manifest: it has no tasks" % path)
        for task in manifest["tasks"]:
            if task["id"] in tasks:
                sys.exit("%s: task %s is in another manifest, too" % (path, task["id"]))
            tasks[task["id"]] = task
    return tasks


def name_of(settings):
    """What a results file's method and its main settings are called."""
    if "feature" not in settings:
        return settings["method"]
    nmf = "NMF %d, m %d" % (settings["components"], settings["selected"]) if settings["nmf"] else "no NMF"
    return "%s (%s, %s)" % (settings["method"], settings["feature"].upper(), nmf)


def read_scores(results, tasks):
    """({name of the method: {id: Score}}, budget) of results files, written by `reprise evaluate -o`."""
    scores, budgets = {}, set()
    for path in results:
        document = read_json(path)
        if not isinstance(document, dict) or document.get("format") != "reprise.results":
            sys.exit("%s is no results file of reprise evaluate -o" % path)
        budgets.add(document["budget"])
        of_method = scores.setdefault(name_of(document["settings"]), {})
        for result in document["tasks"]:
            if result["id"] not in tasks:
                sys.exit("%s: task %s is in none of the manifests" % (path, result["id"]))
            if result["id"] in of_method:
                sys.exit("%s: task %s was evaluated with this method in another file, too" % (path, result["id"]))
            of_method[result["id"]] = Score(tasks[result["id"]], result["asked"], document["budget"])
    if len(budgets) != 1:
        sys.exit("the results have different budgets")
    return scores, budgets.pop()
