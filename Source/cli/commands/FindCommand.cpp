#include "audio/SilenceMap.h"
#include "audio/WavFile.h"
#include "base/AbsolutePath.h"
#include "base/AtomicFile.h"
#include "base/Background.h"
#include "base/ClockTime.h"
#include "base/Errors.h"
#include "base/FileStamp.h"
#include "cli/ExitCodes.h"
#include "cli/Like.h"
#include "cli/Options.h"
#include "cli/Player.h"
#include "cli/StageTimes.h"
#include "cli/Terminal.h"
#include "cli/commands/Commands.h"
#include "cli/commands/FindAdvice.h"
#include "cli/commands/FindReasons.h"
#include "cli/commands/FindReplies.h"
#include "cli/commands/FindReport.h"
#include "cli/commands/FindSession.h"
#include "evaluation/Evaluation.h"
#include "evaluation/SimulatedUser.h"
#include "exchange/EventsJson.h"
#include "matching/CachedAnalysis.h"
#include "session/ConfirmedSound.h"
#include "session/RetrievalSession.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>

namespace reprise::cli
{
namespace
{
/** Nobody sees the questions any more. */
volatile std::sig_atomic_t pipeIsBroken = 0;

struct FindOptions
{
    std::string file, answers, truth, task, like, likeAudio, output, sharedSound, playCommand, label, session,
        sound;
    std::optional<double> start, length, automatic, predicted; // seconds; confidences
    int budget = 10;
    AskOrder order = AskOrder::likeliest;
    bool interactive = false, json = false, rejected = false, cache = false, noCache = false, times = false,
         why = false, settle = false;
    MethodOptions method;
    const CLI::Option *budgetOption = nullptr, *orderOption = nullptr;
};

/** One find run: the recording, the session, and the ways to answer its questions. */
class Find
{
public:
    explicit Find(const FindOptions& findOptions)
        : options(findOptions), file(findOptions.file), settings(findOptions.method.settings()),
          player(findOptions.playCommand)
    {
    }

    int run()
    {
        const auto ways = int{options.interactive} + !options.answers.empty() + !options.truth.empty() +
                          options.automatic.has_value();
        if (ways != 1)
            throw InvalidSettings(
                "who answers? Give " + std::string(ways == 0 ? "one" : "only one") +
                " of --interactive (you), --answers (a file), --truth (a truth file) and --auto (nobody)");
        checkThreshold("--auto", options.automatic);
        checkThreshold("--predicted", options.predicted);
        if (options.budget < 1)
            throw InvalidSettings("--budget: " + std::to_string(options.budget) +
                                  " given; at least 1 is needed");
        if (!options.like.empty() && !options.session.empty())
            throw InvalidSettings(
                "--like and --session exclude each other: a session holds one recording, and "
                "these examples lie in another; search with --like -i --rejected -o FOUND.json, answer "
                "yes at least once, then go on in what 'reprise import FOUND.json --audio AUDIO -o "
                "NEW.reprise' makes of it");
        if (!options.like.empty())
            like = learnedSoundFrom(options.like, options.likeAudio);
        std::optional<EvaluationTask> truth;
        if (!options.truth.empty())
            truth = truthTask();
        if (!options.session.empty())
            openSession(truth);
        else if (file.empty())
            throw InvalidSettings("the audio file is missing: name it, or a session with --session");
        checkAskOrder(options.order, settings);
        checkOutputs();
        std::vector<Reply> replies;
        if (!options.answers.empty())
            replies = readReplies(options.answers);

        auto progress = std::make_optional(terminalProgress("Analysing"));
        // The header is enough to refuse a mark before the long work begins.
        const auto header = AudioFile(file).info();
        auto query = like ? SampleRange{} : queryRange(header, truth);
        stamp = stampOf(file);
        // What is made of two recordings is not kept.
        ground.emplace(file, settings, like || options.noCache ? std::nullopt : cacheOfUser());
        auto contentHash =
            inBackground([this] { return sha256OfFile(file, Progress({}, &cancelOnInterrupt())); });
        recording = ground->load(progress->part(0.0, like ? 0.15 : 0.3));
        info = recording.info;
        identify(contentHash.get());
        if (like)
            query = addExamples(progress->part(0.15, 0.3));
        else
            checkQuery(query, info.samples);
        times.book("load");
        advice = std::make_unique<FindAdvice>(recording, query, !like, methodFromName(settings.method));
        analysis = ground->analyse(recording, progress->part(0.3, 1.0));
        progress.reset(); // wipes the bar
        times.book("analysis");
        if (!options.session.empty())
            storeSound(query);
        const auto budget = stored ? stored->budget() : options.budget;
        session = like ? std::make_unique<RetrievalSession>(analysis->matcherFor(query), query,
                                                            outcome.examples, info.samples, budget)
                       : std::make_unique<RetrievalSession>(analysis->matcherFor(query), query, info.samples,
                                                            budget);
        session->setOrder(stored ? stored->order() : options.order);
        if (stored)
            stored->fill(*session);
        advice->printAboutMark();

        try
        {
            if (truth)
                answerFromTruth(*truth);
            else if (!options.answers.empty())
                replay(replies);
            else if (options.interactive)
                interact();
        }
        catch (const Cancelled&)
        {
            if (!stored)
                throw;
            tell("reprise: cancelled; every answer is kept in " + stored->path());
            return exitCancelled;
        }
        keepAnalysis();
        if (options.times)
            std::cerr << times.toJson().dump() << "\n";
        if (options.settle)
            settle();
        // Before the report: what fails there must not cost an answer.
        if (stored)
            stored->save(*session, !cancelOnInterrupt().isCancelled());
        report();
        if (!options.interactive && !cancelOnInterrupt().isCancelled())
            ground->finishKeeping();
        return cancelOnInterrupt().isCancelled() ? exitCancelled : exitOk;
    }

private:
    /** The content that all answers will be about, whatever becomes of the file. */
    void identify(std::string contentHash)
    {
        sha256 = std::move(contentHash);
        if (stampOf(file) != stamp || (stored && sha256 != stored->document().audio().sha256))
            throw FileError(
                file, "was changed while it was read; let the other program finish, then search it again");
    }

    /** Opens the session where there is one; else it is made once the audio is loaded. */
    void openSession(const std::optional<EvaluationTask>& truth)
    {
        std::error_code error;
        if (std::filesystem::exists(options.session, error))
        {
            stored.emplace(options.session, file);
            file = stored->document().audio().info.path;
        }
        else if (file.empty())
            throw FileError(options.session, "no such file; name the audio and mark a sound to begin it");
        else
            requireWritable(options.session);
        const auto isMarked = options.start || options.length, isNamed = !options.sound.empty();
        if (isNamed && !stored)
            throw InvalidSettings("--sound: " + options.session + " is new and has no sound yet");
        // A truth file brings a mark of its own, for a sound that was not searched yet.
        goesOn = stored && !isMarked && (isNamed || !truth || stored->chooseSoundAt(placesOf(*truth)));
        if (!goesOn)
            return;
        if (isNamed || !truth)
            stored->chooseSound(options.sound);
        if (options.method.areGiven() && !(settings == stored->sound().method))
            throw InvalidSettings("--method and its options cannot change how '" + stored->sound().name +
                                  "' is searched; leave them out, or mark the sound anew with --start and "
                                  "--length");
        settings = stored->sound().method;
    }

    /** Where the sound of a task is. */
    std::vector<SampleRange> placesOf(const EvaluationTask& task) const
    {
        const auto rate = stored->document().audio().info.sampleRateHz;
        std::vector<SampleRange> places{toSamples(task.query, rate)};
        for (const auto& occurrence : task.occurrences)
            places.push_back(toSamples(occurrence.span, rate));
        return places;
    }

    /** The sound of this run is in the session from here on. Done after the analysis: what fails or is
        cancelled before leaves nothing behind. */
    void storeSound(const SampleRange& query)
    {
        if (!stored)
        {
            auto audio = SessionAudio{info, sha256};
            audio.info.path = absolutePath(file);
            stored.emplace(options.session, std::move(audio));
        }
        if (!goesOn)
        {
            Sound sound;
            sound.name = options.label;
            sound.query = query;
            sound.method = settings;
            sound.budget = options.budget;
            sound.order = options.order;
            stored->markSound(sound);
        }
        FindSession::Settings given;
        if (options.budgetOption->count() > 0)
            given.budget = options.budget;
        if (options.orderOption->count() > 0)
            given.order = options.order;
        if (const auto threshold = options.automatic ? options.automatic : options.predicted)
            given.threshold = static_cast<float>(*threshold);
        stored->set(given);
    }

    void give(Answer answer)
    {
        if (stored)
            stored->answer(*session, answer);
        else
            session->answer(answer);
    }

    bool takeBack(Reply reply)
    {
        if (reply == Reply::undo)
            return stored ? stored->undo(*session) : session->undo();
        return stored ? stored->redo(*session) : session->redo();
    }

    std::string cannotTakeBack(Reply reply) const
    {
        if (reply == Reply::redo)
            return "there is nothing to redo";
        return stored && stored->document().done() > 1
                   ? "the session's last step is no answer of this search; the application can undo it"
                   : "there is nothing to undo, nothing was answered";
    }

    void takeBackOrSay(Reply reply)
    {
        if (!takeBack(reply))
            tell("Not done: " + cannotTakeBack(reply) + ".");
    }

    /** Appends what was learned elsewhere to the recording; returns where the query now lies. */
    SampleRange addExamples(const Progress& progress)
    {
        auto extended = appendExamples(recording, loadRecordingFor(like->audio, settings, progress), *like);
        recording = std::move(extended.recording);
        recording.silence = silenceMapOf(recording);
        outcome.examples = std::move(extended.examples);
        return extended.query;
    }

    void checkOutputs() const
    {
        for (const auto& output : {options.output, options.sharedSound})
            if (!output.empty())
            {
                requireWritable(output);
                requireDistinct(output, {file, options.answers, options.truth, options.like, options.session,
                                         like ? like->audio.string() : ""});
            }
        for (const auto& output : {options.output, options.sharedSound})
            if (!options.session.empty() && !output.empty())
                requireNotOfSession(output, options.session);
        // Neither need exist, so they are compared by name.
        const auto nameOf = [](const std::string& output)
        {
            std::error_code ignored;
            return std::filesystem::weakly_canonical(output, ignored);
        };
        if (!options.sharedSound.empty() && nameOf(options.sharedSound) == nameOf(options.output))
            throw OutputError(options.sharedSound, "is also written by --output; name two files");
    }

    static void checkThreshold(const std::string& option, const std::optional<double>& threshold)
    {
        if (threshold && !(*threshold >= 0.0 && *threshold <= 1.0))
            throw InvalidSettings(option + ": the confidence must be a number from 0 to 1");
    }

    EvaluationTask truthTask() const
    {
        const auto manifest = readManifest(options.truth);
        std::vector<std::string> ids;
        const EvaluationTask* chosen = nullptr;
        for (const auto& task : manifest.tasks)
        {
            ids.push_back(task.id);
            if (options.task.empty() ? manifest.tasks.size() == 1 : task.id == options.task)
                chosen = &task;
        }
        if (chosen == nullptr && options.task.empty())
            throw InvalidSettings(options.truth +
                                  " holds several tasks; choose one with --task: " + listed(ids));
        if (chosen == nullptr)
            throw FileError(options.truth, "has no task '" + options.task + "'; it has " + listed(ids));
        return *chosen;
    }

    SampleRange queryRange(const AudioFileInfo& audio, const std::optional<EvaluationTask>& truth) const
    {
        if (options.start.has_value() != options.length.has_value())
            throw InvalidSettings("--start and --length belong together; one of them is missing");
        TimeSpan span;
        if (goesOn)
            return stored->sound().query;
        if (options.start)
            span = {*options.start, *options.length};
        else if (truth)
            span = truth->query;
        else
            throw InvalidSettings("the mark is missing: give --start and --length in seconds");
        if (!std::isfinite(span.start) || !std::isfinite(span.length) || std::abs(span.start) > 1e9 ||
            std::abs(span.length) > 1e9)
            throw InvalidSettings("--start and --length must be numbers of seconds");
        const auto range = toSamples(span, audio.sampleRateHz);
        if (audio.samples > 0)
            checkQuery(range, audio.samples);
        return range;
    }

    /** The standing question. Once the first is there, the analysis is kept for the next search. */
    std::optional<Question> question()
    {
        auto next = session->question(Progress({}, &cancelOnInterrupt()));
        keepAnalysis();
        return next;
    }

    /** For those who will come back: nobody has a script over thousands of files fill the disk. */
    void keepAnalysis()
    {
        if (options.cache || options.interactive || stored)
            ground->keepInBackground({std::shared_ptr<void>(), &recording}, analysis);
    }

    void answerFromTruth(const EvaluationTask& task)
    {
        SimulatedUser user(task, !like);
        // What an earlier run of the session found is found.
        for (const auto& judgement : session->judgements())
            user.judge(toSeconds(judgement.excerpt, info.sampleRateHz));
        while (const auto asked = question())
        {
            times.book("questions");
            printWhy(*asked);
            const auto judged = user.judge(toSeconds(asked->excerpt, info.sampleRateHz));
            const auto answer = SimulatedUser::answerFor(judged.verdict);
            const auto isHit = judged.verdict == Verdict::hit;
            outcome.asked.push_back(
                {*asked, answer, isHit ? std::optional(judged.onsetErrorSeconds) : std::nullopt});
            give(answer);
        }
        outcome.truth = TruthOutcome{user.wanted(), user.missed()};
    }

    void replay(const std::vector<Reply>& replies)
    {
        for (const auto reply : replies)
        {
            if (reply == Reply::quit)
                return;
            if (reply == Reply::undo || reply == Reply::redo)
            {
                if (!takeBack(reply))
                    throw FileError(options.answers, cannotTakeBack(reply));
                continue;
            }
            const auto asked = question();
            if (!asked)
            {
                tell("The session ended before all answers of " + options.answers + " were used.");
                return;
            }
            printWhy(*asked);
            outcome.asked.push_back({*asked, answerOf(reply), {}});
            give(answerOf(reply));
        }
    }

    void interact()
    {
        // Who answered into a pipe that broke has still answered. A stream that was closed from the start swallows.
        std::signal(SIGPIPE, [](int) { pipeIsBroken = 1; });
        CommandPrompt prompt;
        printHelp();
        try
        {
            for (;;)
            {
                const auto asked = question();
                advice->printNews(*session);
                if (asked ? !handle(*asked, prompt) : !handleEnd(prompt))
                    return;
            }
        }
        catch (const Cancelled&)
        {
            // Ctrl-C while ranking: what was answered is kept.
        }
    }

    /** Empty where the method cannot say why the question that stands is asked. */
    std::string reasonOfQuestion()
    {
        return reasonText(session->explain().value_or(Explanation{}), *session, info.sampleRateHz);
    }

    /** With --why, says why a question is asked that no person is shown. */
    void printWhy(const Question& question)
    {
        if (!options.why)
            return;
        if (const auto reason = reasonOfQuestion(); !reason.empty())
            tell(std::to_string(question.number) + ".  " +
                 clockTime(toSeconds(question.excerpt, info.sampleRateHz).start) + "  " + reason);
    }

    void printHelp() const
    {
        std::cerr << "Is it the same sound?  y yes   n no   u unsure   z undo   r redo"
                  << (player.isSet() ? "   p play   a play the mark" : "")
                  << "   w why   q quit and keep what was found\n";
    }

    /** Works out what follows the answer while the user listens. */
    void foresee(CancelToken& cancel)
    {
        const Progress progress(
            [&](double)
            {
                if (cancelOnInterrupt().isCancelled())
                    cancel.cancel();
            },
            &cancel);
        session->foresee(progress);
    }

    /** False when the user leaves. */
    bool handle(const Question& question, CommandPrompt& prompt)
    {
        const auto time = toSeconds(question.excerpt, info.sampleRateHz);
        const auto reason = options.why ? reasonOfQuestion() : "";
        CancelToken cancelForeseeing;
        auto foreseeing = inBackground([&] { foresee(cancelForeseeing); });
        const auto text = prompt.ask("\n" + std::to_string(question.number) + ".  " + clockTime(time.start) +
                                     " to " + clockTime(time.start + time.length) + "   confidence " +
                                     fixed(question.confidence, 2) + "   found " +
                                     std::to_string(session->count(Answer::yes)) + ", " +
                                     std::to_string(session->budgetLeft()) + " no left" +
                                     (reason.empty() ? "" : "\n    " + reason + "\n   ") + " > ");
        const auto reply = text && pipeIsBroken == 0 ? replyFromText(*text) : Reply::quit;
        if (reply != Reply::yes) // the others wait for nothing that takes long
            cancelForeseeing.cancel();
        foreseeing.get();
        if (!reply)
        {
            printHelp();
            return true;
        }
        switch (*reply)
        {
        case Reply::yes:
        case Reply::no:
        case Reply::unsure:
            give(answerOf(*reply));
            break;
        case Reply::undo:
        case Reply::redo:
            takeBackOrSay(*reply);
            break;
        case Reply::play:
            play(time, info.path);
            break;
        case Reply::playQuery:
            if (like)
                play(toSeconds(like->query, like->sampleRateHz), like->audio);
            else
                play(toSeconds(session->query(), info.sampleRateHz), info.path);
            break;
        case Reply::why:
        {
            const auto known = reasonOfQuestion();
            tell(known.empty() ? "This method cannot say why." : known);
            break;
        }
        case Reply::help:
            printHelp();
            break;
        case Reply::quit:
            return false;
        }
        return true;
    }

    /** Nothing more is asked, but the last answer may have been a slip. False when the user leaves. */
    bool handleEnd(CommandPrompt& prompt)
    {
        const auto text = prompt.ask("\n" + endText(session->state()) + "   z undo   q finish > ");
        const auto reply = text ? replyFromText(*text) : Reply::quit;
        if (reply == Reply::undo)
            takeBackOrSay(*reply);
        return reply != Reply::quit;
    }

    void play(const TimeSpan& span, const std::filesystem::path& path) const
    {
        const auto problem = player.isSet() ? player.play(path, span.start, span.length)
                                            : std::string("give --play-command to hear excerpts");
        if (!problem.empty())
            tell(problem);
    }

    void settle()
    {
        const auto settled =
            unlessCancelled([&] { return session->settledHits(terminalProgress("Settling")); });
        for (const auto& hit : settled.value_or(std::vector<SettledHit>{}))
        {
            if (stored)
                stored->moveHit(*session, hit);
            else
            {
                auto judgements = session->judgements();
                for (auto& judgement : judgements)
                    if (judgement.excerpt == hit.confirmed)
                        judgement.excerpt = hit.better;
                session->setJudgements(std::move(judgements));
            }
            const auto at = [&](const SampleRange& range)
            { return clockTime(static_cast<double>(range.start) / info.sampleRateHz); };
            tell("Note: The hit at " + at(hit.confirmed) + " was moved to " + at(hit.better) +
                 ", where it fits the others.");
        }
    }

    std::vector<Hit> predicted(float threshold)
    {
        auto hits = session->predictedHits(threshold);
        if (options.settle)
            unlessCancelled(
                [&]
                {
                    session->makeExact(hits, terminalProgress("Settling"));
                    return true;
                });
        return hits;
    }

    EventList events()
    {
        auto hits = session->confirmedHits();
        const auto append = [&](const std::vector<Hit>& more)
        { hits.insert(hits.end(), more.begin(), more.end()); };
        if (const auto threshold = options.automatic ? options.automatic : options.predicted)
            append(predicted(static_cast<float>(*threshold)));
        if (options.rejected)
            append(session->rejectedHits());
        std::stable_sort(hits.begin(), hits.end(),
                         [](const Hit& a, const Hit& b) { return a.excerpt.start < b.excerpt.start; });
        EventList list{info, sha256, session->query(), {}};
        list.like = like;
        list.evidence = session->evidence();
        for (const auto& hit : hits)
            list.events.push_back(
                {hit, options.label, options.why ? session->explain(hit.excerpt) : Explanation{}});
        // The estimate is fitted to sessions with answers. After Ctrl-C nobody wants to wait for a ranking.
        const auto answered = session->count(Answer::yes) + session->count(Answer::no);
        if (answered > 0 && methodFromName(settings.method).confidenceIsProbability)
            list.left =
                unlessCancelled([&] { return session->estimateLeft(Progress({}, &cancelOnInterrupt())); });
        list.advice = advice->finish(*session);
        return list;
    }

    void report()
    {
        if (stampOf(file) != stamp)
            tell("Note: " + file +
                 " was changed or removed since it was read; what was found holds for what it was.");
        outcome.file = file;
        outcome.events = events();
        const auto json = toEventsJson(outcome.events);
        if (!options.output.empty())
            writeFileAtomically(options.output, json);
        if (!options.sharedSound.empty())
            writeFileAtomically(options.sharedSound,
                                toWav(confirmedSound(recording, *session),
                                      static_cast<int>(std::lround(recording.analysisRateHz))));
        std::cout << (options.json ? json : reportText(outcome, *session));
        if (!options.output.empty())
            (options.json ? std::cerr : std::cout)
                << "Events written to " << printable(options.output) << "\n";
        if (!options.sharedSound.empty())
        {
            const auto count = confirmedExcerpts(*session).size();
            (options.json ? std::cerr : std::cout)
                << (count == 1 ? "The mark's sound, no other is confirmed,"
                               : "What " + std::to_string(count) + " excerpts share was")
                << " written to " << printable(options.sharedSound) << "\n";
        }
    }

    const FindOptions& options;
    std::string file; ///< that is searched
    FileStamp stamp;  ///< of the file as it was read
    std::string sha256;
    MethodSettings settings;
    Player player;
    StageTimes times;
    std::optional<LearnedSound> like; ///< set where --like was given
    AudioFileInfo info;               ///< of the file that is searched
    Recording recording;              ///< with the examples of --like behind it
    std::shared_ptr<const Analysis> analysis;
    std::unique_ptr<RetrievalSession> session;
    std::optional<FindSession> stored; ///< set where --session was given
    bool goesOn = false;               ///< with a sound that the session has already
    std::unique_ptr<FindAdvice> advice;
    FindOutcome outcome;
    std::optional<CachedAnalysis> ground; ///< last: ends before what it may be keeping
};
} // namespace

void addFindCommand(CLI::App& app, Action& chosen)
{
    const auto options = std::make_shared<FindOptions>();
    auto* command = app.add_subcommand("find", "Find the other occurrences of a marked sound");
    command->add_option("FILE", options->file, "The audio file; may be left out with --session");
    auto* start = command->add_option("--start", options->start, "Where the marked sound starts, in seconds");
    auto* length = command->add_option("--length", options->length, "How long it is, in seconds");
    auto* like = command->add_option("--like", options->like,
                                     "Instead of a mark: the events JSON of a search in another file, whose "
                                     "mark and answers are the examples");
    like->excludes(start)->excludes(length);
    command->add_option("--like-audio", options->likeAudio, "The audio file of --like, where it was moved")
        ->needs(like);
    command->add_option(
        "--session", options->session,
        "The session (.reprise) that keeps every answer; begun, or gone on with where it stopped");
    command
        ->add_option("--sound", options->sound,
                     "Which sound of the session to go on with, by number or name; else the last one")
        ->needs("--session")
        ->excludes(start);
    options->budgetOption =
        command->add_option("--budget", options->budget, "'No' answers after which the search ends")
            ->capture_default_str();
    options->orderOption = addAskOrder(*command, options->order);
    command->add_option("-o,--output", options->output, "The events JSON to write");
    command->add_flag("--json", options->json, "Print the events JSON instead of tables");
    command->add_option("--label", options->label, "Label of every event");
    auto* predicted =
        command->add_option("--predicted", options->predicted,
                            "After the answers, also export what is at least this confident (0 to 1; " +
                                fixed(acceptThreshold, 2) + " is a good balance)");
    command->add_flag(
        "--times", options->times,
        "Print the seconds of each stage as JSON to standard error (questions: one value each)");
    command->add_flag("--rejected", options->rejected, "Also export what was answered with no");
    command->add_flag("--settle", options->settle,
                      "At the end, move confirmed hits that fit the others better at a place nearby, and "
                      "predicted ones to where the sound starts exactly");
    command->add_flag("--why", options->why,
                      "Say of each question why it is asked; in the events JSON, why each place was taken");
    command->add_option("--shared-sound", options->sharedSound,
                        "The WAV file to write the sought sound to: what the mark and every yes share");

    auto* noCache =
        command->add_flag("--no-cache", options->noCache,
                          "Neither use nor keep an analysis for the next search of this recording");
    command
        ->add_flag("--cache", options->cache,
                   "Keep it, which is done with -i and --session only otherwise; see 'reprise cache --help'")
        ->excludes(noCache);

    // No option group: CLI11 takes it for a command without a name, and an empty argument for that command.
    constexpr auto ways = "Who answers (exactly one of these)";
    command->add_flag("-i,--interactive", options->interactive, "You, at this terminal")->group(ways);
    command
        ->add_option("--answers", options->answers,
                     "A file with an answer a line: yes, no, unsure, undo, redo, quit; # starts a comment")
        ->group(ways);
    command->add_option("--truth", options->truth, "A truth file (manifest); the mark may come from it too")
        ->group(ways);
    command
        ->add_option("--auto", options->automatic,
                     "Nobody: take everything with at least this confidence (0 to 1)")
        ->excludes(predicted)
        ->group(ways);
    command->add_option("--task", options->task, "Which task of the truth file")->needs("--truth");
    command
        ->add_option("--play-command", options->playCommand,
                     "Program that plays excerpts, for example \"play -q {file} trim {start} {length}\"")
        ->envname("REPRISE_PLAY");
    options->method.addTo(*command);
    command->footer("Examples:\n"
                    "  reprise find song.flac --start 12.5 --length 1.4 --interactive -o onsets.json\n"
                    "  reprise find song.flac --start 12.5 --length 1.4 --answers answers.txt --json\n"
                    "  reprise find song.flac --start 12.5 --length 1.4 --auto 0.5 -o onsets.json\n"
                    "  reprise find other.flac --like onsets.json --interactive -o other.json\n"
                    "  reprise find song.flac --start 12.5 --length 1.4 -i --session song.reprise\n"
                    "  reprise find --session song.reprise -i -o onsets.json\n");
    command->callback([&chosen, options] { chosen = [options] { return Find(*options).run(); }; });
}
} // namespace reprise::cli
