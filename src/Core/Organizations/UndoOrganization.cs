using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record UndoOrganization([Arg("which organization")] OrganizationId Org) : ICommand<UndoOrganization, DeleteUndone>
{
    public static Spec Spec { get; } = new("org undo", "Call off an organization's deletion before it begins")
    {
        Needs = Role.Admin, Examples = ["/org undo acme"],
    };
}

public sealed record DeleteUndone(string Slug, OrganizationState Before) : IAnswer
{
    public Reply Say() => new($"{Slug} stays")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"Nothing of it was deleted. In a moment it is {Before.Words()} again, and its address is what it was.")],
        Buttons = [new Button("Show", $"/org show {Slug}")],
    };
}

sealed class UndoOrganizationHandler : IHandle<UndoOrganization, DeleteUndone>
{
    public async Task<Result<Plan>> Plan(UndoOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return (await WaitingDelete.Of(work, organization, cancel)).Failed(out _, out var refusal) ? refusal
            : organization.Plan($"Undo the deletion of {organization.Slug}") with
            {
                Changes = [new("State", organization.State.Words(), organization.StateBefore!.Value.Words())],
                Affects = new(Impact.Gain, $"{organization.Name} has all that it had."),
                Undo = Undo.By("Delete it again with", $"/org delete {organization.Slug}"),
            };
    }

    public async Task<Result<DeleteUndone>> Handle(UndoOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if ((await WaitingDelete.Of(work, organization, cancel)).Failed(out var waiting, out var refusal)) return refusal;
        if (await work.Execute(
            """
            update jobs
            set    cancelling = @Why, cancel_asked_at = @Now, not_before = case when state = 'queued' then @Now else not_before end
            where  id = @Id and state in ('queued', 'running') and cancelling is null and giving_up is null
            """, new { waiting.Id, Why = $"Undone by {work.Operator.Name}.", work.Now }, cancel) == 0)
            return WaitingDelete.TooLate(organization, waiting.Number);
        work.Hint(Hints.Jobs);
        return new DeleteUndone(organization.Slug, organization.StateBefore!.Value);
    }
}

/// <summary>A delete that only waits: until when.</summary>
public sealed record WaitingDelete(Guid Id, long Number, DateTimeOffset Until, bool HasBegun, bool IsEnding)
{
    internal static async Task<Result<WaitingDelete>> Of(Work work, Organization organization, CancellationToken cancel)
    {
        if (organization.State != OrganizationState.Deleting || await Find(work, organization.Id, cancel) is not { } job)
            return OrganizationLife.NotNow(organization, "undo");
        return job.IsEnding
            ? new Refusal($"The deletion of {organization.Slug} is being called off already.")
            {
                WaysOn = [new("Show", $"/job show {job.Number}")],
            }
            : job.HasBegun ? TooLate(organization, job.Number) : job;
    }

    internal static Task<WaitingDelete?> Find(Work work, OrganizationId organization, CancellationToken cancel) => work.Find<WaitingDelete>(
        """
        select j.id, j.number, j.not_before as until, exists (select from job_steps s where s.job_id = j.id) as has_begun,
               j.cancelling is not null or j.giving_up is not null as is_ending
        from   organizations o
        join   jobs j on j.trail = o.trail and j.target_id = o.id
        where  o.id = @organization and j.state in ('queued', 'running')
        """, new { organization }, cancel);

    internal static Refusal TooLate(Organization organization, long number) =>
        new($"It is too late to undo: {organization.Slug} is being deleted at this moment. Cancel job #{number} to end it before its next "
            + "step; while the server is still there, all of it comes back.")
        {
            WaysOn = [new("Cancel the job", $"/job cancel {number}"), new("Show", $"/job show {number}")],
        };
}
