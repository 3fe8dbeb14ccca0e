#include "Views.h"
#include "app/SettingsController.h"
#include "model/MessageLoop.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

TEST_CASE("Only scales that leave a usable window on the screen are offered and used", "[app][settings]")
{
    const juce::Rectangle<int> screen(0, 0, 1600, 1000);
    CHECK(scaleFitting(screen, 1.5) == 1.5);
    CHECK(scaleFitting(screen, 3.0) == 1.5);
    CHECK(scaleFitting({3840, 2160}, 3.0) == 3.0);
    CHECK(scaleFitting({800, 480}, 2.0) == 1.0);
    CHECK(scaleFitting({}, 2.0) == 2.0);

    const TemporaryFolder folder;
    AppModel model(folder / "drafts");
    Settings settings(juce::File(juce::String((folder / "settings").string())));
    settings.setScale(3.0);
    Player player;
    SettingsController controller(model, settings, player, std::nullopt);
    controller.screen = [screen] { return screen; };
    juce::Component window;
    window.setSize(1100, 720);
    controller.open(window);
    REQUIRE(press(window, "Look"));
    auto* size = titled<juce::Button>(window, "Size");
    REQUIRE(size != nullptr);
    CHECK(size->getButtonText() == "150 %");
    static_cast<juce::Component*>(size)->keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(size->getButtonText() == "150 %");
    CHECK(settings.scale() == 3.0);
}

TEST_CASE("A number that is typed outlives a look at another page", "[app][settings]")
{
    const TemporaryFolder folder;
    AppModel model(folder / "drafts");
    Settings settings(juce::File(juce::String((folder / "settings").string())));
    Player player;
    SettingsController controller(model, settings, player, std::nullopt);
    juce::Component window;
    window.setSize(1100, 720);
    controller.open(window);
    auto* budget = titled<juce::TextEditor>(window, "Answer budget");
    REQUIRE(budget != nullptr);
    budget->setText("17", false);
    REQUIRE(press(window, "Look"));
    CHECK(settings.soundDefaults().budget == 17);
}

TEST_CASE("The settings tell what is kept of analysed recordings, and delete it", "[app][settings][cache]")
{
    const TemporaryFolder folder;
    const FileCache cache(folder / "cache", 1 << 30);
    const std::vector<float> values(1'000'000, 0.5f);
    CacheArrays arrays;
    arrays.add(std::span<const float>(values));
    REQUIRE(cache.keep("a", arrays));
    REQUIRE(cache.keep("b", arrays));

    AppModel model(folder / "drafts");
    Settings settings(juce::File(juce::String((folder / "settings").string())));
    Player player;
    SettingsController controller(model, settings, player, cache);
    juce::Component window;
    window.setSize(1100, 720);
    controller.open(window);
    auto* dialog = dynamic_cast<SettingsDialog*>(window.getChildComponent(0));
    REQUIRE(dialog != nullptr);
    CHECK(press(*dialog, "Storage"));
    const auto says = [&](const juce::String& words)
    {
        for (auto* child : dialog->getChildren())
            if (const auto* label = dynamic_cast<juce::Label*>(child);
                label != nullptr && label->getText().contains(words))
                return true;
        return false;
    };
    CHECK(says("7.6 MB are kept of 2 analysed recordings"));
    CHECK(says(juce::String(cache.folder().string())));
    CHECK(press(*dialog, "Delete all"));
    CHECK(waitUntil([&] { return says("Nothing is kept"); }));
    CHECK(cache.count() == 0);
    CHECK_FALSE(press(*dialog, "Delete all"));
}
