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
    public static readonly Move<S>
        Start = new("start", [S.Stopped, S.Error]) { Via = S.Starting, Done = S.Running, Otherwise = Fallback.Fail },
        Stop = new("stop", [S.Running, S.Error]) { Via = S.Stopping, Done = S.Stopped, Otherwise = Fallback.GoBack },
        Restart = new("restart", [S.Running, S.Error]) { Via = S.Restarting, Done = S.Running, Otherwise = Fallback.GoBack },
        BackUp = new("back up", [S.Running, S.Stopped]) { Via = S.Maintenance, Otherwise = Fallback.GoBack },
        Retry = new("retry", [S.Error]) { Via = S.Creating, Done = S.Running, Otherwise = Fallback.Fail },
        // With all of its organization; whatever stands still then is left as it is.
        Suspend = new("suspend", [S.Running]) { Via = S.Stopping, Done = S.Suspended, Otherwise = Fallback.GoBack },
        Resume = new("resume", [S.Suspended]) { Via = S.Starting, Done = S.Running, Otherwise = Fallback.Fail },
        Delete = new("delete", [S.Stopped, S.Running, S.Error, S.Suspended, S.Creating])
        {
            // Half of it may be gone: then it is not what it was.
            Via = S.Deleting, Done = S.Deleted, Otherwise = Fallback.Fail,
        },
        // What the hosts say, whoever ordered what.
        Break = new("break", [S.Running, S.Stopped]) { Done = S.Error },
        ComeBack = new("come back", [S.Error]) { Done = S.Running };

    public static readonly Life<S> Of =
        new("an instance", S.Creating, S.Error, Start, Stop, Restart, BackUp, Retry, Suspend, Resume, Delete, Break, ComeBack);

    extension(S state)
    {
        public bool IsMoving => Of.IsMoving(state);

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
            S.Running when by == "start" =>
                new($"{slug} is already running.") { WaysOn = [new("Restart", $"/instance restart {slug}"),
                new("Logs", $"/instance logs {slug}")] },
            S.Stopped when by is "stop" => new($"{slug} is already stopped.") { WaysOn = [new("Start", $"/instance start {slug}")] },
            S.Stopped when by is "restart" =>
                new($"{slug} is stopped, so there is nothing to restart.") { WaysOn = [new("Start", $"/instance start {slug}")] },
            S.Deleted => new($"{slug} was deleted, {new At(instance.ChangedAt).Text}. Nothing can be done to it any more.")
                { WaysOn = [new("Why", $"/instance why {slug}"), new("Backups", $"/instance backups {slug}")] },
            S.Suspended => new($"{slug} is suspended with {instance.OrganizationSlug}. I can't {Doing(by)} until the organization is resumed.")
                { WaysOn = [new("Resume", $"/org resume {instance.OrganizationSlug}")] },
            S.Error => new($"{slug} has failed, so I can't {Doing(by)}. Retry or restart it first.") { WaysOn = [new("Retry",
                $"/instance retry {slug}"), new("Logs", $"/instance logs {slug}")] },
            var moving when moving.IsMoving =>
                new($"{slug} is {moving.Words()} right now. Wait until that is done, then {Doing(by)}.") { WaysOn = [new("Show",
                $"/instance show {slug}"), new("Why", $"/instance why {slug}")] },
            _ when by == "retry" =>
                new($"{slug} is {instance.State.Words()}; only a failed instance can be retried.") { WaysOn = [instance.State == S.Stopped
                ? new("Start", $"/instance start {slug}") : new("Restart", $"/instance restart {slug}")] },
            _ => new($"{slug} is {instance.State.Words()}, so I can't {Doing(by)}."),
        };
    }

    static string Doing(string by) => by == "back up" ? "back it up" : $"{by} it";
}
