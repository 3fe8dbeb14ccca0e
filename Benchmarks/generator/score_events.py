# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the rows that were played as a score: which note is struck when, and what ends it."""
import bisect
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .openmpt import SAMPLE_RATE, tick_frames

# libopenmpt's numbers of pattern commands, the same for every module format
ARPEGGIO, TONE_PORTAMENTO, TONE_PORTAMENTO_VOLUME, MOD_EXTENDED, S3M_EXTENDED, DELAY_CUT = 1, 4, 6, 19, 20, 33
EXTENDED = (MOD_EXTENDED, S3M_EXTENDED)
# arpeggio, the portamentos, vibrato, the combined ones, sample offset, retrigger, tremor, fine vibrato, fine portamento
SOUND_EFFECTS = {1, 2, 3, 4, 5, 6, 7, 10, 15, 18, 26, 28}
# vibrato speed and depth, tone portamento, portamento up and down, sample offset
SOUND_VOLUME_COMMANDS = {7, 8, 11, 12, 13, 15}
VOLUME_TONE_PORTAMENTO = 11
FINE_PITCH, RETRIGGER, NOTE_CUT, NOTE_DELAY = {1, 2}, 9, 0xC, 0xD      # high nibble of extended effects

HIGHEST_KEY = 128
NOTE_OFFS = (253, 254, 255)

ROW_TOLERANCE = 16              # frames by which a row may miss the length that speed and tempo say
PLAIN_FRAMES = 2 * SAMPLE_RATE  # effects later than this after a note's start do not matter
BACKGROUND_STEP = SAMPLE_RATE // 50
BACKGROUND_COMMON = 0.8


@dataclass(frozen=True)
class Cell:
    """What one channel's field of one row says."""
    note: int
    instrument: int
    volume_command: int
    effect: int
    volume: int
    parameter: int

    @property
    def key(self):
        """The note to be played, or 0."""
        return self.note if 1 <= self.note <= HIGHEST_KEY else 0

    @property
    def is_note_off(self):
        return self.note in NOTE_OFFS

    @property
    def slides_to_key(self):
        return (self.effect in (TONE_PORTAMENTO, TONE_PORTAMENTO_VOLUME)
                or self.volume_command == VOLUME_TONE_PORTAMENTO)

    @property
    def changes_sound(self):
        """Whether an effect bends the pitch or moves within the sample."""
        if self.effect == ARPEGGIO:
            return self.parameter != 0
        extended = self.effect in EXTENDED and self.parameter >> 4 in FINE_PITCH | {RETRIGGER}
        return extended or self.effect in SOUND_EFFECTS or self.volume_command in SOUND_VOLUME_COMMANDS

    @property
    def delay_ticks(self):
        if self.effect == DELAY_CUT:
            return self.parameter >> 4
        return self.parameter & 15 if self.effect in EXTENDED and self.parameter >> 4 == NOTE_DELAY else 0

    @property
    def cut_ticks(self):
        """Ticks after the row's start at which the note is cut, or None."""
        if self.effect == DELAY_CUT and self.parameter & 15:
            return (self.parameter >> 4) + (self.parameter & 15)
        return self.parameter & 15 if self.effect in EXTENDED and self.parameter >> 4 == NOTE_CUT else None

    def signature(self, sounding_instrument):
        """What must be the same for a row to repeat another; () where nothing happens. Volumes may differ."""
        effect = ()
        if self.changes_sound or self.delay_ticks or self.cut_ticks is not None:
            effect = (self.effect, self.parameter)
        if self.volume_command in SOUND_VOLUME_COMMANDS:
            effect += (self.volume_command, self.volume)
        if self.key:
            return ("note", self.key, sounding_instrument, effect)
        if self.is_note_off:
            return ("off", effect)
        if self.instrument:
            return ("touch", sounding_instrument, effect)
        return ("effect", effect) if effect else ()


@dataclass(frozen=True)
class Mark:
    """Something that happens in a channel: a note struck, slid to, ended or touched up."""
    frame: int
    row: int
    kind: str                   # "struck", "slid", "off", "touch"
    key: int
    instrument: int


@dataclass(frozen=True)
class Note:
    """A note struck in a channel."""
    frame: int
    channel: int
    key: int
    instrument: int
    row: int
    plain: bool                 # no effect changes its sound
    next_mark: int              # frame at which something else happens in the channel
    next_note: int              # frame of the next note struck, or of a note off


class Score:
    """The rows played, as notes in time.

    starts      first frame of every row, and the end of the song
    regular     per row: it starts exactly where known and lasts as long as speed and tempo say
    notes       all notes in order of time
    in_channel  per channel its notes in order of time
    slid        marks of notes that were reached by a slide
    """

    def __init__(self, rows, cells, frames):
        self.rows = rows
        self.frames = frames
        self.channels = cells.shape[1]
        self.cells = [[Cell(*map(int, cell)) for cell in row] for row in cells]
        self.starts = np.array([row.frame for row in rows] + [frames])
        lengths = np.diff(self.starts)
        wanted = np.array([row.expected_frames for row in rows])
        self.regular = np.array([row.exact for row in rows]) & (np.abs(lengths - wanted) <= ROW_TOLERANCE)
        self.slid, self.in_channel = [], []
        for channel in range(self.channels):
            marks = self._marks(channel)
            self.slid += [mark for mark in marks if mark.kind == "slid"]
            self.in_channel.append(self._notes(channel, marks))
        self.notes = sorted((note for notes in self.in_channel for note in notes),
                            key=lambda note: (note.frame, note.channel))
        self._note_frames = [note.frame for note in self.notes]

    def background(self, channel, start, length):
        """What the other channels strike in a span: a set of (time step, channel, key, instrument)."""
        first = bisect.bisect_left(self._note_frames, start - BACKGROUND_STEP // 2)
        last = bisect.bisect_left(self._note_frames, start + length)
        return frozenset((round((note.frame - start) / BACKGROUND_STEP), note.channel, note.key, note.instrument)
                         for note in self.notes[first:last] if note.channel != channel)

    def instruments_per_row(self, channel):
        """The instrument that is set in each row of a channel."""
        current, result = 0, []
        for row in self.cells:
            current = row[channel].instrument or current
            result.append(current)
        return result

    def notes_by_sound(self):
        """The notes of each (instrument, key)."""
        groups = defaultdict(list)
        for note in self.notes:
            groups[note.instrument, note.key].append(note)
        return groups

    def _marks(self, channel):
        marks, instruments = [], self.instruments_per_row(channel)
        for index, row in enumerate(self.rows):
            cell = self.cells[index][channel]
            if cell.delay_ticks >= row.speed:
                continue        # never reached: the row is over before
            tick = tick_frames(row.tempo)
            kind = self._kind(cell, bool(marks))
            if kind:
                marks.append(Mark(row.frame + cell.delay_ticks * tick, index, kind, cell.key, instruments[index]))
            if cell.cut_ticks is not None and cell.cut_ticks < row.speed:
                marks.append(Mark(row.frame + cell.cut_ticks * tick, index, "off", 0, instruments[index]))
        return sorted(marks, key=lambda mark: mark.frame)

    @staticmethod
    def _kind(cell, sounding):
        if cell.key:
            return "slid" if cell.slides_to_key and sounding else "struck"
        if cell.is_note_off:
            return "off"
        return "touch" if cell.instrument else None

    def _notes(self, channel, marks):
        """Goes through the marks from the end, so that what follows each note is known."""
        notes, next_mark, next_note = [], self.frames, self.frames
        next_row = len(self.rows)
        for mark in reversed(marks):
            if mark.kind == "struck":
                plain = self._is_plain(channel, mark, max(next_row, mark.row + 1))
                notes.append(Note(mark.frame, channel, mark.key, mark.instrument, mark.row, plain,
                                  next_mark, next_note))
            next_mark, next_row = mark.frame, mark.row
            if mark.kind in ("struck", "off"):
                next_note = mark.frame
        return notes[::-1]

    def _is_plain(self, channel, mark, end_row):
        for index in range(mark.row, min(end_row, len(self.rows))):
            if self.rows[index].frame > mark.frame + PLAIN_FRAMES:
                break
            if self.cells[index][channel].changes_sound:
                return False
        return True


def backgrounds_differ(one, other):
    """Whether two backgrounds have less than 80 % of their notes in common."""
    together = len(one | other)
    return together > 0 and len(one & other) < BACKGROUND_COMMON * together
