#!/usr/bin/env python3
"""Runs `reprise info` and `reprise find --auto` on every case of make_corpus.py and checks code, message, time and
memory: check.py REPRISE"""
import os
import re
import subprocess
import sys
import tempfile
import threading

import make_corpus

SECONDS = 5.0
MEBIBYTES = 512


def run(arguments):
    """Exit code (None: it took too long), standard error, and the most memory it had, in MiB."""
    with tempfile.TemporaryFile() as error:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=error)
        late = []
        timer = threading.Timer(SECONDS, lambda: (late.append(True), process.kill()))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        error.seek(0)
        return None if late else process.returncode, error.read(), usage.ru_maxrss / 1024


def complaints(path, expected, command, outcome):
    code, error, memory = outcome
    text = error.decode("utf-8", "replace")
    if code is None:
        yield f"took longer than {SECONDS} s"
        return
    need = os.path.getsize(path) / 2**20 * 4 if os.path.isfile(path) else 0
    if memory > MEBIBYTES + need:
        yield f"took {memory:.0f} MiB"
    wanted = expected[command]
    if wanted is None and code not in (0, 3, 4) or wanted is not None and code != wanted:
        yield f"ended with {code} instead of {wanted}"
    if code == 0:
        return
    # Decoders, too, have to keep to themselves what they think.
    if not text.startswith("reprise: ") or text.count("\n") != 1 or not text.endswith("\n"):
        yield "one line of message is needed"
    if code == 3:
        name = os.path.basename(path).replace(b"\n", b" ")
        if name not in error:
            yield "the message does not name the file"
        for part in ("reason", "advice"):
            if not re.search(expected.get(part, ""), text):
                yield f"the message lacks its {part}: {expected[part]}"
    elif command == "find" and not re.search(expected.get("find_says", ""), text):
        yield f"the message lacks: {expected['find_says']}"


def main(program):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        files = make_corpus.make(folder)
        out = os.path.join(folder, "out.json")
        for path, expected in files:
            for command, arguments in (
                    ("info", [program, "info", "--", path]),
                    ("find", [program, "find", "--start", "0.1", "--length", "0.05", "--auto", "0.5", "-o", out,
                              "--", path])):
                outcome = run(arguments)
                for complaint in complaints(path, expected, command, outcome):
                    failed += 1
                    print(f"{command} {os.path.basename(path) or path!r}: {complaint}\n  {outcome}")
        if os.path.exists(os.path.join(folder, "locked.wav")):
            os.chmod(os.path.join(folder, "locked.wav"), 0o600)
    print(f"{len(files)} cases, {failed} complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
