using Npgsql;
using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>The rules in force; version 0 is the program's own defaults, before anybody changed anything.</summary>
public sealed record Policy(long Version, IReadOnlyList<Rule> Rules);

/// <summary>What stands before an operation in a case, and which rule said so: none when it is the default.</summary>
public sealed record Judgement(Guard Guard, long Policy, Rule? Rule, int Number)
{
    /// <summary>The rule fits, but it is about rights: it counts only as far as it asks for more before they are given.</summary>
    public bool IsKept { get; init; }

    /// <summary>What the rule's window added to the amount.</summary>
    public Money? MovedBefore { get; init; }
}

/// <summary>What stands before an operation in this case: the first rule of the policy that fits, else the plan, else the Spec.</summary>
public static class Policies
{
    public static async Task<Guard> Decide(Work work, Entry entry, Plan plan, CancellationToken cancel) =>
        (await Judge(work, entry, plan, cancel)).Guard;

    public static async Task<Judgement> Judge(Work work, Entry entry, Plan plan, CancellationToken cancel)
    {
        var usual = plan.Guard ?? await GivenLately.Guard(work, plan, cancel) ?? entry.Spec.Guard;
        // A decision that needed a decision would never end; and who is not on the team has nobody to ask for.
        if (entry.Spec.Noun == "approval" || entry.Spec.Needs == Role.Nobody) return new(usual, 0, null, 0);
        var policy = await Current(work.Db, cancel);
        var judged = Judge(policy, entry.Command, usual, plan, work.Now, await MovedLately.Of(work, policy, entry.Command, plan, cancel));
        return judged with { Guard = await work.WithinReach(judged.Guard, plan, cancel) };
    }

    public static async Task<Policy> Current(NpgsqlConnection db, CancellationToken cancel) =>
        await db.Find<Row>("select version, rules from policies order by version desc limit 1", null, cancel) is { } row
            ? new(row.Version, Json.Read<IReadOnlyList<Rule>>(row.Rules)) : new(0, []);

    internal static Judgement Judge(
        Policy policy, string operation, Guard usual, Plan plan, DateTimeOffset now, IReadOnlyDictionary<int, Money> movedBefore)
    {
        foreach (var (i, rule) in policy.Rules.Index())
        {
            Money? moved = movedBefore.TryGetValue(i, out var before) ? before : null;
            if (!rule.Fits(operation, plan, now, moved)) continue;
            var kept = Kept(rule.Guard, usual);
            return new(kept ?? rule.Guard, policy.Version, rule, i + 1) { IsKept = kept is not null, MovedBefore = moved };
        }
        return new(usual, policy.Version, null, 0);
    }

    /// <summary>What is left of a rule where rights are changed: it can ask for more before they are given, and for nothing else.</summary>
    static Guard? Kept(Guard rule, Guard usual) => (usual.Rights, rule.Kind) switch
    {
        (Rights.Untouched, _) => null,
        (Rights.Given, GuardKind.Approval) when usual.Kind == GuardKind.Approval =>
            usual with { Quorum = Quorum.Strongest([usual.Quorum, rule.Quorum]), TimeToLive = rule.TimeToLive },
        _ => usual,
    };

    /// <summary>
    /// What an operation needs, whatever it is done to: in its own right or by the first rule without a condition, and the cases that
    /// differ.
    /// </summary>
    public static string Said(Policy policy, Entry entry)
    {
        var usual = entry.Spec.Guard;
        if (entry.Spec.Noun == "approval" || entry.Spec.Needs == Role.Nobody) return usual.ToString();
        var (always, cases) = (usual, new List<string>());
        foreach (var rule in policy.Rules.Where(rule => Rule.Matches(rule.Operation, entry.Command)))
        {
            var guard = Kept(rule.Guard, usual) ?? rule.Guard;
            if (rule.IsForAll)
            {
                always = guard;
                break;
            }
            cases.Add($"{rule.When}: {guard}");
        }
        return string.Join("; ", cases.Prepend(always.ToString()));
    }

    sealed record Row(long Version, string Rules);
}
