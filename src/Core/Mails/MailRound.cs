using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Clients.Smtp;
using OpsBot.Core.Database;
using OpsBot.Core.Files;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

/// <summary>
/// Sends what is due. A mail is claimed before it is sent, by the database's clock, so that two workers never send one together; what a
/// killed worker had in its hands is sent by the next. While the server is away nothing is lost: all wait, longer each time.
/// </summary>
public sealed partial class MailRound
{
    public const string Operation = "mail send";

    static readonly Actor me = Actor.OpsBot("mails");

    // Longer than any try may take.
    static readonly TimeSpan claim = TimeSpan.FromMinutes(3);

    static readonly TimeSpan longestPause = TimeSpan.FromHours(1);

    readonly SmtpPost post;
    readonly NpgsqlDataSource source;
    readonly Transactions transactions;
    readonly TimeProvider time;
    readonly ILogger<MailRound> log;

    // Only Core knows the post.
    internal MailRound(
        SmtpPost post, NpgsqlDataSource source, Transactions transactions, TimeProvider time, ILogger<MailRound> log) =>
        (this.post, this.source, this.transactions, this.time, this.log) = (post, source, transactions, time, log);

    public async Task Round(CancellationToken cancel)
    {
        while (await Claim(cancel) is { } mail)
            if (!await Deliver(mail, cancel)) return;
    }

    // False where the next would fare no better.
    async Task<bool> Deliver(Claimed mail, CancellationToken cancel)
    {
        var files = await FilesOf(mail, cancel);
        if (!post.IsSet)
        {
            await End(mail, MailLife.HandOver, null, (work, _) => MailNews.HandOver(work, mail, files, cancel), cancel);
            return true;
        }
        var letter = new Letter(mail.Id, mail.Recipient, mail.RecipientName, mail.Subject, mail.Body, mail.QueuedAt, files);
        switch (await post.Send(letter, cancel))
        {
            case Posted.Taken:
                // Also where the worker is being stopped: not noted, it would be sent once more.
                await End(mail, MailLife.Send, null,
                    (work, late) => late ? MailNews.Late(work, CancellationToken.None) : Task.CompletedTask, CancellationToken.None);
                return true;
            case Posted.Refused refused:
                await End(mail, MailLife.Refuse, refused.Why,
                    (work, _) => MailNews.Refused(work, mail, refused.Why, files, cancel), cancel);
                return true;
            case Posted.Later later:
                LogLater(mail.Id, mail.Tries + 1, later.Why);
                await PutBack(mail, later, cancel);
                return !later.IsAway;
            default:
                throw new InvalidOperationException("A mail came to nothing that is known.");
        }
    }

    async Task<Claimed?> Claim(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Find<Claimed>(
            """
            update mails
            set    claim = @Claim, claimed_until = clock_timestamp() + @Length
            where  id = (
                   select   id
                   from     mails
                   where    state = 'waiting' and due_at <= @Now and (claimed_until is null or claimed_until <= clock_timestamp())
                   order by due_at, id
                   limit    1
                   for      update skip locked)
            returning id, organization_id, about_kind, about_id, about_label, recipient, recipient_name, subject, body, trail, queued_at,
                      tries, claim
            """, new { Claim = Guid.CreateVersion7(now), Length = claim, Now = now }, cancel);
    }

    async Task<IReadOnlyList<StoredFile>> FilesOf(Claimed mail, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<StoredFile>(
            """
            select   f.id, f.name, f.media_type, f.content, f.sha256
            from     mail_files m
            join     files f on f.id = m.file_id
            where    m.mail_id = @Id
            order by m.position
            """, new { mail.Id }, cancel);
    }

    Task End(Claimed mail, Move<MailState> move, string? why, Func<Work, bool, Task> tell, CancellationToken cancel) =>
        transactions.As(me, mail.Trail, async work =>
        {
            var mine = await work.Execute(
                """
                update mails
                set    state = @To, error = @why, ended_at = @Now, tries = tries + 1, claimed_until = null
                where  id = @Id and claim = @Claim and state = 'waiting'
                """, new { mail.Id, mail.Claim, To = move.Done!.Value, why, work.Now }, cancel) == 1;
            // Taken by the server after its claim had lapsed: whoever has it now finds the same.
            if (!mine) return false;
            await tell(work, mail.Tries >= MailNews.LateAfter);
            await work.Audit(Execution.Entry(work, Operation, why is null ? AuditOutcome.Done : AuditOutcome.Failed) with
            {
                Target = mail.About, Detail = MailNews.InAudit(mail, move.Done!.Value, why),
            }, cancel);
            return true;
        }, cancel);

    // Where the server is away, all that is due waits with it: one of them will ask again for all.
    Task PutBack(Claimed mail, Posted.Later later, CancellationToken cancel) => transactions.As(me, mail.Trail, async work =>
    {
        await work.Execute(
            """
            update mails
            set    tries = tries + 1, error = @Why, claimed_until = null,
                   due_at = @Now::timestamptz + least(interval '1 minute' * power(2, least(tries, 10)), @Longest)
            where  state = 'waiting' and due_at <= @Now
            and    (id = @Id and claim = @Claim or @IsAway and (claimed_until is null or claimed_until <= clock_timestamp()))
            """, new { mail.Id, mail.Claim, later.Why, later.IsAway, Longest = longestPause, work.Now }, cancel);
        if (mail.Tries + 1 >= MailNews.LateAfter) await MailNews.Late(work, cancel);
        return true;
    }, cancel);

    [LoggerMessage(LogLevel.Warning, "Mail {Id} did not go out at try {Try}, and is tried again: {Why}")]
    partial void LogLater(MailId id, int @try, string why);
}

/// <summary>A mail in this worker's hands.</summary>
sealed record Claimed(
    MailId Id, Guid? OrganizationId, string? AboutKind, Guid? AboutId, string? AboutLabel, string Recipient, string? RecipientName,
    string Subject, string Body, Guid Trail, DateTimeOffset QueuedAt, int Tries, Guid Claim)
{
    public Target? About => AboutKind is { } kind && AboutId is { } id
        ? new(kind, id, AboutLabel!) { Organization = OrganizationId } : null;
}
