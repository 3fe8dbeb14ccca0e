#!/usr/bin/env python3
"""Lets every write, sync, rename and read of a search fail in turn, as a full or broken disk would, and checks what is
told and what is left: faults.py REPRISE SHIM"""
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


def main(program, shim):
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(program, shim, folder)
        for kind in ("write", "sync", "rename"):
            print(f"{kind}: {trial.each(kind, trial.work, trial.check_output)} calls")
        print(f"read: {trial.each('read', folder, trial.check_input)} calls")
    print(f"{trial.complaints} complaints")
    return 1 if trial.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
