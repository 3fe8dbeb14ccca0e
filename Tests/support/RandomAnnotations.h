#pragma once

#include "exchange/Annotations.h"

#include <random>
#include <string>
#include <vector>

namespace reprise::test
{
/** Texts that have broken one program or another. */
inline const std::vector<std::string>& hardTexts()
{
    static const std::vector<std::string> texts{
        "",
        "call",
        " blanks at both ends ",
        "tab\there",
        "\ttab first",
        "\"quoted\"",
        "one \" quote",
        "'apostrophe",
        "two\nlines",
        "CR LF\r\nand CR\rand LF\n",
        "\xf0\x9f\x90\xa6 bird \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8e\xa4", // emoji, one joined of three
        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7", // Hebrew and Arabic
        "\xe2\x80\xae"
        "reversed\xe2\x80\xac", // right-to-left override
        "=1+1",
        "'=1+1",
        "''=1+1",
        "+49",
        "-12",
        "@SUM(A1)",
        "1,5;2",
        "a,b;c",
        "\\\t100\t200",
        "<b>&amp;</b> ]]>",
        "bell \x07 escape \x1b delete \x7f",
        std::string("nul \0 inside", 12),
        "\xef\xbf\xbe and \xef\xbf\xbf",
        "#,Name,Start",
        "1 2 3",
        std::string(10'000, 'x'),
        "{\"json\": [1, 2]}"};
    return texts;
}

/** Annotations anywhere in a recording, the same for the same seed. Some are instants, the first lies at sample 0
    and the last at the last sample. */
inline Annotations randomAnnotations(int sampleRateHz, std::size_t count, std::uint32_t seed)
{
    std::mt19937_64 engine(seed);
    const auto below = [&](std::uint64_t limit) { return static_cast<SampleIndex>(engine() % limit); };
    const auto samples = SampleIndex{sampleRateHz} * 3700 + 17; // more than an hour
    Annotations annotations;
    annotations.audio = {"/music/song.wav",   sampleRateHz,      2, samples, "WAV (Microsoft)",
                         "Signed 16 bit PCM", "libsndfile-1.2.0"};
    annotations.audioSha256 = std::string(64, 'a');
    const auto& texts = hardTexts();
    for (std::size_t i = 0; i < count; ++i)
    {
        Annotation item;
        item.range.start = i == 0           ? 0
                           : i + 1 == count ? samples - 1
                                            : below(static_cast<std::uint64_t>(samples));
        const auto room = samples - item.range.start;
        item.range.length = below(3) == 0 ? 0 : 1 + below(static_cast<std::uint64_t>(room));
        item.state = static_cast<HitState>(below(3));
        item.confidence = static_cast<float>(below(10001)) / 10000.0f;
        // Long texts are a matter of length, not of number.
        item.label = texts[static_cast<std::size_t>(i < texts.size() ? i : engine() % 24)];
        item.sound = texts[static_cast<std::size_t>(engine() % 24)];
        if (below(2) == 0)
            item.colour = static_cast<std::uint32_t>(below(0x1000000));
        item.isQuery = below(10) == 0;
        annotations.items.push_back(std::move(item));
    }
    return annotations;
}
} // namespace reprise::test
