#include "base/Npy.h"

#include <bit>

namespace reprise
{
static_assert(std::endian::native == std::endian::little,
              "the .npy writer copies values as they lie in memory");

std::string toNpy(const MatrixView& matrix)
{
    std::string header = "{'descr': '<f4', 'fortran_order': True, 'shape': (" +
                         std::to_string(matrix.rows()) + ", " + std::to_string(matrix.cols()) + "), }";
    // Magic, version and length take 10 bytes; the whole header is a multiple of 64 and ends in a newline.
    header.resize((header.size() + 10 + 1 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    std::string file = "\x93NUMPY";
    file += '\x01';
    file += '\x00';
    file += static_cast<char>(header.size() & 0xff);
    file += static_cast<char>(header.size() >> 8);
    file += header;
    for (Eigen::Index c = 0; c < matrix.cols(); ++c)
        file.append(reinterpret_cast<const char*>(matrix.col(c).data()),
                    static_cast<std::size_t>(matrix.rows()) * sizeof(float));
    return file;
}
} // namespace reprise
