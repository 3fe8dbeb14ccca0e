#include "audio/AudioFile.h"
#include "audio/WavFile.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

TEST_CASE("A WAV file holds every sample as it was, also beyond full scale, and no time of day",
          "[audio][wav]")
{
    auto samples = noise(1000, 0.5f, 1);
    samples[10] = -3.5f;
    const TemporaryFolder folder;
    const auto bytes = toWav(samples, 22050);
    writeText(folder / "a.wav", bytes);
    AudioFile file(folder / "a.wav");
    CHECK(file.info().sampleRateHz == 22050);
    CHECK(file.info().channels == 1);
    std::vector<float> read(2000);
    REQUIRE(file.read(read) == 1000);
    read.resize(1000);
    CHECK(read == samples);
    CHECK(bytes.find("PEAK") == std::string::npos);
}
