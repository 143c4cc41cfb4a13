using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

public sealed record TestPolicy(
    [Arg("the command as you would type it", Rest = true, MaxLength = 900)] string Line) : IQuestion<TestPolicy, PolicyTested>
{
    public static Spec Spec { get; } = new("policy test", "See what a command would need now, and who could approve it, without running it")
    {
        Verb = "Test", Examples = ["/policy test /instance delete acme-prod"],
    };
}

public sealed record PolicyTested(string Command, string Effect, Guard Guard, string Why, string Who) : IAnswer
{
    public Reply Say() => new($"/{Command} needs {Guard}")
    {
        Parts =
        [
            new Fields([new("It would", Effect), new("Because", Why),
                .. new Field("Who could approve", Who).If(Guard.Kind == GuardKind.Approval)]),
            new Small("Nothing was run."),
        ],
        Buttons = [new Button("Policy", "/policy show")],
    };
}

sealed class TestPolicyHandler(
    Parser parser, Operations.Binder binder, IServiceProvider services) : IAnswerQuestion<TestPolicy, PolicyTested>
{
    public async Task<Result<PolicyTested>> Answer(TestPolicy question, Work work, CancellationToken cancel)
    {
        if (parser.Parse(question.Line).Failed(out var parsed, out var refusal)) return refusal;
        var entry = parsed.Entry;
        if (entry.IsQuestion) return new PolicyTested(entry.Command, "Answer at once", Guard.None,
            "It only reads; the policy is about commands that change something.", "");
        if (!work.Operator.May(entry.Spec.Needs))
            return new Refusal($"You could not run `/{entry.Command}`: it needs {entry.Spec.Needs.AsOne}.");
        var bound = await binder.Bind(parsed, work.Db, cancel);
        if (bound.Operation is not { } operation)
            return new Refusal(string.Join(" ", bound.Problems.Select(problem => problem.Sentence)));
        if ((await entry.Invoker.Plan(services, operation, work, cancel)).Failed(out var plan, out refusal))
            return refusal with { Sentence = $"It would be refused: {refusal.Sentence}" };
        var judged = await Policies.Judge(work, entry, plan, cancel);
        var who = await Who(work, plan, judged.Guard, cancel);
        return new PolicyTested(entry.Command, plan.Effect, judged.Guard, Why(judged, plan, entry), who);
    }

    static string Why(Judgement judged, Plan plan, Entry entry) =>
        judged is { IsKept: true, Rule: { } fits }
            ? $"Rule {judged.Number} fits ({PolicyChange.Line(fits)}), but it counts only as far as it asks for more. {PolicyChange.Fixed}"
        : judged.Rule is { } rule ? $"Rule {judged.Number} fits: {PolicyChange.Line(rule)} (version {judged.Policy})."
            + (judged.MovedBefore is { Minor: > 0 } moved ? $" {moved} counts with it, which moved before." : "")
        : entry.Spec.Noun == "approval" ? "Decisions are never asked to be approved."
        : judged.Guard is { Kind: GuardKind.Reason, Rights: Rights.Given }
            ? "It gives rights and nobody else could approve, so a super admin's reason is enough."
        : plan.Guard is not null ? "No rule fits, so it is what this operation asks for in this case."
        : "No rule fits, so it is what this operation asks for by itself.";

    static async Task<string> Who(Work work, Plan plan, Guard guard, CancellationToken cancel)
    {
        var team = await ApprovalCase.Team(work, work.Operator.Id, plan.Amount, cancel);
        var others = team.Where(one => one.MayAgree(plan, guard, null, work.Now)).ToList();
        var parts = guard.Quorum.DefaultIfEmpty(Role.Admin).OrderDescending()
            .Select(role => $"{role.AsOne}: {ApprovalWords.AnyOf([.. others.Where(one => one.Role >= role).Select(one => one.Name)])}");
        var missing = Quorum.Open(guard.Quorum, others.Select(one => one.AsOperator));
        return $"{string.Join("; ", parts)}.{(missing.Count > 0 ? " There are not enough people for it now." : "")}";
    }
}
