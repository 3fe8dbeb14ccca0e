#pragma once

#include "app/timeline/TimelineSource.h"
#include "spectral/SpectrogramOverview.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace reprise::app
{
/** A TimelineSource that reads one audio file. Two threads of its own: one reads the file once, for the overview of
    waveform and spectrogram; the other reads what is asked for in detail. Both end with the object, within a block of
    samples or a column of a spectrogram.

    Memory   the overviews, and up to 64 blocks and 384 tiles.
    Errors   the constructor throws FileError as AudioFile does; what goes wrong later is handed to onFailed, once.
    Threads  message thread, apart from what it does inside. */
class FileTimelineSource : public TimelineSource, private juce::AsyncUpdater
{
public:
    explicit FileTimelineSource(const std::filesystem::path& path);
    ~FileTimelineSource() override;

    /// the file turned out to be damaged: one line, as in the core's errors
    std::function<void(const juce::String& message)> onFailed;

    const AudioFileInfo& info() const { return fileInfo; }

    /** The overview has been read to its end, or reading it failed. */
    bool isComplete() const { return complete; }

    int sampleRateHz() const override { return fileInfo.sampleRateHz; }
    SampleIndex length() const override;
    SampleIndex samplesRead() const override { return waveform.samples(); }
    void overview(double firstSample, double samplesPerColumn,
                  std::span<OverviewColumn> columns) const override;
    std::shared_ptr<const SampleBlock> block(SampleIndex index) override;
    std::shared_ptr<const SpectrogramTile> tile(int level, SampleIndex index) override;
    std::shared_ptr<const SpectrogramTile> tileAtHand(int level, SampleIndex index) override;
    void dropRequests() override;

private:
    /** The last ones used of what was worked out, by key. */
    template <typename Key, typename Value>
    class Cache
    {
    public:
        explicit Cache(std::size_t most) : limit(most) {}
        std::shared_ptr<const Value> find(const Key& key);
        void add(const Key& key, std::shared_ptr<const Value> value);

    private:
        struct Entry
        {
            std::shared_ptr<const Value> value;
            typename std::list<Key>::iterator use;
        };
        std::size_t limit;
        std::list<Key> uses; ///< the latest first
        std::map<Key, Entry> entries;
    };

    struct Request
    {
        int level = -1; ///< -1: a block of samples
        SampleIndex index = 0;
        auto operator<=>(const Request&) const = default;
    };

    void readAll();
    void answerRequests();
    void request(const Request& wanted);
    std::vector<float> read(AudioFile& file, SampleRange range) const;
    std::shared_ptr<const SampleBlock> readBlock(AudioFile& file, SampleIndex index) const;
    std::shared_ptr<const SpectrogramTile> makeTile(AudioFile& file, SpectrogramColumns& columns,
                                                    const Request& wanted) const; ///< null: is ending
    void fail(const std::string& message);
    void handleAsyncUpdate() override;

    AudioFileInfo fileInfo;
    Overview waveform;
    SpectrogramOverview spectrogram;
    Cache<SampleIndex, SampleBlock> blocks{64};
    Cache<std::pair<int, SampleIndex>, SpectrogramTile> tiles{384};

    std::atomic<bool> grew{false}, readToEnd{false};
    bool complete = false, failureTold = false;
    CancelToken ending;

    std::mutex mutex; ///< of what follows
    std::condition_variable wake;
    std::vector<Request> waiting; ///< the latest is answered first
    std::optional<Request> current;
    std::vector<std::pair<Request, std::shared_ptr<const SampleBlock>>> newBlocks;
    std::vector<std::pair<Request, std::shared_ptr<const SpectrogramTile>>> newTiles;
    std::string failure;

    std::jthread reader, answerer; ///< last: they use all of the above
};
} // namespace reprise::app
