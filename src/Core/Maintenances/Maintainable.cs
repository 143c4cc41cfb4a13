using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

/// <summary>Something that can be in maintenance: by one name, whichever of the four it is.</summary>
sealed record Maintainable(MaintenanceScope Scope, Guid Id, string Name, Guid? Organization)
{
    public string? Region => Scope == MaintenanceScope.Region ? Name : null;

    public Guid? TargetId => Scope == MaintenanceScope.Region ? null : Id;

    public Target Target => new(Scope == MaintenanceScope.Host ? "server" : Scope.Words(), Id, Name)
    {
        Organization = Scope == MaintenanceScope.Organization ? Id : Organization,
    };

    /// <summary>An id, which means nothing else.</summary>
    string Typed => Scope switch
    {
        MaintenanceScope.Server or MaintenanceScope.Host => ServerId.Of(Id).Text,
        MaintenanceScope.Organization => OrganizationId.Of(Id).Text,
        MaintenanceScope.Region => RegionId.Of(Id).Text,
    };

    /// <summary>The one that is called so, or the ways on to those that may be meant. The line asks for one of them.</summary>
    public static async Task<Result<Maintainable>> Named(
        NpgsqlConnection db, string text, Func<string, string> line, CancellationToken cancel)
    {
        var found = await Called(db, text.Trim(), cancel);
        // An organization and the one server it has are called the same, and quiet is the server.
        var meant = found.Where(one => !found.Any(other => other.Scope == MaintenanceScope.Server && other.Organization == one.Id))
            .ToList();
        if (meant is [var only]) return only;
        if (meant.Count == 0) meant = [.. await Near(db, text.Trim(), cancel)];
        var called = Excerpt.Of(text);
        return new Refusal(found.Count > 0 ? $"Several things are called “{called}”. Which one?"
            : $"No server, host, region or organization is called “{called}”.{(meant.Count > 0 ? " Perhaps one of these?" : "")}")
        {
            WaysOn = [.. meant.Select(one => new WayOn($"{one.Name} ({one.Scope.Words()})", line(one.Typed)))],
        };
    }

    static Task<IReadOnlyList<Maintainable>> Called(NpgsqlConnection db, string name, CancellationToken cancel) => db.List<Maintainable>(
        """
        select case purpose when 'organization' then 'server' else 'host' end as scope, id, name, organization_id as organization
        from   servers
        where  state <> 'deleted' and (name = lower(@name) or id = any (@Servers))
        union  all
        select 'organization', id, slug, null
        from   organizations
        where  slug = lower(@name) or id = any (@Organizations)
        union  all
        select 'region', id, name, null
        from   regions
        where  name = lower(@name) or lower(city) = lower(@name) or id = any (@Regions)
        """,
        new
        {
            name, Servers = Finders.IdsIn<ServerId>([name]), Organizations = Finders.IdsIn<OrganizationId>([name]),
            Regions = Finders.IdsIn<RegionId>([name]),
        }, cancel);

    public static Task<IReadOnlyList<Maintainable>> Near(NpgsqlConnection db, string text, CancellationToken cancel, int limit = 4) =>
        db.ListPlanned<Maintainable>(
            """
            select   scope, id, name, organization
            from     ((select   case purpose when 'organization' then 'server' else 'host' end as scope, id, name,
                                organization_id as organization
                       from     servers
                       where    state <> 'deleted' and name like lower(@Beginning)
                       order by name
                       limit    @limit)
                      union all
                      (select   'region', id, name, null
                       from     regions
                       where    name like lower(@Beginning)
                       order by name
                       limit    @limit)
                      union all
                      (select   'organization', id, slug, null
                       from     organizations
                       where    slug like lower(@Beginning)
                       order by slug
                       limit    @limit)) n
            order by name
            limit    @limit
            """, new { new Lists.Searched(text).Beginning, limit }, cancel);
}

/// <summary>What can be in maintenance, offered while its name is typed.</summary>
sealed class MaintainableWords : IWords
{
    public async Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) =>
        [.. (await Maintainable.Near(db, text, cancel, limit)).Select(one => one.Name).Distinct()];
}
