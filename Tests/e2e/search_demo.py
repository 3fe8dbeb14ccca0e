#!/usr/bin/env python3
"""Searches the demo with real mouse and key events, as a user would, and compares what is exported with the truth.

usage: search_demo.py REPRISE_APP DEMO_FOLDER

With REPRISE_E2E_SCREENSHOTS=FOLDER pictures of the screen are kept there. Needs a display with a window manager (in_display.sh), xdotool, and ImageMagick for screenshots. What the program shows
is read from its own log (--log-events)."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

WAIT_SECONDS = 120.0


class Window:
    """The running program: keys and mouse go in, events come out."""

    extra = ()

    def __init__(self, program, folder, *files):
        self.log = os.path.join(folder, "events.jsonl")
        open(self.log, "w").close()
        self.seen = 0
        self.events = []
        environment = dict(os.environ, HOME=folder)
        self.process = subprocess.Popen(
            [program, "--plain-dialogs", "--log-events", self.log, *self.extra, *files], env=environment)
        self.id = self.until(self.find, "the window")
        xdotool("windowactivate", "--sync", self.id)

    def find(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Reprise"],
                               capture_output=True, text=True).stdout.split()
        return found[-1] if found else None

    def until(self, condition, what):
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the program ended with {self.process.returncode} while waiting for {what}")
            if result := condition():
                return result
            time.sleep(0.02)
        shoot(os.environ.get("REPRISE_E2E_SCREENSHOTS"), "waited-too-long")
        raise SystemExit(f"waited too long for {what}; the last events: {self.events[-5:]}")

    def read(self):
        with open(self.log, encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]
        self.events = [json.loads(line) for line in lines]

    def next(self, *names):
        """The next event of these names after the last one that was taken."""
        def find():
            self.read()
            for index in range(self.seen, len(self.events)):
                if self.events[index]["event"] == "problem":
                    raise SystemExit(f"the program reports a problem: {self.events[index]}")
                if self.events[index]["event"] in names:
                    self.seen = index + 1
                    return self.events[index]
            return None
        return self.until(find, " or ".join(names))

    def press_until(self, key, name):
        """Presses a key, again if nothing comes of it: a dialogue that is still opening has no focus yet."""
        for _ in range(10):
            self.key(key)
            deadline = time.monotonic() + 5.0
            while time.monotonic() < deadline:
                self.read()
                if any(e["event"] == name for e in self.events[self.seen:]):
                    return self.next(name)
                time.sleep(0.05)
        return self.next(name)

    def latest(self, name):
        self.read()
        return next((e for e in reversed(self.events) if e["event"] == name), None)

    def settled(self, name):
        """The latest event of a name once no newer one comes."""
        self.until(lambda: self.latest(name), name)
        while True:
            before = self.latest(name)
            time.sleep(0.4)
            if self.latest(name) == before:
                self.seen = len(self.events)
                return before

    def key(self, *keys):
        # Faster than fingers: no key may wait for the next movement of the mouse, or be lost.
        xdotool("key", "--delay", "0", *keys)

    def move(self, x, y):
        xdotool("mousemove", "--window", self.id, str(round(x)), str(round(y)))

    def quit(self):
        self.key("ctrl+q")
        if self.process.wait(WAIT_SECONDS) != 0:
            raise SystemExit(f"the program ended with {self.process.returncode}")


def xdotool(*arguments):
    subprocess.run(["xdotool", *arguments], check=True)


def shoot(folder, name):
    if folder:
        subprocess.run(["import", "-window", "root", os.path.join(folder, name + ".png")], check=False)


def x_of(view, sample):
    return view["x"] + (sample - view["firstSample"]) / view["samplesPerPixel"]


def zoom_to(window, start, end):
    """Turns the wheel over the middle of a range until it fills a good part of the view, and scrolls to it."""
    for _ in range(60):
        view = window.settled("view")
        middle = x_of(view, (start + end) / 2)
        if (end - start) / view["samplesPerPixel"] > 0.45 * view["width"]:
            if x_of(view, start) < view["x"] + 20:
                window.key("ctrl+Left")
            elif x_of(view, end) > view["x"] + view["width"] - 20:
                window.key("ctrl+Right")
            else:
                return view
            continue
        window.move(min(max(middle, view["x"] + 20), view["x"] + view["width"] - 20), view["y"] + view["height"] / 3)
        xdotool("click", "4")
    raise SystemExit("the view does not zoom")


def mark(window, wanted_start, wanted_end):
    view = zoom_to(window, wanted_start, wanted_end)
    y = view["y"] + view["height"] / 3
    window.move(x_of(view, wanted_start), y)
    xdotool("mousedown", "1")
    for step in range(1, 9):
        window.move(x_of(view, wanted_start + (wanted_end - wanted_start) * step / 8), y)
        time.sleep(0.02)
    xdotool("mouseup", "1")
    window.next("mark")
    # A mouse has no millisecond precision; the keys do.
    sounding = window.settled("mark")
    rate = window.latest("opened")["sampleRate"]
    step = rate // 1000
    def press(distance, later, earlier, size):
        count = round(abs(distance) / size)
        if count:
            window.key(*([later if distance > 0 else earlier] * count))
            sounding.update(window.settled("mark"))
    press(wanted_start - sounding["start"], "Right", "Left", step)
    press(wanted_end - sounding["start"] - sounding["length"], "shift+Right", "shift+Left", step)
    press(wanted_start - sounding["start"], "alt+Right", "alt+Left", 1)
    if abs(sounding["start"] - wanted_start) > 2:
        raise SystemExit(f"the mark starts at {sounding['start']} instead of {wanted_start}")


def answer_all(window, occurrences, screenshots):
    def is_true(question):
        end = question["start"] + question["length"]
        return any(min(end, o_end) - max(question["start"], o_start) > question["length"] / 2
                   for o_start, o_end in occurrences)

    question = window.next("question", "refused")
    if question["event"] == "refused":
        raise SystemExit(f"the mark was refused: {question}")
    shoot(screenshots, "first-question")
    # A slip, taken back: the same question comes again. The key bounces, which answers one question and not the next.
    slip = "n" if is_true(question) else "y"
    window.key(slip, slip)
    window.next("question")
    window.key("ctrl+z")
    again = window.next("question")
    if again["start"] != question["start"]:
        raise SystemExit(f"after undo {again} is asked instead of {question}")
    found, asked = 0, 0
    while again["event"] == "question" and found < len(occurrences) - 1 and asked < 40:
        asked += 1
        found += is_true(again)
        window.key("y" if is_true(again) else "n")
        again = window.next("question", "ended")
    shoot(screenshots, "all-found")
    if found < len(occurrences) - 1:
        raise SystemExit(f"only {found} of {len(occurrences) - 1} were found in {asked} questions")
    return found


def main():
    program, demo = sys.argv[1:3]
    screenshots = os.environ.get("REPRISE_E2E_SCREENSHOTS")
    with open(os.path.join(demo, "demo.json"), encoding="utf-8") as file:
        task = next(t for t in json.load(file)["tasks"] if t["id"] == "demo.call")
    folder = tempfile.mkdtemp(prefix="reprise-e2e-")
    try:
        audio = os.path.join(folder, "demo.flac")
        shutil.copy(os.path.join(demo, "demo.flac"), audio)

        window = Window(program, folder, audio)
        rate = window.next("opened")["sampleRate"]
        spans = [(round(o["start"] * rate), round((o["start"] + o["length"]) * rate)) for o in task["occurrences"]]
        mark(window, *spans[0])
        shoot(screenshots, "marked")
        window.key("f")
        found = answer_all(window, spans, screenshots)
        window.key("ctrl+s")
        time.sleep(1.0)
        shoot(screenshots, "saving")
        session = window.press_until("Return", "saved")["file"]
        window.quit()

        window = Window(program, folder, session)
        window.next("question", "ended")
        window.key("ctrl+e")
        time.sleep(1.0)
        shoot(screenshots, "exporting")
        exported = window.press_until("Return", "exported")
        shoot(screenshots, "exported")
        window.key("Escape")
        window.quit()

        with open(exported["file"], encoding="utf-8") as file:
            events = json.load(file)["events"]
        if len(events) != found + 1:
            raise SystemExit(f"{len(events)} events were exported instead of {found + 1}")
        errors = [min((abs(event["sample"] - start) for start, _ in spans)) / rate for event in events]
        print(f"{found + 1} onsets exported, largest error {1000 * max(errors):.3f} ms")
        if max(errors) > 0.001:
            raise SystemExit(f"onset errors in seconds: {errors}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
