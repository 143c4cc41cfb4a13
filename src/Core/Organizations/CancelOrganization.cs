using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record CancelOrganization([Arg("which organization")] OrganizationId Org)
    : ICommand<CancelOrganization, OrganizationCancelled>
{
    public static Spec Spec { get; } = new("org cancel", "End an organization with the end of the month; it can be kept until then")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Cancel it", Examples = ["/org cancel acme reason:\"they asked by e-mail\""],
    };
}

public sealed record OrganizationCancelled(string Slug, DateTimeOffset EndsAt) : IAnswer
{
    public Reply Say() => new($"{Slug} ends with this month")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph(Words.Of(new Plain("It runs as before until "), new At(EndsAt), new Plain(". Until then it can be kept.")))],
        Buttons = [new Button("Keep it", $"/org keep {Slug}"), new Button("Show", $"/org show {Slug}")],
    };
}

sealed class CancelOrganizationHandler : IHandle<CancelOrganization, OrganizationCancelled>
{
    public async Task<Result<Plan>> Plan(CancelOrganization command, Work work, CancellationToken cancel) =>
        (await work.Movable(command.Org, OrganizationLife.Cancel, cancel)).Failed(out var organization, out var refusal) ? refusal
            : organization.Plan($"Cancel {organization.Slug} with the end of the month") with
            {
                Changes = [new("State", organization.State.Words(), $"cancelled on {EndOfMonth(work.Now):yyyy-MM-dd}")],
                Affects = new(Impact.Loss, $"{organization.Name}, from then on. Until then nothing changes."),
                Undo = Undo.By("Keep it, before the month ends, with", $"/org keep {organization.Slug}"),
            };

    public async Task<Result<OrganizationCancelled>> Handle(CancelOrganization command, Work work, CancellationToken cancel)
    {
        var end = EndOfMonth(work.Now);
        if ((await work.Movable(command.Org, OrganizationLife.Cancel, cancel)).Failed(out var organization, out var refusal))
            return refusal;
        return await work.Execute(
            """
            update organizations
            set    state = 'cancelling', state_before = state, error = null, ends_at = @end, version = version + 1, changed_at = @Now
            where  id = @Id and state = @State and version = @Version
            """, new { organization.Id, organization.State, organization.Version, end, work.Now }, cancel) == 1
            ? new OrganizationCancelled(organization.Slug, end) : OrganizationMoves.Changed(organization);
    }

    static DateTimeOffset EndOfMonth(DateTimeOffset now) => new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
}
