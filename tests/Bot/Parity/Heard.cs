using OpsBot.Core.Replies;

namespace OpsBot.Tests.Bot.Parity;

/// <summary>Something the product said, and after what.</summary>
public sealed record Heard(string After)
{
    public Reply? Reply { get; init; }

    public Form? Form { get; init; }
}
