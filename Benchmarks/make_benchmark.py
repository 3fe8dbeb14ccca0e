#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes retrieval tasks out of the tracker music in Debian packages (see README.md)."""
import argparse
import ctypes
import importlib.util
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST_SECONDS = 240           # what lies behind is not rendered
SHORTEST_SECONDS = 20

NEEDED_PYTHON = {"numpy": "python3-numpy", "scipy": "python3-scipy", "soundfile": "python3-soundfile"}
NEEDED_PROGRAMS = {"apt-get": "apt", "dpkg": "dpkg"}


def missing_packages():
    """The Debian packages without which nothing can be made."""
    missing = [package for module, package in NEEDED_PYTHON.items() if not importlib.util.find_spec(module)]
    missing += [package for program, package in NEEDED_PROGRAMS.items() if not shutil.which(program)]
    try:
        ctypes.CDLL("libopenmpt.so.0")
    except OSError:
        missing.append("libopenmpt0")
    return missing


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR",
                        help="folder for manifest.json and audio/")
    parser.add_argument("--packages", type=Path, default=HERE / "packages.txt", metavar="FILE",
                        help="Debian packages, one a line (default: packages.txt beside this script)")
    parser.add_argument("--cache", type=Path, metavar="DIR",
                        help="folder for downloaded packages (default: OUT/cache)")
    parser.add_argument("--only", default="", metavar="TEXT",
                        help="only modules whose package or path contains this")
    parser.add_argument("--limit", type=int, metavar="N", help="stop after so many modules")
    arguments = parser.parse_args()
    arguments.cache = arguments.cache or arguments.out / "cache"
    return arguments


class Maker:
    """Goes through packages and modules; leaves out what cannot be used and says so."""

    def __init__(self, arguments, cache, collection):
        self.arguments, self.cache, self.collection = arguments, cache, collection
        self.skipped = []       # packages
        self._seen = set()      # contents, and titles with lengths
        self._began = time.monotonic()

    def run(self, packages):
        for package in packages:
            try:
                for module in self.cache.modules(package):
                    if self.is_full():
                        return
                    if self.arguments.only in f"{package}:{module.path}":
                        self.take(module)
            except PackageError as error:
                print(f"package {package} skipped: {error}", file=sys.stderr)
                self.skipped.append(package)
            self.collection.packages[package] = self.cache.version(package)

    def is_full(self):
        limit = self.arguments.limit
        return limit is not None and len(self.collection.modules) >= limit

    def take(self, module):
        """Makes the tasks of one module, if it can be used."""
        if module.digest in self._seen:
            return
        self._seen.add(module.digest)
        try:
            song = self.load(module)
        except ModuleError as error:
            print(f"{module.package}:{module.path} left out: {error}", file=sys.stderr)
            return
        tasks = phrase_tasks(song) + oneshot_tasks(song)
        name = self.collection.add(module, song, tasks)
        self.report(name, song, tasks)

    def load(self, module):
        """The module read and rendered; ModuleError with the reason where it is of no use."""
        with Player(module.data) as player:
            title, kind = player.metadata("title"), player.metadata("type")
            mix, rows = player.render_with_rows(LONGEST_SECONDS * SAMPLE_RATE)
            cells = player.cells(rows)
        if len(mix) < SHORTEST_SECONDS * SAMPLE_RATE:
            raise ModuleError(f"shorter than {SHORTEST_SECONDS} s")
        self.check_twin(title, len(mix))
        score = Score(rows, cells, len(mix))
        sound = Sound(module.data, mix, [channel for channel, notes in enumerate(score.in_channel) if notes])
        if len(sound.alone) < 2:
            raise ModuleError("fewer than two channels can be heard")
        if not sound.adds_up:
            raise ModuleError(f"its channels do not add up to the mix ({sound.residual_db:.0f} dB)")
        return Song(module.digest, title, kind, score, sound)

    def check_twin(self, title, frames):
        """The same song may come in several packages or formats."""
        twin = (title.strip(), round(frames / SAMPLE_RATE, 1))
        if twin[0] and twin in self._seen:
            raise ModuleError("same title and length as an earlier one")
        self._seen.add(twin)

    def report(self, name, song, tasks):
        tracks = Counter(task.track for task in tasks)
        print(f"{name[:56]:56} {song.frames / SAMPLE_RATE:4.0f} s {len(song.sound.alone):2d} channels  "
              f"phrases {tracks['phrases']}  oneshots {tracks['oneshots']}  "
              f"[{time.monotonic() - self._began:.0f} s]", flush=True)


def summarise(collection, skipped):
    tracks = Counter(task["track"] for task in collection.tasks)
    minutes = sum(module["seconds"] for module in collection.modules if module["tasks"]) / 60
    print(f"{len(collection.modules)} modules, {minutes:.0f} minutes of audio with tasks: "
          f"{tracks['phrases']} phrases, {tracks['oneshots']} oneshots")
    if skipped:
        print(f"packages skipped: {', '.join(skipped)} (does 'apt-get update' help?)", file=sys.stderr)


def main():
    arguments = parse_arguments()
    try:
        packages = read_package_list(arguments.packages)
        cache, collection = PackageCache(arguments.cache), Collection(arguments.out)
    except OSError as error:
        sys.exit(f"make_benchmark.py: {error}")
    maker, interrupted = Maker(arguments, cache, collection), False
    try:
        maker.run(packages)
    except KeyboardInterrupt:
        interrupted = True
        print("interrupted; what was made so far is kept", file=sys.stderr)
    collection.write()
    summarise(collection, maker.skipped)
    if interrupted:
        return 130
    if not collection.tasks:
        print("make_benchmark.py: no task could be made", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if absent := missing_packages():
        sys.exit("make_benchmark.py: missing Debian packages; install them with\n"
                 f"    apt-get install {' '.join(absent)}")
    from generator.manifest import Collection
    from generator.oneshots import oneshot_tasks
    from generator.openmpt import SAMPLE_RATE, ModuleError, Player
    from generator.packages import PackageCache, PackageError, read_package_list
    from generator.phrases import phrase_tasks
    from generator.score_events import Score
    from generator.sound import Sound
    from generator.tasks import Song

    sys.exit(main())
