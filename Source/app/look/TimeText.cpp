#include "app/look/TimeText.h"

#include "app/look/Words.h"

#include <cmath>

namespace reprise::app::time_text
{
namespace
{
constexpr SampleIndex largest = SampleIndex{1} << 48; // as sessions and exchange formats allow

struct Parts
{
    SampleIndex seconds = 0;
    int fraction = 0; ///< of a second, in units of 10^-digits
};

/** In whole numbers: doubles lose samples beyond an hour. */
Parts split(SampleIndex sample, int sampleRateHz, int unitsPerSecond)
{
    auto seconds = sample / sampleRateHz;
    auto units = ((sample % sampleRateHz) * unitsPerSecond + sampleRateHz / 2) / sampleRateHz;
    if (units == unitsPerSecond)
    {
        units = 0;
        ++seconds;
    }
    return {seconds, static_cast<int>(units)};
}

juce::String padded(juce::int64 number, int digits)
{
    return juce::String(number).paddedLeft('0', digits);
}

juce::String minutesAndSeconds(SampleIndex seconds)
{
    const auto h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
    return h > 0 ? juce::String(h) + ":" + padded(m, 2) + ":" + padded(s, 2)
                 : juce::String(m) + ":" + padded(s, 2);
}

bool isDigits(const juce::String& text)
{
    return text.isNotEmpty() && text.containsOnly("0123456789");
}

juce::String withoutSpaces(const juce::String& text)
{
    return text.removeCharacters(juce::String(" \t") + juce::String::charToString(0xa0) +
                                 juce::String::charToString(0x202f));
}

/** Digits with at most one point: seconds in microseconds, rounded. */
std::optional<SampleIndex> microseconds(const juce::String& text)
{
    const auto whole = text.upToFirstOccurrenceOf(".", false, false);
    const auto fraction = text.fromFirstOccurrenceOf(".", false, false);
    const auto hasPoint = text.containsChar('.');
    if ((whole.isEmpty() && fraction.isEmpty()) || (whole.isNotEmpty() && !isDigits(whole)) ||
        (hasPoint && fraction.isNotEmpty() && !isDigits(fraction)) || whole.length() > 10)
        return {};
    auto result = whole.getLargeIntValue() * 1000000;
    result += fraction.substring(0, 6).paddedRight('0', 6).getLargeIntValue();
    if (fraction.length() > 6 && fraction[6] >= '5')
        ++result;
    return result;
}

std::optional<SampleIndex> toSamples(SampleIndex microseconds, int sampleRateHz)
{
    const auto seconds = microseconds / 1000000, rest = microseconds % 1000000;
    if (seconds > largest / sampleRateHz)
        return {};
    return seconds * sampleRateHz + (rest * sampleRateHz + 500000) / 1000000;
}
} // namespace

juce::String exact(SampleIndex sample, int sampleRateHz)
{
    const auto [seconds, micro] = split(sample, sampleRateHz, 1000000);
    return minutesAndSeconds(seconds) + "." + padded(micro / 1000, 3) + " " + padded(micro % 1000, 3);
}

juce::String toMilliseconds(SampleIndex sample, int sampleRateHz)
{
    const auto [seconds, milli] = split(sample, sampleRateHz, 1000);
    return minutesAndSeconds(seconds) + "." + padded(milli, 3);
}

juce::String clock(SampleIndex samples, int sampleRateHz)
{
    return minutesAndSeconds(samples / sampleRateHz);
}

juce::String exactLength(SampleIndex samples, int sampleRateHz)
{
    const auto [seconds, micro] = split(samples, sampleRateHz, 1000000);
    return juce::String(seconds) + "." + padded(micro / 1000, 3) + " " + padded(micro % 1000, 3) + " s";
}

juce::String shortLength(SampleIndex samples, int sampleRateHz)
{
    const auto seconds = static_cast<double>(samples) / sampleRateHz;
    if (seconds < 0.0995)
        return juce::String(juce::roundToInt(seconds * 1000.0)) + " ms";
    return juce::String(seconds, 2) + " s";
}

juce::String signedLength(SampleIndex samples, int sampleRateHz)
{
    const auto seconds = static_cast<double>(std::abs(samples)) / sampleRateHz;
    const auto sign = samples < 0 ? utf8("\xe2\x88\x92") : juce::String("+"); // a minus as wide as the plus
    return sign +
           (seconds < 0.9995 ? juce::String(seconds * 1000.0, 1) + " ms" : juce::String(seconds, 3) + " s");
}

juce::String samples(SampleIndex count)
{
    auto digits = juce::String(std::abs(count));
    juce::String grouped;
    for (; digits.length() > 3; digits = digits.dropLastCharacters(3))
        grouped = " " + digits.getLastCharacters(3) + grouped;
    return (count < 0 ? "-" : "") + digits + grouped;
}

juce::String about(double seconds)
{
    const auto say = [](double number, const juce::String& unit) {
        return juce::translate("about %t").replace("%t", juce::String(juce::roundToInt(number)) + " " + unit);
    };
    if (seconds < 90.0)
        return say(std::max(1.0, seconds), "s");
    if (seconds < 5400.0)
        return say(seconds / 60.0, "min");
    return say(seconds / 3600.0, "h");
}

std::optional<SampleIndex> parseTime(const juce::String& text, int sampleRateHz)
{
    auto plain = withoutSpaces(text).toLowerCase().replaceCharacter(',', '.');
    for (const auto* unit : {"samples", "sample", "smp"})
        if (plain.endsWith(unit))
            return parseSamples(plain.dropLastCharacters(static_cast<int>(std::strlen(unit))));

    const auto isMilliseconds = plain.endsWith("ms");
    if (isMilliseconds)
        plain = plain.dropLastCharacters(2);
    else if (plain.endsWithChar('s'))
        plain = plain.dropLastCharacters(1);

    const auto fields = juce::StringArray::fromTokens(plain, ":", "");
    if (isMilliseconds)
    {
        // A millisecond is a thousandth of a second: read as seconds, then a thousandth of that, rounded.
        const auto thousandfold = fields.size() == 1 ? microseconds(plain) : std::nullopt;
        return thousandfold ? toSamples((*thousandfold + 500) / 1000, sampleRateHz) : std::nullopt;
    }
    if (fields.isEmpty() || fields.size() > 3)
        return {};
    auto total = microseconds(fields[fields.size() - 1]);
    SampleIndex unit = 60;
    for (int i = fields.size() - 2; total && i >= 0; --i, unit *= 60)
    {
        if (!isDigits(fields[i]) || fields[i].length() > 8)
            return {};
        *total += fields[i].getLargeIntValue() * unit * 1000000;
    }
    return total ? toSamples(*total, sampleRateHz) : std::nullopt;
}

std::optional<SampleIndex> parseSamples(const juce::String& text)
{
    const auto plain = withoutSpaces(text);
    if (!isDigits(plain) || plain.length() > 15)
        return {};
    const auto value = plain.getLargeIntValue();
    return value <= largest ? std::optional<SampleIndex>(value) : std::nullopt;
}
} // namespace reprise::app::time_text
