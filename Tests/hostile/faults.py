#!/usr/bin/env python3
"""Lets every write, sync, rename and read of a search, of exports and of analyses fail in turn, as a full or broken
disk would, and checks what is told and what is left: faults.py REPRISE SHIM"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import make_corpus

MOST = 400  # calls of one kind


def run(program, arguments, environment):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=20,
                          env={**os.environ, **environment})


def answers_in(program, session):
    """How many answers a session holds, by the program's own word."""
    out = session + ".json"
    done = run(program, ["export", session, "--states", "all", "--format", "events", "-o", out], {})
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    with open(out, encoding="utf-8") as file:
        events = json.load(file)["events"]
    os.remove(out)
    return sum(event["state"] != "predicted" for event in events)


class Trial:
    def __init__(self, program, shim, folder):
        self.program, self.shim, self.folder = program, shim, folder
        burst, signal = make_corpus.noise(4410, 2), [0.01 * s for s in make_corpus.noise(88200)]
        for at in (8820, 35280, 61740):
            for i, sample in enumerate(burst):
                signal[at + i] += sample
        self.audio = os.path.join(folder, "a.wav")
        with open(self.audio, "wb") as file:
            file.write(make_corpus.wav(make_corpus.pcm16(signal)))
        self.answers = os.path.join(folder, "answers.txt")
        with open(self.answers, "w", encoding="utf-8") as file:
            file.write("yes\nyes\nno\n")
        self.mark = ["find", self.audio, "--start", "0.2", "--length", "0.1", "--answers", self.answers]
        self.work = os.path.join(folder, "work")
        self.complaints = self.kept = 0

    def complain(self, kind, number, what, done):
        self.complaints += 1
        print(f"{kind} {number}: {what}\n  code {done.returncode}: {done.stderr.strip()}")

    def each(self, kind, under, check):
        """Lets the first, second ... call fail until none does any more."""
        before = os.path.join(self.folder, "before")
        session = os.path.join(self.work, "s.reprise")
        for number in range(1, MOST):
            shutil.rmtree(self.work, ignore_errors=True)
            if os.path.exists(before):
                shutil.copytree(before, self.work)
            else:
                os.mkdir(self.work)
                made = run(self.program, [*self.mark, "--session", session], {})
                assert made.returncode == 0, made.stderr
                self.kept = answers_in(self.program, session)
                shutil.copytree(self.work, before)
            log = os.path.join(self.folder, "failed")
            if os.path.exists(log):
                os.remove(log)
            done = run(self.program, ["find", "--session", session, "--answers", self.answers, "-o",
                                      os.path.join(self.work, "out.json")],
                       {"LD_PRELOAD": self.shim, "FAULT_UNDER": under, "FAULT_CALLS": kind,
                        "FAULT_FROM": str(number), "FAULT_LOG": log})
            if not os.path.exists(log):
                if number == 1:
                    self.complain(kind, number, "no call was seen: is the shim loaded?", done)
                return number - 1
            check(kind, number, done, session)
        raise RuntimeError("there is no end to it")

    def check_output(self, kind, number, done, session):
        left = [name for name in os.listdir(self.work) if name.startswith(".reprise.")]
        if left:
            self.complain(kind, number, f"left {left} behind", done)
        if done.returncode not in (0, 5):
            self.complain(kind, number, "ended with another code than 5", done)
        reason = "No space left" if kind == "write" else "Input/output error"
        if done.returncode == 5 and (self.work not in done.stderr or reason not in done.stderr):
            self.complain(kind, number, "the message does not name file and reason", done)
        out = os.path.join(self.work, "out.json")
        if os.path.exists(out):
            with open(out, encoding="utf-8") as file:
                json.load(file)
        if answers_in(self.program, session) < self.kept:
            self.complain(kind, number, "answers were lost", done)
        again = run(self.program, ["find", "--session", session, "--answers", self.answers], {})
        if again.returncode != 0:
            self.complain(kind, number, "the session cannot be gone on with", again)

    def check_input(self, kind, number, done, session):
        if done.returncode not in (0, 3):
            self.complain(kind, number, "ended with another code than 3", done)
        if done.returncode == 3 and self.folder not in done.stderr:
            self.complain(kind, number, "the message does not name the file", done)
        if done.returncode == 0 and not os.path.exists(os.path.join(self.work, "out.json")):
            self.complain(kind, number, "nothing was written", done)
        if answers_in(self.program, session) < self.kept:
            self.complain(kind, number, "answers were lost", done)


class Command:
    """One command that reads and writes files, with each of its calls failing in turn."""

    def __init__(self, program, shim, folder):
        self.program, self.shim, self.folder = program, shim, folder
        self.complaints = 0

    def failing(self, kind, arguments):
        """The outcome for each call that failed."""
        log = os.path.join(self.folder, "failed")
        for number in range(1, MOST):
            if os.path.exists(log):
                os.remove(log)
            done = run(self.program, arguments,
                       {"LD_PRELOAD": self.shim, "FAULT_UNDER": self.folder, "FAULT_CALLS": kind,
                        "FAULT_FROM": str(number), "FAULT_LOG": log})
            if not os.path.exists(log):
                self.remove(arguments[-1])
                return
            yield number, done
        raise RuntimeError("there is no end to it")

    @staticmethod
    def remove(path):
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.remove(path)

    def complain(self, about, number, what, done):
        self.complaints += 1
        print(f"{about}, {number}: {what}\n  code {done.returncode}: {done.stderr.strip()}")

    def export(self, events, out, options):
        """Nothing of an export is left that could not be written."""
        path = os.path.join(self.folder, out)
        count = 0
        for kind in ("write", "sync", "rename"):
            for number, done in self.failing(kind, ["export", events, *options, "-o", path]):
                count += 1
                about = f"{kind} of {out}"
                # The folder of hits is flushed for its own sake: its files were, too.
                if done.returncode == 0 and kind == "sync" and os.path.exists(path):
                    self.remove(path)
                    continue
                if done.returncode != 5:
                    self.complain(about, number, "ended with another code than 5", done)
                reason = "No space left" if kind == "write" else "Input/output error"
                if path not in done.stderr or reason not in done.stderr:
                    self.complain(about, number, "the message does not name file and reason", done)
                left = [name for name in os.listdir(self.folder) if name == out or name.startswith(".reprise.")]
                if left:
                    self.complain(about, number, f"left {left} behind", done)
        if run(self.program, ["export", events, *options, "-o", path], {}).returncode != 0 or count == 0:
            self.complaints += 1
            print(f"{out}: cannot be written at all, or no call was seen")
        return count

    def analyse(self, name, content):
        """What could not be read is not analysed as if there were no more."""
        audio, out = os.path.join(self.folder, name), os.path.join(os.path.dirname(self.folder), "out.npy")
        with open(audio, "wb") as file:
            file.write(content)
        command = ["features", audio, "-o", out]
        assert run(self.program, command, {}).returncode == 0
        size, count = os.path.getsize(out), 0
        for number, done in self.failing("read", command):
            count += 1
            if done.returncode not in (0, 3):
                self.complain(name, number, "ended with another code than 3", done)
            if done.returncode == 3 and (audio not in done.stderr or done.stderr.count("\n") != 1):
                self.complain(name, number, "one line that names the file is needed", done)
            if done.returncode == 0 and os.path.getsize(out) != size:
                self.complain(name, number, "was read in part", done)
        if count == 0:
            self.complaints += 1
            print(f"{name}: no call was seen")
        return count


def commands(program, shim, folder):
    inside = os.path.join(folder, "inside")
    os.mkdir(inside)
    noise = make_corpus.noise(88200)
    audio = os.path.join(folder, "exported.wav")
    with open(audio, "wb") as file:
        file.write(make_corpus.wav(make_corpus.pcm16(noise)))
    events = os.path.join(folder, "events.json")
    made = run(program, ["find", audio, "--start", "0.2", "--length", "0.1", "--auto", "0.99", "-o", events], {})
    assert made.returncode == 0, made.stderr
    command = Command(program, shim, inside)
    for out, options in (("o.wav", ["--format", "wav"]), ("hits", ["--format", "hits"]),
                         ("flacs", ["--format", "hits", "--hit-format", "flac"]), ("o.csv", ["--format", "csv"]),
                         ("o.mid", ["--format", "midi"]), ("o.json", ["--format", "events"])):
        print(f"{out}: {command.export(events, out, options)} calls")
    info = b"LIST" + (26).to_bytes(4, "little") + b"INFOINAM" + (14).to_bytes(4, "little") + b"a title, long\0"
    for name, content in (("a.wav", make_corpus.wav(make_corpus.pcm16(noise), after=info)),
                          ("a.flac", make_corpus.flac(noise)), ("a.mp3", make_corpus.mp3(60)),
                          ("a.opus", make_corpus.opus(1, 1, 48000, 200))):
        print(f"{name}: {command.analyse(name, content)} calls")
    return command.complaints


def main(program, shim):
    with tempfile.TemporaryDirectory() as folder:
        others = commands(program, shim, folder)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(program, shim, folder)
        for kind in ("write", "sync", "rename"):
            print(f"{kind}: {trial.each(kind, trial.work, trial.check_output)} calls")
        print(f"read: {trial.each('read', folder, trial.check_input)} calls")
    print(f"{trial.complaints + others} complaints")
    return 1 if trial.complaints + others else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
