#pragma once

#include "base/Matrix.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace reprise::test
{
/** Reads a float32 .npy file of one or two dimensions as numpy writes it, in either order; a vector becomes a
    column. For the golden files only: no defence against strangers. */
inline Matrix readNpy(const std::string& bytes)
{
    const auto headerLength = static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(8))) +
                              256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(9)));
    const auto header = bytes.substr(10, headerLength);
    if (header.find("'<f4'") == std::string::npos)
        throw std::runtime_error("not a float32 .npy file");
    const auto columnMajor = header.find("'fortran_order': True") != std::string::npos;
    const auto shape = header.substr(header.find("'shape': (") + 10);
    const Eigen::Index rows = std::atol(shape.c_str());
    const auto comma = shape.find(',');
    const auto second = std::atol(shape.c_str() + comma + 1);
    const Eigen::Index columns = second > 0 ? second : 1;
    Matrix matrix(rows, columns);
    if (bytes.size() != 10 + headerLength + sizeof(float) * static_cast<std::size_t>(matrix.size()))
        throw std::runtime_error("the .npy file has another length than its header says");
    const auto* data = bytes.data() + 10 + headerLength;
    for (Eigen::Index r = 0; r < rows; ++r)
        for (Eigen::Index c = 0; c < columns; ++c)
            std::memcpy(&matrix(r, c),
                        data + sizeof(float) *
                                   static_cast<std::size_t>(columnMajor ? c * rows + r : r * columns + c),
                        sizeof(float));
    return matrix;
}

/** A golden file by name, without its ending. */
inline Matrix golden(const std::string& name)
{
    const auto path = std::string(REPRISE_GOLDEN_DIR) + "/" + name + ".npy";
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return readNpy({std::istreambuf_iterator<char>(file), {}});
}

inline std::vector<float> goldenSignal(const std::string& name)
{
    const auto column = golden(name);
    return {column.data(), column.data() + column.size()};
}
} // namespace reprise::test
