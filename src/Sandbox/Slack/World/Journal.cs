using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>An API call or response_url post that the app made.</summary>
public sealed record ApiCall(DateTimeOffset At, string Method, JsonObject Arguments, int Status, string? Error)
{
    /// <summary>The app had been told to wait longer.</summary>
    public bool IsEarly { get; init; }
}

/// <summary>A payload that was delivered to the app.</summary>
public sealed record Delivered(DateTimeOffset At, Parcel Parcel, Answer Answer);

/// <summary>The latest traffic in both directions, for tests and for the trouble panel.</summary>
public sealed class Journal(SlackWorld world)
{
    const int Kept = 10_000;

    readonly Latest<ApiCall> calls = new(Kept, () => world.Announce(new(Changed.Log)));
    readonly Latest<Delivered> deliveries = new(Kept, () => world.Announce(new(Changed.Log)));

    public IReadOnlyList<ApiCall> Calls => calls.All;
    public IReadOnlyList<Delivered> Deliveries => deliveries.All;

    /// <summary>Calls of one method; "response_url" for posts to response URLs.</summary>
    public IReadOnlyList<ApiCall> CallsOf(string method) => [.. Calls.Where(call => call.Method == method)];

    /// <summary>Calls that a 429 had asked to wait longer.</summary>
    public IReadOnlyList<ApiCall> Early => [.. Calls.Where(call => call.IsEarly)];

    internal void Note(ApiCall call) => calls.Note(call);

    internal void Note(Delivered delivered) => deliveries.Note(delivered);
}
