#include "app/Settings.h"

#include <algorithm>
#include <cmath>

namespace reprise::app
{
namespace
{
constexpr int mostRecentFiles = 10;

juce::PropertiesFile::Options options()
{
    juce::PropertiesFile::Options made;
    made.applicationName = "reprise";
    made.filenameSuffix = "settings";
#if JUCE_LINUX
    made.folderName = ".config/reprise";
#else
    made.folderName = "Reprise";
#endif
    made.osxLibrarySubFolder = "Application Support";
    made.millisecondsBeforeSaving = 1000;
    return made;
}
} // namespace

Settings::Settings(const juce::File& file) : properties(file, options()) {}

juce::File Settings::standardFile()
{
    return options().getDefaultFile();
}

std::filesystem::path Settings::draftsFolder()
{
#if JUCE_LINUX
    const auto folder = juce::File("~/.local/share/reprise/drafts");
#else
    const auto folder = juce::File::getSpecialLocation(juce::File::userApplicationDataDirectory)
                            .getChildFile("Reprise/drafts");
#endif
    return folder.getFullPathName().toStdString();
}

ThemeName Settings::theme() const
{
    return static_cast<ThemeName>(std::clamp(properties.getIntValue("theme", 0), 0, 2));
}

void Settings::setTheme(ThemeName name)
{
    properties.setValue("theme", static_cast<int>(name));
}

double Settings::number(const char* key, double least, double most, double otherwise) const
{
    const auto value = properties.getDoubleValue(key, otherwise);
    return std::isfinite(value) ? std::clamp(value, least, most) : otherwise;
}

double Settings::scale() const
{
    return number("scale", 1.0, 3.0, 1.0);
}

void Settings::setScale(double scale)
{
    properties.setValue("scale", scale);
}

SoundDefaults Settings::soundDefaults() const
{
    SoundDefaults defaults;
    const auto method = properties.getValue("method", "default").toStdString();
    const auto methods = availableMethods();
    if (std::any_of(methods.begin(), methods.end(),
                    [&](const MethodInfo& info) { return info.name == method; }))
        defaults.method.method = method;
    auto& paper = defaults.method.paper;
    paper.components = std::clamp(properties.getIntValue("components", paper.components), 1, 512);
    paper.selected = std::clamp(properties.getIntValue("selected", paper.selected), 0, 512);
    const auto feature = properties.getValue("feature").toStdString();
    for (const auto& info : availableFeatures())
        if (info.name == feature)
            paper.feature = info.kind;
    paper.useNmf = properties.getBoolValue("useNmf", paper.useNmf);
    paper.alpha = number("alpha", 0.0, 1e6, paper.alpha);
    paper.l1Ratio = number("l1Ratio", 0.0, 1.0, paper.l1Ratio);
    const auto start = properties.getValue("initialisation").toStdString();
    for (const auto& info : availableNmfInitialisations())
        if (info.name == start)
            paper.initialisation = info.initialisation;
    paper.seed = static_cast<std::uint32_t>(std::max(0, properties.getIntValue("seed", 0)));
    defaults.budget = std::clamp(properties.getIntValue("budget", 10), 1, 1000);
    defaults.order =
        askOrderFromName(properties.getValue("order").toStdString()).value_or(AskOrder::likeliest);
    return defaults;
}

void Settings::setSoundDefaults(const SoundDefaults& defaults)
{
    properties.setValue("method", juce::String(defaults.method.method));
    properties.setValue("components", defaults.method.paper.components);
    properties.setValue("selected", defaults.method.paper.selected);
    properties.setValue("feature", juce::String(std::string(nameOf(defaults.method.paper.feature))));
    properties.setValue("useNmf", defaults.method.paper.useNmf);
    properties.setValue("alpha", defaults.method.paper.alpha);
    properties.setValue("l1Ratio", defaults.method.paper.l1Ratio);
    properties.setValue("initialisation",
                        juce::String(std::string(nameOf(defaults.method.paper.initialisation))));
    properties.setValue("seed", static_cast<int>(defaults.method.paper.seed));
    properties.setValue("budget", defaults.budget);
    properties.setValue("order", juce::String(std::string(nameOf(defaults.order))));
}

TimelineShows Settings::shows() const
{
    return static_cast<TimelineShows>(std::clamp(properties.getIntValue("shows", 2), 0, 2));
}

void Settings::setShows(TimelineShows shown)
{
    properties.setValue("shows", static_cast<int>(shown));
}

SnapMode Settings::snap() const
{
    return static_cast<SnapMode>(std::clamp(properties.getIntValue("snap", 1), 0, 2));
}

void Settings::setSnap(SnapMode mode)
{
    properties.setValue("snap", static_cast<int>(mode));
}

bool Settings::playsQuestions() const
{
    return properties.getBoolValue("playsQuestions", true);
}

void Settings::setPlaysQuestions(bool plays)
{
    properties.setValue("playsQuestions", plays);
}

bool Settings::followsPlayHead() const
{
    return properties.getBoolValue("followsPlayHead", true);
}

void Settings::setFollowsPlayHead(bool follows)
{
    properties.setValue("followsPlayHead", follows);
}

bool Settings::playsAround() const
{
    return properties.getBoolValue("playsAround", false);
}

void Settings::setPlaysAround(bool plays)
{
    properties.setValue("playsAround", plays);
}

int Settings::hintStep() const
{
    return std::clamp(properties.getIntValue("hintStep", 0), 0, 3);
}

void Settings::setHintStep(int step)
{
    properties.setValue("hintStep", step);
}

bool Settings::isFirstStart() const
{
    return !properties.getBoolValue("started", false);
}

void Settings::setStarted()
{
    properties.setValue("started", true);
}

juce::String Settings::windowState() const
{
    return properties.getValue("window");
}

void Settings::setWindowState(const juce::String& state)
{
    properties.setValue("window", state);
}

std::unique_ptr<juce::XmlElement> Settings::audioDevice() const
{
    return properties.getXmlValue("audioDevice");
}

void Settings::setAudioDevice(const juce::XmlElement* state)
{
    properties.setValue("audioDevice", state);
}

juce::StringArray Settings::recentFiles() const
{
    return juce::StringArray::fromLines(properties.getValue("recentFiles"));
}

void Settings::addRecentFile(const juce::File& file)
{
    auto files = recentFiles();
    files.removeString(file.getFullPathName());
    files.insert(0, file.getFullPathName());
    files.removeEmptyStrings();
    files.removeRange(mostRecentFiles, files.size());
    properties.setValue("recentFiles", files.joinIntoString("\n"));
}

juce::Rectangle<int> screenPixels()
{
    const auto& desktop = juce::Desktop::getInstance();
    const auto* display = desktop.getDisplays().getPrimaryDisplay();
    return display == nullptr ? juce::Rectangle<int>() : display->userArea * desktop.getGlobalScaleFactor();
}

double scaleFitting(juce::Rectangle<int> screen, double wanted)
{
    if (screen.isEmpty())
        return wanted;
    const auto most = std::min(screen.getWidth() / 900.0, screen.getHeight() / 600.0);
    if (wanted <= most)
        return wanted;
    const auto above = std::upper_bound(offeredScales.begin(), offeredScales.end(), most);
    return above == offeredScales.begin() ? offeredScales.front() : *(above - 1);
}
} // namespace reprise::app
