#!/usr/bin/env python3
"""Takes the pictures of Resources/screenshots: a search of the demo, driven as in search_demo.py.

usage: in_display.sh take_screenshots.py REPRISE_APP DEMO_FOLDER OUT_FOLDER [--all] [--size 1440x900] [--scale 1]

With --all every state of the window is kept in every theme, for looking through. pngquant makes the files small where
it is installed."""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time

import search_demo
from search_demo import Window, mark, xdotool

THEMES = ("dark", "light", "contrast")


class Photographer:
    def __init__(self, arguments, theme):
        self.arguments = arguments
        self.home = tempfile.mkdtemp(prefix="reprise-shots-")
        folder = os.path.join(self.home, ".config", "reprise")
        os.makedirs(folder)
        values = {"theme": THEMES.index(theme), "scale": arguments.scale, "playsQuestions": 0}
        with open(os.path.join(folder, "reprise.settings"), "w", encoding="utf-8") as file:
            file.write("<PROPERTIES>" + "".join(f'<VALUE name="{k}" val="{v}"/>' for k, v in values.items())
                       + "</PROPERTIES>")
        with open(os.path.join(self.home, ".asoundrc"), "w", encoding="utf-8") as file:
            file.write("pcm.!default { type null }\nctl.!default { type null }\n")
        self.demo = os.path.join(self.home, "demo.flac")
        shutil.copy(os.path.join(arguments.demo, "demo.flac"), self.demo)

    def start(self, *files):
        window = Window(self.arguments.program, self.home, *files)
        width, height = self.arguments.size.split("x")
        xdotool("windowsize", "--sync", window.id, width, height)
        time.sleep(1.0)
        return window

    def shoot(self, window, name):
        time.sleep(0.6)
        os.makedirs(self.arguments.out, exist_ok=True)
        file = os.path.join(self.arguments.out, name + ".png")
        subprocess.run(["import", "-window", window.id, file], check=True)
        if shutil.which("pngquant"):
            subprocess.run(["pngquant", "--force", "--skip-if-larger", "--strip", "--nofs", "--output", file, "128", file],
                           check=False)

    def close(self):
        shutil.rmtree(self.home, ignore_errors=True)


def spans_of(demo, rate, task_id="demo.call"):
    with open(os.path.join(demo, "demo.json"), encoding="utf-8") as file:
        task = next(t for t in json.load(file)["tasks"] if t["id"] == task_id)
    return [(round(o["start"] * rate), round((o["start"] + o["length"]) * rate)) for o in task["occurrences"]]


def is_true(question, spans):
    end = question["start"] + question["length"]
    return any(min(end, e) - max(question["start"], s) > question["length"] / 2 for s, e in spans)


def search(photographer, theme, wanted):
    """Marks and answers, and takes the wanted pictures on the way; everything when nothing is named."""
    def shoot(name):
        if not wanted:
            photographer.shoot(window, f"{theme}-{name}")
        elif name in wanted:
            photographer.shoot(window, wanted[name])

    if not wanted:
        window = photographer.start()
        shoot("empty")
        window.quit()
    window = photographer.start(photographer.demo)
    rate = window.next("opened")["sampleRate"]
    spans = spans_of(photographer.arguments.demo, rate)
    shoot("start")
    mark(window, *spans[0])
    shoot("marked")
    window.key("f")
    if not wanted:
        shoot("analysing")
    question = window.next("question", "ended")
    found = 0
    while question["event"] == "question":
        number = question["number"]
        window.key("y" if is_true(question, spans) else "n")
        found += is_true(question, spans)
        question = window.next("question", "ended")
        if number == 6:
            # A dozen seconds around the question: hits and predictions beside it.
            window.key("z", *["minus"] * 4)
            xdotool("mousemove", "--window", window.id, "300", "20")
            shoot("asking")
            if wanted and all(name == "asking" for name in wanted):
                break
    window.key("0")
    shoot("ended")
    window.key("j", "j", "j")
    shoot("hits")
    window.key("Escape")
    window.key("ctrl+e")
    time.sleep(1.0)
    shoot("export")
    window.key("Escape")
    if not wanted:
        for key, name in (("question", "shortcuts"), ("ctrl+comma", "settings")):
            window.key(key)
            shoot(name)
            window.key("Escape")
            time.sleep(0.5)
    window.quit()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("program", "demo", "out"):
        parser.add_argument(name)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", type=float, default=1.0)
    arguments = parser.parse_args()
    jobs = ([(theme, None) for theme in arguments.themes.split(",")] if arguments.all else
            [("dark", {"asking": "asking", "hits": "hits", "export": "export"}), ("light", {"asking": "light"})])
    for theme, wanted in jobs:
        photographer = Photographer(arguments, theme)
        try:
            search(photographer, theme, wanted)
        finally:
            photographer.close()


if __name__ == "__main__":
    main()
