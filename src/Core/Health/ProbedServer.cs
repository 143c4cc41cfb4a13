using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

/// <summary>A server as it is looked at: as it stood then, which way it is reached, and why its node would not be opened.</summary>
public sealed record ProbedServer(ServerId Id, long Version, ServerReach Reach, NodeTarget Node, string? Shut);

/// <summary>Which servers are looked at, with all that is needed for it.</summary>
public sealed class ProbedServers(SecretKeys keys)
{
    sealed record Row(ServerId Id, string Name, long Version, string Address, ServerReach Reach, string? KeyId, byte[]? Sealed);

    /// <summary>All that run and belong to somebody who is not suspended; what a job is at does not count as running.</summary>
    public async Task<IReadOnlyList<ProbedServer>> All(NpgsqlConnection db, CancellationToken cancel) => Opened(await db.List<Row>(
        """
        select   s.id, s.name, s.version, coalesce(host(s.v4), host(s.v6)) as address, s.reach, k.key_id, k.sealed
        from     servers s
        join     organizations o on o.id = s.organization_id
        left     join server_secrets k on k.server_id = s.id and k.name = 'instance_secret' and not k.next and s.reach = 'node'
        where    s.purpose = 'organization' and s.state = 'running' and coalesce(s.v4, s.v6) is not null and o.state <> 'suspended'
        order by s.id
        """, null, cancel));

    /// <summary>That one, however it stands; none where it has no address.</summary>
    public async Task<ProbedServer?> Find(NpgsqlConnection db, ServerId server, CancellationToken cancel) => Opened(await db.List<Row>(
        """
        select s.id, s.name, s.version, coalesce(host(s.v4), host(s.v6)) as address, s.reach, k.key_id, k.sealed
        from   servers s
        left   join server_secrets k on k.server_id = s.id and k.name = 'instance_secret' and not k.next and s.reach = 'node'
        where  s.id = @server and s.purpose = 'organization' and coalesce(s.v4, s.v6) is not null
        """, new { server }, cancel)).SingleOrDefault();

    IReadOnlyList<ProbedServer> Opened(IReadOnlyList<Row> rows) => [.. rows.Select(Opened)];

    ProbedServer Opened(Row row)
    {
        var (secret, shut) = ("", (string?)null);
        if (row.Reach == ServerReach.Node)
            if (row is { KeyId: { } key, Sealed: { } kept })
                secret = keys.Open(new(row.Id, SecretName.InstanceSecret, false, key, kept)).Failed(out var opened, out var refusal)
                    ? Closed(refusal) : opened;
            else shut = "OpsBot keeps no secrets of this server, so its node does not tell how its services are.";
        return new(row.Id, row.Version, row.Reach, new(row.Name, row.Address, secret), shut);

        string Closed(Refusal refusal)
        {
            shut = refusal.Sentence;
            return "";
        }
    }
}
