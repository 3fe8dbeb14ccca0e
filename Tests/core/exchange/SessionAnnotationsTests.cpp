#include "exchange/SessionAnnotations.h"

#include "base/Errors.h"
#include "exchange/Export.h"
#include "support/Sessions.h"
#include "support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace reprise;
using namespace reprise::test;

namespace
{
/** A bell with a yes, a no, an unsure and a prediction, and a drum that is only marked. */
SessionDocument exampleSession()
{
    SessionDocument document(someAudio());
    auto bell = someSound("bell");
    bell.hits = {someHit(200000), someHit(100000, Answer::no), someHit(300000, Answer::unsure)};
    bell.hits[0].label = "loud";
    document.perform(AddSound{bell});
    auto drum = someSound("drum");
    drum.query = {5, 100};
    document.perform(AddSound{drum});
    document.setPredicted(1, {{{400000, 22050}, HitState::predicted, 0.9f}});
    return document;
}
} // namespace

TEST_CASE("A session's marks and answers are exported by state and sound", "[exchange][session]")
{
    const auto document = exampleSession();
    const auto starts = [&](const AnnotationSelection& selection)
    {
        std::vector<SampleIndex> found;
        for (const auto& item : annotationsOf(document, selection).items)
            found.push_back(item.range.start);
        return found;
    };
    using Starts = std::vector<SampleIndex>;
    CHECK(starts({}) == Starts{5, 44100, 200000});
    CHECK(starts({{HitState::rejected}}) == Starts{100000});
    CHECK(starts({{HitState::predicted, HitState::rejected}}) == Starts{100000, 400000});
    CHECK(starts({{HitState::confirmed}, {"drum"}}) == Starts{5});
    const auto hits = document.sounds().front().hits;
    const std::set all{HitState::confirmed, HitState::rejected, HitState::predicted};
    CHECK(starts({all, {}, PlaceSelection{{hits[1].id}, {}, {}}}) == Starts{100000});
    CHECK(starts({all, {}, PlaceSelection{{hits[1].id}, {1}, {{1, 400000}, {2, 5}}}}) ==
          Starts{44100, 100000, 400000});
    CHECK(starts({{HitState::confirmed}, {}, PlaceSelection{{hits[1].id}, {1}, {}}}) == Starts{44100});
    CHECK(starts({all, {}, PlaceSelection{}}).empty());

    const auto annotations = annotationsOf(document);
    CHECK(annotations.audio.sampleRateHz == 44100);
    CHECK(annotations.audioSha256 == document.audio().sha256);
    CHECK(annotations.items.at(1) ==
          Annotation{{44100, 22050}, HitState::confirmed, 1.0f, "", "bell", 0x2080c0, true});
    CHECK(annotations.items.at(2) ==
          Annotation{{200000, 22050}, HitState::confirmed, 1.0f, "loud", "bell", 0x2080c0, false});
}

TEST_CASE("A session that was exported with everything can be gone on with after an import",
          "[exchange][session]")
{
    const TemporaryFolder folder;
    const auto document = exampleSession();
    const AnnotationSelection all{{HitState::confirmed, HitState::predicted, HitState::rejected}};
    const auto annotations = annotationsOf(document, all);
    for (const auto* name : {"events", "csv", "jams"})
    {
        INFO(name);
        const auto& format = formatFromName(name);
        exportAnnotations(annotations, format, {}, folder / name);
        const auto found =
            importAnnotations(folder / name, format, {annotations.audio, annotations.audioSha256, 0});
        const auto again = documentOf(found, document.audio(), {});
        CHECK(annotationsOf(again, all).items == annotations.items);
    }
}

TEST_CASE("Imported places become sounds by name, one sound, or marks", "[exchange][session]")
{
    Annotations annotations{someAudio().info, "", {}};
    annotations.items.resize(3);
    annotations.items[0].range = {1000, 0};
    annotations.items[0].label = "wren";
    annotations.items[1].range = {440990, 0};
    annotations.items[1].label = "wren";
    annotations.items[2].range = {50000, 200};
    SessionImport how;
    CHECK_THROWS_WITH(documentOf(annotations, someAudio(), how),
                      Catch::Contains("sample 1000 is an instant"));
    giveLength(annotations, 100);
    const auto document = documentOf(annotations, someAudio(), how);
    REQUIRE(document.sounds().size() == 2);
    CHECK(document.sounds()[0].name == "wren");
    CHECK(document.sounds()[0].query == SampleRange{1000, 100});
    REQUIRE(document.sounds()[0].hits.size() == 1);
    // Shorter at the recording's end, but where it was.
    CHECK(document.sounds()[0].hits[0].excerpt == SampleRange{440990, 10});
    CHECK_FALSE(document.sounds()[0].hits[0].wasAsked);
    CHECK(document.sounds()[1].query == SampleRange{50000, 200});

    how.soundName = "all";
    CHECK(documentOf(annotations, someAudio(), how).sounds().size() == 1);
    how.eachIsAMark = true;
    const auto marks = documentOf(annotations, someAudio(), how);
    REQUIRE(marks.sounds().size() == 3);
    CHECK(marks.sounds()[2].name == "mark 3");
    CHECK(marks.sounds()[2].hits.empty());

    annotations.items = {{{441000, 0}, HitState::confirmed, 1.0f, "end", "", {}, false}};
    CHECK_THROWS_WITH(giveLength(annotations, 100), Catch::Contains("sample 441000 is the recording's end"));

    how = {};
    annotations.items = {{{5, 5}, HitState::rejected, 0.0f, "no", "", {}, false}};
    CHECK_THROWS_WITH(documentOf(annotations, someAudio(), how),
                      Catch::Contains("'no' has no confirmed place"));
}
