// SPDX-License-Identifier: 0BSD
// Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.

#include "RepriseEventsComponent.h"

#include "Components/AudioComponent.h"
#include "Dom/JsonObject.h"
#include "Misc/FileHelper.h"
#include "Misc/Paths.h"
#include "Serialization/JsonReader.h"
#include "Serialization/JsonSerializer.h"

namespace
{
std::string Utf8(const FString& Text)
{
    return std::string(TCHAR_TO_UTF8(*Text));
}
} // namespace

bool URepriseEventsComponent::Load()
{
    FString Text;
    TSharedPtr<FJsonObject> Root;
    if (!FFileHelper::LoadFileToString(Text, *(FPaths::ProjectContentDir() / EventsFile)) ||
        !FJsonSerializer::Deserialize(TJsonReaderFactory<>::Create(Text), Root) || !Root.IsValid() ||
        Root->GetStringField(TEXT("format")) != TEXT("reprise.events") ||
        Root->GetIntegerField(TEXT("version")) != 1)
    {
        UE_LOG(LogTemp, Error, TEXT("%s: is no reprise.events file of version 1"), *EventsFile);
        return false;
    }
    std::vector<reprise_game::Event> Events;
    for (const TSharedPtr<FJsonValue>& Value : Root->GetArrayField(TEXT("events")))
    {
        const TSharedPtr<FJsonObject> Item = Value->AsObject();
        const FString State = Item->GetStringField(TEXT("state"));
        if (!States.Contains(State))
            continue;
        FString Label, Sound;
        Item->TryGetStringField(TEXT("label"), Label);
        Item->TryGetStringField(TEXT("sound"), Sound);
        Events.push_back({static_cast<std::int64_t>(Item->GetNumberField(TEXT("sample"))),
                          static_cast<std::int64_t>(Item->GetNumberField(TEXT("endSample"))),
                          static_cast<float>(Item->GetNumberField(TEXT("confidence"))), Utf8(State),
                          Utf8(Label), Utf8(Sound)});
    }
    const TSharedPtr<FJsonObject> Audio = Root->GetObjectField(TEXT("audio"));
    Clock = reprise_game::EventClock(std::move(Events), Audio->GetNumberField(TEXT("sampleRate")),
                                     Audio->GetNumberField(TEXT("samples")));
    return true;
}

bool URepriseEventsComponent::Follow(UAudioComponent* Audio)
{
    if (Audio == nullptr || !Load())
        return false;
    Audio->OnAudioPlaybackPercentNative.AddUObject(this, &URepriseEventsComponent::HandlePlayback);
    return true;
}

void URepriseEventsComponent::Seek(double Seconds)
{
    Clock.seek(Seconds * Clock.sampleRateHz());
}

void URepriseEventsComponent::HandlePlayback(const UAudioComponent*, const USoundWave*, const float Share)
{
    // 1 is the end; a looping sound may count on past it.
    const double Round = Share > 1.0f ? FMath::Frac(static_cast<double>(Share)) : static_cast<double>(Share);
    Clock.advance(Round * Clock.samples(), bLoops,
                  [this](const reprise_game::Event& Item)
                  {
                      FRepriseEvent Event;
                      Event.Sample = Item.sample;
                      Event.EndSample = Item.endSample;
                      Event.Confidence = Item.confidence;
                      Event.State = UTF8_TO_TCHAR(Item.state.c_str());
                      Event.Label = UTF8_TO_TCHAR(Item.label.c_str());
                      Event.Sound = UTF8_TO_TCHAR(Item.sound.c_str());
                      OnEventReached.Broadcast(Event);
                  });
}
