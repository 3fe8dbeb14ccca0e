#!/usr/bin/env python3
"""Random keys, clicks, drags and turns of the wheel in the real window. After every two hundred, what was answered is in
the saved session, undo and redo lead back to the same session, and in the end a session whose program was killed is
whole.

usage: monkey.py REPRISE_APP

REPRISE_MONKEY_SECONDS=600 goes on for longer, REPRISE_MONKEY_SEED=7 does something else. Needs what search_demo.py
needs. The keys that open file dialogues, close the file or quit are left out: a monkey must not save anywhere."""

import array
import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave

from search_demo import Window, shoot, xdotool

RATE = 22050
KEYS = ("y y y y n n n n u u f g t j k m bracketleft bracketright Left Right shift+Left shift+Right alt+Left alt+Right "
        "shift+y shift+n shift+u ctrl+shift+a ctrl+shift+m ctrl+n ctrl+z ctrl+z ctrl+z ctrl+y ctrl+shift+z Delete "
        "space l a s d r p z x 0 1 2 3 plus minus Home End Page_Up Page_Down ctrl+Left ctrl+Right ctrl+Up ctrl+Down "
        "Tab Up Down F1 F2 Escape Escape Escape ctrl+f ctrl+comma").split()
EXPECTED = ("That is not possible",)  # it does move edges out of the recording


def write_track(path):
    noise = random.Random(1)
    samples = [0.02 * noise.uniform(-1.0, 1.0) for _ in range(8 * RATE)]
    for start in (0.7, 2.4, 3.9, 5.2, 6.8):
        for i in range(int(0.4 * RATE)):
            samples[int(start * RATE) + i] += 0.3 * math.exp(-i / 3000) * (
                math.sin(2 * math.pi * 440 * i / RATE) + math.sin(2 * math.pi * 1230 * i / RATE))
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array.array("h", (round(32000 * max(-1.0, min(1.0, s))) for s in samples)).tobytes())


def some_actions(rng, window, size, count):
    """Arguments of one call of xdotool. Keys come in bursts, faster than any finger."""
    width, height = size
    view = window.latest("view")
    words = []

    def point():
        if rng.random() < 0.4:
            return (str(rng.randrange(view["x"], view["x"] + view["width"])),
                    str(rng.randrange(view["y"], view["y"] + view["height"])))
        return str(rng.randrange(3, width - 3)), str(rng.randrange(3, height - 3))

    while count > 0:
        kind = rng.random()
        count -= 1
        if kind < 0.5:
            keys = rng.choices(KEYS, k=min(rng.randint(1, 20), count + 1))
            count -= len(keys) - 1
            words += ["key", "--delay", "0", *keys]
        elif kind < 0.7:
            words += ["mousemove", "--window", window.id, *point(), "click", rng.choice("11113")]
        elif kind < 0.82:
            words += ["mousemove", "--window", window.id, *point(), "click", rng.choice("45")]
        elif kind < 0.95:
            modifier = rng.choice(["", "", "shift", "ctrl"])
            words += ["mousemove", "--window", window.id, *point()]
            words += ["keydown", modifier] if modifier else []
            words += ["mousedown", "1", "mousemove", "--window", window.id, *point(), "mousemove", "--window", window.id, *point(),
                      "mouseup", "1"]
            words += ["keyup", modifier] if modifier else []
        else:
            words += ["mousemove", "--window", window.id, *point(), "click", "--repeat", "2", "--delay", "0", "1"]
    return words


class Monkey:
    def __init__(self, program, folder, seed):
        self.program, self.folder, self.rng = program, folder, random.Random(seed)
        self.latest_words = []
        self.actions = 0
        self.expected = EXPECTED
        track = os.path.join(folder, "track.wav")
        write_track(track)
        with open(os.path.join(folder, ".asoundrc"), "w", encoding="utf-8") as file:
            file.write("pcm.!default { type null }\nctl.!default { type null }\n")
        self.window = Window(program, folder, track)
        self.size = self.settle_size()
        self.window.next("opened")
        view = self.window.settled("view")
        # A first sound, so that there is something to answer.
        x = [view["x"] + (t * RATE - view["firstSample"]) / view["samplesPerPixel"] for t in (0.7, 1.1)]
        y = view["y"] + view["height"] / 3
        self.window.move(x[0], y)
        xdotool("mousedown", "1")
        self.window.move((x[0] + x[1]) / 2, y)
        self.window.move(x[1], y)
        xdotool("mouseup", "1")
        self.window.next("mark")
        self.window.key("f")
        self.window.next("question", "ended")
        self.window.key("ctrl+s")
        time.sleep(0.7)
        self.session = self.window.press_until("Return", "saved")["file"]

    def settle_size(self):
        text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", self.window.id], capture_output=True, text=True,
                              check=True).stdout
        values = dict(line.split("=") for line in text.split() if "=" in line)
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def fail(self, what):
        shoot(os.environ.get("REPRISE_E2E_SCREENSHOTS"), "monkey")
        raise SystemExit(f"{what}, after {self.actions} actions, the last of which were: {' '.join(self.latest_words)}")

    def act(self, count):
        self.latest_words = some_actions(self.rng, self.window, self.size, count)
        self.actions += count
        done = subprocess.run(["xdotool", *self.latest_words], check=False, capture_output=True, text=True)
        if done.returncode != 0 and self.window.process.poll() is None:
            self.fail(f"xdotool failed: {done.stderr}")

    def rest(self):
        """No menu, dialogue, text field or mark is left, and everything that was pressed has been seen: the view follows two
        keys, which come last."""
        for key, has_come in (("x", lambda view: view["samplesPerPixel"] < 2), ("0", lambda view: view["samplesPerPixel"] > 20)) * 2:
            deadline = time.monotonic() + 60.0
            while True:
                self.window.key("Escape", "Escape", "Escape", "Escape", key)
                until = time.monotonic() + 3.0
                while not has_come(self.window.latest("view")) and time.monotonic() < until:
                    time.sleep(0.03)
                if has_come(self.window.latest("view")):
                    break
                if self.window.process.poll() is not None:
                    self.fail(f"the program ended with {self.window.process.returncode}")
                if time.monotonic() > deadline:
                    self.fail("the window does not come to rest")
        for event in self.window.events[self.window.seen:]:
            if event["event"] == "problem" and event["title"] not in self.expected:
                self.fail(f"a problem is reported: {event}")
        self.window.seen = len(self.window.events)

    def saved(self, is_as_wanted, what):
        """The session's file once it is as wanted."""
        deadline = time.monotonic() + 20.0
        while True:
            self.window.key("Escape", "Escape", "ctrl+s")
            self.rest()  # keys that came later have been seen: the file is the one of this save
            with open(self.session, encoding="utf-8") as file:
                stored = json.load(file)
            if is_as_wanted(stored):
                return stored
            if time.monotonic() > deadline:
                self.fail(f"{what}: it is at {stored['done']} of {len(stored['history'])}")

    def check_answers(self):
        """What the window shows last of a sound's answers is what is saved of it."""
        shown = next((e for e in reversed(self.window.events) if e["event"] in ("answered", "query")), None)

        def agrees(stored):
            if shown is None or shown["event"] != "answered":
                return True
            counts = [tuple(sum(hit["answer"] == answer for hit in sound["hits"]) for answer in ("yes", "no", "unsure"))
                      for sound in stored["sounds"] if sound["name"] == shown["sound"]]
            return (shown["confirmed"], shown["rejected"], shown["unsure"]) in counts or not counts

        return self.saved(agrees, f"what is shown, {shown}, is not what is saved")

    def check_undo(self, stored):
        count, before = self.rng.randint(0, min(stored["done"], 40)), stored["done"]
        for key, expected in (("ctrl+z", stored["done"] - count), ("ctrl+shift+z", stored["done"])):
            if count:
                self.window.key(*[key] * count)
            self.rest()
            now = self.saved(lambda s: s["done"] == expected,
                             f"{count} times {key} do not lead from step {before} to step {expected}")
            before = expected
        if now["sounds"] != stored["sounds"] or now["history"] != stored["history"]:
            self.fail(f"{count} times undo and redo lead to another session")

    def killed(self, stored):
        """All that was done since the last save is read back after the program was killed."""
        self.act(60)
        self.rest()
        before = self.check_answers()
        self.window.key(*["y", "n", "u"] * 2)
        self.rest()
        self.window.process.send_signal(signal.SIGKILL)
        self.window.process.wait()
        self.window = Window(self.program, self.folder, self.session)
        self.window.until(lambda: self.window.latest("opened"), "the session that was killed")
        self.window.seen = 0
        self.expected = (*EXPECTED, "Steps that were not saved are there again")
        time.sleep(0.5)
        after = self.saved(lambda s: s["done"] >= 0, "the recovered session cannot be saved")
        if after["history"][:before["done"]] != before["history"][:before["done"]]:
            self.fail("the session that was killed lacks what was saved")
        self.window.key("ctrl+q")
        if self.window.process.wait(60) != 0:
            self.fail(f"the program ended with {self.window.process.returncode}")


def main():
    program = sys.argv[1]
    seconds = float(os.environ.get("REPRISE_MONKEY_SECONDS", "3"))
    seed = int(os.environ.get("REPRISE_MONKEY_SEED", "1"))
    folder = tempfile.mkdtemp(prefix="reprise-monkey-")
    try:
        monkey = Monkey(program, folder, seed)
        begin = time.monotonic()
        while True:
            monkey.act(200)
            monkey.rest()
            stored = monkey.check_answers()
            monkey.check_undo(stored)
            if time.monotonic() - begin > seconds:
                break
        monkey.killed(stored)
        print(f"seed {seed}: {monkey.actions} actions, {len(stored['history'])} steps in the session")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
