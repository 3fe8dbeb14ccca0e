#pragma once

#include "exchange/Format.h"

#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise
{
/// @name What the text formats share. Numbers have a dot, whatever the locale.
/// @{

/** No position is higher: 46 years at 192 kHz. Keeps sums of positions far from overflow. */
inline constexpr SampleIndex mostSamples = SampleIndex{1} << 48;

/** What a format with a single text says: the label, or the sound's name where there is no label. */
const std::string& textOf(const Annotation& annotation);

/** What is left of an annotation in a format with a single text and no control characters: range and text. */
Annotation withTextOnly(const Annotation& annotation);

/** The state of this name; confirmed where it is none, as in tables by other programs. */
HitState stateFromText(std::string_view text);

/** The text with every control character (tab, newline, NUL ...) replaced by a blank, for formats that know no
    escape. */
std::string withoutControls(std::string text);

/** Without blanks at both ends. */
std::string trimmed(std::string_view text);

/** A position in seconds, rounded to so many decimals (0 ... 9) from the whole numbers; no double in between. */
std::string secondsText(SampleIndex samples, int rateHz, int decimals);

/** By how much that text misses the sample. */
double secondsError(SampleIndex samples, int rateHz, int decimals);

/** A report with the largest error of positions and ends in seconds. */
WriteReport secondsReport(const Annotations& annotations, int decimals);

/** A number with a fixed count of decimals. */
std::string decimalText(double value, int decimals);

/** Four decimals, as texts say confidences. */
double roundedConfidence(float confidence);

/** 0xRRGGBB as RRGGBB. */
std::string colourText(std::uint32_t colour);

/** RRGGBB, also with #; nothing for anything else. */
std::optional<std::uint32_t> colourFromText(std::string_view text);

/** A whole text as a number; the decimal mark may be a comma, as some programs write by locale. Nothing for
    what is no finite number. */
std::optional<double> numberFromText(std::string_view text);

/** Seconds as a number, or as [hours:]minutes:seconds. */
std::optional<double> secondsFromText(std::string_view text);

/** A whole text file without a byte order mark. Throws FileError where it cannot be read, is no UTF-8 (with the
    line), or is larger than 1 GiB. */
std::string readTextFile(const std::filesystem::path& path);

/** Writes a text to a file of its own. Throws OutputError. Not atomic: exportAnnotations() sees to that. */
void writeTextFile(const std::filesystem::path& path, std::string_view text);

/** Lines of a text, found one after the other: a text of nothing but ends has as many as bytes. */
class Lines
{
public:
    class Iterator
    {
    public:
        explicit Iterator(std::string_view text) : rest(text) { ++*this; }
        std::string_view operator*() const { return line; }
        Iterator& operator++();
        bool operator==(std::default_sentinel_t) const { return isAtEnd; }

    private:
        std::string_view rest, line;
        bool isAtEnd = false;
    };

    explicit Lines(std::string_view linesText) : text(linesText) {}
    Iterator begin() const { return Iterator(text); }
    std::default_sentinel_t end() const { return {}; }

private:
    std::string_view text;
};

/** The lines of a text without their ends (LF, CRLF, CR). A last line without an end counts, an empty one does
    not. */
Lines linesOf(std::string_view text);

/** Reports what is wrong in a line of a file. Lines count from 1. */
[[noreturn]] void failAtLine(const std::filesystem::path& file, std::size_t line, const std::string& reason);

/** Adds up the texts that places are given where many of them may refer to one in the file, which would let a small
    file fill the memory. */
class SharedTexts
{
public:
    explicit SharedTexts(std::filesystem::path file);

    /** Throws FileError, naming the part of the file ("track", 3), once they come to more than 64 MiB. */
    void add(std::size_t bytes, const char* part, std::size_t number);

private:
    std::filesystem::path file;
    std::size_t total = 0;
};

/** Text of a field in a message: cut, so that a message stays a line. */
std::string shownText(std::string_view text);

/** The seconds of a field; FileError naming the line where it holds none. */
double secondsOfField(const std::filesystem::path& file, std::string_view text, std::size_t line);

/** Turns the seconds of a text file into ranges of the recording. */
class SecondsReader
{
public:
    /** Throws InvalidSettings where the rate is not known. */
    SecondsReader(std::filesystem::path file, const ImportOptions& options);

    /** Start and end as texts; an empty end: an instant. */
    SampleRange range(std::string_view start, std::string_view end, std::size_t line) const;

    /** The same with seconds that are known. */
    SampleRange range(double startSeconds, double endSeconds, std::size_t line) const;

    double seconds(std::string_view text, std::size_t line) const;

private:
    std::filesystem::path file;
    int rateHz = 0;
};

/** Annotations without items for a file that states no rate. */
Annotations annotationsFor(const ImportOptions& options);

/** The rate to count in: the file's own. Throws FileError when the recording has another. */
int agreedRate(const std::filesystem::path& file, int statedHz, const ImportOptions& options);
/// @}
} // namespace reprise
