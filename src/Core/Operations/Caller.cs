using OpsBot.Core.Access;

namespace OpsBot.Core.Operations;

/// <summary>An account on a chat platform: ("slack", "U123"), ("discord", "80351…"), ("cli", "root").</summary>
public sealed record ChatAccount(string Platform, string Id)
{
    public override string ToString() => $"{Platform}:{Id}";

    public static ChatAccount? Parse(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < text.Length - 1
        ? new(text[..colon], text[(colon + 1)..]) : null;
}

/// <summary>Through what somebody asks: account, workspace and channel; the audit keeps it.</summary>
public sealed record Caller(ChatAccount Account)
{
    public string? Workspace { get; init; }
    public string? Channel { get; init; }

    /// <summary>The name the platform knows the account by; shown, never trusted.</summary>
    public string? Name { get; init; }
}

/// <summary>One thing asked: by whom, what, and where the answer goes.</summary>
public sealed record Request(Caller Caller, string Line)
{
    /// <summary>What a form filled in, by parameter name.</summary>
    public IReadOnlyDictionary<string, string> Filled { get; init; } = new Dictionary<string, string>();

    /// <summary>Where only the asker reads; none when the caller reads the outcome itself.</summary>
    public ChatPlace? Answer { get; init; }

    /// <summary>Where everybody reads: the channel it was asked in.</summary>
    public ChatPlace? Room { get; init; }

    /// <summary>Asked in the direct messages with the bot, where everything that is said to who asked stands, too.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The answer takes the place of the message that was clicked in.</summary>
    public bool InPlace { get; init; }

    /// <summary>Where a form can open right now.</summary>
    public ChatPlace? Dialog { get; init; }

    /// <summary>The inbox row it came from; running it marks the row handled in the same transaction.</summary>
    public Guid? Receipt { get; init; }

    /// <summary>OpsBot itself asks, by the name of that duty; nobody who comes from outside can say so.</summary>
    internal string? Duty { get; init; }

    /// <summary>Somebody has to agree first, whatever the policy says.</summary>
    internal bool Proposes { get; init; }

    /// <summary>OpsBot asks because of what that person did.</summary>
    internal OperatorId? Cause { get; init; }

    /// <summary>Somebody who asked for it once, whoever they are by now.</summary>
    internal OperatorId? InNameOf { get; init; }

    /// <summary>A worker goes on with what was begun.</summary>
    internal bool GoesOn { get; init; }

    /// <summary>Digest of the plan the asker saw in a form.</summary>
    public string? Seen { get; init; }

    /// <summary>Without what no database keeps as text: zero bytes and half characters.</summary>
    internal Request Storable() => this with
    {
        Line = Storable(Line), Filled = Filled.ToDictionary(pair => pair.Key, pair => Storable(pair.Value)),
        Caller = Caller.Name is { } name ? Caller with { Name = Storable(name) } : Caller,
    };

    // Enumerating runes puts the replacement character where a half one stood.
    static string Storable(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0));
}
