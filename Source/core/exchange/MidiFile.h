#pragma once

#include "base/SampleRange.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/** What a tick of a Standard MIDI File lasts: `microsecondsPerQuarter` / (10^6 * `ticksPerQuarter`) seconds.
    All positions are worked out in whole numbers. */
struct MidiTiming
{
    int ticksPerQuarter = 960;            ///< 1 ... 32767
    int microsecondsPerQuarter = 500'000; ///< 1 ... 16777215; 500000 is 120 beats a minute

    /** The tick nearest to a sample. */
    std::int64_t tickOf(SampleIndex sample, int sampleRateHz) const;

    /** The sample nearest to a tick; `mostSamples` where it lies later. */
    SampleIndex sampleOf(std::int64_t tick, int sampleRateHz) const;

    /** By how many seconds a tick misses a sample. */
    double errorSeconds(std::int64_t tick, SampleIndex sample, int sampleRateHz) const;

    /** Whether every sample lies on a tick. */
    bool isExact(int sampleRateHz) const;

    bool operator==(const MidiTiming&) const = default;
};

/** A message of a track as it stands in the file. */
struct MidiEvent
{
    std::int64_t tick = 0;
    std::uint8_t status = 0; ///< 0x80 ... 0xEF: a channel's; 0xF0, 0xF7: system exclusive; 0xFF: meta
    std::uint8_t type = 0;   ///< of a meta event
    std::string data;        ///< what follows: one or two bytes of a channel's message, or a meta event's
};

using MidiTrack = std::vector<MidiEvent>;

/// @name Meta event types
/// @{
inline constexpr std::uint8_t midiText = 0x01, midiTrackName = 0x03, midiLyric = 0x05, midiMarker = 0x06,
                              midiCuePoint = 0x07, midiEndOfTrack = 0x2f, midiTempo = 0x51,
                              midiTimeSignature = 0x58;
/// @}

/** A Standard MIDI File as tracks of messages. */
struct MidiFile
{
    int ticksPerQuarter = 960;
    /// Set where ticks are parts of a video frame, whatever the tempo events say
    std::optional<int> fixedMicrosecondsPerQuarter = {};
    std::vector<MidiTrack> tracks;
};

/** The bytes of a file of format 1. Events must be in order of time in each track; the ends of tracks are added.
    Gaps longer than 2^28 - 1 ticks are bridged by empty texts. Throws std::logic_error for what a file cannot
    hold. Source: the Standard MIDI File specification 1.0 (RP-001). */
std::string toMidiBytes(const MidiFile& file);

/** Reads formats 0 and 1 whoever wrote them: running status, system exclusive messages, chunks of unknown kind.
    Ticks are absolute; the event that ends a track is kept. Memory is proportional to the file. Throws FileError with the track and the byte for a
    file that is no MIDI file, cut short, or larger than 256 MiB. */
MidiFile readMidiFile(const std::filesystem::path& path);
} // namespace reprise
