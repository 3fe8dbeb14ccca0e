#pragma once

#include "audio/Recording.h"
#include "session/RetrievalSession.h"
#include "spectral/Fft.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reprise
{
/** What there is to say about a mark and the answers given. */
enum class RemarkCode
{
    silentMark,       ///< refused: the mark holds no sound
    constantMark,     ///< refused: the mark holds a constant level (DC)
    singleSampleMark, ///< refused: one sample has no shape
    shortMark,        ///< shorter than what the method analyses at a time
    featurelessNoise, ///< steady noise that its surroundings continue
    silentRest,       ///< nothing sounds apart from the mark
    allNo,            ///< at least five no answers and not one yes
    allYes,           ///< at least ten yes answers and not one no, and what comes next is hardly similar
    contradiction,    ///< nearly the same sound was answered with yes and with no
    misplaced,        ///< a confirmed excerpt fits the other ones better at a place nearby
    nothingLeft       ///< everything that fits was asked
};

/** For machines: silent-mark, constant-mark, single-sample-mark, short-mark, featureless-noise, silent-rest,
    all-no, all-yes, contradiction, misplaced, nothing-left. */
std::string_view nameOf(RemarkCode code);

struct Remark
{
    RemarkCode code = RemarkCode::nothingLeft;
    std::string text;                ///< one or two sentences for the user
    std::vector<SampleRange> places; ///< the excerpts it is about, apart from the mark

    bool operator==(const Remark&) const = default;
};

/** What the remarks need to know about a mark's audio. */
struct QueryFacts
{
    double seconds = 0.0;
    double frameSeconds = 0.0; ///< what the method analyses at a time
    SampleIndex samples = 0;   ///< of the file
    float level = 0.0f;        ///< RMS around the mean
    float mean = 0.0f;
    float silence = 0.0f;    ///< level at and under which nothing sounds (SilenceMap.h)
    bool hasRest = true;     ///< there is more than an instant outside the mark
    bool restSounds = true;  ///< something sounds there
    float steadiness = 0.0f; ///< 0 ... 1; see queryFacts()
};

/** Measures a mark on the analysis signal. `frameSeconds` is the method's (Methods.h).

    Steadiness  geometric over arithmetic mean of the STFT's power (93 ms, half overlapping) of the mark and a
                quarter second on either side of it, within third octaves above 100 Hz, averaged by power.
                Gaussian noise that goes on around the mark gives exp (-0.577) = 0.56; anything with tones,
                onsets or an end gives less. 0 for less than half a second. */
QueryFacts queryFacts(const Recording& recording, const SampleRange& query, double frameSeconds);

/** Throws InvalidInput for marks that cannot be searched for: silence, a constant level, a single sample. */
void checkQuerySound(const QueryFacts& facts);

/** Two answers that cannot both be right. */
struct Contradiction
{
    std::optional<SampleRange> yes; ///< empty: the query
    SampleRange no;
};

/** Finds answers that contradict each other, by the excerpts' waveforms alone and with no matcher's opinion.

    Rule     A yes (or the query) and a no contradict each other when their correlation, at the best offset
             within 25 ms and a twentieth of the excerpt, reaches 0.9 over all (weighted by frequency, so that
             bass does not decide alone) and 0.7 in every octave that holds a hundredth of the sound. Strict on
             purpose: the same sound under much other music is not noticed, but neither is the same music
             without the sound taken for a contradiction.
    Cost     one FFT an excerpt and one for each pair of yes and no; all are remembered, about 1 MB for each
             second of excerpt.
    Threads  one thread at a time. Keeps a reference to the recording. */
class Contradictions
{
public:
    Contradictions(const Recording& recording, const SampleRange& query);
    ~Contradictions();

    /** In the order of the answers; each no once, with the first yes it contradicts. Throws Cancelled when
        cancelled and something was not compared before. */
    std::vector<Contradiction> among(std::span<const Judgement> judgements, const Progress& progress = {});

private:
    struct Spectrum;
    static constexpr int octaves = 8; ///< up to 200 Hz, then each twice as high; the last takes the rest
    std::ptrdiff_t octaveEnd(int octave) const; ///< in bins
    const Spectrum& spectrumAt(SampleIndex start);
    bool areAlike(SampleIndex a, SampleIndex b, const Progress& progress, double done);

    const Recording& recording;
    SampleRange query;
    std::ptrdiff_t length; ///< of the excerpts on the analysis signal
    RealFft<float> fft;
    std::map<SampleIndex, std::unique_ptr<const Spectrum>> spectra;
    std::map<std::pair<SampleIndex, SampleIndex>, bool> known;
};

/** What there is to say about a mark alone. */
std::vector<Remark> remarksOnMark(const QueryFacts& facts);

/** What there is to say about the answers. `next` is the question that stands, empty when none does. */
std::vector<Remark> remarksOnAnswers(SessionState state, std::span<const Judgement> judgements,
                                     std::span<const Contradiction> contradictions,
                                     const std::optional<Question>& next, int sampleRateHz);

/** One for each, with where it is and where it fits better; one for all of more than three. */
std::vector<Remark> remarksOn(std::span<const SettledHit> settled, int sampleRateHz);
} // namespace reprise
