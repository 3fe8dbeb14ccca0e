// The few types of Unity that the readers use, so that they compile and run without it.
using System;
using System.IO;
using System.Runtime.Serialization.Json;
using System.Text;

namespace UnityEngine
{
    public class MonoBehaviour
    {
    }

    public class TextAsset
    {
        public string text;
    }

    public class AudioClip
    {
        public int frequency;
    }

    public class AudioSource
    {
        public AudioClip clip;
        public int timeSamples;
        public bool isPlaying, loop;
    }

    public static class JsonUtility
    {
        public static T FromJson<T>(string json)
        {
            using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(json)))
                return (T)new DataContractJsonSerializer(typeof(T)).ReadObject(stream);
        }
    }
}

namespace UnityEngine.Events
{
    public class UnityEvent<T>
    {
        event Action<T> Listeners;

        public void AddListener(Action<T> listener)
        {
            Listeners += listener;
        }

        public void Invoke(T value)
        {
            if (Listeners != null)
                Listeners(value);
        }
    }
}
