#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace reprise
{
/** A stretch of a file in seconds, as truth files state it. */
struct TimeSpan
{
    double start = 0.0;
    double length = 0.0;
};

struct Occurrence
{
    TimeSpan span;
    bool isQuery = false;
};

/** One marked sound of one audio file with the truth about where it occurs. */
struct EvaluationTask
{
    std::string id;
    std::string track;
    std::filesystem::path audio; ///< absolute, or relative to the working folder
    TimeSpan query;
    std::vector<Occurrence> occurrences; ///< all of them, the query included
    std::vector<TimeSpan> ignored;       ///< neither right nor wrong
    std::string snrTier = "?";
    std::string alteration; ///< empty where it does not apply
    bool quick = false;
};

struct Manifest
{
    std::filesystem::path path;
    std::vector<EvaluationTask> tasks;
};

/** Reads a benchmark manifest or truth file (format: Benchmarks/README.md). Throws FileError that names the
    task and the field for anything missing, of the wrong type, negative or not finite, and for a version
    other than 1. */
Manifest readManifest(const std::filesystem::path& path);

/** The tasks as the text of a manifest or truth file at `path`, beside or below which audio is named relative to it. */
std::string toManifestJson(const std::vector<EvaluationTask>& tasks, const std::filesystem::path& path);
} // namespace reprise
