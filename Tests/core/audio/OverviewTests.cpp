#include "audio/Overview.h"

#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** The least, most and RMS of samples [from, to), the plain way. */
OverviewColumn naive(const std::vector<float>& interleaved, int channels, SampleIndex from, SampleIndex to)
{
    OverviewColumn column;
    auto squares = 0.0;
    auto count = 0;
    for (auto i = from * channels; i < std::min(to * channels, static_cast<SampleIndex>(interleaved.size()));
         ++i)
    {
        const auto value = interleaved[static_cast<std::size_t>(i)];
        column.least = count == 0 ? value : std::min(column.least, value);
        column.most = count == 0 ? value : std::max(column.most, value);
        squares += static_cast<double>(value) * static_cast<double>(value);
        ++count;
    }
    column.rms = static_cast<float>(std::sqrt(squares / std::max(1, count)));
    return column;
}

std::unique_ptr<Overview> overviewOf(const std::vector<float>& interleaved, int channels, std::size_t block)
{
    auto overview = std::make_unique<Overview>(channels, 0);
    for (std::size_t i = 0; i < interleaved.size(); i += block * static_cast<std::size_t>(channels))
        overview->append(
            std::span(interleaved)
                .subspan(i, std::min(block * static_cast<std::size_t>(channels), interleaved.size() - i)));
    overview->finish();
    return overview;
}
} // namespace

TEST_CASE("Columns on the borders of bins equal the plain least and most and RMS", "[audio][overview]")
{
    const auto stereo = noise(2 * 50'001, 0.3f, 7);
    const auto overview = overviewOf(stereo, 2, 1000);
    REQUIRE(overview->samples() == 50'001);
    for (const auto samplesPerColumn : {256, 512, 1024, 4096, 768, 16384, 65536})
    {
        std::vector<OverviewColumn> columns(static_cast<std::size_t>(50'001 / samplesPerColumn + 2));
        overview->columns(0.0, samplesPerColumn, columns);
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            const auto from = static_cast<SampleIndex>(i) * samplesPerColumn;
            INFO(samplesPerColumn << " samples a column; column " << i);
            REQUIRE(columns[i].isEmpty() == (from >= 50'001));
            if (columns[i].isEmpty())
                continue;
            const auto expected = naive(stereo, 2, from, from + samplesPerColumn);
            CHECK(columns[i].least == Approx(expected.least).margin(1.01 / 16384));
            CHECK(columns[i].most == Approx(expected.most).margin(1.01 / 16384));
            if (from + samplesPerColumn <= 50'001) // the last bins weigh as much as full ones
                CHECK(columns[i].rms == Approx(expected.rms).margin(3.0 / 16384));
        }
    }
}

TEST_CASE("Columns anywhere hold all of their samples and little else", "[audio][overview]")
{
    const auto signal = noise(200'000, 0.3f, 3);
    const auto overview = overviewOf(signal, 1, 777);
    for (const auto samplesPerColumn : {256.0, 300.7, 1000.1, 7777.7})
    {
        std::vector<OverviewColumn> columns(20);
        const auto first = 1234.5;
        overview->columns(first, samplesPerColumn, columns);
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            const auto start = first + static_cast<double>(i) * samplesPerColumn;
            const auto inside = naive(signal, 1, static_cast<SampleIndex>(std::ceil(start)),
                                      static_cast<SampleIndex>(start + samplesPerColumn));
            const auto around =
                naive(signal, 1, static_cast<SampleIndex>(std::max(0.0, start - samplesPerColumn)),
                      static_cast<SampleIndex>(start + 2 * samplesPerColumn));
            CHECK(columns[i].least <= inside.least);
            CHECK(columns[i].most >= inside.most);
            CHECK(columns[i].least >= around.least - 1.01f / 16384);
            CHECK(columns[i].most <= around.most + 1.01f / 16384);
        }
    }
}

TEST_CASE("An overview does not depend on the blocks it was read in", "[audio][overview]")
{
    const auto signal = noise(30'000, 0.3f, 5);
    std::vector<OverviewColumn> once(30), often(30);
    overviewOf(signal, 1, 30'000)->columns(0.0, 1000.0, once);
    overviewOf(signal, 1, 13)->columns(0.0, 1000.0, often);
    for (std::size_t i = 0; i < once.size(); ++i)
        CHECK((once[i].least == often[i].least && once[i].most == often[i].most &&
               once[i].rms == often[i].rms));
}

TEST_CASE("What cancels out in a mix is visible in the overview", "[audio][overview]")
{
    std::vector<float> stereo;
    for (int i = 0; i < 1024; ++i)
    {
        stereo.push_back(0.5f);
        stereo.push_back(-0.5f);
    }
    std::vector<OverviewColumn> columns(1);
    overviewOf(stereo, 2, 1024)->columns(0.0, 1024.0, columns);
    CHECK(columns[0].least == Approx(-0.5f));
    CHECK(columns[0].most == Approx(0.5f));
    CHECK(columns[0].rms == Approx(0.5f));
}

TEST_CASE("An overview shows what has been read while the rest is empty", "[audio][overview]")
{
    Overview overview(1, 100'000);
    CHECK(overview.samples() == 0);
    overview.append(noise(1000, 0.3f, 1));
    CHECK(overview.samples() == 768);
    std::vector<OverviewColumn> columns(5);
    overview.columns(-256.0, 256.0, columns);
    CHECK(columns[0].isEmpty());
    CHECK_FALSE(columns[1].isEmpty());
    CHECK_FALSE(columns[3].isEmpty());
    CHECK(columns[4].isEmpty());
    CHECK_THROWS_AS(overview.columns(0.0, 255.0, columns), std::invalid_argument);
}

TEST_CASE("Reading an overview hands on every sample and can be cancelled", "[audio][overview]")
{
    const TemporaryFolder folder;
    const auto stereo = noise(2 * 300'000, 0.4f, 2);
    writeAudio(folder / "a.wav", stereo, 48000, 2);

    AudioFile file(folder / "a.wav");
    Overview overview(2, file.info().samples);
    std::vector<float> seen;
    readOverview(file, overview, {},
                 [&](std::span<const float> block) { seen.insert(seen.end(), block.begin(), block.end()); });
    CHECK(seen == stereo);
    CHECK(overview.samples() == 300'000);

    CancelToken token;
    token.cancel();
    AudioFile again(folder / "a.wav");
    Overview unfinished(2, 0);
    CHECK_THROWS_AS(readOverview(again, unfinished, Progress({}, &token)), Cancelled);
}
