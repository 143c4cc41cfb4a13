using Microsoft.Extensions.Options;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

/// <summary>Copies a container's data folder while it stands still, and sets it going again whatever happens.</summary>
/// <remarks>
/// Paused, not stopped: a pause takes milliseconds, and it shows by itself that a backup which died left it so.
/// Only a backup pauses an instance, so a paused one always gets running again.
/// </remarks>
sealed class DockerBackups(BackupStore store, IOptions<BackupOptions> options, TimeProvider time)
{
    const int WakeTries = 3;

    static readonly TimeSpan WakeFor = TimeSpan.FromMinutes(1), WakeEvery = TimeSpan.FromSeconds(1);

    public async Task<Result<StoredBackup, RuntimeFault>> Take(
        DockerHost host, ListedContainer container, string instance, string name, IProgress<long> bytes, CancellationToken cancel)
    {
        var doing = $"back up {instance}";
        if (store.PathOf(instance, name).Failed(out var path, out var fault))
            return fault;
        if (container.State is "restarting" or "removing" or "dead")
            return new RuntimeFault(RuntimeTrouble.Conflict, $"Could not {doing}: its container is {container.State}. Stop it first.");
        if (container.Labels?.GetValueOrDefault(DockerLabels.Data) is not { Length: > 0 } folder)
        {
            return new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"Could not {doing}: its container has no label {DockerLabels.Data} with the folder to copy, such as /var/lib/odoo.");
        }

        Result<StoredBackup, RuntimeFault> taken;
        RuntimeFault? asleep = null;
        try
        {
            taken = BackupStore.Find(path) is { } before ? before
                : container.State == "running" && (await Pause(host, container.Id, doing, cancel)) is { } moving ? moving
                : await store.Keep(path, (file, within) => Copy(host, container.Id, folder, path, file, bytes, doing, within), cancel);
        }
        finally
        {
            // Not under the caller's token: a cancelled backup must not leave a customer's instance asleep.
            if (container.State is "running" or "paused")
                asleep = await Wake(host, container.Id, doing);
        }

        return asleep is null
            ? taken
            : asleep with { Sentence = $"{instance} may still be paused by its backup; start it to wake it. {asleep.Sentence}" };
    }

    static async Task<RuntimeFault?> Pause(DockerHost host, string id, string doing, CancellationToken cancel)
    {
        var fault = (await host.Pause(id, doing, cancel)).Fault;
        // It has ended since we looked: then it stands still as well.
        return fault is { Trouble: RuntimeTrouble.Conflict } && Says(fault, "is not running") ? null : fault;
    }

    async Task<RuntimeFault?> Wake(DockerHost host, string id, string doing)
    {
        using var limit = new CancellationTokenSource(WakeFor, time);
        for (var refused = 0; ;)
        {
            RuntimeFault? fault;
            try
            {
                fault = (await host.Unpause(id, doing, limit.Token)).Fault;
                if (fault is null || fault.Trouble == RuntimeTrouble.NoContainer || Says(fault, "is not paused"))
                    return null;
                if (!fault.MayPass && ++refused == WakeTries)
                    return fault;
                await Task.Delay(WakeEvery, time, limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return new RuntimeFault(RuntimeTrouble.HostUnreachable,
                    $"The Docker host {host.Address} did not answer for {DockerCall.Seconds(WakeFor)} s.");
            }
        }
    }

    async Task<RuntimeFault?> Copy(
        DockerHost host, string id, string folder, string path, Stream file,
        IProgress<long> bytes, string doing, CancellationToken cancel) =>
        (await host.Archive(id, folder, options.Value.Limit, (tar, within) => CopyWhole(tar, file, path, bytes, doing, within), doing,
            cancel)).Fault;

    static async ValueTask<RuntimeFault?> CopyWhole(
        Stream tar, Stream file, string path, IProgress<long> bytes, string doing, CancellationToken cancel)
    {
        var end = new TarEnd();
        var chunk = new byte[128 * 1024];
        while (await tar.ReadAsync(chunk, cancel) is > 0 and var read)
        {
            try
            {
                await file.WriteAsync(chunk.AsMemory(0, read), cancel);
            }
            catch (IOException failed)
            {
                // The disk's fault, not the host's.
                return BackupStore.NotWritten(path, failed);
            }

            end.See(chunk.AsSpan(0, read));
            bytes.Report(end.Seen);
        }

        return end.IsComplete
            ? null : new RuntimeFault(RuntimeTrouble.EngineError, $"Could not {doing}: the copy ended early and was thrown away.");
    }

    static bool Says(RuntimeFault fault, string words) => fault.Sentence.Contains(words, StringComparison.Ordinal);
}
