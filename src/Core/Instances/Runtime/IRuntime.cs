using OpsBot.Core.Values;

namespace OpsBot.Core.Instances.Runtime;

/// <summary>What OpsBot can ask of the machine an instance runs on; every call may be repeated after a crash.</summary>
public interface IRuntime
{
    /// <summary>How the instance is now; an instance without a container is an answer (absent), not a fault.</summary>
    Task<Result<RuntimeState, RuntimeFault>> State(RuntimeTarget target, CancellationToken cancel);

    /// <summary>Every instance of one server in a single call, for sweeps and reconciliation.</summary>
    Task<Result<Survey, RuntimeFault>> Survey(string address, CancellationToken cancel);

    /// <summary>Starts it, and wakes it when a dead backup left it paused; already running is fine.</summary>
    Task<Result<RuntimeChange, RuntimeFault>> Start(RuntimeTarget target, CancellationToken cancel);

    /// <summary>Asks it to end and kills it after the grace; already stopped is fine.</summary>
    Task<Result<RuntimeChange, RuntimeFault>> Stop(RuntimeTarget target, TimeSpan grace, CancellationToken cancel);

    /// <summary>Restarts it, unless it has started since <paramref name="seenStart"/>: a repeated job restarts once.</summary>
    Task<Result<RuntimeChange, RuntimeFault>> Restart(
        RuntimeTarget target, TimeSpan grace, DateTimeOffset? seenStart, CancellationToken cancel);

    /// <summary>Ends it at once, without grace; not running is fine.</summary>
    Task<Result<RuntimeChange, RuntimeFault>> Kill(RuntimeTarget target, CancellationToken cancel);

    /// <summary>The last lines (1 to 1000), newest first, with secrets masked.</summary>
    Task<Result<RuntimeLogs, RuntimeFault>> Logs(RuntimeTarget target, int lines, CancellationToken cancel);

    /// <summary>A consistent copy of its data under this name; the same name again gives the same file.</summary>
    Task<Result<StoredBackup, RuntimeFault>> Backup(
        RuntimeTarget target, string name, IProgress<long> bytes, CancellationToken cancel);

    /// <summary>What it has on its server: what <see cref="Delete"/> would take, and what it would leave.</summary>
    Task<Result<Belongings, RuntimeFault>> Belongings(RuntimeTarget target, CancellationToken cancel);

    /// <summary>What is still there of what was seen before.</summary>
    Task<Result<Belongings, RuntimeFault>> Remaining(RuntimeTarget target, Belongings before, CancellationToken cancel);

    /// <summary>Removes the container and the volumes that carry its label; absent is fine.</summary>
    Task<Result<RuntimeChange, RuntimeFault>> Delete(RuntimeTarget target, CancellationToken cancel);
}
