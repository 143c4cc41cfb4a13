using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.OnCall;

public sealed record CancelOverride([Arg("which override, by its number")] OverrideId Override)
    : ICommand<CancelOverride, OverrideCancelled>
{
    public static Spec Spec { get; } = new("oncall cancel", "Take an override back: whoever's turn it is is on duty again")
    {
        Verb = "Cancel override", Examples = ["/oncall cancel 7"],
    };
}

public sealed record OverrideCancelled(long Number, string Who, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : IAnswer
{
    public Reply Say() => new($"Override #{Number} is cancelled")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph(Words.Of(
                new Strong(Who), new Plain(" was to be on duty from "), new At(StartsAt), new Plain(" to "), new At(EndsAt),
                new Plain("; it is as the rotation has it again."))),
        ],
        Buttons = [new Button("On call", "/oncall show")],
    };
}

sealed class CancelOverrideHandler : IHandle<CancelOverride, OverrideCancelled>
{
    sealed record Row(
        long Number, OperatorId OperatorId, string Who, OperatorId? InsteadOf, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
        DateTimeOffset? CancelledAt);

    public Task<IReadOnlyList<Target>> Locks(CancelOverride command, Work work, CancellationToken cancel) => Overrides.Locks;

    public async Task<Result<Plan>> Plan(CancelOverride command, Work work, CancellationToken cancel)
    {
        var one = await Of(command, work, cancel);
        return MayNot(one, work.Now) is { } no ? no
            : new Plan(Target.Of(command.Override, $"override #{one.Number}"), $"Take {one.Who} off duty again")
            {
                Changes = [new($"From {new At(one.StartsAt).Text}", one.Who, "as the rotation has it")],
                Affects = new(Impact.Told, $"{one.Who} is told."), Undo = Undo.ByHand("Set it again with /oncall override."),
            };
    }

    public async Task<Result<OverrideCancelled>> Handle(CancelOverride command, Work work, CancellationToken cancel)
    {
        var one = await Of(command, work, cancel);
        if (MayNot(one, work.Now) is { } no) return no;
        await work.Execute("update overrides set cancelled_at = @Now where id = @Override and cancelled_at is null",
            new { command.Override, work.Now }, cancel);
        var cancelled = new OverrideCancelled(one.Number, one.Who, one.StartsAt, one.EndsAt);
        foreach (var person in new[] { one.OperatorId, one.InsteadOf }.OfType<OperatorId>().Where(who => who != work.AskerId))
            await work.Say($"override:{one.Number}:{person.Value:n}", new To.Person(person),
                cancelled.Say() with { Tone = Tone.Neutral, Anew = true }, cancel);
        return cancelled;
    }

    static Refusal? MayNot(Row one, DateTimeOffset now) =>
        one.CancelledAt is not null ? new($"Override #{one.Number} is cancelled already.") { WaysOn = [new("Show", "/oncall show")] }
        : one.EndsAt <= now ? new($"Override #{one.Number} was over at {new At(one.EndsAt).Text}.") : null;

    static Task<Row> Of(CancelOverride command, Work work, CancellationToken cancel) => work.Get<Row>(
        """
        select v.number, v.operator_id, o.name as who, v.instead_of, v.starts_at, v.ends_at, v.cancelled_at
        from   overrides v
        join   operators o on o.id = v.operator_id
        where  v.id = @Override
        """, command, cancel);
}
