using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

public enum GuardKind { None, Reason, Approval }

/// <summary>What stands between asking and running: nothing, a reason, or other people's approval.</summary>
public sealed record Guard(GuardKind Kind)
{
    public static Guard None { get; } = new(GuardKind.None);

    public static Guard Reason { get; } = new(GuardKind.Reason);

    /// <summary>A reason and one other admin, within the hour.</summary>
    public static Guard Approval { get; } = new(GuardKind.Approval) { Quorum = [Role.Admin] };

    /// <summary>One distinct person for each role listed.</summary>
    public IReadOnlyList<Role> Quorum { get; init; } = [];

    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    public bool NeedsReason => Kind >= GuardKind.Reason;

    public override string ToString() => Kind switch
    {
        GuardKind.None => "nothing",
        GuardKind.Reason => "a reason",
        GuardKind.Approval => $"a reason and approval by {string.Join(" and ", Quorum.Select(role => role.AsOne))} within {TimeToLive.InWords()}",
    };

    public bool Equals(Guard? other) => other is not null && Kind == other.Kind && TimeToLive == other.TimeToLive && Quorum.SequenceEqual(other.Quorum);

    public override int GetHashCode() => HashCode.Combine(Kind, TimeToLive, Quorum.Count);
}
