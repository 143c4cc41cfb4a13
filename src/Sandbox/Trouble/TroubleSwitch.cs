namespace OpsBot.Sandbox.Trouble;

/// <summary>Something about a trouble that whoever makes it picks: which server, how.</summary>
public sealed record TroubleChoice(string Name, IReadOnlyList<string> Options);

/// <summary>One thing that can be made to go wrong; what was picked is handed over by the names of its choices.</summary>
public sealed record TroubleSwitch(
    string Id, string Label, string Effect, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<string>> Pull)
{
    /// <summary>Under which it stands.</summary>
    public string Heading { get; init; } = "";

    /// <summary>What is wrong right now; null when nothing is.</summary>
    public string? Now { get; init; }

    public IReadOnlyList<TroubleChoice> Choices { get; init; } = [];

    /// <summary>Ends this one alone; none where only all of them end.</summary>
    public Action? End { get; init; }

    /// <summary>One that is done as soon as it is pulled, and then says so.</summary>
    internal static TroubleSwitch Of(string id, string label, string effect, string done, Action pull) => new(id, label, effect, (_, _) =>
    {
        pull();
        return Task.FromResult(done);
    });
}
