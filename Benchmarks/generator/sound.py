# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measurements on a module's audio: every channel rendered alone, levels, correlations, search."""
import numpy as np
import scipy.fft
import scipy.signal

from .openmpt import SAMPLE_RATE, ModuleError, Player

REDUCTION = 4                   # the search runs at a quarter of the rate
SILENCE = 1e-4                  # peak below which a channel counts as silent
WORST_RESIDUAL_DB = -40.0       # level of (sum of the channels - mix) against the mix
DECAY_DB = 30.0

_WINDOW, _HOP = 1024, 512
# first bins of the bands: 43 Hz wide up to 2.7 kHz, then 4 % each
_BANDS = np.unique(np.concatenate([np.arange(64), (64 * 1.04 ** np.arange(53)).astype(int)]))


def decibels(power):
    return 10.0 * np.log10(max(float(power), 1e-20))


def energy(audio):
    return float(np.einsum("i,i->", audio, audio, dtype=np.float64))


def running_energy(audio):
    """Energy of audio[:n] for every n."""
    return np.concatenate([[0.0], np.cumsum(np.square(audio, dtype=np.float64))])


def mean_level(audio):
    """Mean power in dB."""
    return decibels(energy(audio) / max(len(audio), 1))


def band_powers(audio):
    """Power in each of the bands, summed over the excerpt."""
    if len(audio) < _WINDOW:
        audio = np.pad(audio, (0, _WINDOW - len(audio)))
    pieces = np.lib.stride_tricks.sliding_window_view(audio, _WINDOW)[::_HOP]
    spectrum = scipy.fft.rfft(pieces * np.hanning(_WINDOW).astype(np.float32), axis=1)
    return np.add.reduceat(np.square(np.abs(spectrum[:, :_WINDOW // 2])).sum(axis=0), _BANDS)


def correlation_near(excerpt, audio, frame, reach=22):
    """The largest normalised correlation of an excerpt with the audio around a frame, and its shift in frames."""
    first = max(0, frame - reach)
    part = audio[first:frame + len(excerpt) + reach]
    if len(part) < len(excerpt):
        return 0.0, 0
    products = np.correlate(part, excerpt, mode="valid")
    total = running_energy(part)
    energies = total[len(excerpt):] - total[:-len(excerpt)]
    own = energy(excerpt)
    values = products / np.sqrt(np.maximum(energies * own, 1e-12 * own * own + 1e-18))
    best = int(np.argmax(values))
    return float(values[best]), first + best - frame


def self_similarity(excerpt):
    """The largest normalised correlation of an excerpt with itself, moved by 8 to 65 % of its length.

    Shifts after which less than 5 % of the energy takes part are left out."""
    length = len(excerpt)
    total = running_energy(excerpt)
    shifts = np.arange(int(0.08 * length), int(0.65 * length))
    heads, tails = total[length - shifts], total[-1] - total[shifts]
    products = scipy.signal.correlate(excerpt, excerpt, mode="full")[length - 1 + shifts]
    usable = np.minimum(heads, tails) > 0.05 * total[-1]
    if not usable.any():
        return 0.0
    return float((products[usable] / np.sqrt(heads[usable] * tails[usable])).max())


def is_pitched(excerpt):
    """Whether the first quarter of a second repeats itself with a period between 1.2 and 20 ms."""
    head = excerpt[:SAMPLE_RATE // 4].astype(np.float64)
    total = running_energy(head)
    periods = np.arange(SAMPLE_RATE * 12 // 10000, min(SAMPLE_RATE // 50, len(head) // 2))
    products = scipy.signal.correlate(head, head, mode="full")[len(head) - 1 + periods]
    energies = total[len(head) - periods] * (total[-1] - total[periods])
    return bool((products > 0.6 * np.sqrt(np.maximum(energies, 1e-20))).any())


class Sound:
    """The mix and every channel that can be heard, alone, all of the same length."""

    def __init__(self, data, mix, channels):
        self.mix = mix
        self.alone = {}
        total = np.zeros_like(mix)
        for channel in channels:
            audio = render_alone(data, channel, len(mix))
            if np.abs(audio).max() >= SILENCE:
                self.alone[channel] = audio
                total += audio
        self.residual_db = decibels(energy(total - mix) / max(energy(mix), 1e-12))
        self.reduced = {channel: reduce_rate(audio) for channel, audio in self.alone.items()}
        self._running = {channel: running_energy(audio) for channel, audio in self.reduced.items()}
        self._spectra = {}
        self._snr_known = {}

    @property
    def adds_up(self):
        """Whether the mix is the sum of its channels; else nothing measured on them would hold."""
        return self.residual_db <= WORST_RESIDUAL_DB

    def excerpt(self, channel, start, length):
        return self.alone[channel][start:start + length]

    def reduced_excerpt(self, channel, start, length):
        return self.reduced[channel][start // REDUCTION:(start + length) // REDUCTION]

    def snr(self, channel, start, length):
        """A channel against all the others in dB: over everything, and over the bands with most of its energy."""
        span = (channel, start, length)
        if span not in self._snr_known:
            self._snr_known[span] = self._measure_snr(*span)
        return self._snr_known[span]

    def _measure_snr(self, channel, start, length):
        own = self.excerpt(channel, start, length)
        rest = self.mix[start:start + length] - own
        own_energy = energy(own)
        if own_energy < 1e-10:
            return -120.0, -120.0
        broad = decibels(own_energy / max(energy(rest), 1e-6 * own_energy))
        own_bands, rest_bands = band_powers(own), band_powers(rest)
        order = np.argsort(-own_bands)
        shares = np.cumsum(own_bands[order])
        main = order[:1 + int(np.searchsorted(shares, 0.9 * shares[-1]))]
        main_power = float(own_bands[main].sum())
        return broad, decibels(main_power / max(float(rest_bands[main].sum()), 1e-6 * main_power))

    def sounding_frames(self, channel, start, end):
        """Frames from start until the channel last is within 30 dB of its loudest moment before end."""
        block = SAMPLE_RATE // 200
        audio = self.alone[channel][start:end]
        count = len(audio) // block
        if count < 2:
            return 0
        levels = np.sqrt(np.square(audio[:count * block]).reshape(count, block).mean(axis=1))
        if levels.max() < SILENCE:
            return 0
        loud = np.flatnonzero(levels > levels.max() * 10 ** (-DECAY_DB / 20))
        return min(int(loud[-1] + 1) * block, len(audio))

    def search(self, excerpt, threshold):
        """Where a reduced excerpt sounds in any channel: (frame, channel), at most 400 places."""
        found = []
        for channel in self.alone:
            values = self._sliding_correlation(channel, excerpt)
            while len(values) and len(found) < 400:
                best = int(np.argmax(values))
                if values[best] < threshold:
                    break
                found.append((best * REDUCTION, channel))
                reach = len(excerpt) // 4
                values[max(0, best - reach):best + reach] = 0
        return sorted(found)

    def _sliding_correlation(self, channel, excerpt):
        """Normalised correlation of an excerpt with a channel at every place; quiet places count little."""
        size, spectrum = self._spectrum(channel)
        count = len(self.reduced[channel]) - len(excerpt)
        if count <= 0:
            return np.zeros(0)
        products = scipy.fft.irfft(spectrum * np.conj(scipy.fft.rfft(excerpt, size)), size)[:count]
        running = self._running[channel]
        energies = running[len(excerpt):len(excerpt) + count] - running[:count]
        own = energy(excerpt)
        return products / np.sqrt(np.maximum(energies * own, 1e-4 * own * own))

    def _spectrum(self, channel):
        if channel not in self._spectra:
            audio = self.reduced[channel]
            size = scipy.fft.next_fast_len(len(audio) + 8 * SAMPLE_RATE // REDUCTION, real=True)
            self._spectra[channel] = size, scipy.fft.rfft(audio, size)
        return self._spectra[channel]


def render_alone(data, channel, frames):
    """One channel with all the others muted, padded or cut to a length."""
    with Player(data) as player:
        player.mute_all_but(channel)
        audio = player.render(frames)
    if not len(audio):
        raise ModuleError("nothing can be rendered")
    return np.pad(audio, (0, frames - len(audio)))


def reduce_rate(audio):
    """Low-passed and every fourth frame kept, without delay."""
    taps = scipy.signal.firwin(97, 0.9 * SAMPLE_RATE / REDUCTION / 2, fs=SAMPLE_RATE).astype(np.float32)
    filtered = scipy.signal.upfirdn(taps, audio, 1, REDUCTION)
    delay = len(taps) // 2 // REDUCTION
    return filtered[delay:delay + len(audio) // REDUCTION]
