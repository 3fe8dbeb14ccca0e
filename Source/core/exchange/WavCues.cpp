#include "exchange/WavCues.h"

#include "audio/AudioFile.h"
#include "audio/RiffChunks.h"
#include "base/Errors.h"
#include "base/Utf8.h"
#include "exchange/SoundFile.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr auto noteKey = "reprise";
constexpr std::size_t cueSize = 24;

/** Texts end at the first NUL. */
std::string withoutNul(std::string text)
{
    std::replace(text.begin(), text.end(), '\0', ' ');
    return text;
}

/** What labels and regions cannot say; empty: nothing. */
std::string noteOf(const Annotation& item)
{
    Json fields = Json::object();
    if (item.state != HitState::confirmed)
        fields["state"] = nameOf(item.state);
    if (item.confidence != 1.0f)
        fields["confidence"] = roundedConfidence(item.confidence);
    if (!item.sound.empty())
        fields["sound"] = item.sound;
    if (withoutNul(textOf(item)) != item.label)
        fields["label"] = item.label;
    if (item.colour)
        fields["colour"] = colourText(*item.colour);
    if (item.isQuery)
        fields["query"] = true;
    return fields.empty() ? std::string() : Json{{noteKey, fields}}.dump();
}

/** Takes over what a note of ours says; false for the notes of others. */
bool applyNote(const std::string& note, Annotation& item)
{
    if (!note.starts_with("{\"reprise\":"))
        return false;
    const auto parsed = nlohmann::json::parse(note, nullptr, false); // faster than one that keeps the order
    if (!parsed.is_object() || !parsed.contains(noteKey) || !parsed.at(noteKey).is_object())
        return false;
    const auto& fields = parsed.at(noteKey);
    const auto textAt = [&](const char* key) -> std::optional<std::string>
    {
        return fields.contains(key) && fields.at(key).is_string()
                   ? std::optional(fields.at(key).get<std::string>())
                   : std::nullopt;
    };
    for (const auto state : {HitState::confirmed, HitState::predicted, HitState::rejected})
        if (textAt("state") == nameOf(state))
            item.state = state;
    if (fields.contains("confidence") && fields.at("confidence").is_number())
        item.confidence = std::clamp(fields.at("confidence").get<float>(), 0.0f, 1.0f);
    item.sound = textAt("sound").value_or(item.sound);
    item.label = textAt("label").value_or(item.label);
    if (const auto colour = textAt("colour"))
        item.colour = colourFromText(*colour);
    item.isQuery = fields.contains("query") && fields.at("query") == true;
    return true;
}

std::string textChunk(std::uint64_t id, const std::string& text)
{
    std::string content;
    appendLittle(content, id, 4);
    return content + text + '\0';
}

/** The "cue " chunk and the list of labels, as they stand in the file. */
std::string cueChunks(const std::vector<Annotation>& items)
{
    if (items.empty())
        return {};
    constexpr SampleIndex limit = SampleIndex{1} << 32;
    std::string cues, list = "adtl";
    appendLittle(cues, items.size(), 4);
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        const auto& item = items[i];
        if (item.range.start >= limit || item.range.length >= limit)
            throw InvalidSettings("cue points of WAV files end at sample 4294967295; event " +
                                  std::to_string(i + 1) + " starts at " + std::to_string(item.range.start) +
                                  ": choose another format");
        const auto id = i + 1;
        const auto sample = static_cast<std::uint64_t>(item.range.start);
        appendLittle(cues, id, 4);
        appendLittle(cues, sample, 4); // some programs read this one,
        cues += "data";
        appendLittle(cues, 0, 4);
        appendLittle(cues, 0, 4);
        appendLittle(cues, sample, 4); // others this one

        if (const auto& text = textOf(item); !text.empty())
            appendChunk(list, "labl", textChunk(id, withoutNul(text)));
        if (const auto note = noteOf(item); !note.empty())
            appendChunk(list, "note", textChunk(id, note));
        if (item.range.length > 0)
        {
            std::string region;
            appendLittle(region, id, 4);
            appendLittle(region, static_cast<std::uint64_t>(item.range.length), 4);
            region += "rgn ";
            appendLittle(region, 0, 8); // country, language, dialect, code page: none stated
            appendChunk(list, "ltxt", region);
        }
    }
    std::string chunks;
    appendChunk(chunks, "cue ", cues);
    if (list.size() > 4)
        appendChunk(chunks, "LIST", list);
    return chunks;
}

[[noreturn]] void failWriting(const fs::path& out)
{
    throw OutputError(out.string(), std::string("writing failed: ") + std::strerror(errno));
}

bool isReplaced(const RiffFile& file, const RiffChunk& chunk)
{
    return chunk.id == "cue " || chunk.id == "ds64" ||
           (chunk.id == "LIST" && chunk.size >= 4 && chunk.size <= 1u << 30 &&
            file.content(chunk).starts_with("adtl"));
}

/** The chunks of a WAV file with others behind them. */
void copyChunks(const RiffFile& source, const std::string& extra, const fs::path& out,
                std::uint64_t largestRiff, const Progress& progress)
{
    std::uint64_t total = 4, dataSize = 0;
    std::vector<RiffChunk> chunks;
    for (const auto& chunk : source.chunks)
        if (!isReplaced(source, chunk))
        {
            chunks.push_back(chunk);
            total += 8 + chunk.size + (chunk.size & 1);
            if (chunk.id == "data")
                dataSize = chunk.size;
        }
    total += extra.size();
    const auto is64 = total > largestRiff;
    constexpr std::uint64_t statedElsewhere = 0xffffffff;
    std::string header = is64 ? "RF64" : "RIFF";
    appendLittle(header, is64 ? statedElsewhere : total, 4);
    header += "WAVE";
    if (is64)
    {
        const auto blockSize = littleAt(source.content(*source.find("fmt ")), 12, 2);
        std::string sizes;
        appendLittle(sizes, total + 36, 8); // with this chunk
        appendLittle(sizes, dataSize, 8);
        appendLittle(sizes, blockSize > 0 ? dataSize / blockSize : 0, 8);
        appendLittle(sizes, 0, 4);
        appendChunk(header, "ds64", sizes);
    }

    std::ifstream input(source.path, std::ios::binary);
    std::ofstream output(out, std::ios::binary | std::ios::trunc);
    output << header;
    std::vector<char> block(1 << 20);
    for (const auto& chunk : chunks)
    {
        std::string start = chunk.id;
        appendLittle(start, is64 && chunk.id == "data" ? statedElsewhere : chunk.size, 4);
        output << start;
        input.clear();
        input.seekg(static_cast<std::streamoff>(chunk.offset));
        for (std::uint64_t done = 0; done < chunk.size;)
        {
            const auto count = std::min<std::uint64_t>(block.size(), chunk.size - done);
            if (!input.read(block.data(), static_cast<std::streamsize>(count)))
                throw FileError(source.path.string(), "cannot be read whole; was it changed meanwhile?");
            if (!output.write(block.data(), static_cast<std::streamsize>(count)))
                failWriting(out);
            done += count;
            progress.step(static_cast<double>(done) / static_cast<double>(chunk.size));
        }
        if (chunk.size % 2 != 0)
            output.put('\0');
    }
    output << extra;
    output.close();
    if (!output)
        failWriting(out);
}

/** Adds chunks to a WAV or RF64 file libsndfile has finished. */
void appendToFile(const fs::path& out, const std::string& extra)
{
    const auto is64 = RiffFile(out).is64;
    std::fstream file(out, std::ios::binary | std::ios::in | std::ios::out | std::ios::ate);
    auto size = static_cast<std::uint64_t>(file.tellp());
    if (size % 2 != 0)
    {
        file.put('\0');
        ++size;
    }
    file << extra;
    std::string total;
    appendLittle(total, size + extra.size() - 8, is64 ? 8 : 4);
    file.seekp(is64 ? 20 : 4); // the first field of "ds64", or RIFF's own
    file << total;
    file.close();
    if (!file)
        failWriting(out);
}

/** Decodes into a WAV file of the same depth. */
void decodeToWav(SoundReader& source, const fs::path& out, bool is64, const Progress& progress)
{
    SoundWriter writer(out, is64 ? SoundContainer::rf64 : SoundContainer::wav, source.encoding(),
                       source.channels(), source.sampleRateHz());
    SoundBlock block;
    SampleIndex done = 0;
    while (const auto count = source.read(block, soundBlockSamples))
    {
        writer.write(block);
        done += count;
        progress.step(source.samples() > 0
                          ? std::min(1.0, static_cast<double>(done) / static_cast<double>(source.samples()))
                          : 0.0);
    }
    writer.finish();
}

/** 0x80 ... 0x9F of Windows-1252; the rest is Latin-1. 0: not in use. */
constexpr std::array<std::uint16_t, 32> windowsLetters{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

std::string utf8From(std::string_view text)
{
    if (isUtf8(text))
        return std::string(text);
    std::string result;
    for (const auto c : text)
    {
        const auto byte = static_cast<unsigned char>(c);
        const unsigned letter = byte < 0x80 || byte >= 0xa0 ? byte : windowsLetters[byte - 0x80u];
        if (letter < 0x80)
            result += letter == 0 ? '?' : static_cast<char>(letter);
        else if (letter < 0x800)
            result += {static_cast<char>(0xc0 | letter >> 6), static_cast<char>(0x80 | (letter & 0x3f))};
        else
            result += {static_cast<char>(0xe0 | letter >> 12), static_cast<char>(0x80 | (letter >> 6 & 0x3f)),
                       static_cast<char>(0x80 | (letter & 0x3f))};
    }
    return result;
}

/** What a list says about one cue point. */
struct CueTexts
{
    std::string label, note, regionText;
    SampleIndex length = 0;
};

void readList(const std::string& list, std::map<std::uint64_t, CueTexts>& texts)
{
    for (std::size_t at = 4; at + 12 <= list.size();)
    {
        const auto id = list.substr(at, 4);
        const auto size =
            std::min<std::size_t>(static_cast<std::size_t>(littleAt(list, at + 4, 4)), list.size() - at - 8);
        const auto content = std::string_view(list).substr(at + 8, size);
        at += 8 + size + size % 2;
        if (content.size() < 4)
            continue;
        auto& cue = texts[littleAt(content, 0, 4)];
        const auto textFrom = [&](std::size_t offset)
        {
            const auto text = content.substr(std::min(offset, content.size()));
            return utf8From(text.substr(0, text.find('\0')));
        };
        if (id == "labl")
            cue.label = textFrom(4);
        else if (id == "note")
            cue.note = textFrom(4);
        else if (id == "ltxt" && content.size() >= 12)
        {
            cue.length = static_cast<SampleIndex>(littleAt(content, 4, 4));
            cue.regionText = textFrom(20);
        }
    }
}
} // namespace

WriteReport writeWavWithCues(const Annotations& annotations, const fs::path& out, const Progress& progress,
                             std::uint64_t largestRiff)
{
    const auto extra = cueChunks(annotations.items);
    SoundReader source(annotations.audio.path);
    source.requireRecording(annotations.audio);
    if (source.isWav())
        copyChunks(RiffFile(annotations.audio.path), extra, out, largestRiff, progress);
    else
    {
        constexpr std::uint64_t headers = 4096;
        const auto bytes = static_cast<std::uint64_t>(source.samples()) *
                           static_cast<std::uint64_t>(source.channels()) * bytesPerSample(source.encoding());
        decodeToWav(source, out, bytes + extra.size() + headers > largestRiff, progress);
        appendToFile(out, extra);
    }
    WriteReport report;
    constexpr std::size_t mostOfLibsndfile = 2500;
    if (annotations.items.size() > mostOfLibsndfile)
        report.warnings.push_back(
            "The file holds " + std::to_string(annotations.items.size()) +
            " cue points; programs that read with libsndfile see none of more than 2500.");
    if (!extra.empty() && RiffFile(out).is64)
        report.warnings.push_back(
            "The file is RF64, as it is too large for WAV; many programs read no cue points from RF64.");
    return report;
}

Annotations readWavCues(const fs::path& path, const ImportOptions& options)
{
    const RiffFile file(path);
    const auto format = file.content(*file.find("fmt "));
    auto known = options;
    if (known.audio.sampleRateHz <= 0)
        known.audio = AudioFile(path).info();
    agreedRate(path, static_cast<int>(littleAt(format, 4, 4) & 0x7fffffff), known);
    auto annotations = annotationsFor(known);
    const auto* const cues = file.find("cue ");
    if (cues == nullptr)
        return annotations;
    const auto content = file.content(*cues);
    const auto count = content.size() >= 4 ? littleAt(content, 0, 4) : 0;
    if (content.size() < 4 || count > (content.size() - 4) / cueSize)
        throw FileError(path.string(), "states " + std::to_string(count) + " cue points in a chunk of " +
                                           std::to_string(content.size()) + " bytes; the file is damaged");
    std::map<std::uint64_t, CueTexts> texts;
    for (const auto& chunk : file.chunks)
        if (chunk.id == "LIST" && chunk.size >= 4)
            if (const auto list = file.content(chunk); list.starts_with("adtl"))
                readList(list, texts);

    const auto field = [&](std::size_t cue, std::size_t offset)
    { return littleAt(content, 4 + cueSize * cue + offset, 4); };
    auto isInPosition = true; // some programs fill in only the first of the two fields
    for (std::size_t i = 0; i < count; ++i)
        isInPosition = isInPosition && field(i, 20) == 0;
    const CueTexts none{};
    SharedTexts shared(path);
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto found = texts.find(field(i, 0));
        const auto& cue = found == texts.end() ? none : found->second;
        shared.add(cue.label.size() + cue.note.size() + cue.regionText.size(), "cue point", i + 1);
        Annotation item;
        item.range = {static_cast<SampleIndex>(field(i, isInPosition ? 4 : 20)), cue.length};
        item.label = cue.label.empty() ? cue.regionText : cue.label;
        if (!applyNote(cue.note, item) && item.label.empty())
            item.label = cue.note;
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}

namespace
{
Annotation kept(const Annotation& item)
{
    auto result = item;
    result.confidence = static_cast<float>(roundedConfidence(item.confidence));
    return result;
}

/** Reads the cue points with our reader and with libsndfile's, and compares the audio, decoded, with the source's. */
void verify(const Annotations& annotations, const ExportOptions&, const fs::path& out,
            const Progress& progress)
{
    const auto fail = [](const std::string& reason)
    { throw OutputError("reading back", reason + " (please report this)"); };
    const auto found = readWavCues(out, {annotations.audio, annotations.audioSha256, 0}).items;
    if (found.size() != annotations.items.size())
        fail(std::to_string(found.size()) + " of " + std::to_string(annotations.items.size()) +
             " cue points came back");
    for (std::size_t i = 0; i < found.size(); ++i)
        if (found[i] != kept(annotations.items[i]))
            fail("cue point " + std::to_string(i + 1) + " came back different");

    SoundReader copy(out), source(annotations.audio.path);
    constexpr std::size_t mostOfLibsndfile = 2500;
    if (!RiffFile(out).is64 && found.size() <= mostOfLibsndfile)
    {
        const auto positions = copy.cuePositions();
        if (positions.size() != found.size())
            fail("libsndfile reads " + std::to_string(positions.size()) + " of " +
                 std::to_string(found.size()) + " cue points");
        for (std::size_t i = 0; i < found.size(); ++i)
            if (positions[i] != found[i].range.start)
                fail("libsndfile reads cue point " + std::to_string(i + 1) + " elsewhere");
    }
    if (copy.channels() != source.channels() || copy.sampleRateHz() != source.sampleRateHz())
        fail("the copy has other channels or another rate");
    SoundBlock expected, written;
    SampleIndex done = 0;
    while (const auto count = source.read(expected, soundBlockSamples))
    {
        if (copy.read(written, soundBlockSamples) != count || !(written == expected))
            fail("the audio differs after sample " + std::to_string(done));
        done += count;
        progress.step(source.samples() > 0
                          ? std::min(1.0, static_cast<double>(done) / static_cast<double>(source.samples()))
                          : 0.0);
    }
    if (copy.read(written, 1) != 0)
        fail("the copy is longer than the source");
}
} // namespace

Format wavCuesFormat()
{
    return {.name = "wav",
            .title = "WAV copy with cue points",
            .extensions = {".wav", ".wave", ".bwf", ".rf64"},
            .unit = PositionUnit::samples,
            .lost = "confidence beyond 4 decimals",
            .notes =
                "The recording with `cue ` points, and their labels, regions and notes in a `LIST` of kind "
                "`adtl`. "
                "The audio and all other chunks of a WAV file stay bit for bit; cue points that it has are "
                "replaced. "
                "Lossy recordings become 32-bit float. Files over 4 GB become RF64. A note holds, as JSON, "
                "what labels have no room for.",
            .holdsAudio = true,
            .write = [](const Annotations& annotations, const ExportOptions&, const fs::path& out,
                        const Progress& progress) { return writeWavWithCues(annotations, out, progress); },
            .read = readWavCues,
            .recognises = [](std::string_view head)
            { return head.starts_with("RIFF") || head.starts_with("RF64") || head.starts_with("BW64"); },
            .kept = kept,
            .verify = verify};
}
} // namespace reprise
