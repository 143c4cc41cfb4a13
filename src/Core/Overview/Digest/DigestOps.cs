using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record DigestOps : IQuestion<DigestOps, Digest>
{
    public static Spec Spec { get; } = new("ops digest", "What happened since the last digest, what waits, what costs")
    {
        Examples = ["/ops digest"],
    };
}

/// <summary>What is worth knowing in the morning.</summary>
public sealed record Digest(
    DateTimeOffset Since, IReadOnlyList<Item> Happened, IReadOnlyList<Item> Waits, IReadOnlyList<Item> Costs, bool IsQuiet) : IAnswer
{
    public Reply Say() => new("What happened, what waits, what costs")
    {
        Parts =
        [
            .. IsQuiet ? [new Paragraph("Nothing happened, nothing waits, and nothing costs that should not.")] : Array.Empty<Part>(),
            .. Section("Happened", Happened), .. Section("Waits", Waits), .. Section("Costs", Costs),
            new Small(Words.Of(new Plain("Since "), new At(Since))),
        ],
        Buttons = [new Button("Home", "/ops home"), new Button("Alerts", "/alert list"), new Button("Jobs", "/job list")],
    };

    static IReadOnlyList<Part> Section(string title, IReadOnlyList<Item> items) => items.Count == 0 ? [] : [new Title(title), .. items];
}

sealed class DigestOpsHandler : IAnswerQuestion<DigestOps, Digest>
{
    public async Task<Result<Digest>> Answer(DigestOps question, Work work, CancellationToken cancel) =>
        (await DigestReading.Of(work, cancel)).Digest;
}
