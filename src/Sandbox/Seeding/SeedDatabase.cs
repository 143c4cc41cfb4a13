using Npgsql;
using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Slack;
using Person = OpsBot.Sandbox.Slack.Person;

namespace OpsBot.Sandbox.Seeding;

/// <summary>Fills an empty database with a small hosting company, and the pretend hosts with what the database says.</summary>
sealed class SeedDatabase(NpgsqlDataSource source, TimeProvider time)
{
    const int Servers = 12;

    static readonly string[] regions = ["fsn1", "nbg1", "hel1"];

    /// <summary>Does nothing to a database that has people in it: what was done in an earlier start stays done.</summary>
    public async Task Fill(SlackWorld slack, DiscordWorld discord, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        if (!await db.Find<bool>("select exists (select 1 from operators)", null, cancel)) await Fill(db, slack, cancel);
        if (!await db.Find<bool>("select exists (select 1 from chat_accounts where platform = 'discord')", null, cancel))
            await Link(db, discord, cancel);
        await transaction.CommitAsync(cancel);
    }

    async Task Fill(NpgsqlConnection db, SlackWorld slack, CancellationToken cancel)
    {
        foreach (var person in slack.People.All.Where(person => !person.IsBot && RoleOf(person) is not null))
            await Add(db, person, RoleOf(person)!.Value, cancel);
        var servers = await AddServers(db, cancel);
        var organizations = await AddOrganizations(db, cancel);
        await AddInstances(db, servers, organizations, cancel);
        await AddApplicants(db, cancel);
        await AddLeaving(db, organizations, cancel);
    }

    /// <summary>Whoever is on the team has an account on Discord as well; a sandbox from before there was one gets it now.</summary>
    async Task Link(NpgsqlConnection db, DiscordWorld discord, CancellationToken cancel)
    {
        foreach (var person in discord.People.All.Where(person => !person.IsBot))
            await db.Execute(
                """
                insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
                select 'discord', @Account, id, @Name, @Now
                from   operators
                where  handle = @Handle
                """, new { Account = person.Id, Handle = person.Username, Name = person.GlobalName, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Servers are reached where this sandbox listens now, and run what the database says they run.</summary>
    public async Task Load(DockerWorld docker, Uri address, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update servers set address = @Root || name where purpose = 'host'",
            new { Root = new Uri(address, "docker/").ToString() }, cancel);
        var instances = await db.List<Placed>(
            """
            select i.slug, s.name as server, i.state, i.app_version, i.changed_at
            from   instances i
            join   servers s on s.id = i.server_id
            where  i.state <> 'deleted'
            """, null, cancel);
        docker.Load(instances.Select(instance => new PretendInstance(instance.Slug, instance.Server, instance.State switch
        {
            InstanceState.Running or InstanceState.Restarting or InstanceState.Stopping or InstanceState.Maintenance =>
                PretendStart.Running,
            InstanceState.Error => PretendStart.Failed,
            InstanceState.Creating or InstanceState.Starting => PretendStart.Creating,
            InstanceState.Stopped or InstanceState.Suspended or InstanceState.Deleting or InstanceState.Deleted => PretendStart.Stopped,
        })
        { Image = $"odoo:{instance.AppVersion}", Since = time.GetUtcNow() - instance.ChangedAt }));
    }

    static Role? RoleOf(Person person) => person.Title switch
    {
        "Operator" => Role.Operator,
        "Admin" => Role.Admin,
        "Super admin" => Role.SuperAdmin,
        _ => null,
    };

    async Task Add(NpgsqlConnection db, Person person, Role role, CancellationToken cancel)
    {
        var id = OperatorId.New(time);
        await db.Execute("insert into operators (id, handle, name, role, created_at) values (@id, @Handle, @Name, @role, @Now)",
            new { id, Handle = person.Name, Name = person.RealName, role, Now = time.GetUtcNow() }, cancel);
        await db.Execute(
            "insert into chat_accounts (platform, account_id, operator_id, name, linked_at) values ('slack', @Account, @id, @Name, @Now)",
            new { Account = person.Id, id, Name = person.RealName, Now = time.GetUtcNow() }, cancel);
    }

    async Task<List<ServerId>> AddServers(NpgsqlConnection db, CancellationToken cancel)
    {
        var ids = new List<ServerId>();
        for (var number = 0; number < Servers; number++)
        {
            ids.Add(ServerId.New(time));
            await db.Execute("insert into servers (id, name, region, address, created_at) values (@Id, @Name, @Region, '', @Now)",
                new { Id = ids[^1], Name = $"{regions[number % 3]}-{number / 3 + 1:00}", Region = regions[number % 3],
                    Now = time.GetUtcNow().AddDays(-300 + number) }, cancel);
        }
        return ids;
    }

    async Task<List<OrganizationId>> AddOrganizations(NpgsqlConnection db, CancellationToken cancel)
    {
        var ids = new List<OrganizationId>();
        for (var number = 0; number < SeedInstances.Organizations; number++)
        {
            var (slug, name, email, person) = SeedNames.Organization(number);
            ids.Add(OrganizationId.New(time));
            var since = time.GetUtcNow().AddDays(-400 + number);
            await db.Execute(
                """
                insert into organizations (id, slug, name, tier, region, created_at)
                values (@Id, @slug, @name, @Tier, @Region, @since)
                """, new { Id = ids[^1], slug, name, Tier = SeedInstances.TierOf(number), Region = regions[number % 3], since }, cancel);
            await AddOwner(db, ids[^1], email, person, since, cancel);
        }
        return ids;
    }

    /// <summary>Whoever signed up for it owns it.</summary>
    async Task AddOwner(
        NpgsqlConnection db, OrganizationId organization, string email, string person, DateTimeOffset since, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(since);
        // Most have signed in lately; some never confirmed their address.
        var seen = time.GetUtcNow().AddHours(-1 - email.Length * 7 % 400);
        await db.Execute(
            """
            insert into customers (id, organization_id, email, name, created_at, verified_at, last_login_at)
            values (@id, @organization, @email, @person, @since, @Verified, @Seen)
            """,
            new
            {
                id, organization, email, person, since, Verified = email.Length % 9 == 0 ? (DateTimeOffset?)null : since.AddMinutes(7),
                Seen = email.Length % 9 == 0 ? (DateTimeOffset?)null : seen,
            }, cancel);
        await db.Execute("update organizations set owner_id = @id where id = @organization", new { id, organization }, cancel);
    }

    /// <summary>Who would like to become a customer and waits to be let in.</summary>
    async Task AddApplicants(NpgsqlConnection db, CancellationToken cancel)
    {
        foreach (var (number, (slug, name, email, person)) in SeedNames.Applicants.Index())
        {
            var id = OrganizationId.New(time);
            var since = time.GetUtcNow().AddHours(-3 - 17 * number);
            await db.Execute(
                """
                insert into organizations (id, slug, name, tier, region, state, created_at)
                values (@id, @slug, @name, @Tier, @Region, 'pending', @since)
                """, new { id, slug, name, Tier = SeedInstances.TierOf(number), Region = regions[number % 3], since }, cancel);
            await AddOwner(db, id, email, person, since, cancel);
        }
    }

    /// <summary>Two have cancelled and run until the month ends; two have ended.</summary>
    async Task AddLeaving(NpgsqlConnection db, List<OrganizationId> organizations, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var ends = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        await db.Execute(
            """
            update organizations
            set    state = 'cancelling', state_before = 'active', ends_at = @ends, changed_at = @Now
            where  id = any (@Leaving)
            """, new { ends, Now = now.AddDays(-2), Leaving = organizations.Skip(100).Take(2).Select(one => one.Value).ToArray() }, cancel);
        await db.Execute("update organizations set state = 'cancelled', changed_at = @Now where id = any (@Gone)",
            new { Now = now.AddDays(-20), Gone = organizations.Skip(102).Take(2).Select(one => one.Value).ToArray() }, cancel);
    }

    async Task AddInstances(NpgsqlConnection db, List<ServerId> servers, List<OrganizationId> organizations, CancellationToken cancel)
    {
        var number = 0;
        foreach (var instance in SeedInstances.All())
        {
            var changed = time.GetUtcNow() - instance.Since;
            await db.Execute(
                """
                insert into instances (id, slug, name, organization_id, server_id, kind, app_version, url, state, error, failed_at, attempts, changed_at, created_at)
                values (@Id, @Slug, @Name, @Organization, @Server, @Kind, @Version, @Url, @State, @Error, @FailedAt, @Attempts, @changed, @Created)
                """,
                new
                {
                    Id = InstanceId.New(time), instance.Slug, instance.Name, Organization = organizations[instance.Organization],
                    Server = servers[number++ % servers.Count], instance.Kind,
                    instance.Version, Url = $"https://{instance.Slug}.nimbus.example", instance.State, instance.Error,
                    FailedAt = instance.Error is null ? (DateTimeOffset?)null : changed,
                    instance.Attempts, changed, Created = changed.AddDays(-1),
                }, cancel);
        }
    }

    sealed record Placed(string Slug, string Server, InstanceState State, string AppVersion, DateTimeOffset ChangedAt);
}
