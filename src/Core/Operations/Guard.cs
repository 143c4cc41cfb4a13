using System.Text.Json.Serialization;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

public enum GuardKind { None, Reason, Approval }

/// <summary>Whether it is about what somebody may do: then no rule of the policy makes it easier.</summary>
public enum Rights { Untouched, Given, Taken }

/// <summary>What stands between asking and running: nothing, a reason, or other people's approval.</summary>
public sealed record Guard(GuardKind Kind)
{
    public static Guard None { get; } = new(GuardKind.None);

    public static Guard Reason { get; } = new(GuardKind.Reason);

    /// <summary>A reason and one other admin, within the hour.</summary>
    public static Guard Approval { get; } = new(GuardKind.Approval) { Quorum = [Role.Admin] };

    /// <summary>
    /// For what gives rights, sets a price or a ladder, or covers what was lost:
    /// a second person agrees, whatever a rule says, and there is no break-glass.
    /// </summary>
    public static Guard Giving { get; } = Approval with { Rights = Rights.Given };

    /// <summary>Instead of <see cref="Giving"/> while the team has nobody else who could approve.</summary>
    public static Guard GivingAlone { get; } = Reason with { Rights = Rights.Given };

    /// <summary>For what takes rights: at once, so that a stolen account can be cut off, and another admin signs it off after.</summary>
    public static Guard Taking { get; } = Reason with { Rights = Rights.Taken };

    /// <summary>One distinct person for each role listed.</summary>
    public IReadOnlyList<Role> Quorum { get; init; } = [];

    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Rights Rights { get; init; }

    /// <summary>OpsBot proposes what needs no approval else: whoever could do it alone may agree, also who is behind it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsProposal { get; init; }

    public bool NeedsReason => Kind >= GuardKind.Reason;

    public override string ToString() => (Kind, Rights) switch
    {
        (GuardKind.None, _) => "nothing",
        (GuardKind.Reason, Rights.Given) => "a reason, as nobody else could approve",
        (GuardKind.Reason, Rights.Taken) => "a reason, and another admin's sign-off within 24 h",
        (GuardKind.Reason, _) => "a reason",
        (GuardKind.Approval, _) => $"a reason and {Approvals}",
        _ => throw new InvalidOperationException($"{Kind} is no guard."),
    };

    /// <summary>"approval by an admin within 1 h".</summary>
    [JsonIgnore]
    public string Approvals => $"approval by {string.Join(" and ", Quorum.Select(role => role.AsOne))} within {TimeToLive.InWords()}";

    /// <summary>What whoever runs it alone does without, and what comes after instead.</summary>
    [JsonIgnore]
    public string Skipped =>
        $"Break-glass skips {Approvals}: it runs at once, every admin is told, and another admin must sign it off within 24 hours.";

    public bool Equals(Guard? other) =>
        other is not null && Kind == other.Kind && Rights == other.Rights && IsProposal == other.IsProposal
        && TimeToLive == other.TimeToLive
        && Quorum.SequenceEqual(other.Quorum);

    public override int GetHashCode() => HashCode.Combine(Kind, Rights, TimeToLive, Quorum.Count);
}
