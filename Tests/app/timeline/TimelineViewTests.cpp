#include "app/timeline/TimelineView.h"

#include "app/Snapshot.h"
#include "app/look/RepriseLookAndFeel.h"
#include "app/timeline/MemorySource.h"
#include "app/timeline/OverviewStrip.h"

using namespace reprise;
using namespace reprise::app;
using namespace reprise::test;

namespace
{
constexpr int rate = 44100;

/** Twelve seconds, made once. */
const std::vector<float>& sound()
{
    static const auto signal = music(12.0, rate);
    return signal;
}

juce::MouseEvent mouse(juce::Component& component, float x, float y, float pressedX,
                       juce::ModifierKeys keys = {}, bool moved = true)
{
    const auto now = juce::Time::getCurrentTime();
    return {juce::Desktop::getInstance().getMainMouseSource(),
            {x, y},
            keys,
            juce::MouseInputSource::defaultPressure,
            0.0f,
            0.0f,
            0.0f,
            0.0f,
            &component,
            &component,
            now,
            {pressedX, y},
            now,
            1,
            moved};
}

template <typename Component>
void press(Component& component, float from, float to, float y = 200.0f,
           int keys = juce::ModifierKeys::leftButtonModifier)
{
    component.mouseDown(mouse(component, from, y, from, keys, false));
    if (from != to)
        for (const auto share : {0.25f, 0.5f, 1.0f})
            component.mouseDrag(mouse(component, from + share * (to - from), y, from, keys));
    component.mouseUp(mouse(component, to, y, from, keys, from != to));
}

/** A view of 1000 x 400 pixels with 12 s of music, 100 samples a pixel from sample 100 000 on. */
struct Stage
{
    MemorySource source{sound(), rate};
    TimelineView view;

    Stage()
    {
        view.setGlides(false);
        view.setSize(1000, 400);
        view.setSource(&source);
        view.show(100'000, 100.0);
    }
};

TimelineState someState()
{
    TimelineState state;
    const auto add = [&](juce::int64 id, double start, double seconds, PlaceState place)
    {
        TimelineRegion region;
        region.id = id;
        region.range = {static_cast<SampleIndex>(start * rate), static_cast<SampleIndex>(seconds * rate)};
        region.state = place;
        state.regions.push_back(region);
    };
    add(1, 0.4, 1.2, PlaceState::query);
    add(2, 2.4, 1.2, PlaceState::confirmed);
    add(3, 4.0, 1.2, PlaceState::predicted);
    add(4, 5.6, 1.0, PlaceState::rejected);
    add(5, 7.2, 1.2, PlaceState::asked);
    add(6, 8.8, 0.8, PlaceState::unsure);
    add(7, 10.4, 1.2, PlaceState::confirmed);
    state.regions.back().selected = true;
    return state;
}

struct ThemeInForce
{
    explicit ThemeInForce(ThemeName name) { setTheme(name); }
    ~ThemeInForce() { setTheme(ThemeName::dark); }
};
} // namespace

TEST_CASE("Dragging marks the samples between the two pixels", "[app][timeline]")
{
    Stage stage;
    std::optional<SampleRange> mark;
    stage.view.callbacks.onMark = [&](SampleRange range) { mark = range; };
    press(stage.view, 100.0f, 300.0f);
    CHECK(mark == SampleRange{110'000, 20'000});
    press(stage.view, 300.0f, 100.0f); // backwards
    CHECK(mark == SampleRange{110'000, 20'000});

    mark.reset();
    press(stage.view, 100.0f, 102.0f); // a click with a trembling hand
    CHECK_FALSE(mark);
}

TEST_CASE("Marks snap within eight pixels and not with Alt", "[app][timeline]")
{
    Stage stage;
    std::optional<SampleRange> mark;
    std::vector<SampleIndex> reaches;
    stage.view.callbacks.onMark = [&](SampleRange range) { mark = range; };
    stage.view.callbacks.snap = [&](SampleIndex position, SampleIndex reach)
    {
        reaches.push_back(reach);
        return position + 7;
    };
    press(stage.view, 100.0f, 300.0f);
    CHECK(mark == SampleRange{110'007, 20'000});
    for (const auto reach : reaches)
        CHECK(reach == 800);
    press(stage.view, 100.0f, 300.0f, 200.0f,
          juce::ModifierKeys::leftButtonModifier | juce::ModifierKeys::altModifier);
    CHECK(mark == SampleRange{110'000, 20'000});
}

namespace
{
/** A mark, and a region whose edges can be dragged. */
TimelineState markAndRegion()
{
    TimelineState state;
    state.mark = SampleRange{110'000, 20'000};
    state.regions.resize(1);
    state.regions[0].id = 9;
    state.regions[0].range = {150'000, 10'000};
    state.regions[0].editable = true;
    return state;
}
} // namespace

TEST_CASE("Dragging an edge moves it alone and tells once", "[app][timeline]")
{
    Stage stage;
    stage.view.setState(markAndRegion());

    std::vector<SampleRange> marks, edges;
    auto told = 0;
    stage.view.callbacks.onMarkEdited = [&](SampleRange range) { marks.push_back(range); };
    stage.view.callbacks.onEdgeDragged = [&](juce::int64 id, SampleRange range)
    {
        CHECK(id == 9);
        edges.push_back(range);
    };
    stage.view.callbacks.onDragging = [&](std::optional<SampleRange> range) { told += range ? 1 : 0; };
    press(stage.view, 100.0f, 60.0f);
    CHECK(marks == std::vector{SampleRange{106'000, 24'000}});
    press(stage.view, 602.0f, 640.0f); // the pointer need not be on the very pixel
    CHECK(edges == std::vector{SampleRange{150'000, 14'000}});
    CHECK(told > 0);
}

TEST_CASE("A drag ends with what was dragged, also where something else has taken its place",
          "[app][timeline]")
{
    Stage stage;
    const auto state = markAndRegion();
    auto told = 0;
    stage.view.callbacks.onMarkEdited = [&](SampleRange) { ++told; };
    stage.view.callbacks.onEdgeDragged = [&](juce::int64, SampleRange) { ++told; };
    const auto left = juce::ModifierKeys::leftButtonModifier;
    const auto drag = [&](float from, const TimelineState& meanwhile)
    {
        stage.view.setState(state);
        stage.view.mouseDown(mouse(stage.view, from, from, 100, left, false));
        stage.view.mouseDrag(mouse(stage.view, from + 20, from, 100, left));
        stage.view.setState(meanwhile);
        stage.view.mouseDrag(mouse(stage.view, from + 40, from, 100, left));
        stage.view.mouseUp(mouse(stage.view, from + 40, from, 100, left));
    };
    drag(600.0f, state);
    CHECK(told == 1);
    drag(100.0f, state);
    CHECK(told == 2);
    auto other = state;
    other.regions[0].range.start += 1000; // the next question has the same number
    drag(600.0f, other);
    other.mark.reset();
    drag(100.0f, other);
    other.regions.clear();
    drag(600.0f, other);
    CHECK(told == 2);
}

TEST_CASE("Escape takes a drag back", "[app][timeline]")
{
    Stage stage;
    auto marked = false;
    std::optional<SampleRange> last;
    stage.view.callbacks.onMark = [&](SampleRange) { marked = true; };
    stage.view.callbacks.onDragging = [&](std::optional<SampleRange> range) { last = range; };
    const auto left = juce::ModifierKeys::leftButtonModifier;
    stage.view.mouseDown(mouse(stage.view, 100, 200, 100, left, false));
    stage.view.mouseDrag(mouse(stage.view, 300, 200, 100, left));
    CHECK(last.has_value());
    CHECK(stage.view.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey)));
    CHECK_FALSE(last.has_value());
    stage.view.mouseUp(mouse(stage.view, 300, 200, 100, left));
    CHECK_FALSE(marked);
    CHECK_FALSE(stage.view.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey)));
}

TEST_CASE("A click selects what is there and moves the play head", "[app][timeline]")
{
    Stage stage;
    TimelineState state;
    state.regions.resize(1);
    state.regions[0].id = 4;
    state.regions[0].range = {110'000, 20'000};
    stage.view.setState(state);
    std::vector<std::optional<juce::int64>> selected;
    std::optional<SampleIndex> sought;
    stage.view.callbacks.onSelectRegion = [&](std::optional<juce::int64> id) { selected.push_back(id); };
    stage.view.callbacks.onSeek = [&](SampleIndex sample) { sought = sample; };
    press(stage.view, 200.0f, 200.0f);
    press(stage.view, 600.0f, 600.0f);
    CHECK(selected == std::vector<std::optional<juce::int64>>{4, std::nullopt});
    CHECK(sought == 160'000);
    press(stage.view, 50.0f, 80.0f, 10.0f); // on the ruler a drag scrubs
    CHECK(sought == 108'000);
    CHECK(selected.size() == 2);
}

TEST_CASE("Shift-click moves the nearer edge of the mark", "[app][timeline]")
{
    Stage stage;
    TimelineState state;
    state.mark = SampleRange{110'000, 20'000};
    stage.view.setState(state);
    std::optional<SampleRange> mark;
    stage.view.callbacks.onMarkEdited = [&](SampleRange range) { mark = range; };
    constexpr auto keys = juce::ModifierKeys::leftButtonModifier | juce::ModifierKeys::shiftModifier;
    press(stage.view, 400.0f, 400.0f, 200.0f, keys);
    CHECK(mark == SampleRange{110'000, 30'000});
    press(stage.view, 50.0f, 50.0f, 200.0f, keys);
    CHECK(mark == SampleRange{105'000, 25'000});
}

TEST_CASE("The ghost is taken by its flag only", "[app][timeline]")
{
    Stage stage;
    TimelineState state;
    state.ghost = SampleRange{110'000, 20'000};
    state.ghostLabel = "tighter";
    stage.view.setState(state);
    auto taken = 0;
    stage.view.callbacks.onTakeGhost = [&] { ++taken; };
    press(stage.view, 105.0f, 105.0f, 24.0f + 28.0f);
    press(stage.view, 105.0f, 105.0f, 300.0f);
    CHECK(taken == 1);
}

TEST_CASE("The wheel zooms around the pointer and scrolls with shift", "[app][timeline]")
{
    Stage stage;
    SampleRange visible;
    stage.view.callbacks.onVisibleRange = [&](SampleRange range) { visible = range; };
    juce::MouseWheelDetails wheel{};
    wheel.deltaY = 0.2f;
    stage.view.mouseWheelMove(mouse(stage.view, 250, 100, 250), wheel);
    CHECK(stage.view.axis().samplesPerPixel() < 100.0);
    CHECK(stage.view.axis().sampleAt(250.0) == Approx(125'000.0));
    CHECK(visible == stage.view.axis().visible());

    const auto scale = stage.view.axis().samplesPerPixel();
    const auto first = stage.view.axis().firstSample();
    wheel.deltaY = -0.2f;
    stage.view.mouseWheelMove(mouse(stage.view, 250, 100, 250, juce::ModifierKeys::shiftModifier), wheel);
    CHECK(stage.view.axis().samplesPerPixel() == scale);
    CHECK(stage.view.axis().firstSample() > first);
}

TEST_CASE("Commands zoom to everything and to a range and to samples", "[app][timeline]")
{
    Stage stage;
    stage.view.zoomAll();
    CHECK(stage.view.axis().showsAll());
    stage.view.zoomTo({200'000, 1000});
    CHECK(stage.view.axis().visible().start < 200'000);
    CHECK(stage.view.axis().visible().end() > 201'000);
    stage.view.setPlayhead(200'500);
    stage.view.zoomToSamples();
    CHECK(stage.view.axis().samplesPerPixel() == Approx(1.0 / 12.0));
    CHECK(stage.view.axis().visible().overlaps({200'500, 1}));
}

TEST_CASE("The play head is followed when it runs out of view but not fetched from afar", "[app][timeline]")
{
    Stage stage;
    stage.view.setFollowsPlayhead(true);
    stage.view.setPlayhead(150'000);
    CHECK(stage.view.axis().firstSample() == 100'000);
    stage.view.setPlayhead(195'000);
    CHECK(stage.view.axis().xOf(195'000) == Approx(100.0));
    const auto first = stage.view.axis().firstSample();
    stage.view.setPlayhead(500'000);
    CHECK(stage.view.axis().firstSample() == first);
}

TEST_CASE("Dragging in the overview moves the window and its edges zoom", "[app][timeline][overview]")
{
    MemorySource source(sound(), rate);
    OverviewStrip strip;
    strip.setSize(1024, 56); // 1000 pixels of waveform from 12 on
    strip.setSource(&source);
    const auto length = static_cast<double>(source.length());
    strip.setVisible(SampleRange{0, source.length() / 10});
    std::pair<double, double> window;
    strip.onWindow = [&](double first, double end) { window = {first, end}; };

    press(strip, 62.0f, 262.0f, 20.0f);
    CHECK(window.first == Approx(0.2 * length).epsilon(0.001));
    CHECK(window.second == Approx(0.3 * length).epsilon(0.001));
    press(strip, 512.0f, 512.0f, 20.0f); // beside the window: its middle comes here
    CHECK(window.first == Approx(0.45 * length).epsilon(0.001));
    press(strip, 112.0f, 312.0f, 20.0f); // the right edge
    CHECK(window.first == 0.0);
    CHECK(window.second == Approx(0.3 * length).epsilon(0.001));
    press(strip, 62.0f, 5000.0f, 20.0f);
    CHECK(window.second == Approx(length));
}

TEST_CASE("What is missing is drawn coarse and drawn again when it arrives", "[app][timeline]")
{
    Stage stage;
    const auto fine = drawn(stage.view);
    stage.source.hasDetail = false;
    stage.view.show(100'001, 100.0);
    const auto coarse = drawn(stage.view);
    CHECK(shareThatDiffers(fine, coarse, 24) > 0.05);
    stage.source.hasDetail = true;
    stage.source.announceDetail();
    stage.view.show(100'000, 100.0);
    CHECK(shareThatDiffers(fine, drawn(stage.view), 24) < 0.001);
}

TEST_CASE("The timeline looks as it should in every theme", "[app][timeline][snapshot]")
{
    MemorySource source(sound(), rate);
    TimelineView view;
    view.setGlides(false);
    view.setSize(640, 240);
    view.setSource(&source);
    auto state = someState();
    state.ghost = SampleRange{23'000, 40'000};
    state.ghostLabel = "tighter";
    view.setState(state);
    view.setPlayhead(3 * rate);
    checkSnapshot(view, "timeline-dark");
    checkSnapshot(view, "timeline-dark-2x", 2.0f);
    for (const auto& [name, file] : {std::pair{ThemeName::light, "timeline-light"},
                                     std::pair{ThemeName::highContrast, "timeline-high-contrast"}})
    {
        const ThemeInForce inForce(name);
        view.sendLookAndFeelChange();
        checkSnapshot(view, file);
    }
}

TEST_CASE("Marking shows a loupe and single samples are lines with dots", "[app][timeline][snapshot]")
{
    Stage stage;
    const auto left = juce::ModifierKeys::leftButtonModifier;
    stage.view.mouseDown(mouse(stage.view, 200, 200, 200, left, false));
    stage.view.mouseDrag(mouse(stage.view, 600, 200, 200, left));
    checkSnapshot(stage.view, "timeline-marking");
    stage.view.mouseUp(mouse(stage.view, 600, 200, 200, left));

    stage.view.setShows(TimelineShows::waveform);
    stage.view.setSize(600, 240);
    stage.view.show(160'000, 1.0 / 8.0);
    TimelineState state;
    state.mark = SampleRange{160'020, 30};
    stage.view.setState(state);
    checkSnapshot(stage.view, "timeline-samples");
}

TEST_CASE("The overview looks as it should", "[app][timeline][overview][snapshot]")
{
    MemorySource source(sound(), rate);
    OverviewStrip strip;
    strip.setSize(640, 56);
    strip.setSource(&source);
    strip.setState(someState());
    strip.setVisible(SampleRange{2 * rate, 3 * rate});
    strip.setPlayhead(4 * rate);
    checkSnapshot(strip, "overview-dark");
}
