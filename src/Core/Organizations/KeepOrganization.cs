using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record KeepOrganization([Arg("which organization")] OrganizationId Org) : ICommand<KeepOrganization, OrganizationKept>
{
    public static Spec Spec { get; } = new("org keep", "Keep an organization that was cancelled and has not ended yet")
    {
        Needs = Role.Admin, Examples = ["/org keep acme"],
    };
}

public sealed record OrganizationKept(string Slug, OrganizationState State) : IAnswer
{
    public Reply Say() => new($"{Slug} stays")
    {
        Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph($"It is {State.Words()}, as it was before.")],
        Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

sealed class KeepOrganizationHandler : IHandle<KeepOrganization, OrganizationKept>
{
    public async Task<Result<Plan>> Plan(KeepOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return organization is { State: OrganizationState.Cancelling, StateBefore: { } before }
            ? organization.Plan($"Keep {organization.Slug}") with
            {
                Changes = [new("State", organization.State.Words(), before.Words())],
                Undo = Undo.By("Cancel it again with", $"/org cancel {organization.Slug}"),
            }
            : OrganizationLife.NotNow(organization, "keep");
    }

    public async Task<Result<OrganizationKept>> Handle(KeepOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return await work.Execute(
            """
            update organizations
            set    state = state_before, state_before = null, ends_at = null, version = version + 1, changed_at = @Now
            where  id = @Org and state = 'cancelling' and version = @Version
            """, new { command.Org, organization.Version, work.Now }, cancel) == 1
            ? new OrganizationKept(organization.Slug, organization.StateBefore!.Value) : OrganizationMoves.Changed(organization);
    }
}
