namespace OpsBot.Sandbox.Cloud;

/// <summary>What something that is done is done to.</summary>
public readonly record struct CloudResource(long Id, string Type)
{
    internal static CloudResource Of(CloudServer server) => new(server.Id, "server");
}

/// <summary>Something that is being done in the pretend project, or was.</summary>
public sealed record CloudAction(
    long Id, string Command, IReadOnlyList<CloudResource> Resources, DateTimeOffset Started, DateTimeOffset Due, Action Effect)
{
    public ActionFate Fate { get; internal set; }

    /// <summary>When it was over; it is under way until then.</summary>
    public DateTimeOffset? Finished { get; internal set; }

    /// <summary>It has had its effect, whatever it says of itself.</summary>
    public bool HasHappened { get; internal set; }

    /// <summary>What is left of it where it failed.</summary>
    internal Action? Failure { get; init; }

    internal CloudAction? After { get; init; }
}

/// <summary>How something ends that is begun.</summary>
public enum ActionFate
{
    Succeeds,

    /// <summary>After its time it says that it failed, and nothing was done. What was to follow fails with it.</summary>
    Fails,

    /// <summary>It is done, and says for an hour that it is running, at 0 %.</summary>
    Sticks,
}

/// <summary>What will become of the next action, or of the next of that command.</summary>
public sealed record NextFate(ActionFate Fate, string? Command);

/// <summary>What is under way in the pretend project, each thing happening when it is due, whether somebody looks or not.</summary>
sealed class CloudSchedule : IDisposable
{
    // What is begun takes that long, at least and at most.
    const int Shortest = 2_000, Longest = 8_000;
    const int Remembered = 20_000;

    readonly TimeProvider time;
    readonly Random chance;
    readonly Lock gate;
    readonly ITimer timer;
    readonly List<CloudAction> actions = [];
    readonly List<CloudAction> running = [];
    readonly List<(DateTimeOffset Due, Action Happens)> later = [];
    long lastId = 500_000_000;

    public CloudSchedule(TimeProvider time, Random chance, Lock gate)
    {
        (this.time, this.chance, this.gate) = (time, chance, gate);
        timer = time.CreateTimer(_ => Settle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long everything takes, 1 being as at Hetzner.</summary>
    public double Pace { get; set; } = 1;

    public IReadOnlyList<CloudAction> Actions => actions;

    public List<NextFate> Fates { get; } = [];

    public void Dispose() => timer.Dispose();

    /// <summary>Begins it now, or once what it follows is over.</summary>
    public CloudAction Begin(
        string command, IReadOnlyList<CloudResource> resources, Action effect, CloudAction? after = null, Action? failure = null)
    {
        var start = after?.Due ?? time.GetUtcNow();
        var action = new CloudAction(++lastId, command, resources, start,
            start.AddMilliseconds(chance.Next(Shortest, Longest) * Pace), effect)
        {
            Fate = FateOf(command), After = after, Failure = failure,
        };
        if (actions.Count >= Remembered) actions.RemoveRange(0, Remembered / 2);
        actions.Add(action);
        running.Add(action);
        Arm();
        return action;
    }

    /// <summary>Something that nobody can ask for.</summary>
    public void Later(TimeSpan after, Action happens)
    {
        later.Add((time.GetUtcNow() + (after * Pace), happens));
        Arm();
    }

    public bool IsLocked(CloudResource resource) => running.Exists(one => !one.HasHappened && one.Resources.Contains(resource));

    /// <summary>What was due meanwhile has happened, in its order.</summary>
    public void Settle()
    {
        lock (gate)
        {
            while (NextDue() is { } due && due <= time.GetUtcNow()) Happen(due);
            Arm();
        }
    }

    void Happen(DateTimeOffset due)
    {
        foreach (var one in later.Where(one => one.Due <= due).ToList())
        {
            later.Remove(one);
            one.Happens();
        }
        foreach (var action in running.Where(one => Due(one) <= due).OrderBy(Due).ToList())
        {
            if (!action.HasHappened)
            {
                if (action.After?.Fate == ActionFate.Fails) action.Fate = ActionFate.Fails;
                action.HasHappened = true;
                (action.Fate == ActionFate.Fails ? action.Failure : action.Effect)?.Invoke();
                if (action.Fate == ActionFate.Sticks) continue;
            }
            action.Finished = Due(action);
            running.Remove(action);
        }
    }

    // One that sticks is over for those who ask an hour after it was done.
    static DateTimeOffset Due(CloudAction action) =>
        action is { HasHappened: true, Fate: ActionFate.Sticks } ? action.Due.AddHours(1) : action.Due;

    DateTimeOffset? NextDue() =>
        running.Select(one => (DateTimeOffset?)Due(one)).Concat(later.Select(one => (DateTimeOffset?)one.Due)).Min();

    void Arm()
    {
        if (NextDue() is not { } due) return;
        var wait = due - time.GetUtcNow();
        timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    ActionFate FateOf(string command)
    {
        var index = Fates.FindIndex(one => one.Command is null || one.Command == command);
        if (index < 0) return ActionFate.Succeeds;
        var fate = Fates[index].Fate;
        Fates.RemoveAt(index);
        return fate;
    }
}
