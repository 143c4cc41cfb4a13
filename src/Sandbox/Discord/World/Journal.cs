using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A REST call that the app made: <see cref="Route"/> is method and template, <see cref="Code"/> Discord's error code.</summary>
public sealed record ApiCall(DateTimeOffset At, string Route, string Path, JsonNode? Body, int Status, int? Code)
{
    /// <summary>The app had been told to wait longer.</summary>
    public bool IsEarly { get; init; }
}

/// <summary>An interaction that was delivered to the app.</summary>
public sealed record Delivered(DateTimeOffset At, Interaction Interaction, JsonObject Payload, Answer Answer);

/// <summary>The latest traffic in both directions, for tests and for the trouble panel.</summary>
public sealed class Journal(DiscordWorld world)
{
    const int Kept = 10_000;

    readonly ConcurrentQueue<ApiCall> calls = new();
    readonly ConcurrentQueue<Delivered> deliveries = new();

    public IReadOnlyList<ApiCall> Calls => [.. calls];
    public IReadOnlyList<Delivered> Deliveries => [.. deliveries];

    /// <summary>Calls of one route, such as <c>POST /channels/{channel}/messages</c>.</summary>
    public IReadOnlyList<ApiCall> CallsOf(string route) => [.. calls.Where(call => call.Route == route)];

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
