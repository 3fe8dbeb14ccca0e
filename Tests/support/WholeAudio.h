#pragma once

#include "audio/AudioFile.h"

#include <vector>

namespace reprise::test
{
/** All samples of a file, interleaved, as AudioFile reads them from start to end. */
inline std::vector<float> readAll(const std::filesystem::path& path)
{
    AudioFile file(path);
    std::vector<float> all, block(static_cast<std::size_t>(1000 * file.info().channels));
    while (const auto count = file.read(block))
        all.insert(all.end(), block.begin(), block.begin() + count * file.info().channels);
    return all;
}
} // namespace reprise::test
