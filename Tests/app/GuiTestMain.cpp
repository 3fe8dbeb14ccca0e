#define CATCH_CONFIG_RUNNER
#include "app/look/RepriseLookAndFeel.h"

#include <catch2/catch.hpp>
#include <cstdlib>

/** JUCE's message loop around Catch. Needs no display: components draw into images. */
int main(int argc, char* argv[])
{
    ::setenv("REPRISE_CACHE", "off", 1); // tests leave nothing behind
    const juce::ScopedJuceInitialiser_GUI juceIsRunning;
    reprise::app::RepriseLookAndFeel look;
    juce::LookAndFeel::setDefaultLookAndFeel(&look);
    const auto result = Catch::Session().run(argc, argv);
    juce::LookAndFeel::setDefaultLookAndFeel(nullptr);
    return result;
}
