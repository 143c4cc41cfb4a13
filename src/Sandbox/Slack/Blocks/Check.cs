using System.Globalization;

namespace OpsBot.Sandbox.Slack;

enum BlockSurface { Message, Modal, Home }

/// <summary>A rule for one JSON value: adds what is wrong with it to the check.</summary>
delegate void Rule(Check check, System.Text.Json.Nodes.JsonNode? node, string at);

/// <summary>One pass over a message or view, with what has to be counted across blocks.</summary>
sealed class Check(BlockSurface surface)
{
    internal const string Required = "missing_field";
    internal const string Unknown = "unknown_field";
    internal const string WrongType = "wrong_type";
    internal const string Unsupported = "unsupported_type";
    internal const string TooLong = "too_long";
    internal const string TooShort = "too_short";
    internal const string TooMany = "too_many";
    internal const string TooFew = "too_few";
    internal const string Invalid = "invalid_value";
    internal const string Duplicate = "duplicate_id";

    internal List<BlockProblem> Problems { get; } = [];
    internal BlockSurface Surface { get; } = surface;
    internal HashSet<string> BlockIds { get; } = [];
    internal HashSet<string> ActionIds { get; } = [];
    internal int MarkdownLength { get; set; }
    internal int Tables { get; set; }
    internal int Inputs { get; set; }
    internal int Focused { get; set; }

    internal void Add(string at, string code, string message) => Problems.Add(new(at, code, message));

    internal void Add(string at, string code, FormattableString message) =>
        Problems.Add(new(at, code, message.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>One thing wrong with a message or view: where (a JSON pointer), a code, and Slack's sentence.</summary>
public sealed record BlockProblem(string Pointer, string Code, string Message)
{
    public override string ToString() => $"[ERROR] {Message} [json-pointer:{Pointer}]";
}
