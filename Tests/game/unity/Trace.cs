// Plays the example events on a clip at half the recording's rate and prints what is reached.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using Reprise;
using UnityEngine;

static class Trace
{
    static void Call(object target, string method)
    {
        target.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic).Invoke(target, null);
    }

    static int Main(string[] arguments)
    {
        var reached = new List<string>();
        var source = new AudioSource { clip = new AudioClip { frequency = 24000 }, isPlaying = true, loop = true };
        var player = new RepriseEventPlayer { eventsFile = new TextAsset { text = File.ReadAllText(arguments[0]) }, source = source };
        player.OnEvent.AddListener(item => reached.Add(item.sample + " " + item.label));
        Call(player, "Awake");
        foreach (var position in new[] { 0, 1, 12000, 12001, 11990, 12010, 50 }) // a step back by jitter, then a loop
        {
            source.timeSamples = position;
            Call(player, "Update");
        }
        player.Seek(40000.0 / 48000.0);
        source.timeSamples = 24000;
        Call(player, "Update");
        source.loop = false;
        source.timeSamples = 6000; // not a loop: a seek
        Call(player, "Update");
        source.timeSamples = 12001;
        Call(player, "Update");
        Console.WriteLine(string.Join(", ", reached));
        try
        {
            RepriseEventList.FromJson(File.ReadAllText(arguments[0]).Replace("reprise.events", "reprise.session"));
        }
        catch (FormatException)
        {
            return 0;
        }
        return 1;
    }
}
