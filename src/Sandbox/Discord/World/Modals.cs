using System.Collections.Concurrent;

namespace OpsBot.Sandbox.Discord;

/// <summary>The modal that each person has open; there is never a second on top.</summary>
public sealed class Modals(DiscordWorld world)
{
    readonly ConcurrentDictionary<string, Modal> byPerson = new();

    public Modal? Of(string personId) => byPerson.GetValueOrDefault(personId);

    internal void Open(Modal modal)
    {
        byPerson[modal.PersonId] = modal;
        world.Announce(new(Changed.Modal, PersonId: modal.PersonId));
    }

    /// <summary>Compare-and-swap on a modal that is still on the screen; false when it is gone.</summary>
    internal bool Change(Modal modal, Func<Modal, Modal> change)
    {
        while (byPerson.TryGetValue(modal.PersonId, out var now) && now.Id == modal.Id)
        {
            if (!byPerson.TryUpdate(modal.PersonId, change(now), now)) continue;
            world.Announce(new(Changed.Modal, PersonId: modal.PersonId));
            return true;
        }

        return false;
    }

    internal bool Close(Modal modal)
    {
        while (byPerson.TryGetValue(modal.PersonId, out var now) && now.Id == modal.Id)
        {
            if (!byPerson.TryRemove(KeyValuePair.Create(modal.PersonId, now))) continue;
            world.Announce(new(Changed.Modal, PersonId: modal.PersonId));
            return true;
        }

        return false;
    }
}
