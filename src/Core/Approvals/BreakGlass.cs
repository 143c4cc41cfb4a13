using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>A super admin runs alone, now: shown first what that skips; then everybody is told, and another admin signs it off.</summary>
static class BreakGlass
{
    public static async Task<Refusal> NotTheirs(Work work, Parsed parsed, CancellationToken cancel) =>
        new($"Break-glass is for a super admin: {await Access.Who.May(work.Db, Role.SuperAdmin, cancel)}. "
            + "Without it, what needs approval asks for it.")
        {
            WaysOn = [new("Go on without it", (parsed with { BreakGlass = false }).Line())],
        };

    public static Refusal NotForRights(Parsed parsed) =>
        new("This always takes a second person; there is no break-glass for it. Without it, this asks for approval.")
        {
            WaysOn = [new("Ask for approval", (parsed with { BreakGlass = false }).Line())],
        };

    /// <summary>Who confirms has read what it skips: in the form that showed it, or on the button under it.</summary>
    public static bool IsConfirmed(Work work, Parsed parsed, Plan plan) =>
        (work.Request.Seen is { } seen && PlanDigest.IsSeen(plan, seen)) || parsed.Confirms == Code(plan);

    public static Outcome Confirm(Work work, Parsed parsed, Plan plan, Guard guard, IReadOnlyList<Part> beside)
    {
        Part[] parts = [.. Plans.Parts(plan), .. beside, new Notice(Tone.Bad, guard.Skipped)];
        if (work.Request.Dialog is not null)
            return new(OutcomeKind.Asked)
            {
                Form = new Form(plan.Effect, "Run it alone", (parsed with { Reason = null }).Line())
                {
                    Parts = parts, Inputs = [Forms.ReasonInput(parsed.Reason, required: true)], Seen = plan.Digest,
                },
            };
        return new(OutcomeKind.Asked)
        {
            Reply = new Reply($"Break-glass: {plan.Effect}?")
            {
                Tone = Tone.Warning,
                Parts = parts,
                Buttons =
                [
                    new Button("Run it alone", (parsed with { Confirms = Code(plan) }).Line()) { Look = Look.Danger },
                    new Button("Ask for approval", (parsed with { BreakGlass = false }).Line()),
                ],
            },
        };
    }

    public static async Task<Outcome> Run(
        Work work, Execution execution, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel)
    {
        await work.Audit(Execution.Entry(work, parsed.Entry, command, AuditOutcome.Requested) with
        {
            Plan = plan, Target = plan.Target, Detail = $"Break-glass: runs without {guard.Approvals}. {Reviews.Due}",
        }, cancel);
        work.BrokeGlass = true;
        var outcome = await execution.Run(work, parsed.Entry, command, plan, [], null, cancel);
        return await work.ToSignOff(parsed.Entry, plan, guard.Approvals, outcome, cancel);
    }

    // It stands on a button for as long as the plan is the same.
    static string Code(Plan plan) => plan.Digest.Start(12);
}
