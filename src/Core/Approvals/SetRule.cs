using OpsBot.Core.Operations;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record SetRule(
    [Arg("which operation: `instance delete`, `instance *` or `*`", Rest = true, MaxLength = 60)] string Operation,
    [Arg("what stands before it", Named = true)] GuardKind Needs,
    [Arg("who has to approve, one person for each role: admin, super_admin", Named = true, MaxLength = 100)] string? By = null,
    [Arg("how long a request waits, 5m to 24h", Named = true)] TimeSpan? Ttl = null,
    [Arg("only from this amount on", Named = true)] Money? Amount = null,
    [Arg("counting what the asker moved or the customer got in that time: 24h", Named = true)] TimeSpan? Window = null,
    [Arg("only for customers of this tier", Named = true)] TierId? Tier = null,
    [Arg("only from this many targets on", Named = true, Min = 1, Max = 1_000_000)] int? Targets = null,
    [Arg("only at these hours, in UTC: 22-06", Named = true, MaxLength = 20)] string? Hours = null,
    [Arg("at which place of the list; the first rule that fits counts", Named = true, Min = 1, Max = 200)] int? Position = null)
        : ICommand<SetRule, PolicyChanged>
{
    public static Spec Spec { get; } = new("policy set", "Say what an operation needs: nothing, a reason, or approval")
    {
        Needs = Role.Admin, Guard = Guard.Giving, Verb = "Set rule",
        Examples = ["/policy set instance stop needs:approval by:admin hours:22-06",
            "/policy set refund * needs:approval by:\"admin, super_admin\" amount:500 ttl:4h",
            "/policy set refund * needs:approval amount:200 window:24h"],
    };
}

sealed class SetRuleHandler(Catalog catalog) : IHandle<SetRule, PolicyChanged>
{
    const int Most = 200;

    public async Task<Result<Plan>> Plan(SetRule command, Work work, CancellationToken cancel)
    {
        await PolicyChange.Lock(work, cancel);
        var before = await Policies.Current(work.Db, cancel);
        if (Place(command, await TierOf(command, work, cancel), before).Failed(out var placed, out var refusal)) return refusal;
        var was = placed.Replaces is { } old ? PolicyChange.Line(old) : "no such rule";
        return PolicyChange.Plan(before, placed.Rules, $"Require {placed.Rule.Guard} for {placed.Rule.Operation}",
            [new($"Rule {placed.At + 1}", was, PolicyChange.Line(placed.Rule))]);
    }

    public async Task<Result<PolicyChanged>> Handle(SetRule command, Work work, CancellationToken cancel)
    {
        var before = await Policies.Current(work.Db, cancel);
        if (Place(command, await TierOf(command, work, cancel), before).Failed(out var placed, out var refusal)) return refusal;
        var after = await PolicyChange.Save(work, before, placed.Rules, cancel);
        return new PolicyChanged(after, placed.Replaces is null ? $"Rule {placed.At + 1} is set" : $"Rule {placed.At + 1} is changed",
            placed.At + 1);
    }

    // Rules speak of a tier by its slug, as people do.
    static async Task<string?> TierOf(SetRule command, Work work, CancellationToken cancel) =>
        command.Tier is { } id ? (await Tier.One(work, id, cancel)).Slug : null;

    sealed record Placed(Rule Rule, Rule? Replaces, int At, IReadOnlyList<Rule> Rules);

    Result<Placed> Place(SetRule command, string? tier, Policy before)
    {
        if (RuleOf(command, tier).Failed(out var rule, out var refusal)) return refusal;
        var rules = before.Rules.ToList();
        var same = rules.FindIndex(rule.SameCase);
        var replaced = same >= 0 ? rules[same] : null;
        if (same >= 0) rules.RemoveAt(same);
        if (rules.Count >= Most) return new Refusal($"There are {Most} rules already. Remove some with `/policy remove` first.");
        var natural = same >= 0 ? same : rules.FindIndex(other => other.Precision < rule.Precision) is >= 0 and var less
            ? less : rules.Count;
        var at = Math.Min(command.Position - 1 ?? natural, rules.Count);
        rules.Insert(at, rule);
        return rules.SequenceEqual(before.Rules)
            ? new Refusal($"That is rule {at + 1} already.") { WaysOn = [new("Policy", "/policy show")] }
            : new Placed(rule, replaced, at, rules);
    }

    Result<Rule> RuleOf(SetRule command, string? tier)
    {
        var operation = string.Join(' ',
            command.Operation.TrimStart('/').ToLowerInvariant().Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries));
        var commands = catalog.Entries.Where(entry => !entry.IsQuestion).ToList();
        var meant = commands.Where(entry => Rule.Matches(operation, entry.Command)).ToList();
        if (meant.Count == 0)
            return Nearest.To(operation, commands, entry => entry.Command) is { } near
                ? new Refusal(
                    $"No command is called `{operation}`. Did you mean `{near.Command}`? `{near.Spec.Noun} *` stands for all of its commands.")
                : new Refusal(
                    $"No command is called `{operation}`. Write one as you type it, `instance *` for all of a noun, or `*` for everything.");
        if (operation.StartsWith("approval ", StringComparison.Ordinal))
            return new Refusal("Deciding about requests cannot itself need approval.");
        if (command.Ttl is { } life && (life < TimeSpan.FromMinutes(5) || life > TimeSpan.FromHours(24)))
            return new Refusal("`ttl` goes from 5m to 24h.");
        if (command.Window is not null && command.Amount is null)
            return new Refusal("`window` counts an amount: say from which, like `amount:200 window:24h`.");
        if (command.Window is { } window && (window < TimeSpan.FromMinutes(5) || window > TimeSpan.FromDays(31)))
            return new Refusal("`window` goes from 5m to 31d.");
        if (command.Needs != GuardKind.Approval && (command.By ?? command.Ttl?.ToString()) is not null)
            return new Refusal("`by` and `ttl` belong to `needs:approval`.");
        if (RolesOf(command.By).Failed(out var quorum, out var refusal)) return refusal;
        var guard = command.Needs != GuardKind.Approval ? new Guard(command.Needs)
            : new Guard(GuardKind.Approval) { Quorum = quorum, TimeToLive = command.Ttl ?? TimeSpan.FromHours(1) };
        if (Changeless(meant, guard) is { } no) return no;
        Hours? hours = null;
        if (command.Hours is { } text && Approvals.Hours.Parse(text).Failed(out hours, out refusal)) return refusal;
        return new Rule(operation, guard)
        {
            Amount = command.Amount, Window = command.Window, Tier = tier, Targets = command.Targets, Hours = hours,
        };
    }

    /// <summary>A rule that would change nothing, as all that it is about keeps what it needs anyway.</summary>
    static Refusal? Changeless(IReadOnlyList<Entry> meant, Guard guard) =>
        meant.All(entry => entry.Spec.Guard.Rights == Rights.Taken)
            ? new Refusal("Taking rights stays immediate, so that a stolen account can be cut off at once; "
                + "another admin signs it off after. No rule changes that.")
        : meant.All(entry => entry.Spec.Guard.Rights == Rights.Given && !Quorum.Covers(guard, entry.Spec.Guard))
            ? new Refusal($"`{meant[0].Command}` always needs {meant[0].Spec.Guard.Approvals}, like all that gives rights, "
                + "sets prices or excuses lost rows of the audit; a rule can only ask for more.")
        : null;

    static Result<IReadOnlyList<Role>> RolesOf(string? by)
    {
        if (string.IsNullOrWhiteSpace(by)) return Result<IReadOnlyList<Role>>.Of([Role.Admin]);
        var roles = new List<Role>();
        foreach (var word in by.Replace(" and ", ",", StringComparison.OrdinalIgnoreCase).Split(',', '+', ';').Select(word => word.Trim())
            .Where(word => word.Length > 0))
            if (SnakeCase.TryParse<Role>(word, out var role) && role != Role.Nobody) roles.Add(role);
            else return new Refusal(
                $"“{word}” is no role. Write one for each person who has to approve: admin, or \"admin, super_admin\".");
        return roles.Count is > 0 and <= 5 ? roles : new Refusal("One to five people can be asked to approve.");
    }
}
