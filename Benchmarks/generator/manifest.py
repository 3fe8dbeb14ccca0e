# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder that is being made: audio files and the manifest."""
import json
import os
import re
from pathlib import Path

import numpy as np
import soundfile

from .openmpt import SAMPLE_RATE
from .tasks import is_quick

VERSION = 1
PEAK = 0.9


class Collection:
    """Tasks and audio below one folder. The manifest is complete and valid after every module."""

    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / "audio").mkdir(parents=True, exist_ok=True)
        self.packages, self.modules, self.tasks = {}, [], []
        self._names = set()

    def add(self, module, song, tasks):
        """Takes a module over: its audio where there are tasks, and the entries."""
        name = self._free_name(f"{slug(module.package)}.{slug(module.base_name)}")
        self.modules.append({
            "package": module.package, "module": module.path, "sha256": module.digest, "type": song.kind,
            "title": song.title, "channels": song.score.channels, "seconds": round(song.frames / SAMPLE_RATE, 2),
            "residual_db": round(song.sound.residual_db, 1), "tasks": len(tasks)})
        if tasks:
            audio = f"audio/{name}.wav"
            self._write_audio(audio, song.sound.mix)
            self.tasks += [self._entry(task, number, name, audio, module, song)
                           for number, task in numbered_by_track(tasks)]
        self.write()
        return name

    def write(self):
        """Writes the manifest beside the old one first, so that there is always a whole one."""
        manifest = {"version": VERSION, "generator": "make_benchmark.py", "packages": self.packages,
                    "modules": self.modules, "tasks": self.tasks}
        unfinished = self.folder / "manifest.json.part"
        unfinished.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(unfinished, self.folder / "manifest.json")

    def _write_audio(self, path, mix):
        unfinished = self.folder / (path + ".part")
        soundfile.write(unfinished, mix * (PEAK / float(np.abs(mix).max())), SAMPLE_RATE,
                        format="WAV", subtype="PCM_16")
        os.replace(unfinished, self.folder / path)

    def _free_name(self, wanted):
        name, number = wanted, 2
        while name in self._names:
            name, number = f"{wanted}-{number}", number + 1
        self._names.add(name)
        return name

    @staticmethod
    def _entry(task, number, name, audio, module, song):
        identifier = f"{name}.{task.track}{number}"
        return {"id": identifier, "quick": is_quick(identifier), "audio": audio,
                "audio_seconds": round(song.frames / SAMPLE_RATE, 2),
                "source": f"{module.package}:{module.path}", "sha256": module.digest, **task.as_manifest()}


def numbered_by_track(tasks):
    """(number within its track, task) for all tasks."""
    counts = {}
    for task in tasks:
        counts[task.track] = counts.get(task.track, 0) + 1
        yield counts[task.track], task


def slug(text):
    """Lower case letters, digits and hyphens only."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "module"
