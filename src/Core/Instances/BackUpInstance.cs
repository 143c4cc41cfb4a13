using System.Globalization;
using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record BackUpInstance(
    [Arg("instance to back up")] InstanceId Instance,
    [Arg("a name for the backup: letters, digits and dashes", MaxLength = 40)] string? Name = null)
    : ICommand<BackUpInstance, InstanceBackedUp>, IOnInstance
{
    public static Spec Spec { get; } = new("instance backup", "Take a consistent backup now")
    {
        Verb = "Back up", Doing = "Backing up", Examples = ["/instance backup acme-prod", "/instance backup acme-prod before-upgrade"],
    };
}

public sealed record InstanceBackedUp(string Slug, string Name, long Bytes, string Sha256, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is backed up")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Fields([new("Backup", new Code(Name)), new("Size", Sizes.Of(Bytes)), new("SHA-256", new Code(Sha256.Cut(17)))])],
            Buttons = [new Button("All backups", $"/instance backups {Slug}"), new Button("Show", $"/instance show {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} was not backed up", Error, Slug, "backup");
}

/// <summary>The file, once it is whole.</summary>
sealed record BackUpMemo
{
    public StoredBackup? Stored { get; init; }

    public string Name { get; init; } = "";
}

sealed class BackUpInstanceHandler(NpgsqlDataSource source, IRuntime runtime, BackupStore store)
    : IMoveInstance<BackUpInstance, BackUpMemo, InstanceBackedUp>
{
    public Move<InstanceState> Move => InstanceLife.BackUp;

    public async ValueTask<Result<Plan>> Foresee(BackUpInstance command, Instance instance, Work work, CancellationToken cancel)
    {
        if (command.Name is { } name && (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || name[0] == '-'))
            return new Refusal($"“{name}” can't be a backup's name. Use letters, digits and dashes.");
        if (command.Name is not null && await work.Find<bool>(
                "select exists (select 1 from backups where instance_id = @Instance and name = @Name)", command, cancel))
            return new Refusal($"{instance.Slug} already has a backup called {command.Name}. Choose another name, or leave it out.");
        return instance.Plan($"Back up {instance.Slug}") with
        {
            Changes = [new("Backups", "as they are", "one more")],
            Affects = instance.State == InstanceState.Running
                ? new(Impact.Wait, "It pauses while its data is copied; users wait for that long.")
                : new(Impact.None, "Nobody: it is stopped."),
            Undo = Undo.Needless("Nothing to undo; afterwards it is as it was."),
        };
    }

    public IReadOnlyList<Step<BackUpInstance, BackUpMemo>> Steps =>
    [
        new("Copy its data", async (command, run, cancel) =>
        {
            var (name, on) = (NameOf(command, run), await source.RuntimeOf(command.Instance, cancel));
            var copied = await runtime.Backup(on, FileOf(command, run), new Progress<long>(), cancel);
            if (copied.Failed(out var stored, out var fault)) return fault.Result();
            run.Memo = new BackUpMemo { Name = name, Stored = stored };
            return StepResult.Next;
        })
        {
            // It may be whole already. One that stands still is copied again, which wakes it.
            LookUp = async (command, run, cancel) =>
            {
                if (store.PathOf(run.Target.Label, FileOf(command, run)).Failed(out var path, out var fault)) return fault.Result();
                if (BackupStore.Find(path) is not { } stored) return null;
                run.Memo = new BackUpMemo { Name = NameOf(command, run), Stored = stored };
                return (await runtime.State(await source.RuntimeOf(command.Instance, cancel), cancel))
                    .DoneIf(state => state.Phase != RuntimePhase.Paused);
            },
            // No file stays that no row knows.
            Undo = (command, run, _) =>
            {
                store.Discard(run.Target.Label, FileOf(command, run));
                return Task.FromResult(StepResult.Next);
            },
        },
    ];

    public Task Keep(BackUpInstance command, Instance instance, JobRun<BackUpMemo> run, Work work, CancellationToken cancel) =>
        work.Execute(
        """
        insert into backups (id, instance_id, name, path, bytes, sha256, app_version, taken_at)
        values (@Job, @Instance, @Name, @Path, @Bytes, @Sha256, @AppVersion, @TakenAt)
        """,
        new
        {
            Job = run.Id, command.Instance, run.Memo.Name, run.Memo.Stored!.Path, run.Memo.Stored.Bytes, run.Memo.Stored.Sha256,
            instance.AppVersion, run.Memo.Stored.TakenAt,
        }, cancel);

    public InstanceBackedUp Answer(Instance instance, BackUpMemo memo, string? error) =>
        new(instance.Slug, memo.Name, memo.Stored?.Bytes ?? 0, memo.Stored?.Sha256 ?? "", error);

    // With the job's own id: one that was finished before a crash is not made twice, and no other job's passes for it.
    static string FileOf(BackUpInstance command, JobRun<BackUpMemo> run) => $"{NameOf(command, run)}.{run.Id:n}";

    // The second it was asked for says most to people; the end of the job's id tells two of one second apart.
    static string NameOf(BackUpInstance command, JobRun<BackUpMemo> run) =>
        command.Name ?? $"{run.AskedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{run.Id.ToString("n")[^6..]}";
}
