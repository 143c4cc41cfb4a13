using System.Data;
using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>One connection that turns a batch of requests into one statement and one commit.</summary>
sealed class InboxWriter(NpgsqlDataSource source, TimeProvider time, InboxLimits limits) : IAsyncDisposable
{
    // The writer's own second try, after it lost its connection, is no second delivery.
    // Keys in order, so that two writers with the same keys wait for each other instead of deadlocking.
    const string Statement =
        """
        -- InboxWriter.cs
        insert into inbox (id, key, platform, kind, body, trace, received_at, claimed_until)
        select id, key, platform, kind, body, trace, @Now,
               clock_timestamp() + case when n <= @Room then @Claim else interval '0' end as claimed_until
        from   (select distinct on (key) id, key, platform, kind, body, trace, n
                from   unnest(@Ids, @Keys, @Platforms, @Kinds, @Bodies, @Traces)
                       with ordinality as came (id, key, platform, kind, body, trace, n)
                order  by key, n) as came
        order  by key
        on conflict (key) do update set redelivered = inbox.redelivered or inbox.id <> excluded.id
        returning id
        """;

    // More would be a database that stays away for hours: then the sweep finds what little was written after all.
    const int MostDoubts = 10_000;

    readonly List<Guid> doubts = [];
    NpgsqlConnection? db;
    NpgsqlCommand? insert;

    /// <summary>Rows may stand that nobody was told about.</summary>
    public bool HasDoubts => doubts.Count > 0;

    /// <summary>The caller was told that it is not recorded, so it must not be handled: it is taken back.</summary>
    public void Doubt(Guid id)
    {
        if (doubts.Count < MostDoubts) doubts.Add(id);
    }

    /// <summary>Connects and writes nothing once, so that no caller waits for what is done the first time only.</summary>
    public async Task Open()
    {
        using var patience = new CancellationTokenSource(limits.Patience, TimeProvider.System);
        try
        {
            await Send(await Ready(patience.Token), [], [], 0, time.GetUtcNow(), patience.Token);
        }
        // Whatever it is, whoever comes first finds it again, and is told.
        catch
        {
            await Close();
        }
    }

    /// <summary>For each entry its row, or none where the key is known.</summary>
    public async Task<IReadOnlyList<InboxRow?>> Insert(IReadOnlyList<Inbox.Waiting> batch, int room)
    {
        // Not the program's own cancellation: a batch that was begun is told about before the program stops.
        using var patience = new CancellationTokenSource(limits.Patience, TimeProvider.System);
        await TakeBackDoubts(patience.Token);
        if (batch.Count == 0) return [];
        var now = time.GetUtcNow();
        var rows = batch.Select(entry => new InboxRow(
            Guid.CreateVersion7(now), entry.Incoming.Platform, entry.Incoming.Kind, entry.Incoming.Body, now, 0, entry.Trace)).ToList();
        var written = await Insert(batch, rows, room, now, patience.Token);
        return [.. rows.Select(row => written.Contains(row.Id) ? row : null)];
    }

    async Task<HashSet<Guid>> Insert(
        IReadOnlyList<Inbox.Waiting> batch, IReadOnlyList<InboxRow> rows, int room, DateTimeOffset now, CancellationToken cancel)
    {
        var fresh = insert is null;
        try
        {
            return await Send(await Ready(cancel), batch, rows, room, now, cancel);
        }
        // The server was restarted since the last batch: that is not this batch's fault.
        catch (Exception) when (!fresh && db is { State: not ConnectionState.Open } && !cancel.IsCancellationRequested)
        {
            await Close();
        }
        catch
        {
            // Without a connection nothing was sent, so there is nothing to doubt.
            if (insert is not null) foreach (var row in rows) Doubt(row.Id);
            await Close();
            throw;
        }
        try
        {
            var written = await Send(await Ready(cancel), batch, rows, room, now, cancel);
            // What the first try has written after all is no longer a conflict with somebody else.
            written.UnionWith(await db.List<Guid>("select id from inbox where id = any(@Ids)", new { Ids = Ids(rows) }, cancel));
            return written;
        }
        catch
        {
            foreach (var row in rows) Doubt(row.Id);
            await Close();
            throw;
        }
    }

    async Task<HashSet<Guid>> Send(NpgsqlCommand command,
        IReadOnlyList<Inbox.Waiting> batch, IReadOnlyList<InboxRow> rows, int room, DateTimeOffset now, CancellationToken cancel)
    {
        command.Parameters["Ids"].Value = Ids(rows);
        command.Parameters["Keys"].Value = batch.Select(entry => entry.Incoming.Key).ToArray();
        command.Parameters["Platforms"].Value = rows.Select(row => row.Platform).ToArray();
        command.Parameters["Kinds"].Value = rows.Select(row => row.Kind).ToArray();
        command.Parameters["Bodies"].Value = rows.Select(row => row.Body).ToArray();
        command.Parameters["Traces"].Value = rows.Select(row => row.Trace).ToArray();
        command.Parameters["Now"].Value = now.UtcDateTime;
        command.Parameters["Claim"].Value = limits.Claim;
        command.Parameters["Room"].Value = (long)room;
        var written = new HashSet<Guid>(rows.Count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) written.Add(reader.GetGuid(0));
        return written;
    }

    static Guid[] Ids(IReadOnlyList<InboxRow> rows) => [.. rows.Select(row => row.Id)];

    async Task TakeBackDoubts(CancellationToken cancel)
    {
        if (doubts.Count == 0) return;
        try
        {
            await Ready(cancel);
            await db!.Execute("delete from inbox where id = any(@Doubts) and handled_at is null and not redelivered",
                new { Doubts = doubts.ToArray() }, cancel);
            doubts.Clear();
        }
        catch
        {
            await Close();
            throw;
        }
    }

    async Task<NpgsqlCommand> Ready(CancellationToken cancel)
    {
        if (insert is not null) return insert;
        db = await source.OpenConnectionAsync(cancel);
        var command = new NpgsqlCommand(Statement, db);
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("Ids", []));
        foreach (var name in new[] { "Keys", "Platforms", "Kinds", "Bodies", "Traces" })
            command.Parameters.Add(new NpgsqlParameter<string?[]>(name, []));
        command.Parameters.Add(new NpgsqlParameter<DateTime>("Now", default(DateTime).ToUniversalTime()));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan>("Claim", limits.Claim));
        command.Parameters.Add(new NpgsqlParameter<long> { ParameterName = "Room" });
        await command.PrepareAsync(cancel);
        return insert = command;
    }

    async Task Close()
    {
        if (insert is not null) await insert.DisposeAsync();
        if (db is not null) await db.DisposeAsync();
        (insert, db) = (null, null);
    }

    public async ValueTask DisposeAsync() => await Close();
}
