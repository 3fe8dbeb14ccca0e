#include "audio/Resampler.h"

#include "base/Errors.h"

#include <algorithm>
#include <cmath>
#include <soxr.h>
#include <string>

namespace reprise
{
struct Resampler::State
{
    double ratio = 1.0;
    soxr_t soxr = nullptr; // null: the rates are equal
    std::size_t consumed = 0, produced = 0;

    ~State() { soxr_delete(soxr); }

    /** Feeds a block (null: the end of the input) and appends all output that is ready. */
    void feed(const float* block, std::size_t size, std::vector<float>& output)
    {
        std::size_t used = 0;
        for (;;)
        {
            const auto room = static_cast<std::size_t>(static_cast<double>(size - used) * ratio) + 4096;
            const auto before = output.size();
            output.resize(before + room);
            std::size_t done = 0, written = 0;
            const auto error = soxr_process(soxr, block == nullptr ? nullptr : block + used, size - used,
                                            &done, output.data() + before, room, &written);
            output.resize(before + written);
            produced += written;
            if (error != nullptr)
                throw InvalidInput(std::string("resampling failed: ") + soxr_strerror(error));
            used += done;
            if (used == size && written < room)
                return;
        }
    }
};

Resampler::Resampler(double inputRateHz, double outputRateHz) : state(std::make_unique<State>())
{
    if (!(inputRateHz > 0.0) || !(outputRateHz > 0.0))
        throw InvalidSettings("cannot resample from " + std::to_string(inputRateHz) + " Hz to " +
                              std::to_string(outputRateHz) + " Hz: both rates must be positive");
    state->ratio = outputRateHz / inputRateHz;
    if (inputRateHz == outputRateHz)
        return;
    const auto format = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const auto quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_error_t error = nullptr;
    state->soxr = soxr_create(inputRateHz, outputRateHz, 1, &error, &format, &quality, nullptr);
    if (error != nullptr)
        throw InvalidSettings("cannot resample from " + std::to_string(inputRateHz) + " Hz to " +
                              std::to_string(outputRateHz) + " Hz: " + soxr_strerror(error));
}

Resampler::~Resampler() = default;

void Resampler::process(std::span<const float> block, std::vector<float>& output)
{
    state->consumed += block.size();
    if (state->soxr == nullptr)
        output.insert(output.end(), block.begin(), block.end());
    else if (!block.empty())
        state->feed(block.data(), block.size(), output);
}

void Resampler::finish(std::vector<float>& output)
{
    if (state->soxr == nullptr)
        return;
    state->feed(nullptr, 0, output);
    const auto whole =
        static_cast<std::size_t>(std::ceil(static_cast<double>(state->consumed) * state->ratio));
    if (state->produced > whole)
        output.resize(output.size() - std::min(output.size(), state->produced - whole));
    else
        output.resize(output.size() + whole - state->produced);
}

std::vector<float> resample(std::span<const float> signal, double inputRateHz, double outputRateHz)
{
    Resampler resampler(inputRateHz, outputRateHz);
    std::vector<float> output;
    resampler.process(signal, output);
    resampler.finish(output);
    return output;
}
} // namespace reprise
