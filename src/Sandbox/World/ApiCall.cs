using System.Text.Json.Nodes;

namespace OpsBot.Sandbox;

/// <summary>
/// A call that the app made to a stand-in. <paramref name="Route"/>: its name in spells of trouble; <paramref name="Error"/>: the
/// platform's own code, null where all went well.
/// </summary>
public sealed record ApiCall(DateTimeOffset At, string Route, string Path, JsonNode? Body, int Status, string? Error)
{
    /// <summary>The app had been told to wait longer.</summary>
    public bool IsEarly { get; init; }
}

/// <summary>The latest calls that the app made, for tests and for whoever looks for what went wrong.</summary>
public sealed class Journal(Action noted)
{
    readonly Latest<ApiCall> calls = new(noted);

    public IReadOnlyList<ApiCall> Calls => calls.All;

    /// <summary>Calls of one route: <c>chat.postMessage</c>, <c>POST /channels/{channel}/messages</c>.</summary>
    public IReadOnlyList<ApiCall> CallsOf(string route) => [.. Calls.Where(call => call.Route == route)];

    /// <summary>Calls that a 429 had asked to wait longer.</summary>
    public IReadOnlyList<ApiCall> Early => [.. Calls.Where(call => call.IsEarly)];

    internal void Note(ApiCall call) => calls.Note(call);
}
