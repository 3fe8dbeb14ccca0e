#define CATCH_CONFIG_RUNNER
#include "app/look/RepriseLookAndFeel.h"

#include <catch2/catch.hpp>

/** JUCE's message loop around Catch. Needs no display: components draw into images. */
int main(int argc, char* argv[])
{
    const juce::ScopedJuceInitialiser_GUI juceIsRunning;
    reprise::app::RepriseLookAndFeel look;
    juce::LookAndFeel::setDefaultLookAndFeel(&look);
    const auto result = Catch::Session().run(argc, argv);
    juce::LookAndFeel::setDefaultLookAndFeel(nullptr);
    return result;
}
