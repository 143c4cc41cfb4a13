using System.Globalization;
using OpsBot.Core.Files;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

/// <summary>What #billing hears of mails: those that people have to bring, and those that are late.</summary>
static class MailNews
{
    /// <summary>The fourth try is seven minutes after the first.</summary>
    public const int LateAfter = 4;

    sealed record Standing(long Waiting, DateTimeOffset? Since, string? Error);

    /// <summary>There is no mail server: all of it stands in the channel, with its files.</summary>
    public static Task HandOver(Work work, Claimed mail, IReadOnlyList<StoredFile> files, CancellationToken cancel) =>
        Bring(work, mail, files, new($"Bring this to {Reader(mail)}")
        {
            Tone = Tone.Warning,
            Parts =
            [
                new Notice(Tone.Warning, "No mail server is set, so nothing was sent. "
                    + "To have it sent from now on, set OPSBOT_Smtp__Host and OPSBOT_Smtp__From of the worker."),
            ],
        }, cancel);

    /// <summary>The server will not take it: people look at the address, or bring it.</summary>
    public static Task Refused(Work work, Claimed mail, string why, IReadOnlyList<StoredFile> files, CancellationToken cancel) =>
        Bring(work, mail, files, new($"The mail to {Reader(mail)} was refused")
        {
            Tone = Tone.Bad,
            Parts =
            [
                new Notice(Tone.Bad, $"The mail server says: {why.TrimEnd('.')}. "
                    + "Look at the address, and send it again or bring it."),
            ],
        }, cancel);

    /// <summary>How many wait, and why: one message a day, which ends with all of them sent.</summary>
    public static async Task Late(Work work, CancellationToken cancel)
    {
        var standing = await work.Get<Standing>(
            """
            select count(*) as waiting, min(queued_at) as since,
                   (array_agg(error order by due_at desc) filter (where error is not null))[1] as error
            from   mails
            where  state = 'waiting' and tries >= @LateAfter
            """, new { LateAfter }, cancel);
        var reply = standing.Waiting == 0 ? new Reply("All mails have gone out") { Tone = Tone.Good }
            : new Reply($"{Several.Of(standing.Waiting, "mail has", "mails have")} not gone out")
            {
                Tone = Tone.Bad,
                Parts =
                [
                    new Paragraph((Words)"The first waits since " + new At(standing.Since!.Value) + "."),
                    new Notice(Tone.Bad, standing.Error ?? "The mail server does not take it."),
                    new Paragraph("They are tried again by themselves, and none is lost."),
                ],
            };
        await work.Say(string.Create(CultureInfo.InvariantCulture, $"mails-late:{work.Now:yyyy-MM-dd}"), new To.Channel(Purpose.Billing),
            reply with { Audience = Audience.Room }, cancel);
    }

    public static string InAudit(Claimed mail, MailState state, string? why) => state switch
    {
        MailState.Sent => $"Mail “{mail.Subject}” to {mail.Recipient} sent.",
        MailState.HandedOver => $"Mail “{mail.Subject}” to {mail.Recipient} handed over in #billing: no mail server is set.",
        MailState.Refused => $"Mail “{mail.Subject}” to {mail.Recipient} refused: {why}",
        MailState.Waiting => throw new InvalidOperationException("It has not ended."),
    };

    static Task Bring(Work work, Claimed mail, IReadOnlyList<StoredFile> files, Reply reply, CancellationToken cancel) =>
        work.Say($"mail:{mail.Id.Value:n}", new To.Channel(Purpose.Billing), reply with
        {
            Audience = Audience.Room,
            Parts =
            [
                .. reply.Parts,
                new Fields([new("To", new Code(mail.Recipient)), new("Subject", mail.Subject), .. About(mail)]),
                new Verbatim(mail.Body), .. files.Select(file => file.Attachment),
            ],
        }, cancel);

    static IReadOnlyList<Field> About(Claimed mail) => mail.About is { } about ? [new("About", about.Label)] : [];

    static string Reader(Claimed mail) => mail.RecipientName ?? mail.Recipient;
}
