// SPDX-License-Identifier: 0BSD
// Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.

#pragma once

#include "Components/ActorComponent.h"
#include "CoreMinimal.h"
#include "RepriseEventClock.h"

#include "RepriseEventsComponent.generated.h"

class UAudioComponent;
class USoundWave;

USTRUCT(BlueprintType)
struct FRepriseEvent
{
    GENERATED_BODY()

    UPROPERTY(BlueprintReadOnly, Category = "Reprise") int64 Sample = 0;
    UPROPERTY(BlueprintReadOnly, Category = "Reprise") int64 EndSample = 0;
    UPROPERTY(BlueprintReadOnly, Category = "Reprise") float Confidence = 0.0f;
    UPROPERTY(BlueprintReadOnly, Category = "Reprise") FString State;
    UPROPERTY(BlueprintReadOnly, Category = "Reprise") FString Label;
    UPROPERTY(BlueprintReadOnly, Category = "Reprise") FString Sound;
};

DECLARE_DYNAMIC_MULTICAST_DELEGATE_OneParam(FRepriseEventReached, const FRepriseEvent&, Event);

/** Follows an audio component and broadcasts OnEventReached for each event it passes. Game thread only. */
UCLASS(ClassGroup = (Audio), meta = (BlueprintSpawnableComponent))
class URepriseEventsComponent : public UActorComponent
{
    GENERATED_BODY()

public:
    /** Relative to the project's content folder; must be staged as a non-asset file. */
    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Reprise") FString EventsFile;

    /** What is reached: confirmed, predicted, rejected. */
    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Reprise")
    TArray<FString> States{TEXT("confirmed"), TEXT("predicted")};

    UPROPERTY(EditAnywhere, BlueprintReadWrite, Category = "Reprise") bool bLoops = true;

    UPROPERTY(BlueprintAssignable, Category = "Reprise") FRepriseEventReached OnEventReached;

    /** Starts following; false, with a line in the log, when the file cannot be read. */
    UFUNCTION(BlueprintCallable, Category = "Reprise") bool Follow(UAudioComponent* Audio);

    UFUNCTION(BlueprintCallable, Category = "Reprise") void Seek(double Seconds);

private:
    bool Load();
    void HandlePlayback(const UAudioComponent* Audio, const USoundWave* Wave, const float Share);

    reprise_game::EventClock Clock;
};
