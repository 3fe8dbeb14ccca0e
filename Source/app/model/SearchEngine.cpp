#include "app/model/SearchEngine.h"

#include "app/model/BackgroundJobs.h"
#include "base/Errors.h"
#include "matching/CachedAnalysis.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <juce_events/juce_events.h>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace reprise::app
{
namespace
{
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/** Loading is so much of loading and analysis together. */
constexpr double loadingShare = 0.3;

/** So many sounds keep their search (caches of the matcher, spectra of the excerpts); others are made anew. */
constexpr std::size_t mostSearches = 4;

/** So many analyses are kept: that of the sound at hand and the one compared with it. */
constexpr std::size_t mostAnalyses = 2;

/** An analysis with the recording it may refer to. */
struct Analysed
{
    MethodSettings method;
    std::shared_ptr<const Recording> recording;
    std::shared_ptr<const Analysis> analysis;
    std::shared_ptr<CachedAnalysis> file;
};

/** One sound's search as far as it has come. Lives on the search thread. */
class Search
{
public:
    Search(const Analysed& ground, const SearchRequest& request)
        : analysed(ground), sound(request.sound), query(request.query),
          contradictions(*analysed.recording, query)
    {
        checkQuery(query, analysed.recording->info.samples);
        const auto& method = methodFromName(analysed.method.method);
        const auto facts = queryFacts(*analysed.recording, query, method.frameSeconds);
        checkQuerySound(facts);
        isProbability = method.confidenceIsProbability;
        aboutMark = remarksOnMark(facts);
        fromOnset = suggestFromOnset(*analysed.recording, query);
        session = std::make_unique<RetrievalSession>(analysed.analysis->matcherFor(query), query,
                                                     analysed.recording->info.samples, request.budget);
    }

    /** What is to come if the question of this result is answered with yes. */
    static SearchRequest afterYes(const SearchResult& result)
    {
        auto next = result.request;
        next.judgements.push_back({result.question->excerpt, Answer::yes});
        return next;
    }

    void foresee(const Progress& progress) { session->foresee(progress); }

    bool serves(const SearchRequest& request) const
    {
        return request.sound == sound && request.query == query && request.method == analysed.method;
    }

    SearchResult resultOf(const SearchRequest& request, const Progress& progress)
    {
        session->setBudget(request.budget);
        session->setOrder(request.order);
        session->setJudgements(request.judgements);
        SearchResult result;
        result.request = request;
        result.question = session->question(progress);
        result.predicted = session->predictedHits(request.threshold, progress);
        result.state = session->state();
        progress.step(1.0);
        if (result.question)
            result.explanation = session->explain().value_or(Explanation{});
        if (isProbability && session->count(Answer::yes) + session->count(Answer::no) > 0)
            result.left = session->estimateLeft(progress);
        progress.step(1.0);
        result.remarks = aboutMark;
        const auto news = remarksOnAnswers(result.state, request.judgements,
                                           contradictions.among(request.judgements, progress),
                                           result.question, analysed.recording->info.sampleRateHz);
        result.remarks.insert(result.remarks.end(), news.begin(), news.end());
        progress.step(1.0);
        result.suggestion = suggestion(request.judgements);
        return result;
    }

    /** For the request that was answered last. */
    SettlingResult settlingOf(const SearchRequest& request, const Progress& progress)
    {
        auto hits = session->settledHits(progress);
        auto remarks = remarksOn(hits, analysed.recording->info.sampleRateHz);
        return {request, std::move(hits), std::move(remarks)};
    }

private:
    /** What the confirmed hits share says more than the mark alone. */
    std::optional<MarkSuggestion> suggestion(const std::vector<Judgement>& judgements)
    {
        std::vector<SampleRange> hits;
        for (const auto& judgement : judgements)
            if (judgement.answer == Answer::yes)
                hits.push_back(judgement.excerpt);
        if (hits != suggestedFrom)
        {
            fromHits = suggestFromHits(*analysed.recording, query, hits);
            suggestedFrom = std::move(hits);
        }
        return fromHits ? fromHits : fromOnset;
    }

    Analysed analysed;
    SoundId sound;
    SampleRange query;
    Contradictions contradictions;
    std::unique_ptr<RetrievalSession> session;
    std::vector<Remark> aboutMark;
    std::optional<MarkSuggestion> fromOnset, fromHits;
    std::vector<SampleRange> suggestedFrom;
    bool isProbability = false;
};
} // namespace

/** Shared with what waits in the message queue, so that a late delivery finds out that its engine is gone. */
struct SearchEngine::Worker : std::enable_shared_from_this<SearchEngine::Worker>
{
    struct Job
    {
        std::uint64_t number = 0;
        MethodSettings method;
        std::optional<SearchRequest> search; ///< empty: only analyse
        Clock::time_point asked = Clock::now();
    };

    Worker(std::filesystem::path audioFile, Callbacks callbacksToUse)
        : path(std::move(audioFile)), callbacks(std::move(callbacksToUse))
    {
    }

    void start()
    {
        searchThread = std::thread([this] { runSearches(); });
        try
        {
            adviceThread = std::thread([this] { runAdvice(); });
        }
        catch (const std::system_error&)
        {
            // Marks are looked at by the search then.
        }
    }

    void stop()
    {
        isAlive = false;
        {
            const std::lock_guard lock(mutex);
            isStopping = true;
            cancelWork();
        }
        wake.notify_all();
        searchThread.join();
        if (adviceThread.joinable())
            adviceThread.join();
    }

    void post(Job job)
    {
        {
            const std::lock_guard lock(mutex);
            job.number = ++latestJob;
            rankToken->cancel();
            if (groundMethod && *groundMethod != job.method)
                groundToken->cancel();
            if (!job.search || job.search != foreseen)
                foreseeToken->cancel();
            pending = std::move(job);
        }
        wake.notify_all();
    }

    void postAdvice(const SampleRange& mark, const MethodSettings& method)
    {
        {
            const std::lock_guard lock(mutex);
            pendingAdvice = {mark, method};
            ++latestAdvice;
        }
        wake.notify_all();
    }

    void cancel()
    {
        const std::lock_guard lock(mutex);
        ++latestJob;
        pending.reset();
        cancelWork();
    }

    /** With the mutex locked. */
    void cancelWork()
    {
        groundToken->cancel();
        rankToken->cancel();
        foreseeToken->cancel();
    }

    // ---- search thread ----

    void runSearches()
    {
        for (;;)
        {
            Job job;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, [this] { return isStopping || pending.has_value(); });
                if (isStopping)
                    return;
                job = std::move(*pending);
                pending.reset();
                groundToken = std::make_shared<CancelToken>();
                rankToken = std::make_shared<CancelToken>();
                groundMethod = job.method;
                foreseen.reset();
            }
            answered.reset();
            try
            {
                work(job);
            }
            catch (const Cancelled&)
            {
                // Replaced or cancelled by the user; what replaced it follows.
            }
            catch (const std::exception& error)
            {
                fail(job, error);
            }
            {
                const std::lock_guard lock(mutex);
                groundMethod.reset();
                if (!pending)
                    show({});
            }
            foresee();
            settle();
        }
    }

    /** While the user listens to the question: what follows the answer, so that it is there at once. A yes waits
        for it, whatever else is asked for does not. */
    void foresee()
    {
        std::shared_ptr<CancelToken> token;
        {
            const std::lock_guard lock(mutex);
            if (!foreseen || pending || isStopping)
                return;
            token = foreseeToken = std::make_shared<CancelToken>();
        }
        searches.front().foresee(Progress({}, token.get()));
    }

    /** Once what the user waits for is done. */
    void settle()
    {
        std::shared_ptr<CancelToken> token;
        {
            const std::lock_guard lock(mutex);
            if (!answered || answered->number != latestJob || isStopping)
                return;
            token = rankToken;
        }
        try
        {
            auto settling = searches.front().settlingOf(*answered->search, Progress({}, token.get()));
            if (!settling.hits.empty())
                deliver(
                    [number = answered->number, settling = std::move(settling)](Worker& self) mutable
                    {
                        if (number == self.latestJob && self.callbacks.onSettled)
                            self.callbacks.onSettled(std::move(settling));
                    });
        }
        catch (const Cancelled&)
        {
            // Something else was asked for.
        }
        catch (const std::exception& error)
        {
            fail(*answered, error);
        }
    }

    void work(const Job& job)
    {
        const auto ground = groundFor(job.method);
        if (!job.search)
            return;
        std::shared_ptr<CancelToken> token;
        {
            // While it was analysed another request may have come; it is ranked instead.
            const std::lock_guard lock(mutex);
            if (job.number != latestJob)
                return;
            token = rankToken;
        }
        show({EngineStage::ranking, 1.0, {}});
        const auto began = Clock::now();
        auto result = searchFor(ground, *job.search).resultOf(*job.search, Progress({}, token.get()));
        result.seconds = secondsSince(began);
        if (result.question)
        {
            const std::lock_guard lock(mutex);
            foreseen = Search::afterYes(result);
        }
        // Not before: the user waits for the first question.
        ground.file->keepInBackground(ground.recording, ground.analysis);
        deliver(
            [number = job.number, result = std::move(result)](Worker& self) mutable
            {
                if (number == self.latestJob && self.callbacks.onResult)
                    self.callbacks.onResult(std::move(result));
            });
        answered = job;
    }

    Search& searchFor(const Analysed& ground, const SearchRequest& request)
    {
        const auto known = std::find_if(searches.begin(), searches.end(),
                                        [&](const Search& search) { return search.serves(request); });
        if (known != searches.end())
            searches.splice(searches.begin(), searches, known);
        else
            searches.emplace_front(ground, request);
        while (searches.size() > mostSearches)
            searches.pop_back();
        return searches.front();
    }

    Analysed groundFor(const MethodSettings& method)
    {
        for (const auto& known : analyses)
            if (known.method == method)
                return known;
        const auto progress = reporting();
        const auto file = std::make_shared<CachedAnalysis>(path, method, cacheOfUser());
        const auto recording = recordingFor(method, *file, progress.part(0.0, loadingShare));
        stage = EngineStage::analysing;
        Analysed made{method, recording, file->analyse(*recording, progress.part(loadingShare, 1.0)), file};
        analyses.insert(analyses.begin(), made);
        if (analyses.size() > mostAnalyses)
            analyses.pop_back();
        return made;
    }

    std::shared_ptr<const Recording> recordingFor(const MethodSettings& method, CachedAnalysis& file,
                                                  const Progress& progress)
    {
        const auto rate = methodFromName(method.method).analysisRateHz;
        {
            const std::lock_guard lock(mutex);
            if (loaded && std::abs(loaded->analysisRateHz - rate) < 1e-6)
                return loaded;
        }
        stage = EngineStage::loading;
        auto made = std::make_shared<const Recording>(file.load(progress));
        {
            const std::lock_guard lock(mutex);
            loaded = made;
        }
        wake.notify_all();
        return made;
    }

    /** Reports about 20 times a second and can be cancelled as long as what it analyses is wanted. */
    Progress reporting()
    {
        std::shared_ptr<CancelToken> token;
        {
            const std::lock_guard lock(mutex);
            token = groundToken;
        }
        stage = EngineStage::loading;
        return Progress(
            [this, token, began = Clock::now(), last = Clock::time_point()](double fraction) mutable
            {
                if (Clock::now() - last < std::chrono::milliseconds(50))
                    return;
                last = Clock::now();
                const auto elapsed = secondsSince(began);
                EngineStatus status{stage, fraction, {}};
                // Before half a second and a twentieth of the work any number would be a guess.
                if (elapsed > 0.5 && fraction > 0.05)
                    status.secondsLeft = elapsed * (1.0 - fraction) / fraction;
                show(status);
            },
            token.get());
    }

    void show(const EngineStatus& status)
    {
        deliver(
            [status](Worker& self)
            {
                if (self.callbacks.onStatus)
                    self.callbacks.onStatus(status);
            });
    }

    void fail(const Job& job, const std::exception& error)
    {
        const EngineFailure failure{reasonOf(error), dynamic_cast<const InvalidInput*>(&error) != nullptr};
        deliver(
            [number = job.number, sound = job.search ? job.search->sound : SoundId{0}, failure](Worker& self)
            {
                if (number == self.latestJob && self.callbacks.onFailure)
                    self.callbacks.onFailure(sound, failure);
            });
    }

    // ---- advice thread ----

    void runAdvice()
    {
        for (;;)
        {
            std::pair<SampleRange, MethodSettings> asked;
            std::shared_ptr<const Recording> recording;
            std::uint64_t number = 0;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, [this] { return isStopping || (pendingAdvice && loaded); });
                if (isStopping)
                    return;
                asked = std::move(*pendingAdvice);
                pendingAdvice.reset();
                recording = loaded;
                number = latestAdvice;
            }
            deliver(
                [number, advice = adviceOn(*recording, asked.first, asked.second)](Worker& self) mutable
                {
                    if (number == self.latestAdvice && self.callbacks.onAdvice)
                        self.callbacks.onAdvice(std::move(advice));
                });
        }
    }

    static MarkAdvice adviceOn(const Recording& recording, const SampleRange& mark,
                               const MethodSettings& method)
    {
        MarkAdvice advice;
        advice.mark = mark;
        try
        {
            checkQuery(mark, recording.info.samples);
            const auto facts = queryFacts(recording, mark, methodFromName(method.method).frameSeconds);
            checkQuerySound(facts);
            advice.remarks = remarksOnMark(facts);
            advice.suggestion = suggestFromOnset(recording, mark);
        }
        catch (const std::exception& error)
        {
            advice.refusal = reasonOf(error);
        }
        return advice;
    }

    // ---- to the message thread ----

    template <typename Function>
    void deliver(Function function)
    {
        // std::function wants copies, results are only moved: they travel behind a pointer.
        auto shared = std::make_shared<Function>(std::move(function));
        juce::MessageManager::callAsync(
            [weak = weak_from_this(), shared]
            {
                if (const auto self = weak.lock(); self && self->isAlive)
                    (*shared)(*self);
            });
    }

    const std::filesystem::path path;
    const Callbacks callbacks;
    bool isAlive = true; ///< message thread only

    std::mutex mutex;
    std::condition_variable wake;
    bool isStopping = false;
    std::optional<Job> pending;
    std::optional<std::pair<SampleRange, MethodSettings>> pendingAdvice;
    std::atomic<std::uint64_t> latestJob{0}, latestAdvice{0}; ///< changed on the message thread
    std::shared_ptr<CancelToken> groundToken = std::make_shared<CancelToken>();
    std::shared_ptr<CancelToken> rankToken = std::make_shared<CancelToken>();
    std::shared_ptr<CancelToken> foreseeToken = std::make_shared<CancelToken>();
    std::optional<MethodSettings> groundMethod; ///< what the job at work analyses
    std::optional<SearchRequest> foreseen;      ///< what will be asked for after a yes
    std::shared_ptr<const Recording> loaded;

    // Search thread only.
    EngineStage stage = EngineStage::idle;
    std::optional<Job> answered; ///< whose hits are to be settled
    std::vector<Analysed> analyses;
    std::list<Search> searches;

    std::thread searchThread, adviceThread;
};

SearchEngine::SearchEngine(std::filesystem::path audioFile, Callbacks callbacks)
    : worker(std::make_shared<Worker>(std::move(audioFile), std::move(callbacks)))
{
    worker->start();
}

SearchEngine::~SearchEngine()
{
    worker->stop();
}

void SearchEngine::prepare(const MethodSettings& method)
{
    worker->post({0, method, {}});
}

void SearchEngine::search(SearchRequest request)
{
    auto method = request.method;
    worker->post({0, std::move(method), std::move(request)});
}

void SearchEngine::advise(const SampleRange& mark, const MethodSettings& method)
{
    worker->postAdvice(mark, method);
}

void SearchEngine::cancel()
{
    worker->cancel();
}
} // namespace reprise::app
