// SPDX-License-Identifier: 0BSD
// Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.

using System;
using System.Collections.Generic;
using UnityEngine;

namespace Reprise
{
    /// <summary>An event as the events JSON names it. Samples are the truth, seconds are derived.</summary>
    [Serializable]
    public class RepriseEvent
    {
        public long sample;
        public long endSample;
        public double time;
        public double duration;
        public float confidence;
        public string state;
        public string label;
        public string sound;
    }

    [Serializable]
    public class RepriseAudio
    {
        public string file;
        public string sha256;
        public int sampleRate;
        public int channels;
        public long samples;
    }

    /// <summary>An events file of Reprise.</summary>
    [Serializable]
    public class RepriseEventList
    {
        public string format;
        public int version;
        public RepriseAudio audio;
        public RepriseEvent[] events;

        /// <summary>Throws FormatException for what is no events file of a known version.</summary>
        public static RepriseEventList FromJson(string json)
        {
            var list = JsonUtility.FromJson<RepriseEventList>(json);
            if (list == null || list.format != "reprise.events" || list.version != 1 || list.audio == null || list.events == null)
                throw new FormatException("this is no reprise.events file of version 1");
            return list;
        }
    }

    /// <summary>Calls back for what lies between one playback position and the next, in samples of the recording.
    /// An event is reached once playback is past its first sample, so one at sample 0 is reached right after the start
    /// and again after each loop. One thread at a time.</summary>
    public class RepriseEventClock
    {
        /// <summary>Clocks of mixers step back by a few milliseconds; a longer step back is a loop or a seek.</summary>
        public const double JitterSeconds = 0.1;

        public event Action<RepriseEvent> Reached;

        readonly List<RepriseEvent> events = new List<RepriseEvent>();
        readonly double sampleRate, sampleCount;
        double reached;
        int next;

        /// <param name="states">What is reached: "confirmed", "predicted", "rejected".</param>
        public RepriseEventClock(RepriseEventList list, ICollection<string> states)
        {
            sampleRate = list.audio.sampleRate;
            sampleCount = list.audio.samples;
            foreach (var item in list.events)
                if (states.Contains(item.state))
                    events.Add(item);
            events.Sort((a, b) => a.sample.CompareTo(b.sample));
        }

        /// <param name="loops">Whether a step back means that the sound began again, and not a seek.</param>
        public void Advance(double position, bool loops)
        {
            if (position < reached)
            {
                if (position < 0 || reached - position < JitterSeconds * sampleRate)
                    return;
                if (loops)
                    ReachUntil(sampleCount);
                Seek(loops ? 0 : position);
            }
            ReachUntil(position);
        }

        /// <summary>Goes on from a position without calling back for what lies before it.</summary>
        public void Seek(double position)
        {
            reached = position;
            next = 0;
            while (next < events.Count && events[next].sample < position)
                ++next;
        }

        void ReachUntil(double position)
        {
            reached = position;
            while (next < events.Count && events[next].sample < position)
            {
                var item = events[next++];
                if (Reached != null)
                    Reached(item);
            }
        }
    }
}
