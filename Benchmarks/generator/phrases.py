# SPDX-License-Identifier: AGPL-3.0-or-later
"""Track phrases: a few seconds of one channel that come back over another background."""
import itertools
import math
import statistics
from dataclasses import dataclass

import numpy as np

from .openmpt import SAMPLE_RATE
from .score_events import backgrounds_differ
from .sound import correlation_near, mean_level, self_similarity
from .tasks import TASKS_PER_TRACK, Task, overlap, too_faint

LENGTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 128)     # in rows
SHORTEST, LONGEST = SAMPLE_RATE, 7 * SAMPLE_RATE
FEWEST, MOST = 4, 40            # occurrences
FEWEST_EVENTS = 2
LEAST_VARIETY = 0.5             # share of occurrences over another background

SAME_NOTES = 0.85               # correlation needed where the score says the same
SAME_AUDIO = 0.93               # ... where it does not
SIMILAR = 0.55                  # from here on a place is left out of the scoring
LEAST_MEDIAN_CORRELATION = 0.8
FAINTEST_MEDIAN = (-10.0, -6.0)  # SNR overall and in band: one of them has to be reached
FAINTEST = (-16.0, -10.0)       # the same for a single occurrence

MOST_RANKED = 1500              # candidates whose backgrounds are looked at
MOST_TRIED = 40                 # ... whose audio is looked at
MOST_SEARCHED = 7               # ... that are searched in every channel


@dataclass
class Candidate:
    """Rows that come several times."""
    rows: int
    frames: int
    events: int
    places: list                # (row, channel) in order of time
    merit: float = 0.0
    variety: list = None        # per place the share of the others with another background


class RowNames:
    """Gives every run of rows a number, the same number exactly where the runs are the same.

    Runs of 2, 4, 8 ... rows are numbered by the pair of numbers of their halves; a run of any other
    length is known by the two longest runs of that kind at its beginning and its end.
    """

    def __init__(self, names):
        self.levels = [names]
        while 2 ** len(self.levels) <= min(max(LENGTHS), names.shape[1]):
            half = 2 ** (len(self.levels) - 1)
            self.levels.append(number_pairs(self.levels[-1][:, :-half], self.levels[-1][:, half:]))

    def runs(self, length):
        """Channels x first rows: the number of the run of that length."""
        level = length.bit_length() - 1
        names, short = self.levels[level], length - 2 ** level
        return number_pairs(names[:, :names.shape[1] - short], names[:, short:]) if short else names


def number_pairs(first, second):
    """A number for every pair, the same for the same pairs."""
    pairs = first.astype(np.int64) * (int(second.max(initial=0)) + 1) + second
    return np.unique(pairs, return_inverse=True)[1].reshape(pairs.shape)


def phrase_tasks(song):
    """At most TASKS_PER_TRACK tasks of different channels or instruments."""
    chance = song.random("phrases")
    tasks, taken, searches = [], [], 0
    for candidate in itertools.islice(ranked_candidates(song, chance), MOST_TRIED):
        channel, instruments = candidate.places[0][1], instruments_of(song, candidate)
        if any(channel == other and instruments & used or instruments == used for other, used in taken):
            continue
        query = choose_query(song, candidate, chance)
        if query is None:
            continue
        task = task_from_score(song, candidate, query, instruments)
        if len(task.occurrences) < FEWEST or task.median_correlation() < LEAST_MEDIAN_CORRELATION:
            continue
        searches += 1
        add_places_by_audio(song, task)
        if is_good(song, task) and brings_another_level(task, tasks):
            tasks.append(task)
            taken.append((channel, instruments))
        if len(tasks) == TASKS_PER_TRACK or searches == MOST_SEARCHED:
            break
    return tasks


# ------------------------------------------------------------------------------------- the score
def name_rows(song):
    """Channels x rows: a number for what happens in a row, and whether anything does.

    Speed and tempo are part of it, so equal runs also take equal times; a row whose time is not sure
    gets a number of its own and so is part of no repeat."""
    score, numbers = song.score, {}
    names = np.zeros((score.channels, len(score.rows)), np.int64)
    busy = np.zeros(names.shape, bool)
    for channel in range(score.channels):
        instruments = score.instruments_per_row(channel)
        for index, row in enumerate(score.rows):
            signature = score.cells[index][channel].signature(instruments[index])
            own = None if score.regular[index] else (channel, index)
            names[channel, index] = numbers.setdefault((signature, row.speed, row.tempo, own), len(numbers))
            busy[channel, index] = bool(signature)
    return names, busy


def find_candidates(song):
    """Every run of rows, beginning with a note, that comes often enough and lasts long enough."""
    names, busy = name_rows(song)
    runs = RowNames(names)
    begins = np.zeros(names.shape, bool)
    for channel in song.sound.alone:
        begins[channel, [note.row for note in song.score.in_channel[channel]]] = True
    for length in LENGTHS:
        if length > names.shape[1]:
            break
        durations = song.score.starts[length:] - song.score.starts[:-length]
        usable = begins[:, :len(durations)] & (durations >= SHORTEST) & (durations <= LONGEST)
        for places in group_places(runs.runs(length), usable):
            row, channel = places[0]
            own_rows = names[channel, row:row + length]
            own_busy = busy[channel, row:row + length]
            if own_busy.sum() < FEWEST_EVENTS or not own_busy[length // 2:].any() or is_periodic(own_rows):
                continue
            kept = without_overlap(song, places, int(durations[row]))
            if FEWEST <= len(kept) <= MOST:
                yield Candidate(length, int(durations[row]), int(own_busy.sum()), kept)


def group_places(run_names, usable):
    """Lists of (row, channel) with the same run, in order of time."""
    channels, rows = np.nonzero(usable)
    found = run_names[channels, rows]
    order = np.lexsort((channels, rows, found))
    borders = np.flatnonzero(np.diff(found[order])) + 1
    for group in np.split(order, borders):
        if FEWEST <= len(group) <= 5 * MOST:
            yield [(int(rows[place]), int(channels[place])) for place in group]


def is_periodic(rows):
    """Whether the rows are the same as themselves moved by up to 70 %."""
    return any(np.array_equal(rows[shift:], rows[:-shift]) for shift in range(1, int(0.7 * len(rows)) + 1))


def without_overlap(song, places, frames):
    """The places from first to last that do not run into the one kept before."""
    kept, free_from = [], 0
    for row, channel in places:
        start = song.score.starts[row]
        if start >= free_from:
            kept.append((row, channel))
            free_from = start + frames
    return kept


def ranked_candidates(song, chance):
    """Candidates over varied backgrounds, best first."""
    candidates = list(find_candidates(song))
    for candidate in candidates:
        candidate.merit = merit_of(song, candidate) + 0.8 * chance.random()
    candidates.sort(key=lambda candidate: -candidate.merit)
    usable = []
    for candidate in candidates[:MOST_RANKED]:
        candidate.variety = variety_per_place(song, candidate)
        if max(candidate.variety) >= LEAST_VARIETY:
            candidate.merit += 2.0 * statistics.median(candidate.variety)
            usable.append(candidate)
    return sorted(usable, key=lambda candidate: -candidate.merit)


def merit_of(song, candidate):
    """Prefers about three seconds, many occurrences and events, and beginnings on the bar."""
    row = song.score.rows[candidate.places[0][0]].row
    on_the_bar = 2.0 if row % 16 == 0 else 1.0 if row % 8 == 0 else 0.0
    length = abs(math.log2(candidate.frames / (3.0 * SAMPLE_RATE)))
    return on_the_bar - length + min(len(candidate.places), 12) / 6 + min(candidate.events, 8) / 8


def variety_per_place(song, candidate):
    backgrounds = [song.score.background(channel, int(song.score.starts[row]), candidate.frames)
                   for row, channel in candidate.places]
    return [sum(backgrounds_differ(own, other) for other in backgrounds) / (len(backgrounds) - 1)
            for own in backgrounds]


def instruments_of(song, candidate):
    row, channel = candidate.places[0]
    return frozenset(note.instrument for note in song.score.in_channel[channel]
                     if row <= note.row < row + candidate.rows)


# ------------------------------------------------------------------------------------- the audio
def choose_query(song, candidate, chance):
    """One of the places with a varied background that is not masked more than the others; None where
    the phrase is too faint or does not make a query."""
    starts = [int(song.score.starts[row]) for row, _ in candidate.places]
    levels = [song.sound.snr(channel, start, candidate.frames)
              for start, (_, channel) in zip(starts, candidate.places)]
    median = statistics.median(level for level, _ in levels)
    if too_faint((median, statistics.median(level for _, level in levels)), FAINTEST_MEDIAN):
        return None
    possible = [index for index, (level, _) in enumerate(levels)
                if candidate.variety[index] >= LEAST_VARIETY and level >= median - 1.5]
    if not possible:
        return None
    index = chance.choice(possible)
    start, channel = starts[index], candidate.places[index][1]
    audio = song.sound.excerpt(channel, start, candidate.frames)
    if len(audio) < candidate.frames or not sounds_throughout(audio):
        return None
    if self_similarity(song.sound.reduced_excerpt(channel, start, candidate.frames)) > 0.75:
        return None
    return start, channel


def sounds_throughout(audio):
    """Whether most of an excerpt is within 30 dB of its loudest moment, and its end within 20 dB."""
    if mean_level(audio) < -60:
        return False
    block = SAMPLE_RATE // 20
    levels = np.array([mean_level(audio[first:first + block]) for first in range(0, len(audio) - block + 1, block)])
    loudest = levels.max()
    return np.mean(levels > loudest - 30) >= 0.55 and levels[int(0.6 * len(levels)):].max() >= loudest - 20


def task_from_score(song, candidate, query, instruments):
    """The task as far as the score tells it, every place checked by ear."""
    start, channel = query
    task = Task("phrases", start, candidate.frames, channel,
                {"events": candidate.events, "instruments": sorted(instruments)})
    audio = song.sound.excerpt(channel, start, candidate.frames)
    for row, other in candidate.places:
        place = int(song.score.starts[row])
        value, shift = (1.0, 0) if (place, other) == query else \
            correlation_near(audio, song.sound.alone[other], place)
        if value < SAME_NOTES:
            task.ignore(place, "mismatch")
            continue
        accept_if_audible(task, task.measure(song, place, other, value, shift))
    return task


def accept_if_audible(task, occurrence):
    if too_faint((occurrence.snr, occurrence.snr_in_band), FAINTEST) and not occurrence.is_query:
        task.ignore(occurrence.start, "inaudible")
    else:
        task.accept(occurrence)


def add_places_by_audio(song, task):
    """Looks for the query in every channel: repeats that the score hides are occurrences, what only
    partly matches is to be ignored."""
    audio = song.sound.excerpt(task.channel, task.start, task.length)
    reduced = song.sound.reduced_excerpt(task.channel, task.start, task.length)
    for rough, channel in song.sound.search(reduced, SIMILAR):
        if is_known(task, rough):
            continue
        value, shift = correlation_near(audio, song.sound.alone[channel], rough, 24)
        start = rough + shift
        free = all(overlap(start, task.length, other.start, other.length) < 0.1 * task.length
                   for other in task.occurrences)
        if value >= SAME_AUDIO and free:
            accept_if_audible(task, task.measure(song, start, channel, value, 0, found_by_audio=True))
        elif value >= SAME_AUDIO:
            task.ignore(start, "overlap")
        else:
            task.ignore(start, "similar")


def is_known(task, start):
    """Whether a place is (mostly) an occurrence, or (nearly) one that is ignored."""
    return any(overlap(start, task.length, other.start, other.length) > 0.5 * task.length
               for other in task.occurrences) or \
        any(overlap(start, task.length, other, length) > 0.8 * task.length for other, length, _ in task.ignored)


def is_good(song, task):
    """Whether the finished task is within all limits."""
    return (FEWEST <= len(task.occurrences) <= MOST
            and task.ignored_for("similar", "overlap") <= 1.5 * len(task.occurrences)
            and task.background_variety >= LEAST_VARIETY
            and not too_faint((task.median_snr, task.median_snr_in_band), FAINTEST_MEDIAN)
            and task.leaves_room(song.frames))


def brings_another_level(task, tasks):
    """The last task of a module should not be the third at the same level."""
    return len(tasks) < TASKS_PER_TRACK - 1 or any(abs(task.median_snr - other.median_snr) >= 2 for other in tasks)
