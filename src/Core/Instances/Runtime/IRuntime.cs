namespace OpsBot.Core.Instances.Runtime;

/// <summary>What OpsBot can ask of the machine an instance runs on; every call may be repeated after a crash.</summary>
public interface IRuntime
{
    /// <summary>How the instance is now; an instance without a container is an answer (absent), not a fault.</summary>
    Task<RuntimeAnswer<RuntimeState>> State(RuntimeTarget target, CancellationToken cancel);

    /// <summary>Every instance of one server in a single call, for sweeps and reconciliation.</summary>
    Task<RuntimeAnswer<Survey>> Survey(string address, CancellationToken cancel);

    /// <summary>Starts it, and wakes it when a dead backup left it paused; already running is fine.</summary>
    Task<RuntimeAnswer<RuntimeChange>> Start(RuntimeTarget target, CancellationToken cancel);

    /// <summary>Asks it to end and kills it after the grace; already stopped is fine.</summary>
    Task<RuntimeAnswer<RuntimeChange>> Stop(RuntimeTarget target, TimeSpan grace, CancellationToken cancel);

    /// <summary>Restarts it, unless it has started since <paramref name="seenStart"/>: a repeated job restarts once.</summary>
    Task<RuntimeAnswer<RuntimeChange>> Restart(
        RuntimeTarget target, TimeSpan grace, DateTimeOffset? seenStart, CancellationToken cancel);

    /// <summary>Ends it at once, without grace; not running is fine.</summary>
    Task<RuntimeAnswer<RuntimeChange>> Kill(RuntimeTarget target, CancellationToken cancel);

    /// <summary>The last lines (1 to 1000), newest first, with secrets masked.</summary>
    Task<RuntimeAnswer<RuntimeLogs>> Logs(RuntimeTarget target, int lines, CancellationToken cancel);

    /// <summary>A consistent copy of its data under this name; the same name again gives the same file.</summary>
    Task<RuntimeAnswer<StoredBackup>> Backup(
        RuntimeTarget target, string name, IProgress<long> bytes, CancellationToken cancel);

    /// <summary>What it has on its server: what <see cref="Delete"/> would take, and what it would leave.</summary>
    Task<RuntimeAnswer<Belongings>> Belongings(RuntimeTarget target, CancellationToken cancel);

    /// <summary>What is still there of what was seen before.</summary>
    Task<RuntimeAnswer<Belongings>> Remaining(RuntimeTarget target, Belongings before, CancellationToken cancel);

    /// <summary>Removes the container and the volumes that carry its label; absent is fine.</summary>
    Task<RuntimeAnswer<RuntimeChange>> Delete(RuntimeTarget target, CancellationToken cancel);
}
