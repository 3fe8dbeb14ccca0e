#include "exchange/Export.h"

#include "base/AtomicFile.h"
#include "base/Errors.h"
#include "base/Utf8.h"
#include "exchange/TextFormat.h"
#include "exchange/Timeline.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

std::string nameOfItem(const Annotation& item, std::size_t index)
{
    const auto& text = textOf(item);
    return "event " + std::to_string(index + 1) +
           (text.empty() || !isUtf8(text) ? std::string() : " (" + shownText(text) + ")");
}

void checkItem(const Annotation& item, std::size_t index, SampleIndex samples)
{
    const auto fail = [&](const std::string& reason)
    { throw InvalidInput(nameOfItem(item, index) + ": " + reason); };
    if (item.range.start < 0 || item.range.length < 0 || item.range.length > mostSamples ||
        item.range.start > mostSamples || item.range.end() > (samples > 0 ? samples : mostSamples))
        fail("samples " + std::to_string(item.range.start) + " to " + std::to_string(item.range.start) +
             " + " + std::to_string(item.range.length) + " lie outside the recording" +
             (samples > 0 ? " of " + std::to_string(samples) + " samples" : ""));
    if (!isUtf8(item.label) || !isUtf8(item.sound))
        fail("its text is not UTF-8");
    if (!(item.confidence >= 0.0f && item.confidence <= 1.0f))
        fail("its confidence must be from 0 to 1");
    if (item.colour.value_or(0) > 0xffffff)
        fail("its colour must be from 0x000000 to 0xFFFFFF");
}

/** Checked, in order of time, and on the timeline where the format knows nothing else. */
Annotations prepared(Annotations annotations, const Format& format, const ExportOptions& options)
{
    auto& items = annotations.items;
    for (std::size_t i = 0; i < items.size(); ++i)
        checkItem(items[i], i, annotations.audio.samples);
    std::stable_sort(items.begin(), items.end(),
                     [](const Annotation& a, const Annotation& b) { return a.range.start < b.range.start; });
    if (!items.empty() && items.front().range.start + options.offsetSamples < 0)
        throw InvalidSettings("the offset of " + std::to_string(options.offsetSamples) +
                              " samples puts the first event, at sample " +
                              std::to_string(items.front().range.start) + ", before 0");
    if (!format.hasAdditionalFields)
        for (auto& item : items)
            item.range.start += options.offsetSamples;
    return annotations;
}

void checkOptions(const Annotations& annotations, const Format& format, const ExportOptions& options)
{
    const std::string name(format.name);
    if (!format.write)
        throw InvalidSettings("the format '" + name + "' can only be read");
    if (annotations.audio.sampleRateHz <= 0)
        throw InvalidSettings(
            "the sample rate of the positions is not known; name the recording they lie in");
    if (std::abs(options.offsetSamples) > mostSamples)
        throw InvalidSettings("the offset must be within 2^48 samples");
    if (format.holdsAudio && options.offsetSamples != 0)
        throw InvalidSettings(
            "the format '" + name +
            "' holds the audio itself: its positions cannot be moved; leave the offset out");
    checkTimeline(options);
}

/** Other audio of the same length would be cut, or copied, as if it were the right one. To be called when it was read:
    nobody keeps other programs from changing it meanwhile. */
void requireSameAudio(const Annotations& annotations, const Format& format, const Progress& progress)
{
    const auto& path = annotations.audio.path;
    if (format.holdsAudio && !annotations.audioSha256.empty() &&
        sha256OfFile(path, progress) != annotations.audioSha256)
        throw FileError(path.string(),
                        "is not the recording the positions lie in: its content is another; put "
                        "the right one there, or name it");
}

SampleIndex toleranceOf(const Annotations& annotations, const Format& format, const ExportOptions& options)
{
    if (format.toleranceSamples)
        return format.toleranceSamples(annotations, options);
    if (format.unit != PositionUnit::seconds)
        return 0;
    const auto errorSamples = 0.5 * std::pow(10.0, -format.decimals) * annotations.audio.sampleRateHz;
    return static_cast<SampleIndex>(std::floor(errorSamples + 0.5));
}

[[noreturn]] void failVerification(const std::string& reason)
{
    throw OutputError("reading back", reason + "; nothing was written (please report this)");
}

/** The largest difference of positions in samples. */
SampleIndex compare(const Annotations& wanted, const Annotations& found, const Format& format,
                    SampleIndex tolerance)
{
    if (found.items.size() != wanted.items.size())
        failVerification(std::to_string(found.items.size()) + " of " + std::to_string(wanted.items.size()) +
                         " events came back");
    SampleIndex largest = 0;
    for (std::size_t i = 0; i < wanted.items.size(); ++i)
    {
        auto expected = format.kept ? format.kept(wanted.items[i]) : wanted.items[i];
        const auto& item = found.items[i];
        const auto difference = std::max(std::abs(item.range.start - expected.range.start),
                                         std::abs(item.range.end() - expected.range.end()));
        if (difference > tolerance)
            failVerification(nameOfItem(expected, i) + " came back " + std::to_string(difference) +
                             " samples from where it was");
        largest = std::max(largest, difference);
        expected.range = item.range;
        if (!(item == expected))
            failVerification(nameOfItem(expected, i) + " came back with another text, state or colour");
    }
    return largest;
}

ExportReport writeAndVerify(const Annotations& annotations, const Format& format,
                            const ExportOptions& options, const fs::path& out, const Progress& progress)
{
    ExportReport report;
    auto written = format.write(annotations, options, out, progress.part(0.0, 0.6));
    report.largestErrorSeconds = written.largestErrorSeconds;
    report.warnings = std::move(written.warnings);
    progress.step(0.6);
    try
    {
        if (format.verify)
            format.verify(annotations, options, out, progress.part(0.6, 1.0));
        else
            report.largestErrorSamples =
                compare(annotations, format.read(out, {annotations.audio, annotations.audioSha256, 0}),
                        format, toleranceOf(annotations, format, options));
    }
    catch (const FileError& e)
    {
        failVerification(e.what());
    }
    return report;
}

/** A folder beside the target, gone with everything in it unless it was renamed. */
struct TemporaryFolder
{
    explicit TemporaryFolder(const fs::path& target)
    {
        const auto parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
        auto name = (parent / ".reprise.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw OutputError(target.string(), std::string("cannot be made: ") + std::strerror(errno));
        path = name;
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        if (!path.empty())
            fs::remove_all(path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    fs::path path;
};

void replaceFolderAtomically(const fs::path& named, const std::function<void(const fs::path&)>& fill)
{
    const auto target = named.has_filename() ? named : named.parent_path(); // "hits/" is "hits"
    std::error_code error;
    if (target.empty())
        throw OutputError("(no name)", "a folder name is needed");
    if (fs::exists(target, error) && !fs::is_directory(target, error))
        throw OutputError(target.string(), "is a file; name a new folder");
    if (fs::is_directory(target, error) && !fs::is_empty(target, error))
        throw OutputError(target.string(), "is not empty; name a new folder");
    TemporaryFolder temporary(target);
    fill(temporary.path);
    // mkdtemp's permissions are the owner's alone.
    fs::permissions(temporary.path, static_cast<fs::perms>(0777 & ~hiddenPermissions()), error);
    syncFolderOf(temporary.path / "any file");
    fs::rename(temporary.path, target, error);
    if (error)
        throw OutputError(target.string(), "writing failed: " + error.message());
    syncFolderOf(target);
    temporary.path.clear();
}

bool isAny(const std::string& text, std::initializer_list<const char*> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return text.find(part) != std::string::npos; });
}

void addPrecisionWarning(ExportReport& report, const Annotations& annotations, const Format& format)
{
    if (report.largestErrorSamples == 0 && report.largestErrorSeconds * annotations.audio.sampleRateHz < 0.5)
        return;
    const auto microseconds = std::round(report.largestErrorSeconds * 1e6);
    report.warnings.push_back(
        std::string(format.title) +
        " cannot hold these positions to the sample: they are off by "
        "up to " +
        decimalText(microseconds / 1000.0, 3) + " ms (" +
        std::to_string(std::llround(report.largestErrorSeconds * annotations.audio.sampleRateHz)) +
        " samples).");
}
} // namespace

ExportReport exportAnnotations(const Annotations& annotations, const Format& format,
                               const ExportOptions& options, const fs::path& out, const Progress& progress)
{
    checkOptions(annotations, format, options);
    const auto ready = prepared(annotations, format, options);
    requireDistinct(out, {annotations.audio.path});
    ExportReport report;
    const auto fill = [&](const fs::path& temporary)
    {
        try
        {
            report = writeAndVerify(ready, format, options, temporary, progress.part(0.0, 0.9));
            requireSameAudio(ready, format, progress.part(0.9, 1.0));
        }
        catch (const Error& e)
        {
            requireSameAudio(ready, format,
                             progress.withoutReports()); // the cause of what came back differently
            // Nobody knows the temporary name.
            auto reason = std::string(e.what());
            const auto at = reason.find(temporary.string());
            if (at == std::string::npos && dynamic_cast<const OutputError*>(&e) == nullptr)
                throw;
            if (at != std::string::npos)
                reason.replace(at, temporary.string().size(), "temporary file");
            throw OutputError(out.string(), reason);
        }
    };
    if (format.output == OutputKind::folder)
        replaceFolderAtomically(out, fill);
    else
        replaceFileAtomically(out, fill);
    addPrecisionWarning(report, ready, format);
    report.notes = decoderNotes(annotations.audio);
    progress.report(1.0);
    return report;
}

Annotations importAnnotations(const fs::path& file, const Format& format, const ImportOptions& options)
{
    if (!format.read)
        throw InvalidSettings("the format '" + std::string(format.name) + "' can only be written");
    auto annotations = format.read(file, options);
    const auto samples = annotations.audio.samples;
    const auto tolerance = toleranceOf(annotations, format, {});
    for (std::size_t i = 0; i < annotations.items.size(); ++i)
    {
        auto& item = annotations.items[i];
        const auto fail = [&](const std::string& reason)
        { throw FileError(file.string(), nameOfItem(item, i) + " " + reason); };
        if (!format.hasAdditionalFields)
            item.range.start -= options.offsetSamples;
        if (item.range.start < 0)
            fail("lies " + std::to_string(-item.range.start) +
                 " samples before the recording starts at the offset");
        if (samples <= 0)
            continue;
        if (item.range.end() > samples + tolerance || item.range.start > samples + tolerance)
            fail("ends at sample " + std::to_string(item.range.end()) + ", but the recording has " +
                 std::to_string(samples) + " samples; is it the right one?");
        // Rounding to milliseconds may have carried a position past the end.
        const auto start = std::min(item.range.start, samples), end = std::min(item.range.end(), samples);
        item.range = {start, end - start};
    }
    return annotations;
}

std::vector<std::string> decoderNotes(const AudioFileInfo& audio)
{
    auto extension = audio.path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    const auto kind = audio.container + " " + audio.encoding;
    const auto isKnown = !audio.encoding.empty();
    const auto isMp3 = isKnown ? isAny(kind, {"MPEG"}) : extension == ".mp3";
    const auto isOpus = isKnown ? isAny(kind, {"Opus"}) : extension == ".opus";
    const auto isVorbis = isKnown ? isAny(kind, {"Vorbis"}) : extension == ".ogg" || extension == ".oga";
    if (!isMp3 && !isOpus && !isVorbis)
        return {};
    auto text = audio.path.filename().string() + " is " +
                (isMp3    ? "MP3"
                 : isOpus ? "Opus"
                          : "Ogg Vorbis") +
                ": its positions are those of the decoder " +
                (audio.decoder.empty() ? "used" : audio.decoder) + ", counted at " +
                std::to_string(audio.sampleRateHz) + " Hz. ";
    const auto removed = audio.startDelaySamples.value_or(0);
    const auto inSamples = std::to_string(removed) + (removed == 1 ? " sample" : " samples");
    if (isMp3 && !audio.startDelaySamples)
        text += "How much start delay the decoder removed is not known; a program that keeps it starts up to "
                "2257 samples later. ";
    else if (isMp3 && removed == 0)
        text += "The file states no start delay, so none was removed; a program that guesses one starts "
                "earlier. ";
    else if (isMp3)
        text += "The start delay that the file states, " + inSamples +
                ", was removed; in a program that keeps it everything is so much later. ";
    if (isMp3)
        text += "To be exact everywhere, ship a WAV or FLAC file.";
    else if (isOpus)
        text +=
            "The start delay (pre-skip) that the file states" +
            (removed > 0 ? ", " + inSamples + "," : std::string()) +
            " is removed, as the format demands. Most programs decode Opus at 48000 Hz, whatever its source.";
    else
        text += "The format has no start delay to remove.";
    return {text};
}
} // namespace reprise
