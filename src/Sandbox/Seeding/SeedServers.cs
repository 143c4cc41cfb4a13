using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;

namespace OpsBot.Sandbox.Seeding;

/// <summary>
/// Organizations with servers of their own, which stand in the pretend project and run, and what else stands there and nobody knows of.
/// </summary>
sealed class SeedServers(NpgsqlDataSource source, Transactions transactions, SecretVault vault, CloudWorld cloud, TimeProvider time)
{
    // What a goodbye picture holds of a disk.
    const decimal Used = 0.12m;

    static readonly TimeSpan goodbyeIsKept = TimeSpan.FromDays(30);

    /// <summary>There are servers of organizations in the database already.</summary>
    public static async Task<bool> AreThere(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Find<bool>("select exists (select from servers where purpose = 'organization')", null, cancel);
    }

    public async Task Fill(NodePorts ports, string version, CancellationToken cancel)
    {
        foreach (var seed in SeedOrganizations.All.Concat(SeedOrganizations.Fleet))
        {
            var ids = new Made(seed.IsThere ? await Known(seed, cancel) : OrganizationId.New(time), ServerId.New(time), cloud.NewId());
            await transactions.As(Actor.OpsBot("seed"), async work =>
            {
                if (!seed.IsThere) await AddOrganization(work, ids, seed, cancel);
                if (seed.Server is { } state) await AddServer(work, ids, seed, state, version, cancel);
                return true;
            }, cancel);
            if (seed.Server is { } standing) await Put(ids, seed, standing, await Disk(ids.Server, seed, ports, version, cancel), cancel);
        }
        // Nobody knows of these any more: the worker that made them is long gone.
        cloud.Put(new PutServer("umbrella-4d1f07", "cx33", "hel1")
        {
            Labels = Labelled("umbrella"), Created = time.GetUtcNow().AddDays(-23), IsProtected = true, Net = new(V4: false),
        });
        cloud.Put(new CloudVolume(cloud.NewId(), "cyberdyne-archive", 250, "fsn1", time.GetUtcNow().AddDays(-64))
        {
            Labels = Labelled("cyberdyne"),
        });
    }

    /// <summary>Servers answer where this sandbox has put them now, and their visitors are led there.</summary>
    public static async Task Load(NpgsqlDataSource source, CloudWorld cloud, NodePorts ports, TimeProvider time, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        foreach (var server in cloud.Servers)
            await db.Execute(
                """
                with moved as (
                    update servers
                    set    v4 = @V4::inet, v6 = @V6::inet
                    where  provider = 'hetzner' and provider_id = @Id
                    returning organization_id, coalesce(v4, v6) as address)
                insert into routes (id, slug, organization_id, address, port, state, changed_at, created_at)
                select o.id, o.slug, o.id, m.address, @Port, case when o.state = 'suspended' then 'paused' else 'on' end, @Now, @Now
                from   moved m
                join   organizations o on o.id = m.organization_id
                where  o.state in ('active', 'suspended', 'cancelling')
                -- Where there are instances, visitors are led to those.
                and    not exists (select from instances i where i.organization_id = o.id and i.state <> 'deleted')
                on conflict (organization_id) do update
                set    address = excluded.address, port = excluded.port
                """,
                new { Id = $"{server.Id}", server.V4, V6 = First(server.V6), Port = ports.Web, Now = time.GetUtcNow() }, cancel);
    }

    async Task<OrganizationId> Known(SeedOrganization seed, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.Get<OrganizationId>("select id from organizations where slug = @Slug", new { seed.Slug }, cancel);
    }

    sealed record Made(OrganizationId Organization, ServerId Server, long ProviderId)
    {
        public string Number => $"{ProviderId}";
    }

    static async Task AddOrganization(Work work, Made ids, SeedOrganization seed, CancellationToken cancel)
    {
        var (leaving, now) = (seed.State == OrganizationState.Cancelling, work.Now);
        await work.Execute(
            """
            insert into organizations (id, slug, name, tier, region, state, state_before, ends_at, error, created_at, changed_at, deleted_at)
            values (@Organization, @Slug, @Name, @Tier, @Region, @State, @Before, @EndsAt, @Error, @Since, @Lately, @DeletedAt)
            """,
            new
            {
                ids.Organization, seed.Slug, seed.Name, seed.Tier, seed.Region, State = seed.State.Snake(),
                Before = leaving ? "active" : null,
                EndsAt = leaving ? new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1) : (DateTimeOffset?)null,
                seed.Error, Since = now - seed.Age, Lately = now - seed.Lately,
                DeletedAt = seed.State == OrganizationState.Deleted ? now - seed.Lately : (DateTimeOffset?)null,
            }, cancel);
        await work.Execute(
            """
            with owner as (
                insert into customers (id, organization_id, email, name, created_at, verified_at, last_login_at)
                values (@Owner, @Organization, @Email, @Person, @Since, @Since, @Lately)
                returning id)
            update organizations set owner_id = (select id from owner) where id = @Organization
            """,
            new
            {
                ids.Organization, Owner = Guid.CreateVersion7(now - seed.Age), seed.Email, seed.Person, Since = now - seed.Age,
                Lately = now - seed.Lately,
            }, cancel);
    }

    async Task AddServer(Work work, Made ids, SeedOrganization seed, ServerState state, string version, CancellationToken cancel)
    {
        await work.Execute(
            """
            insert into servers (id, name, purpose, organization_id, provider, provider_id, label, region, type, state, reach, app_version,
                                 price_minor, currency, error, unproven, created_at, changed_at, deleted_at)
            values (@Server, @Name, 'organization', @Organization, 'hetzner', @Number, @Label, @Region, @Type, @State, @Reach, @version,
                    @Minor, 'EUR', @Error, @State = 'error', @Since, @Lately, @DeletedAt)
            """,
            new
            {
                ids.Server, ids.Organization, ids.Number, version, Name = NameOf(seed), Label = LabelOf(seed.Slug), seed.Region, seed.Type,
                Reach = seed.IsDirect ? "direct" : "node", State = state.Snake(),
                Minor = (long)(TypeOf(seed).Prices[seed.Region] * 100), seed.Error, Since = work.Now - seed.Age,
                Lately = work.Now - seed.Lately, DeletedAt = state == ServerState.Deleted ? work.Now - seed.Lately : (DateTimeOffset?)null,
            }, cancel);
        await vault.Make(ids.Server, work, cancel);
    }

    /// <summary>Its services with the secrets that OpsBot keeps of it, as they are once they were changed through the node.</summary>
    async Task<PretendDisk> Disk(ServerId server, SeedOrganization seed, NodePorts ports, string version, CancellationToken cancel)
    {
        var secrets = (await vault.Open(server, cancel)).Value;
        var environment = Enum.GetValues<SecretName>().ToDictionary(name => name.Snake().ToUpperInvariant(), name => secrets[name]);
        environment["SLUG"] = seed.Slug;
        return new() { Environment = environment, Version = version, OpenPorts = OpenOf(seed, ports) };
    }

    static HashSet<int> OpenOf(SeedOrganization seed, NodePorts ports) =>
        seed.IsDirect ? [ports.Web, ports.Convex, ports.Mta, 25] : [ports.Web, 25];

    Task Put(Made ids, SeedOrganization seed, ServerState state, PretendDisk disk, CancellationToken cancel)
    {
        if (state == ServerState.Deleted) return SayGoodbye(ids, seed, disk, cancel);
        cloud.Put(new PutServer(NameOf(seed), seed.Type, seed.Region)
        {
            Id = ids.ProviderId, Created = time.GetUtcNow() - seed.Age, Labels = Labelled(seed.Slug), IsProtected = true,
            IsOff = state == ServerState.Off, Disk = disk,
        });
        return Task.CompletedTask;
    }

    /// <summary>All that is left of it is a picture, which costs until it is gone or used.</summary>
    async Task SayGoodbye(Made ids, SeedOrganization seed, PretendDisk disk, CancellationToken cancel)
    {
        var (type, at) = (TypeOf(seed), time.GetUtcNow() - seed.Lately);
        var picture = new CloudPicture(cloud.NewId(), $"goodbye of {NameOf(seed)}", at)
        {
            Labels = Labelled(seed.Slug), Size = type.Disk * Used, DiskSize = type.Disk, Architecture = type.Architecture,
            OfServer = ids.ProviderId, OfServerName = NameOf(seed), Disk = disk,
        };
        cloud.Put(picture);
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("delete from server_secrets where server_id = @Server", ids, cancel);
        await db.Execute(
            """
            insert into snapshots (id, server_id, organization_id, provider, provider_id, made_for, type, size_gb, disk_gb, price_minor,
                                   currency, created_at, expires_at)
            values (@Id, @Server, @Organization, 'hetzner', @Picture, 'goodbye', @Type, @Size, @DiskSize, @Minor, 'EUR', @at, @Until)
            """,
            new
            {
                Id = Guid.CreateVersion7(at), ids.Server, ids.Organization, Picture = $"{picture.Id}", seed.Type, picture.Size,
                picture.DiskSize,
                Minor = (long)decimal.Round(CloudPriceList.ImageGb * type.Disk * Used * 100), at, Until = at + goodbyeIsKept,
            }, cancel);
    }

    static CloudType TypeOf(SeedOrganization seed) => CloudPriceList.Types.Single(one => one.Name == seed.Type);

    static string NameOf(SeedOrganization seed) => $"{seed.Slug}-{LabelOf(seed.Slug)[^6..]}";

    static Dictionary<string, string> Labelled(string slug) => new() { ["opsbot-job"] = LabelOf(slug) };

    // The same in every sandbox.
    static string LabelOf(string slug) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(slug)).AsSpan(0, 16)).ToString("n");

    static string? First(string? network) => network?.Split('/')[0] is { } prefix ? prefix.EndsWith("::", StringComparison.Ordinal)
        ? $"{prefix}1" : prefix : null;
}
