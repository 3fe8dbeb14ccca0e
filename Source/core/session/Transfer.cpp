#include "session/Transfer.h"

#include "base/Errors.h"
#include "base/Rms.h"
#include "session/RetrievalSession.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace reprise
{
namespace
{
constexpr double surroundingsSeconds = 0.3;

double rmsOf(std::span<const float> signal)
{
    return std::sqrt(energyOf(signal) / static_cast<double>(std::max<std::size_t>(1, signal.size())));
}

/** Puts excerpts of one recording behind another. */
class ExampleTrack
{
public:
    ExampleTrack(const Recording& recording, const Recording& sourceRecording, SampleIndex lengthAtSource)
        : result{recording, {}, {}, recording.info.samples}, source(sourceRecording),
          ratio(recording.analysisRateHz / recording.info.sampleRateHz),
          sourceRatio(source.analysisRateHz / source.info.sampleRateHz),
          margin(std::llround(surroundingsSeconds * recording.analysisRateHz)),
          length(std::max<SampleIndex>(
              1, std::llround(static_cast<double>(lengthAtSource) * sourceRatio / ratio)))
    {
        result.recording.silence.reset();
        const auto own = rmsOf(recording.analysisSignal), theirs = rmsOf(source.analysisSignal);
        if (own > 0.0 && theirs > 0.0)
            gain = static_cast<float>(own / theirs);
        result.recording.analysisSignal.resize(
            result.recording.analysisSignal.size() + static_cast<std::size_t>(margin), 0.0f);
    }

    /** Appends the excerpt that starts at a sample of the source; returns where it now lies. */
    SampleRange append(SampleIndex sourceStart)
    {
        auto& signal = result.recording.analysisSignal;
        const auto end = static_cast<std::ptrdiff_t>(signal.size());
        // A whole sample of the file first and its place in the analysis from that: matchers convert this way.
        const SampleRange range{
            static_cast<SampleIndex>(std::ceil(static_cast<double>(end + margin) / ratio)), length};
        const auto to = std::llround(static_cast<double>(range.start) * ratio);
        const auto from = std::llround(static_cast<double>(sourceStart) * sourceRatio);
        const auto samples = std::llround(static_cast<double>(length) * ratio);
        signal.resize(static_cast<std::size_t>(to + samples + margin), 0.0f);
        const auto sourceSize = static_cast<std::ptrdiff_t>(source.analysisSignal.size());
        for (auto i = -margin; i < samples + margin; ++i)
            if (from + i >= 0 && from + i < sourceSize)
                signal[static_cast<std::size_t>(to + i)] =
                    gain * source.analysisSignal[static_cast<std::size_t>(from + i)];
        result.recording.info.samples = static_cast<SampleIndex>(static_cast<double>(signal.size()) / ratio);
        return range;
    }

    RecordingWithExamples result;

private:
    const Recording& source;
    double ratio, sourceRatio; ///< analysis samples for each sample of the file
    std::ptrdiff_t margin;     ///< surroundings, in analysis samples
    SampleIndex length;        ///< of every excerpt, in samples of the recording's file
    float gain = 1.0f;
};

/** At most `count` judgements with this answer, evenly chosen. */
void appendSpread(std::vector<Judgement>& chosen, const std::vector<Judgement>& all, Answer answer,
                  std::size_t count)
{
    std::vector<Judgement> matching;
    std::copy_if(all.begin(), all.end(), std::back_inserter(matching),
                 [&](const Judgement& j) { return j.answer == answer; });
    std::sort(matching.begin(), matching.end(),
              [](const Judgement& a, const Judgement& b) { return a.excerpt.start < b.excerpt.start; });
    const auto kept = std::min(count, matching.size());
    for (std::size_t i = 0; i < kept; ++i)
        chosen.push_back(matching[i * matching.size() / kept]);
}
} // namespace

RecordingWithExamples appendExamples(const Recording& recording, const Recording& source,
                                     const LearnedSound& sound)
{
    if (recording.analysisRateHz != source.analysisRateHz)
        throw std::logic_error("examples must be analysed at the recording's analysis rate");
    std::vector<Judgement> chosen;
    appendSpread(chosen, sound.judgements, Answer::yes, mostPositiveExamples);
    appendSpread(chosen, sound.judgements, Answer::no, mostNegativeExamples);
    const auto checkInside = [&](const SampleRange& range)
    {
        if (range.start < 0 || range.length < 1 || range.start > source.info.samples - range.length)
            throw InvalidInput("the example at sample " + std::to_string(range.start) + ", length " +
                               std::to_string(range.length) + ", lies outside " + source.info.path.string() +
                               ", which has samples 0 to " + std::to_string(source.info.samples));
    };
    checkInside(sound.query);
    for (const auto& judgement : chosen)
        checkInside(judgement.excerpt);

    ExampleTrack track(recording, source, sound.query.length);
    track.result.query = track.append(sound.query.start);
    checkQueryLength(track.result.query, recording.info.samples);
    for (const auto& judgement : chosen)
        track.result.examples.push_back({track.append(judgement.excerpt.start), judgement.answer});
    return std::move(track.result);
}
} // namespace reprise
