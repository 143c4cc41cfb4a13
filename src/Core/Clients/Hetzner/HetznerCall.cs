using OpsBot.Core.Servers.Providers;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>One request to Hetzner. <paramref name="Doing"/> completes "could not …".</summary>
sealed record HetznerCall(HttpMethod Method, string Path, string Doing)
{
    public object? Body { get; init; }

    public Urgency Urgency { get; init; } = Urgency.Job;

    /// <summary>Makes a server: then a type that is not there is one that cannot be had.</summary>
    public bool MakesServer { get; init; }

    public bool Changes => Method != HttpMethod.Get;
}

/// <summary>What came back, whatever it says.</summary>
sealed record HetznerAnswer(int Status, string Body, string? Reference);
