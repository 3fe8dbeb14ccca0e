#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <utility>

namespace reprise
{
/** Keeps values that take much memory and can be made again: those used last, up to a count.

    Cost     a look at every key that is kept.
    Threads  one thread at a time. */
template <typename Key, typename Value>
class RecentlyUsed
{
public:
    /** Keeps one value at least. */
    explicit RecentlyUsed(std::size_t mostValues) : most(std::max<std::size_t>(1, mostValues)) {}

    /** The value of a key, good until the next call. What is not kept is made, after the value that was not used for
        longest went where there is no room. */
    template <typename Make>
    Value& get(const Key& key, const Make& make)
    {
        const auto known = std::find_if(values.begin(), values.end(),
                                        [&](const auto& keyAndValue) { return keyAndValue.first == key; });
        if (known != values.end())
            values.splice(values.begin(), values, known);
        else
        {
            if (values.size() == most)
                values.pop_back();
            values.emplace_front(key, make());
        }
        return values.front().second;
    }

private:
    std::size_t most;
    std::list<std::pair<Key, Value>> values; ///< the one used last first
};
} // namespace reprise
