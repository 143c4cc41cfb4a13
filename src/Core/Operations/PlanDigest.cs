using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>
/// By what a plan is told from one that would do something else: its facts, in a numbered form. Its sentences may read otherwise in a new
/// version without what waits being lost; and what was seen or asked for in an older form is compared in that one.
/// </summary>
public static class PlanDigest
{
    public const int Current = 3;

    // Before the impact and the undo were facts.
    const int WithoutThem = 2;

    // Before there was more than one form, the digest was of all of it, sentences and all, and bore no number.
    const int Whole = 1;

    sealed record Facts(
        string Kind, Guid Id, Guid? Organization, long Version, IReadOnlyList<Change> Changes, Money? Amount, bool Reversible,
        LastBackup? Backup, string? Tier, int Targets, IReadOnlyList<OneOf>? Each)
    {
        public Impact? Impact { get; init; }
        public UndoKind? Undo { get; init; }
        public string? UndoneBy { get; init; }
        public bool? SubjectConfirms { get; init; }
    }

    sealed record InWhole(
        Target Target, string Effect, long TargetVersion, IReadOnlyList<Change> Changes, string? Affects, string Undo, bool Reversible,
        Money? Amount, string? Tier, int Targets, IReadOnlyList<PlannedOne>? Each);

    sealed record OneOf(Guid Id, long Version);

    public static string Of(Plan plan) => Of(plan, Current);

    /// <summary>Whether that is what somebody saw, who may have seen it before an update.</summary>
    public static bool IsSeen(Plan now, string seen) => seen == Of(now, FormOf(seen));

    /// <summary>Whether it would still do what was approved.</summary>
    public static bool IsStill(Plan now, Plan approved) => Of(now, approved.Form ?? Whole) == Of(approved, approved.Form ?? Whole);

    static string Of(Plan plan, int form) => form switch
    {
        Whole => Hash(Json.Text(new InWhole(
            plan.Target, plan.Effect, plan.TargetVersion, plan.Changes, plan.Affects?.Sentence, plan.Undo.Sentence, plan.Reversible,
            plan.Amount, plan.Tier, plan.Targets, plan.Each))),
        WithoutThem => $"{form}-{Hash(Json.Text(FactsOf(plan)))}",
        Current => $"{form}-{Hash(Json.Text(FactsOf(plan) with
        {
            Impact = plan.Affects?.Impact, Undo = plan.Undo.Kind, UndoneBy = plan.Undo.Line, SubjectConfirms = plan.SubjectConfirms,
        }))}",
        _ => throw new InvalidOperationException($"No plan was ever digested in form {form}."),
    };

    // A form that somebody had open while an update came carries the number of then, and the oldest none.
    static int FormOf(string seen) => seen.IndexOf('-', StringComparison.Ordinal) is > 0 and var end
        && int.TryParse(seen.AsSpan(0, end), out var form) && form is WithoutThem or Current ? form : Whole;

    static Facts FactsOf(Plan plan) => new(
        plan.Target.Kind, plan.Target.Id, plan.Target.Organization, plan.TargetVersion, plan.Changes, plan.Amount, plan.Reversible,
        plan.Backup, plan.Tier, plan.Targets, plan.Each?.Select(one => new OneOf(one.Id, one.Version)).ToList());

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
