using System.Text.Json.Serialization;
using OpsBot.Core.Access;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>What exactly would happen; shown before it does, frozen in an approval, compared again at run time.</summary>
public sealed record Plan(Target Target, string Effect)
{
    /// <summary>Counts up with every change of the target; an approval binds to it.</summary>
    public long TargetVersion { get; init; }

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public Affected? Affects { get; init; }

    public Undo Undo { get; init; } = Undo.ByHand("Can be undone.");

    /// <summary>As it was stored before it followed from the undo.</summary>
    [JsonInclude, JsonPropertyName("reversible")]
    internal bool? WasReversible { get; init; }

    [JsonIgnore]
    public bool Reversible => WasReversible ?? Undo.Kind != UndoKind.Never;

    public Money? Amount { get; init; }

    /// <summary>
    /// What of it somebody gets for nothing, or back. It is judged by the amount, together with what the same person gave away and the same
    /// organization got within a day, whatever the operation: in parts it is not less.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Gives { get; init; }

    public string? Tier { get; init; }

    public int Targets { get; init; } = 1;

    /// <summary>Where it is done to several things: exactly which, as they are now. It is done to these and to nothing else.</summary>
    public IReadOnlyList<PlannedOne>? Each { get; init; }

    /// <summary>What this case needs where it differs from the Spec: restarting a failed instance needs no reason.</summary>
    [JsonIgnore]
    public Guard? Guard { get; init; }

    /// <summary>It gives an account to the person whom it is about, and they may agree that it is theirs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SubjectConfirms { get; init; }

    /// <summary>It is done to that person's rights.</summary>
    public bool IsAbout(OperatorId person) => Target.Kind == "operator" && Target.Id == person.Value;

    /// <summary>Where it takes away what is backed up: the last backup there is.</summary>
    public LastBackup? Backup { get; init; }

    /// <summary>Where it is stored, the form in which it is compared; none from before there was more than one.</summary>
    public int? Form { get; init; }

    [JsonIgnore]
    public string Digest => PlanDigest.Of(this);
}

/// <summary>One of several things that something is done to.</summary>
public sealed record PlannedOne(Guid Id, string Label, long Version);

/// <summary>When it was taken; none where there is no backup.</summary>
public sealed record LastBackup(DateTimeOffset? TakenAt);

/// <summary>One thing that would read differently afterwards.</summary>
public sealed record Change(string What, string Before, string After);

/// <summary>What an operation is done to; two operations on one target never interleave.</summary>
public sealed record Target(string Kind, Guid Id, string Label)
{
    /// <summary>Whose it is, where it is somebody's: the audit is searched by it.</summary>
    public Guid? Organization { get; init; }

    [JsonIgnore]
    public string Key => $"{Kind}:{Id:n}";

    public static Target Of(IId id, string label) => new(id.Kind, id.Value, label);
}
