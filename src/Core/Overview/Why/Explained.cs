using OpsBot.Core.Audit;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview.Why;

/// <summary>Why a thing is as it is, in one screen.</summary>
public sealed record Explained(
    Explanation Of, Gathered<IReadOnlyList<WhyJob>> Job, Gathered<IReadOnlyList<HistoryLine>> History,
    Gathered<IReadOnlyList<WhyWaiting>> Waiting, IReadOnlyList<Field> Outside) : IAnswer
{
    string Name => Of.Target.Label;

    public Reply Say() => new($"Why {Name} is {Of.State}")
    {
        Parts =
        [
            new Paragraph(Words.Of(new Plain("It has been "), new Strong(Of.State), new Plain(" since "), new At(Of.Since),
                new Plain(".")) + (Of.Because is null ? Sentence : Words.None)),
            .. Of.Because.IfAny(why => new Notice(Of.Tone is Tone.Bad ? Tone.Bad : Tone.Warning, Sentences.WithInstants(why))),
            .. new Fields([.. Of.Known, .. JobFields, .. Outside, .. WaitingFields])
                .If(Of.Known.Count > 0 || JobFields.Any() || Outside.Count > 0 || WaitingFields.Any()),
            new Title("Last operations"),
            .. Operations,
        ],
        Buttons = [.. Of.Next.Take(3), new Button("Audit", CommandLine.Write("audit search", [new("target", Name)]))],
    };

    // Where nothing is wrong with it, the last thing that was done to it is why.
    Words Sentence => History.Value?.FirstOrDefault(line => line.Outcome == "done") is not { } last ? Words.None
        : new Plain($" {last.Operator ?? "OpsBot"} asked for that last: {last.Operation}{(last.Reason is null ? "" : $", “{last.Reason}”")}.");

    IEnumerable<Field> JobFields => Job switch
    {
        { IsLate: true } => [new("Job", WhyLook.Late)],
        { Value: [{ State: not JobState.Succeeded } job, ..] } => [new("Job", Told(job))],
        _ => [],
    };

    static Words Told(WhyJob job) => Words.Of(new Code($"#{job.Number}"), new Plain($" {job.Heading}: "), new Strong(job.State.Words()))
        + (job.Step is null ? Words.None : new Plain($" at “{job.Step}”"))
        + ((job.Error ?? job.Detail) is { } why ? new Plain("\n") + Sentences.WithInstants(why) : Words.None);

    IEnumerable<Field> WaitingFields => Waiting switch
    {
        { IsLate: true } => [new("Waits for approval", WhyLook.Late)],
        { Value: { Count: > 0 } all } => all.Select(one => new Field("Waits for approval", Words.Of(
            new Code($"#{one.Number}"), new Plain($" {one.Effect}, asked by {one.AskedBy ?? "OpsBot"}, until "), new At(one.ExpiresAt)))),
        _ => [],
    };

    IEnumerable<Part> Operations => History switch
    {
        { IsLate: true } => [new Paragraph($"The audit {WhyLook.Late}.")],
        { Value: { Count: > 0 } all } => all.Select(AuditHistory.Say),
        _ => [new Paragraph("Nothing was done to it through OpsBot yet.")],
    };
}
