#include "app/model/EventLog.h"

#include "base/Errors.h"

#include <nlohmann/json.hpp>

namespace reprise::app
{
namespace
{
using Json = nlohmann::ordered_json;

void write(std::ofstream& out, const char* event, const Json& fields)
{
    Json line{{"event", event}};
    line.update(fields);
    // Names of files need not be UTF-8.
    out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}
} // namespace

EventLog::EventLog(AppModel& modelToFollow, const std::filesystem::path& file)
    : model(modelToFollow), out(file)
{
    if (!out)
        throw OutputError(file.string(), "cannot be written; choose another place for the log");
    model.addListener(this);
}

EventLog::~EventLog()
{
    model.removeListener(this);
}

void EventLog::viewChanged(const View& view)
{
    if (std::exchange(lastView, view) == view)
        return;
    write(out, "view",
          {{"firstSample", view.firstSample},
           {"samplesPerPixel", view.samplesPerPixel},
           {"x", view.x},
           {"y", view.y},
           {"width", view.width},
           {"height", view.height}});
}

void EventLog::exported(const std::string& file, std::size_t hits)
{
    write(out, "exported", {{"file", file}, {"hits", hits}});
}

void EventLog::stalled(double ms, double workedMs)
{
    write(out, "stall", {{"ms", ms}, {"workedMs", workedMs}});
}

void EventLog::problemOccurred(const Problem& problem)
{
    write(out, "problem", {{"title", problem.title}, {"text", problem.text}});
}

void EventLog::modelChanged(unsigned)
{
    const auto* info = model.audioInfo();
    const auto opened = model.hasSession() && info != nullptr ? info->path : std::filesystem::path{};
    if (std::exchange(openFile, opened) != opened && !opened.empty())
        write(out, "opened",
              {{"file", opened.string()}, {"sampleRate", info->sampleRateHz}, {"samples", info->samples}});
    if (std::exchange(lastMark, model.mark()) != model.mark())
        write(out, "mark",
              model.mark() ? Json{{"start", model.mark()->start}, {"length", model.mark()->length}}
                           : Json::object());
    if (std::exchange(lastFailure, model.failure()) != model.failure() && !model.failure().empty())
        write(out, "refused", {{"text", model.failure()}});

    const auto unsaved = model.hasUnsavedChanges() || model.sessionPath().empty();
    if (std::exchange(wasUnsaved, unsaved) && !unsaved)
        write(out, "saved", {{"file", model.sessionPath().string()}});

    const auto* sound = model.sound();
    if (sound == nullptr)
        return;
    const auto isOther = std::exchange(lastSound, sound->id) != sound->id;
    if (std::exchange(lastQuery, sound->query) != sound->query || isOther)
        write(out, "query",
              {{"sound", sound->name}, {"start", sound->query.start}, {"length", sound->query.length}});
    if (lastHits != sound->hits)
    {
        lastHits = sound->hits;
        if (!isOther)
            write(out, "answered",
                  {{"sound", sound->name},
                   {"confirmed", model.count(RowKind::confirmed)},
                   {"rejected", model.count(RowKind::rejected)},
                   {"unsure", model.count(RowKind::unsure)}});
    }
    // A result that the document has outgrown is no news.
    const auto phase = model.phase();
    if (phase != SearchPhase::asking && phase != SearchPhase::budgetSpent &&
        phase != SearchPhase::nothingLeft)
    {
        lastResult.reset();
        return;
    }
    const auto* result = model.result();
    if (lastResult == result->request)
        return;
    lastResult = result->request;
    if (const auto* question = model.question())
        write(out, "question",
              {{"sound", sound->name},
               {"number", question->number},
               {"start", question->excerpt.start},
               {"length", question->excerpt.length},
               {"confidence", question->confidence}});
    else
        write(out, "ended",
              {{"sound", sound->name},
               {"state", phase == SearchPhase::budgetSpent ? "budget-spent" : "nothing-left"}});
}
} // namespace reprise::app
