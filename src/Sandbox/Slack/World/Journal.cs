using System.Collections.Concurrent;
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

    readonly ConcurrentQueue<ApiCall> calls = new();
    readonly ConcurrentQueue<Delivered> deliveries = new();

    public IReadOnlyList<ApiCall> Calls => [.. calls];
    public IReadOnlyList<Delivered> Deliveries => [.. deliveries];

    /// <summary>Calls of one method; "response_url" for posts to response URLs.</summary>
    public IReadOnlyList<ApiCall> CallsOf(string method) => [.. calls.Where(call => call.Method == method)];

    /// <summary>Calls that a 429 had asked to wait longer.</summary>
    public IReadOnlyList<ApiCall> Early => [.. calls.Where(call => call.IsEarly)];

    internal void Note(ApiCall call)
    {
        calls.Enqueue(call);
        if (calls.Count > Kept) calls.TryDequeue(out _);
        world.Announce(new(Changed.Log));
    }

    internal void Note(Delivered delivered)
    {
        deliveries.Enqueue(delivered);
        if (deliveries.Count > Kept) deliveries.TryDequeue(out _);
        world.Announce(new(Changed.Log));
    }
}
