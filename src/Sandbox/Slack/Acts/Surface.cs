using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>What a person acts on: a message they can see, or a view on their screen.</summary>
sealed record Surface(string PersonId, Message? Message, View? View)
{
    internal JsonArray Blocks => View?.Blocks ?? Message?.Blocks ?? [];

    /// <summary>Null when it is gone, or was never this person's to see.</summary>
    internal static Surface? Find(SlackWorld world, string personId, Container at)
    {
        if (at.ViewId is not null)
            return world.Views.Find(at.ViewId) is { } view && view.PersonId == personId ? new(personId, null, view) : null;
        return world.Channels.Find(at.ChannelId)?.IsOpenTo(personId) == true
            && world.Messages.Find(at.ChannelId!, at.Ts!) is { } message && message.IsSeenBy(personId)
            ? new(personId, message, null)
            : null;
    }

    internal ViewState State(SlackWorld world) =>
        View?.State ?? world.Drafts.Find(PersonId, Message!) ?? InputState.Initial(Blocks);

    /// <summary>Keeps a choice where the next payload will find it.</summary>
    internal Surface With(SlackWorld world, string block, string action, JsonObject value)
    {
        if (View is null)
        {
            world.Drafts.Keep(PersonId, Message!, State(world).With(block, action, value));
            return this;
        }

        View? changed = null;
        world.Views.Change(View.Id, view => changed = view
            with { State = view.State.With(block, action, value), Errors = view.Errors.Remove(block) });
        return this with { View = changed ?? View };
    }
}
