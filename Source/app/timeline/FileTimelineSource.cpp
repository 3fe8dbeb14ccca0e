#include "app/timeline/FileTimelineSource.h"

#include "base/Errors.h"

#include <algorithm>
#include <numeric>

namespace reprise::app
{
namespace
{
constexpr int tileRows = 256;

std::vector<float> mixed(std::span<const float> interleaved, int channels)
{
    const auto width = static_cast<std::size_t>(channels);
    std::vector<float> mono(interleaved.size() / width);
    for (std::size_t i = 0; i < mono.size(); ++i)
    {
        const auto values = interleaved.subspan(i * width, width);
        mono[i] = std::accumulate(values.begin(), values.end(), 0.0f) / static_cast<float>(channels);
    }
    return mono;
}
} // namespace

template <typename Key, typename Value>
std::shared_ptr<const Value> FileTimelineSource::Cache<Key, Value>::find(const Key& key)
{
    const auto entry = entries.find(key);
    if (entry == entries.end())
        return nullptr;
    uses.splice(uses.begin(), uses, entry->second.use);
    return entry->second.value;
}

template <typename Key, typename Value>
void FileTimelineSource::Cache<Key, Value>::add(const Key& key, std::shared_ptr<const Value> value)
{
    if (find(key) != nullptr)
        return;
    uses.push_front(key);
    entries[key] = {std::move(value), uses.begin()};
    if (uses.size() > limit)
    {
        entries.erase(uses.back());
        uses.pop_back();
    }
}

FileTimelineSource::FileTimelineSource(const std::filesystem::path& path)
    : fileInfo(AudioFile(path).info()), waveform(fileInfo.channels, fileInfo.samples),
      spectrogram(fileInfo.sampleRateHz, fileInfo.samples), reader([this] { readAll(); }),
      answerer([this] { answerRequests(); })
{
}

FileTimelineSource::~FileTimelineSource()
{
    {
        const std::scoped_lock lock(mutex);
        ending.cancel();
    }
    wake.notify_all();
    reader.join();
    answerer.join();
    cancelPendingUpdate();
}

SampleIndex FileTimelineSource::length() const
{
    // A header may state more than there is; once all was read, that is the truth.
    return complete ? waveform.samples() : std::max(fileInfo.samples, waveform.samples());
}

void FileTimelineSource::overview(double firstSample, double samplesPerColumn,
                                  std::span<OverviewColumn> columns) const
{
    waveform.columns(firstSample, samplesPerColumn, columns);
}

std::shared_ptr<const SampleBlock> FileTimelineSource::block(SampleIndex index)
{
    if (index < 0 || index * blockSamples >= length())
        return nullptr;
    auto found = blocks.find(index);
    if (found == nullptr)
        request({-1, index});
    return found;
}

std::shared_ptr<const SpectrogramTile> FileTimelineSource::tileAtHand(int level, SampleIndex index)
{
    if (level >= SpectrogramOverview::finestLevel)
        if (auto coarse = spectrogram.tile(level, index))
            return std::make_shared<const SpectrogramTile>(std::move(*coarse));
    return tiles.find({level, index});
}

std::shared_ptr<const SpectrogramTile> FileTimelineSource::tile(int level, SampleIndex index)
{
    if (index < 0 || level < finestTileLevel || ((index * SpectrogramTile::columns) << level) >= length())
        return nullptr;
    auto found = tileAtHand(level, index);
    if (found == nullptr && level < spectrogram.baseLevel())
        request({level, index});
    return found;
}

void FileTimelineSource::request(const Request& wanted)
{
    {
        const std::scoped_lock lock(mutex);
        const auto isWanted = [&](const auto& made) { return made.first == wanted; };
        if (current == wanted || !failure.empty() || std::ranges::any_of(newBlocks, isWanted) ||
            std::ranges::any_of(newTiles, isWanted))
            return;
        std::erase(waiting, wanted);
        waiting.push_back(wanted);
    }
    wake.notify_one();
}

void FileTimelineSource::dropRequests()
{
    const std::scoped_lock lock(mutex);
    waiting.clear();
}

void FileTimelineSource::readAll()
{
    // At rates of MHz a few columns take seconds, and whoever closes the file waits for this thread.
    const Progress untilClosed({}, &ending);
    try
    {
        std::string reason;
        try
        {
            auto file = reopen(fileInfo);
            const auto tell = [this]
            {
                if (!grew.exchange(true))
                    triggerAsyncUpdate();
            };
            readOverview(file, waveform, Progress([&](double) { tell(); }, &ending),
                         [&](std::span<const float> block)
                         { spectrogram.append(mixed(block, fileInfo.channels), untilClosed); });
        }
        catch (const std::exception& error)
        {
            waveform.finish();
            reason = error.what();
        }
        spectrogram.finish(untilClosed);
        if (!reason.empty())
            fail(reason);
    }
    catch (const Cancelled&)
    {
        return;
    }
    readToEnd = true;
    grew = true;
    triggerAsyncUpdate();
}

void FileTimelineSource::fail(const std::string& message)
{
    {
        const std::scoped_lock lock(mutex);
        failure = message;
        waiting.clear();
    }
    triggerAsyncUpdate();
}

void FileTimelineSource::answerRequests()
{
    try
    {
        auto file = reopen(fileInfo);
        SpectrogramColumns columns(fileInfo.sampleRateHz, tileRows);
        for (;;)
        {
            Request wanted;
            {
                std::unique_lock lock(mutex);
                current.reset();
                wake.wait(lock, [this] { return !waiting.empty() || ending.isCancelled(); });
                if (ending.isCancelled())
                    return;
                wanted = waiting.back();
                waiting.pop_back();
                current = wanted;
            }
            if (wanted.level < 0)
            {
                auto made = readBlock(file, wanted.index);
                const std::scoped_lock lock(mutex);
                newBlocks.emplace_back(wanted, std::move(made));
            }
            else
            {
                auto made = makeTile(file, columns, wanted);
                const std::scoped_lock lock(mutex);
                newTiles.emplace_back(wanted, std::move(made));
            }
            triggerAsyncUpdate();
        }
    }
    catch (const Cancelled&)
    {
        // It is being closed.
    }
    catch (const std::exception& error)
    {
        fail(error.what());
    }
}

std::vector<float> FileTimelineSource::read(AudioFile& file, SampleRange range) const
{
    const auto channels = fileInfo.channels;
    const auto start = std::max<SampleIndex>(0, range.start);
    const auto count = std::max<SampleIndex>(0, range.end() - start);
    std::vector<float> interleaved(static_cast<std::size_t>(count * channels));
    SampleIndex done = 0;
    if (file.seek(start))
        while (done < count)
        {
            const auto got =
                file.read(std::span(interleaved).subspan(static_cast<std::size_t>(done * channels)));
            if (got == 0)
                break;
            done += got;
        }
    interleaved.resize(static_cast<std::size_t>(done * channels));
    return interleaved;
}

std::shared_ptr<const SampleBlock> FileTimelineSource::readBlock(AudioFile& file, SampleIndex index) const
{
    const auto interleaved = read(file, {index * blockSamples, blockSamples});
    const auto width = static_cast<std::size_t>(fileInfo.channels);
    auto block = std::make_shared<SampleBlock>();
    block->start = index * blockSamples;
    block->curves.resize(std::min<std::size_t>(2, width));
    for (auto& curve : block->curves)
        curve.reserve(interleaved.size() / width);
    for (std::size_t i = 0; i + width <= interleaved.size(); i += width)
    {
        const auto values = std::span(interleaved).subspan(i, width);
        if (width <= 2)
            for (std::size_t c = 0; c < width; ++c)
                block->curves[c].push_back(values[c]);
        else
        {
            const auto [least, most] = std::minmax_element(values.begin(), values.end());
            block->curves[0].push_back(*least);
            block->curves[1].push_back(*most);
        }
    }
    return block;
}

std::shared_ptr<const SpectrogramTile>
FileTimelineSource::makeTile(AudioFile& file, SpectrogramColumns& columns, const Request& wanted) const
{
    const auto hop = SampleIndex{1} << wanted.level;
    const auto start = wanted.index * SpectrogramTile::columns * hop - columns.reach();
    const auto interleaved = read(file, {start, SpectrogramTile::columns * hop + 2 * columns.reach()});
    return std::make_shared<const SpectrogramTile>(
        columns.tile(wanted.level, wanted.index, mixed(interleaved, fileInfo.channels),
                     std::max<SampleIndex>(0, start), Progress({}, &ending)));
}

void FileTimelineSource::handleAsyncUpdate()
{
    decltype(newBlocks) arrivedBlocks;
    decltype(newTiles) arrivedTiles;
    juce::String message;
    {
        const std::scoped_lock lock(mutex);
        arrivedBlocks.swap(newBlocks);
        arrivedTiles.swap(newTiles);
        message = juce::String::fromUTF8(failure.c_str());
    }
    for (auto& [key, value] : arrivedBlocks)
        blocks.add(key.index, std::move(value));
    for (auto& [key, value] : arrivedTiles)
        tiles.add({key.level, key.index}, std::move(value));

    complete = readToEnd;
    if (grew.exchange(false))
        listeners.call([](Listener& l) { l.overviewGrew(); });
    if (!arrivedBlocks.empty() || !arrivedTiles.empty())
        listeners.call([](Listener& l) { l.detailArrived(); });
    if (message.isNotEmpty() && !std::exchange(failureTold, true) && onFailed)
        onFailed(message);
}
} // namespace reprise::app
