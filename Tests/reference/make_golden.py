#!/usr/bin/env python3
"""Writes the reference data that the tests compare the core library with, stage by stage.

usage: python3 -m venv .venv && .venv/bin/pip install -r Tests/reference/requirements.txt
       .venv/bin/python Tests/reference/make_golden.py

The files go to Tests/golden/: float32 .npy arrays, and nmf.json and versions.json beside them. Run it again only
to follow a new version of a reference library, and commit the result by itself.
"""
import json
import platform
from pathlib import Path

import librosa
import numpy as np
import scipy
import sklearn
import soxr
from sklearn.decomposition import NMF

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
RATE = 22050


def save(name, array):
    np.save(GOLDEN / (name + ".npy"), np.asarray(array, dtype=np.float32))


def signal(rate=RATE, seconds=2.5):
    """Chords, a sweep, clicks and noise, with a silence in between: something for every part of the analysis."""
    random = np.random.RandomState(11)
    time = np.arange(int(seconds * rate)) / rate
    notes = sum(np.sin(2 * np.pi * f * time) for f in (65.4, 130.8, 329.6, 440.0, 1318.5)) * 0.08
    sweep = 0.2 * np.sin(2 * np.pi * (100 * time + 900 * time ** 2))
    mixture = notes * (time < 1.6) + sweep * (time > 0.4) + 0.01 * random.standard_normal(len(time))
    mixture[(time > 1.7) & (time < 1.9)] = 0.0
    for at in (0.3, 0.9, 2.2):
        mixture[int(at * rate):int(at * rate) + 20] += 0.5
    return mixture.astype(np.float32)


def write_features():
    y = signal()
    save("signal", y)
    spectrum = librosa.stft(y)
    save("stft_real", spectrum.real)
    save("stft_imag", spectrum.imag)
    save("mel_filters", librosa.filters.mel(sr=RATE, n_fft=2048))
    mel = librosa.feature.melspectrogram(y=y, sr=RATE)
    save("mel", mel)
    save("logmel", librosa.power_to_db(mel))
    save("mfcc", librosa.feature.mfcc(y=y, sr=RATE))
    save("cqt", np.abs(librosa.cqt(y, sr=RATE)))
    high = signal(rate=44100, seconds=0.5)
    save("signal44100", high)
    save("resampled", librosa.resample(high, orig_sr=44100, target_sr=RATE))


def objective(x, w, h, alpha, l1_ratio):
    """scikit-learn's documented objective in double precision (alpha_H = alpha_W = alpha)."""
    x, w, h = (np.asarray(a, dtype=np.float64) for a in (x, w, h))
    frames, dimensions = x.shape

    def penalty(a):
        return l1_ratio * np.abs(a).sum() + 0.5 * (1 - l1_ratio) * (a ** 2).sum()

    return float(0.5 * ((x - w @ h) ** 2).sum() + alpha * dimensions * penalty(w) + alpha * frames * penalty(h))


def write_nmf():
    y = signal()
    mfcc = librosa.feature.mfcc(y=y, sr=RATE)
    matrices = {"mfcc": (mfcc - mfcc.min(axis=1, keepdims=True)).T.astype(np.float32),
                "stft": np.abs(librosa.stft(y))[:200:2].T.astype(np.float32)}
    cases = []
    for name, x in matrices.items():
        save("nmf_%s_x" % name, x)
        for init, components in (("custom", 6), ("random", 30), ("nndsvd", 8), ("nndsvda", 8)):
            for alpha, l1_ratio in ((0.0, 0.0), (0.001, 0.0), (0.001, 0.5), (0.001, 1.0)):
                model = NMF(n_components=components, init=init, alpha_W=alpha, l1_ratio=l1_ratio, random_state=0)
                start = {}
                if init == "custom":
                    random = np.random.RandomState(3)
                    start = {"W": random.rand(x.shape[0], components).astype(np.float32),
                             "H": random.rand(components, x.shape[1]).astype(np.float32)}
                    save("nmf_%s_w0" % name, start["W"])
                    save("nmf_%s_h0" % name, start["H"])
                w = model.fit_transform(x, **start)
                cases.append({"matrix": name, "init": init, "components": components, "alpha": alpha,
                              "l1_ratio": l1_ratio, "iterations": int(model.n_iter_),
                              "objective": objective(x, w, model.components_, alpha, l1_ratio)})
    document = {"seed": 0, "standard_normal": np.random.RandomState(0).standard_normal(16).tolist(), "cases": cases}
    (GOLDEN / "nmf.json").write_text(json.dumps(document, indent=1) + "\n")


def write_versions():
    versions = {"python": platform.python_version(), "librosa": librosa.__version__,
                "scikit-learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__,
                "soxr": soxr.__version__}
    (GOLDEN / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    write_features()
    write_nmf()
    write_versions()
