#include "exchange/TextFormat.h"

#include "base/Errors.h"
#include "base/FileDescriptor.h"
#include "base/InputFile.h"
#include "base/Utf8.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fstream>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::int64_t powerOfTen(int exponent)
{
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

/** Whole seconds, and the rest in units of the last decimal. */
std::pair<std::int64_t, std::int64_t> roundedSeconds(SampleIndex samples, int rateHz, int decimals)
{
    const auto unit = powerOfTen(decimals);
    const auto rest = (2 * (samples % rateHz) * unit + rateHz) / (2 * std::int64_t{rateHz});
    return {samples / rateHz + rest / unit, rest % unit};
}
} // namespace

const std::string& textOf(const Annotation& annotation)
{
    return annotation.label.empty() ? annotation.sound : annotation.label;
}

std::string withoutControls(std::string text)
{
    std::replace_if(text.begin(), text.end(), isControl, ' ');
    return text;
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

std::string secondsText(SampleIndex samples, int rateHz, int decimals)
{
    const auto [whole, rest] = roundedSeconds(samples, rateHz, decimals);
    if (decimals == 0)
        return std::to_string(whole);
    auto digits = std::to_string(rest);
    digits.insert(0, static_cast<std::size_t>(decimals) - digits.size(), '0');
    return std::to_string(whole) + "." + digits;
}

double secondsError(SampleIndex samples, int rateHz, int decimals)
{
    const auto unit = powerOfTen(decimals);
    const auto [whole, rest] = roundedSeconds(samples, rateHz, decimals);
    // Counted from the whole second, where doubles are finest.
    const auto written = (whole - samples / rateHz) * unit + rest;
    const auto difference = written * rateHz - samples % rateHz * unit;
    return std::abs(static_cast<double>(difference)) /
           (static_cast<double>(unit) * static_cast<double>(rateHz));
}

Annotation withTextOnly(const Annotation& annotation)
{
    Annotation result;
    result.range = annotation.range;
    result.label = withoutControls(textOf(annotation));
    return result;
}

HitState stateFromText(std::string_view text)
{
    for (const auto state : {HitState::predicted, HitState::rejected})
        if (text == nameOf(state))
            return state;
    return HitState::confirmed;
}

WriteReport secondsReport(const Annotations& annotations, int decimals)
{
    WriteReport report;
    const auto rate = annotations.audio.sampleRateHz;
    for (const auto& item : annotations.items)
        report.largestErrorSeconds =
            std::max({report.largestErrorSeconds, secondsError(item.range.start, rate, decimals),
                      secondsError(item.range.end(), rate, decimals)});
    return report;
}

std::string decimalText(double value, int decimals)
{
    std::array<char, 400> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                      std::chars_format::fixed, decimals);
    return {buffer.data(), result.ptr};
}

double roundedConfidence(float confidence)
{
    return std::round(static_cast<double>(confidence) * 1e4) / 1e4;
}

std::string colourText(std::uint32_t colour)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text(6, '0');
    for (std::size_t i = 0; i < text.size(); ++i)
        text[5 - i] = digits[colour >> (4 * i) & 15];
    return text;
}

std::optional<std::uint32_t> colourFromText(std::string_view text)
{
    if (text.starts_with('#'))
        text.remove_prefix(1);
    std::uint32_t colour = 0;
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, colour, 16);
    return text.size() == 6 && result.ec == std::errc() && result.ptr == end ? std::optional(colour)
                                                                             : std::nullopt;
}

std::optional<double> numberFromText(std::string_view text)
{
    auto number = trimmed(text);
    if (std::count(number.begin(), number.end(), ',') == 1 && number.find('.') == std::string::npos)
        std::replace(number.begin(), number.end(), ',', '.');
    if (number.starts_with('+'))
        number.erase(0, 1);
    double value = 0.0;
    const auto* end = number.data() + number.size();
    const auto result = std::from_chars(number.data(), end, value);
    if (number.empty() || result.ec != std::errc() || result.ptr != end || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<double> secondsFromText(std::string_view text)
{
    const auto clock = trimmed(text);
    std::string_view rest = clock;
    double seconds = 0.0;
    for (int parts = 0; rest.find(':') != std::string_view::npos; ++parts)
    {
        const auto colon = rest.find(':');
        std::int64_t count = 0;
        const auto result = std::from_chars(rest.data(), rest.data() + colon, count);
        if (parts == 2 || result.ec != std::errc() || result.ptr != rest.data() + colon || count < 0)
            return std::nullopt;
        seconds = 60.0 * (seconds + static_cast<double>(count));
        rest.remove_prefix(colon + 1);
    }
    const auto last = numberFromText(rest);
    if (!last || (rest.size() < clock.size() && *last < 0.0))
        return std::nullopt;
    return seconds + *last;
}

std::string readTextFile(const fs::path& path)
{
    auto file = openForReading(path);
    std::error_code error;
    constexpr std::uintmax_t largest = 1u << 30;
    const auto size = fs::file_size(path, error);
    if (error || size > largest)
        throw FileError(path.string(), "is larger than 1 GiB, which no list of places is");
    std::string text(static_cast<std::size_t>(size), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (static_cast<std::size_t>(file.gcount()) != text.size())
        throw FileError(path.string(), "reading failed before the end of the file");
    if (text.starts_with("\xef\xbb\xbf"))
        text.erase(0, 3);
    if (const auto at = firstInvalidUtf8(text))
    {
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n') + 1;
        failAtLine(path, static_cast<std::size_t>(line), "the text is not UTF-8; save the file as UTF-8");
    }
    return text;
}

void writeTextFile(const fs::path& path, std::string_view text)
{
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file.isOpen() || !file.write(text.data(), text.size()))
        throw OutputError(path.string(), std::string("writing failed: ") + std::strerror(errno));
}

Lines::Iterator& Lines::Iterator::operator++()
{
    if (rest.empty())
    {
        isAtEnd = true;
        return *this;
    }
    const auto end = std::min(rest.find_first_of("\r\n"), rest.size());
    line = rest.substr(0, end);
    const auto isPair = rest.substr(end).starts_with("\r\n");
    rest.remove_prefix(std::min(rest.size(), end + (isPair ? 2 : 1)));
    return *this;
}

Lines linesOf(std::string_view text)
{
    return Lines(text);
}

void failAtLine(const fs::path& file, std::size_t line, const std::string& reason)
{
    throw FileError(file.string(), "line " + std::to_string(line) + ": " + reason);
}

SharedTexts::SharedTexts(fs::path path) : file(std::move(path)) {}

void SharedTexts::add(std::size_t bytes, const char* part, std::size_t number)
{
    constexpr std::size_t most = 64u << 20;
    if (bytes > most - total)
        throw FileError(file.string(), std::string(part) + " " + std::to_string(number) +
                                           ": with it the names and texts of the places come to more than "
                                           "64 MiB, which no list of places needs");
    total += bytes;
}

std::string shownText(std::string_view text)
{
    auto shown = withoutControls(std::string(text.substr(0, 40)));
    if (const auto cut = firstInvalidUtf8(shown)) // cut inside a character
        shown.resize(*cut);
    return "'" + shown + "'";
}

double secondsOfField(const fs::path& file, std::string_view text, std::size_t line)
{
    const auto value = secondsFromText(text);
    if (!value)
        failAtLine(file, line, "the time " + shownText(text) + " is not a number of seconds");
    return *value;
}

SecondsReader::SecondsReader(fs::path path, const ImportOptions& options)
    : file(std::move(path)), rateHz(options.audio.sampleRateHz)
{
    if (rateHz <= 0)
        throw InvalidSettings(file.string() +
                              ": the times in it are seconds; name the recording they lie in (--audio FILE)");
}

double SecondsReader::seconds(std::string_view text, std::size_t line) const
{
    return secondsOfField(file, text, line);
}

SampleRange SecondsReader::range(double startSeconds, double endSeconds, std::size_t line) const
{
    const auto start = startSeconds * rateHz, end = endSeconds * rateHz;
    // Half a sample before 0 is rounding, not a position.
    if (!(start > -0.5 && start < static_cast<double>(mostSamples)))
        failAtLine(file, line, "the time " + decimalText(startSeconds, 6) + " s lies outside any recording");
    if (!(end < static_cast<double>(mostSamples)) || std::llround(end) < std::llround(start))
        failAtLine(file, line,
                   "the end " + decimalText(endSeconds, 6) +
                       " s lies before the start or outside any recording");
    return {std::llround(start), std::llround(end) - std::llround(start)};
}

SampleRange SecondsReader::range(std::string_view start, std::string_view end, std::size_t line) const
{
    const auto from = seconds(start, line);
    return range(from, trimmed(end).empty() ? from : seconds(end, line), line);
}

Annotations annotationsFor(const ImportOptions& options)
{
    return {options.audio, options.audioSha256, {}};
}

int agreedRate(const fs::path& file, int statedHz, const ImportOptions& options)
{
    if (options.audio.sampleRateHz > 0 && statedHz != options.audio.sampleRateHz)
        throw FileError(file.string(), "its positions are samples at " + std::to_string(statedHz) +
                                           " Hz, but the recording has " +
                                           std::to_string(options.audio.sampleRateHz) +
                                           " Hz; name the recording it was made for");
    return statedHz;
}
} // namespace reprise
