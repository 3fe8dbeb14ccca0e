#include "app/model/AppModel.h"
#include "model/MessageLoop.h"
#include "support/AudioFiles.h"
#include "support/TemporaryFolder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <malloc.h>
#include <unistd.h>

using namespace reprise;
using namespace reprise::app;
using test::waitUntil;

namespace
{
constexpr int rate = 22050;
constexpr int sittings = 3;

/** Less than one recording with its analysis, which a leak would add each time; more than caches and message queues. */
constexpr double mostGrowthMiB = 2.0;

/** Work on one recording after the other, as fast as the model answers. */
class Day
{
public:
    Day() : model(folder / "drafts")
    {
        auto signal = test::noise(5 * rate, 0.02f, 1);
        auto sound = test::sine(440.0, 0.25, rate);
        test::mixInto(sound, test::sine(1230.0, 0.15, rate), 1000);
        for (const auto tenth : {5, 14, 25, 33, 42})
            test::mixInto(signal, sound, static_cast<std::size_t>(tenth * rate / 10), 0.7f);
        test::writeAudio(folder / "track.wav", signal, rate);
    }

    /** Makes a session, fills it in a few sittings, and puts it away. */
    void workOnRecording(int number)
    {
        const auto file = folder / (std::to_string(number) + ".reprise");
        model.open(folder / "track.wav");
        REQUIRE(waitUntil([this] { return model.hasSession(); }));
        for (int sitting = 0; sitting < sittings; ++sitting)
        {
            searchForSound(sitting);
            largestJournal = std::max(
                largestJournal, journalBytes(sitting == 0 ? folder / "drafts" / "track.reprise" : file));
            sitting == 0 ? model.saveAs(file) : model.save();
            journalAfterSave = std::max(journalAfterSave, journalBytes(file));
            model.close();
            if (sitting + 1 < sittings)
            {
                model.open(file);
                REQUIRE(waitUntil([this] { return model.hasSession() && model.isAudioReadable(); }));
            }
        }
    }

    static std::ptrdiff_t openFiles()
    {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    }

    /** What was allocated and not given back, whatever the allocator keeps for later. */
    static double allocatedMiB()
    {
        const auto info = mallinfo2();
        return static_cast<double>(info.uordblks + info.hblkhd) / 1048576.0;
    }

    static double residentMiB()
    {
        std::ifstream statm("/proc/self/statm");
        double size = 0.0, resident = 0.0;
        statm >> size >> resident;
        return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576.0;
    }

    std::uintmax_t largestJournal = 0, journalAfterSave = 0;
    int answers = 0;

private:
    void searchForSound(int number)
    {
        model.startNewSound();
        model.setMark(SampleRange{rate / 2 + number * rate / 20, rate / 4});
        model.find();
        model.setBudget(100);
        for (int i = 0; i < 12; ++i)
        {
            REQUIRE(waitUntil([this] { return model.phase() != SearchPhase::waiting; }));
            if (model.phase() != SearchPhase::asking)
                return;
            model.answer(i % 3 == 0 ? Answer::yes : Answer::no);
            ++answers;
            if (i % 5 == 4)
                model.undo();
        }
    }

    static std::uintmax_t journalBytes(const std::filesystem::path& session)
    {
        std::error_code none;
        const auto bytes = std::filesystem::file_size(std::filesystem::path(session) += ".journal", none);
        return none ? 0 : bytes;
    }

    test::TemporaryFolder folder;
    AppModel model;
};
} // namespace

TEST_CASE("Many sessions after each other leave no file open, no memory taken, and a journal that each save "
          "empties",
          "[app][model][day]")
{
    const auto* asked = std::getenv("REPRISE_DAY_RECORDINGS");
    const auto recordings = asked != nullptr ? std::atoi(asked) : 2;
    Day day;
    day.workOnRecording(0);
    const auto filesAtFirst = Day::openFiles();
    const auto allocatedAtFirst = Day::allocatedMiB();
    for (int number = 1; number < recordings; ++number)
    {
        day.workOnRecording(number);
        CHECK(Day::openFiles() == filesAtFirst);
        CHECK(day.journalAfterSave < 200);
        CHECK(Day::allocatedMiB() < allocatedAtFirst + mostGrowthMiB);
        if (asked != nullptr && number % std::max(1, recordings / 10) == 0)
            std::cout << std::setw(5) << number << " recordings" << std::setw(7) << day.answers << " answers"
                      << std::setw(5) << Day::openFiles() << " open files" << std::setw(8) << std::fixed
                      << std::setprecision(1) << Day::allocatedMiB() << " MiB allocated" << std::setw(8)
                      << Day::residentMiB() << " MiB resident" << std::setw(8) << day.largestJournal
                      << " bytes of journal at most, " << day.journalAfterSave << " after a save"
                      << std::endl;
    }
    CHECK(day.answers > 20 * recordings);
    CHECK(day.largestJournal > 1000);
}
