// Files of every format that can be read, by whomever they were made. What is read can be written again.

#include "base/Errors.h"
#include "exchange/Export.h"
#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"
#include "support/RandomAnnotations.h"

#include <sndfile.h>

namespace reprise::fuzz
{
namespace
{
namespace fs = std::filesystem;

std::vector<const Format*> readableFormats()
{
    std::vector<const Format*> formats;
    for (const auto& format : exchangeFormats())
        if (format.read)
            formats.push_back(&format);
    return formats;
}

ImportOptions someRecording()
{
    ImportOptions options;
    options.audio = {"/music/song.wav", 44100, 2, 44100 * 60, "WAV (Microsoft)", "Signed 16 bit PCM", "test"};
    return options;
}

/** What was read without a complaint is written without one, and reads back the same, unless a format cannot hold it. */
void writeAgain(const Annotations& annotations, const Format& format)
{
    constexpr std::size_t most = 50;
    if (!format.write || annotations.items.size() > most || format.holdsAudio)
        return;
    const auto out = emptyFolder() / ("out" + std::string(format.extensions.front()));
    try
    {
        exportAnnotations(annotations, format, {}, out);
    }
    catch (const InvalidSettings&)
    {
    }
}

/** The first byte chooses the format, its highest bit that the recording is known. */
void run(std::string_view input)
{
    if (input.empty())
        return;
    static const auto formats = readableFormats();
    const auto choice = static_cast<unsigned char>(input[0]);
    const auto& format = *formats[(choice & 0x7fu) % formats.size()];
    const ScratchFile file(input.substr(1));
    try
    {
        const auto options = choice >= 0x80u ? someRecording() : ImportOptions{};
        const auto annotations = importAnnotations(file.path(), format, options);
        for (const auto& item : annotations.items)
        {
            require(item.range.start >= 0 && item.range.length >= 0, "positions are not negative");
            require(item.confidence >= 0.0f && item.confidence <= 1.0f, "a confidence is from 0 to 1");
        }
        if (annotations.audio.sampleRateHz > 0)
            writeAgain(annotations, format);
    }
    catch (const FileError&)
    {
    }
    catch (const InvalidSettings&)
    {
    }
    for (const auto* each : formats)
        if (each->recognises)
            each->recognises(input.substr(1).substr(0, 4096));
}

std::vector<std::string> seeds()
{
    std::vector<std::string> result;
    const auto formats = readableFormats();
    for (std::size_t i = 0; i < formats.size(); ++i)
    {
        const auto& format = *formats[i];
        auto annotations = test::randomAnnotations(44100, 4, 5);
        const std::vector<std::string> labels{"call", "\xf0\x9f\x90\xa6 \"bird\"", "=1+1", "a,b;c\td"};
        for (std::size_t item = 0; item < labels.size(); ++item)
        {
            auto& range = annotations.items[item].range;
            range = {static_cast<SampleIndex>(item) * 200, item % 2 == 0 ? 0 : 100};
            annotations.items[item].label = labels[item];
        }
        auto out = emptyFolder() / ("out" + std::string(format.extensions.front()));
        if (format.holdsAudio)
        {
            annotations.audio.path = out.parent_path() / "audio.wav";
            annotations.audio.samples = 1000;
            SF_INFO info{0, 44100, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0, 0};
            auto* file = sf_open(annotations.audio.path.c_str(), SFM_WRITE, &info);
            const std::vector<short> silence(2000);
            sf_writef_short(file, silence.data(), 1000);
            sf_close(file);
            annotations.audioSha256 = sha256OfFile(annotations.audio.path);
        }
        if (format.write)
            exportAnnotations(annotations, format, {}, out);
        else
            writeFile(out, "");
        for (const auto known : {0u, 0x80u})
            result.push_back(std::string(1, static_cast<char>(i | known)) + contentOf(out));
    }
    return result;
}
} // namespace

Target importTarget()
{
    return {"import", run, seeds};
}
} // namespace reprise::fuzz
