// Combinations of command-line arguments over a folder of small files. Whatever is asked for, the program ends with
// one of its exit codes, and never with that of a mistake of ours.

#include "cli/ExitCodes.h"
#include "evaluation/Manifest.h"
#include "exchange/EventsJson.h"
#include "exchange/Export.h"
#include "fuzz/Fuzz.h"
#include "fuzz/Scratch.h"
#include "session/SessionStore.h"
#include "support/AudioFiles.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <map>
#include <streambuf>
#include <unistd.h>

/** The program's own main. */
int repriseMain(int argc, char** argv);

namespace reprise::fuzz
{
namespace
{
namespace fs = std::filesystem;

/** Words to put together; what an input says beside them is taken literally. Programs to start (--play-command) are
    not among them. */
constexpr std::array words{"find",
                           "info",
                           "features",
                           "export",
                           "import",
                           "convert",
                           "formats",
                           "evaluate",
                           "replay",
                           "--help",
                           "--version",
                           "--",
                           "a.wav",
                           "b.wav",
                           "truth.json",
                           "events.json",
                           "labels.txt",
                           "s.reprise",
                           "answers.txt",
                           "missing",
                           "folder",
                           "--start",
                           "--length",
                           "--like",
                           "--like-audio",
                           "--session",
                           "--sound",
                           "--budget",
                           "-o",
                           "--json",
                           "--label",
                           "--predicted",
                           "--times",
                           "--rejected",
                           "--why",
                           "--shared-sound",
                           "-i",
                           "--answers",
                           "--truth",
                           "--auto",
                           "--task",
                           "--method",
                           "--feature",
                           "--no-nmf",
                           "--components",
                           "--selected",
                           "--alpha",
                           "--l1-ratio",
                           "--init",
                           "--seed",
                           "--manifest",
                           "--quick",
                           "--track",
                           "--threads",
                           "--per-task",
                           "--accept-after",
                           "--ask",
                           "--sloppy",
                           "--sloppy-answers",
                           "--without",
                           "--audio",
                           "--format",
                           "--as",
                           "--name",
                           "--offset",
                           "--states",
                           "--frame-rate",
                           "--bpm",
                           "--beats-per-bar",
                           "--first-beat",
                           "--midi-bpm",
                           "--midi-ticks",
                           "--hit-name",
                           "--hit-format",
                           "--pre-roll",
                           "--post-roll",
                           "--fade-in",
                           "--fade-out",
                           "--from",
                           "--to",
                           "out.json",
                           "out.txt",
                           "out.mid",
                           "out.wav",
                           "out.reprise",
                           "out.npy",
                           "out",
                           "default",
                           "paper",
                           "mfcc",
                           "stft",
                           "mel",
                           "random",
                           "nndsvd",
                           "audacity",
                           "csv",
                           "midi",
                           "wav",
                           "hits",
                           "reaper",
                           "jams",
                           "marks",
                           "truth",
                           "events",
                           "all",
                           "confirmed,rejected",
                           "burst",
                           "0",
                           "1",
                           "-1",
                           "0.05",
                           "0.1",
                           "0.5",
                           "2",
                           "7",
                           "1e308",
                           "nan",
                           "inf",
                           "-0",
                           "2147483648",
                           "9223372036854775807",
                           "",
                           "\xff\xfe",
                           "=1+1"};
constexpr char literal = '\xff';

/** The files, made once. */
const std::map<std::string, std::string>& files()
{
    static const auto made = []
    {
        std::map<std::string, std::string> result;
        const auto folder = emptyFolder();
        constexpr int rate = 8000;
        auto signal = test::noise(rate * 6 / 10, 0.01f, 1);
        const auto burst = test::noise(rate / 10, 0.5f, 2);
        for (const auto at : {800u, 2400u, 3600u})
            test::mixInto(signal, burst, at);
        test::writeAudio(folder / "a.wav", signal, rate, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
        test::writeAudio(folder / "b.wav", signal, 2 * rate, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
        AudioFile audio(folder / "a.wav");
        const auto hash = sha256OfFile(folder / "a.wav");
        Annotations annotations{audio.info(), hash, {{{800, 800}, HitState::confirmed, 1.0f, "x", "burst"}}};
        for (const auto* name : {"events.json", "labels.txt"})
            exportAnnotations(annotations, formatForWriting(folder / name), {}, folder / name);
        SessionDocument document(SessionAudio{audio.info(), hash});
        Sound sound;
        sound.name = "burst";
        sound.query = {800, 800};
        document.perform(AddSound{sound});
        SessionStore::create(folder / "s.reprise", document);
        for (const auto& entry : fs::directory_iterator(folder))
            result[entry.path().filename()] = contentOf(entry.path());
        result["answers.txt"] = "yes\nno\nundo\nno\nunsure\n";
        result["truth.json"] = R"({"version": 1, "tasks": [{"id": "burst", "track": "test", "audio": "a.wav",
            "quick": true, "query": {"start": 0.1, "length": 0.1}, "occurrences": [{"start": 0.1, "length": 0.1,
            "query": true}, {"start": 0.3, "length": 0.1}, {"start": 0.45, "length": 0.1}]}]})";
        return result;
    }();
    return made;
}

/** Each byte is a word; a literal goes to the next line end and cannot name another folder or a program. */
std::vector<std::string> argumentsFrom(std::string_view input)
{
    constexpr std::size_t most = 24;
    std::vector<std::string> arguments{"reprise"};
    while (!input.empty() && arguments.size() < most)
    {
        const auto byte = input.front();
        input.remove_prefix(1);
        if (byte != literal)
        {
            arguments.emplace_back(words[static_cast<unsigned char>(byte) % words.size()]);
            continue;
        }
        const auto end = std::min(input.find('\n'), input.size());
        std::string text(input.substr(0, end));
        input.remove_prefix(std::min(end + 1, input.size()));
        text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '/' || c == '\0'; }),
                   text.end());
        if (!text.starts_with("--play") && !text.starts_with(".."))
            arguments.push_back(std::move(text));
    }
    return arguments;
}

/** Takes everything and keeps nothing. */
struct Nowhere : std::streambuf
{
    int overflow(int c) override { return traits_type::not_eof(c); }
    std::streamsize xsputn(const char*, std::streamsize count) override { return count; }
};

struct Silenced
{
    Nowhere nowhere;
    std::streambuf* out = std::cout.rdbuf(&nowhere);
    std::streambuf* error = std::cerr.rdbuf(&nowhere);
    ~Silenced()
    {
        std::cout.rdbuf(out);
        std::cerr.rdbuf(error);
    }
};

void run(std::string_view input)
{
    static const auto isAlone = []
    {
        unsetenv("REPRISE_PLAY");
        const auto nothing = ::open("/dev/null", O_RDONLY);
        ::dup2(nothing, STDIN_FILENO);
        return ::close(nothing) == 0;
    }();
    require(isAlone, "nobody answers at the terminal");
    const auto content = files();
    const auto folder = emptyFolder();
    for (const auto& [name, text] : content)
        writeFile(folder / name, text);
    fs::create_directory(folder / "folder");
    const auto before = fs::current_path();
    fs::current_path(folder);
    auto arguments = argumentsFrom(input);
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    auto code = -1;
    {
        const Silenced silenced;
        code = repriseMain(static_cast<int>(arguments.size()), pointers.data());
    }
    fs::current_path(before);
    require(code != cli::exitInternal && code >= 0, "no arguments bring out a mistake of ours");
    if (contentOf(folder / "a.wav") != content.at("a.wav"))
        require(false, "audio is only read");
}

/** The bytes for known words, literals for the others. */
std::string bytesFor(std::initializer_list<std::string_view> arguments)
{
    std::string bytes;
    for (const auto argument : arguments)
    {
        const auto found = std::find(words.begin(), words.end(), argument);
        if (found == words.end())
            bytes += literal + std::string(argument) + "\n";
        else
            bytes += static_cast<char>(found - words.begin());
    }
    return bytes;
}

std::vector<std::string> seeds()
{
    return {
        bytesFor({"info", "a.wav", "--json"}),
        bytesFor({"find", "a.wav", "--start", "0.1", "--length", "0.1", "--auto", "0.5", "-o", "out.json",
                  "--why"}),
        bytesFor({"find", "a.wav", "--start", "0.1", "--length", "0.1", "--answers", "answers.txt",
                  "--session", "out.reprise", "--shared-sound", "out.wav", "--method", "paper"}),
        bytesFor({"find", "--session", "s.reprise", "--auto", "0", "--predicted", "0.5", "--json"}),
        bytesFor({"find", "b.wav", "--like", "events.json", "--truth", "truth.json", "--task", "burst"}),
        bytesFor({"features", "a.wav", "--feature", "mfcc", "--components", "2", "--init", "random", "-o",
                  "out.npy"}),
        bytesFor({"export", "s.reprise", "--format", "midi", "-o", "out", "--bpm", "100", "--offset", "1"}),
        bytesFor({"export", "events.json", "--format", "hits", "--audio", "a.wav", "-o", "out", "--pre-roll",
                  "7", "--fade-in", "2", "--hit-name", "{sound} {time}"}),
        bytesFor({"import", "labels.txt", "--audio", "a.wav", "--as", "truth", "-o", "out.json", "--length",
                  "0.1"}),
        bytesFor({"convert", "events.json", "out.txt", "--states", "all"}),
        bytesFor({"convert", "labels.txt", "--audio", "a.wav", "out", "--to", "csv", "--to", "jams"}),
        bytesFor({"evaluate", "--manifest", "truth.json", "--budget", "2", "--json", "--sloppy", "7"}),
        bytesFor({"replay", "s.reprise", "--json"}),
        bytesFor({"formats", "--json"}),
        bytesFor({"--help"})};
}
} // namespace

Target argumentsTarget()
{
    return {"arguments", run, seeds};
}
} // namespace reprise::fuzz
