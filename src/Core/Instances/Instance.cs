using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public readonly record struct InstanceId(Guid Value) : IId<InstanceId>
{
    public static string Prefix => "ins";
    public static InstanceId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

public enum InstanceKind { Production, Staging, Development }

/// <summary>An application deployment of an organization, with where it runs.</summary>
public sealed record Instance(
    InstanceId Id, string Slug, string Name, OrganizationId Organization, string OrganizationName, string OrganizationSlug, string Tier,
    string? CustomerEmail, InstanceKind Kind, string AppVersion, string Url, InstanceState State, InstanceState? StateBefore, long Version,
    string Server, string Region, string Address, string? Error, DateTimeOffset? FailedAt, int Attempts,
    DateTimeOffset ChangedAt, DateTimeOffset CreatedAt, DateTimeOffset? SeenAt, DateTimeOffset? RunsSince, bool IsPaused)
{
    public Target Target => Operations.Target.Of(Id, Slug) with { Organization = Organization.Value };

    /// <summary>The beginning of every plan of what is done to it.</summary>
    public Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version, Tier = Tier };

    public RuntimeTarget Runtime => new(Address, Slug);

    public static Task<Instance> Get(NpgsqlConnection db, InstanceId id, CancellationToken cancel) => db.Get<Instance>(
        """
        select i.id, i.slug, i.name, o.id as organization, o.name as organization_name, o.slug as organization_slug, o.tier,
               (select c.email from customers c where c.organization_id = o.id order by c.created_at limit 1) as customer_email,
               i.kind, i.app_version, i.url, i.state, i.state_before, i.version,
               s.name as server, s.region, s.address, i.error, i.failed_at, i.attempts, i.changed_at, i.created_at,
               s.seen_at, i.runs_since, o.state = 'suspended' as is_paused
        from   instances i
        join   organizations o on o.id = i.organization_id
        join   servers s on s.id = i.server_id
        where  i.id = @id
        """, new { id }, cancel);
}
