#include "matching/CachedAnalysis.h"

#include "audio/SilenceMap.h"
#include "base/AbsolutePath.h"
#include "base/Errors.h"
#include "base/FastHash.h"
#include "base/ProgramIdentity.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

constexpr double shortestSeconds = 30.0;
constexpr auto freshFor = std::chrono::seconds(2); // the coarsest file systems tell times that far apart

// The arrays of an entry; those of the analysis follow.
enum ArrayIndex : std::size_t
{
    lengthArray,
    signalArray,
    silenceLevelArray,
    silenceCountsArray,
    analysisArrays
};
} // namespace

std::optional<FileCache> cacheOfUser()
{
    const auto variable = [](const char* name)
    {
        const auto* value = std::getenv(name);
        return fs::path(value == nullptr ? "" : value);
    };
    if (const auto chosen = variable("REPRISE_CACHE"); !chosen.empty())
        return chosen == "off" ? std::nullopt : std::optional<FileCache>(absolutePath(chosen));
    if (const auto caches = variable("XDG_CACHE_HOME"); caches.is_absolute())
        return FileCache(caches / "reprise");
    if (const auto home = variable("HOME"); home.is_absolute())
        return FileCache(home / ".cache" / "reprise");
    return {};
}

CachedAnalysis::CachedAnalysis(fs::path audioFile, MethodSettings methodSettings,
                               std::optional<FileCache> cacheToUse)
    : path(std::move(audioFile)), settings(std::move(methodSettings)), cache(std::move(cacheToUse))
{
}

CachedAnalysis::~CachedAnalysis()
{
    cancelKeeping.cancel();
    finishKeeping();
}

bool CachedAnalysis::isCacheable() const
{
    return cache && methodFromName(settings.method).restore != nullptr && !programIdentity().empty();
}

std::string CachedAnalysis::beginningOfName() const
{
    return std::to_string(stamp.bytes) + '-';
}

std::string CachedAnalysis::name(const Progress& progress) const
{
    return beginningOfName() + fastHashOf(fastHashOfFile(path, progress) + '\n' + path.extension().string() +
                                          '\n' + settings.method + '\n' + programIdentity());
}

Recording CachedAnalysis::load(const Progress& progress)
{
    entry.reset();
    stamp = stampOf(path);
    wasFresh = stamp.time >= fs::file_time_type::clock::now() - freshFor;
    // A file of another size than all that were kept need not be read to know that it was not.
    if (isCacheable() && cache->holdsAny(beginningOfName()))
        try
        {
            AudioFile file(path);
            entry = cache->find(name(progress.part(0.0, 0.5)), progress.part(0.5, 1.0));
            if (entry && stampOf(path) == stamp)
            {
                const auto rate = methodFromName(settings.method).analysisRateHz;
                Recording recording{file.info(), rate, entry->vector<float>(signalArray)};
                recording.info.samples = entry->array<SampleIndex>(lengthArray)[0];
                recording.silence =
                    std::make_shared<const SilenceMap>(recording, entry->array<float>(silenceLevelArray)[0],
                                                       entry->array<std::uint32_t>(silenceCountsArray));
                return recording;
            }
        }
        catch (const FileError&)
        {
            // Loading says what is wrong with it.
        }
    entry.reset();
    return loadRecordingFor(path, settings, progress);
}

std::unique_ptr<Analysis> CachedAnalysis::analyse(const Recording& recording, const Progress& progress)
{
    return reprise::analyse(recording, settings, progress, entry ? &*entry : nullptr, analysisArrays);
}

void CachedAnalysis::keep(const Recording& recording, const Analysis& analysis,
                          const Progress& progress) const
{
    if (entry || !isCacheable() || stamp == FileStamp() || wasFresh ||
        recording.info.seconds() < shortestSeconds)
        return;
    CacheArrays arrays;
    const std::array length{recording.info.samples};
    const auto silence = silenceMapOf(recording, progress.withoutReports());
    const std::array level{silence->level()};
    arrays.add(std::span<const SampleIndex>(length));
    arrays.add(recording.analysisSignal);
    arrays.add(std::span<const float>(level));
    arrays.add(silence->counts());
    analysis.keepIn(arrays);
    try
    {
        const auto content = name(progress.part(0.0, 0.3));
        if (stampOf(path) == stamp)
            cache->keep(content, arrays, progress.part(0.3, 1.0));
    }
    catch (const FileError&)
    {
        // It can no longer be read: what was made of it will not be asked for.
    }
}

void CachedAnalysis::keepInBackground(std::shared_ptr<const Recording> recording,
                                      std::shared_ptr<const Analysis> analysis)
{
    if (keeper.joinable())
        return;
    const auto work = [this, recording = std::move(recording), analysis = std::move(analysis)]
    {
        try
        {
            keep(*recording, *analysis, Progress({}, &cancelKeeping));
        }
        catch (const Cancelled&)
        {
        }
        catch (const std::exception&)
        {
            // Without it, the next search takes a little longer.
        }
    };
    try
    {
        keeper = std::thread(work);
    }
    catch (const std::system_error&)
    {
        // Nor is it kept where no thread can be had.
    }
}

void CachedAnalysis::finishKeeping()
{
    if (keeper.joinable())
        keeper.join();
}
} // namespace reprise
