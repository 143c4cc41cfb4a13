using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Secrets;

/// <summary>
/// Keeps what only a server and OpsBot know. It is made where a command runs, and opened only in steps: never shown, and never handed to
/// a job's memo, a message or the audit.
/// </summary>
public sealed partial class SecretVault(SecretKeys keys, NpgsqlDataSource source, TimeProvider time, ILogger<SecretVault> log)
{
    // A round of the duty takes so many at once.
    const int Batch = 500;

    /// <summary>Makes all secrets of a new server, in the transaction of the command that orders it.</summary>
    public async Task Make(ServerId server, Work work, CancellationToken cancel)
    {
        var secrets = ServerSecrets.AtRandom();
        await Write(work.Db, [.. SecretName.All.Select(name => keys.Seal(server, name, secrets[name]))], cancel);
    }

    /// <summary>The server is gone, and so is what was known of it.</summary>
    public async Task Forget(ServerId server, Work work, CancellationToken cancel)
    {
        if (await work.Execute("delete from server_secrets where server_id = @server", new { server }, cancel) > 0)
            work.AfterCommit(() => LogForgotten(server));
    }

    /// <summary>What the server answers to, as far as is known; refused where it does not open.</summary>
    public async Task<Result<ServerSecrets>> Open(ServerId server, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Open(db, server, next: false, cancel)
            ?? new Refusal("OpsBot keeps no secrets of this server, so it can't ask its node. It was not made by OpsBot.");
    }

    /// <summary>What it is to answer to from now on; none while nothing is being changed.</summary>
    public async Task<Result<ServerSecrets>?> OpenNext(ServerId server, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await Open(db, server, next: true, cancel);
    }

    /// <summary>Makes those that are to come, or leaves the ones that are there: the server may have them already.</summary>
    public async Task MakeNext(ServerId server, CancellationToken cancel)
    {
        var secrets = ServerSecrets.AtRandom();
        await using var db = await source.OpenConnectionAsync(cancel);
        await Write(db, [.. SecretName.All.Select(name => keys.Seal(server, name, secrets[name], next: true))], cancel);
    }

    /// <summary>The server answers to the new ones: the old are gone, in one statement. Harmless twice.</summary>
    public async Task TakeNext(ServerId server, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            with taken as (
                delete from server_secrets
                where  server_id = @server and next
                returning server_id, name, key_id, sealed)
            insert into server_secrets (server_id, name, next, key_id, sealed, changed_at)
            select t.server_id, t.name, false, t.key_id, t.sealed, @Now
            from   taken t
            on conflict (server_id, name, next) do update
            set    key_id = excluded.key_id, sealed = excluded.sealed, changed_at = excluded.changed_at
            """, new { server, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Seals anew what is under an older key; what does not open stays as it is.</summary>
    public async Task SealAnew(CancellationToken cancel)
    {
        if (keys.NewestId is not { } newest) return;
        await using var db = await source.OpenConnectionAsync(cancel);
        var (anew, shut) = (0, 0);
        for (SealedSecret? last = null; await Older(db, newest, last, cancel) is { Count: > 0 } older; last = older[^1])
            foreach (var old in older)
                if (keys.Open(old).Failed(out var value, out _)) shut++;
                else anew += await Replace(db, old, keys.Seal(old.Server, old.Name, value, old.Next), cancel);
        if (anew > 0) LogSealedAnew(anew, newest);
        if (shut > 0) LogShut(shut);
    }

    static Task<IReadOnlyList<SealedSecret>> Older(NpgsqlConnection db, string newest, SealedSecret? last, CancellationToken cancel) =>
        db.List<SealedSecret>(
            """
            select   server_id as server, name, next, key_id, sealed
            from     server_secrets
            where    key_id <> @newest and (server_id, name, next) > (@Server, @Name, @Next)
            order by server_id, name, next
            limit    @Batch
            """,
            new { newest, Server = last?.Server.Value ?? Guid.Empty, Name = last?.Name.Snake() ?? "", Next = last?.Next ?? false, Batch },
            cancel);

    // Only what it was when it was read: meanwhile it may have been changed for good.
    Task<int> Replace(NpgsqlConnection db, SealedSecret old, SealedSecret anew, CancellationToken cancel) => db.Execute(
        """
        update server_secrets
        set    key_id = @KeyId, sealed = @Sealed, changed_at = @Now
        where  server_id = @Server and name = @Name and next = @Next and sealed = @Was
        """, new { anew.KeyId, anew.Sealed, old.Server, old.Name, old.Next, Was = old.Sealed, Now = time.GetUtcNow() }, cancel);

    async Task<Result<ServerSecrets>?> Open(NpgsqlConnection db, ServerId server, bool next, CancellationToken cancel)
    {
        var kept = await db.List<SealedSecret>(
            "select server_id as server, name, next, key_id, sealed from server_secrets where server_id = @server and next = @next",
            new { server, next }, cancel);
        if (kept.Count < SecretName.All.Count) return null;
        var opened = new Dictionary<SecretName, string>();
        foreach (var one in kept)
            if (keys.Open(one).Failed(out var value, out var refusal)) return refusal;
            else opened[one.Name] = value;
        return new ServerSecrets(opened);
    }

    Task Write(NpgsqlConnection db, IReadOnlyList<SealedSecret> secrets, CancellationToken cancel) => db.Execute(
        """
        insert into server_secrets (server_id, name, next, key_id, sealed, changed_at)
        select o.server, o.name, o.next, o.key_id, o.sealed, @Now
        from   unnest(@Servers, @Names, @Nexts, @KeyIds, @Sealed) as o (server, name, next, key_id, sealed)
        on conflict (server_id, name, next) do nothing
        """,
        new
        {
            Servers = secrets.Select(one => one.Server.Value).ToArray(), Names = secrets.Select(one => one.Name.Snake()).ToArray(),
            Nexts = secrets.Select(one => one.Next).ToArray(), KeyIds = secrets.Select(one => one.KeyId).ToArray(),
            Sealed = secrets.Select(one => one.Sealed).ToArray(), Now = time.GetUtcNow(),
        }, cancel);

    [LoggerMessage(LogLevel.Information, "{Count} secrets of servers were sealed anew, under the key {Key}")]
    partial void LogSealedAnew(int count, string key);

    [LoggerMessage(LogLevel.Information, "The secrets of {Server} were forgotten, as it is gone")]
    partial void LogForgotten(ServerId server);

    [LoggerMessage(LogLevel.Error, "{Count} secrets of servers do not open with any key that is set")]
    partial void LogShut(int count);
}
