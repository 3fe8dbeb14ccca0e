// SPDX-License-Identifier: 0BSD
// Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.

using System;
using UnityEngine;
using UnityEngine.Events;

namespace Reprise
{
    [Serializable]
    public class RepriseUnityEvent : UnityEvent<RepriseEvent>
    {
    }

    /// <summary>Follows an AudioSource and invokes OnEvent for each event it passes.</summary>
    public class RepriseEventPlayer : MonoBehaviour
    {
        public TextAsset eventsFile;
        public AudioSource source;
        /// <summary>What is reached: "confirmed", "predicted", "rejected".</summary>
        public string[] states = { "confirmed", "predicted" };
        /// <summary>Invoke so many seconds before the sample is played, to lead into an animation.</summary>
        public double aheadSeconds;
        public RepriseUnityEvent OnEvent = new RepriseUnityEvent();

        RepriseEventList list;
        RepriseEventClock clock;

        void Awake()
        {
            list = RepriseEventList.FromJson(eventsFile.text);
            clock = new RepriseEventClock(list, states);
            clock.Reached += OnEvent.Invoke;
        }

        void Update()
        {
            if (source == null || source.clip == null || !source.isPlaying)
                return;
            // Import settings may have changed the clip's rate; the events keep to the recording's.
            var seconds = source.timeSamples / (double)source.clip.frequency;
            clock.Advance((seconds + aheadSeconds) * list.audio.sampleRate, source.loop);
        }

        /// <summary>Call after setting source.timeSamples, so that nothing in between is invoked.</summary>
        public void Seek(double seconds)
        {
            clock.Seek(seconds * list.audio.sampleRate);
        }
    }
}
