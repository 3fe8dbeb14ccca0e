#!/usr/bin/env python3
"""Runs searches and exports with little memory, short files and no further threads, and checks that each ends with the
right code, says why and leaves nothing half written: limits.py REPRISE"""
import os
import resource
import subprocess
import sys
import tempfile

import make_corpus

SECONDS = 30
NOBODY = 65534
MEBIBYTE = 1 << 20


def run(arguments, limits, folder, user=None):
    """The outcome under these limits; no code: it did not end."""
    def lower():
        for kind, most in limits.items():
            resource.setrlimit(kind, (most, most))
        if user is not None and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
    try:
        done = subprocess.run(arguments, cwd=folder, preexec_fn=lower, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=SECONDS, check=False)
        return done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        return None, ""


class Checks:
    def __init__(self, program, folder):
        self.program, self.folder, self.failed = program, folder, 0
        burst, signal = make_corpus.noise(4410, 2), [0.01 * s for s in make_corpus.noise(88200)]
        for at in (8820, 35280, 61740):
            for i, sample in enumerate(burst):
                signal[at + i] += sample
        with open(os.path.join(folder, "a.wav"), "wb") as file:
            file.write(make_corpus.wav(make_corpus.pcm16(signal)))
        with open(os.path.join(folder, "answers"), "w", encoding="utf-8") as file:
            file.write("yes\nyes\nno\n")
        self.find = ["find", "a.wav", "--start", "0.2", "--length", "0.1", "--answers", "answers", "-o", "out.json"]
        self.known = set(os.listdir(folder))

    def check(self, what, arguments, limits, allowed, reason="", user=None):
        code, error = run([self.program, *arguments], limits, self.folder, user)
        left = set(os.listdir(self.folder)) - self.known
        complaints = []
        if code not in allowed:
            complaints.append(f"ended with {code} instead of one of {allowed}")
        if code != 0 and (reason not in error or not error.endswith("\n")):
            complaints.append(f"the message lacks '{reason}'")
        if any(name.startswith(".reprise.") for name in left) or code not in (0, None) and left:
            complaints.append(f"left {left} behind")
        for name in left:
            os.remove(os.path.join(self.folder, name))
        for complaint in complaints:
            self.failed += 1
            print(f"{what}: {complaint}\n  {code}: {error.strip()}")
        return code


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        checks = Checks(program, folder)
        assert checks.check("without limits", checks.find, {}, (0,)) == 0
        subprocess.run([program, *checks.find[:-1], "events.json"], cwd=folder, check=True, capture_output=True)
        checks.known.add("events.json")

        # The system would end the program by a signal.
        for blocks in (0, 1):
            short = {resource.RLIMIT_FSIZE: 100 * blocks}
            checks.check("find, short files", checks.find, short, (5,), "File too large")
            for kind in ("wav", "csv", "midi"):
                checks.check(f"export of {kind}, short files",
                             ["export", "events.json", "--format", kind, "-o", "out." + kind], short, (5,),
                             "File too large")

        # OpenBLAS would ask for memory for ever.
        codes = set()
        for size in range(100, 701, 60):
            little = {resource.RLIMIT_AS: size * MEBIBYTE}
            codes.add(checks.check(f"find with {size} MiB", checks.find, little, (0, 4), "memory"))
            checks.check(f"paper's find with {size} MiB", [*checks.find, "--method", "paper"], little, (0, 4), "memory")
            checks.check(f"features with {size} MiB", ["features", "a.wav", "--components", "4", "-o", "out.npy"], little,
                         (0, 4), "memory")
        if codes != {0, 4}:
            checks.failed += 1
            print(f"not both enough and too little memory were tried: {codes}")

        # The superuser's processes are not counted.
        if os.geteuid() == 0:
            alone = {resource.RLIMIT_NPROC: 1}
            checks.check("find without threads", checks.find, alone, (0,), user=NOBODY)
            checks.check("paper's find without threads", [*checks.find, "--method", "paper"], alone, (0,), user=NOBODY)
        print(f"{checks.failed} complaints")
        return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
