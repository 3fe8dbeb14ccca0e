#include "app/Commands.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

using namespace reprise::app;

TEST_CASE("No key belongs to two commands", "[app][commands]")
{
    std::map<juce::String, juce::String> owners;
    for (const auto& entry : commands::all())
        for (const auto& key : entry.keys)
        {
            const auto text = key.getTextDescription();
            INFO(text << ": " << entry.name << " and " << owners[text]);
            CHECK(owners[text].isEmpty());
            owners[text] = entry.name;
        }
}

TEST_CASE("Every command has a number of its own and a name and a key", "[app][commands]")
{
    std::set<int> numbers;
    std::set<juce::String> names;
    for (const auto& entry : commands::all())
    {
        CHECK(numbers.insert(entry.id).second);
        CHECK(names.insert(entry.name).second);
        CHECK_FALSE(entry.keys.empty());
        CHECK(commands::entryOf(entry.id) == &entry);
    }
    CHECK(commands::entryOf(1) == nullptr);
}

TEST_CASE("Keys are written as they stand on keyboards", "[app][commands]")
{
    const auto first = [](commands::Id id) { return commands::inWords(commands::entryOf(id)->keys.front()); };
    CHECK(first(commands::undo) == "Ctrl+Z");
    CHECK(first(commands::redo) == "Ctrl+Shift+Z");
    CHECK(first(commands::playStop) == "Space");
    CHECK(first(commands::shortcuts) == "?");
    CHECK(first(commands::settings) == "Ctrl+,");
    CHECK(first(commands::endLater) == "Shift+Right");
    CHECK(first(commands::answerYes) == "Y");
}
