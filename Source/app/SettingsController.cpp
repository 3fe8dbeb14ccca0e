#include "app/SettingsController.h"

#include "app/dialogs/TypedNumber.h"

#include <utility>

namespace reprise::app
{
namespace
{
const juce::StringArray& themeNames()
{
    static const juce::StringArray names{TRANS("Dark"), TRANS("Light"), TRANS("High contrast")};
    return names;
}

Option option(const char* key, const juce::String& title, OptionKind kind, const juce::String& value,
              const juce::String& hint = {}, const juce::StringArray& choices = {})
{
    Option made;
    made.key = key;
    made.title = title;
    made.kind = kind;
    made.value = value;
    made.hint = hint;
    made.choices = choices;
    return made;
}

juce::String onOff(bool on)
{
    return on ? "1" : "0";
}
} // namespace

SettingsController::SettingsController(AppModel& modelToSet, Settings& settingsToKeep, Player& playerToSet,
                                       std::optional<FileCache> cacheToTell)
    : model(modelToSet), settings(settingsToKeep), player(playerToSet), cache(std::move(cacheToTell))
{
}

SettingsController::~SettingsController() = default;

void SettingsController::open(juce::Component& parent)
{
    if (dialog)
        return;
    problems.clear();
    storage = storagePage();
    dialog = std::make_unique<SettingsDialog>();
    dialog->onChange = [this](const juce::String& key, const juce::String& value) { change(key, value); };
    dialog->onAction = [this](int) { clearCache(); };
    dialog->onClosed = [this]
    {
        // The dialogue is still in its own call.
        juce::MessageManager::callAsync([closed = std::shared_ptr<SettingsDialog>(std::move(dialog))] {});
    };
    update();
    dialog->open(parent);
}

void SettingsController::openSoundPage(juce::Component& parent)
{
    open(parent);
    dialog->showPage(1);
}

void SettingsController::update()
{
    if (dialog)
        dialog->setState({{searchPage(), soundPage(), lookPage(), storage}});
}

SettingsPage SettingsController::searchPage() const
{
    juce::StringArray methods;
    for (const auto& info : availableMethods())
        methods.add(juce::String(std::string(info.name)));
    const auto& defaults = model.defaults;
    SettingsPage page{
        TRANS("Search"), {}, TRANS("Sounds that were marked before keep how they are searched."), {}};
    page.options = {
        option("method", TRANS("Method"), OptionKind::choice, juce::String(defaults.method.method),
               juce::String(std::string(methodFromName(defaults.method.method).description)), methods),
        option("budget", TRANS("Answer budget"), OptionKind::number, juce::String(defaults.budget),
               TRANS("So many \"no\" answers end a search; yes and unsure are free")),
        option("order", TRANS("Ask where uncertain"), OptionKind::toggle,
               onOff(defaults.order == AskOrder::uncertain),
               TRANS("Not what is likeliest: few answers, then accept the likely ones")),
        option("playsQuestions", TRANS("Play each question by itself"), OptionKind::toggle,
               onOff(settings.playsQuestions())),
    };
    if (defaults.method.method == "paper")
    {
        const auto& paper = defaults.method.paper;
        juce::StringArray features;
        const juce::String feature(std::string(nameOf(paper.feature)));
        for (const auto& info : availableFeatures())
            features.add(juce::String(std::string(info.name)));
        page.options.push_back(
            option("feature", TRANS("Feature"), OptionKind::choice, feature, {}, features));
        page.options.push_back(option("useNmf", TRANS("Split it into components (NMF)"), OptionKind::toggle,
                                      onOff(paper.useNmf)));
        if (paper.useNmf)
        {
            page.options.push_back(option("components", TRANS("Components"), OptionKind::number,
                                          juce::String(paper.components), TRANS("The paper takes 30")));
            page.options.push_back(option("selected", TRANS("Selected components"), OptionKind::number,
                                          juce::String(paper.selected),
                                          TRANS("What each answer leaves of them; slightly fewer. 0: all")));
            page.options.push_back(
                option("alpha", TRANS("Penalty"), OptionKind::number, juce::String(paper.alpha)));
            page.options.push_back(option("l1Ratio", TRANS("Share of the L1 penalty"), OptionKind::number,
                                          juce::String(paper.l1Ratio), TRANS("0 to 1")));
            juce::StringArray starts;
            for (const auto& info : availableNmfInitialisations())
                starts.add(juce::String(std::string(info.name)));
            page.options.push_back(option("initialisation", TRANS("Start"), OptionKind::choice,
                                          juce::String(std::string(nameOf(paper.initialisation))), {},
                                          starts));
            page.options.push_back(option("seed", TRANS("Seed of the start"), OptionKind::number,
                                          juce::String(static_cast<int>(paper.seed))));
        }
    }
    for (auto& made : page.options)
        if (const auto problem = problems.find(made.key); problem != problems.end())
            made.problem = problem->second;
    return page;
}

SettingsPage SettingsController::soundPage() const
{
    auto& devices = player.devices();
    SettingsPage page{TRANS("Sound"), {}, player.deviceProblem(), {}};
    juce::StringArray types, names;
    for (auto* type : devices.getAvailableDeviceTypes())
        types.add(type->getTypeName());
    if (auto* type = devices.getCurrentDeviceTypeObject())
        names = type->getDeviceNames();
    const auto setup = devices.getAudioDeviceSetup();
    page.options = {option("deviceType", TRANS("System"), OptionKind::choice,
                           devices.getCurrentAudioDeviceType(), {}, types),
                    option("device", TRANS("Device"), OptionKind::choice, setup.outputDeviceName, {}, names)};
    if (auto* device = devices.getCurrentAudioDevice())
        page.note = juce::String(device->getCurrentSampleRate() / 1000.0, 1) + " kHz, " +
                    juce::String(device->getCurrentBufferSizeSamples()) + " " + TRANS("samples");
    return page;
}

SettingsPage SettingsController::lookPage() const
{
    SettingsPage page{TRANS("Look"), {}, {}, {}};
    juce::StringArray sizes;
    const auto inWords = [](double scale) { return juce::String(juce::roundToInt(scale * 100.0)) + " %"; };
    for (const auto scale : offeredScales)
        if (scaleFitting(screen(), scale) == scale)
            sizes.add(inWords(scale));
    page.options = {option("theme", TRANS("Theme"), OptionKind::choice,
                           themeNames()[static_cast<int>(themeName())], {}, themeNames()),
                    option("scale", TRANS("Size"), OptionKind::choice,
                           inWords(scaleFitting(screen(), settings.scale())), {}, sizes)};
    return page;
}

SettingsPage SettingsController::storagePage() const
{
    SettingsPage page{TRANS("Storage"), {}, TRANS("Nothing is kept of analysed recordings."), {}};
    if (const auto count = cache ? cache->count() : 0; count > 0)
    {
        const auto words = [](std::uintmax_t bytes)
        { return juce::File::descriptionOfSizeInBytes(static_cast<juce::int64>(bytes)); };
        page.note = (count == 1 ? TRANS("%s are kept of one analysed recording, its sound included: the next "
                                        "search in it begins at once.")
                                : TRANS("%s are kept of %n analysed recordings, their sound included: the "
                                        "next search in one of them begins at "
                                        "once."))
                        .replace("%s", words(cache->bytes()))
                        .replace("%n", juce::String(count)) +
                    " " +
                    TRANS("Never more than %m; what was not used for longest goes first.")
                        .replace("%m", words(cache->mostBytes())) +
                    "\n\n" + juce::String(cache->folder().string());
        page.action = TRANS("Delete all");
    }
    return page;
}

void SettingsController::clearCache()
{
    storage.note = TRANS("Deleting ...");
    storage.action.clear();
    update();
    const auto done = [this]
    {
        storage = storagePage();
        update();
    };
    jobs.run(
        [done, kept = *cache](const Progress&) -> BackgroundJobs::Delivery
        {
            kept.clear();
            return done;
        },
        [done](const std::string&) { done(); });
}

void SettingsController::change(const juce::String& key, const juce::String& value)
{
    problems.erase(key);
    auto& defaults = model.defaults;
    const auto take = [&](int& target, int least, int most)
    {
        if (const auto number = typedWholeNumber(value, least, most))
            target = *number;
        else
            problems[key] = TRANS("A whole number from %a to %b is needed")
                                .replace("%a", juce::String(least))
                                .replace("%b", juce::String(most));
    };
    const auto takeShare = [&](double& target, double most)
    {
        if (const auto number = typedNumber(value, 0.0, most))
            target = *number;
        else
            problems[key] = TRANS("A number from 0 to %b is needed").replace("%b", juce::String(most));
    };
    if (key == "method")
        defaults.method.method = value.toStdString();
    else if (key == "budget")
        take(defaults.budget, 1, 1000);
    else if (key == "order")
        defaults.order = value == "1" ? AskOrder::uncertain : AskOrder::likeliest;
    else if (key == "components")
        take(defaults.method.paper.components, 1, 512);
    else if (key == "selected")
        take(defaults.method.paper.selected, 0, 512);
    else if (key == "feature")
        defaults.method.paper.feature = featureKindFromName(value.toStdString());
    else if (key == "useNmf")
        defaults.method.paper.useNmf = value == "1";
    else if (key == "alpha")
        takeShare(defaults.method.paper.alpha, 1e6);
    else if (key == "l1Ratio")
        takeShare(defaults.method.paper.l1Ratio, 1.0);
    else if (key == "initialisation")
        defaults.method.paper.initialisation = nmfInitialisationFromName(value.toStdString());
    else if (key == "seed")
    {
        auto seed = static_cast<int>(defaults.method.paper.seed);
        take(seed, 0, 999999999);
        defaults.method.paper.seed = static_cast<std::uint32_t>(seed);
    }
    else if (key == "playsQuestions")
        settings.setPlaysQuestions(value == "1");
    else if (key == "theme")
    {
        const auto name = static_cast<ThemeName>(std::max(0, themeNames().indexOf(value)));
        settings.setTheme(name);
        setTheme(name);
    }
    else if (key == "scale")
    {
        settings.setScale(value.getIntValue() / 100.0);
        juce::Desktop::getInstance().setGlobalScaleFactor(
            static_cast<float>(scaleFitting(screen(), settings.scale())));
        if (onScaled)
            onScaled();
    }
    else if (key == "deviceType")
        player.devices().setCurrentAudioDeviceType(value, true);
    else if (key == "device")
    {
        auto setup = player.devices().getAudioDeviceSetup();
        setup.outputDeviceName = value;
        if (const auto error = player.devices().setAudioDeviceSetup(setup, true); error.isNotEmpty())
            problems[key] = error;
    }
    settings.setSoundDefaults(defaults);
    if (key.startsWith("device"))
        settings.setAudioDevice(player.devices().createStateXml().get());
    update();
    if (onChanged)
        onChanged();
}
} // namespace reprise::app
