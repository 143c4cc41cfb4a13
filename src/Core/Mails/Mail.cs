using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using OpsBot.Core.Database;
using OpsBot.Core.Files;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

public readonly record struct MailId(Guid Value) : IId<MailId>
{
    public static string Prefix => "mal";
    public static MailId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Words to a customer, under a key that says what they stand for, so that twice is once.</summary>
public sealed record Mail(string Key, string To, string Subject, string Text)
{
    /// <summary>Who reads it, where that is known.</summary>
    public string? ToName { get; init; }

    public OrganizationId? Organization { get; init; }

    /// <summary>What it is about: its page shows it.</summary>
    public Target? About { get; init; }

    public IReadOnlyList<FileId> Files { get; init; } = [];
}

/// <summary>
/// One address that mail goes to, and nothing else: no name, no second one, no line break that would begin another header.
/// </summary>
public static partial class MailAddress
{
    const int Longest = 254;

    public static bool TryRead(string text, [NotNullWhen(true)] out string? address)
    {
        address = text.Trim();
        if (address.Length <= Longest && Shape.IsMatch(address)) return true;
        address = null;
        return false;
    }

    [GeneratedRegex(@"^[^\s\p{C}<>(),;:""@\\]{1,64}@[^\s\p{C}<>(),;:""@\\\[\]]+\.[^\s\p{C}<>(),;:""@\\\[\].]+$")]
    static partial Regex Shape { get; }
}

/// <summary>Queues mails in the transaction they speak of; the worker sends them after the commit.</summary>
public static class Mailing
{
    // A subject that is longer is cut by whoever shows it.
    const int LongestSubject = 200;

    extension(Work work)
    {
        /// <summary>Sent once, however often it is asked for under the same key.</summary>
        public async Task<MailId> Mail(Mail mail, CancellationToken cancel)
        {
            if (!MailAddress.TryRead(mail.To, out var recipient))
                throw new ArgumentException($"{mail.Key} goes to what is no address; refuse that where it is asked for.", nameof(mail));
            var queued = await work.Find<MailId?>(
                """
                insert into mails (id, key, organization_id, about_kind, about_id, about_label, recipient, recipient_name, subject, body,
                       trail, queued_at, due_at)
                values (@Id, @Key, @Organization, @Kind, @AboutId, @Label, @recipient, @Name, @Subject, @Text, @Trail, @Now, @Now)
                on     conflict (key) do nothing
                returning id
                """,
                new
                {
                    Id = Guid.CreateVersion7(work.Now), mail.Key, mail.Organization, mail.About?.Kind, AboutId = mail.About?.Id,
                    mail.About?.Label, recipient, Name = mail.ToName is { } name ? Header(name) : null,
                    Subject = Header(mail.Subject).Cut(LongestSubject), mail.Text, work.Trail, work.Now,
                }, cancel);
            if (queued is not { } id) return await work.Get<MailId>("select id from mails where key = @Key", new { mail.Key }, cancel);
            foreach (var (index, file) in mail.Files.Index())
                await work.Execute("insert into mail_files (mail_id, position, file_id) values (@id, @Position, @file)",
                    new { id, Position = index + 1, file }, cancel);
            work.Hint(Hints.Mails);
            return id;
        }
    }

    // A name that a customer chose has no say in what headers there are.
    static string Header(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
