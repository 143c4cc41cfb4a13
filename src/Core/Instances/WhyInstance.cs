using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record WhyInstance([Arg("which instance")] InstanceId Instance) : IQuestion<WhyInstance, Explained>
{
    public static Spec Spec { get; } = new("instance why",
        "Why an instance is as it is: what was done to it, by whom, for what reason") { Examples = ["/instance why acme-prod"] };
}

public sealed record Explained(Instance Instance, IReadOnlyList<HistoryLine> History) : IAnswer
{
    public Reply Say() => new($"Why {Instance.Slug} is {Instance.State.Words()}")
    {
        Parts =
        [
            new Paragraph(Words.Of(new Plain("It has been "), new Strong(Instance.State.Words()), new Plain(" since "),
                new At(Instance.ChangedAt), new Plain("."))),
            .. Instance.Error.IfAny(error => new Notice(Tone.Bad, error)),
            .. History.Count == 0 ? [new Paragraph("Nothing was done to it through OpsBot yet.")] : History.Select(AuditHistory.Say),
        ],
        Buttons = [new Button("Audit", $"/audit search target:{Instance.Slug}"), new Button("Show", $"/instance show {Instance.Slug}"),
            new Button("Logs", $"/instance logs {Instance.Slug}")],
    };
}

sealed class WhyInstanceHandler : IAnswerQuestion<WhyInstance, Explained>
{
    public async Task<Result<Explained>> Answer(WhyInstance question, Work work, CancellationToken cancel) => new Explained(
        await Instance.Get(work.Db, question.Instance, cancel),
        await AuditHistory.Of(work, question.Instance.Value, 8, cancel));
}
