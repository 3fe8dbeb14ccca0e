#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace reprise
{
/** What a file says about where its audio lies. */
struct AudioBytes
{
    std::uint64_t stated = 0; ///< bytes of audio
    std::uint64_t behind = 0; ///< bytes that follow and may be audio
    std::uint64_t end = 0;    ///< where the stated audio ends
    bool isInPieces = false;  ///< with something between them that libsndfile takes for samples (VOC)
    double rateHz = 0.0;      ///< as AIFF and CAF state it; 0: the format has whole numbers only
};

/** Walks the chunks of WAV (RIFX, RF64, BW64), W64, AIFF (AIFC) and CAF files and the blocks of VOC files, and does the
    sum of AU files. A chunk that states more than is left, as a recorder that was not stopped leaves it, accounts for the
    rest. Nothing for other formats, and for what cannot be read so: libsndfile can none the less. */
std::optional<AudioBytes> audioBytesOf(const std::filesystem::path& path);

/** Whether what follows from a place in a file on is a tag, or as many zeros (up to 64 MiB) as may have been kept free. */
bool isPadding(const std::filesystem::path& path, std::uint64_t from);
} // namespace reprise
