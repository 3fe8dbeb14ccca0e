#include "base/Errors.h"
#include "base/Utf8.h"
#include "exchange/Formats.h"
#include "exchange/MidiFile.h"
#include "exchange/TextFormat.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <queue>
#include <tuple>

namespace reprise
{
namespace
{
constexpr int defaultTicks = 960, defaultTempo = 500'000;
constexpr int mostTicks = 32767, fewestTicks = 24;
constexpr int lowestKey = 36, keys = 92; // up to 127

/** A sequencer's own event says the place of a note among those of its tick, which may stand in other tracks. 0x7D is
    the maker's number for everybody's use. */
constexpr std::uint8_t midiSequencerOwn = 0x7f;
constexpr std::string_view orderPrefix = "\x7dreprise.order ";

int tempoOf(double beatsPerMinute)
{
    constexpr double slowest = 4.0, fastest = 1000.0; // the field has 24 bits
    if (!(beatsPerMinute >= slowest && beatsPerMinute <= fastest))
        throw InvalidSettings("the MIDI tempo must be from 4 to 1000 beats a minute");
    return static_cast<int>(std::lround(60e6 / beatsPerMinute));
}

/** The division at which every sample is a tick at this tempo, if a file can hold it. */
std::optional<int> exactTicks(int tempo, int rate)
{
    const auto ticks = std::int64_t{rate} * tempo; // millionths of a tick a quarter, were a tick a sample
    const auto whole = ticks / std::gcd(ticks, std::int64_t{1'000'000});
    return whole >= 1 && whole <= mostTicks ? std::optional(static_cast<int>(whole)) : std::nullopt;
}

/** The tempo nearest to 120 at which every sample is a tick of this division. */
std::optional<int> exactTempo(int ticks, int rate)
{
    const auto perSample = std::int64_t{ticks} * 1'000'000; // = rate * tempo * ticks a sample
    if (perSample % rate != 0)
        return std::nullopt;
    std::optional<int> best;
    const auto product = perSample / rate;
    for (std::int64_t ticksPerSample = 1; product / ticksPerSample >= 60'000; ++ticksPerSample)
        if (const auto tempo = product / ticksPerSample;
            product % ticksPerSample == 0 && tempo <= 15'000'000 &&
            (!best || std::abs(tempo - defaultTempo) < std::abs(std::int64_t{*best} - defaultTempo)))
            best = static_cast<int>(tempo);
    return best;
}

/** Exact where a file can be; a wish for tempo or division comes first, then a tempo near 120. */
MidiTiming timingFor(int rate, const MidiOptions& options)
{
    if (options.ticksPerQuarter &&
        (*options.ticksPerQuarter < fewestTicks || *options.ticksPerQuarter > mostTicks))
        throw InvalidSettings("MIDI ticks a quarter note must be from 24 to 32767");
    if (options.beatsPerMinute)
    {
        const auto tempo = tempoOf(*options.beatsPerMinute);
        return {options.ticksPerQuarter ? *options.ticksPerQuarter
                                        : exactTicks(tempo, rate).value_or(defaultTicks),
                tempo};
    }
    if (options.ticksPerQuarter)
        return {*options.ticksPerQuarter, exactTempo(*options.ticksPerQuarter, rate).value_or(defaultTempo)};
    for (const auto tempo : {500'000, 250'000, 125'000, 1'000'000, 400'000, 600'000, 200'000, 100'000})
        if (const auto ticks = exactTicks(tempo, rate))
            return {std::max(*ticks, 1), tempo};
    return {defaultTicks, defaultTempo};
}

std::string tempoText(const MidiTiming& timing)
{
    auto text = decimalText(60e6 / timing.microsecondsPerQuarter, 3);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text + " BPM";
}

MidiEvent meta(std::int64_t tick, std::uint8_t type, std::string data)
{
    return {tick, 0xff, type, std::move(data)};
}

MidiEvent note(std::int64_t tick, bool isOn, HitState state, int key, int velocity)
{
    const auto status = (isOn ? 0x90 : 0x80) | static_cast<int>(state);
    return {
        tick, static_cast<std::uint8_t>(status), 0, {static_cast<char>(key), static_cast<char>(velocity)}};
}

constexpr float velocitySteps = 126.0f;

int velocityOf(float confidence)
{
    return 1 + static_cast<int>(std::lround(confidence * velocitySteps));
}

float confidenceOf(int velocity)
{
    return static_cast<float>(std::max(0, velocity - 1)) / velocitySteps;
}

struct TickRange
{
    std::int64_t start, end;
};

TickRange ticksOf(const SampleRange& range, int rate, const MidiTiming& timing)
{
    const auto start = timing.tickOf(range.start, rate);
    // No note is shorter than a tick; an instant is told by its text.
    return {start, std::max(start + 1, timing.tickOf(range.end(), rate))};
}

MidiTrack conductorTrack(const Annotations& annotations, const MidiTiming& timing)
{
    const auto tempo = static_cast<std::uint32_t>(timing.microsecondsPerQuarter);
    MidiTrack track{
        meta(0, midiTrackName, annotations.audio.path.stem().string() + " (" + tempoText(timing) + ")"),
        meta(0, midiTimeSignature, std::string("\x04\x02\x18\x08", 4)),
        meta(0, midiTempo,
             {static_cast<char>(tempo >> 16), static_cast<char>(tempo >> 8 & 0xff),
              static_cast<char>(tempo & 0xff)})};
    for (const auto& item : annotations.items)
        track.push_back(
            meta(timing.tickOf(item.range.start, annotations.audio.sampleRateHz), midiMarker, textOf(item)));
    return track;
}

/** The tracks of one sound. Programs end a note where the next of its key begins or ends, so that notes which
    overlap go to tracks of their own. */
class SoundTracks
{
public:
    SoundTracks(std::string soundName, int midiKey) : name(std::move(soundName)), key(midiKey) {}

    void add(const Annotation& item, const TickRange& ticks, std::size_t order)
    {
        std::size_t index = tracks.size();
        if (!freeFrom.empty() && freeFrom.top().first <= ticks.start)
        {
            index = freeFrom.top().second;
            freeFrom.pop();
        }
        else
            tracks.push_back(name.empty() ? MidiTrack{} : MidiTrack{meta(0, midiTrackName, name)});
        freeFrom.emplace(ticks.end, index);
        auto& track = tracks[index];
        if (order > 0)
            track.push_back(
                meta(ticks.start, midiSequencerOwn, std::string(orderPrefix) + std::to_string(order)));
        if (item.range.length == 0)
            track.push_back(meta(ticks.start, midiCuePoint, item.label));
        else if (!item.label.empty())
            track.push_back(meta(ticks.start, midiText, item.label));
        track.push_back(note(ticks.start, true, item.state, key, velocityOf(item.confidence)));
        track.push_back(note(ticks.end, false, item.state, key, 0));
    }

    std::vector<MidiTrack> tracks;

private:
    using EndAndTrack = std::pair<std::int64_t, std::size_t>;

    std::string name;
    int key;
    std::priority_queue<EndAndTrack, std::vector<EndAndTrack>, std::greater<>> freeFrom;
};

WriteReport write(const Annotations& annotations, const ExportOptions& options,
                  const std::filesystem::path& out, const Progress& progress)
{
    const auto rate = annotations.audio.sampleRateHz;
    const auto timing = timingFor(rate, options.midi);
    WriteReport report;
    std::vector<SoundTracks> sounds;
    std::map<std::string, std::size_t> indexOf;
    std::size_t order = 0; // among the notes of a tick
    std::int64_t lastTick = -1;
    for (const auto& item : annotations.items)
    {
        const auto [found, isNew] = indexOf.emplace(item.sound, sounds.size());
        if (isNew)
            sounds.emplace_back(item.sound, lowestKey + static_cast<int>(sounds.size()) % keys);
        const auto ticks = ticksOf(item.range, rate, timing);
        order = ticks.start == lastTick ? order + 1 : 0;
        lastTick = ticks.start;
        sounds[found->second].add(item, ticks, order);
        report.largestErrorSeconds =
            std::max(report.largestErrorSeconds, timing.errorSeconds(ticks.start, item.range.start, rate));
        if (item.range.length > 0)
            report.largestErrorSeconds =
                std::max(report.largestErrorSeconds, timing.errorSeconds(ticks.end, item.range.end(), rate));
        progress.step(0.0);
    }
    MidiFile file;
    file.ticksPerQuarter = timing.ticksPerQuarter;
    file.tracks.push_back(conductorTrack(annotations, timing));
    for (auto& sound : sounds)
        std::move(sound.tracks.begin(), sound.tracks.end(), std::back_inserter(file.tracks));
    constexpr std::size_t mostTracks = 65535;
    if (file.tracks.size() > mostTracks)
        throw InvalidSettings("so many sounds or overlapping events need " +
                              std::to_string(file.tracks.size()) +
                              " tracks, a MIDI file holds 65535; export fewer at a time");
    writeTextFile(out, toMidiBytes(file));
    const auto last =
        annotations.items.empty() ? 0 : timing.tickOf(annotations.items.back().range.end(), rate);
    if (last > std::numeric_limits<std::int32_t>::max())
        report.warnings.push_back(
            "The last event lies beyond tick 2147483647; many programs cannot count so far. "
            "Fewer ticks a quarter note help.");
    return report;
}

/** Where ticks are in time: all tempo events, whichever track they stand in. */
class TempoMap
{
public:
    TempoMap(const MidiFile& file, int sampleRateHz)
        : timing{file.ticksPerQuarter, defaultTempo}, rate(sampleRateHz)
    {
        if (file.fixedMicrosecondsPerQuarter)
        {
            segments = {{0, *file.fixedMicrosecondsPerQuarter, 0.0}};
            return;
        }
        std::map<std::int64_t, int> tempos{{0, defaultTempo}};
        for (const auto& track : file.tracks)
            for (const auto& event : track)
                if (event.status == 0xff && event.type == midiTempo && event.data.size() == 3)
                {
                    const auto byte = [&](std::size_t i)
                    { return static_cast<int>(static_cast<unsigned char>(event.data[i])); };
                    if (const auto tempo = byte(0) << 16 | byte(1) << 8 | byte(2); tempo > 0)
                        tempos[event.tick] = tempo;
                }
        for (const auto& [tick, tempo] : tempos)
            segments.push_back({tick, tempo, segments.empty() ? 0.0 : secondsAt(segments.back(), tick)});
    }

    /** To the sample where the tempo is constant; after changes of tempo to the precision of a double. */
    SampleIndex sampleOf(std::int64_t tick) const
    {
        const auto after = std::upper_bound(segments.begin(), segments.end(), tick,
                                            [](std::int64_t t, const Segment& s) { return t < s.tick; });
        const auto& segment = *std::prev(after);
        if (segment.tick == 0)
            return MidiTiming{timing.ticksPerQuarter, segment.tempo}.sampleOf(tick, rate);
        const auto samples = secondsAt(segment, tick) * rate;
        return samples < static_cast<double>(mostSamples) ? std::llround(samples) : mostSamples;
    }

private:
    struct Segment
    {
        std::int64_t tick;
        int tempo;
        double seconds;
    };

    double secondsAt(const Segment& segment, std::int64_t tick) const
    {
        return segment.seconds +
               static_cast<double>(tick - segment.tick) * segment.tempo / (1e6 * timing.ticksPerQuarter);
    }

    MidiTiming timing;
    int rate;
    std::vector<Segment> segments;
};

struct OpenNote
{
    std::int64_t tick;
    int velocity;
    std::size_t order;
    std::string text;
    bool isInstant;
};

struct OrderedAnnotation
{
    std::int64_t tick;
    std::size_t order;
    Annotation item;
};

/** 0 for what is no order of ours. */
std::size_t orderFrom(std::string_view data)
{
    std::size_t order = 0;
    if (data.starts_with(orderPrefix))
        std::from_chars(data.data() + orderPrefix.size(), data.data() + data.size(), order);
    return order;
}

/** Other programs may have written Latin-1: better odd letters than no file. */
std::string utf8Text(std::string text)
{
    if (isUtf8(text))
        return text;
    std::string result;
    for (const auto c : text)
    {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            result += static_cast<char>(0xc0 | byte >> 6);
        result += static_cast<char>(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
    }
    return result;
}

/** The notes of a track. A text, lyric or cue point at a note's own tick, before it, is its label. */
void readNotes(const MidiTrack& track, std::size_t number, const TempoMap& tempos, SampleIndex endOfRecording,
               SharedTexts& names, std::vector<OrderedAnnotation>& items)
{
    std::string sound;
    std::optional<MidiEvent> order;
    std::optional<MidiEvent> text;
    std::map<std::pair<int, int>, std::queue<OpenNote>> open; // by channel and key
    const auto end = [&](const OpenNote& begun, int channel, std::int64_t tick)
    {
        const auto start = tempos.sampleOf(begun.tick);
        constexpr std::array states{HitState::confirmed, HitState::predicted, HitState::rejected};
        names.add(sound.size(), "track", number);
        items.push_back({begun.tick,
                         begun.order,
                         {{start, begun.isInstant ? 0 : tempos.sampleOf(tick) - start},
                          channel < 3 ? states[static_cast<std::size_t>(channel)] : HitState::confirmed,
                          confidenceOf(begun.velocity),
                          begun.text,
                          sound}});
    };
    for (const auto& event : track)
    {
        if (event.status == 0xff)
        {
            if (event.type == midiTrackName && sound.empty())
                sound = utf8Text(event.data);
            else if (event.type == midiText || event.type == midiLyric || event.type == midiCuePoint)
                text = event;
            else if (event.type == midiSequencerOwn)
                order = event;
            continue;
        }
        const auto kind = event.status & 0xf0;
        if (kind != 0x80 && kind != 0x90)
            continue;
        const auto channel = event.status & 0x0f, velocity = static_cast<int>(event.data[1]) & 0x7f;
        auto& notes = open[{channel, event.data[0] & 0x7f}];
        if (kind == 0x90 && velocity > 0)
        {
            const auto isLabelled = text && text->tick == event.tick;
            notes.push({event.tick, velocity, order && order->tick == event.tick ? orderFrom(order->data) : 0,
                        isLabelled ? utf8Text(text->data) : std::string(),
                        isLabelled && text->type == midiCuePoint});
            text.reset();
            order.reset();
        }
        else if (!notes.empty())
        {
            end(notes.front(), channel, event.tick);
            notes.pop();
        }
    }
    // What nothing ends sounds to the end of the track, or of the recording.
    for (auto& [place, notes] : open)
        for (; !notes.empty(); notes.pop())
        {
            end(notes.front(), place.first, track.back().tick);
            auto& range = items.back().item.range;
            if (const auto left = endOfRecording - range.start; left > 0)
                range.length = std::min(range.length, left);
        }
}

Annotations read(const std::filesystem::path& path, const ImportOptions& options)
{
    if (options.audio.sampleRateHz <= 0)
        throw InvalidSettings(path.string() +
                              ": a MIDI file states no sample rate; name the recording its notes lie in");
    const auto file = readMidiFile(path);
    const TempoMap tempos(file, options.audio.sampleRateHz);
    std::vector<OrderedAnnotation> items;
    SharedTexts names(path);
    const auto endOfRecording = options.audio.samples > 0 ? options.offsetSamples + options.audio.samples : 0;
    for (std::size_t i = 0; i < file.tracks.size(); ++i)
        readNotes(file.tracks[i], i + 1, tempos, endOfRecording, names, items);
    if (items.empty())
        for (const auto& track : file.tracks)
            for (const auto& event : track)
                if (event.status == 0xff && (event.type == midiMarker || event.type == midiCuePoint))
                    items.push_back({event.tick,
                                     0,
                                     {{tempos.sampleOf(event.tick), 0},
                                      HitState::confirmed,
                                      1.0f,
                                      utf8Text(event.data),
                                      {}}});
    std::stable_sort(items.begin(), items.end(),
                     [](const OrderedAnnotation& a, const OrderedAnnotation& b)
                     { return std::tie(a.tick, a.order) < std::tie(b.tick, b.order); });
    auto annotations = annotationsFor(options);
    for (auto& each : items)
    {
        if (each.item.range.end() >= mostSamples)
            throw FileError(path.string(), "an event lies later than any recording lasts");
        annotations.items.push_back(std::move(each.item));
    }
    return annotations;
}

Annotation kept(const Annotation& item)
{
    auto result = item;
    result.confidence = confidenceOf(velocityOf(item.confidence));
    result.colour.reset();
    result.isQuery = false;
    return result;
}

/** Everything comes back in order, at the sample that the written ticks mean. */
void verify(const Annotations& annotations, const ExportOptions& options, const std::filesystem::path& out,
            const Progress&)
{
    const auto rate = annotations.audio.sampleRateHz;
    const auto timing = timingFor(rate, options.midi);
    const auto found = read(out, {annotations.audio, annotations.audioSha256, 0}).items;
    auto wanted = annotations.items;
    for (auto& item : wanted)
    {
        const auto ticks = ticksOf(item.range, rate, timing);
        const auto start = timing.sampleOf(ticks.start, rate);
        const auto isInstant = item.range.length == 0;
        item = kept(item);
        item.range = {start, isInstant ? 0 : timing.sampleOf(ticks.end, rate) - start};
    }
    if (found != wanted)
        throw OutputError(
            "reading back",
            "the notes of the MIDI file are not those that were to be written (please report this)");
}

SampleIndex tolerance(const Annotations& annotations, const ExportOptions& options)
{
    const auto rate = annotations.audio.sampleRateHz;
    const auto timing = timingFor(rate, options.midi);
    if (timing.isExact(rate))
        return 0;
    return 1 + static_cast<SampleIndex>(rate * 1e-6 * timing.microsecondsPerQuarter / timing.ticksPerQuarter);
}
} // namespace

Format midiFormat()
{
    return {
        .name = "midi",
        .title = "Standard MIDI File",
        .extensions = {".mid", ".midi", ".smf"},
        .unit = PositionUnit::ticks,
        .lost = "colour, which one was marked; confidence becomes one of 127 velocities; half a tick where "
                "ticks cannot be samples",
        .notes =
            "A conductor track with the tempo and a marker for each place, then a track of notes for each "
            "sound; notes of one sound that overlap get tracks of their own. Channel 1 holds confirmed "
            "places, 2 predicted, 3 rejected ones. The tempo is constant and, unless one is asked for, "
            "chosen with the division so that every sample is a tick: at the usual rates positions are "
            "exact, elsewhere the export says by how much they are off. When read, tempo changes are "
            "followed, and a file without notes gives its markers.",
        .write = write,
        .read = read,
        .recognises = [](std::string_view head) { return head.starts_with("MThd"); },
        .kept = kept,
        .toleranceSamples = tolerance,
        .verify = verify};
}
} // namespace reprise
