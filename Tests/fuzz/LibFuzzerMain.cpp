// One target as libFuzzer wants it. With SEEDS_TO=FOLDER in the environment, its seeds are written there first.

#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerInitialize(int*, char***)
{
    const auto* const folder = std::getenv("SEEDS_TO");
    if (folder == nullptr)
        return 0;
    std::size_t number = 0;
    for (const auto& seed : reprise::fuzz::targetNamed(REPRISE_FUZZ_TARGET)->seeds())
        reprise::fuzz::writeFile(std::filesystem::path(folder) / ("seed-" + std::to_string(++number)), seed);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto& target = *reprise::fuzz::targetNamed(REPRISE_FUZZ_TARGET);
    target.run({reinterpret_cast<const char*>(data), size});
    return 0;
}
