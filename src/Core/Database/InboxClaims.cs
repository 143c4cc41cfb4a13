using Npgsql;

namespace OpsBot.Core.Database;

/// <summary>
/// Who handles a row: the process that holds its claim. A claim that is not renewed lapses, by the database's clock, and any replica takes
/// it up.
/// </summary>
public sealed class InboxClaims(NpgsqlDataSource source, TimeProvider time, InboxLimits limits)
{
    static readonly TimeSpan longestPause = TimeSpan.FromMinutes(2);

    /// <summary>Takes up what nobody holds, oldest first. What was begun before is counted as it begins, see there.</summary>
    public async Task<IReadOnlyList<InboxRow>> Take(IReadOnlyList<string> platforms, int most, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<InboxRow>(
            """
            with free as (
                select   id, attempts
                from     inbox
                where    handled_at is null and claimed_until <= clock_timestamp() and platform = any(@Platforms)
                order by claimed_until, id
                limit    @Most
                for update skip locked)
            update inbox i
            set    claimed_until = clock_timestamp() + @Claim, attempts = greatest(i.attempts, 1)
            from   free
            where  i.id = free.id
            returning i.id, i.platform, i.kind, i.body, i.received_at, free.attempts + 1 as attempts, i.trace
            """,
            new { limits.Claim, Platforms = platforms.ToArray(), Most = most }, cancel);
    }

    /// <summary>
    /// Counts a try as it begins, so that a row which kills its process is given up, and those that only stood behind it are not.
    /// </summary>
    public async Task Begin(InboxRow row, CancellationToken cancel)
    {
        // The first try is not counted, and the second was as the row was taken up: a round trip for each would cost every request,
        // and every one of a long backlog, about as much as all the rest.
        if (row.Attempts <= 1) return;
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set attempts = @Attempts where id = @Id and handled_at is null", new { row.Id, row.Attempts },
            cancel);
    }

    /// <summary>Still at it.</summary>
    public async Task Renew(IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        // A locked row is being handled right now: nobody can take it, and waiting for it would let the others lapse.
        await db.Execute(
            """
            update inbox
            set    claimed_until = clock_timestamp() + @Claim
            where  id in (select id from inbox where id = any(@Rows) and handled_at is null for update skip locked)
            """,
            new { Rows = rows.ToArray(), limits.Claim }, cancel);
    }

    /// <summary>The row asked for nothing, or the program gave it up.</summary>
    public async Task Close(Guid row, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set handled_at = @Now where id = @Row and handled_at is null",
            new { Row = row, Now = time.GetUtcNow() }, cancel);
    }

    /// <summary>Leaves the row for later, twice as late each time.</summary>
    public async Task PutBack(InboxRow row, CancellationToken cancel)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(row.Attempts, 10)));
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set claimed_until = clock_timestamp() + @Pause where id = @Id and handled_at is null",
            new { row.Id, Pause = pause < longestPause ? pause : longestPause }, cancel);
    }

    /// <summary>Lets go of what this process will not get to, so that another one need not wait for the claim to lapse.</summary>
    public async Task LetGo(IReadOnlyCollection<Guid> rows, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute("update inbox set claimed_until = clock_timestamp() where id = any(@Rows) and handled_at is null",
            new { Rows = rows.ToArray() }, cancel);
    }
}
