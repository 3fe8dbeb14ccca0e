#pragma once

#include <cstdint>
#include <fstream>

namespace reprise
{
/** Length in bytes of the ID3v2 tags a file begins with (https://id3.org/id3v2.4.0-structure, 3.1), one behind the
    other; 0: none. A tag may state more than the file holds. */
std::uint64_t bytesOfId3Tags(std::ifstream& file);
} // namespace reprise
