#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <juce_gui_basics/juce_gui_basics.h>

/** JUCE's message loop around Catch. Needs no display: components draw into images. */
int main(int argc, char* argv[])
{
    const juce::ScopedJuceInitialiser_GUI juceIsRunning;
    return Catch::Session().run(argc, argv);
}
