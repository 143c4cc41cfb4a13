using System.Globalization;

namespace OpsBot.Core.Clients.Docker;

/// <summary>One request to an engine. <paramref name="Doing"/> completes "could not …" and names the instance.</summary>
sealed record DockerCall(HttpMethod Method, string Path, string Doing)
{
    /// <summary>On top of the usual limit, for calls that wait on purpose.</summary>
    public TimeSpan Longer { get; init; }

    /// <summary>Only reads are repeated; a read that streams into a file is not, because part of it was taken.</summary>
    public bool MayRepeat { get; init; } = Method == HttpMethod.Get;

    /// <summary>Not below a version: the call that finds the version out.</summary>
    public bool Unversioned { get; init; }

    public bool Changes => Method != HttpMethod.Get;

    public static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
