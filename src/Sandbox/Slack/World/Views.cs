using System.Collections.Immutable;

namespace OpsBot.Sandbox.Slack;

/// <summary>Each person's stack of modals and App Home.</summary>
public sealed class Views(SlackWorld world)
{
    public const int DeepestStack = 3;

    readonly Lock gate = new();
    readonly Dictionary<string, ImmutableArray<View>> stacks = [];
    readonly Dictionary<string, View> homes = [];

    /// <summary>Root first; the last one is on the screen.</summary>
    public ImmutableArray<View> StackOf(string personId)
    {
        lock (gate) return stacks.GetValueOrDefault(personId, []);
    }

    public View? TopOf(string personId) => StackOf(personId) is [.., var top] ? top : null;

    /// <summary>Null until the app has published it for the first time.</summary>
    public View? HomeOf(string personId)
    {
        lock (gate) return homes.GetValueOrDefault(personId);
    }

    public View? Find(string? id)
    {
        lock (gate) return Everyone().FirstOrDefault(view => view.Id == id);
    }

    public View? FindExternal(string externalId)
    {
        lock (gate) return Everyone().FirstOrDefault(view => view.ExternalId == externalId);
    }

    internal void Push(View view) => ChangeStack(view.PersonId, stack => stack.Add(view));

    /// <summary>Puts up a first modal; an app may open one only where none is open, so an old stack goes.</summary>
    internal void Open(View view) => ChangeStack(view.PersonId, _ => [view]);

    internal void Pop(View view) => ChangeStack(view.PersonId, stack => stack.RemoveAll(each => each.Id == view.Id));

    internal void Clear(string personId) => ChangeStack(personId, _ => []);

    internal void Publish(View home)
    {
        lock (gate) homes[home.PersonId] = home;
        world.Announce(new(Changed.Home, PersonId: home.PersonId));
    }

    /// <summary>Compare-and-swap on a view that is still on the screen; false when it is gone.</summary>
    internal bool Change(string viewId, Func<View, View> change)
    {
        View? changed = null;
        lock (gate)
        {
            if (Everyone().FirstOrDefault(view => view.Id == viewId) is not { } view) return false;
            changed = change(view);
            if (view.Type == "home")
                homes[view.PersonId] = changed;
            else
                stacks[view.PersonId] = stacks[view.PersonId].Replace(view, changed);
        }

        world.Announce(new(changed.Type == "home" ? Changed.Home : Changed.Views, PersonId: changed.PersonId));
        return true;
    }

    void ChangeStack(string personId, Func<ImmutableArray<View>, ImmutableArray<View>> change)
    {
        lock (gate) stacks[personId] = change(stacks.GetValueOrDefault(personId, []));
        world.Announce(new(Changed.Views, PersonId: personId));
    }

    IEnumerable<View> Everyone() => stacks.Values.SelectMany(stack => stack).Concat(homes.Values);
}
