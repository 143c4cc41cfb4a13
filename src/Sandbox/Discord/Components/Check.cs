using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>A rule for one JSON value: adds what is wrong with it to the check.</summary>
delegate void Rule(Check check, JsonNode? node, string at);

/// <summary>One pass over a body, with what has to be counted across components.</summary>
sealed class Check
{
    internal List<FormProblem> Problems { get; } = [];

    /// <summary>Names of the files that the message has; null when they are not known, and any will do.</summary>
    internal IReadOnlySet<string>? Files { get; init; }
    internal bool IsModal { get; init; }
    internal HashSet<string> CustomIds { get; } = [];
    internal HashSet<long> Ids { get; } = [];
    internal int Components { get; set; }
    internal int TextLength { get; set; }

    internal void Add(string at, string code, string message) => Problems.Add(new(at, code, message));
}

/// <summary>
/// One thing wrong with a body: where (steps with dots between: <c>components.0.custom_id</c>), Discord's code, and its sentence.
/// </summary>
public sealed record FormProblem(string Path, string Code, string Message)
{
    public override string ToString() => $"{Path}: {Message} ({Code})";
}
