# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the two tracks share: the task being built, its limits, and its form in the manifest."""
import hashlib
import random
import statistics
from dataclasses import dataclass, field

from .openmpt import SAMPLE_RATE
from .score_events import Score, backgrounds_differ
from .sound import Sound

TASKS_PER_TRACK = 3             # per module
FULLEST_TRUTH = 0.5             # share of the song that occurrences may fill
FULLEST_TOGETHER = 0.7          # ... that occurrences and ignored places may fill


@dataclass
class Song:
    """A module, read and rendered."""
    digest: str
    title: str
    kind: str                   # file format
    score: Score
    sound: Sound

    @property
    def frames(self):
        return len(self.sound.mix)

    def random(self, track):
        """Chance that is the same whenever the module is."""
        return random.Random(f"{track}:{self.digest}")


@dataclass
class Occurrence:
    """One place where the sound asked for is known to be."""
    start: int
    length: int
    channel: int
    correlation: float          # with the query, each alone
    shift: int                  # where that correlation is largest, in frames
    snr: float
    snr_in_band: float
    background_differs: bool
    sounding: int = 0           # frames that sound (oneshots)
    found_by_audio: bool = False
    is_query: bool = False

    def as_manifest(self):
        entry = {"start": seconds(self.start), "length": seconds(self.length), "query": self.is_query,
                 "channel": self.channel, "snr_db": round(self.snr, 1), "snr_band_db": round(self.snr_in_band, 1),
                 "corr": round(self.correlation, 4), "lag_frames": self.shift,
                 "background_differs": self.background_differs}
        if self.sounding:
            entry["sounding"] = seconds(self.sounding)
        if self.found_by_audio:
            entry["found_by"] = "audio"
        return entry


@dataclass
class Task:
    """A query with the truth about it."""
    track: str
    start: int
    length: int
    channel: int
    details: dict
    occurrences: list = field(default_factory=list)
    ignored: list = field(default_factory=list)     # (start, length, reason)

    def measure(self, song, start, channel, correlation, shift, **more):
        """An occurrence of this task's length, measured but not yet accepted."""
        length = min(self.length, song.frames - start)
        own = song.score.background(self.channel, self.start, self.length)
        other = song.score.background(channel, start, self.length)
        is_query = (start, channel) == (self.start, self.channel)
        snr, snr_in_band = song.sound.snr(channel, start, length)
        return Occurrence(start, self.length, channel, correlation, shift, snr, snr_in_band,
                          not is_query and backgrounds_differ(own, other), is_query=is_query, **more)

    def accept(self, occurrence):
        self.occurrences.append(occurrence)

    def ignore(self, start, reason, length=None):
        self.ignored.append((start, length or self.length, reason))

    def ignored_for(self, *reasons):
        return sum(reason in reasons for _, _, reason in self.ignored)

    @property
    def others(self):
        """The occurrences without the query."""
        return [occurrence for occurrence in self.occurrences if not occurrence.is_query]

    @property
    def median_snr(self):
        return statistics.median(occurrence.snr for occurrence in self.occurrences)

    @property
    def median_snr_in_band(self):
        return statistics.median(occurrence.snr_in_band for occurrence in self.occurrences)

    @property
    def background_variety(self):
        return statistics.fmean(occurrence.background_differs for occurrence in self.others)

    def median_correlation(self):
        """Over the other occurrences; places with another sound than the score promised pull it down."""
        promised = [occurrence.correlation for occurrence in self.others]
        return statistics.median(promised + [0.5] * self.ignored_for("mismatch"))

    def leaves_room(self, frames):
        """Whether enough of the song is something else."""
        truth = [(occurrence.start, occurrence.length) for occurrence in self.occurrences]
        together = truth + [(start, length) for start, length, _ in self.ignored]
        return covered(truth, frames) <= FULLEST_TRUTH * frames and \
            covered(together, frames) <= FULLEST_TOGETHER * frames

    def as_manifest(self):
        """The part of the manifest's entry that follows from the task alone."""
        ordered = sorted(self.occurrences, key=lambda occurrence: occurrence.start)
        return {
            "track": self.track,
            "query": {"start": seconds(self.start), "length": seconds(self.length)},
            "occurrences": [occurrence.as_manifest() for occurrence in ordered],
            "ignore": [{"start": seconds(start), "length": seconds(length), "reason": reason}
                       for start, length, reason in sorted(self.ignored)],
            "snr_db": round(self.median_snr, 1),
            "snr_band_db": round(self.median_snr_in_band, 1),
            "snr_tier": snr_tier(self.median_snr),
            "background_variety": round(self.background_variety, 3),
            "corr_median": round(statistics.median(occurrence.correlation for occurrence in self.others), 4),
            "channel": self.channel,
            "found_by_audio": sum(occurrence.found_by_audio for occurrence in self.occurrences),
            "similar_ignored": self.ignored_for("similar", "near pitch"),
            **self.details,
        }


def seconds(frames):
    return round(int(frames) / SAMPLE_RATE, 5)


def overlap(start, length, other_start, other_length):
    """Frames that two spans share."""
    return max(0, min(start + length, other_start + other_length) - max(start, other_start))


def covered(spans, frames):
    """Frames of the song that lie in at least one span."""
    total, reached = 0, 0
    for start, length in sorted(spans):
        end = min(start + length, frames)
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def too_faint(levels, limits):
    """Whether neither the SNR overall nor the one in band reaches its limit."""
    return all(level < limit for level, limit in zip(levels, limits))


def snr_tier(snr):
    """The name of a level against the rest."""
    for name, lowest in (("high", 3.0), ("mid", -3.0), ("low", -8.0)):
        if snr >= lowest:
            return name
    return "faint"


def is_quick(identifier):
    """About one task in eight, always the same ones."""
    return hashlib.sha256(identifier.encode()).digest()[0] % 8 == 0
