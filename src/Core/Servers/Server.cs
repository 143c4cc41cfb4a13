using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>For what a server is there.</summary>
public enum ServerPurpose
{
    /// <summary>It is one organization's own.</summary>
    Organization,

    /// <summary>Instances of many run on it.</summary>
    Host,

    /// <summary>Databases of many.</summary>
    Pool,
}

/// <summary>How the services of a server are asked how they are.</summary>
public enum ServerReach
{
    /// <summary>Each at its own port.</summary>
    Direct,

    /// <summary>The node on it asks them, because their ports are open to the server itself alone.</summary>
    Node,
}

/// <summary>A machine: rented at a provider, or a host that somebody set up by hand.</summary>
public sealed record Server(
    ServerId Id, string Name, ServerPurpose Purpose, OrganizationId? Organization, string? OrganizationSlug, string? OrganizationName,
    string? Tier, string? Provider, string? ProviderId, string? Label, string Region, string? Type, string? V4, string? V6,
    ServerState State, ServerState? StateBefore, long Version, string? Error, ServerReach Reach, string? AppVersion, long? PriceMinor,
    string? Currency, DateTimeOffset? KeptUntil, bool IsUnproven, DateTimeOffset Since, DateTimeOffset CreatedAt)
{
    /// <summary>A month, as it was when it was ordered; none for a host of the house's own.</summary>
    public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;

    public Target Target => Operations.Target.Of(Id, Name) with { Organization = Organization?.Value };

    /// <summary>The beginning of every plan of what is done to it.</summary>
    public Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version, Tier = Tier };

    public static Task<Server> Get(NpgsqlConnection db, ServerId id, CancellationToken cancel) => db.Get<Server>(
        """
        select s.id, s.name, s.purpose, o.id as organization, o.slug as organization_slug, o.name as organization_name, o.tier,
               s.provider, s.provider_id, s.label, s.region, s.type, host(s.v4) as v4, host(s.v6) as v6, s.state, s.state_before,
               s.version, s.error, s.reach, s.app_version, s.price_minor, s.currency, s.kept_until, s.unproven as is_unproven,
               coalesce(s.changed_at, s.created_at) as since, s.created_at
        from   servers s
        left   join organizations o on o.id = s.organization_id
        where  s.id = @id
        """, new { id }, cancel);

    /// <summary>The one that an organization has now; none where it runs on shared hosts, or nothing of it is left.</summary>
    public static async Task<Server?> Of(NpgsqlConnection db, OrganizationId organization, CancellationToken cancel) =>
        await db.Find<ServerId?>(
            "select id from servers where organization_id = @organization and purpose = 'organization' and state <> 'deleted'",
            new { organization }, cancel) is { } id ? await Get(db, id, cancel) : null;

    /// <summary>The one that an organization has, else the one that it had last; none where it never had one.</summary>
    public static async Task<Server?> Last(NpgsqlConnection db, OrganizationId organization, CancellationToken cancel) =>
        await db.Find<ServerId?>(
            """
            select   id
            from     servers
            where    organization_id = @organization and purpose = 'organization'
            order by state = 'deleted', created_at desc
            limit    1
            """, new { organization }, cancel) is { } id ? await Get(db, id, cancel) : null;
}
