using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>What is to be shown, ready to be sent: its clicks are kept by then, and its form is begun.</summary>
sealed class MessageRenderer(KeptClicks clicks, Drafts drafts)
{
    public async Task<Rendered> Of(Outgoing outgoing, string? asker, CancellationToken cancel, string? note = null)
    {
        var rendered = outgoing.Form is { } form && asker is not null
            ? await Asking(outgoing.Key, form, asker, cancel)
            : DiscordReply.Render(outgoing.Reply ?? new Reply(outgoing.Form?.Title ?? ""), note);
        await clicks.Keep(rendered.Kept, cancel);
        return rendered;
    }

    /// <summary>For the day Discord refuses what it used to take.</summary>
    public async Task<Rendered> Plainly(Outgoing outgoing, CancellationToken cancel)
    {
        var rendered = DiscordReply.Plainly(outgoing.Reply ?? new Reply(outgoing.Form?.Title ?? ""));
        await clicks.Keep(rendered.Kept, cancel);
        return rendered;
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
