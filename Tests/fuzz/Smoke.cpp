// Runs a target without libFuzzer: over its seeds, the files in folders (corpus/ unpacked, regressions/), and a few
// thousand seeded changes of all. Usage: fuzz_smoke TARGET CHANGES FOLDER..., or fuzz_smoke TARGET FILE for one input.

#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <random>

using namespace reprise::fuzz;
namespace fs = std::filesystem;

namespace
{
/** The kinds of damage that most often find something: bits, extreme numbers, lost, doubled and foreign stretches. */
class Changes
{
public:
    explicit Changes(std::uint32_t seed) : random(seed) {}

    std::string of(std::string input, const std::vector<std::string>& others)
    {
        for (auto count = 1 + below(4); count > 0; --count)
            change(input, others[below(others.size())]);
        return input;
    }

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

private:
    void change(std::string& input, const std::string& other)
    {
        const auto at = below(input.size() + 1);
        const auto length = std::min<std::size_t>(1 + below(32), input.size() - at);
        switch (below(7))
        {
        case 0:
            if (at < input.size())
                input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        case 1:
            input.replace(at, length, extreme());
            break;
        case 2:
            input.erase(at, length);
            break;
        case 3:
            input.insert(at, input.substr(at, length));
            break;
        case 4:
            input.resize(at);
            break;
        case 5:
            input.insert(at, other.substr(below(other.size()), 1 + below(64)));
            break;
        default:
            input.replace(at, length, std::string(length, static_cast<char>(below(256))));
        }
    }

    std::string extreme()
    {
        static const std::vector<std::string> values{std::string(4, '\0'),
                                                     "\xff\xff\xff\xff",
                                                     "\xff\xff\xff\x7f",
                                                     std::string("\0\0\0\x80", 4),
                                                     "\x01",
                                                     "-1",
                                                     "0",
                                                     "1e308",
                                                     "9223372036854775807",
                                                     "18446744073709551616",
                                                     "null",
                                                     "[[[[",
                                                     "\"",
                                                     "\n",
                                                     "\xff"};
        return values[below(values.size())];
    }

    std::mt19937 random;
};

/** Says which input it was before a finding ends the process. */
struct Current
{
    std::string input;
    fs::path keepAt;

    void run(const Target& target)
    {
        writeFile(keepAt, input);
        target.run(input);
    }
};

int runAll(const Target& target, int changes, const std::vector<fs::path>& folders)
{
    using Clock = std::chrono::steady_clock;
    auto inputs = target.seeds();
    std::error_code error;
    std::vector<fs::path> kept;
    for (const auto& folder : folders)
        for (const auto& entry : fs::directory_iterator(folder, error))
            kept.push_back(entry.path());
    std::sort(kept.begin(), kept.end());
    for (const auto& path : kept)
        inputs.push_back(contentOf(path));
    Current current{{}, fs::temp_directory_path() / ("reprise-fuzz-" + std::string(target.name))};
    auto slowest = Clock::duration::zero();
    const auto run = [&](std::string input)
    {
        current.input = std::move(input);
        const auto begin = Clock::now();
        current.run(target);
        slowest = std::max(slowest, Clock::now() - begin);
    };
    for (const auto& input : inputs)
        run(input);
    Changes random(1);
    const auto end = Clock::now() + std::chrono::seconds(4);
    auto done = 0;
    for (; done < changes && Clock::now() < end; ++done)
        run(random.of(inputs[random.below(inputs.size())], inputs));
    fs::remove(current.keepAt, error);
    std::cout << target.name << ": " << inputs.size() << " inputs and " << done
              << " changes of them, the slowest "
              << std::chrono::duration_cast<std::chrono::milliseconds>(slowest).count() << " ms\n";
    constexpr auto longest = std::chrono::seconds(5);
    if (slowest > longest)
        std::cerr << "An input took longer than five seconds\n";
    return slowest > longest ? 1 : 0;
}
} // namespace

int main(int argc, char** argv)
{
    const auto* const target = argc > 2 ? targetNamed(argv[1]) : nullptr;
    if (target == nullptr)
    {
        std::cerr << "usage: fuzz_smoke TARGET CHANGES FOLDER... | fuzz_smoke TARGET FILE\ntargets:";
        for (const auto& each : targets())
            std::cerr << " " << each.name;
        std::cerr << "\n";
        return 2;
    }
    std::set_terminate(
        []
        {
            std::cerr << "An exception came through\n";
            std::abort();
        });
    if (argc > 3)
        return runAll(*target, std::atoi(argv[2]), {argv + 3, argv + argc});
    target->run(contentOf(argv[2]));
    return 0;
}
