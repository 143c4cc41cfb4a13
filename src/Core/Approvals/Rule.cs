using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>One line of the policy: which operations in which case, and what stands before them.</summary>
public sealed record Rule(string Operation, Guard Guard)
{
    /// <summary>From this amount on.</summary>
    public Money? Amount { get; init; }

    /// <summary>The amount counts with what the asker has moved, or the organization has got, within that time.</summary>
    public TimeSpan? Window { get; init; }

    public string? Tier { get; init; }

    /// <summary>From this many targets on.</summary>
    public int? Targets { get; init; }

    public Hours? Hours { get; init; }

    /// <summary>True when it speaks of this operation, in this case, at this hour.</summary>
    public bool Fits(string operation, Plan plan, DateTimeOffset now, Money? moved) =>
        Matches(Operation, operation)
        && (Amount is not { } amount || Reaches(plan.Amount, moved, amount))
        && (Tier is null || string.Equals(Tier, plan.Tier, StringComparison.OrdinalIgnoreCase))
        && (Targets is not { } targets || plan.Targets >= targets)
        && (Hours is not { } hours || hours.Contain(now));

    public bool IsForAll => this is { Amount: null, Tier: null, Targets: null, Hours: null };

    /// <summary>Exact words; "refund *" for every verb of a noun and for a command that is the noun alone; "*" for everything.</summary>
    public static bool Matches(string pattern, string operation) =>
        pattern == "*" || pattern == operation
            || (pattern.EndsWith(" *", StringComparison.Ordinal) && $"{operation} ".StartsWith(pattern[..^1], StringComparison.Ordinal));

    // Another currency cannot be compared, so it counts as above the limit: the careful side.
    static bool Reaches(Money? amount, Money? moved, Money limit) =>
        amount is { } money && (money.Currency != limit.Currency || money + (moved ?? new(0, money.Currency)) >= limit);

    public bool SameCase(Rule other) => (this with { Guard = other.Guard }) == other;

    /// <summary>The more a rule says, the earlier it stands, unless told otherwise.</summary>
    public int Precision => (Operation == "*" ? 0 : Operation.EndsWith('*') ? 10 : 20)
        + (Amount is null ? 0 : 1) + (Window is null ? 0 : 1)
        + (Tier is null ? 0 : 1) + (Targets is null ? 0 : 1) + (Hours is null ? 0 : 1);

    /// <summary>"tier gold, from €100.00, 22:00–06:00 UTC"; "always" without conditions.</summary>
    public string When => string.Join(", ", new[]
    {
        Amount is not { } amount ? null : Window is { } window ? $"from {amount} within {window.InWords()}" : $"from {amount}",
        Tier is null ? null : $"tier {Tier}",
        Targets is { } targets ? $"{targets} or more at once" : null,
        Hours?.ToString(),
    }.OfType<string>()) is { Length: > 0 } when ? when : "always";
}

/// <summary>A window of each day in UTC, from one full hour to before another; it may pass midnight.</summary>
public sealed record Hours(int From, int To)
{
    public bool Contain(DateTimeOffset now) => From <= To
        ? now.UtcDateTime.Hour >= From && now.UtcDateTime.Hour < To
        : now.UtcDateTime.Hour >= From || now.UtcDateTime.Hour < To;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:00}:00–{To:00}:00 UTC");

    /// <summary>"22-06" or "22:00-06:00".</summary>
    public static Result<Hours> Parse(string text)
    {
        var ends = text.Replace(":00", "", StringComparison.Ordinal).Split('-', '–', StringSplitOptions.TrimEntries);
        return ends.Length == 2 && Hour(ends[0]) is { } from && Hour(ends[1]) is { } to && from % 24 != to % 24
            ? new Hours(from % 24, to == 0 ? 24 : to)
            : new Refusal($"“{text}” are no hours. Write full hours in UTC, like `hours:22-06` for the night.");
    }

    static int? Hour(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour <= 24 ? hour : null;
}
