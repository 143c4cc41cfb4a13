using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

enum TokenKind { None, Bot, App }

/// <summary>One method of Slack's Web API; each has its own file in Methods.</summary>
interface IApiMethod
{
    string Name { get; }

    /// <summary>The scope without which the answer is missing_scope; null when none is needed.</summary>
    string? Scope { get; }
    RateLimit Limit { get; }

    /// <summary>False where Slack reads only form fields and the query.</summary>
    bool TakesJson { get; }
    TokenKind Token => TokenKind.Bot;

    /// <summary>Counted for each channel apart, on top of <see cref="Limit"/>.</summary>
    RateLimit? LimitPerChannel => null;

    /// <summary>Arguments without which the answer is invalid_arguments.</summary>
    string[] Required => [];

    JsonObject Run(SlackWorld world, Arguments given);
}
