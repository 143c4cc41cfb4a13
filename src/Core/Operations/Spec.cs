namespace OpsBot.Core.Operations;

/// <summary>All that is declared about an operation; commands, forms, help, manifests, checks and audit derive from it.</summary>
public sealed record Spec(string Command, string Summary)
{
    public Role Needs { get; init; } = Role.Operator;

    /// <summary>The default; a plan may ask for more or less in its case, a policy overrides both.</summary>
    public Guard Guard { get; init; } = Guard.None;

    /// <summary>Command lines that show how it is used; help and the composer print them.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Reads so much that it takes its time: such requests have places of their own and never take those of all others.</summary>
    public bool ReadsMuch { get; init; }

    /// <summary>Not listed in help or menus: only buttons send it.</summary>
    public bool Hidden { get; init; }

    /// <summary>What its form's send button and its confirm button say; "Stop" for "instance stop" unless set.</summary>
    public string Verb { get; init; } = Capitalized(Command[(Command.LastIndexOf(' ') + 1)..]);

    /// <summary>"Stopping": what long work says it is at while it lasts, before what it is done to.</summary>
    public string? Doing { get; init; }

    public string Noun => Command.Split(' ')[0];

    /// <summary>It is all there is under its noun: /why.</summary>
    public bool IsAlone => Noun.Length == Command.Length;

    /// <summary>What it is called below its noun; what is of one word, by that.</summary>
    public string Below => IsAlone ? Command : Command[(Noun.Length + 1)..];

    static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('-', ' ');
}
