#include "exchange/Format.h"

#include "base/Errors.h"
#include "base/InputFile.h"
#include "exchange/Formats.h"

#include <algorithm>
#include <array>

namespace reprise
{
namespace
{
namespace fs = std::filesystem;

/** The longest extension of the format that the name ends with, or 0. Extensions may hold several dots. */
std::size_t matchedLength(const Format& format, const fs::path& file)
{
    auto name = file.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    std::size_t longest = 0;
    for (const auto extension : format.extensions)
        if (name.ends_with(extension))
            longest = std::max(longest, extension.size());
    return longest;
}

std::string listed(const std::function<bool(const Format&)>& isWanted)
{
    std::string text;
    for (const auto& format : exchangeFormats())
        if (isWanted(format))
            text += (text.empty() ? "" : ", ") + std::string(format.name);
    return text;
}

std::string firstBytes(const fs::path& file)
{
    auto stream = openForReading(file);
    std::string head(4096, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    return head;
}
} // namespace

std::span<const Format> exchangeFormats()
{
    static const std::vector<Format> formats{
        eventsFormat(), csvFormat(),   audacityFormat(), reaperFormat(), auditionFormat(), svlFormat(),
        jamsFormat(),   ravenFormat(), labFormat(),      midiFormat(),   wavCuesFormat(),  hitFilesFormat()};
    return formats;
}

const Format& formatFromName(std::string_view name)
{
    const auto formats = exchangeFormats();
    const auto found = std::find_if(formats.begin(), formats.end(),
                                    [&](const Format& format) { return format.name == name; });
    if (found == formats.end())
        throw InvalidSettings("there is no format '" + std::string(name.substr(0, 40)) + "'; there are " +
                              listed([](const Format&) { return true; }));
    return *found;
}

const Format& formatForWriting(const fs::path& file)
{
    const Format* best = nullptr;
    std::size_t longest = 0;
    for (const auto& format : exchangeFormats())
        if (const auto length = matchedLength(format, file); format.write && length > longest)
        {
            best = &format;
            longest = length;
        }
    if (best == nullptr)
        throw InvalidSettings(file.string() + ": the name does not tell the format; name one of " +
                              listed([](const Format& format) { return format.write != nullptr; }));
    return *best;
}

const Format& formatForReading(const fs::path& file)
{
    const auto head = firstBytes(file);
    const Format* best = nullptr;
    std::size_t most = 0;
    for (const auto& format : exchangeFormats())
    {
        if (!format.read)
            continue;
        const auto length = matchedLength(format, file);
        const auto fits = format.recognises && format.recognises(head);
        // Content counts more than the name, as one program's file may be named as another's; where it tells
        // nothing, the reader of the usual extension says what is wrong.
        const auto isUsual = length > 0 && length == format.extensions.front().size();
        const std::size_t kind = fits && length > 0                 ? 4
                                 : length > 0 && !format.recognises ? 3
                                 : fits && !head.empty()            ? 2
                                 : isUsual                          ? 1
                                                                    : 0;
        if (const auto certainty = kind * 1000 + length; kind > 0 && certainty > most)
        {
            best = &format;
            most = certainty;
        }
    }
    if (best == nullptr)
        throw FileError(file.string(),
                        "neither its name nor its beginning tells a format; name one of " +
                            listed([](const Format& format) { return format.read != nullptr; }));
    return *best;
}
} // namespace reprise
