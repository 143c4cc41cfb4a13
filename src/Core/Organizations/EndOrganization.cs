using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What was cancelled ends when what is paid for does; OpsBot asks for it then.</summary>
public sealed record EndOrganization([Arg("which organization")] OrganizationId Org) : ICommand<EndOrganization, OrganizationEnded>
{
    public static Spec Spec { get; } = new("org end", "End an organization that was cancelled, once its time is over")
    {
        Needs = Role.Admin, Hidden = true,
    };
}

public sealed record OrganizationEnded(string Slug, long Instances) : IAnswer
{
    /// <summary>That is still there, and costs.</summary>
    public Server? Server { get; init; }

    public Reply Say() => new($"{Slug} has ended")
    {
        Tone = Tone.Neutral, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Server is { } server
                ? $"It was cancelled, and its address is closed. Server {server.Name} is still there"
                    + (server.Price is { } price ? $" and costs {price} a month." : " and costs.")
                : Instances == 0 ? "It was cancelled, and nothing of it runs any more."
                : $"It was cancelled. {(Instances == 1 ? "One instance is" : $"{Instances} instances are")} still there "
                    + "and can be deleted."),
        ],
        Buttons =
        [
            .. new Button("Delete", $"/org delete {Slug}") { Look = Look.Danger }.If(Server is not null && Instances == 0),
            .. new Button("Instances", $"/instance list organization:{Slug}").If(Instances > 0), new Button("Show", $"/org show {Slug}"),
        ],
    };
}

sealed class EndOrganizationHandler : IHandle<EndOrganization, OrganizationEnded>
{
    public async Task<Result<Plan>> Plan(EndOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return organization is not { State: OrganizationState.Cancelling, EndsAt: { } end } ? OrganizationLife.NotNow(organization, "end")
            : end > work.Now ? new Refusal($"{organization.Slug} is paid until {new At(end).Text} and runs until then.")
            : organization.Plan($"End {organization.Slug}") with
            {
                Changes = [new("State", organization.State.Words(), "cancelled")], Undo = Undo.Never(),
            };
    }

    public async Task<Result<OrganizationEnded>> Handle(EndOrganization command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (await work.Execute(
            """
            update organizations
            set    state = 'cancelled', state_before = null, ends_at = null, version = version + 1, changed_at = @Now
            where  id = @Org and state = 'cancelling' and ends_at <= @Now and version = @Version
            """, new { command.Org, organization.Version, work.Now }, cancel) == 0)
            return OrganizationMoves.Changed(organization);
        await work.TurnRoute(command.Org, RouteState.Off, cancel);
        return new OrganizationEnded(organization.Slug, organization.Instances)
        {
            Server = await Server.Of(work.Db, command.Org, cancel),
        };
    }
}

/// <summary>Ends what was cancelled and is paid for no longer.</summary>
public sealed class EndOfPeriods(NpgsqlDataSource source, Runner runner, TimeProvider time)
{
    public const string Duty = "periods";

    const int AtOnce = 100;

    public async Task Round(CancellationToken cancel)
    {
        foreach (var id in await Over(cancel))
            await runner.Run(new EndOrganization(id), Actor.OpsBot(Duty), "The month that was paid for is over.", cancel);
    }

    async Task<IReadOnlyList<OrganizationId>> Over(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<OrganizationId>(
            """
            select   o.id
            from     organizations o
            where    o.state = 'cancelling' and o.ends_at <= @Now
            -- Where the policy wants somebody's yes, a no stands: a person can still end it. What nobody decided is asked again.
            and      not exists (
                     select from approvals a
                     where  a.target_id = o.id and a.asked_by_duty = @Duty and a.asked_at >= o.ends_at
                     and    a.state in ('pending', 'denied', 'cancelled'))
            order by o.ends_at, o.id
            limit    @AtOnce
            """, new { Now = time.GetUtcNow(), AtOnce, Duty }, cancel);
    }
}
