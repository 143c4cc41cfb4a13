using System.Text.Json.Serialization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Runtime;

/// <summary>What an instance has on its server; a deletion takes what is OpsBot's of it and nothing else.</summary>
public sealed record Belongings
{
    public string? Container { get; init; }

    /// <summary>Those that carry its label.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Made by the engine for its container alone; they go with it.</summary>
    public IReadOnlyList<string> Unnamed { get; init; } = [];

    /// <summary>In its container, but named by somebody and without its label.</summary>
    public IReadOnlyList<string> OthersVolumes { get; init; } = [];

    /// <summary>Of the host, mounted into its container.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>"container acme-old, volume acme-old-data and a volume without a name"; empty where there is nothing.</summary>
    [JsonIgnore]
    public string Ours => Several.InOneSentence(
    [
        .. Container is null ? Array.Empty<string>() : [$"container {Container}"],
        .. Volumes.Select(name => $"volume {name}"),
        .. Unnamed.Count switch
        {
            0 => Array.Empty<string>(),
            1 => ["a volume without a name"],
            var many => [$"{many} volumes without a name"],
        },
    ]);

    /// <summary>"volume shared-files and folder /srv/acme"; empty where there is nothing.</summary>
    [JsonIgnore]
    public string Others =>
        Several.InOneSentence([.. OthersVolumes.Select(name => $"volume {name}"), .. Folders.Select(path => $"folder {path}")]);

    /// <summary>What a deletion took, seen from what it left; the engine keeps a volume that another container uses.</summary>
    public Belongings Gone(Belongings left) => new()
    {
        Container = left.Container is null ? Container : null,
        Volumes = [.. Volumes.Except(left.Volumes)],
        Unnamed = [.. Unnamed.Except(left.OthersVolumes)],
    };
}
