#include "session/SessionAdvice.h"

#include "audio/SilenceMap.h"
#include "base/ClockTime.h"
#include "base/Errors.h"
#include "base/Rms.h"
#include "spectral/Stft.h"
#include "spectral/StrongestLag.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace reprise
{
namespace
{
constexpr double alikeOverall = 0.9, alikeInOctave = 0.7, leastOctaveShare = 0.01;
constexpr double offsetSeconds = 0.025, offsetShare = 0.05;
constexpr double lowestHz = 100.0;
constexpr float noiseSteadiness = 0.5f;
constexpr int manyNo = 5, manyYes = 10;
constexpr float hardlySimilar = 0.2f; // confidence
constexpr double surroundingSeconds = 0.25, shortestRestSeconds = 0.05;

/** Positions of a file's excerpt on the analysis signal, kept inside it. */
std::pair<std::ptrdiff_t, std::ptrdiff_t> placeOf(const Recording& recording, const SampleRange& range)
{
    const auto size = static_cast<std::ptrdiff_t>(recording.analysisSignal.size());
    const auto at = [&](SampleIndex sample)
    { return std::clamp<std::ptrdiff_t>(recording.nearestAnalysisSample(sample), 0, size); };
    return {at(range.start), at(range.end())};
}

/** See queryFacts(). */
float steadinessOf(std::span<const float> samples, double rateHz)
{
    const StftSettings settings{2 * static_cast<int>(rateHz * 0.0465), static_cast<int>(rateHz * 0.0465)};
    const Eigen::ArrayXXf power = magnitudeSpectrogram(samples, settings).array().square();
    // The first and last frames reach over the ends.
    const auto frames = power.cols() - 4;
    if (frames < 6)
        return 0.0f;
    const auto binOf = [&](double hz)
    { return static_cast<Eigen::Index>(hz / rateHz * settings.windowSamples); };
    auto weighted = 0.0, total = 0.0;
    for (auto low = lowestHz; low * 1.26 < 0.45 * rateHz; low *= 1.26)
    {
        const auto first = binOf(low), count = std::max<Eigen::Index>(1, binOf(low * 1.26) - first);
        const Eigen::ArrayXXd band = power.block(first, 2, count, frames).cast<double>() + 1e-20;
        weighted += std::exp(band.log().mean()) * static_cast<double>(count);
        total += band.mean() * static_cast<double>(count);
    }
    return static_cast<float>(weighted / total);
}

std::string inMilliseconds(double seconds)
{
    return std::to_string(static_cast<long>(std::ceil(seconds * 1000.0 - 1e-9))) + " ms";
}

/** Why a mark cannot be searched for at all. */
std::optional<Remark> refusalOf(const QueryFacts& facts)
{
    if (facts.samples < 2)
        return Remark{RemarkCode::singleSampleMark,
                      "the mark is a single sample, which has no shape to look for; mark at least " +
                          inMilliseconds(facts.frameSeconds),
                      {}};
    if (facts.level > facts.silence)
        return {};
    if (std::abs(facts.mean) > 1e-4f)
        return Remark{
            RemarkCode::constantMark,
            "the mark holds a constant level (DC) and no sound: there is nothing to look for; mark a "
            "stretch with sound",
            {}};
    return Remark{RemarkCode::silentMark,
                  "the mark is silent: there is nothing to look for; mark a stretch with sound",
                  {}};
}

} // namespace

std::vector<Remark> remarksOnMark(const QueryFacts& facts)
{
    if (const auto refusal = refusalOf(facts))
        return {*refusal};
    std::vector<Remark> remarks;
    if (facts.seconds < facts.frameSeconds)
        remarks.push_back({RemarkCode::shortMark,
                           "The mark is shorter than what this method analyses at a time (" +
                               inMilliseconds(facts.frameSeconds) +
                               "): much will resemble it. Mark more of the sound.",
                           {}});
    if (facts.steadiness >= noiseSteadiness)
        remarks.push_back(
            {RemarkCode::featurelessNoise,
             "The mark sounds like steady noise that goes on around it: every stretch of such noise "
             "resembles it. Expect few certain finds.",
             {}});
    if (!facts.restSounds)
        remarks.push_back(
            {RemarkCode::silentRest,
             facts.hasRest ? "Apart from the mark the recording is silent: there is nothing to find."
                           : "The mark is the whole recording, or nearly so: there is nothing else to find.",
             {}});
    return remarks;
}

std::string_view nameOf(RemarkCode code)
{
    switch (code)
    {
    case RemarkCode::silentMark:
        return "silent-mark";
    case RemarkCode::constantMark:
        return "constant-mark";
    case RemarkCode::singleSampleMark:
        return "single-sample-mark";
    case RemarkCode::shortMark:
        return "short-mark";
    case RemarkCode::featurelessNoise:
        return "featureless-noise";
    case RemarkCode::silentRest:
        return "silent-rest";
    case RemarkCode::allNo:
        return "all-no";
    case RemarkCode::allYes:
        return "all-yes";
    case RemarkCode::contradiction:
        return "contradiction";
    case RemarkCode::misplaced:
        return "misplaced";
    case RemarkCode::nothingLeft:
        return "nothing-left";
    }
    return "unknown";
}

QueryFacts queryFacts(const Recording& recording, const SampleRange& query, double frameSeconds)
{
    const auto& signal = recording.analysisSignal;
    const auto [begin, end] = placeOf(recording, query);
    QueryFacts facts;
    facts.seconds = static_cast<double>(query.length) / recording.info.sampleRateHz;
    facts.frameSeconds = frameSeconds;
    facts.samples = query.length;
    if (end > begin)
    {
        const Eigen::Map<const Eigen::ArrayXf> values(signal.data() + begin, end - begin);
        facts.mean = static_cast<float>(values.cast<double>().mean());
        facts.level = static_cast<float>(rmsAroundMean(values));
    }
    const auto map = silenceMapOf(recording);
    facts.silence = map->level();
    facts.hasRest = facts.restSounds = false;
    for (const auto& side :
         {SampleRange{0, query.start}, SampleRange{query.end(), recording.info.samples - query.end()}})
        if (static_cast<double>(side.length) > shortestRestSeconds * recording.info.sampleRateHz)
        {
            facts.hasRest = true;
            facts.restSounds = facts.restSounds || !map->isSilent(side);
        }
    const auto around = static_cast<std::ptrdiff_t>(surroundingSeconds * recording.analysisRateHz);
    const auto from = std::max<std::ptrdiff_t>(0, begin - around);
    const auto to = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(signal.size()), end + around);
    // A minute is more than enough to know noise by.
    const auto count = std::min(to - from, static_cast<std::ptrdiff_t>(60.0 * recording.analysisRateHz));
    facts.steadiness = steadinessOf(
        std::span(signal).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(count)),
        recording.analysisRateHz);
    return facts;
}

void checkQuerySound(const QueryFacts& facts)
{
    if (const auto refusal = refusalOf(facts))
        throw InvalidInput(refusal->text);
}

/** Of an excerpt without its mean, padded to at least twice its length. */
struct Contradictions::Spectrum
{
    Eigen::ArrayXcf values;                    ///< times frequency
    std::array<double, octaves> energies = {}; ///< see octaveEnd()
};

Contradictions::Contradictions(const Recording& recordingToUse, const SampleRange& queryRange)
    : recording(recordingToUse), query(queryRange),
      length(std::max<std::ptrdiff_t>(2, placeOf(recordingToUse, {0, queryRange.length}).second)),
      fft(RealFft<float>::fastSize(static_cast<int>(2 * length)))
{
}

Contradictions::~Contradictions() = default;

std::ptrdiff_t Contradictions::octaveEnd(int octave) const
{
    const auto end = std::lround(lowestHz * std::exp2(octave + 1) / recording.analysisRateHz * fft.size());
    return octave + 1 == octaves ? fft.bins() : std::min<std::ptrdiff_t>(end, fft.bins());
}

const Contradictions::Spectrum& Contradictions::spectrumAt(SampleIndex start)
{
    auto& entry = spectra[start];
    if (entry)
        return *entry;
    const auto [begin, end] = placeOf(recording, {start, query.length});
    const auto count = std::min(end - begin, length);
    std::vector<float> padded(static_cast<std::size_t>(fft.size()), 0.0f);
    if (count > 0)
    {
        Eigen::Map<Eigen::ArrayXf> samples(padded.data(), count);
        samples = Eigen::Map<const Eigen::ArrayXf>(recording.analysisSignal.data() + begin, count);
        samples -= static_cast<float>(samples.cast<double>().mean());
    }
    auto made = std::make_unique<Spectrum>();
    made->values.resize(fft.bins());
    fft.forward(padded, {made->values.data(), static_cast<std::size_t>(fft.bins())});
    made->values *= Eigen::ArrayXf::LinSpaced(fft.bins(), 0.0f, 1.0f).cast<std::complex<float>>();
    std::ptrdiff_t first = 0;
    for (int octave = 0; octave < octaves; ++octave)
    {
        const auto last = octaveEnd(octave);
        made->energies[static_cast<std::size_t>(octave)] =
            made->values.segment(first, last - first).abs2().cast<double>().sum();
        first = last;
    }
    entry = std::move(made);
    return *entry;
}

bool Contradictions::areAlike(SampleIndex a, SampleIndex b, const Progress& progress, double done)
{
    if (const auto entry = known.find({a, b}); entry != known.end())
        return entry->second;
    // Only what has to be worked out can be cancelled: what is known stays at hand.
    progress.step(done);
    const auto& first = spectrumAt(a);
    const auto& second = spectrumAt(b);
    const auto firstEnergy = std::accumulate(first.energies.begin(), first.energies.end(), 0.0);
    const auto secondEnergy = std::accumulate(second.energies.begin(), second.energies.end(), 0.0);
    if (firstEnergy <= 0.0 || secondEnergy <= 0.0)
        return known[{a, b}] = false;

    const auto enough = alikeOverall * std::sqrt(firstEnergy * secondEnergy);
    // Most pairs differ in their octaves' levels already: no correlation can be larger than this.
    auto mostShared = 0.0;
    for (std::size_t i = 0; i < first.energies.size(); ++i)
        mostShared += std::sqrt(first.energies[i] * second.energies[i]);
    if (mostShared < 0.99 * enough)
        return known[{a, b}] = false;

    const Eigen::ArrayXcf product = first.values * second.values.conjugate();
    auto spectrum = product;
    std::vector<float> correlation(static_cast<std::size_t>(fft.size()));
    fft.inverse({spectrum.data(), static_cast<std::size_t>(spectrum.size())}, correlation);
    const auto reach = static_cast<std::ptrdiff_t>(
        std::min(offsetSeconds * recording.analysisRateHz, offsetShare * static_cast<double>(length)));
    const auto best = strongestLag(correlation, reach);
    // The correlation is twice what the loop below sums up, but for rounding and the highest bin of an even size.
    const auto highest = fft.size() % 2 == 0 ? std::abs(product[product.size() - 1]) : 0.0f;
    if (0.5f * (atLag(correlation, best) + highest) < 0.99 * enough)
        return known[{a, b}] = false;

    // The share of every octave in the correlation at that offset.
    const auto turn = 2.0 * std::numbers::pi * static_cast<double>(best) / fft.size();
    auto overall = 0.0;
    auto alike = true;
    std::ptrdiff_t k = 0;
    for (int octave = 0; octave < octaves; ++octave)
    {
        auto shared = 0.0;
        for (const auto end = octaveEnd(octave); k < end; ++k)
            shared +=
                (std::complex<double>(product[k]) * std::polar(1.0, turn * static_cast<double>(k))).real();
        overall += shared;
        const auto i = static_cast<std::size_t>(octave);
        const auto counts = first.energies[i] > leastOctaveShare * firstEnergy ||
                            second.energies[i] > leastOctaveShare * secondEnergy;
        if (counts && shared < alikeInOctave * std::sqrt(first.energies[i] * second.energies[i]))
            alike = false;
    }
    return known[{a, b}] = alike && overall >= enough;
}

std::vector<Contradiction> Contradictions::among(std::span<const Judgement> judgements,
                                                 const Progress& progress)
{
    std::vector<Judgement> all{{query, Answer::yes}};
    all.insert(all.end(), judgements.begin(), judgements.end());
    std::vector<Contradiction> found;
    for (std::size_t later = 1; later < all.size(); ++later)
        for (std::size_t earlier = 0; earlier < later; ++earlier)
        {
            const auto* yes = &all[earlier];
            const auto* no = &all[later];
            if (yes->answer != Answer::yes)
                std::swap(yes, no);
            const auto isNamed = std::any_of(found.begin(), found.end(),
                                             [&](const Contradiction& c) { return c.no == no->excerpt; });
            if (yes->answer == Answer::yes && no->answer == Answer::no && !isNamed &&
                areAlike(yes->excerpt.start, no->excerpt.start, progress,
                         static_cast<double>(later) / static_cast<double>(all.size())))
                found.push_back(
                    {yes == &all.front() ? std::nullopt : std::optional(yes->excerpt), no->excerpt});
        }
    return found;
}

std::vector<Remark> remarksOnAnswers(SessionState state, std::span<const Judgement> judgements,
                                     std::span<const Contradiction> contradictions,
                                     const std::optional<Question>& next, int sampleRateHz)
{
    std::vector<Remark> remarks;
    const auto count = [&](Answer answer)
    {
        return std::count_if(judgements.begin(), judgements.end(),
                             [&](const Judgement& j) { return j.answer == answer; });
    };
    const auto yes = count(Answer::yes), no = count(Answer::no);
    if (yes == 0 && no >= manyNo)
        remarks.push_back(
            {RemarkCode::allNo,
             "Every answer was no: perhaps the mark holds mostly background. Mark a stretch where the "
             "sound is alone, or less of what surrounds it.",
             {}});
    if (no == 0 && yes >= manyYes && next && next->confidence < hardlySimilar)
        remarks.push_back(
            {RemarkCode::allYes,
             "Every answer was yes, and what is left hardly resembles the mark: answer no where it is "
             "another sound, or end here.",
             {}});
    const auto at = [&](const SampleRange& excerpt)
    { return clockTime(static_cast<double>(excerpt.start) / sampleRateHz); };
    for (const auto& [confirmed, rejected] : contradictions)
    {
        const auto denied = at(rejected) + " (no) are nearly the same sound: check ";
        if (confirmed)
            remarks.push_back({RemarkCode::contradiction,
                               "The excerpts at " + at(*confirmed) + " (yes) and " + denied + "one of them.",
                               {*confirmed, rejected}});
        else
            remarks.push_back({RemarkCode::contradiction,
                               "The mark and the excerpt at " + denied + "that answer.",
                               {rejected}});
    }
    if (state == SessionState::nothingLeft)
        remarks.push_back({RemarkCode::nothingLeft, "Everything that fits was asked.", {}});
    return remarks;
}

std::vector<Remark> remarksOn(std::span<const SettledHit> settled, int sampleRateHz)
{
    constexpr std::size_t mostNamed = 3;
    const auto at = [&](const SampleRange& excerpt)
    { return clockTime(static_cast<double>(excerpt.start) / sampleRateHz); };
    std::vector<Remark> remarks;
    for (const auto& [confirmed, better] : settled)
        remarks.push_back({RemarkCode::misplaced,
                           "The hit at " + at(confirmed) + " fits the others better at " + at(better) + ".",
                           {confirmed, better}});
    if (remarks.size() <= mostNamed)
        return remarks;
    // Where the sound is altered at each of its places, that is nearly all of them.
    Remark all{RemarkCode::misplaced,
               std::to_string(settled.size()) +
                   " hits fit the others better a little earlier or later, the "
                   "first, at " +
                   at(settled.front().confirmed) + ", at " + at(settled.front().better) + ".",
               {}};
    for (const auto& [confirmed, better] : settled)
        all.places.insert(all.places.end(), {confirmed, better});
    return {all};
}
} // namespace reprise
