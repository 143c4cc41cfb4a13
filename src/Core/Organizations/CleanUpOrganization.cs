using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.BringingUp;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>OpsBot asks for it, too, once nobody wanted to look at it for an hour.</summary>
public sealed record CleanUpOrganization([Arg("which organization")] OrganizationId Org) : ICommand<CleanUpOrganization, ServerCleanedUp>
{
    public static Spec Spec { get; } = new("org clean-up", "Remove the server of an organization that did not come up")
    {
        Needs = Role.Admin, Hidden = true, Doing = "Cleaning up after", Verb = "Clean up", Examples = ["/org clean-up globex"],
    };
}

public sealed record ServerCleanedUp(string Slug, Server? Server, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug}: its server is removed")
        {
            Tone = Tone.Neutral, Audience = Audience.Room,
            Parts = [new Paragraph("Nothing of it is left, and nothing of it costs. Retry orders a new one.")],
            Buttons = [new Button("Retry", $"/org retry {Slug}"), new Button("Show", $"/org show {Slug}")],
        }
        : new($"{Slug}: its server was not removed")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Notice(Tone.Bad, Error), .. LeftOver.Say(Server)],
            Buttons = [.. LeftOver.Buttons(Slug, Server), new Button("Show", $"/org show {Slug}")],
        };
}

/// <summary>What was begun at the provider.</summary>
sealed record CleanUpMemo
{
    public string? Unprotecting { get; init; }

    public string? Deleting { get; init; }
}

sealed class CleanUpOrganizationHandler(MachineRemoval removal, SecretVault vault, NpgsqlDataSource source)
    : IHandle<CleanUpOrganization, ServerCleanedUp>, ILongWork<CleanUpOrganization, CleanUpMemo, ServerCleanedUp>
{
    sealed record Ordered(string Name, string Label);

    public async Task<IReadOnlyList<Target>> Locks(CleanUpOrganization command, Work work, CancellationToken cancel) =>
        (await Server.Of(work.Db, command.Org, cancel)).IfAny(server => server.Target);

    public async Task<Result<Plan>> Plan(CleanUpOrganization command, Work work, CancellationToken cancel) =>
        (await work.LeftOver(command.Org, cancel)).Failed(out var left, out var refusal) ? refusal
            : left.Organization.Plan($"Remove the server of {left.Organization.Slug}") with
            {
                Changes =
                [
                    new("Server", left.Server.Name, "removed"),
                    .. left.Server.Price.IfAny(price => new Change("It costs a month", price.ToString(), "nothing")),
                ],
                Affects = new(Impact.None, "Nobody: it never came up, so nobody has anything on it."),
                Undo = Undo.By("Order a new one with", $"/org retry {left.Organization.Slug}"),
            };

    public async Task<Result<ServerCleanedUp>> Handle(CleanUpOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.LeftOver(command.Org, cancel)).Failed(out var left, out var refusal)) return refusal;
        return (await work.Begin(left.Server.Id, ServerLife.Delete, cancel)).Failed(out _, out refusal) ? refusal
            : new ServerCleanedUp(left.Organization.Slug, null);
    }

    public string? SerialKey(CleanUpOrganization command, Target target) => target.Key;

    public IReadOnlyList<Step<CleanUpOrganization, CleanUpMemo>> Steps =>
    [
        new("Remove the server", async (command, run, cancel) =>
        {
            await using var db = await source.OpenConnectionAsync(cancel);
            var server = await db.Get<Ordered>("select name, label from servers where organization_id = @Org and trail = @Trail",
                new { command.Org, run.Trail }, cancel);
            return await removal.Remove(server.Name, server.Label,
                new(() => run.Memo.Unprotecting, action => run.Memo = run.Memo with { Unprotecting = action }),
                new(() => run.Memo.Deleting, action => run.Memo = run.Memo with { Deleting = action }), cancel);
        }) { Tries = 12, Patience = TimeSpan.FromMinutes(30), Late = "It was not gone" },
    ];

    public async Task<Result<ServerCleanedUp>> Finish(
        CleanUpOrganization command, JobRun<CleanUpMemo> run, Work work, CancellationToken cancel)
    {
        var server = (await Server.Of(work.Db, command.Org, cancel))!;
        if (await work.End(server.Id, ServerLife.Delete, cancel) is { } lost) return lost;
        await vault.Forget(server.Id, work, cancel);
        return new ServerCleanedUp(server.OrganizationSlug!, null);
    }

    public async Task<ServerCleanedUp> GiveUp(
        CleanUpOrganization command, JobRun<CleanUpMemo> run, string error, Work work, CancellationToken cancel)
    {
        var server = (await Server.Of(work.Db, command.Org, cancel))!;
        error = await work.GiveUp(server.Id, ServerLife.Delete, Fallback.GoBack, error, cancel);
        // It is tried again by itself later, unless somebody keeps it.
        await work.Execute("update servers set kept_until = @Until where id = @Id and state = 'error' and kept_until is not null",
            new { server.Id, Until = work.Now + ServerOrders.Kept }, cancel);
        return new ServerCleanedUp(server.OrganizationSlug!, await Server.Of(work.Db, command.Org, cancel), error);
    }
}

/// <summary>A server that did not come up, and the organization that was to have it.</summary>
sealed record LeftBehind(Organization Organization, Server Server);

static class LeftBehindServers
{
    extension(Work work)
    {
        /// <summary>Only one that has never come up: on any other there is somebody's data.</summary>
        public async Task<Result<LeftBehind>> LeftOver(OrganizationId id, CancellationToken cancel)
        {
            var organization = await Organization.Get(work.Db, id, cancel);
            if (await Server.Of(work.Db, id, cancel) is { State: ServerState.Error, IsUnproven: true } server)
                return new LeftBehind(organization, server);
            return new Refusal($"{organization.Slug} has no server that did not come up.")
            {
                WaysOn = [new("Show", $"/org show {organization.Slug}")],
            };
        }
    }
}

/// <summary>Removes what did not come up and nobody kept, so that nothing is paid for that nobody looks at.</summary>
public sealed class CleanUps(NpgsqlDataSource source, Runner runner, TimeProvider time)
{
    public const string Duty = "clean-up";

    const int AtOnce = 100;

    public async Task Round(CancellationToken cancel)
    {
        foreach (var organization in await Due(cancel))
            await runner.Run(
                new CleanUpOrganization(organization), Actor.OpsBot(Duty), "It did not come up, and nobody kept it within the hour.", cancel);
    }

    async Task<IReadOnlyList<OrganizationId>> Due(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<OrganizationId>(
            """
            select   s.organization_id
            from     servers s
            where    s.kept_until <= @Now and s.state = 'error' and s.unproven
            -- Where the policy wants somebody's yes, a no stands until it is retried.
            and      not exists (
                     select from approvals a
                     where  a.target_id = s.organization_id and a.asked_by_duty = @Duty and a.asked_at >= s.changed_at
                     and    a.state in ('pending', 'denied', 'cancelled'))
            order by s.kept_until
            limit    @AtOnce
            """, new { Now = time.GetUtcNow(), AtOnce, Duty }, cancel);
    }
}
