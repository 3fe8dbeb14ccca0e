# SPDX-License-Identifier: AGPL-3.0-or-later
"""libopenmpt through ctypes: loading a module, rendering it, and knowing which row sounds when."""
import ctypes
from dataclasses import dataclass

import numpy as np

SAMPLE_RATE = 44100
LIBRARY = "libopenmpt.so.0"

COARSE_STEP = 64                # frames rendered at once while no new row is due
GUARD = 6                       # frames around a due row that are rendered one at a time

_Handle = ctypes.c_void_p
_Int = ctypes.c_int32

_SIGNATURES = {
    "openmpt_module_ext_create_from_memory": (
        _Handle, [ctypes.c_char_p, ctypes.c_size_t, _Handle, _Handle, _Handle, _Handle,
                  ctypes.POINTER(ctypes.c_int), _Handle, _Handle]),
    "openmpt_module_ext_destroy": (None, [_Handle]),
    "openmpt_module_ext_get_module": (_Handle, [_Handle]),
    "openmpt_module_ext_get_interface": (ctypes.c_int, [_Handle, ctypes.c_char_p, _Handle, ctypes.c_size_t]),
    "openmpt_module_select_subsong": (ctypes.c_int, [_Handle, _Int]),
    "openmpt_module_set_repeat_count": (ctypes.c_int, [_Handle, _Int]),
    "openmpt_module_ctl_set": (ctypes.c_int, [_Handle, ctypes.c_char_p, ctypes.c_char_p]),
    "openmpt_module_get_metadata": (_Handle, [_Handle, ctypes.c_char_p]),
    "openmpt_free_string": (None, [_Handle]),
    "openmpt_module_get_num_channels": (_Int, [_Handle]),
    "openmpt_module_get_current_order": (_Int, [_Handle]),
    "openmpt_module_get_current_pattern": (_Int, [_Handle]),
    "openmpt_module_get_current_row": (_Int, [_Handle]),
    "openmpt_module_get_current_speed": (_Int, [_Handle]),
    "openmpt_module_get_current_tempo": (_Int, [_Handle]),
    "openmpt_module_get_pattern_row_channel_command": (
        ctypes.c_uint8, [_Handle, _Int, _Int, _Int, ctypes.c_int]),
    "openmpt_module_read_float_mono": (ctypes.c_size_t, [_Handle, _Int, ctypes.c_size_t, _Handle]),
}

CELL_FIELDS = 6                 # note, instrument, volume command, effect, volume, parameter


class ModuleError(Exception):
    """A file that libopenmpt cannot play."""


class _Interactive(ctypes.Structure):
    """libopenmpt's extension for playing interactively: a table of functions."""
    _fields_ = [(name, _Handle) for name in (
        "set_current_speed", "set_current_tempo", "set_tempo_factor", "get_tempo_factor", "set_pitch_factor",
        "get_pitch_factor", "set_global_volume", "get_global_volume", "set_channel_volume", "get_channel_volume",
        "set_channel_mute_status", "get_channel_mute_status", "set_instrument_mute_status",
        "get_instrument_mute_status", "play_note", "stop_note")]


_SetChannelMute = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, _Int, ctypes.c_int)


def load_library():
    """libopenmpt with all signatures declared; OSError when it is not installed."""
    library = ctypes.CDLL(LIBRARY)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def tick_frames(tempo):
    """Length of one tick in frames; it lasts 2.5 s divided by the tempo."""
    return SAMPLE_RATE * 5 // (2 * max(tempo, 1))


@dataclass(frozen=True)
class PlayedRow:
    """One row as it was played."""
    frame: int                  # its first frame
    order: int
    pattern: int
    row: int
    speed: int                  # ticks per row
    tempo: int
    exact: bool                 # the first frame is known exactly

    @property
    def expected_frames(self):
        return self.speed * tick_frames(self.tempo)


class Player:
    """One loaded module, at its beginning. Use as a context manager."""

    def __init__(self, data):
        self._library = library = load_library()
        error = ctypes.c_int(0)
        silent = ctypes.cast(library.openmpt_log_func_silent, _Handle)
        self._extended = library.openmpt_module_ext_create_from_memory(
            data, len(data), silent, None, None, None, ctypes.byref(error), None, None)
        if not self._extended:
            raise ModuleError("libopenmpt cannot load this file")
        self._module = library.openmpt_module_ext_get_module(self._extended)
        library.openmpt_module_select_subsong(self._module, 0)
        library.openmpt_module_set_repeat_count(self._module, 0)
        library.openmpt_module_ctl_set(self._module, b"play.at_end", b"stop")
        # the Amiga's output filter works on the mix: without it the mix is the sum of its channels
        library.openmpt_module_ctl_set(self._module, b"render.resampler.emulate_amiga", b"0")
        self.channels = library.openmpt_module_get_num_channels(self._module)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._library.openmpt_module_ext_destroy(self._extended)
        self._extended = self._module = None

    def metadata(self, key):
        """One entry of the metadata, for example 'title' or 'type'."""
        pointer = self._library.openmpt_module_get_metadata(self._module, key.encode())
        text = ctypes.string_at(pointer).decode("utf-8", "replace")
        self._library.openmpt_free_string(pointer)
        return text

    def mute_all_but(self, channel):
        """Leaves one channel audible."""
        table = _Interactive()
        if not self._library.openmpt_module_ext_get_interface(
                self._extended, b"interactive", ctypes.byref(table), ctypes.sizeof(table)):
            raise ModuleError("this libopenmpt cannot mute channels")
        set_mute = _SetChannelMute(table.set_channel_mute_status)
        for other in range(self.channels):
            if other != channel:
                set_mute(self._extended, other, 1)

    def cells(self, played_rows):
        """What the played rows hold: an array of rows x channels x CELL_FIELDS."""
        read = self._library.openmpt_module_get_pattern_row_channel_command
        known = {}
        for played in played_rows:
            place = (played.pattern, played.row)
            if place not in known:
                known[place] = [[read(self._module, *place, channel, field) for field in range(CELL_FIELDS)]
                                for channel in range(self.channels)]
        return np.array([known[played.pattern, played.row] for played in played_rows], np.uint8)

    def render(self, frames):
        """At most so many frames, mono."""
        audio = np.zeros(frames, np.float32)
        position = 0
        while position < frames:
            count = self._read(audio, position, min(frames - position, SAMPLE_RATE))
            if not count:
                break
            position += count
        return audio[:position]

    def render_with_rows(self, frames):
        """Like render, and the rows in the order they were played.

        The row that sounds can only be asked for after a piece was rendered. So the place where the
        next row is due, by speed and tempo, is approached in large steps and passed in single frames;
        should the row not change there, then every further tick is tried in the same way.
        """
        audio = np.zeros(frames, np.float32)
        rows, position, due = [], 0, 0
        while position < frames:
            if position - due > GUARD:
                due += tick_frames(rows[-1].tempo)
            step = min(step_towards(due - position), frames - position)
            count = self._read(audio, position, step)
            if not count:
                break
            if not rows or (rows[-1].order, rows[-1].row) != self._place():
                rows.append(self._row_now(position, exact=step == 1))
                due = position + rows[-1].expected_frames
            position += count
        return audio[:position], rows

    def _read(self, audio, position, count):
        address = audio.ctypes.data + audio.itemsize * position
        return self._library.openmpt_module_read_float_mono(self._module, SAMPLE_RATE, count, address)

    def _place(self):
        return (self._library.openmpt_module_get_current_order(self._module),
                self._library.openmpt_module_get_current_row(self._module))

    def _row_now(self, position, exact):
        order, row = self._place()
        return PlayedRow(position, order, self._library.openmpt_module_get_current_pattern(self._module), row,
                         self._library.openmpt_module_get_current_speed(self._module),
                         self._library.openmpt_module_get_current_tempo(self._module), exact)


def step_towards(distance):
    """How many frames to render when a row is due after so many (or was, where negative)."""
    if abs(distance) <= GUARD:
        return 1
    return min(COARSE_STEP, distance - GUARD) if distance > 0 else COARSE_STEP
