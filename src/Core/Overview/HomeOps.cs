using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record HomeOps : IQuestion<HomeOps, Home>
{
    public static Spec Spec { get; } = new("ops home",
        "What waits for you, what needs attention, what happened lately") { Examples = ["/ops home"] };
}

public sealed record Home(string Name, IReadOnlyList<Part> Sections, IReadOnlyList<Button> QuickActions, DateTimeOffset At) : IAnswer
{
    public Reply Say() => new($"Good to see you, {Name.Split(' ')[0]}")
    {
        Parts = [.. Sections, new Small(Words.Of(new Plain("As of "), new At(At)))],
        Buttons = QuickActions,
    };
}

sealed class HomeOpsHandler(IEnumerable<IHomeSection> sections) : IAnswerQuestion<HomeOps, Home>
{
    public async Task<Result<Home>> Answer(HomeOps question, Work work, CancellationToken cancel)
    {
        var parts = new List<Part>();
        foreach (var section in sections.OrderBy(section => section.Order))
        {
            var shown = await section.Show(work, cancel);
            if (shown.Count > 0 && parts.Count > 0) parts.Add(new Line());
            parts.AddRange(shown);
        }
        return new Home(work.Operator.Name, parts,
        [
            new Button("Refresh", "/ops home") { InPlace = true },
            new Button("Instances", "/instance list") { Look = Look.Primary },
            new Button("Approvals", "/approval list"),
            new Button("Help", "/ops help"),
        ], work.Now);
    }
}
