# SPDX-License-Identifier: AGPL-3.0-or-later
"""Track oneshots: every hit of one instrument at one pitch, in any channel."""
import statistics
from dataclasses import dataclass

import numpy as np

from .openmpt import SAMPLE_RATE
from .sound import correlation_near, energy, is_pitched, mean_level
from .tasks import TASKS_PER_TRACK, Task, too_faint

SHORTEST, LONGEST = int(0.15 * SAMPLE_RATE), 2 * SAMPLE_RATE
COMFORTABLE = SAMPLE_RATE // 4  # shorter sounds are used only where there is little choice
FEWEST, MOST = 5, 200           # occurrences
MOST_NOTES = 260                # notes of a sound before any is left out
LEAST_VARIETY = 0.3
LEAST_SOUNDING = 0.6            # share of the length that has to sound

SAME_NOTE = 0.85                # correlation needed where the score says the same
SAME_AUDIO = 0.95               # ... where it does not
SIMILAR = 0.6
WORTH_COMPARING = 0.5
LARGEST_SHIFT = 4               # frames by which the best correlation may miss the stated time
LEAST_MEDIAN_CORRELATION = 0.8
FAINTEST_MEDIAN = (-6.0, -3.0)  # SNR overall and in band: one of them has to be reached
FAINTEST = (-14.0, -8.0)
QUIETER_THAN_QUERY = 14.0       # dB
NEVER_MASKED = 25.0             # a median SNR above this makes a dull task

MOST_TRIED = 24


@dataclass
class Candidate:
    """A sound that is struck often enough."""
    instrument: int
    key: int
    notes: list                 # all of them
    clear: list                 # those without effects that sound long enough
    length: int
    snr: float                  # median of some of the clear ones

    @property
    def sound(self):
        return self.instrument, self.key


def oneshot_tasks(song):
    """At most TASKS_PER_TRACK tasks of different instruments, from loud to faint."""
    chance = song.random("oneshots")
    candidates = find_candidates(song)
    tasks, taken, tried = [], set(), 0
    for candidate in spread_over_levels(candidates, chance):
        if candidate.instrument in taken or candidate.snr > NEVER_MASKED and len(candidates) > 3:
            continue
        tried += 1
        task = make_task(song, candidate, chance)
        if task and is_good(song, task):
            tasks.append(task)
            taken.add(candidate.instrument)
        if len(tasks) == TASKS_PER_TRACK or tried == MOST_TRIED:
            break
    return tasks


# ------------------------------------------------------------------------------------- the choice
def find_candidates(song):
    candidates = [candidate for (instrument, key), notes in sorted(audible_notes(song).items())
                  if instrument and (candidate := candidate_of(song, instrument, key, notes))]
    longer = [candidate for candidate in candidates if candidate.length >= COMFORTABLE]
    enough = len({candidate.instrument for candidate in longer}) > TASKS_PER_TRACK
    return longer if enough else candidates


def audible_notes(song):
    """The notes of each sound in channels that can be heard."""
    groups = {sound: [note for note in notes if note.channel in song.sound.alone]
              for sound, notes in song.score.notes_by_sound().items()}
    return {sound: notes for sound, notes in groups.items() if notes}


def candidate_of(song, instrument, key, notes):
    """The sound as a candidate, with the length that three quarters of its notes reach; or None."""
    plain = [note for note in notes if note.plain and song.score.regular[note.row]]
    if len(notes) > MOST_NOTES or len(plain) < FEWEST:
        return None
    sounding = {note: sounding_until_mark(song, note) for note in plain}
    lengths = [length for length in sounding.values() if length]
    if len(lengths) < FEWEST:
        return None
    length = min(int(np.percentile(lengths, 25)), LONGEST)
    clear = [note for note in plain
             if sounding[note] >= 0.9 * length and note.frame + length <= song.frames]
    if length < SHORTEST or len(clear) < FEWEST:
        return None
    some = clear[::max(1, len(clear) // 12)]
    levels = [song.sound.snr(note.channel, note.frame, length) for note in some]
    overall = statistics.median(level for level, _ in levels)
    if too_faint((overall, statistics.median(level for _, level in levels)), FAINTEST_MEDIAN):
        return None
    return Candidate(instrument, key, notes, clear, length, overall)


def sounding_until_mark(song, note):
    """Frames a note sounds, to 30 dB of decay or the next mark in its channel."""
    end = min(note.next_mark, note.frame + LONGEST + SAMPLE_RATE, song.frames)
    return song.sound.sounding_frames(note.channel, note.frame, end)


def sounding_until_note(song, note):
    """The same to the next note or note off, however long that takes."""
    return song.sound.sounding_frames(note.channel, note.frame, min(note.next_note, song.frames))


def spread_over_levels(candidates, chance):
    """The candidates so that loud, faint and middling ones take turns; chance rules within each kind."""
    ordered = sorted(candidates, key=lambda candidate: -candidate.snr)
    thirds = [list(part) for part in np.array_split(np.arange(len(ordered)), TASKS_PER_TRACK)]
    for part in thirds:
        chance.shuffle(part)
    loud, middle, faint = thirds
    turns = [loud, faint, middle]
    while any(turns):
        for part in turns:
            if part:
                yield ordered[part.pop()]


# -------------------------------------------------------------------------------------- the truth
class Judge:
    """Decides about every note of the song whether it is the sound that was asked for."""

    def __init__(self, song, task, candidate):
        self.song, self.task, self.candidate = song, task, candidate
        self.query = song.sound.excerpt(task.channel, task.start, task.length)
        self.reduced = song.sound.reduced_excerpt(task.channel, task.start, task.length)
        self.level = mean_level(self.query)
        self.near = 1 if is_pitched(self.query) else 4      # semitones
        self.accepted = []

    def judge_all(self):
        """Fills the task's occurrences and ignored places."""
        for mark in self.song.score.slid:
            if self.is_near(mark.instrument, mark.key) or (mark.instrument, mark.key) == self.candidate.sound:
                self.task.ignore(mark.frame, "slide")
        for sound, notes in audible_notes(self.song).items():
            notes = [note for note in notes if note.frame + self.task.length // 2 <= self.song.frames]
            if sound == self.candidate.sound:
                self.judge_same_notes(notes)
            else:
                self.judge_other_notes(sound, notes)
        self.keep_the_loudest()

    def is_near(self, instrument, key):
        """Whether a sound is the same instrument, too close in pitch to say."""
        same = instrument == self.candidate.instrument
        return same and 0 < abs(key - self.candidate.key) <= self.near

    def judge_same_notes(self, notes):
        for note in notes:
            self.ignore_tail(note)
            if not self.song.score.regular[note.row]:
                self.task.ignore(note.frame, "time unsure")
            elif self.sounding(note) < LEAST_SOUNDING * self.task.length:
                self.task.ignore(note.frame, "cut")
            else:
                self.compare(note, SAME_NOTE, "mismatch")

    def judge_other_notes(self, sound, notes):
        """The same audio may hide under another number: instruments can share a sample."""
        near = self.is_near(*sound)
        alike = any(self.rough_correlation(note) >= WORTH_COMPARING for note in notes[::max(1, len(notes) // 3)])
        for note in notes:
            if alike and self.rough_correlation(note) >= WORTH_COMPARING and self.judge_alike(note):
                continue
            if near:
                self.task.ignore(note.frame, "near pitch",
                                 max(self.task.length, sounding_until_note(self.song, note)))

    def judge_alike(self, note):
        """Whether another note could be settled by its audio."""
        if not self.song.score.regular[note.row]:
            self.task.ignore(note.frame, "time unsure")
            return True
        sounding = self.sounding(note)
        if sounding < LEAST_SOUNDING * self.task.length:
            if sounding and self.correlation(note, sounding)[0] > SIMILAR:
                self.task.ignore(note.frame, "cut")
                return True
            return False
        return self.compare(note, SAME_AUDIO, "similar")

    def compare(self, note, needed, otherwise):
        """Accepts or ignores a note by its correlation with the query; False where it is neither."""
        length = min(self.sounding(note), self.task.length)
        value, shift = self.correlation(note, length)
        if value < needed:
            if otherwise == "similar" and value <= SIMILAR:
                return False
            self.task.ignore(note.frame, otherwise)
        elif abs(shift) > LARGEST_SHIFT:
            self.task.ignore(note.frame, "time unsure")
        else:
            self.accept(note, value, shift, length, found_by_audio=otherwise == "similar")
        return True

    def accept(self, note, value, shift, length, found_by_audio):
        occurrence = self.task.measure(self.song, note.frame, note.channel, value, shift,
                                       sounding=self.sounding(note), found_by_audio=found_by_audio)
        level = mean_level(self.song.sound.excerpt(note.channel, note.frame, length))
        faint = too_faint((occurrence.snr, occurrence.snr_in_band), FAINTEST)
        if not occurrence.is_query and (faint or level < self.level - QUIETER_THAN_QUERY):
            self.task.ignore(note.frame, "inaudible")
        else:
            self.accepted.append(occurrence)

    def ignore_tail(self, note):
        """What sounds on behind the query's length is neither."""
        sounding = sounding_until_note(self.song, note)
        if sounding > 1.1 * self.task.length:
            self.task.ignore(note.frame + self.task.length, "tail", sounding - self.task.length)

    def keep_the_loudest(self):
        """Of hits on top of each other the loudest stays, or the query; those at the same time are one."""
        apart = int(0.55 * self.task.length)
        self.accepted.sort(key=lambda occurrence: (not occurrence.is_query, -occurrence.snr, occurrence.start))
        for occurrence in self.accepted:
            distances = [abs(occurrence.start - other.start) for other in self.task.occurrences]
            nearest = min(distances, default=apart)
            if nearest >= apart:
                self.task.accept(occurrence)
            elif nearest > 0.05 * self.task.length:
                self.task.ignore(occurrence.start, "overlap")

    def sounding(self, note):
        return sounding_until_mark(self.song, note)

    def correlation(self, note, length):
        return correlation_near(self.query[:length], self.song.sound.alone[note.channel], note.frame)

    def rough_correlation(self, note):
        """At the reduced rate and exactly at the note's time; 0 at the song's end."""
        audio = self.song.sound.reduced_excerpt(note.channel, note.frame, self.task.length)
        size = min(len(audio), len(self.reduced))
        if size < len(self.reduced) - 1:
            return 0.0
        product = float(np.dot(audio[:size], self.reduced[:size]))
        return product / np.sqrt(max(energy(audio) * energy(self.reduced), 1e-12))


def make_task(song, candidate, chance):
    """The task of a candidate with a query that is not masked more than usual; None where it is too quiet."""
    levels = {note: song.sound.snr(note.channel, note.frame, candidate.length)[0] for note in candidate.clear}
    median = statistics.median(levels.values())
    query = chance.choice([note for note in candidate.clear if levels[note] >= median - 1.0])
    if mean_level(song.sound.excerpt(query.channel, query.frame, candidate.length)) < -60:
        return None
    task = Task("oneshots", query.frame, candidate.length, query.channel,
                {"instruments": [candidate.instrument], "note": candidate.key})
    Judge(song, task, candidate).judge_all()
    return task


def is_good(song, task):
    """Whether the finished task is within all limits."""
    count = len(task.occurrences)
    unusable = task.ignored_for("mismatch", "cut", "time unsure", "inaudible", "overlap")
    return (FEWEST <= count <= MOST
            and task.median_correlation() >= LEAST_MEDIAN_CORRELATION
            and task.ignored_for("overlap") <= 0.2 * count
            and unusable <= count
            and task.background_variety >= LEAST_VARIETY
            and not too_faint((task.median_snr, task.median_snr_in_band), FAINTEST_MEDIAN)
            and task.leaves_room(song.frames))
