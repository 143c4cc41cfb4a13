using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>Where a server's node is, and what opens it; read when a step needs it.</summary>
sealed class ServerNodes(NpgsqlDataSource source, SecretVault vault)
{
    sealed record Row(string Name, string? Address);

    /// <summary>With what the server answers to, as far as is known.</summary>
    public async Task<Result<NodeTarget>> Of(ServerId server, CancellationToken cancel)
    {
        if ((await vault.Open(server, cancel)).Failed(out var secrets, out var refusal)) return refusal;
        return await Of(server, secrets, cancel);
    }

    public Task<Result<NodeTarget>> Of(ServerId server, ServerSecrets secrets, CancellationToken cancel) =>
        Of(server, secrets[SecretName.InstanceSecret], cancel);

    /// <summary>For who only knocks at its ports: nothing opens its node.</summary>
    public Task<Result<NodeTarget>> Unopened(ServerId server, CancellationToken cancel) => Of(server, "", cancel);

    async Task<Result<NodeTarget>> Of(ServerId server, string secret, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var row = await db.Get<Row>(
            "select name, coalesce(host(v4), host(v6)) as address from servers where id = @server", new { server }, cancel);
        return row.Address is { } address ? new NodeTarget(row.Name, address, secret)
            : new Refusal($"{row.Name} has no address yet, so nobody can ask it.");
    }
}
