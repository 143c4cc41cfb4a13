using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>How much is asked of Discord: each may get through where the one before it was refused.</summary>
enum Wording { WithPictures, InWords, Plain }

/// <summary>What is to be shown, ready to be sent: its clicks are kept by then, its form is begun, and its charts are drawn.</summary>
sealed class MessageRenderer(KeptClicks clicks, Drafts drafts)
{
    public async Task<Rendered> Of(
        Outgoing outgoing, string? asker, CancellationToken cancel, string? note = null, Wording wording = Wording.WithPictures)
    {
        var reply = outgoing.Reply ?? new Reply(outgoing.Form?.Title ?? "");
        var rendered = wording is not Wording.Plain && outgoing.Form is { } form && asker is not null
            ? await Asking(outgoing.Key, form, asker, cancel)
            : wording switch
            {
                Wording.WithPictures => DiscordReply.Render(reply, note, pictures: true),
                Wording.InWords => DiscordReply.Render(reply, note),
                Wording.Plain => DiscordReply.Plainly(reply),
            };
        await clicks.Keep(rendered.Kept, cancel);
        return rendered.ToSend(outgoing.Ref?.Files);
    }

    /// <summary>A form that cannot open by itself becomes a message with a button that opens it.</summary>
    async Task<Rendered> Asking(string key, Form form, string asker, CancellationToken cancel)
    {
        var draft = await drafts.Begin(Drafts.IdOf(key), asker, form, cancel);
        var problems = form.Inputs.Where(input => input.Problem is not null).DistinctBy(input => input.Name)
            .ToDictionary(input => input.Name, input => input.Problem!);
        return DiscordForm.Asking(form, new FormPage(draft.Id, 0), DiscordForm.Pages(form).Count, problems);
    }
}
