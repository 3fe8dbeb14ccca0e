#pragma once

#include "base/FileCache.h"
#include "base/FileStamp.h"
#include "matching/Methods.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace reprise
{
/** The user's cache: $REPRISE_CACHE, else `reprise` in $XDG_CACHE_HOME or ~/.cache. Empty where there is no such folder,
    and where REPRISE_CACHE is "off". */
std::optional<FileCache> cacheOfUser();

/** Loads one file and analyses it for one method, or takes both from a cache where an earlier run kept them. What is
    found is the same to the bit.

    Kept     What does not depend on a mark: the analysis signal, its map of silence and what the method says
             (Analysis::keepIn): 1 GB for an hour. Of methods that can take it back, and of recordings from half a
             minute on; shorter ones are analysed as soon.
    Key      the file's content (a hash of 128 bits) and the name's extension; the method; the program, its libraries
             and the processor (ProgramIdentity.h), so that no other program's results are ever taken for one's own.
    Threads  One thread at a time; keeping beside matchers of the analysis. */
class CachedAnalysis
{
public:
    CachedAnalysis(std::filesystem::path audioFile, MethodSettings methodSettings,
                   std::optional<FileCache> cacheToUse);
    ~CachedAnalysis();

    /** As loadRecordingFor(). */
    Recording load(const Progress& progress = {});

    /** As analyse(), of what load() returned. */
    std::unique_ptr<Analysis> analyse(const Recording& recording, const Progress& progress = {});

    /** Whether load() found both in the cache. */
    bool isFromCache() const { return entry.has_value(); }

    /** Keeps both for another time, unless they came from there; not where the file was changed meanwhile or less than
        two seconds before. Takes a second for each GB. Throws Cancelled. */
    void keep(const Recording& recording, const Analysis& analysis, const Progress& progress = {}) const;

    /** The same on a thread of its own. A second call does nothing. */
    void keepInBackground(std::shared_ptr<const Recording> recording,
                          std::shared_ptr<const Analysis> analysis);

    /** Waits until what was begun in the background is kept; without this the end of the object cancels it. */
    void finishKeeping();

private:
    std::string beginningOfName() const;
    /** Reads the file. */
    std::string name(const Progress& progress) const;
    bool isCacheable() const;

    std::filesystem::path path;
    MethodSettings settings;
    std::optional<FileCache> cache;
    FileStamp stamp;       ///< of the file as it was loaded
    bool wasFresh = false; ///< then: what is written right after might not show in the stamp
    std::optional<CacheEntry> entry;
    CancelToken cancelKeeping;
    std::thread keeper;
};
} // namespace reprise
