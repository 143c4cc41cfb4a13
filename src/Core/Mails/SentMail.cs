using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

/// <summary>A mail as the page of what it is about shows it.</summary>
public sealed record SentMail(MailState State, string Recipient, DateTimeOffset At, string? Error)
{
    public Small Said => new(Words.Of(new At(At), new Plain($"  {State.Mark} mail to {Recipient}: {What}")));

    string What => State switch
    {
        MailState.Sent => "sent",
        MailState.Waiting => Error is null ? "on its way" : $"not out yet, tried again by itself ({Error})",
        MailState.HandedOver => "in #billing to be brought: no mail server is set",
        MailState.Refused => $"refused ({Error}); it is in #billing to be brought",
    };

    /// <summary>The newest of those about that thing.</summary>
    internal static Task<IReadOnlyList<SentMail>> About(Work work, IId about, CancellationToken cancel) => work.List<SentMail>(
        """
        select   state, recipient, coalesce(ended_at, queued_at) as at, error
        from     mails
        where    about_id = @Value and about_kind = @Kind
        order by id desc
        limit    5
        """, new { about.Value, about.Kind }, cancel);
}
