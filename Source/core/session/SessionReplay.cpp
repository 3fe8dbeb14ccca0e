#include "session/SessionReplay.h"

#include "base/ClockTime.h"
#include "base/Errors.h"
#include "base/RecentlyUsed.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

namespace reprise
{
namespace
{
/** What asks about one sound, for the mark it was made for. */
struct Engine
{
    SampleRange query;
    std::unique_ptr<RetrievalSession> session;
};

/** A recording as one method wants it, analysed. Each member looks at the one before it. */
struct Ground
{
    Recording recording;
    std::unique_ptr<Analysis> analysis;
    std::map<SoundId, Engine> engines;
};

std::string shown(float value)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(std::numeric_limits<float>::max_digits10);
    text << value;
    return text.str();
}

class Replayer
{
public:
    Replayer(const SessionDocument& sessionDocument, std::filesystem::path audioFile,
             const Progress& reportTo)
        : document(sessionDocument), file(std::move(audioFile)), progress(reportTo),
          walked(document.audio(), {document.history().begin(), document.history().end()}, 0,
                 document.nextIds())
    {
    }

    Replay run()
    {
        while (walked.done() < document.done())
        {
            progress.step(static_cast<double>(walked.done()) / static_cast<double>(document.done()));
            if (const auto* judged = std::get_if<Judge>(&document.history()[walked.done()]))
                ask(*judged);
            walked.redo();
        }
        for (const auto& sound : document.sounds())
            finish(sound);
        return std::move(replay);
    }

private:
    ReplayedSound& resultFor(const Sound& sound)
    {
        const auto found = std::find_if(replay.sounds.begin(), replay.sounds.end(),
                                        [&](const ReplayedSound& s) { return s.id == sound.id; });
        if (found != replay.sounds.end())
            return *found;
        replay.sounds.push_back({});
        replay.sounds.back().id = sound.id;
        replay.sounds.back().name = sound.name;
        return replay.sounds.back();
    }

    std::unique_ptr<Ground> groundFor(const MethodSettings& settings) const
    {
        auto ground = std::make_unique<Ground>();
        ground->recording = loadRecordingFor(file, settings, progress.withoutReports());
        const auto samples = ground->recording.info.samples;
        if (samples != document.audio().info.samples)
            throw InvalidInput(file.string() + ": has " + std::to_string(samples) +
                               " samples; the session was made with " +
                               std::to_string(document.audio().info.samples));
        ground->analysis = analyse(ground->recording, settings, progress.withoutReports());
        return ground;
    }

    /** Good until the next call. */
    RetrievalSession& engineFor(const Sound& sound)
    {
        checkQuery(sound.query, document.audio().info.samples);
        auto& ground = *grounds.get(sound.method, [&] { return groundFor(sound.method); });
        auto& engine = ground.engines[sound.id];
        if (!engine.session || engine.query != sound.query)
        {
            // Whether more may be asked is the user's to say: what is asked does not depend on the budget.
            constexpr auto endless = std::numeric_limits<int>::max();
            engine = {sound.query, std::make_unique<RetrievalSession>(
                                       ground.analysis->matcherFor(sound.query), sound.query,
                                       document.audio().info.samples, endless)};
        }
        return *engine.session;
    }

    void ask(const Judge& judged)
    {
        const auto& sound = *walked.find(judged.sound);
        auto judgements = sound.judgements();
        for (const auto& hit : judged.hits)
        {
            if (hit.wasAsked)
            {
                auto& session = engineFor(sound);
                auto& result = resultFor(sound);
                session.setJudgements(judgements);
                session.setOrder(sound.order);
                ++result.questions;
                compare(result, hit, session.question(progress.withoutReports()));
            }
            judgements.push_back({hit.excerpt, hit.answer});
        }
    }

    void compare(ReplayedSound& result, const JudgedHit& hit, const std::optional<Question>& asked) const
    {
        const auto stored = "question " + std::to_string(result.questions) + " (hit " +
                            std::to_string(hit.id) + "): " + place(hit.asked, hit.confidence) + " was asked";
        if (!asked)
            result.differences.push_back(stored + ", the replay has nothing left to ask");
        else if (asked->excerpt != hit.asked || asked->confidence != hit.confidence)
            result.differences.push_back(stored + ", the replay asks " +
                                         place(asked->excerpt, asked->confidence));
    }

    std::string place(const SampleRange& range, float confidence) const
    {
        return "sample " + std::to_string(range.start) + " + " + std::to_string(range.length) + " (" +
               clockTime(static_cast<double>(range.start) / document.audio().info.sampleRateHz) +
               ", confidence " + shown(confidence) + ")";
    }

    void finish(const Sound& sound)
    {
        auto& session = engineFor(sound);
        auto& result = resultFor(sound);
        result.name = sound.name;
        session.setJudgements(sound.judgements());
        result.confirmed = session.confirmedHits().size();
        auto expected = session.predictedHits(sound.threshold, progress.withoutReports());
        result.predicted = expected.size();
        result.comparedPredicted = document.hasPredicted(sound.id);
        if (!result.comparedPredicted)
            return;
        auto stored = document.predicted(sound.id);
        const auto isEarlier = [](const Hit& a, const Hit& b) { return a.excerpt.start < b.excerpt.start; };
        std::sort(stored.begin(), stored.end(), isEarlier);
        std::size_t s = 0, e = 0;
        while (s < stored.size() || e < expected.size())
        {
            const auto onlyStored =
                e == expected.size() || (s < stored.size() && isEarlier(stored[s], expected[e]));
            const auto onlyExpected =
                !onlyStored && (s == stored.size() || isEarlier(expected[e], stored[s]));
            if (onlyStored)
                result.differences.push_back("predicted " + place(stored[s].excerpt, stored[s].confidence) +
                                             " is stored, the replay does not predict it");
            else if (onlyExpected)
                result.differences.push_back("the replay predicts " +
                                             place(expected[e].excerpt, expected[e].confidence) +
                                             ", which is not stored");
            else if (stored[s].excerpt != expected[e].excerpt ||
                     stored[s].confidence != expected[e].confidence)
                result.differences.push_back("predicted " + place(stored[s].excerpt, stored[s].confidence) +
                                             " is stored, the replay predicts " +
                                             place(expected[e].excerpt, expected[e].confidence));
            s += onlyExpected ? 0 : 1;
            e += onlyStored ? 0 : 1;
        }
    }

    const SessionDocument& document;
    std::filesystem::path file;
    const Progress& progress;
    SessionDocument walked;
    RecentlyUsed<MethodSettings, std::unique_ptr<Ground>> grounds{2};
    Replay replay;
};
} // namespace

bool Replay::isSame() const
{
    return std::all_of(sounds.begin(), sounds.end(),
                       [](const ReplayedSound& sound) { return sound.differences.empty(); });
}

Replay replaySession(const SessionDocument& document, const std::filesystem::path& audioFile,
                     const Progress& progress)
{
    return Replayer(document, audioFile, progress).run();
}
} // namespace reprise
