#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace reprise::cli
{
/** Wall-clock seconds of the stages of a run, for benchmarks. */
class StageTimes
{
public:
    /** Books the time since the last call to a stage. */
    void book(const std::string& stage)
    {
        const auto now = std::chrono::steady_clock::now();
        const auto seconds = std::chrono::duration<double>(now - last).count();
        last = now;
        for (auto& [name, values] : stages)
            if (name == stage)
            {
                values.push_back(seconds);
                return;
            }
        stages.emplace_back(stage, std::vector<double>{seconds});
    }

    nlohmann::ordered_json toJson() const
    {
        nlohmann::ordered_json json;
        for (const auto& [name, values] : stages)
            json[name] = values;
        return json;
    }

private:
    std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
    std::vector<std::pair<std::string, std::vector<double>>> stages;
};
} // namespace reprise::cli
