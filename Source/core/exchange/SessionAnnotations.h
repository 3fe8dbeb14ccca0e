#pragma once

#include "exchange/Annotations.h"
#include "session/SessionDocument.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reprise
{
/** Single places of a session. */
struct PlaceSelection
{
    std::set<HitId> hits;                                ///< judged ones
    std::set<SoundId> marks;                             ///< of these sounds
    std::set<std::pair<SoundId, SampleIndex>> predicted; ///< by where they start

    std::size_t size() const { return hits.size() + marks.size() + predicted.size(); }
};

/** Which places are exported. */
struct AnnotationSelection
{
    std::set<HitState> states{HitState::confirmed};
    std::set<std::string> sounds = {};         ///< by name; empty: all
    std::optional<PlaceSelection> places = {}; ///< only these of a session; their states still count
};

/** The places of a session, in order of time: the marks and every yes as confirmed, every no as rejected, and
    what is predicted, as far as they are selected. Unsure ones are nothing. Each carries its sound's name and
    colour, and its own label if it has one. */
Annotations annotationsOf(const SessionDocument& document, const AnnotationSelection& selection = {});

/** Those of the annotations that are selected; `places` is not looked at. */
Annotations selected(Annotations annotations, const AnnotationSelection& selection);

/** Makes stretches of instants: from where they are, for this many samples or to the recording's end. Throws
    InvalidInput for one at the end itself. */
void giveLength(Annotations& annotations, SampleIndex length);

/** The annotations of each sound, in the order in which sounds come: by the sound's name, where there is none by the
    label. A `name` puts all into one sound of that name. */
std::vector<std::pair<std::string, std::vector<Annotation>>> bySound(const Annotations& annotations,
                                                                     const std::string& name = {});

/** How imported places become sounds to search for. */
struct SessionImport
{
    std::string soundName = {}; ///< empty: bySound()'s names
    bool eachIsAMark = false;   ///< each place is a sound of its own, marked and not yet searched
};

/** A session with the annotations as sounds to go on with: the one that was marked, else the first confirmed one,
    is the mark; confirmed ones count as yes, rejected ones as no, predicted ones are expected. Throws
    InvalidInput for a sound without any confirmed place, for instants (see giveLength()), and for places outside
    the recording. */
SessionDocument documentOf(const Annotations& annotations, const SessionAudio& audio,
                           const SessionImport& how);
} // namespace reprise
