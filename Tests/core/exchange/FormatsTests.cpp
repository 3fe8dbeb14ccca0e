// The promise kept here: a time means the same in the next program. Whatever is written in a format comes back to
// the sample where the format can hold samples, with everything the format says it keeps.

#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/SessionAnnotations.h"
#include "support/AudioFiles.h"
#include "support/RandomAnnotations.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <clocale>
#include <locale>
#include <map>
#include <memory>
#include <set>

using namespace reprise;
using namespace reprise::test;

namespace
{
// Sanitizers slow everything down, and look for other faults than those of size.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t manyEvents = 10'000;
#else
constexpr std::size_t manyEvents = 100'000;
#endif

/** Formats that can be tried without audio. */
std::vector<const Format*> textFormats()
{
    std::vector<const Format*> formats;
    for (const auto& format : exchangeFormats())
        if (!format.holdsAudio && format.write && format.read)
            formats.push_back(&format);
    return formats;
}

ImportOptions sameAudio(const Annotations& annotations)
{
    return {annotations.audio, annotations.audioSha256, 0};
}

/** What comes back, exported and imported. */
Annotations roundTrip(const Annotations& annotations, const Format& format, const std::filesystem::path& file)
{
    exportAnnotations(annotations, format, {}, file);
    return importAnnotations(file, format, sameAudio(annotations));
}

std::vector<SampleRange> rangesOf(const Annotations& annotations)
{
    std::vector<SampleRange> ranges;
    for (const auto& item : annotations.items)
        ranges.push_back(item.range);
    return ranges;
}

Annotations inOrderOfTime(Annotations annotations)
{
    std::stable_sort(annotations.items.begin(), annotations.items.end(),
                     [](const Annotation& a, const Annotation& b) { return a.range.start < b.range.start; });
    return annotations;
}
} // namespace

TEST_CASE("Every format gives back what it says it keeps, at every rate", "[exchange][formats]")
{
    const TemporaryFolder folder;
    std::uint32_t seed = 0;
    for (const auto rate : {8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000})
    {
        const auto annotations = inOrderOfTime(randomAnnotations(rate, 80, ++seed));
        for (const auto* format : textFormats())
        {
            INFO(format->name << " at " << rate << " Hz");
            const auto file = folder / ("out" + std::string(format->extensions.front()));
            const auto found = roundTrip(annotations, *format, file);
            CHECK(found.audio.sampleRateHz == rate);
            REQUIRE(found.items.size() == annotations.items.size());
            for (std::size_t i = 0; i < found.items.size(); ++i)
            {
                auto expected = format->kept(annotations.items[i]);
                const auto off = std::max(std::abs(found.items[i].range.start - expected.range.start),
                                          std::abs(found.items[i].range.end() - expected.range.end()));
                const auto exact = format->unit == PositionUnit::samples || format->decimals >= 6;
                if (format->unit != PositionUnit::ticks)
                    CHECK(off <= (exact ? 0 : rate / 2000 + 1));
                expected.range = found.items[i].range;
                CHECK((found.items[i] == expected));
            }
        }
    }
}

TEST_CASE("What a format keeps is kept a second time unchanged", "[exchange][formats]")
{
    const TemporaryFolder folder;
    const auto annotations = inOrderOfTime(randomAnnotations(48000, 60, 99));
    for (const auto* format : textFormats())
    {
        INFO(format->name);
        const auto once = roundTrip(annotations, *format, folder / "once");
        CHECK((roundTrip(once, *format, folder / "twice").items == once.items));
    }
}

TEST_CASE("No event, one event and a hundred thousand events make the trip", "[exchange][formats]")
{
    const TemporaryFolder folder;
    auto many = randomAnnotations(44100, manyEvents, 7);
    for (auto& item : many.items)
        if (item.label.size() > 100)
            item.label.resize(100);
    many = inOrderOfTime(many);
    for (const auto* format : textFormats())
    {
        INFO(format->name);
        for (const auto count : {0, 1})
            CHECK(roundTrip(inOrderOfTime(randomAnnotations(44100, static_cast<std::size_t>(count), 5)),
                            *format, folder / "few")
                      .items.size() == static_cast<std::size_t>(count));
        // Reads back and compares itself.
        const auto report =
            exportAnnotations(many, *format, {}, folder / ("many." + std::string(format->name)));
        if (format->unit == PositionUnit::samples || format->decimals >= 6)
            CHECK(report.largestErrorSamples == 0);
    }
}

namespace
{
struct CommaForDot : std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

/** A decimal comma for everything in the program while it lives. Debian's plain installation has no such C locale:
    it is made, where the sources are installed. */
struct CommaLocale
{
    explicit CommaLocale(const TemporaryFolder& folder)
        : before(std::locale::global(std::locale(std::locale(), new CommaForDot)))
    {
        const auto command =
            "localedef -i de_DE -f ISO-8859-1 '" + (folder / "de_DE").string() + "' >/dev/null 2>&1";
        if (std::system(command.c_str()) == 0)
            setenv("LOCPATH", folder.path.c_str(), 1);
        hasC = std::setlocale(LC_ALL, "de_DE") != nullptr;
    }
    ~CommaLocale()
    {
        std::setlocale(LC_ALL, "C");
        unsetenv("LOCPATH");
        std::locale::global(before);
    }
    CommaLocale(const CommaLocale&) = delete;
    CommaLocale& operator=(const CommaLocale&) = delete;

    std::locale before;
    bool hasC = false;
};
} // namespace

TEST_CASE("A locale with a decimal comma changes no byte and no position", "[exchange][formats]")
{
    const TemporaryFolder folder, locales;
    const auto annotations = inOrderOfTime(randomAnnotations(44100, 60, 3));
    const auto written = [&](const Format& format) { return (folder / std::string(format.name)).string(); };
    std::map<std::string_view, std::vector<SampleRange>> before;
    for (const auto* format : textFormats())
        before[format->name] = rangesOf(roundTrip(annotations, *format, written(*format) + ".dot"));
    {
        const CommaLocale locale(locales);
        if (!locale.hasC)
            WARN("there is no C locale with a decimal comma (package locales): only the C++ one is tried");
        for (const auto* format : textFormats())
        {
            INFO(format->name);
            const auto after = rangesOf(roundTrip(annotations, *format, written(*format) + ".comma"));
            CHECK((after == before[format->name]));
        }
    }
    for (const auto* format : textFormats())
        CHECK(readText(written(*format) + ".dot") == readText(written(*format) + ".comma"));
}

namespace
{
/** A session as a user might have left it after so many places: sounds and hits with hard names, every answer,
    places predicted; the first place begins at sample 0, the last one is the last sample. */
SessionDocument randomSession(const AudioFileInfo& info, std::size_t places, std::uint32_t seed)
{
    std::mt19937 engine(seed);
    const auto below = [&](SampleIndex limit) { return static_cast<SampleIndex>(engine() % limit); };
    const auto text = [&] { return hardTexts()[engine() % hardTexts().size()]; };
    const auto range = [&](std::size_t place) -> SampleRange
    {
        if (place + 1 == places && places > 1)
            return {info.samples - 1, 1};
        const auto start = place == 0 ? 0 : below(info.samples);
        return {start, 1 + below(info.samples - start)};
    };
    SessionDocument document({info, sha256OfFile(info.path)});
    for (std::size_t place = 0; place < places; ++place)
    {
        if (place % 10 == 0)
        {
            Sound sound;
            sound.name = text();
            if (constexpr std::size_t longest = 1000; sound.name.size() > longest)
                sound.name = std::string(longest, 'x');
            sound.colour = static_cast<std::uint32_t>(below(0x1000000));
            sound.query = range(place);
            document.perform(AddSound{sound});
            continue;
        }
        const auto sound = document.sounds().back().id;
        JudgedHit hit;
        hit.excerpt = hit.asked = range(place);
        hit.answer = std::array{Answer::yes, Answer::no, Answer::unsure}[below(3)];
        // What became of the last place is exported, whatever else is.
        hit.answer = place + 1 == places ? Answer::yes : hit.answer;
        hit.label = text();
        document.perform(Judge{sound, {hit}});
        if (place % 10 == 9)
            document.setPredicted(sound, {{range(1), HitState::predicted, 0.75f}});
    }
    return document;
}
} // namespace

TEST_CASE("Random sessions make the trip in every format, with their audio where it is held",
          "[exchange][formats]")
{
    const TemporaryFolder folder, locales;
    std::uint32_t seed = 0;
    for (const auto rate : {8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000})
    {
        const auto audio = folder / "song.wav";
        writeAudio(audio, noise(4801, 0.5f, 1), rate, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        const auto info = AudioFile(audio).info();
        // Every second rate as it would be in a country with decimal commas.
        const auto locale =
            rate % 11025 == 0 ? std::unique_ptr<CommaLocale>() : std::make_unique<CommaLocale>(locales);
        for (const auto places : {0u, 1u, 60u})
        {
            const auto document = randomSession(info, places, ++seed);
            const auto annotations = annotationsOf(
                document, {{HitState::confirmed, HitState::predicted, HitState::rejected}, {}, {}});
            const auto& items = annotations.items;
            CHECK((places < 60 ? items.size() == places : items.size() > 30));
            if (places == 60)
            {
                CHECK(items.front().range.start == 0);
                CHECK(items.back().range == SampleRange{4800, 1});
            }
            for (const auto& format : exchangeFormats())
            {
                INFO(format.name << " at " << rate << " Hz, " << places << " places");
                const auto out = folder / (std::string(format.name) + std::to_string(seed));
                const auto report = exportAnnotations(annotations, format, {}, out);
                const auto exact = format.unit == PositionUnit::samples || format.decimals >= 6;
                CHECK((!exact || report.largestErrorSamples == 0));
                if (!format.read)
                {
                    // Cut files are compared with the audio by the export itself.
                    CHECK(static_cast<std::size_t>(
                              std::distance(std::filesystem::directory_iterator(out), {})) == items.size());
                    continue;
                }
                const auto found = importAnnotations(out, format, sameAudio(annotations));
                REQUIRE(found.items.size() == items.size());
                for (std::size_t i = 0; i < items.size(); ++i)
                {
                    auto expected = format.kept(items[i]);
                    if (!exact)
                        expected.range = found.items[i].range; // how far off is another test's
                    CHECK((found.items[i] == expected));
                }
            }
        }
    }
}

TEST_CASE("Formats are found by name, and by extension and content", "[exchange][formats]")
{
    CHECK(formatFromName("audacity").title == "Audacity labels");
    CHECK_THROWS_WITH(formatFromName("midi2"), Catch::Contains("no format 'midi2'; there are events, csv"));
    CHECK(formatForWriting("a.json").name == "events");
    CHECK(formatForWriting("a.CSV").name == "csv");
    CHECK(formatForWriting("a.reaper.csv").name == "reaper");
    CHECK(formatForWriting("a.selections.txt").name == "raven");
    CHECK(formatForWriting("a.txt").name == "audacity");
    CHECK_THROWS_WITH(formatForWriting("a.docx"), Catch::Contains("does not tell the format"));

    const TemporaryFolder folder;
    const auto annotations = inOrderOfTime(randomAnnotations(44100, 40, 11));
    for (const auto* format : textFormats())
        for (const auto extension : format->extensions)
        {
            INFO(format->name << " as " << extension);
            const auto file = folder / ("x" + std::string(extension));
            exportAnnotations(annotations, *format, {}, file);
            CHECK(formatForReading(file).name == format->name);
            // LAB is numbers and words, as many things are.
            std::filesystem::copy_file(file, folder / "x.bak",
                                       std::filesystem::copy_options::overwrite_existing);
            if (format->name != "lab")
                CHECK(formatForReading(folder / "x.bak").name == format->name);
        }
    // What a name promises and the content does not hold is for that format's reader to tell.
    writeText(folder / "x.json", "{}");
    CHECK(formatForReading(folder / "x.json").name == "events");
    writeText(folder / "x.csv", "Time,Label\n1,a\n");
    CHECK(formatForReading(folder / "x.csv").name == "csv");
    writeText(folder / "x.docx", "Dear reader,\n");
    CHECK_THROWS_WITH(formatForReading(folder / "x.docx"),
                      Catch::Contains("neither its name nor its beginning tells a format"));
    writeText(folder / "x.docx", "");
    CHECK_THROWS_AS(formatForReading(folder / "x.docx"), FileError);
    CHECK_THROWS_WITH(formatForReading(folder / "none.csv"), Catch::Contains("no such file"));
}

TEST_CASE("Every format is described and has a name of its own", "[exchange][formats]")
{
    std::set<std::string_view> names;
    for (const auto& format : exchangeFormats())
    {
        INFO(format.name);
        CHECK(names.insert(format.name).second);
        CHECK_FALSE(format.title.empty());
        CHECK(format.extensions.empty() == (format.output == OutputKind::folder)); // a folder has none
        CHECK((format.write || format.read));
        CHECK((!format.write || format.verify || (format.read && format.kept)));
    }
}
