#!/usr/bin/env python3
"""Watches the system calls of every command: no socket, no other program, audio opened to be read only, and nothing
written but what was named: quiet.py REPRISE. Ends with 77 (skipped) where strace cannot watch."""
import os
import re
import subprocess
import sys
import tempfile

import make_corpus


def watch(program, arguments, log):
    return subprocess.run(["strace", "-f", "-o", log, "-e", "trace=%network,execve,open,openat,creat,rename,unlink",
                           program, *arguments], capture_output=True, text=True, timeout=60, check=False)


def complaints(log, folder, allowed):
    programs = 0
    with open(log, encoding="utf-8", errors="replace") as file:
        for line in file:
            if re.search(r"\b(socket|connect|sendto|sendmsg|bind)\(", line):
                yield "uses the network: " + line.strip()
            programs += " execve(" in line
            opened = re.search(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)", (\S+?)[,)]', line)
            if not opened or not re.search("O_WRONLY|O_RDWR|O_CREAT", opened[2]):
                continue
            path = os.path.normpath(os.path.join(folder, opened[1]))
            name = os.path.basename(path)
            if os.path.dirname(path) != folder or not name.startswith((".reprise.", *allowed)):
                if not path.startswith("/dev/"):
                    yield "writes elsewhere: " + line.strip()
    if programs != 1:
        yield f"started {programs - 1} other programs"


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        log = os.path.join(folder, "log")
        burst, signal = make_corpus.noise(4410, 2), [0.01 * s for s in make_corpus.noise(88200)]
        for at in (8820, 35280, 61740):
            signal[at:at + 4410] = burst
        audio = os.path.join(folder, "a.wav")
        with open(audio, "wb") as file:
            file.write(make_corpus.wav(make_corpus.pcm16(signal)))
        with open(os.path.join(folder, "answers"), "w", encoding="utf-8") as file:
            file.write("yes\nno\n")
        try:
            if watch(program, ["--version"], log).returncode != 0:
                return 77
        except FileNotFoundError:
            return 77
        os.chdir(folder)
        failed = 0
        for arguments, allowed in (
                (["info", "a.wav"], ()),
                (["find", "a.wav", "--start", "0.2", "--length", "0.1", "--answers", "answers", "--session",
                  "s.reprise", "-o", "out.json", "--shared-sound", "out.wav"], ("s.reprise", "out.")),
                (["replay", "s.reprise"], ()),
                (["export", "s.reprise", "--format", "csv", "-o", "labels.csv"], ("labels.csv",)),
                (["import", "labels.csv", "--audio", "a.wav", "-o", "back.json"], ("back.json",)),
                (["features", "a.wav", "-o", "mfcc.npy"], ("mfcc.npy",))):
            done = watch(program, arguments, log)
            found = list(complaints(log, folder, allowed))
            if done.returncode not in (0, 6):
                found.append(f"ended with {done.returncode}: {done.stderr.strip()}")
            for complaint in found:
                failed += 1
                print(f"{arguments[0]}: {complaint}")
        print(f"{failed} complaints")
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
