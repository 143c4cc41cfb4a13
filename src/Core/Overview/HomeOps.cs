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

sealed class HomeOpsHandler(HomeSections sections) : IAnswerQuestion<HomeOps, Home>
{
    public async Task<Result<Home>> Answer(HomeOps question, Work work, CancellationToken cancel) => new Home(
        work.Operator.Name, await sections.Show(work.Db, new HomeReader(work.Operator, work.Now), cancel),
        [
            new Button("Refresh", "/ops home") { InPlace = true },
            new Button("Instances", "/instance list"),
            new Button("Approvals", "/approval list"),
            new Button("Help", "/ops help"),
        ], work.Now);
}
