using OpsBot.Core.Access;

namespace OpsBot.Core.OnCall;

/// <summary>Somebody is on for a while although it is another's turn, or nobody's. Where two are at once, the newer counts.</summary>
public sealed record Override(
    long Number, OperatorId Who, OperatorId? InsteadOf, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <summary>A while in which nothing changes; who is on, or nobody. None is its end where it goes on for ever.</summary>
public sealed record Shift(DateTimeOffset From, DateTimeOffset? Until, OperatorId? Who)
{
    /// <summary>The override by which it is so; none where it is a turn, or nobody's.</summary>
    public Override? By { get; init; }

    /// <summary>Whose it would have been, had they been there to be called.</summary>
    public IReadOnlyList<OperatorId> Skipped { get; init; } = [];
}

/// <summary>
/// Who is on at any moment: overrides laid over the rotation. Who cannot be called is left out: of an override, so that the turn below
/// it counts; of the rotation, so that the next in the row has the turn.
/// </summary>
public sealed class Rota(Rotation? rotation, IReadOnlyList<Override> overrides, IReadOnlySet<OperatorId> callable)
{
    public Rotation? Rotation { get; } = rotation;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Override> Overrides { get; } = [.. overrides.OrderByDescending(one => one.Number)];

    /// <summary>The while around that moment, with nothing that begins or ends within.</summary>
    public Shift At(DateTimeOffset moment)
    {
        var turn = Rotation?.At(moment);
        var covering = Overrides.Where(one => one.StartsAt <= moment && moment < one.EndsAt).ToList();
        var by = covering.Find(one => callable.Contains(one.Who));
        IReadOnlyList<OperatorId> inTurn = turn is { } on ? [.. Rotation!.InTurn(on)] : [];
        var ahead = covering.TakeWhile(one => one != by).Select(one => one.Who);
        if (by is null) ahead = ahead.Concat(inTurn.TakeWhile(one => !callable.Contains(one)));
        return new(Begin(moment, turn), End(moment, turn), by?.Who ?? inTurn.Select(one => (OperatorId?)one)
            .FirstOrDefault(one => callable.Contains(one!.Value)))
        {
            By = by, Skipped = [.. ahead.Distinct()],
        };
    }

    /// <summary>One after the other from that moment on, each as long as the same person is on for the same cause.</summary>
    public IEnumerable<Shift> From(DateTimeOffset moment)
    {
        var shift = At(moment);
        while (shift.Until is { } end)
        {
            var next = At(end);
            if (next.Who == shift.Who && next.By == shift.By && next.Skipped.SequenceEqual(shift.Skipped) && !ChangesTurn(end, next))
                shift = shift with { Until = next.Until };
            else
            {
                yield return shift;
                shift = next;
            }
        }
        yield return shift;
    }

    /// <summary>How long the same person is on from that moment, or nobody is; none where that has no end in sight.</summary>
    public DateTimeOffset? Until(DateTimeOffset moment) => Sight(moment).FirstOrDefault(one => one.Who != At(moment).Who)?.From;

    /// <summary>Who is on next, after whoever is on at that moment; none where nobody else is in sight.</summary>
    public OperatorId? Next(DateTimeOffset moment) =>
        Sight(moment).FirstOrDefault(one => one.Who is not null && one.Who != At(moment).Who)?.Who;

    // Once round the row, and past all overrides.
    IEnumerable<Shift> Sight(DateTimeOffset moment) => From(moment).Take((Rotation?.People.Count ?? 0) + 2 + 3 * Overrides.Count);

    bool ChangesTurn(DateTimeOffset moment, Shift shift) => shift.By is null && Rotation?.At(moment) is { } turn && turn.From == moment;

    DateTimeOffset Begin(DateTimeOffset moment, Turn? turn) => Edges(turn?.From).Where(edge => edge <= moment).DefaultIfEmpty(moment).Max();

    DateTimeOffset? End(DateTimeOffset moment, Turn? turn)
    {
        var first = turn is null && Rotation is { } later && later.StartsAt > moment ? later.StartsAt : turn?.Until;
        return Edges(first).Where(edge => edge > moment).Min(edge => (DateTimeOffset?)edge);
    }

    IEnumerable<DateTimeOffset> Edges(DateTimeOffset? turn) => Overrides.SelectMany(one => new[] { one.StartsAt, one.EndsAt })
        .Concat(turn is { } edge ? [edge] : []);
}
