using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using S = OpsBot.Core.Instances.InstanceState;

namespace OpsBot.Core.Instances;

public enum InstanceState
{
    [AlsoCalled("provisioning")] Creating,
    Starting,
    [AlsoCalled("up", "healthy")] Running,
    Stopping,
    [AlsoCalled("off")] Stopped,
    Restarting,
    [AlsoCalled("backing_up")] Maintenance,
    [AlsoCalled("paused")] Suspended,
    [AlsoCalled("failed", "failing", "broken", "crashed")] Error,
    Deleting,
    [AlsoCalled("gone")] Deleted,
}

/// <summary>The life of an instance: every legal move, and nothing else.</summary>
public static class InstanceLife
{
    public static readonly IReadOnlyList<(S From, string By, S To)> Moves =
    [
        (S.Creating, "come up", S.Running), (S.Creating, "fail", S.Error),
        (S.Stopped, "start", S.Starting), (S.Error, "start", S.Starting),
        (S.Starting, "come up", S.Running), (S.Starting, "fail", S.Error),
        (S.Running, "stop", S.Stopping), (S.Error, "stop", S.Stopping),
        (S.Stopping, "go down", S.Stopped), (S.Stopping, "go back", S.Running), (S.Stopping, "fail", S.Error),
        (S.Running, "restart", S.Restarting), (S.Error, "restart", S.Restarting),
        (S.Restarting, "come up", S.Running), (S.Restarting, "go back", S.Running), (S.Restarting, "fail", S.Error),
        (S.Running, "back up", S.Maintenance), (S.Stopped, "back up", S.Maintenance),
        (S.Maintenance, "come up", S.Running), (S.Maintenance, "go down", S.Stopped), (S.Maintenance, "fail", S.Error),
        (S.Error, "retry", S.Creating),
        // What the hosts say, whoever ordered what.
        (S.Running, "break", S.Error), (S.Stopped, "break", S.Error), (S.Error, "come back", S.Running),
        (S.Stopped, "delete", S.Deleting), (S.Running, "delete", S.Deleting), (S.Error, "delete", S.Deleting), (S.Suspended, "delete", S.Deleting), (S.Creating, "delete", S.Deleting),
        (S.Deleting, "go away", S.Deleted), (S.Deleting, "fail", S.Error),
    ];

    /// <summary>The states in which that can be done; none for what is no move at all.</summary>
    public static IReadOnlyList<S> Before(string by) => [.. Moves.Where(move => move.By == by).Select(move => move.From)];

    extension(S state)
    {
        public S? After(string by) => Moves.Where(move => move.From == state && move.By == by).Select(move => (S?)move.To).FirstOrDefault();

        public bool IsMoving => state is S.Creating or S.Starting or S.Stopping or S.Restarting or S.Maintenance or S.Deleting;

        public string Mark => state switch
        {
            S.Running => "🟢",
            S.Stopped or S.Suspended => "⚪",
            S.Error => "🔴",
            S.Deleted => "⚫",
            S.Creating or S.Starting or S.Stopping or S.Restarting or S.Maintenance or S.Deleting => "🟡",
        };

        public Tone Tone => state switch
        {
            S.Running => Tone.Good,
            S.Error => Tone.Bad,
            S.Creating or S.Starting or S.Stopping or S.Restarting or S.Maintenance or S.Deleting => Tone.Warning,
            S.Stopped or S.Suspended or S.Deleted => Tone.Neutral,
        };
    }

    /// <summary>Why the move is not legal now, and what would be.</summary>
    public static Refusal NotNow(Instance instance, string by)
    {
        var slug = instance.Slug;
        return instance.State switch
        {
            S.Running when by == "start" => new($"{slug} is already running.") { WaysOn = [new("Restart", $"/instance restart {slug}"), new("Logs", $"/instance logs {slug}")] },
            S.Stopped when by is "stop" => new($"{slug} is already stopped.") { WaysOn = [new("Start", $"/instance start {slug}")] },
            S.Stopped when by is "restart" => new($"{slug} is stopped, so there is nothing to restart.") { WaysOn = [new("Start", $"/instance start {slug}")] },
            S.Deleted => new($"{slug} was deleted, {new At(instance.ChangedAt).Text}. Nothing can be done to it any more.")
                { WaysOn = [new("Why", $"/instance why {slug}"), new("Backups", $"/instance backups {slug}")] },
            S.Suspended => new($"{slug} is suspended for billing. I can't {Doing(by)} until the organization is resumed."),
            S.Error => new($"{slug} has failed, so I can't {Doing(by)}. Retry or restart it first.") { WaysOn = [new("Retry", $"/instance retry {slug}"), new("Logs", $"/instance logs {slug}")] },
            var moving when moving.IsMoving => new($"{slug} is {moving.Words()} right now. Wait until that is done, then {Doing(by)}.") { WaysOn = [new("Show", $"/instance show {slug}"), new("Why", $"/instance why {slug}")] },
            _ when by == "retry" => new($"{slug} is {instance.State.Words()}; only a failed instance can be retried.") { WaysOn = [instance.State == S.Stopped ? new("Start", $"/instance start {slug}") : new("Restart", $"/instance restart {slug}")] },
            _ => new($"{slug} is {instance.State.Words()}, so I can't {Doing(by)}."),
        };
    }

    static string Doing(string by) => by == "back up" ? "back it up" : $"{by} it";
}
