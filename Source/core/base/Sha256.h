#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace reprise
{
/** A SHA-256 that grows with what is added. */
class Sha256
{
public:
    Sha256();
    ~Sha256();

    void add(std::string_view bytes);

    /** Lower-case hexadecimal, 64 digits. Nothing may be added afterwards. */
    std::string finish();

private:
    struct Context;
    std::unique_ptr<Context> context;
};

/** Lower-case hexadecimal SHA-256 of bytes in memory. */
std::string sha256Of(std::string_view bytes);
} // namespace reprise
