#include "base/Utf8.h"

#include <utf8.h>

namespace reprise
{
std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    const auto* end = text.data() + text.size();
    const auto* found = utf8::find_invalid(text.data(), end);
    return found == end ? std::nullopt : std::optional(static_cast<std::size_t>(found - text.data()));
}
} // namespace reprise
