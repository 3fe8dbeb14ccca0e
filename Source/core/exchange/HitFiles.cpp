#include "exchange/HitFiles.h"

#include "base/Errors.h"
#include "exchange/Formats.h"
#include "exchange/SoundFile.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

constexpr std::string_view forbidden = "/\\:*?\"<>|";

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/** Characters that turn the direction of a text could show another extension than there is. */
std::string withoutDirections(std::string text)
{
    for (std::size_t at = 0; at + 2 < text.size();)
    {
        const auto lead = std::string_view(text).substr(at, 2);
        const auto last = static_cast<unsigned char>(text[at + 2]);
        const auto turns =
            (lead == "\xe2\x80" && ((last >= 0xaa && last <= 0xae) || last == 0x8e || last == 0x8f)) ||
            (lead == "\xe2\x81" && last >= 0xa6 && last <= 0xa9);
        if (turns)
            text.erase(at, 3);
        else
            ++at;
    }
    return text;
}

std::string safeValue(std::string text)
{
    for (auto& c : text)
        if (isControl(c) || forbidden.find(c) != std::string_view::npos)
            c = ' ';
    return trimmed(withoutDirections(std::move(text)));
}

void cutTo(std::string& text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
        --bytes; // not inside a character
    text.resize(bytes);
}

std::string lowered(std::string text)
{
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
    return text;
}

/** What some system takes for something else than a plain file's name. */
std::string safeName(std::string name)
{
    constexpr std::size_t longest = 200;
    cutTo(name, longest);
    const auto last = name.find_last_not_of(". ");
    name.resize(last == std::string::npos ? 0 : last + 1);
    name.erase(0, name.find_first_not_of(". "));
    if (name.empty())
        return "hit";
    const auto stem = lowered(name.substr(0, name.find('.')));
    const auto isNumbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                            stem[3] >= '0' && stem[3] <= '9';
    if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul" || isNumbered)
        name = "_" + name;
    return name;
}

std::string padded(std::int64_t value, std::size_t width)
{
    auto text = std::to_string(value);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string timeText(SampleIndex sample, int rate)
{
    const auto milliseconds = std::llround(1000.0 * static_cast<double>(sample) / rate);
    return padded(milliseconds / 3'600'000, 2) + "h" + padded(milliseconds / 60'000 % 60, 2) + "m" +
           padded(milliseconds / 1000 % 60, 2) + "." + padded(milliseconds % 1000, 3) + "s";
}

std::string valueOf(std::string_view field, const Annotations& annotations, std::size_t index)
{
    const auto& item = annotations.items[index];
    const auto width = std::max<std::size_t>(2, std::to_string(annotations.items.size()).size());
    if (field == "sound")
        return item.sound;
    if (field == "label")
        return item.label;
    if (field == "number")
        return padded(static_cast<std::int64_t>(index) + 1, width);
    if (field == "time")
        return timeText(item.range.start, annotations.audio.sampleRateHz);
    if (field == "sample")
        return std::to_string(item.range.start);
    if (field == "state")
        return std::string(nameOf(item.state));
    if (field == "confidence")
        return decimalText(roundedConfidence(item.confidence), 2);
    if (field == "audio")
        return annotations.audio.path.stem().string();
    throw InvalidSettings(
        "the file name field {" + std::string(field.substr(0, 40)) +
        "} is unknown; there are {sound} {label} {number} {time} {sample} {state} {confidence} {audio}");
}

std::string filledIn(const std::string& nameTemplate, const Annotations& annotations, std::size_t index)
{
    std::string name;
    for (std::size_t at = 0; at < nameTemplate.size(); ++at)
    {
        if (nameTemplate[at] != '{')
        {
            name += nameTemplate[at];
            continue;
        }
        const auto end = nameTemplate.find('}', at);
        if (end == std::string::npos)
            throw InvalidSettings("the file name template '" + nameTemplate + "' has a { without its }");
        name += safeValue(
            valueOf(std::string_view(nameTemplate).substr(at + 1, end - at - 1), annotations, index));
        at = end;
    }
    return safeName(std::move(name));
}

void checkOptions(const HitFileOptions& options)
{
    const auto& text = options.nameTemplate;
    if (text.empty() ||
        std::any_of(text.begin(), text.end(),
                    [](char c) { return isControl(c) || forbidden.find(c) != std::string_view::npos; }))
        throw InvalidSettings("the file name template '" + text +
                              "' is empty or holds a character that file names "
                              "cannot (/ \\ : * ? \" < > |)");
    if (options.container != "wav" && options.container != "flac")
        throw InvalidSettings("hits can be written as wav or flac, not as '" + options.container + "'");
    constexpr double longestMs = 60'000.0;
    for (const auto milliseconds :
         {options.preRollMs, options.postRollMs, options.fadeInMs, options.fadeOutMs})
        if (!(milliseconds >= 0.0 && milliseconds <= longestMs))
            throw InvalidSettings("rolls and fades of hit files must be from 0 to 60000 ms");
}

SampleIndex samplesOf(double milliseconds, int rate)
{
    return std::llround(milliseconds * 1e-3 * rate);
}

/** A gain for each sample of a cut. */
struct Fades
{
    SampleIndex length, in, out;

    double gain(SampleIndex sample) const
    {
        const auto ramp = [](SampleIndex i, SampleIndex of)
        {
            return i >= of ? 1.0
                           : 0.5 - 0.5 * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                                  static_cast<double>(of));
        };
        return ramp(sample, in) * ramp(length - 1 - sample, out);
    }

    bool changes(SampleIndex sample) const { return sample < in || length - 1 - sample < out; }
};

void fade(SoundBlock& block, SampleIndex from, int channels, const Fades& fades)
{
    std::visit(
        [&](auto& values)
        {
            using Value = typename std::decay_t<decltype(values)>::value_type;
            for (std::size_t i = 0; i < values.size(); ++i)
                if (const auto sample = from + static_cast<SampleIndex>(i) / channels; fades.changes(sample))
                {
                    const auto faded = static_cast<double>(values[i]) * fades.gain(sample);
                    values[i] = std::is_same_v<Value, double> ? static_cast<Value>(faded)
                                                              : static_cast<Value>(std::llround(faded));
                }
        },
        block);
}

SoundBlock partOf(const SoundBlock& block, SampleIndex from, SampleIndex to, int channels)
{
    return std::visit(
        [&](const auto& values) -> SoundBlock {
            return std::decay_t<decltype(values)>(values.begin() + from * channels,
                                                  values.begin() + to * channels);
        },
        block);
}

std::vector<Fades> fadesOf(const std::vector<HitFile>& files, const HitFileOptions& options, int rate)
{
    std::vector<Fades> fades;
    for (const auto& file : files)
        fades.push_back(
            {file.range.length, samplesOf(options.fadeInMs, rate), samplesOf(options.fadeOutMs, rate)});
    return fades;
}

/** Gets the faded excerpts of the recording, piece by piece. */
class Sink
{
public:
    virtual ~Sink() = default;
    virtual void begin(std::size_t hit) = 0;
    virtual void take(std::size_t hit, const SoundBlock& piece) = 0;
    virtual void end(std::size_t hit) = 0;
};

/** Goes through the recording and hands each excerpt on. So many are open at a time at most; where more overlap, it
    goes through the recording again. */
void goThrough(const Annotations& annotations, const HitFileOptions& options,
               const std::vector<HitFile>& files, Sink& sink, const Progress& progress)
{
    constexpr std::size_t mostOpen = 64;
    std::vector<std::size_t> waiting(files.size());
    std::iota(waiting.begin(), waiting.end(), std::size_t{0});
    std::erase_if(waiting, [&](std::size_t i) { return files[i].range.length == 0; });
    std::stable_sort(waiting.begin(), waiting.end(),
                     [&](std::size_t a, std::size_t b)
                     { return files[a].range.start < files[b].range.start; });
    const auto fades = fadesOf(files, options, annotations.audio.sampleRateHz);
    const auto all = std::max<std::size_t>(1, waiting.size());
    std::size_t done = 0;
    while (!waiting.empty())
    {
        SoundReader source(annotations.audio.path);
        source.requireRecording(annotations.audio);
        std::vector<std::size_t> open, postponed;
        std::size_t next = 0;
        SampleIndex position = 0;
        SoundBlock block;
        while (next < waiting.size() || !open.empty())
        {
            if (open.empty() && files[waiting[next]].range.start > position)
            {
                position = files[waiting[next]].range.start;
                source.skipTo(position);
            }
            const auto count = source.read(block, soundBlockSamples);
            if (count == 0)
                throw FileError(annotations.audio.path.string(),
                                "ends at sample " + std::to_string(position) + ", before the last event");
            for (; next < waiting.size() && files[waiting[next]].range.start < position + count; ++next)
            {
                const auto isRoom = open.size() < mostOpen;
                (isRoom ? open : postponed).push_back(waiting[next]);
                if (isRoom)
                    sink.begin(waiting[next]);
            }
            std::erase_if(open,
                          [&](std::size_t hit)
                          {
                              const auto& range = files[hit].range;
                              const auto from = std::max(range.start, position),
                                         to = std::min(range.end(), position + count);
                              auto piece = partOf(block, from - position, to - position, source.channels());
                              fade(piece, from - range.start, source.channels(), fades[hit]);
                              sink.take(hit, piece);
                              if (to < range.end())
                                  return false;
                              sink.end(hit);
                              ++done;
                              return true;
                          });
            position += count;
            progress.step(static_cast<double>(done) / static_cast<double>(all));
        }
        waiting = std::move(postponed);
    }
}

class Writing : public Sink
{
public:
    Writing(const std::vector<HitFile>& hitFiles, fs::path outFolder, SoundContainer kind,
            const SoundReader& source)
        : files(hitFiles), writers(hitFiles.size()), folder(std::move(outFolder)), container(kind),
          encoding(source.encoding()), channels(source.channels()), rate(source.sampleRateHz())
    {
        if (container == SoundContainer::flac && encoding != SoundEncoding::pcm8 &&
            encoding != SoundEncoding::pcm16)
            encoding = SoundEncoding::pcm24;
    }

    void begin(std::size_t hit) override
    {
        writers[hit] =
            std::make_unique<SoundWriter>(folder / files[hit].name, container, encoding, channels, rate);
    }
    void take(std::size_t hit, const SoundBlock& piece) override { writers[hit]->write(piece); }
    void end(std::size_t hit) override
    {
        writers[hit]->finish();
        writers[hit].reset();
    }

private:
    const std::vector<HitFile>& files;
    std::vector<std::unique_ptr<SoundWriter>> writers;
    fs::path folder;
    SoundContainer container;
    SoundEncoding encoding;
    int channels, rate;
};

/** Full scale is 1, whatever the encoding. */
double valueAt(const SoundBlock& block, std::size_t i)
{
    if (const auto* const values = std::get_if<std::vector<std::int32_t>>(&block))
        return (*values)[i] / 2147483648.0;
    return std::get<std::vector<double>>(block)[i];
}

std::size_t sizeOf(const SoundBlock& block)
{
    return std::visit([](const auto& values) { return values.size(); }, block);
}

class Comparing : public Sink
{
public:
    Comparing(const std::vector<HitFile>& hitFiles, std::vector<Fades> fades, fs::path inFolder,
              const SoundReader& source)
        : files(hitFiles), cuts(std::move(fades)), readers(hitFiles.size()), positions(hitFiles.size()),
          folder(std::move(inFolder)), sourceEncoding(source.encoding()), channels(source.channels()),
          rate(source.sampleRateHz())
    {
    }

    void begin(std::size_t hit) override
    {
        readers[hit] = std::make_unique<SoundReader>(folder / files[hit].name);
        if (readers[hit]->channels() != channels || readers[hit]->sampleRateHz() != rate ||
            readers[hit]->samples() != files[hit].range.length)
            fail(hit, "has another length, rate or channel count than what was to be cut");
    }

    void take(std::size_t hit, const SoundBlock& expected) override
    {
        SoundBlock found;
        const auto count = sizeOf(expected) / static_cast<std::size_t>(channels);
        if (readers[hit]->read(found, static_cast<SampleIndex>(count)) != static_cast<SampleIndex>(count))
            fail(hit, "cannot be read whole");
        const auto isFloat = std::holds_alternative<std::vector<double>>(found);
        const auto isSameDepth = readers[hit]->encoding() == sourceEncoding;
        // Where a fade or another depth rounds.
        const auto step = isFloat ? 1e-7 : std::ldexp(1.0, 1 - 8 * bytesPerSample(readers[hit]->encoding()));
        const auto& fades = cuts[hit];
        for (std::size_t i = 0; i < sizeOf(expected); ++i)
        {
            const auto wanted = valueAt(expected, i), value = valueAt(found, i);
            // PCM cannot hold what lies beyond full scale.
            const auto possible = isFloat ? wanted : std::clamp(wanted, -1.0, 1.0);
            const auto isRounded =
                !isSameDepth || fades.changes(positions[hit] + static_cast<SampleIndex>(i) / channels);
            const auto allowed = isRounded ? 1.01 * step : 0.0;
            if (!(std::abs(value - possible) <= allowed))
                fail(hit, "holds other samples than the recording");
        }
        positions[hit] += static_cast<SampleIndex>(count);
    }

    void end(std::size_t hit) override { readers[hit].reset(); }

private:
    [[noreturn]] void fail(std::size_t hit, const std::string& reason) const
    {
        throw OutputError("reading back", files[hit].name + " " + reason + " (please report this)");
    }

    const std::vector<HitFile>& files;
    std::vector<Fades> cuts;
    std::vector<std::unique_ptr<SoundReader>> readers;
    std::vector<SampleIndex> positions; ///< compared so far
    fs::path folder;
    SoundEncoding sourceEncoding;
    int channels, rate;
};
} // namespace

std::vector<HitFile> planHitFiles(const Annotations& annotations, const HitFileOptions& options)
{
    checkOptions(options);
    const auto rate = annotations.audio.sampleRateHz;
    const auto before = samplesOf(options.preRollMs, rate), after = samplesOf(options.postRollMs, rate);
    std::set<std::string> taken;
    std::map<std::string, int> copies; // of each name so far
    std::vector<HitFile> files;
    for (std::size_t i = 0; i < annotations.items.size(); ++i)
    {
        const auto& range = annotations.items[i].range;
        const auto start = std::max<SampleIndex>(0, range.start - before);
        const auto end = std::min(annotations.audio.samples, range.end() + after);
        auto name = filledIn(options.nameTemplate, annotations, i);
        if (end <= start)
        {
            files.push_back({});
            continue;
        }
        const auto plain = name;
        for (auto& copy = copies.try_emplace(lowered(plain), 1).first->second;
             !taken.insert(lowered(name)).second;)
            name = plain + "_" + std::to_string(++copy);
        files.push_back({name + "." + options.container, {start, end - start}});
    }
    return files;
}

WriteReport writeHitFiles(const Annotations& annotations, const HitFileOptions& options,
                          const fs::path& folder, const Progress& progress)
{
    const auto files = planHitFiles(annotations, options);
    const SoundReader source(annotations.audio.path);
    const auto container = options.container == "flac" ? SoundContainer::flac : SoundContainer::wav;
    Writing writing(files, folder, container, source);
    goThrough(annotations, options, files, writing, progress);

    WriteReport report;
    const auto skipped =
        std::count_if(files.begin(), files.end(), [](const HitFile& file) { return file.range.length == 0; });
    if (skipped > 0)
        report.warnings.push_back(std::to_string(skipped) +
                                  " events without a length were left out; a post-roll gives them one.");
    const auto encoding = source.encoding();
    if (container == SoundContainer::flac && bytesPerSample(encoding) > 3)
        report.warnings.push_back(
            "FLAC holds 24 bits; the recording's samples were rounded, and cut off beyond full scale.");
    return report;
}

void verifyHitFiles(const Annotations& annotations, const HitFileOptions& options, const fs::path& folder,
                    const Progress& progress)
{
    const auto files = planHitFiles(annotations, options);
    Comparing comparing(files, fadesOf(files, options, annotations.audio.sampleRateHz), folder,
                        SoundReader(annotations.audio.path));
    goThrough(annotations, options, files, comparing, progress);
}

Format hitFilesFormat()
{
    return {
        .name = "hits",
        .title = "Each hit as an audio file",
        .extensions = {},
        .unit = PositionUnit::samples,
        .lost = "what the file names do not say",
        .notes =
            "A new folder with an audio file for each place that has a length, cut to the sample at the "
            "recording's rate and depth. Names come from a template with `{sound}`, `{label}`, `{number}`, "
            "`{time}`, `{sample}`, `{state}`, `{confidence}`, `{audio}`; a post-roll gives instants a "
            "length.",
        .output = OutputKind::folder,
        .holdsAudio = true,
        .write = [](const Annotations& annotations, const ExportOptions& options, const fs::path& folder,
                    const Progress& progress)
        { return writeHitFiles(annotations, options.hitFiles, folder, progress); },
        .verify = [](const Annotations& annotations, const ExportOptions& options, const fs::path& folder,
                     const Progress& progress)
        { verifyHitFiles(annotations, options.hitFiles, folder, progress); }};
}
} // namespace reprise
