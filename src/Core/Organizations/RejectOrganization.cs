using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record RejectOrganization(
    [Arg("which organization")] OrganizationId Org,
    [Arg("why, for the team", Rest = true, MaxLength = 500)] string? Because = null) : ICommand<RejectOrganization, OrganizationRejected>
{
    public static Spec Spec { get; } = new("org reject", "Turn down an organization that waits to be approved")
    {
        Needs = Role.Admin, Examples = ["/org reject globex", "/org reject globex not a business"],
    };
}

public sealed record OrganizationRejected(string Slug) : IAnswer
{
    public Reply Say() => new($"{Slug} is rejected")
    {
        Tone = Tone.Good, Audience = Audience.Room, Buttons = [new Button("Waitlist", "/org waitlist")],
    };
}

sealed class RejectOrganizationHandler(TimeProvider time) : IHandle<RejectOrganization, OrganizationRejected>
{
    public async Task<Result<Plan>> Plan(RejectOrganization command, Work work, CancellationToken cancel) =>
        (await work.Movable(command.Org, OrganizationLife.Reject, cancel)).Failed(out var organization, out var refusal) ? refusal
            : organization.Plan($"Reject {organization.Slug}") with
            {
                Changes = [new("State", organization.State.Words(), "cancelled")],
                Affects = new(Impact.Loss, $"{organization.Name} gets no server."), Undo = Undo.Never("They would have to apply again."),
            };

    public async Task<Result<OrganizationRejected>> Handle(RejectOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Org, OrganizationLife.Reject, cancel)).Failed(out var organization, out var refusal)) return refusal;
        await work.TurnRoute(command.Org, RouteState.Off, cancel);
        if (command.Because?.Trim() is { Length: > 0 } why)
            await work.Note(command.Org, $"Rejected: {why}", time, cancel);
        return new OrganizationRejected(organization.Slug);
    }
}
