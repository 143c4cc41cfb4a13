using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>Freezes what was asked for and asks those who may decide.</summary>
public sealed class ApprovalRequests(TimeProvider time)
{
    static readonly TimeSpan shortest = TimeSpan.FromMinutes(5), longest = TimeSpan.FromHours(24);

    public async Task<Outcome> Open(Work work, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel)
    {
        var others = await ApprovalCase.Team(work, work.AskerId, plan.Amount, cancel);
        var able = others.Where(one => one.MayAgree(plan, guard, work.Request.Cause, work.Now)).Select(one => one.AsOperator);
        if (Quorum.Open(guard.Quorum, able) is { Count: > 0 } missing)
            return await Execution.Refused(work, parsed.Entry, command, Nobody(work, parsed, guard, missing, others), cancel);
        if (await work.LostUntilCommitted(parsed.Entry.Spec.Needs, cancel) is { } lost)
            return await Execution.Refused(work, parsed.Entry, command, lost, cancel);
        if (await Insert(work, parsed, command, plan, guard, cancel) is not { } id)
            return await Again(work, parsed, command, plan, cancel);
        var one = await ApprovalCase.Load(work, id, cancel);
        await work.Audit(Endings.Row(work, one.Request, AuditOutcome.Requested) with
        {
            Plan = plan,
            Detail = $"Asked for as #{one.Request.Number}; needs approval by {ApprovalWords.People(one.Open)} by {new At(one.Request.ExpiresAt).Text}.",
        }, cancel);
        await work.TellAsked(one, cancel);
        if (!work.Request.IsDirect && work.Duty is null) await work.Copy(id, work.AnswerKey, cancel);
        return new(OutcomeKind.Waiting) { Reply = ApprovalCard.Asked(one, work.Request.IsDirect) };
    }

    async Task<ApprovalId?> Insert(Work work, Parsed parsed, object command, Plan plan, Guard guard, CancellationToken cancel)
    {
        var policy = (await Policies.Current(work.Db, cancel)).Version;
        var (arguments, planText, guardText) = (parsed.Entry.ToJson(command), Json.Text(plan with { Form = PlanDigest.Current }),
            Json.Text(guard));
        var frozen = new Frozen(parsed.Entry.Command, arguments, planText, policy, guardText, plan.Target.Id, plan.TargetVersion);
        var life = guard.TimeToLive < shortest ? shortest : guard.TimeToLive > longest ? longest : guard.TimeToLive;
        var caller = work.Request.Caller;
        return await work.Find<ApprovalId?>(
            """
            insert into approvals (id, operation, line, arguments, plan, effect, policy, guard, target_kind, target_id, target_label, target_version,
                                   organization, digest, asked_by, asked_by_duty, caused_by, platform, account_id, workspace, channel, room,
                                   reason, trail, asked_at, expires_at)
            values (@Id, @Operation, @Line, @Arguments, @Plan, @Effect, @Policy, @Guard, @Kind, @Target, @Label, @TargetVersion,
                    @Organization, @Digest, @Asker, @Duty, @Cause, @Platform, @Account, @Workspace, @Channel, @Room,
                    @Reason, @Trail, @Now, @Expires)
            on conflict (digest) where state = 'pending' do nothing
            returning id
            """,
            new
            {
                Id = ApprovalId.New(time), frozen.Operation, Line = (parsed with { Reason = null }).Line(), frozen.Arguments, frozen.Plan,
                plan.Effect, frozen.Policy, frozen.Guard,
                plan.Target.Kind, frozen.Target, plan.Target.Label, frozen.TargetVersion, plan.Target.Organization, frozen.Digest,
                Asker = work.AskerId, work.Duty, work.Request.Cause,
                caller.Account.Platform, Account = caller.Account.Id, caller.Workspace, caller.Channel,
                Room = work.Request is { IsDirect: false, Room: { } room } ? Json.Text(room) : null, work.Reason, work.Trail, work.Now,
                Expires = work.Now + life,
            }, cancel);
    }

    /// <summary>The very same is waiting already: no second card, and whoever asked again is shown the first.</summary>
    static async Task<Outcome> Again(Work work, Parsed parsed, object command, Plan plan, CancellationToken cancel)
    {
        var found = await work.Find<ApprovalId?>(
            """
            select   id
            from     approvals
            where    operation = @Operation and target_id = @Target and arguments = @Arguments and state = 'pending'
            order by number desc
            limit    1
            """, new { Operation = parsed.Entry.Command, Target = plan.Target.Id, Arguments = parsed.Entry.ToJson(command) }, cancel);
        if (found is not { } id)
            return await Execution.Refused(work, parsed.Entry, command,
                new Refusal("The same was asked for before and was decided just now. Ask again if it is still wanted.") { WaysOn = [new(
                "Ask again", parsed.Line())] }, cancel);
        var one = await ApprovalCase.Load(work, id, cancel);
        if (work.Duty is not null) return new(OutcomeKind.Waiting) { Reply = ApprovalCard.ForDeciders(one) };
        var who = one.Request.AskedBy == work.Operator.Id ? "You have asked for this already"
            : $"{one.Request.Asker} has asked for this already";
        await work.Audit(Execution.Entry(work, parsed.Entry, command, AuditOutcome.Refused)
            with { Detail = $"{who}, as #{one.Request.Number}." }, cancel);
        await work.Copy(id, work.AnswerKey, cancel);
        return new(OutcomeKind.Waiting)
        {
            Reply = ApprovalCard.For(one, work.Operator) with { Heading = $"{who}: #{one.Request.Number} {one.Request.Effect}" },
        };
    }

    static Refusal Nobody(
        Work work, Parsed parsed, Guard guard, IReadOnlyList<Role> missing, IReadOnlyList<Teammate> others)
    {
        var alone = work.Duty is null && work.Operator.Role == Role.SuperAdmin;
        var mayRunAlone = alone && guard.Rights != Rights.Given;
        var sentence = $"This needs approval by {ApprovalWords.People(missing)} besides you, "
            + "and there is nobody on the team who could give it.";
        return new Refusal(string.Join(' ', [sentence, .. Later(work, others), Instead(alone, guard)]))
        {
            WaysOn = mayRunAlone
                ? [new("Run it alone (break-glass)", (parsed with { BreakGlass = true }).Line()), new("Team", "/admin list")]
                : [new("Team", "/admin list")],
        };
    }

    static IEnumerable<string> Later(Work work, IReadOnlyList<Teammate> others) => others
        .Where(one => one.IsTied(work.Now) && one.Role >= Role.Admin)
        .Select(one => $"{one.Name} can from {new At(one.TiedAt!.Value + SecondPerson.Tied).Text} on: "
            + $"{SecondPerson.WhyTied}.");

    static string Instead(bool alone, Guard guard) => (alone, guard.Rights) switch
    {
        (true, Rights.Given) => "This always takes two. Somebody who could have agreed was here within the last "
            + $"{SecondPerson.Remembered.Days} days: have them back, or wait until those days are over.",
        (false, Rights.Given) => "Ask a super admin.",
        (true, _) => "Add somebody with `/admin add`, or run it alone now: every admin is told, "
            + "and one of them has to sign it off within 24 hours.",
        (false, _) => "Ask a super admin to add somebody with `/admin add`, or to run it alone with break-glass.",
    };
}
