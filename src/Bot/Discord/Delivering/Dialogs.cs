using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>
/// Forms as modals. One can open only as the first answer to its interaction, and not to another modal; else a message offers it with a
/// button.
/// </summary>
sealed class Dialogs(DiscordApi api, Drafts drafts, FilledForms forms, ThinkingAnswers thinking)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, DiscordPlace.Dialog dialog, CancellationToken cancel)
    {
        if (outgoing.Form is not { } form || !dialog.Opens || outgoing.Ref is not null || outgoing.IsTooLate)
            return Elsewhere(dialog, "a modal cannot open here");
        var at = dialog.At;
        var draft = await drafts.Begin(Drafts.IdOf(outgoing.Key), at.Asker, form, cancel);
        var modal = await forms.Modal(draft, new FormPage(draft.Id, 0), at.Asker, cancel);
        thinking.LetGo(at.Interaction);
        return (await api.Respond(at.Interaction, at.Token, Responses.Modal(modal), [], cancel)).Fault is { } failure
            ? Elsewhere(dialog, failure.ToString()) : new Delivered.Sent(new("modal"));
    }

    static Delivered.Moved Elsewhere(DiscordPlace.Dialog dialog, string reason) => new(dialog.At.ToChat(), reason);
}
