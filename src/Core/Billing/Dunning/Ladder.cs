using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>What is done; a write-off follows a cancellation by itself and stands in no ladder.</summary>
public enum RungKind { Reminder, Warning, Suspension, Cancellation, WriteOff }

/// <summary>So many days after an invoice was due.</summary>
public sealed record Rung(RungKind Kind, int Day)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind.Words()} {Day}");
}

/// <summary>The steps in order, each on a later day than the one before; version 0 is the program's own.</summary>
public sealed record Ladder(long Version, IReadOnlyList<Rung> Rungs)
{
    const int Most = 12, LastDay = 365;

    static readonly Ladder ours = new(0,
    [
        new(RungKind.Reminder, 0), new(RungKind.Reminder, 3), new(RungKind.Reminder, 7), new(RungKind.Warning, 10),
        new(RungKind.Suspension, 14), new(RungKind.Cancellation, 21),
    ]);

    sealed record Row(long Version, string Rungs);

    public string InWords => string.Join(", ", Rungs);

    public static async Task<Ladder> Current(NpgsqlConnection db, CancellationToken cancel) =>
        await db.Find<Row>("select version, rungs from dunning_ladders order by version desc limit 1", null, cancel) is { } row
            ? new(row.Version, Json.Read<IReadOnlyList<Rung>>(row.Rungs)) : ours;

    /// <summary>"reminder 0, warning 10, suspension 14".</summary>
    public static Result<IReadOnlyList<Rung>> Parse(string text)
    {
        var rungs = new List<Rung>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || !SnakeCase.TryParse<RungKind>(words[0], out var kind) || kind == RungKind.WriteOff
                || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day > LastDay)
                return new Refusal($"“{part}” is no step. Write reminder, warning, suspension or cancellation and the day after due, "
                    + $"up to {LastDay}: \"reminder 0, warning 10, suspension 14\".");
            rungs.Add(new(kind, day));
        }
        return Wrong(rungs) is { } wrong ? new Refusal(wrong) : Result<IReadOnlyList<Rung>>.Of(rungs);
    }

    static string? Wrong(List<Rung> rungs)
    {
        int At(RungKind kind) => rungs.FindIndex(rung => rung.Kind == kind);
        return rungs.Count is 0 or > Most ? $"A ladder has 1 to {Most} steps."
            : rungs.Zip(rungs.Skip(1)).Any(pair => pair.Second.Day <= pair.First.Day) ? "Each step is on a later day than the one before."
            : At(RungKind.Suspension) is >= 0 and var suspension && (At(RungKind.Warning) < 0 || At(RungKind.Warning) > suspension)
                ? "Nobody is suspended without a warning on a day before."
            : At(RungKind.Cancellation) is >= 0 and var end && (end != rungs.Count - 1 || At(RungKind.Suspension) < 0)
                ? "A cancellation is the last step, and comes after a suspension."
            : null;
    }

    /// <summary>
    /// What comes next, and when: on its day after due; but what hurts comes no sooner after the step before than the ladder has it, and a
    /// word no sooner than half of that. So nobody who was left alone for long is suspended on the day they are first reminded.
    /// </summary>
    public (Rung Rung, DateOnly On)? Next(DateOnly due, IReadOnlyList<StepTaken> taken)
    {
        var last = taken.Where(step => step.State != StepStage.Asking).MaxBy(step => (step.Day, step.Kind));
        if (last is { Kind: RungKind.Cancellation, State: StepStage.Taken }) return (new(RungKind.WriteOff, last.Day), last.OnDay);
        if (last is { Kind: RungKind.WriteOff } || Rungs.FirstOrDefault(rung => last is null || rung.Day > last.Day) is not { } next)
            return null;
        var byDue = due.AddDays(next.Day);
        if (last is null) return (next, byDue);
        var between = next.Day - last.Day;
        var byLast = last.OnDay.AddDays(next.Kind >= RungKind.Suspension ? between : (between + 1) / 2);
        return (next, byLast > byDue ? byLast : byDue);
    }

    /// <summary>When at the earliest whoever owes since then is suspended, if nothing was done before today.</summary>
    public DateOnly? SuspendedOn(DateOnly due, DateOnly today)
    {
        var taken = new List<StepTaken>();
        while (Next(due, taken) is { } next)
        {
            var on = next.On > today ? next.On : today;
            if (next.Rung.Kind == RungKind.Suspension) return on;
            taken.Add(new(next.Rung.Kind, next.Rung.Day, StepStage.Taken, on, default, ""));
        }
        return null;
    }
}

public enum StepStage { Asking, Taken, Skipped }

/// <summary>One step as it was taken.</summary>
public sealed record StepTaken(RungKind Kind, int Day, StepStage State, DateOnly OnDay, DateTimeOffset At, string Detail);
