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

    readonly Latest<ApiCall> calls = new(Kept, () => world.Announce(new(Changed.Log)));
    readonly Latest<Delivered> deliveries = new(Kept, () => world.Announce(new(Changed.Log)));

    public IReadOnlyList<ApiCall> Calls => calls.All;
    public IReadOnlyList<Delivered> Deliveries => deliveries.All;

    /// <summary>Calls of one route, such as <c>POST /channels/{channel}/messages</c>.</summary>
    public IReadOnlyList<ApiCall> CallsOf(string route) => [.. Calls.Where(call => call.Route == route)];

    /// <summary>Calls that a 429 had asked to wait longer.</summary>
    public IReadOnlyList<ApiCall> Early => [.. Calls.Where(call => call.IsEarly)];

    internal void Note(ApiCall call) => calls.Note(call);

    internal void Note(Delivered delivered) => deliveries.Note(delivered);
}
