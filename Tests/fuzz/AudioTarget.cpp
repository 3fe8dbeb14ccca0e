// Whatever lies in a file that claims to be audio: it is read to its end or refused, by each of our readers.

#include "audio/Overview.h"
#include "audio/Recording.h"
#include "audio/SilenceMap.h"
#include "base/Errors.h"
#include "exchange/SoundFile.h"
#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"

#include <algorithm>
#include <cmath>
#include <sndfile.h>
#include <tuple>
#include <utility>

namespace reprise::fuzz
{
namespace
{
/** A small file may hold hours of silence; nobody need wait for them here. */
constexpr SampleIndex mostValues = 1 << 19;

void drawn(const std::filesystem::path& path)
{
    AudioFile file(path);
    const auto channels = file.info().channels;
    require(channels >= 1 && file.info().sampleRateHz > 0, "an open file has channels and a rate");
    require(file.info().samples >= 0, "a length is not negative");
    Overview overview(channels, 0);
    std::vector<float> block(static_cast<std::size_t>(channels) * 1000);
    SampleIndex known = 0;
    while (known * channels < mostValues)
    {
        const auto count = file.read(block);
        require(count >= 0 && count <= 1000, "no more is read than was asked for");
        if (count == 0)
            break;
        const auto values = std::span(block).first(static_cast<std::size_t>(count * channels));
        require(std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }),
                "every sample that is handed out is a number");
        overview.append(values);
        known += count;
    }
    overview.finish();
    require(overview.samples() == known, "the overview holds what was read");
    if (file.seek(known / 2))
        file.read(block);
}

void loaded(const std::filesystem::path& path)
{
    CancelToken token;
    auto header = AudioFile(path).info();
    const auto blocks = mostValues / (1 << 18) + 1;
    auto reports = SampleIndex{0};
    const Progress progress(
        [&](double)
        {
            if (++reports > blocks)
                token.cancel();
        },
        &token);
    const auto recording = loadRecording(path, defaultAnalysisRateHz, progress);
    require(recording.info.samples > 0 && !recording.analysisSignal.empty(), "a loaded file has samples");
    require(std::all_of(recording.analysisSignal.begin(), recording.analysisSignal.end(),
                        [](float v) { return std::isfinite(v); }),
            "the analysis sees numbers only");
    const SilenceMap silence(recording);
    silence.isSilent({0, recording.info.samples});
}

void copied(const std::filesystem::path& path)
{
    SoundReader reader(path);
    reader.cuePositions();
    SoundBlock block;
    reader.skipTo(std::min<SampleIndex>(1000, reader.samples() / 2));
    for (SampleIndex done = 0; done * reader.channels() < mostValues;)
    {
        const auto count = reader.read(block, 1000);
        if (count == 0)
            break;
        done += count;
    }
}

void run(std::string_view input)
{
    const ScratchFile file(input);
    for (const auto read : {drawn, loaded, copied})
        try
        {
            read(file.path());
        }
        catch (const Error&)
        {
        }
        catch (const Cancelled&)
        {
        }
}

std::string soundFile(int format, int sampleRateHz, int channels, int samples)
{
    const auto path = emptyFolder() / "seed";
    SF_INFO info{};
    info.samplerate = sampleRateHz;
    info.channels = channels;
    info.format = format;
    auto* file = sf_open(path.c_str(), SFM_WRITE, &info);
    if (file == nullptr)
        return {};
    sf_set_string(file, SF_STR_TITLE, "seed");
    std::vector<float> signal(static_cast<std::size_t>(samples * channels));
    for (std::size_t i = 0; i < signal.size(); ++i)
        signal[i] = 0.5f * std::sin(0.05f * static_cast<float>(i));
    sf_writef_float(file, signal.data(), samples);
    sf_close(file);
    return contentOf(path);
}

std::vector<std::string> seeds()
{
    std::vector<std::string> result;
    for (const auto& [format, rate, channels] :
         {std::tuple{SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1},
          std::tuple{SF_FORMAT_WAV | SF_FORMAT_FLOAT, 22050, 2},
          std::tuple{SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 44100, 1},
          std::tuple{SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 48000, 6},
          std::tuple{SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 48000, 1},
          std::tuple{SF_FORMAT_W64 | SF_FORMAT_DOUBLE, 8000, 1},
          std::tuple{SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100, 2},
          std::tuple{SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 44100, 1},
          std::tuple{SF_FORMAT_AU | SF_FORMAT_ULAW, 8000, 1},
          std::tuple{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2},
          std::tuple{SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 1},
          std::tuple{SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1},
          std::tuple{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1}})
        if (auto file = soundFile(format, rate, channels, 700); !file.empty())
            result.push_back(std::move(file));
    return result;
}
} // namespace

Target audioTarget()
{
    return {"audio", run, seeds};
}
} // namespace reprise::fuzz
