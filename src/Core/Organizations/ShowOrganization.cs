using Microsoft.Extensions.Options;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ShowOrganization([Arg("which organization")] OrganizationId Org) : IQuestion<ShowOrganization, OrganizationShown>
{
    public static Spec Spec { get; } = new("org show", "One organization: state, owner, tier, server, notes, what was last done")
    {
        Examples = ["/org show acme"],
    };
}

public sealed record OrganizationInstances(InstanceState State, long Count, string First);

public sealed record OrganizationShown(
    Organization Organization, OrganizationHas Has, IReadOnlyList<OrganizationInstances> Instances, IReadOnlyList<NoteLine> Notes,
    long NoteCount, IReadOnlyList<OpenEscalation> Escalations, IReadOnlyList<HistoryLine> History) : IAnswer
{
    /// <summary>The delete that still only waits, of one that is being deleted.</summary>
    public WaitingDelete? Waiting { get; init; }

    /// <summary>The picture that one that was deleted can be rebuilt of.</summary>
    public Goodbye? Goodbye { get; init; }

    public required BillingOf Billing { get; init; }

    Organization Org => Organization;

    public Reply Say() => new($"{Org.State.Mark} {Org.Slug}")
    {
        Parts =
        [
            new Fields(
            [
                new("State", Words.Of(new Strong(Org.State.Words()), new Plain(" since "), new At(Org.Since))),
                new("Name", Org.Name),
                new("Owner", Org.Owner is null ? "nobody yet" : $"{Org.OwnerName}, {Org.Owner}"),
                new("Tier", $"{Org.TierName}, {Org.Price} a month"),
                .. Billing.Fields,
                new("Region", Org.Region),
                .. Has.Fields(Org.Slug),
                new("Instances", Instances.Count == 0 ? "none" : string.Join(", ", Instances.Select(Of))),
                .. new Field("Paid until", Org.EndsAt is { } end ? new At(end) : "").If(Org.EndsAt is not null),
                .. Waiting.IfAny(waiting => new Field("Can be undone until", new At(waiting.Until))),
                .. Goodbye.IfAny(one => new Field("Can be rebuilt until", new At(one.ExpiresAt))),
                new("Customer since", new At(Org.CreatedAt)),
                new("Id", new Code(Org.Id.ToString())),
            ]),
            .. new Notice(Tone.Bad, Org.Error ?? "").If(Org.Error is not null),
            .. Has.Notices,
            .. Escalations.Select(OpenEscalation.Say),
            .. new Title(NoteCount > Notes.Count ? $"Notes, the last {Notes.Count} of {NoteCount}" : "Notes").If(Notes.Count > 0),
            .. Notes.Select(NoteLine.Say),
            .. Billing.History,
            .. new Title("What was last done").If(History.Count > 0),
            .. History.Select(AuditHistory.Say),
        ],
        Buttons =
        [
            .. Waiting.IfAny(_ => new Button("Undo", $"/org undo {Org.Slug}") { Look = Look.Primary }),
            .. Goodbye.IfAny(_ => new Button("Undelete", $"/org undelete {Org.Slug}") { Look = Look.Primary }),
            .. OrganizationButtons.For(Org, Has, NoteCount > Notes.Count),
        ],
    };

    static string Of(OrganizationInstances some) =>
        some.Count == 1 ? $"{some.First} ({some.State.Words()})" : $"{some.Count} {some.State.Words()}";
}

static class OrganizationButtons
{
    /// <summary>What is legal now, likeliest first.</summary>
    public static IReadOnlyList<Button> For(Organization org, OrganizationHas has, bool moreNotes) =>
    [
        .. new Button("Approve", $"/org approve {org.Slug}") { Look = Look.Primary }.If(OrganizationLife.Approve.MayBegin(org.State)),
        .. new Button("Retry", $"/org retry {org.Slug}") { Look = Look.Primary }
            .If(OrganizationLife.Retry.MayBegin(org.State) && (has.Server is not null || org.Instances == 0)),
        .. has.Buttons(org.Slug),
        .. new Button("Reject", $"/org reject {org.Slug}").If(OrganizationLife.Reject.MayBegin(org.State)),
        .. new Button("Keep", $"/org keep {org.Slug}") { Look = Look.Primary }.If(org.State == OrganizationState.Cancelling),
        .. new Button("Resume", $"/org resume {org.Slug}") { Look = Look.Primary }.If(OrganizationLife.Resume.MayBegin(org.State)),
        .. new Button("Instances", $"/instance list organization:{org.Slug}").If(org.Instances > 0),
        new Button("Note", $"/org note {org.Slug}"),
        .. new Button("All notes", $"/org notes {org.Slug}").If(moreNotes),
        .. new Button("Escalate", $"/org escalate {org.Slug}").If(org.State != OrganizationState.Deleted),
        .. new Button("Change tier", $"/org change-tier {org.Slug}").If(org.State == OrganizationState.Active),
        .. new Button("Suspend", $"/org suspend {org.Slug}") { Look = Look.Danger }.If(OrganizationLife.Suspend.MayBegin(org.State)),
        .. new Button("Cancel", $"/org cancel {org.Slug}") { Look = Look.Danger }.If(OrganizationLife.Cancel.MayBegin(org.State)),
        .. new Button("Delete", $"/org delete {org.Slug}") { Look = Look.Danger }
            .If(OrganizationLife.Delete.MayBegin(org.State) && org.Instances == 0
                && (has.Server is null || ServerLife.Delete.MayBegin(has.Server.State))),
    ];
}

sealed class ShowOrganizationHandler(IOptions<RoutingOptions> routing, Seller seller) : IAnswerQuestion<ShowOrganization, OrganizationShown>
{
    const int Operations = 5;

    public async Task<Result<OrganizationShown>> Answer(ShowOrganization question, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, question.Org, cancel);
        var (instances, notes, noteCount, billing) = await Read(question, work, cancel);
        return new OrganizationShown(
            organization, await OrganizationHas.Of(work, organization, RoutePattern.Parse(routing.Value.Pattern), cancel),
            instances, notes, noteCount, await OpenEscalation.Of(work, question.Org, cancel),
            await AuditHistory.Of(work.Db, [question.Org.Value], Operations, cancel))
        {
            Waiting = await WaitingDelete.Find(work, question.Org, cancel) is { HasBegun: false, IsEnding: false } waiting ? waiting : null,
            Goodbye = organization.State == OrganizationState.Deleted ? await work.GoodbyeOf(question.Org, cancel) : null,
            Billing = billing,
        };
    }

    sealed record Known(
        IReadOnlyList<OrganizationInstances> Instances, IReadOnlyList<NoteLine> Notes, long NoteCount, BillingOf Billing);

    async Task<Known> Read(ShowOrganization question, Work work, CancellationToken cancel)
    {
        await using var batch = new Batch(work.Db);
        batch.Add(
            """
            select   state, count(*) as count, min(slug) as first
            from     instances
            where    organization_id = @Org and state <> 'deleted'
            group by state, attention
            order by attention, state
            """, new { question.Org });
        batch.Add(NoteLine.Newest, new { question.Org });
        batch.Add("select count(*) from organization_notes where organization_id = @Org", new { question.Org });
        BillingOf.AddTo(batch, question.Org, null, seller);
        await using var reader = await batch.Read(cancel);
        return new(await reader.Rows<OrganizationInstances>(cancel), await reader.Rows<NoteLine>(cancel),
            (await reader.Rows<long>(cancel)).Single(), await BillingOf.Read(reader, cancel));
    }
}
