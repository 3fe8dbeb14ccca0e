#!/usr/bin/env python3
"""Makes audio files that lie, and says what Reprise has to answer to each. This table is the promise.

make_corpus.py FOLDER writes the files; check.py runs the program on them.
"""
import math
import os
import random
import struct
import sys


# ---------------------------------------------------------------- what a case expects

def accepted(find=0, find_says=""):
    """The file is read; `find` may still say (with its code) that nothing can be searched in it."""
    return {"info": 0, "find": find, "find_says": find_says}


def refused(reason, advice="", info=3):
    """The message names the file, matches the reason, and says what to do. `info=0`: only the header is read, and
    that is in order."""
    return {"info": info, "find": 3, "reason": reason, "advice": advice}


def either(reason=""):
    """What there is may be read or refused, as the decoder likes, in time and with a message."""
    return {"info": None, "find": None, "reason": reason}


NOT_AUDIO = refused("cannot be read as audio", "WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3")
BAD_HEADER = refused("cannot be read as audio|its header states", "can be read|are needed")
CUT = refused("damaged or cut short", "repair or re-export", info=0)


# ---------------------------------------------------------------- makers

def noise(count, seed=1):
    generator = random.Random(seed)
    return [generator.uniform(-0.3, 0.3) for _ in range(count)]


def pcm16(samples):
    return struct.pack("<%dh" % len(samples), *(int(32767 * s) for s in samples))


def float32(samples):
    return struct.pack("<%df" % len(samples), *samples)


def chunk(name, content, stated=None):
    return name + struct.pack("<I", len(content) if stated is None else stated) + content + b"\0" * (len(content) % 2)


def wav(data, channels=1, rate=44100, bits=16, tag=1, align=None, stated=None, before=b"", after=b"", riff=None,
        kind=b"RIFF"):
    align = channels * bits // 8 if align is None else align
    form = struct.pack("<HHIIHH", tag, channels & 0xffff, rate, (rate * max(align, 1)) & 0xffffffff, align & 0xffff,
                       bits)
    body = b"WAVE" + before + chunk(b"fmt ", form) + chunk(b"data", data, stated) + after
    return kind + struct.pack("<I", len(body) if riff is None else riff) + body


def rf64(data, data_size, samples, riff_size=None):
    sizes = struct.pack("<QQQI", riff_size if riff_size is not None else len(data) + 72, data_size, samples, 0)
    return wav(data, stated=0xffffffff, before=chunk(b"ds64", sizes), riff=0xffffffff, kind=b"RF64")


def crc(data, width, polynomial):
    value = 0
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = (value << 1) ^ polynomial if value >> (width - 1) & 1 else value << 1
        value &= (1 << width) - 1
    return value


def flac(samples, rate=44100, stated=None):
    """Frames of 256 samples, mono, 16 bit, verbatim."""
    size = 256
    info = struct.pack(">HH", size, size) + bytes(6)
    info += struct.pack(">Q", rate << 44 | 0 << 41 | 15 << 36 | (len(samples) // size * size if stated is None else stated))
    out = b"fLaC" + bytes([0x80, 0, 0, 34]) + info + bytes(16)
    for number in range(len(samples) // size):
        head = bytes([0xff, 0xf8, 0x80, 0x08]) + chr(number).encode()
        head += bytes([crc(head, 8, 0x07)])
        block = samples[number * size:(number + 1) * size]
        frame = head + b"\x02" + struct.pack(">%dh" % size, *(int(32767 * s) for s in block))
        out += frame + struct.pack(">H", crc(frame, 16, 0x8005))
    return out


def mp3(frames, rate_bits=0):
    """Silent frames of MPEG 1 layer III at 128 kbit/s: 44.1, 48 or 32 kHz."""
    rate = (44100, 48000, 32000)[rate_bits]
    return (bytes([0xff, 0xfb, 0x90 | rate_bits << 2, 0xc0]).ljust(144 * 128000 // rate, b"\0")) * frames


def ogg_page(serial, number, flags, position, packets):
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    page = b"OggS\0" + bytes([flags]) + struct.pack("<qIII", position, serial, number, 0) + bytes([len(lacing)])
    page += lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", crc(page, 32, 0x04c11db7)) + page[26:]


def opus(serial, channels, rate, packets):
    """Packets of 20 ms in which nothing was coded."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, channels, 0, rate, 0, 0)
    tags = b"OpusTags" + struct.pack("<II", 0, 0)
    toc = bytes([0xf8 | (4 if channels == 2 else 0), 0xff, 0xfe])
    return (ogg_page(serial, 0, 2, 0, [head]) + ogg_page(serial, 1, 0, 0, [tags]) +
            ogg_page(serial, 2, 4, 960 * packets, [toc] * packets))


def id3(size):
    lengths = bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    return b"ID3\x04\0\0" + lengths + bytes(size)


def cues(count, stated=None):
    points = b"".join(struct.pack("<II4sIII", i + 1, i, b"data", 0, 0, i) for i in range(count))
    return chunk(b"cue ", struct.pack("<I", count if stated is None else stated) + points)


# ---------------------------------------------------------------- the table

SECOND = noise(44100)
GOOD = pcm16(SECOND)


def cases():
    yield "good.wav", wav(GOOD), accepted()
    # Headers that lie
    for channels in (0, 65535):
        yield f"channels-{channels}.wav", wav(GOOD, channels, align=2), BAD_HEADER
    for rate in (0, 1, 2**31 - 1, 2**32 - 1):
        yield f"rate-{rate}.wav", wav(GOOD, rate=rate), BAD_HEADER
    for bits in (0, 1, 7, 65):
        yield f"bits-{bits}.wav", wav(GOOD, bits=bits, align=2), either()
    yield "block-align-0.wav", wav(GOOD, align=0), either()
    yield "block-align-5.wav", wav(GOOD, align=5), either()
    yield "unknown-codec.wav", wav(GOOD, tag=0x4242), NOT_AUDIO
    yield "data-larger-than-file.wav", wav(GOOD, stated=2 * len(GOOD)), accepted()
    yield "data-ffffffff.wav", wav(GOOD, stated=0xffffffff), accepted()
    yield "data-0.wav", wav(GOOD, stated=0), refused("states 0 samples, but 88200 bytes more follow", "repaired")
    yield "data-half.wav", wav(2 * GOOD, stated=len(GOOD)), refused(
        "states 44100 samples, but 88200 bytes more follow", "repaired")
    yield "data-padded.wav", wav(GOOD) + bytes(32768), accepted()
    yield "data-odd.wav", wav(GOOD[:-1]), accepted()
    yield "riff-size-0.wav", wav(GOOD, riff=0), either()
    yield "header-only.wav", wav(GOOD)[:44], refused("no audio", "")
    yield "half-a-header.wav", wav(GOOD)[:30], NOT_AUDIO
    yield "list-truncated.wav", wav(GOOD, after=b"LIST" + struct.pack("<I", 1 << 30) + b"adtllabl"), accepted()
    yield "list-endless.wav", wav(GOOD, before=b"LIST" + struct.pack("<I", 64) + b"INFO" + b"\xff" * 32 + b"abcd" + struct.pack("<i", -33) + bytes(20)), accepted()
    yield "list-before-data.wav", wav(GOOD, before=b"LIST" + struct.pack("<I", 0xfffffff0) + b"INFO"), either()
    yield "bext-4-gib.wav", wav(GOOD, after=b"bext" + struct.pack("<I", 0xfffffff0) + bytes(600)), accepted()
    yield "cues-5000.wav", wav(GOOD, after=cues(5000)), accepted()
    yield "cues-lie.wav", wav(GOOD, after=cues(2, 0xffffffff)), either()
    yield "rf64-good.wav", rf64(GOOD, len(GOOD), 44100), accepted()
    yield "rf64-lie.wav", rf64(GOOD, 1 << 62, 1 << 61), either()
    yield "rf64-negative.wav", rf64(GOOD, 2**64 - 2, 2**64 - 1, 2**64 - 1), either()
    yield "aiff-lie.aiff", (b"FORM\xff\xff\xff\xffAIFFCOMM\0\0\0\x12\xff\xff\xff\xff\xff\xff\0\x10" + bytes(10) +
                            b"SSND\xff\xff\xff\xff" + bytes(64)), BAD_HEADER
    # Another thing than it says
    yield "flac-inside.wav", flac(SECOND), accepted()
    yield "wav-inside.mp3", wav(GOOD), accepted()
    yield "zeros.flac", bytes(100000), NOT_AUDIO
    yield "ones.mp3", b"\xff" * 100000, NOT_AUDIO
    yield "noise.ogg", random.Random(3).randbytes(50000), NOT_AUDIO
    yield "text.wav", b"a shopping list, no sound\n" * 100, NOT_AUDIO
    yield "empty.wav", b"", refused("is empty")
    yield "one-byte.wav", b"R", NOT_AUDIO
    # Lossy and compressed
    yield "id3-larger-than-audio.mp3", id3(3_000_000) + mp3(100), accepted(4, "silen|sound")
    yield "id3-larger-than-file.mp3", id3(3_000_000)[:1000], NOT_AUDIO
    yield "id3-only.mp3", id3(1000), NOT_AUDIO
    yield "no-frames.mp3", b"\xff\xfb\x90\xc0", NOT_AUDIO
    yield "changing-rate.mp3", mp3(60) + mp3(60, 1) + mp3(60, 2), refused("48000 instead of 44100 Hz", "re-export")
    yield "frame-cut.mp3", mp3(100)[:-200], accepted(4, "silen|sound")
    yield "good.flac", flac(SECOND), accepted()
    for place in (3, 20, 42, 43, 60, 5000, 50000):
        yield f"cut-at-{place}.flac", flac(SECOND)[:place], (
            NOT_AUDIO if place < 42 else either("damaged|cannot be read|no audio"))
    yield "broken-inside.flac", flac(SECOND)[:30000] + bytes(2000) + flac(SECOND)[32000:], CUT
    yield "length-lie.flac", flac(SECOND, stated=(1 << 36) - 1), CUT
    yield "length-unknown.flac", flac(SECOND, stated=0), accepted()
    yield "changing-rate.opus", opus(1, 1, 48000, 60) + opus(2, 2, 8000, 60), refused(
        "several streams", "re-export", info=0)
    yield "channels-255.opus", opus(1, 255, 48000, 10), NOT_AUDIO
    yield "cut.opus", opus(1, 1, 48000, 60)[:150], either()
    # Samples
    for name, value in (("nan", math.nan), ("inf", math.inf), ("minus-inf", -math.inf)):
        samples = list(SECOND)
        samples[12345] = value
        yield f"{name}.wav", wav(float32(samples), bits=32, tag=3), refused(
            "sample 12345 of channel 1", "repair or re-export", info=0)
    yield "huge.wav", wav(float32([3e38, -3e38] * 22050), 1, bits=32, tag=3), refused(
        "sample 0 of channel 1", "re-export", info=0)
    yield "huge-stereo.wav", wav(float32([3e38, 3e38] * 22050), 2, bits=32, tag=3), refused(
        "sample 0 of channel 1", "re-export", info=0)
    yield "loud.wav", wav(float32([32768 * s for s in SECOND]), bits=32, tag=3), accepted()
    yield "denormals.wav", wav(float32([1e-40] * 44100), bits=32, tag=3), accepted(4)
    yield "one-sample.wav", wav(pcm16([0.5])), accepted(4)
    yield "two-samples.wav", wav(pcm16([0.5, -0.5])), accepted(4)
    yield "silence.wav", wav(bytes(88200)), accepted(4, "silen|sound")
    yield "dc.wav", wav(pcm16([0.5] * 44100)), accepted(4, "silen|sound")
    yield "square.wav", wav(pcm16([1.0 if i // 50 % 2 else -1.0 for i in range(44100)])), accepted()
    yield "one-side-silent.wav", wav(pcm16([s for x in SECOND for s in (x, 0.0)]), 2), accepted()
    yield "channels-32.wav", wav(pcm16([x for x in SECOND[:11025] for _ in range(32)]), 32), accepted()
    yield "channels-1024.wav", wav(pcm16(SECOND[:1024] * 40), 1024), either()
    yield "rate-8000.wav", wav(pcm16(SECOND[:8000]), rate=8000), accepted()
    yield "rate-192000.wav", wav(pcm16(SECOND * 4), rate=192000), accepted()
    yield "rate-10000000.wav", wav(pcm16(SECOND), rate=10_000_000), either()
    # Names
    yield "new\nline.wav", wav(GOOD), accepted()
    yield "emoji \U0001f426.wav", wav(GOOD), accepted()
    yield b"not-utf8-\xff\xfe.wav", wav(GOOD), accepted()
    yield "x" * 251 + ".wav", wav(GOOD), accepted()
    yield "-o", wav(GOOD), accepted()


def special(folder):
    """What is no file: yields paths, made as they are asked for."""
    def at(name):
        return os.path.join(folder, name)
    os.mkdir(at("folder.wav"))
    yield at("folder.wav"), refused("is a folder", "an audio file is needed")
    os.mkfifo(at("pipe.wav"))
    yield at("pipe.wav"), refused("not a regular file", "copy its content")
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        yield device, refused("not a regular file", "copy its content")
    os.symlink("loop-b.wav", at("loop-a.wav"))
    os.symlink("loop-a.wav", at("loop-b.wav"))
    yield at("loop-a.wav"), refused("cannot be examined", "links that lead to it")
    os.symlink("nothing-there.wav", at("dangling.wav"))
    yield at("dangling.wav"), refused("no such file")
    yield at("missing.wav"), refused("no such file")
    yield at("missing-folder/a.wav"), refused("no such file")
    yield at("y" * 300 + ".wav"), refused("too long", "check the name")
    yield "", dict(refused("no such file"), find=2)
    yield "/proc/self/mem", refused("empty|cannot be read", "")
    with open(at("locked.wav"), "wb") as file:
        file.write(wav(GOOD))
    os.chmod(at("locked.wav"), 0)
    yield at("locked.wav"), (refused("permission", "permissions") if os.geteuid() else accepted())


def make(folder):
    """Writes all files; returns pairs of path (bytes) and expectation."""
    result = []
    for name, content, expected in cases():
        path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else os.fsencode(name))
        with open(path, "wb") as file:
            file.write(content)
        result.append((path, expected))
    return result + [(os.fsencode(path), expected) for path, expected in special(folder)]


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    print(len(make(sys.argv[1])), "cases")
