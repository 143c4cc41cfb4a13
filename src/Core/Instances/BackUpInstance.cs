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
    [Arg("a name for the backup: letters, digits and dashes", MaxLength = 40)] string? Name = null) : ICommand<BackUpInstance, InstanceBackedUp>
{
    public static Spec Spec { get; } = new("instance backup", "Take a consistent backup now")
    {
        Verb = "Back up", Examples = ["/instance backup acme-prod", "/instance backup acme-prod before-upgrade"],
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

sealed class BackUpInstanceHandler(NpgsqlDataSource source, IRuntime runtime, Catalog catalog) : IHandle<BackUpInstance, InstanceBackedUp>, ILongWork<BackUpInstance, InstanceBackedUp>
{
    public async Task<Result<Plan>> Plan(BackUpInstance command, Work work, CancellationToken cancel)
    {
        if (command.Name is { } name && (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || name[0] == '-'))
            return new Refusal($"“{name}” can't be a backup's name. Use letters, digits and dashes.");
        if ((await work.Movable(command.Instance, "back up", cancel)).Refused(out var instance, out var refusal)) return refusal;
        if (command.Name is not null && await work.Find<bool>("select exists (select 1 from backups where instance_id = @Instance and name = @Name)", command, cancel))
            return new Refusal($"{instance.Slug} already has a backup called {command.Name}. Choose another name, or leave it out.");
        return new Plan(instance.Target, $"Back up {instance.Slug}")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(),
            Changes = [new("Backups", "as they are", "one more")],
            Affects = instance.State == InstanceState.Running ? "It pauses while its data is copied; users wait for that long." : "Nobody: it is stopped.",
            Undo = "Nothing to undo; afterwards it is as it was.",
        };
    }

    public async Task<Result<InstanceBackedUp>> Handle(BackUpInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "back up", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Backing up {instance.Slug}", Steps), cancel);
        return new InstanceBackedUp(instance.Slug, command.Name ?? "", 0, "");
    }

    public IReadOnlyList<Step<BackUpInstance>> Steps =>
    [
        new("Copy its data", async (command, run, cancel) =>
        {
            // The file carries the job's own id: one that was finished before a crash is not made twice, and no other job's passes for it.
            var (name, on) = (NameOf(command, run), (await source.Where(command.Instance, cancel)).Runtime);
            var copied = await runtime.Backup(on, $"{name}.{run.Id:n}", new Progress<long>(), cancel);
            if (copied.Failed(out var stored, out var fault)) return fault.Result();
            run.Note("name", name);
            run.Note("path", stored.Path);
            run.Note("bytes", stored.Bytes.ToString(CultureInfo.InvariantCulture));
            run.Note("sha256", stored.Sha256);
            run.Note("taken at", stored.TakenAt.ToString("O"));
            return StepResult.Next;
        }),
    ];

    public async Task<Result<InstanceBackedUp>> Finish(BackUpInstance command, JobRun run, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, command.Instance, cancel);
        var back = instance.StateBefore == InstanceState.Running ? "come up" : "go down";
        if (await work.End(command.Instance, InstanceState.Maintenance, back, cancel) is { } lost) return lost;
        var bytes = long.Parse(run.Notes["bytes"], CultureInfo.InvariantCulture);
        await work.Execute(
            """
            insert into backups (id, instance_id, name, path, bytes, sha256, app_version, taken_at)
            values (@Job, @Instance, @Name, @Path, @Bytes, @Sha256, @AppVersion, @TakenAt)
            """,
            new
            {
                Job = run.Id, command.Instance, Name = run.Notes["name"], Path = run.Notes["path"], Bytes = bytes,
                Sha256 = run.Notes["sha256"], instance.AppVersion, TakenAt = DateTimeOffset.Parse(run.Notes["taken at"], CultureInfo.InvariantCulture),
            }, cancel);
        return new InstanceBackedUp(run.Target.Label, run.Notes["name"], bytes, run.Notes["sha256"]);
    }

    public async Task<InstanceBackedUp> GiveUp(BackUpInstance command, JobRun run, string error, Work work, CancellationToken cancel)
    {
        // A backup that failed leaves a healthy instance healthy.
        error = await work.GoBack(command.Instance, InstanceState.Maintenance, error, cancel);
        return new InstanceBackedUp(run.Target.Label, command.Name ?? "", 0, "", error);
    }

    // The second it was asked for says most to people; the end of the job's id tells two of one second apart.
    static string NameOf(BackUpInstance command, JobRun run) =>
        command.Name ?? $"{run.StartedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{run.Id.ToString("n")[^6..]}";
}
