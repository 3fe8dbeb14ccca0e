// Each hit as an audio file: cut to the sample, named safely.
#include "base/Errors.h"
#include "exchange/Export.h"
#include "exchange/HitFiles.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"
#include "support/WholeAudio.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
Annotations annotationsOf(const std::filesystem::path& audio, std::vector<Annotation> items)
{
    return {AudioFile(audio).info(), "", std::move(items)};
}

Annotation hit(SampleIndex start, SampleIndex length, std::string label = "", std::string sound = "call")
{
    return {{start, length}, HitState::confirmed, 1.0f, std::move(label), std::move(sound)};
}

std::vector<std::int32_t> samplesOf(const std::filesystem::path& path, int* format = nullptr)
{
    SF_INFO info{};
    auto* const file = sf_open(path.c_str(), SFM_READ, &info);
    if (file == nullptr)
        throw std::runtime_error(path.string() + " cannot be opened");
    std::vector<std::int32_t> samples(static_cast<std::size_t>(info.frames * info.channels));
    sf_readf_int(file, samples.data(), info.frames);
    sf_close(file);
    if (format != nullptr)
        *format = info.format;
    return samples;
}

std::vector<std::string> namesFor(const std::string& nameTemplate, std::vector<Annotation> items)
{
    Annotations annotations;
    annotations.audio = {"/music/My song.flac", 44100, 2, 10'000'000, "", "", ""};
    annotations.items = std::move(items);
    HitFileOptions options;
    options.nameTemplate = nameTemplate;
    std::vector<std::string> names;
    for (const auto& file : planHitFiles(annotations, options))
        names.push_back(file.name);
    return names;
}

using Names = std::vector<std::string>;
} // namespace

TEST_CASE("A hundred thousand hits of one name are numbered one after the other", "[exchange][hits]")
{
    std::vector<Annotation> items(100'000);
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        items[i].range = {static_cast<SampleIndex>(i), 10};
        items[i].label = i == 7 ? "x_3" : "x";
    }
    const auto names = namesFor("{label}", items);
    CHECK(names[0] == "x.wav");
    CHECK(names[1] == "x_2.wav");
    CHECK(names[2] == "x_3.wav");
    CHECK(names[7] == "x_3_2.wav");
    CHECK(names.back() == "x_99999.wav");
}

TEST_CASE("Each hit becomes a file with exactly its samples", "[exchange][hits]")
{
    const TemporaryFolder folder;
    int number = 0;
    for (const auto& [name, format] : {std::pair{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24},
                                       std::pair{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                                       std::pair{"u8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8}})
        for (const auto* container : {"wav", "flac"})
        {
            INFO(name << " as " << container);
            writeAudio(folder / name, noise(100000, 0.9f, 1), 44100, 2, format);
            const auto whole = samplesOf(folder / name);
            const auto annotations =
                annotationsOf(folder / name, {hit(0, 10), hit(5, 40000), hit(20000, 1), hit(49999, 1)});
            ExportOptions options;
            options.hitFiles.container = container;
            const auto out = folder / ("hits" + std::to_string(++number));
            CHECK(exportAnnotations(annotations, formatFromName("hits"), options, out).warnings.empty());
            for (std::size_t i = 0; i < annotations.items.size(); ++i)
            {
                const auto& range = annotations.items[i].range;
                int written = 0;
                const auto cut =
                    samplesOf(out / ("call_0" + std::to_string(i + 1) + "." + container), &written);
                CHECK(cut == std::vector<std::int32_t>(whole.begin() + range.start * 2,
                                                       whole.begin() + range.end() * 2));
                const auto depth = format & SF_FORMAT_SUBMASK;
                CHECK((written & SF_FORMAT_SUBMASK) ==
                      (depth == SF_FORMAT_PCM_U8 && container[0] == 'f' ? SF_FORMAT_PCM_S8 : depth));
            }
        }
}

TEST_CASE("Rolls reach into the recording as far as it goes, and fades change nothing but themselves",
          "[exchange][hits]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", std::vector<float>(48000, 0.5f), 48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const auto annotations = annotationsOf(folder / "a.wav", {hit(100, 0), hit(24000, 4800), hit(47990, 10)});
    ExportOptions options;
    options.hitFiles.preRollMs = 5.0;   // 240 samples
    options.hitFiles.postRollMs = 10.0; // 480
    options.hitFiles.fadeInMs = 2.0;    // 96
    options.hitFiles.fadeOutMs = 4.0;   // 192
    exportAnnotations(annotations, formatFromName("hits"), options, folder / "hits");
    CHECK(samplesOf(folder / "hits" / "call_01.wav").size() == 100 + 480);
    CHECK(samplesOf(folder / "hits" / "call_03.wav").size() == 240 + 10);
    const auto cut = samplesOf(folder / "hits" / "call_02.wav");
    REQUIRE(cut.size() == 240 + 4800 + 480);
    const auto full = samplesOf(folder / "a.wav").front();
    CHECK(cut.front() < full / 1000);
    CHECK(cut[48] == Approx(full * 0.508).epsilon(0.01)); // halfway
    CHECK(std::is_sorted(cut.begin(), cut.begin() + 96));
    CHECK(std::all_of(cut.begin() + 96, cut.end() - 192, [&](auto value) { return value == full; }));
    CHECK(std::is_sorted(cut.rbegin(), cut.rbegin() + 192));
    CHECK(cut.back() < full / 1000);
}

TEST_CASE("Lossy and float recordings keep their decoded samples", "[exchange][hits]")
{
    const TemporaryFolder folder;
    for (const auto& [name, format] : {std::pair{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
                                       std::pair{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                                       std::pair{"a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT}})
    {
        INFO(name);
        writeAudio(folder / name, noise(60000, 0.4f, 2), 48000, 1, format);
        std::vector<float> whole(60000), cut(500);
        AudioFile source(folder / name);
        REQUIRE(source.read(whole) >= 50500);
        const auto out = folder / (std::string(name) + " hits");
        exportAnnotations(annotationsOf(folder / name, {hit(50000, 500)}), formatFromName("hits"), {}, out);
        AudioFile file(out / "call_01.wav");
        CHECK(file.info().samples == 500);
        REQUIRE(file.read(cut) == 500);
        CHECK(std::equal(cut.begin(), cut.end(), whole.begin() + 50000));
    }
    ExportOptions flac;
    flac.hitFiles.container = "flac";
    const auto report = exportAnnotations(annotationsOf(folder / "a.wav", {hit(10, 500)}),
                                          formatFromName("hits"), flac, folder / "flac");
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings[0], Catch::Contains("24 bits"));
}

TEST_CASE("Hits of an MP3 come from behind the length its first frames suggest, too", "[exchange][hits]")
{
    const TemporaryFolder folder;
    const auto path = folder / "a.mp3";
    // Loud, then quiet: the first frames are the largest, and without the tag nothing says how many there are.
    constexpr std::size_t rate = 44100;
    auto signal = noise(4 * rate, 0.5f, 7);
    for (std::size_t i = rate; i < signal.size(); ++i)
        signal[i] *= 1e-3f;
    mixInto(signal, sine(1000.0, 0.1, rate, 0.8), 3 * rate);
    writeAudio(path, signal, rate, 1, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
    const auto bytes = readText(path);
    writeText(path, bytes.substr(bytes.find(bytes.substr(0, 2), 100)));
    const auto whole = readAll(path);
    REQUIRE(whole.size() > 4 * rate);

    constexpr SampleIndex start = 3 * rate, length = rate / 2;
    auto annotations = annotationsOf(path, {hit(start, length, "late")});
    annotations.audio.samples = static_cast<SampleIndex>(whole.size());
    exportAnnotations(annotations, formatFromName("hits"), {}, folder / "hits");
    const auto cut = readAll(folder / "hits" / "call_01.wav");
    CHECK(std::equal(cut.begin(), cut.end(), whole.begin() + start, whole.begin() + start + length));
}

TEST_CASE("More overlapping hits than files can be open are all written", "[exchange][hits]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(40000, 0.4f, 3), 48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const auto whole = samplesOf(folder / "a.wav");
    std::vector<Annotation> items;
    for (SampleIndex i = 0; i < 200; ++i)
        items.push_back(hit(i, 30000));
    items.push_back(hit(35000, 0));
    const auto report = exportAnnotations(annotationsOf(folder / "a.wav", items), formatFromName("hits"), {},
                                          folder / "hits");
    REQUIRE(report.warnings.size() == 1);
    CHECK_THAT(report.warnings[0], Catch::Contains("1 events without a length"));
    CHECK(samplesOf(folder / "hits" / "call_200.wav") ==
          std::vector<std::int32_t>(whole.begin() + 199, whole.begin() + 30199));
    CHECK_FALSE(std::filesystem::exists(folder / "hits" / "call_201.wav"));
}

TEST_CASE("File names follow the template, capitals and Universal Category System names included",
          "[exchange][hits]")
{
    auto item = hit(3'219'251, 100, "Big One", "Call");
    item.state = HitState::predicted;
    item.confidence = 0.876f;
    CHECK(namesFor("BIRDSong-Wild_{label}_ABC_{audio}", {item}) ==
          Names{"BIRDSong-Wild_Big One_ABC_My song.wav"});
    CHECK(namesFor("{sound}-{number}-{time}-{sample}-{state}-{confidence}", {item}) ==
          Names{"Call-01-00h01m12.999s-3219251-predicted-0.88.wav"});
    CHECK_THROWS_WITH(namesFor("{nonsense}", {item}), Catch::Contains("{nonsense} is unknown"));
    CHECK_THROWS_AS(namesFor("{label", {item}), InvalidSettings);
    CHECK_THROWS_AS(namesFor("", {item}), InvalidSettings);
    CHECK_THROWS_AS(namesFor("../{label}", {item}), InvalidSettings);
}

TEST_CASE("No label leads out of the folder or to a name that some system refuses", "[exchange][hits]")
{
    const auto nameFor = [](const std::string& label)
    { return namesFor("{label}", {hit(0, 1, label)}).at(0); };
    CHECK(nameFor("../../etc/passwd") == "etc passwd.wav");
    CHECK(nameFor("C:\\a\tb\n") == "C  a b.wav");
    CHECK(nameFor("..") == "hit.wav");
    CHECK(nameFor("") == "hit.wav");
    CHECK(nameFor(".hidden") == "hidden.wav");
    CHECK(nameFor("con") == "_con.wav");
    CHECK(nameFor("Com1.x") == "_Com1.x.wav");
    CHECK(nameFor("end. ") == "end.wav");
    CHECK(nameFor("a\xe2\x80\xae"
                  "vaw.exe") == "avaw.exe.wav"); // would read backwards
    CHECK(nameFor("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D") == "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D.wav");
    const auto smileys = [](int count)
    {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += "\xF0\x9F\x98\x80";
        return text;
    };
    CHECK(nameFor("x" + smileys(5000)) == "x" + smileys(49) + ".wav"); // 197 bytes: whole characters only
}

TEST_CASE("Names that collide get numbers, also when only capitals differ", "[exchange][hits]")
{
    CHECK(namesFor("{label}", {hit(0, 1, "a"), hit(1, 1, "A"), hit(2, 1, "a_2"), hit(3, 1, "a")}) ==
          Names{"a.wav", "A_2.wav", "a_2_2.wav", "a_3.wav"});
}

TEST_CASE("A hit file that differs from the recording is found out", "[exchange][hits]")
{
    const TemporaryFolder folder;
    writeAudio(folder / "a.wav", noise(5000, 0.4f, 4), 48000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const auto annotations = annotationsOf(folder / "a.wav", {hit(100, 1000)});
    writeHitFiles(annotations, {}, folder.path);
    CHECK_NOTHROW(verifyHitFiles(annotations, {}, folder.path));
    auto bytes = readText(folder / "call_01.wav");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1); // the lowest bit of a sample
    writeText(folder / "call_01.wav", bytes);
    CHECK_THROWS_WITH(verifyHitFiles(annotations, {}, folder.path),
                      Catch::Contains("call_01.wav holds other samples"));
    HitFileOptions options;
    options.container = "mp3";
    CHECK_THROWS_AS(writeHitFiles(annotations, options, folder.path), InvalidSettings);
    options = {};
    options.fadeInMs = -1.0;
    CHECK_THROWS_AS(writeHitFiles(annotations, options, folder.path), InvalidSettings);
}
