using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>A super admin runs alone, now: everybody is told, and another admin signs it off within a day.</summary>
public sealed class BreakGlass(TimeProvider time)
{
    static readonly TimeSpan due = TimeSpan.FromHours(24);

    public async Task<Outcome> Run(Work work, Execution execution, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel)
    {
        if (!work.Operator.May(Role.SuperAdmin))
            return await Execution.Refused(work, parsed.Entry, command,
                new Refusal($"Break-glass is for a super admin: {await Access.Who.May(work.Db, Role.SuperAdmin, cancel)}. Without it, this asks for approval.")
                { WaysOn = [new("Ask for approval", (parsed with { BreakGlass = false }).Line())] }, cancel);
        await work.Audit(Execution.Entry(work, parsed.Entry, command, AuditOutcome.Requested) with
        {
            Plan = plan, Target = plan.Target, Detail = $"Break-glass: runs without {guard.ToString()["a reason and ".Length..]}; another admin has to sign it off within 24 hours.",
        }, cancel);
        var outcome = await execution.Run(work, parsed.Entry, command, plan, [], cancel);
        if (outcome.Kind != OutcomeKind.Done) return outcome;
        var review = await Record(work, parsed, plan, guard, cancel);
        await work.TellAdmins(review, cancel);
        var notice = new Notice(Tone.Warning, $"Break-glass #{review.Number}: every admin has been told, and one of them has to sign it off within 24 hours.");
        if (outcome.Reply is { } reply) return outcome with { Reply = reply.With(notice) };
        // The message of the long work is the answer; a second answer would take its place.
        await work.Say($"{review.Key}:told", new To.Person(work.Operator.Id), new Reply($"You ran this alone: {plan.Effect}") { Parts = [notice] }, cancel);
        return outcome;
    }

    async Task<Review> Record(Work work, Parsed parsed, Plan plan, Guard guard, CancellationToken cancel)
    {
        var id = ReviewId.New(time);
        await work.Execute(
            """
            insert into break_glass (id, trail, operation, effect, target_kind, target_id, target_label, organization, waived, operator_id, reason, ran_at, due_at)
            values (@Id, @Trail, @Operation, @Effect, @Kind, @Target, @Label, @Organization, @Waived, @Operator, @Reason, @Now, @Due)
            """,
            new
            {
                Id = id, work.Trail, Operation = parsed.Entry.Command, plan.Effect, plan.Target.Kind, Target = plan.Target.Id, plan.Target.Label, plan.Target.Organization,
                Waived = guard.ToString()["a reason and ".Length..], Operator = work.Operator.Id, work.Reason, work.Now, Due = work.Now + due,
            }, cancel);
        return await Review.Load(work.Db, id, cancel);
    }
}
