using OpsBot.Core.Clients.Smtp;

namespace OpsBot.Core.Mails;

/// <summary>Whether the mail server lets us in; no mail is sent.</summary>
public sealed class MailCheckup
{
    readonly SmtpPost post;

    // Only Core knows the post.
    internal MailCheckup(SmtpPost post) => this.post = post;

    public bool IsSetUp => post.IsSet;

    public string Server => post.Name;

    /// <summary>What keeps us out; none where nothing does.</summary>
    public Task<string?> Look(CancellationToken cancel) => post.Knock(cancel);
}
