using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>Who handles a row: the process that holds its claim. A claim that is not renewed lapses, and any replica takes it up.</summary>
public sealed class InboxClaims(NpgsqlDataSource source, TimeProvider time, InboxLimits limits)
{
    static readonly TimeSpan longestPause = TimeSpan.FromMinutes(2);

    /// <summary>Takes up what nobody holds, oldest first.</summary>
    public async Task<IReadOnlyList<InboxRow>> Take(IReadOnlyList<string> platforms, int most, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        return await db.List<InboxRow>(
            """
            update inbox
            set    claimed_until = @Until
            where  id in (
                   select   id
                   from     inbox
                   where    handled_at is null and claimed_until <= @Now and platform = any(@Platforms)
                   order by claimed_until, id
                   limit    @Most
                   for update skip locked)
            returning id, platform, kind, body, received_at, attempts + 1 as attempts
            """,
            new { Now = now, Until = now + limits.Claim, Platforms = platforms.ToArray(), Most = most }, cancel);
    }

    /// <summary>Counts a try as it begins, so that a row which kills its process is given up, and those that only stood behind it are not.</summary>
    public async Task Begin(InboxRow row, CancellationToken cancel)
    {
        // The first try is not counted: it would cost every request a round trip.
        if (row.Attempts == 0) return;
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set attempts = @Attempts where id = @Id and handled_at is null", new { row.Id, row.Attempts }, cancel);
    }

    /// <summary>Still at it.</summary>
    public async Task Renew(IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // A locked row is being handled right now: nobody can take it, and waiting for it would let the others lapse.
        await db.Execute(
            """
            update inbox
            set    claimed_until = @Until
            where  id in (select id from inbox where id = any(@Rows) and handled_at is null for update skip locked)
            """,
            new { Rows = rows.ToArray(), Until = time.GetUtcNow() + limits.Claim }, cancel);
    }

    /// <summary>The row asked for nothing, or the program gave it up.</summary>
    public async Task Close(Guid row, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set handled_at = @Now where id = @Row and handled_at is null", new { Row = row, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Leaves the row for later, twice as late each time.</summary>
    public async Task PutBack(InboxRow row, CancellationToken cancel)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(row.Attempts, 10)));
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set claimed_until = @Until where id = @Id and handled_at is null",
            new { row.Id, Until = time.GetUtcNow() + (pause < longestPause ? pause : longestPause) }, cancel);
    }

    /// <summary>Lets go of what this process will not get to, so that another one need not wait for the claim to lapse.</summary>
    public async Task LetGo(IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set claimed_until = @Now where id = any(@Rows) and handled_at is null",
            new { Rows = rows.ToArray(), Now = time.GetUtcNow() }, cancel);
    }
}
