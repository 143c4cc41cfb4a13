using OpsBot.Core.Instances.Logs;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

/// <summary>Instances as containers of a Docker engine, found by the label <c>opsbot.instance</c>.</summary>
sealed class DockerRuntime(DockerHosts hosts, DockerBackups backups) : IRuntime
{
    public async Task<Result<RuntimeState, RuntimeFault>> State(RuntimeTarget target, CancellationToken cancel)
    {
        var doing = $"look at {target.Instance}";
        if ((await Locate(target, doing, cancel)).Failed(out var found, out var fault))
            return fault;
        if (found.Container is null)
            return RuntimeState.Absent;

        var inspected = await found.Host.Inspect(found.Container.Id, doing, cancel);
        return inspected.Fault switch
        {
            null => inspected.Value.ToState(),
            { Trouble: RuntimeTrouble.NoContainer } => RuntimeState.Absent,
            var failed => failed,
        };
    }

    public async Task<Result<Survey, RuntimeFault>> Survey(string address, CancellationToken cancel)
    {
        if (hosts.At(address).Failed(out var host, out var fault) ||
            (await host.ListContainers(DockerLabels.Instance, "look at its instances", cancel)).Failed(out var listed, out fault))
        {
            return fault;
        }

        return new Survey([.. listed.Select(one => new SurveyedInstance(one.Labels![DockerLabels.Instance], one.ToState()))]);
    }

    public async Task<Result<RuntimeChange, RuntimeFault>> Start(RuntimeTarget target, CancellationToken cancel)
    {
        var doing = $"start {target.Instance}";
        if ((await Find(target, doing, cancel)).Failed(out var found, out var fault))
            return fault;

        if (found.Container!.State != "paused")
            return await found.Host.StartContainer(found.Container.Id, doing, cancel);
        var woken = await found.Host.Unpause(found.Container.Id, doing, cancel);
        return woken.Fault?.Sentence.Contains("is not paused", StringComparison.Ordinal) == true ? new RuntimeChange(false) : woken;
    }

    public async Task<Result<RuntimeChange, RuntimeFault>> Stop(RuntimeTarget target, TimeSpan grace, CancellationToken cancel)
    {
        var doing = $"stop {target.Instance}";
        return (await Find(target, doing, cancel)).Failed(out var found, out var fault)
            ? fault
            : await found.Host.StopContainer(found.Container!.Id, grace, doing, cancel);
    }

    public async Task<Result<RuntimeChange, RuntimeFault>> Restart(
        RuntimeTarget target, TimeSpan grace, DateTimeOffset? seenStart, CancellationToken cancel)
    {
        var doing = $"restart {target.Instance}";
        if ((await Find(target, doing, cancel)).Failed(out var found, out var fault))
            return fault;

        if (seenStart is not null)
        {
            if ((await found.Host.Inspect(found.Container!.Id, doing, cancel)).Failed(out var now, out fault))
                return fault;
            // Compared with what the same engine said before, never with our clock.
            if (now.State.Status == "running" && now.State.StartedAt > seenStart)
                return new RuntimeChange(false);
        }

        return await found.Host.RestartContainer(found.Container!.Id, grace, doing, cancel);
    }

    public async Task<Result<RuntimeChange, RuntimeFault>> Kill(RuntimeTarget target, CancellationToken cancel)
    {
        var doing = $"kill {target.Instance}";
        if ((await Find(target, doing, cancel)).Failed(out var found, out var fault))
            return fault;
        if (found.Container!.State is not ("running" or "paused" or "restarting"))
            return new RuntimeChange(false);

        var killed = await found.Host.KillContainer(found.Container.Id, doing, cancel);
        // It ended by itself between our look and our kill.
        return killed.Fault is { Trouble: RuntimeTrouble.Conflict } raced
            && raced.Sentence.Contains("not running", StringComparison.Ordinal)
            ? new RuntimeChange(false)
            : killed;
    }

    public async Task<Result<RuntimeLogs, RuntimeFault>> Logs(RuntimeTarget target, int lines, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines, 1000);
        var doing = $"read the logs of {target.Instance}";
        if ((await Find(target, doing, cancel)).Failed(out var found, out var fault) ||
            (await found.Host.Inspect(found.Container!.Id, doing, cancel)).Failed(out var inspected, out fault) ||
            (await found.Host.ReadLogs(found.Container.Id, inspected.Config.Tty, lines, doing, cancel)).Failed(out var raw, out fault))
        {
            return fault;
        }

        // Masked here, in the order written, because a key can span lines; what leaves the runtime is safe to show.
        var masked = MaskSecrets.InLines([.. raw.Lines.Select(line => PlainText.Of(line.Text))]);
        return new RuntimeLogs([.. raw.Lines.Zip(masked, (line, text) => line with { Text = text }).Reverse().Take(lines)], raw.Cut);
    }

    public async Task<Result<StoredBackup, RuntimeFault>> Backup(
        RuntimeTarget target, string name, IProgress<long> bytes, CancellationToken cancel)
    {
        var doing = $"back up {target.Instance}";
        return (await Find(target, doing, cancel)).Failed(out var found, out var fault)
            ? fault
            : await backups.Take(found.Host, found.Container!, target.Instance, name, bytes, cancel);
    }

    public async Task<Result<Belongings, RuntimeFault>> Belongings(RuntimeTarget target, CancellationToken cancel)
    {
        var doing = $"see what belongs to {target.Instance}";
        if ((await Locate(target, doing, cancel)).Failed(out var found, out var fault) ||
            (await found.Host.ListVolumes(LabelOf(target), doing, cancel)).Failed(out var ours, out fault))
        {
            return fault;
        }

        if (found.Container is null)
            return DockerBelongings.Of(null, ours);
        var inspected = await found.Host.Inspect(found.Container.Id, doing, cancel);
        return inspected.Fault switch
        {
            null => DockerBelongings.Of(inspected.Value, ours),
            { Trouble: RuntimeTrouble.NoContainer } => DockerBelongings.Of(null, ours),
            var failed => failed,
        };
    }

    public async Task<Result<Belongings, RuntimeFault>> Remaining(RuntimeTarget target, Belongings before, CancellationToken cancel)
    {
        var doing = $"see what is left of {target.Instance}";
        if ((await Locate(target, doing, cancel)).Failed(out var found, out var fault) ||
            (await found.Host.ListAllVolumes(doing, cancel)).Failed(out var all, out fault))
        {
            return fault;
        }

        return DockerBelongings.StillThere(before, found.Container, all);
    }

    public async Task<Result<RuntimeChange, RuntimeFault>> Delete(RuntimeTarget target, CancellationToken cancel)
    {
        var doing = $"delete {target.Instance}";
        if ((await Locate(target, doing, cancel)).Failed(out var found, out var fault))
            return fault;

        if (found.Container is not null &&
            Gone(await found.Host.RemoveContainer(found.Container.Id, doing, cancel), target) is { } kept)
        {
            return kept;
        }

        var label = LabelOf(target);
        if ((await found.Host.ListVolumes(label, doing, cancel)).Failed(out var listed, out fault))
            return fault;
        var volumes = listed.Volumes ?? [];
        foreach (var volume in volumes)
        {
            if (Gone(await found.Host.RemoveVolume(volume.Name, doing, cancel), target) is { } held)
                return held with { Sentence = $"{held.Sentence} The container of {target.Instance} is gone already." };
        }

        return new RuntimeChange(found.Container is not null || volumes.Count > 0);
    }

    /// <summary>Null when it is gone, whoever removed it.</summary>
    static RuntimeFault? Gone(Result<RuntimeChange, RuntimeFault> removed, RuntimeTarget target) => removed.Fault switch
    {
        { Trouble: RuntimeTrouble.NoContainer } => null,
        { Trouble: RuntimeTrouble.Conflict } busy when busy.Sentence.Contains("already in progress", StringComparison.Ordinal) =>
            new RuntimeFault(RuntimeTrouble.HostSlow,
                $"{target.Instance} is being removed already and is not gone yet. Try again in a moment."),
        var fault => fault,
    };

    async Task<Result<Found, RuntimeFault>> Find(RuntimeTarget target, string doing, CancellationToken cancel)
    {
        var answer = await Locate(target, doing, cancel);
        return answer.Fault is null && answer.Value.Container is null
            ? new RuntimeFault(RuntimeTrouble.NoContainer,
                $"Could not {doing}: no container on {answer.Value.Host.Address} carries the label {LabelOf(target)}.")
            : answer;
    }

    async Task<Result<Found, RuntimeFault>> Locate(RuntimeTarget target, string doing, CancellationToken cancel)
    {
        if (hosts.At(target.Address).Failed(out var host, out var fault) ||
            (await host.ListContainers(LabelOf(target), doing, cancel)).Failed(out var containers, out fault))
        {
            return fault;
        }

        return containers.Count > 1
            ? new RuntimeFault(RuntimeTrouble.Ambiguous,
                $"Could not {doing}: {containers.Count} containers on {host.Address} carry the label {LabelOf(target)} " +
                $"({string.Join(", ", containers.Take(5).Select(one => one.Name))}). Leave it on the one that is the instance.")
            : new Found(host, containers is [var only] ? only : null);
    }

    static string LabelOf(RuntimeTarget target) => $"{DockerLabels.Instance}={target.Instance}";

    sealed record Found(DockerHost Host, ListedContainer? Container);
}
