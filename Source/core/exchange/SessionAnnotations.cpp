#include "exchange/SessionAnnotations.h"

#include "base/Errors.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <array>
#include <map>

namespace reprise
{
namespace
{
/** Okabe and Ito's colours, which colour-blind people tell apart. */
constexpr std::array<std::uint32_t, 7> palette{0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442,
                                               0x0072b2, 0xd55e00, 0xcc79a7};

std::optional<HitState> stateOf(Answer answer)
{
    switch (answer)
    {
    case Answer::yes:
        return HitState::confirmed;
    case Answer::no:
        return HitState::rejected;
    case Answer::unsure:
        break;
    }
    return std::nullopt;
}

void addPlacesOf(const Sound& sound, const std::vector<Hit>& predicted, const AnnotationSelection& selection,
                 std::vector<Annotation>& items)
{
    const auto add =
        [&](SampleRange range, HitState state, float confidence, const std::string& label, bool isQuery)
    {
        if (selection.states.contains(state))
            items.push_back({range, state, confidence, label, sound.name, sound.colour, isQuery});
    };
    const auto& chosen = selection.places;
    const auto isMarkChosen = !chosen || chosen->marks.contains(sound.id);
    if (isMarkChosen)
        add(sound.query, HitState::confirmed, 1.0f, "", true);
    for (const auto& hit : sound.hits)
    {
        // The mark itself may have been judged as well.
        if ((chosen && !chosen->hits.contains(hit.id)) || (isMarkChosen && hit.excerpt == sound.query))
            continue;
        if (const auto state = stateOf(hit.answer))
            add(hit.excerpt, *state, *state == HitState::confirmed ? 1.0f : 0.0f, hit.label, false);
    }
    for (const auto& hit : predicted)
        if (!chosen || chosen->predicted.contains({sound.id, hit.excerpt.start}))
            add(hit.excerpt, HitState::predicted, hit.confidence, "", false);
}

void sortByTime(std::vector<Annotation>& items)
{
    std::stable_sort(items.begin(), items.end(),
                     [](const Annotation& a, const Annotation& b) { return a.range.start < b.range.start; });
}

SampleRange stretch(const Annotation& item)
{
    if (item.range.length <= 0)
        throw InvalidInput("the place at sample " + std::to_string(item.range.start) +
                           " is an instant; say how long such places are (--length)");
    return item.range;
}

Sound soundOf(const std::string& name, const std::vector<Annotation>& items)
{
    const auto isConfirmed = [](const Annotation& item) { return item.state == HitState::confirmed; };
    auto query = std::find_if(items.begin(), items.end(),
                              [&](const Annotation& item) { return item.isQuery && isConfirmed(item); });
    if (query == items.end())
        query = std::find_if(items.begin(), items.end(), isConfirmed);
    if (query == items.end())
        throw InvalidInput(
            "the sound " + shownText(name) +
            " has no confirmed place, so there is nothing to search by; confirm one, or leave it out");
    Sound sound;
    sound.name = name;
    sound.query = stretch(*query);
    for (auto item = items.begin(); item != items.end(); ++item)
    {
        if (item == query || item->state == HitState::predicted)
            continue;
        JudgedHit hit;
        hit.excerpt = hit.asked = stretch(*item);
        hit.answer = isConfirmed(*item) ? Answer::yes : Answer::no;
        hit.confidence = item->confidence;
        hit.wasAsked = false;
        hit.label = item->label == name ? "" : item->label;
        sound.hits.push_back(std::move(hit));
    }
    return sound;
}

std::vector<Hit> predictedAmong(const std::vector<Annotation>& items)
{
    std::vector<Hit> hits;
    for (const auto& item : items)
        if (item.state == HitState::predicted)
            hits.push_back({stretch(item), HitState::predicted, item.confidence});
    return hits;
}
} // namespace

Annotations annotationsOf(const SessionDocument& document, const AnnotationSelection& selection)
{
    Annotations annotations{document.audio().info, document.audio().sha256, {}};
    for (const auto& sound : document.sounds())
        if (selection.sounds.empty() || selection.sounds.contains(sound.name))
            addPlacesOf(sound, document.predicted(sound.id), selection, annotations.items);
    sortByTime(annotations.items);
    return annotations;
}

Annotations selected(Annotations annotations, const AnnotationSelection& selection)
{
    std::erase_if(annotations.items,
                  [&](const Annotation& item)
                  {
                      return !selection.states.contains(item.state) ||
                             (!selection.sounds.empty() && !selection.sounds.contains(item.sound));
                  });
    return annotations;
}

void giveLength(Annotations& annotations, SampleIndex length)
{
    for (auto& item : annotations.items)
    {
        if (item.range.length > 0)
            continue;
        const auto left = annotations.audio.samples - item.range.start;
        if (left <= 0)
            throw InvalidInput("the place at sample " + std::to_string(item.range.start) +
                               " is the recording's end, after which nothing is left to give it a length");
        item.range.length = std::min(length, left);
    }
}

std::vector<std::pair<std::string, std::vector<Annotation>>> bySound(const Annotations& annotations,
                                                                     const std::string& name)
{
    std::vector<std::pair<std::string, std::vector<Annotation>>> sounds;
    std::map<std::string, std::size_t> places;
    for (const auto& item : annotations.items)
    {
        const auto& ownName = item.sound.empty() ? item.label : item.sound;
        const auto& key = !name.empty() ? name : ownName.empty() ? "sound" : ownName;
        const auto [place, isNew] = places.emplace(key, sounds.size());
        if (isNew)
            sounds.push_back({key, {}});
        sounds[place->second].second.push_back(item);
    }
    return sounds;
}

SessionDocument documentOf(const Annotations& annotations, const SessionAudio& audio,
                           const SessionImport& how)
{
    SessionDocument document(audio);
    auto sounds = bySound(annotations, how.soundName);
    if (how.eachIsAMark)
    {
        sounds.clear();
        for (const auto& item : annotations.items)
        {
            const auto& text = textOf(item);
            auto mark = item;
            mark.state = HitState::confirmed;
            sounds.push_back({text.empty() ? "mark " + std::to_string(sounds.size() + 1) : text, {mark}});
        }
    }
    for (const auto& [name, items] : sounds)
    {
        auto sound = soundOf(name, items);
        sound.colour = items.front().colour.value_or(palette[document.sounds().size() % palette.size()]);
        document.perform(AddSound{std::move(sound)});
        if (const auto predicted = predictedAmong(items); !predicted.empty())
            document.setPredicted(document.sounds().back().id, predicted);
    }
    return document;
}
} // namespace reprise
