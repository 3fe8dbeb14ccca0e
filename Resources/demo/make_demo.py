#!/usr/bin/env python3
# SPDX-License-Identifier: CC0-1.0
"""Synthesise the demo track of Reprise and write down where its sounds return.

The script composes and renders a short electronic piece in D minor, plants three sounds in it (the "glass call", a
"zap" and a riser), writes the music as demo.flac and the exact places of the planted sounds as demo.json.

Every planted sound is rendered once, with its own echo and reverb, and the same samples are added to the mix at each
place, changed in gain only. Nothing after that point is non-linear but a slow limiter on the whole mix, so that each
occurrence is the same audio under different music. Everything is computed from the score below and a fixed seed:
no samples, no recordings. Needs Python 3 with numpy and soundfile.

    python3 make_demo.py                 write demo.flac and demo.json beside this script
    python3 make_demo.py --out FOLDER    write them elsewhere
"""

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

SAMPLE_RATE = 44100
SEED = 20240611
BEATS_PER_MINUTE = 116
BEATS_PER_BAR = 4
BAR_COUNT = 38
SAMPLES_PER_BEAT = SAMPLE_RATE * 60 / BEATS_PER_MINUTE
TOTAL_SAMPLES = round(BAR_COUNT * BEATS_PER_BAR * SAMPLES_PER_BEAT + 1.5 * SAMPLE_RATE)
FADE_FIRST_BAR = 36
SWING = 0.10  # how late every second sixteenth is, in sixteenths
CEILING = 10 ** (-1.0 / 20)
DRIVE_DECIBELS = 3.0  # how far the highest peak lies above the ceiling before the limiter


# --- The score ------------------------------------------------------------------------------------------------------

# Name: bass note and the four upper voices, as MIDI note numbers; neighbours share notes or move by step.
CHORDS = {
    "Dm9": (38, (53, 57, 60, 64)),
    "Bbmaj9": (34, (53, 57, 60, 62)),
    "Fmaj9": (41, (55, 57, 60, 64)),
    "Cadd9": (36, (55, 60, 62, 64)),
    "Gm11": (43, (53, 58, 60, 62)),
    "Asus": (33, (55, 57, 62, 64)),
    "Gm9 high": (31, (58, 62, 65, 69)),
    "Am7": (33, (57, 60, 64, 67)),
    "Bbmaj9 high": (34, (57, 62, 65, 72)),
    "C69": (36, (57, 62, 64, 67)),
    "F/A": (33, (57, 60, 65, 69)),
    "Ebmaj9": (39, (58, 62, 65, 67)),
    "C9sus": (36, (58, 60, 62, 65)),
}

VERSE = ("Dm9", "Bbmaj9", "Fmaj9", "Cadd9", "Dm9", "Bbmaj9", "Gm11", "Asus")


@dataclass(frozen=True)
class Section:
    """A part of the song: its chords (one a bar), how bright the pads are, and what plays."""

    name: str
    first_bar: int
    chords: tuple
    brightness: tuple  # of the pads, at the beginning and the end, 0 to 1
    pad_level: float
    drums: dict = field(default_factory=dict)  # instrument: patterns of 16 steps, one after the other
    bass: tuple = ()  # (beat, length in beats, semitones above the root, velocity)
    bells: tuple = ()  # one index into the chord's notes, or None, for each eighth
    plucks: tuple = ()  # the same for each sixteenth
    comping: tuple = ()  # (beat, length in beats, velocity) of the electric piano
    melody: tuple = ()  # (bar within the section, beat, MIDI note, length in beats)
    fill: bool = False  # whether the last bar ends in a drum fill

    def bars(self):
        """Yield (bar number in the song, bar number in the section, chord name)."""
        for index, chord in enumerate(self.chords):
            yield self.first_bar + index, index, chord


B_MELODY = (
    (0, 0, 74, 1.4), (0, 1.5, 77, 0.5), (0, 2, 76, 1), (0, 3, 74, 0.9),
    (1, 0, 72, 1.4), (1, 1.5, 69, 0.5), (1, 2, 72, 1.8),
    (2, 0, 74, 1.4), (2, 1.5, 77, 0.5), (2, 2, 81, 1.4), (2, 3.5, 79, 0.5),
    (3, 0, 76, 2.8), (3, 3.5, 74, 0.5),
    (4, 0, 74, 1), (4, 1, 77, 1), (4, 2, 82, 1), (4, 3, 81, 1),
    (5, 0, 79, 1.4), (5, 1.5, 77, 0.5), (5, 2, 72, 1.8),
    (6, 0, 74, 1.4), (6, 1.5, 75, 0.5), (6, 2, 79, 1.4), (6, 3.5, 77, 0.5),
    (7, 0, 74, 1.9), (7, 2, 72, 1.5),
)

COUNTER_MELODY = (
    (0, 0, 81, 2.8), (0, 3, 79, 0.9), (1, 0, 77, 3.4),
    (2, 0, 79, 1.8), (2, 2, 76, 1.8), (3, 0, 74, 3.4),
    (4, 0, 77, 1.8), (4, 2, 81, 1.8), (5, 0, 82, 1.4), (5, 1.5, 81, 0.5), (5, 2, 77, 1.8),
    (6, 0, 79, 1.8), (6, 2, 77, 0.9), (6, 3, 74, 0.9), (7, 0, 76, 3.4),
)

SECTIONS = (
    Section(
        "intro", 0, ("Dm9", "Bbmaj9", "Fmaj9", "Cadd9"), (0.05, 0.45), 0.9,
        drums={"shaker": ("................", "................", "..o...o...o...o.", "..o.o.o...o.oooo")},
        bells=(0, None, 2, 4, None, 3, None, 1),
    ),
    Section(
        "A", 4, VERSE, (0.35, 0.55), 0.75,
        drums={
            "kick": ("X.....x.X.......", "X.....x.X..x..x."),
            "snare": ("....X.......X...", "....X..o....X..o"),
            "hat": ("x.o.x.o.x.o.x.o.", "x.o.x.oox.o.x..."),
            "open hat": ("................", "..............x."),
        },
        bass=((0, 0.7, 0, 1.0), (0.75, 0.3, 0, 0.7), (1.5, 0.6, 0, 0.9), (2.5, 0.4, 12, 0.7), (3.5, 0.4, 7, 0.8)),
        bells=(0, 2, None, 4, 3, None, 5, None),
        comping=((0, 1.2, 0.9), (1.5, 0.9, 0.7), (2.75, 1.0, 0.8)),
        fill=True,
    ),
    Section(
        "B", 12, ("Gm9 high", "Am7", "Bbmaj9 high", "C69", "Gm9 high", "F/A", "Ebmaj9", "C9sus"), (0.6, 0.95), 0.7,
        drums={
            "kick": ("X...X...X...X...", "X...X...X...X.x."),
            "snare": ("....X.......X...",),
            "clap": ("....x.......x...", "....x..o....x..."),
            "hat": ("x.oox.oox.oox.oo",),
            "open hat": ("..x...x...x...x.",),
        },
        bass=tuple((step / 2, 0.38, 12 if step in (3, 6) else 0, 1.0 if step % 2 else 0.75) for step in range(8)),
        plucks=(0, 2, 4, 5, 3, 1, 4, 6, 0, 3, 5, 7, 4, 2, 5, 3),
        melody=B_MELODY,
        fill=True,
    ),
    Section(
        "breakdown", 20, ("Bbmaj9", "Bbmaj9 high", "Dm9", "Am7", "Gm11", "Asus"), (0.55, 0.75), 1.0,
        drums={
            "kick": ("................",) * 3 + ("X...............", "X...............", "X.......X...X.X."),
            "shaker": ("................",) * 3 + ("..o...o...o...o.", "..o...o...o.o.o.", "o.o.o.o.o.oooooo"),
        },
        bells=(5, None, 3, None, 1, 4, None, 2),
        comping=((0, 3.2, 0.8),),
        fill=True,
    ),
    Section(
        "A'", 26, VERSE, (0.6, 0.85), 0.75,
        drums={
            "kick": ("X..x..x...X.x...", "X..x..x.X.....x."),
            "snare": ("....X..o.o..X...", "....X.......X.o."),
            "clap": ("............x...",),
            "hat": ("x.xox.xox.xox.xo",),
            "open hat": ("................", "..........x....."),
            "shaker": ("oxooxooxooxooxoo",),
        },
        bass=((0, 0.6, 0, 1.0), (0.75, 0.3, 0, 0.8), (1.5, 0.4, 12, 0.8), (2, 0.3, 0, 0.7), (2.5, 0.6, 0, 0.9),
              (3.25, 0.25, 7, 0.7), (3.5, 0.4, 12, 0.8)),
        bells=(4, 2, None, 5, 3, None, 6, 1),
        plucks=(0, None, 4, None, None, 3, None, 5, 0, None, 4, None, 6, None, 3, None),
        comping=((0, 1.2, 0.9), (1.5, 0.9, 0.7), (2.75, 1.0, 0.8)),
        melody=COUNTER_MELODY,
        fill=True,
    ),
    Section(
        "outro", 34, ("Dm9", "Bbmaj9", "Fmaj9", "Dm9"), (0.6, 0.1), 0.95,
        drums={
            "kick": ("X.......X.......", "X.......X.......", "X...............", "X..............."),
            "shaker": ("..o...o...o...o.",),
        },
        bass=((0, 2.5, 0, 0.8),),
        bells=(0, None, 2, 4, None, 3, None, 1),
        comping=((0, 3.0, 0.6),),
    ),
)

# Where the planted sounds return: (bar, beat, gain in decibels). The riser's places are where it ends.
CALL_PLACES = (
    (1, 2.0, 0.0), (5, 2.5, 0.5), (8, 1.0, -1.0), (10, 1.25, 1.5), (13, 0.75, 2.0), (15, 2.0, 1.0), (18, 0.5, -2.0),
    (21, 1.0, -1.0), (23, 2.66, 0.0), (27, 2.5, 1.0), (29, 1.4, -2.0), (32, 1.0, -2.0), (35, 1.0, 0.5),
)
NEAR_MISS_PLACES = ((16, 2.0, 0.0), (30, 2.75, 0.0))
ZAP_PLACES = (
    (6, 3.5, 0.0), (9, 2.75, -1.0), (11, 2.0, 1.0), (14, 1.5, 1.5), (17, 3.25, -1.0), (22, 0.5, -2.0), (28, 1.75, 0.5),
    (31, 3.5, -0.5), (35, 3.5, 0.0),
)
RISER_PLACES = ((4, 0.0, -1.0), (12, 0.0, 0.5), (20, 0.0, 1.5), (26, 0.0, -0.5), (34, 0.0, 0.0))

# Notes of the call and of its near miss: (start in seconds, MIDI note, vowel). All belong to the D minor pentatonic
# scale, which suits every chord of the song.
CALL_NOTES = ((0.0, 69, "i"), (0.17, 72, "a"), (0.34, 74, "e"), (0.62, 67, "o"), (0.80, 69, "a"))
NEAR_MISS_NOTES = ((0.0, 74, "o"), (0.24, 72, "i"), (0.40, 67, "a"), (0.58, 65, "e"), (0.90, 62, "o"))
VOWELS = {
    "i": (330, 2150, 3000), "e": (520, 1850, 2600), "a": (850, 1250, 2800), "o": (480, 880, 2700),
}
FORMANT_WIDTHS = (130, 190, 320)
FORMANT_LEVELS = (1.0, 1.15, 0.75)

LEVELS = {
    "pad": 0.17, "bass": 0.25, "bell": 0.18, "pluck": 0.13, "piano": 0.11, "lead": 0.115,
    "kick": 0.54, "snare": 0.36, "clap": 0.25, "hat": 0.21, "open hat": 0.18, "shaker": 0.13, "crash": 0.20,
    "call": 0.66, "zap": 0.76, "riser": 0.72,
}
STEP_VELOCITIES = {"X": 1.0, "x": 0.75, "o": 0.42}
PANS = {"kick": 0.0, "snare": 0.0, "clap": 0.1, "hat": 0.25, "open hat": 0.25, "shaker": -0.35, "crash": -0.15}


# --- Small helpers --------------------------------------------------------------------------------------------------

def random_source(*key):
    """A random generator that depends on the seed and the key only, not on what was drawn before."""
    return np.random.default_rng([SEED, *(sum(ord(letter) * 31 ** place for place, letter in enumerate(str(part)))
                                          for part in key)])


def sample_at(bar, beat=0.0):
    """The sample at which a place in the song begins."""
    return round((bar * BEATS_PER_BAR + beat) * SAMPLES_PER_BEAT)


def swung_beat(step):
    """The beat of a sixteenth within a bar, with swing."""
    return (step + (SWING if step % 2 else 0)) / 4


def frequency_of(note):
    """Frequency of a MIDI note in hertz."""
    return 440.0 * 2 ** ((note - 69) / 12)


def amplitude(level):
    """The ratio of amplitudes for a level in decibels."""
    return 10 ** (level / 20)


def seconds_axis(length):
    """Times in seconds for a sound of so many seconds."""
    return np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE


def edges(count, attack, release):
    """A window that rises and falls like a raised cosine; times in seconds."""
    window = np.ones(count)
    rise, fall = (min(count, max(1, round(seconds * SAMPLE_RATE))) for seconds in (attack, release))
    window[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    window[count - fall:] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fall) + 1) / fall)
    return window


def smooth_step(values):
    """Map 0..1 to 0..1 with flat ends."""
    clipped = np.clip(values, 0, 1)
    return clipped * clipped * (3 - 2 * clipped)


def phase_of(frequencies):
    """Phase in radians of an oscillator whose frequency changes sample by sample, from zero."""
    return 2 * np.pi * np.concatenate(([0.0], np.cumsum(frequencies[:-1]))) / SAMPLE_RATE


def normalised(sound):
    """The sound with a peak of one."""
    return sound / np.max(np.abs(sound))


def fast_length(count):
    """The next power of two."""
    return 1 << (count - 1).bit_length()


def filtered(sound, low=0.0, high=1e9, order=2):
    """Zero-phase band filter with Butterworth slopes, along the first axis."""
    count = len(sound)
    size = fast_length(count + SAMPLE_RATE // 4)
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    response = 1 / np.sqrt(1 + (frequencies / high) ** (2 * order))
    if low > 0:
        response *= 1 / np.sqrt(1 + (low / np.maximum(frequencies, 1e-3)) ** (2 * order))
    response = response.reshape((-1,) + (1,) * (sound.ndim - 1))
    return np.fft.irfft(np.fft.rfft(sound, size, axis=0) * response, size, axis=0)[:count]


def convolved(sound, response):
    """Convolution of two stereo sounds, channel by channel."""
    count = len(sound) + len(response) - 1
    size = fast_length(count)
    return np.fft.irfft(np.fft.rfft(sound, size, axis=0) * np.fft.rfft(response, size, axis=0), size, axis=0)[:count]


def panned(sound, position):
    """A stereo sound from a mono one; the position goes from -1 (left) to 1 (right), at constant power."""
    if sound.ndim == 2:
        return sound
    angle = (position + 1) * np.pi / 4
    return np.stack((sound * np.cos(angle), sound * np.sin(angle)), axis=1) * np.sqrt(2)


def add_at(bus, sound, start, gain=1.0):
    """Add a stereo sound to a bus, cut at the bus's ends."""
    first = max(0, start)
    last = min(len(bus), start + len(sound))
    if last > first:
        bus[first:last] += gain * sound[first - start:last - start]


def empty_bus():
    """Silence as long as the song."""
    return np.zeros((TOTAL_SAMPLES, 2))


# --- Instruments ----------------------------------------------------------------------------------------------------

def pad_tables(note):
    """A dark and a bright endless sound of one pad note, each harmonic spread as by many detuned voices."""
    size = 1 << 18
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    base = frequency_of(note)
    spread = np.zeros((2, len(frequencies)))
    for harmonic in range(1, int(9000 / base) + 1):
        centre = base * harmonic
        width = centre * (2 ** (16 / 1200) - 1)
        shape = np.exp(-((frequencies - centre) / width) ** 2) / np.sqrt(width)
        for table, cutoff in enumerate((700, 3400)):
            spread[table] += shape * harmonic ** -0.9 / (1 + (centre / cutoff) ** 4) ** 0.5
    phases = np.exp(2j * np.pi * random_source("pad", note).random(len(frequencies)))
    tables = np.fft.irfft(spread * phases, size, axis=1)
    return tables / np.sqrt(np.mean(tables[0] ** 2))


def pad_chord(tables, notes, length, brightness, generator):
    """A stereo pad chord that moves from one brightness to another."""
    count = round((length + 0.7) * SAMPLE_RATE)
    blend = np.linspace(*brightness, count) + 0.06 * np.sin(2 * np.pi * 0.31 * np.arange(count) / SAMPLE_RATE)
    sound = np.zeros((count, 2))
    for place, note in enumerate(notes):
        dark, bright = tables[note]
        for channel in range(2):
            offset = int(generator.integers(len(dark)))
            indices = (offset + np.arange(count)) % len(dark)
            balance = 1 + 0.25 * (1 if (place + channel) % 2 else -1)
            sound[:, channel] += balance * ((1 - blend) * dark[indices] + blend * bright[indices])
    return 0.25 * sound * edges(count, 0.30, 0.75)[:, None]


def struck_string(note, length, brightness, decay):
    """A plucked tone: harmonics that die away the sooner the higher they are."""
    times = seconds_axis(length)
    base = frequency_of(note)
    sound = np.zeros(len(times))
    for harmonic in range(1, min(28, int(12000 / base)) + 1):
        level = harmonic ** -1.0 / (1 + (base * harmonic / brightness) ** 2)
        sound += level * np.exp(-times * (decay + 1.3 * harmonic)) * np.sin(2 * np.pi * base * harmonic * times)
    return sound * edges(len(times), 0.002, 0.02)


def pluck_note(note):
    """The sixteenth-note arpeggio of the louder parts: two detuned strings."""
    return struck_string(note, 0.7, 3200, 4.0) + 0.7 * struck_string(note + 0.09, 0.7, 2600, 4.0)


def bass_note(note, length):
    """A round bass with a soft growl on top."""
    times = seconds_axis(length + 0.06)
    base = frequency_of(note)
    sound = 1.1 * np.sin(2 * np.pi * base * times)
    for harmonic in range(2, 13):
        sound += 0.75 / harmonic * np.exp(-times * 1.6 * harmonic) * np.sin(2 * np.pi * base * harmonic * times)
    return np.tanh(0.9 * sound) * edges(len(times), 0.006, 0.06)


def bell_note(note):
    """A glockenspiel-like tone by frequency modulation."""
    times = seconds_axis(1.6)
    base = frequency_of(note)
    modulator = 1.6 * np.exp(-times * 7) * np.sin(2 * np.pi * base * 3.51 * times)
    body = np.sin(2 * np.pi * base * times + modulator) * np.exp(-times * 3.4)
    return (body + 0.3 * np.sin(2 * np.pi * base * 2.0 * times) * np.exp(-times * 5)) * edges(len(times), 0.002, 0.1)


def piano_note(note, length):
    """An electric piano by frequency modulation."""
    times = seconds_axis(length + 0.15)
    base = frequency_of(note)
    tine = 0.25 * np.exp(-times * 14) * np.sin(2 * np.pi * base * 14 * times)
    body = 1.1 * np.exp(-times * 2.5) * np.sin(2 * np.pi * base * times)
    tremolo = 1 + 0.12 * np.sin(2 * np.pi * 4.7 * times)
    return np.sin(2 * np.pi * base * times + body + tine) * np.exp(-times * 1.5) * tremolo \
        * edges(len(times), 0.003, 0.15)


def lead_note(note, length, generator):
    """A flute-like melody voice with late vibrato and some breath."""
    times = seconds_axis(length + 0.12)
    vibrato = 0.10 * smooth_step((times - 0.15) / 0.4) * np.sin(2 * np.pi * 5.3 * times)
    scoop = -0.35 * np.exp(-times * 28)
    phase = phase_of(frequency_of(note + vibrato + scoop))
    tone = np.sin(phase) + 0.32 * np.sin(2 * phase) + 0.16 * np.sin(3 * phase) + 0.05 * np.sin(5 * phase)
    breath = filtered(generator.standard_normal(len(times)), 1500, 5000) * (0.02 + 0.10 * np.exp(-times * 12))
    return (tone + breath) * edges(len(times), 0.035, 0.12)


def kick_sound():
    """A bass drum: a sine that falls from a click to 47 Hz."""
    times = seconds_axis(0.42)
    phase = phase_of(47 + 130 * np.exp(-times * 32) + 500 * np.exp(-times * 260))
    return np.sin(phase) * np.exp(-times * 7.5) * edges(len(times), 0.0008, 0.08)


def snare_sound():
    """A snare drum: two tones of the skin and the noise of the wires."""
    times = seconds_axis(0.30)
    skin = 0.6 * np.sin(phase_of(188 + 60 * np.exp(-times * 60))) + 0.35 * np.sin(2 * np.pi * 331 * times)
    wires = normalised(filtered(random_source("snare").standard_normal(len(times)), 1200, 8500))
    return normalised(skin * np.exp(-times * 20) + 0.8 * wires * np.exp(-times * 17)) \
        * edges(len(times), 0.0008, 0.05)


def clap_sound():
    """A hand clap: three short bursts of noise and a tail."""
    times = seconds_axis(0.28)
    noise = normalised(filtered(random_source("clap").standard_normal(len(times)), 900, 5500))
    bursts = sum(np.where(times >= late, np.exp(-(times - late) * 190), 0) for late in (0.0, 0.011, 0.023))
    tail = np.where(times >= 0.03, np.exp(-(times - 0.03) * 20), 0)
    return noise * (bursts + 0.8 * tail) * edges(len(times), 0.0008, 0.05)


def cymbal_sound(name, length, decay, low):
    """Hats, shaker and crash: high noise with some inharmonic metal."""
    times = seconds_axis(length)
    generator = random_source(name)
    noise = normalised(filtered(generator.standard_normal(len(times)), low, 13000, 3))
    metal = sum(np.sign(np.sin(2 * np.pi * partial * times)) for partial in (2153, 3121, 4219, 5437, 6151))
    metal = normalised(filtered(metal, low, 12000, 3))
    return (noise + 0.35 * metal) * np.exp(-times * decay) * edges(len(times), 0.001, 0.03)


def drum_kit():
    """All drums by name."""
    return {
        "kick": kick_sound(),
        "snare": snare_sound(),
        "clap": clap_sound(),
        "hat": cymbal_sound("hat", 0.09, 55, 7000),
        "open hat": cymbal_sound("open hat", 0.32, 11, 6500),
        "shaker": cymbal_sound("shaker", 0.11, 32, 5200) * edges(round(0.11 * SAMPLE_RATE), 0.02, 0.03),
        "crash": cymbal_sound("crash", 2.4, 2.2, 3500),
    }


# --- The planted sounds ---------------------------------------------------------------------------------------------

def glide(values, starts, count, seconds):
    """A curve that holds each value from its start and slides into it over the given time."""
    times = np.arange(count) / SAMPLE_RATE
    curve = np.full(count, float(values[0]))
    for start, before, after in zip(starts[1:], values, values[1:]):
        curve += (after - before) * smooth_step((times - start + seconds / 2) / seconds)
    return curve


def formant_levels(frequencies, formants):
    """How loud a harmonic is that lies at the given frequencies under moving formants."""
    return 0.015 + sum(level * np.exp(-0.5 * ((frequencies - centre) / width) ** 2)
                       for level, centre, width in zip(FORMANT_LEVELS, formants, FORMANT_WIDTHS))


def call_voice(notes, count, detune):
    """The singing half of the glass call: harmonics of a gliding tone under vowel formants."""
    starts = [start for start, _, _ in notes]
    times = np.arange(count) / SAMPLE_RATE
    pitch = glide([note for _, note, _ in notes], starts, count, 0.035) + detune
    last = times - starts[-1]
    pitch += 0.28 * smooth_step(last / 0.2) * np.sin(2 * np.pi * 6.1 * times)
    base = frequency_of(pitch)
    phase = phase_of(base)
    formants = [glide([VOWELS[vowel][index] for _, _, vowel in notes], starts, count, 0.09) for index in range(3)]
    voice = np.zeros(count)
    for harmonic in range(1, 25):
        frequencies = base * harmonic
        fade = np.clip((13000 - frequencies) / 3000, 0, 1)
        voice += fade * harmonic ** -0.35 * formant_levels(frequencies, formants) * np.sin(harmonic * phase)
    return voice


def call_glass(notes, count):
    """The ringing half of the glass call: an inharmonic strike at each note."""
    glass = np.zeros(count)
    times = np.arange(count) / SAMPLE_RATE
    for start, note, _ in notes:
        later = np.maximum(times - start, 0)
        base = 2 * frequency_of(note)
        modulator = 2.6 * np.exp(-later * 11) * np.sin(2 * np.pi * base * 2.76 * later)
        strike = np.sin(2 * np.pi * base * later + modulator) * np.exp(-later * 8) * np.minimum(later / 0.001, 1)
        glass += strike * (times >= start)
    return glass


def call_gate(notes, count, end):
    """Loudness of the call: each note swells a little, the last one stutters and ends."""
    times = np.arange(count) / SAMPLE_RATE
    gate = np.ones(count)
    for start, _, _ in notes[1:]:
        gate *= 1 - 0.75 * np.exp(-((times - start + 0.012) / 0.014) ** 2)
    stutter = 0.5 + 0.5 * np.cos(2 * np.pi * 8.7 * (times - notes[-1][0]))
    gate *= 1 - 0.7 * smooth_step((times - notes[-1][0] - 0.05) / 0.1) * (1 - stutter)
    return gate * np.minimum(times / 0.004, 1) * (1 - smooth_step((times - end + 0.25) / 0.25))


def printed_space(sound, name, count, amount):
    """Add a short room and two echoes to a stereo sound and end it at the given sample."""
    times = seconds_axis(0.5)
    generator = random_source("space", name)
    room = generator.standard_normal((len(times), 2)) * np.exp(-times * 11)[:, None]
    room = filtered(room, 250, 6500) / np.sqrt(np.sum(room ** 2, axis=0))
    wet = convolved(sound, room)
    result = np.zeros((count, 2))
    add_at(result, sound, 0)
    add_at(result, wet, round(0.012 * SAMPLE_RATE), amount)
    add_at(result, sound[:, ::-1], round(0.194 * SAMPLE_RATE), 0.22 * amount)
    add_at(result, sound, round(0.388 * SAMPLE_RATE), 0.10 * amount)
    return result * edges(count, 1 / SAMPLE_RATE, 0.12)[:, None]


def call_sound(notes, name):
    """The glass call: a short sung riff, half voice, half glass, 1.6 seconds."""
    count = round(1.6 * SAMPLE_RATE)
    gate = call_gate(notes, count, 1.42)
    glass = 0.42 * call_glass(notes, count)
    breath = filtered(random_source("breath", name).standard_normal(count), 2500, 9000) * 0.035
    dry = np.stack([(call_voice(notes, count, detune) + breath) * gate + glass * np.minimum(1, 0.3 + gate)
                    for detune in (-0.03, 0.03)], axis=1)
    return normalised(printed_space(dry, name, count, 0.5))


def zap_sound():
    """The zap: a tone that drops like a tom struck by lightning, 0.4 seconds."""
    times = seconds_axis(0.4)
    frequencies = 95 + 260 * np.exp(-times * 9) + 1900 * np.exp(-times * 38)
    phase = phase_of(frequencies)
    tone = np.sin(phase + 2.4 * np.exp(-times * 16) * np.sin(1.5 * phase)) * np.exp(-times * 7.5)
    spark = normalised(filtered(random_source("zap").standard_normal((len(times), 2)), 1800, 9000))
    sound = tone[:, None] + 0.5 * spark * np.exp(-times * 32)[:, None]
    return normalised(sound * edges(len(times), 0.001, 0.08)[:, None])


def sweeping_noise(count, low, high, generator):
    """Stereo noise in a band that rises from one frequency to another."""
    size, hop = 2048, 512
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    window = np.hanning(size + 1)[:size]
    noise = generator.standard_normal((count + 2 * size, 2))
    result = np.zeros_like(noise)
    for start in range(0, count + size, hop):
        centre = low * (high / low) ** min(1.0, start / count)
        band = np.exp(-0.5 * (np.log2(np.maximum(frequencies, 1) / centre) / 0.45) ** 2)
        frame = np.fft.rfft(noise[start:start + size] * window[:, None], axis=0) * band[:, None]
        result[start:start + size] += np.fft.irfft(frame, size, axis=0) * window[:, None]
    return normalised(result[size:size + count])


def riser_sound():
    """The riser: climbing noise and a climbing detuned chord with a tremolo that quickens, 3.5 seconds."""
    times = seconds_axis(3.5)
    count = len(times)
    progress = times / times[-1]
    noise = sweeping_noise(count, 350, 7500, random_source("riser"))
    tone = np.zeros((count, 2))
    for channel, detune in enumerate((-0.08, 0.08)):
        for interval in (0, 7):
            base = frequency_of(50 + interval + detune + 24 * progress ** 1.3)
            phase = phase_of(base)
            for harmonic in range(1, 13):
                level = harmonic ** -1.0 / (1 + (base * harmonic / (600 + 3400 * progress)) ** 2)
                tone[:, channel] += level * np.sin(harmonic * phase)
    tremolo = 1 - 0.45 * (0.5 + 0.5 * np.cos(phase_of(3 + 11 * progress ** 2)))
    swell = 0.40 + 0.60 * progress ** 1.3
    sound = (0.9 * noise + 0.30 * tone) * (tremolo * swell * edges(count, 0.03, 0.05))[:, None]
    return normalised(sound)


# --- Playing the score ----------------------------------------------------------------------------------------------

class Mixer:
    """The buses of the song: what ducks under the kick, what does not, and what is sent to the effects."""

    def __init__(self):
        self.ducked = empty_bus()
        self.steady = empty_bus()
        self.reverb = empty_bus()
        self.echo = empty_bus()
        self.kicks = []

    def play(self, sound, start, gain, position=0.0, ducked=True, reverb=0.0, echo=0.0):
        """Play a sound, and send shares of it to the effects."""
        stereo = panned(sound, position)
        add_at(self.ducked if ducked else self.steady, stereo, start, gain)
        if reverb:
            add_at(self.reverb, stereo, start, gain * reverb)
        if echo:
            add_at(self.echo, stereo, start, gain * echo)


def play_pads(mixer):
    """One soft chord a bar."""
    tables = {note: pad_tables(note) for _, notes in CHORDS.values() for note in notes}
    generator = random_source("pads")
    bar_length = sample_at(1) / SAMPLE_RATE
    for section in SECTIONS:
        share = 1 / len(section.chords)
        low, high = section.brightness
        for bar, index, chord in section.bars():
            brightness = (low + (high - low) * index * share, low + (high - low) * (index + 1) * share)
            sound = pad_chord(tables, CHORDS[chord][1], bar_length, brightness, generator)
            mixer.play(sound, sample_at(bar), LEVELS["pad"] * section.pad_level, reverb=0.35)


def play_bass(mixer):
    """The bass line of each section, from the roots of the chords."""
    generator = random_source("bass")
    for section in SECTIONS:
        for bar, _, chord in section.bars():
            root = CHORDS[chord][0]
            for beat, length, interval, velocity in section.bass:
                sound = bass_note(root + interval, length * SAMPLES_PER_BEAT / SAMPLE_RATE)
                gain = LEVELS["bass"] * velocity * (1 + 0.06 * generator.standard_normal())
                mixer.play(sound, sample_at(bar, beat), gain, reverb=0.02)


def ladder(chord):
    """The notes an arpeggio chooses from: the chord an octave up, and again an octave higher."""
    voices = CHORDS[chord][1]
    return tuple(note + 12 for note in voices) + tuple(note + 24 for note in voices)


def play_arpeggio(mixer, name, steps_per_beat, render, reverb, echo):
    """Play the bells or the plucks of all sections."""
    generator = random_source(name)
    sounds = {}
    for section in SECTIONS:
        pattern = section.bells if name == "bell" else section.plucks
        for bar, bar_index, chord in section.bars():
            notes = ladder(chord)
            for step, choice in enumerate(pattern):
                if choice is None:
                    continue
                note = notes[(choice + (bar_index % 2)) % len(notes)]
                sounds.setdefault(note, render(note))
                beat = step / steps_per_beat if steps_per_beat < 4 else swung_beat(step)
                gain = LEVELS[name] * (0.75 + 0.25 * (step % 4 == 0)) * (1 + 0.10 * generator.standard_normal())
                position = 0.55 * np.sin(1.7 * step + bar)
                mixer.play(sounds[note], sample_at(bar, beat), gain, position, reverb=reverb, echo=echo)


def play_piano(mixer):
    """Chords of the electric piano, each rolled a little."""
    generator = random_source("piano")
    for section in SECTIONS:
        for bar, _, chord in section.bars():
            for beat, length, velocity in section.comping:
                for place, note in enumerate(CHORDS[chord][1]):
                    sound = piano_note(note, length * SAMPLES_PER_BEAT / SAMPLE_RATE)
                    late = round(SAMPLE_RATE * (0.007 * place + 0.002 * generator.random()))
                    mixer.play(sound, sample_at(bar, beat) + late, LEVELS["piano"] * velocity,
                               0.2 * (place - 1.5), reverb=0.25, echo=0.1)


def play_melodies(mixer):
    """The flute-like melodies of B and A'."""
    generator = random_source("melody")
    for section in SECTIONS:
        for bar, beat, note, length in section.melody:
            sound = lead_note(note, length * SAMPLES_PER_BEAT / SAMPLE_RATE, generator)
            mixer.play(sound, sample_at(section.first_bar + bar, beat), LEVELS["lead"], -0.12, reverb=0.4, echo=0.3)


def play_drum(mixer, kit, name, bar, step, velocity):
    """One stroke."""
    start = sample_at(bar, swung_beat(step))
    if name == "kick":
        mixer.kicks.append((start, velocity))
    mixer.play(kit[name], start, LEVELS[name] * velocity, PANS[name], ducked=False,
               reverb={"kick": 0.0, "snare": 0.22, "clap": 0.3, "crash": 0.3}.get(name, 0.06))


def play_fill(mixer, kit, section, bar):
    """A snare roll over the last beats of a section."""
    first_step = {"A": 10, "B": 8, "breakdown": 4, "A'": 12}[section.name]
    for step in range(first_step, 16):
        if section.name == "A" and step == 13:
            continue
        strength = 0.25 + 0.6 * (step - first_step + 1) / (16 - first_step)
        play_drum(mixer, kit, "snare", bar, step, strength)


def play_drums(mixer):
    """Patterns, fills, and a crash at the beginning of each loud section."""
    kit = drum_kit()
    generator = random_source("drums")
    for section in SECTIONS:
        if section.name in ("A", "B", "A'", "outro"):
            play_drum(mixer, kit, "crash", section.first_bar, 0, 1.0)
        for bar, index, _ in section.bars():
            filling = section.fill and index == len(section.chords) - 1
            for name, patterns in section.drums.items():
                pattern = patterns[index % len(patterns)]
                if filling and name in ("snare", "clap", "open hat"):
                    pattern = pattern[:8] + "." * 8
                for step, letter in enumerate(pattern):
                    if letter in STEP_VELOCITIES:
                        velocity = STEP_VELOCITIES[letter] * (1 + 0.07 * generator.standard_normal())
                        play_drum(mixer, kit, name, bar, step, velocity)
            if filling:
                play_fill(mixer, kit, section, bar)


def ducking_curve(kicks, depth):
    """Gain that dips at each kick and comes back within a beat."""
    attack, release = round(0.004 * SAMPLE_RATE), round(0.30 * SAMPLE_RATE)
    dip = np.concatenate((smooth_step(np.arange(attack) / attack), 1 - smooth_step(np.arange(release) / release)))
    curve = np.ones(TOTAL_SAMPLES)
    for start, velocity in kicks:
        first = max(0, start - attack)
        piece = 1 - depth * min(1.0, velocity) * dip[first - start + attack:][:TOTAL_SAMPLES - first]
        curve[first:first + len(piece)] = np.minimum(curve[first:first + len(piece)], piece)
    return curve


def reverb_response():
    """A stereo hall: early reflections, then noise that loses its treble as it decays."""
    times = seconds_axis(2.4)
    generator = random_source("hall")
    response = np.zeros((len(times), 2))
    for low, high, decay in ((150, 700, 2.6), (700, 2500, 3.2), (2500, 7000, 5.0)):
        band = filtered(generator.standard_normal((len(times), 2)), low, high)
        response += band * np.exp(-times * decay)[:, None]
    response *= np.minimum(times / 0.03, 1)[:, None]
    for channel in range(2):
        for delay in generator.integers(300, 2600, 7):
            response[delay, channel] += 4.0 * generator.choice((-1, 1)) * np.exp(-delay / 1500)
    late = np.zeros((round(0.016 * SAMPLE_RATE), 2))
    response = np.concatenate((late, response * edges(len(times), 1 / SAMPLE_RATE, 0.4)[:, None]))
    return response / np.sqrt(np.sum(response ** 2, axis=0))


def echoes(bus):
    """Ping-pong echoes of dotted eighths."""
    result = empty_bus()
    repeat = filtered(bus, 250, 3800)
    for count in range(1, 6):
        repeat = repeat[:, ::-1]
        delay = round(count * 0.75 * SAMPLES_PER_BEAT)
        add_at(result, repeat, delay, 0.5 ** (count - 1))
    return result


def render_background():
    """The song without the planted sounds."""
    mixer = Mixer()
    play_pads(mixer)
    play_bass(mixer)
    play_arpeggio(mixer, "bell", 2, bell_note, 0.35, 0.4)
    play_arpeggio(mixer, "pluck", 4, pluck_note, 0.2, 0.25)
    play_piano(mixer)
    play_melodies(mixer)
    play_drums(mixer)
    echo = echoes(mixer.echo)
    hall = convolved(mixer.reverb + 0.3 * echo, reverb_response())[:TOTAL_SAMPLES]
    curve = ducking_curve(mixer.kicks, 0.5)[:, None]
    return filtered(curve * (mixer.ducked + echo + 0.8 * hall) + mixer.steady, 28, 16000, 3)


# --- Planting and mastering -----------------------------------------------------------------------------------------

@dataclass
class Occurrence:
    """One place where a planted sound begins."""

    start: int
    gain: float  # decibels
    signal_to_noise: float = 0.0


@dataclass
class Planted:
    """A planted sound and its places."""

    name: str
    sound: np.ndarray
    occurrences: list

    def gain_of(self, occurrence):
        """The factor by which the sound is mixed at a place."""
        return LEVELS[self.name] * amplitude(occurrence.gain)


def places(score, late=0):
    """Occurrences from the places in the score."""
    return [Occurrence(sample_at(bar, beat) - late, gain) for bar, beat, gain in score]


def planted_sounds():
    """The three sounds of the truth."""
    riser = riser_sound()
    return [
        Planted("call", call_sound(CALL_NOTES, "call"), places(CALL_PLACES)),
        Planted("zap", zap_sound(), places(ZAP_PLACES)),
        Planted("riser", riser, places(RISER_PLACES, late=len(riser))),
    ]


def plant(mix, planted):
    """Add all occurrences of the planted sounds, and the near misses, to the mix."""
    for sound in planted:
        for occurrence in sound.occurrences:
            add_at(mix, sound.sound, occurrence.start, sound.gain_of(occurrence))
    near_miss = call_sound(NEAR_MISS_NOTES, "near miss")
    for occurrence in places(NEAR_MISS_PLACES):
        add_at(mix, near_miss, occurrence.start, LEVELS["call"] * amplitude(occurrence.gain))


def sliding_minimum(values, reach):
    """The least value within so many samples on either side."""
    padded = np.concatenate((np.full(reach, values[0]), values, np.full(reach, values[-1])))
    width, covered = 2 * reach + 1, 1
    while covered < width:
        shift = min(covered, width - covered)
        padded = np.minimum(padded[:-shift], padded[shift:])
        covered += shift
    return padded


def limiter_gain(mix, ceiling):
    """Gain that keeps the mix under the ceiling, looking ahead and changing slowly."""
    wanted = np.minimum(1, ceiling / np.maximum(np.max(np.abs(mix), axis=1), 1e-9))
    reach = round(0.03 * SAMPLE_RATE)
    least = sliding_minimum(wanted, reach)
    window = np.hanning(2 * reach + 3)[1:-1]
    size = fast_length(len(least) + 2 * reach)
    padded = np.concatenate((np.full(reach, least[0]), least, np.full(reach, least[-1])))
    smooth = np.fft.irfft(np.fft.rfft(padded, size) * np.fft.rfft(window / np.sum(window), size), size)
    return np.minimum(1, smooth[2 * reach:2 * reach + len(mix)])


def fade_curve():
    """Full level until the fade-out, then a smooth way to silence."""
    first, last = sample_at(FADE_FIRST_BAR), TOTAL_SAMPLES - round(0.1 * SAMPLE_RATE)
    return (1 - smooth_step((np.arange(TOTAL_SAMPLES) - first) / (last - first))) ** 1.5


def master_gain(mix):
    """The gain of the mix at each sample: drive, limiter and fade-out."""
    drive = CEILING * amplitude(DRIVE_DECIBELS) / np.max(np.abs(mix))
    gain = drive * limiter_gain(drive * mix, CEILING)
    return (gain * fade_curve())[:, None]


def to_integers(sound):
    """16-bit samples."""
    return np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)


# --- The truth ------------------------------------------------------------------------------------------------------

def spans(planted, occurrence):
    """The samples which an occurrence covers."""
    return slice(occurrence.start, occurrence.start + len(planted.sound))


def rest_of(mix, gain, planted, occurrence):
    """Everything but the planted sound at a place, and that sound as it is in the mix."""
    span = spans(planted, occurrence)
    sound = gain[span] * planted.gain_of(occurrence) * planted.sound
    return mix[span] - sound, sound


def measure_levels(mix, gain, planted):
    """Set the level of each occurrence against everything else in the mix."""
    for occurrence in planted.occurrences:
        rest, sound = rest_of(mix, gain, planted, occurrence)
        occurrence.signal_to_noise = 10 * np.log10(np.sum(sound ** 2) / np.sum(rest ** 2))


def choose_query(planted):
    """The first occurrence of at least the median level."""
    median = np.median([occurrence.signal_to_noise for occurrence in planted.occurrences])
    return next(occurrence for occurrence in planted.occurrences if occurrence.signal_to_noise >= median)


def background_differs(mix, gain, planted, occurrence, query):
    """Whether the music around an occurrence is other music than around the query."""
    one, other = (rest_of(mix, gain, planted, place)[0] for place in (occurrence, query))
    size = fast_length(2 * len(one))
    product = np.fft.rfft(one, size, axis=0) * np.conj(np.fft.rfft(other, size, axis=0))
    correlation = np.max(np.abs(np.fft.irfft(np.sum(product, axis=1), size)))
    return bool(correlation / np.sqrt(np.sum(one ** 2) * np.sum(other ** 2)) < 0.8)


def tier(level):
    """The name of a level."""
    return "high" if level >= 3 else "mid" if level >= -3 else "low" if level >= -8 else "faint"


def describe(planted, mix, gain):
    """The task of one planted sound, as in the benchmark's manifests."""
    query = choose_query(planted)
    length = round(len(planted.sound) / SAMPLE_RATE, 7)
    median = float(np.median([occurrence.signal_to_noise for occurrence in planted.occurrences]))
    occurrences = [
        {
            "start": round(occurrence.start / SAMPLE_RATE, 7),
            "length": length,
            "query": occurrence is query,
            "snr_db": round(float(occurrence.signal_to_noise), 2),
            "background_differs": background_differs(mix, gain, planted, occurrence, query),
            "gain_db": occurrence.gain,
        }
        for occurrence in planted.occurrences
    ]
    return {
        "id": f"demo.{planted.name}",
        "track": "demo",
        "audio": "demo.flac",
        "source": "make_demo.py",
        "audio_seconds": round(TOTAL_SAMPLES / SAMPLE_RATE, 7),
        "query": {"start": round(query.start / SAMPLE_RATE, 7), "length": length},
        "occurrences": occurrences,
        "ignore": [],
        "snr_db": round(median, 2),
        "snr_tier": tier(median),
        "quick": True,
    }


def onset_error(mix, planted, occurrence, reach=400):
    """How many samples the best match of the whitened dry sound lies from the truth, within the reach."""
    sound = np.mean(planted.sound, axis=1)
    first = max(0, occurrence.start - reach)
    excerpt = np.mean(mix[first:occurrence.start + len(sound) + reach], axis=1)
    size = fast_length(len(excerpt) + len(sound))
    spectrum = np.fft.rfft(excerpt, size)
    floor = np.convolve(np.abs(spectrum) ** 2, np.ones(65) / 65, "same") + 1e-9
    match = np.fft.irfft(spectrum * np.conj(np.fft.rfft(sound, size)) / floor, size)[:2 * reach + 1]
    return int(np.argmax(match)) - (occurrence.start - first)


def check(mix, planted):
    """Stop if the written audio is not what the truth says."""
    if mix.shape != (TOTAL_SAMPLES, 2) or not np.all(np.isfinite(mix)):
        sys.exit("the audio is damaged")
    if np.max(np.abs(mix)) > CEILING + 2 / 32768:
        sys.exit("the audio is too loud")
    for sound in planted:
        for occurrence in sound.occurrences:
            error = onset_error(mix, sound, occurrence)
            if abs(error) > 1:
                sys.exit(f"{sound.name} at sample {occurrence.start} is {error} samples off")


def section_name(start):
    """The section in which a sample lies."""
    return [section.name for section in SECTIONS if sample_at(section.first_bar) <= start][-1]


def report(planted):
    """Print a table of what is planted."""
    print("| sound | start (s) | length (s) | section | gain (dB) | level against the rest (dB) |")
    print("| --- | ---: | ---: | --- | ---: | ---: |")
    for sound in planted:
        query = choose_query(sound)
        for occurrence in sound.occurrences:
            mark = " (query)" if occurrence is query else ""
            print(f"| {sound.name}{mark} | {occurrence.start / SAMPLE_RATE:.3f} | {len(sound.sound) / SAMPLE_RATE:.1f} "
                  f"| {section_name(occurrence.start)} | {occurrence.gain:+.1f} | {occurrence.signal_to_noise:+.1f} |")


def main():
    """Render the track, write it with its truth, and check both."""
    parser = argparse.ArgumentParser(description="Synthesise the demo track and its truth.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="where to write")
    folder = parser.parse_args().out
    planted = planted_sounds()
    mix = render_background()
    plant(mix, planted)
    gain = master_gain(mix)
    mix *= gain
    for sound in planted:
        measure_levels(mix, gain, sound)
    soundfile.write(folder / "demo.flac", to_integers(mix), SAMPLE_RATE, subtype="PCM_16")
    tasks = [describe(sound, mix, gain) for sound in planted]
    truth = {"version": 1, "generator": "make_demo.py", "tasks": tasks}
    (folder / "demo.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    check(soundfile.read(folder / "demo.flac")[0], planted)
    report(planted)


if __name__ == "__main__":
    main()
