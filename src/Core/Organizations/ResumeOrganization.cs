using OpsBot.Core.Instances;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ResumeOrganization([Arg("which organization")] OrganizationId Org)
    : ICommand<ResumeOrganization, OrganizationResumed>
{
    public static Spec Spec { get; } = new("org resume", "Open a suspended organization's doors again")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Resuming", Examples = ["/org resume acme reason:\"they have paid\""],
    };
}

public sealed record OrganizationResumed(string Slug, IReadOnlyList<Moved> Each) : IAnswer
{
    IReadOnlyList<string> Up => [.. Each.Where(one => one.Error is null).Select(one => one.Slug)];

    IReadOnlyList<Moved> Failed => [.. Each.Where(one => one.Error is not null)];

    public Reply Say() => new($"{Slug} is active")
    {
        Tone = Failed.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
        Parts =
        [
            .. new Paragraph("It is open again.").If(Each.Count == 0), .. new Paragraph($"Running: {OneLine.Of(Up)}.").If(Up.Count > 0),
            .. Failed.Take(OneLine.Most).Select(one => new Item(
                Words.Of(new Strong(one.Slug), new Plain($"  did not come up. {one.Error}")),
                [new Button("Show", $"/instance show {one.Slug}") { Spoken = $"Show {one.Slug}" }])),
            .. new Small($"and {Failed.Count - OneLine.Most} more that did not").If(Failed.Count > OneLine.Most),
        ],
        Buttons =
        [
            .. new Button("Failed", "/instance failed").If(Failed.Count > 0), new Button("Show", $"/org show {Slug}"),
        ],
    };
}

sealed class ResumeOrganizationHandler(ManyComingUp comingUp) : IMoveInstances<ResumeOrganization, StartedMemo, OrganizationResumed>
{
    public Move<InstanceState> Move => InstanceLife.Resume;

    public string? SerialKey(ResumeOrganization command, Target target) => target.Key;

    public Task<IReadOnlyList<Guid>> Which(ResumeOrganization command, Work work, int limit, CancellationToken cancel) =>
        work.List<Guid>(
            "select id from instances where organization_id = @Org and state = 'suspended' order by id limit @limit",
            new { command.Org, limit }, cancel);

    public async ValueTask<Result<Plan>> Foresee(
        ResumeOrganization command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (!MayBegin(organization, each)) return OrganizationLife.NotNow(organization, OrganizationLife.Resume.Name);
        if (await MovingInstance.Of(work, command.Org, cancel) is { } moving) return moving.Wait("resume", organization.Slug);
        return organization.Plan($"Resume {organization.Slug}") with
        {
            Changes =
            [
                .. new Change("State", organization.State.Words(), "active").If(organization.State != OrganizationState.Active),
                .. (await work.RouteOf(command.Org, cancel)).IfAny(route => new Change("Its address", route.Words(), "on")),
                .. new Change("Suspended instances", OneLine.Of([.. each.Select(one => one.Label)]), "running").If(each.Count > 0),
            ],
            Targets = Math.Max(1, each.Count), Each = each,
            Affects = new(Impact.Gain, $"{organization.Name} is open again."),
            Undo = Undo.By("Suspend it again with", $"/org suspend {organization.Slug}"),
        };
    }

    // What was called off half-way, or is more than one command starts, is asked for once more.
    static bool MayBegin(Organization organization, IReadOnlyList<PlannedOne> each) =>
        OrganizationLife.Resume.MayBegin(organization.State)
        || (organization.State == OrganizationState.Active && each.Count > 0);

    public async Task<Refusal?> Along(ResumeOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (organization.State == OrganizationState.Active) return null;
        if ((await work.Begin(command.Org, OrganizationLife.Resume, cancel)).Fault is { } refusal) return refusal;
        await work.TurnRoute(command.Org, RouteState.On, cancel);
        return null;
    }

    public IReadOnlyList<Step<ResumeOrganization, StartedMemo>> Steps => comingUp.Steps<ResumeOrganization>();

    public OrganizationResumed Answer(Target on, IReadOnlyList<Moved> each, string? takenBack) => new(on.Label, each);
}
