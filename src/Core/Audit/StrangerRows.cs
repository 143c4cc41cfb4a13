using System.Globalization;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Audit;

/// <summary>Keeps a stranger from growing the audit: their first command is a row at once, the rest of the hour is one row.</summary>
public sealed class StrangerRows(Transactions transactions)
{
    static readonly TimeSpan window = TimeSpan.FromHours(1);

    // The rest waits for the next round.
    const int AtOnce = 200;

    sealed record Ended(string Platform, string AccountId, DateTimeOffset Since, long More);

    /// <summary>Of the hours that are over, a row each for what came after the first command.</summary>
    public Task<int> Close(CancellationToken cancel) => transactions.As(Actor.OpsBot("audit"), async work =>
    {
        var ended = await work.List<Ended>(
            """
            delete from stranger_commands
            where  (platform, account_id) in (
                   select   platform, account_id
                   from     stranger_commands
                   where    since <= @Before
                   order by since
                   limit    @AtOnce
                   for update skip locked)
            returning platform, account_id, since, more
            """, new { Before = work.Now - window, AtOnce }, cancel);
        foreach (var one in ended.Where(one => one.More > 0)) await work.Audit(Row(work, one), cancel);
        return ended.Count;
    }, cancel);

    static AuditEntry Row(Work work, Ended one) => new()
    {
        Trail = Guid.CreateVersion7(work.Now),
        At = work.Now,
        Operation = "more of a stranger",
        Outcome = AuditOutcome.Refused,
        Account = $"{one.Platform}:{one.AccountId}",
        Detail = string.Create(CultureInfo.InvariantCulture,
            $"{one.More} more {(one.More == 1 ? "command" : "commands")} in the hour from {one.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC, ") +
            "by an account that is not linked. Nothing was changed.",
    };
}

public static class StrangerAudit
{
    extension(Work work)
    {
        /// <summary>A row about a command that changed nothing; of a stranger's only the first in an hour is one at once.</summary>
        public async Task AuditUnchanged(AuditEntry entry, CancellationToken cancel)
        {
            if (!work.IsStranger || await IsFirst(work, cancel)) await work.Audit(entry, cancel);
        }
    }

    static async Task<bool> IsFirst(Work work, CancellationToken cancel) => await work.Get<long>(
        """
        insert into stranger_commands (platform, account_id, since)
        values (@Platform, @Id, @Now)
        on conflict (platform, account_id) do update
        set    more = stranger_commands.more + 1
        returning more
        """, new { work.Request.Caller.Account.Platform, work.Request.Caller.Account.Id, work.Now }, cancel) == 0;
}
