using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>Forms as modals. Slack gives three seconds to open one; after that the answer's place offers it with a button.</summary>
sealed class Dialogs(SlackApi api)
{
    public async Task<Delivered> Deliver(Outgoing outgoing, SlackPlace.Dialog dialog, CancellationToken cancel)
    {
        if (outgoing is { IsTooLate: true, Ref: null }) return Elsewhere(dialog, "it was too late for a modal");
        if (outgoing.Form is not { } form) return Elsewhere(dialog, "a reply does not fit into a modal");
        var memory = new FormMemory(form.Command, dialog.Answer) { Seen = form.Seen, Channel = dialog.InChannel };
        if (SlackForm.View(form, memory) is not { } view) return Elsewhere(dialog, "the command is too long for a modal");
        var result = outgoing.Ref is { } shown ? await api.UpdateView(shown.Id, view, cancel)
            : await api.OpenView(dialog.Trigger, view, cancel);
        return result.Failed(out var opened, out var failure) ? Elsewhere(dialog, failure.ToString()) : new Delivered.Sent(new(opened));
    }

    static Delivered.Moved Elsewhere(SlackPlace.Dialog dialog, string reason) => new(dialog.Answer.ToChat(), reason);
}
