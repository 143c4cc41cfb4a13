using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record DeleteInstance([Arg("instance to delete, with its data")] InstanceId Instance) : ICommand<DeleteInstance, InstanceDeleted>
{
    public static Spec Spec { get; } = new("instance delete", "Delete an instance and its data, for good")
    {
        Guard = Guard.Approval, Examples = ["/instance delete acme-old reason:\"contract ended\""],
    };
}

public sealed record InstanceDeleted(string Slug, string? Error = null) : IAnswer
{
    /// <summary>In words, what is gone from the server and what is still there because it is not OpsBot's.</summary>
    public string Gone { get; init; } = "";

    public string Left { get; init; } = "";

    public string Server { get; init; } = "";

    public Reply Say() => Error is null
        ? new($"{Slug} is deleted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts =
            [
                new Paragraph(Gone == "" ? $"There was nothing of it on {Server} any more." : $"Gone from {Server}: {Gone}."),
                .. Left == "" ? Array.Empty<Part>() : [new Notice(Tone.Warning,
                    $"Still on {Server}: {Left}. OpsBot takes only what is labelled as this instance's; remove the rest there if nobody needs it.")],
                new Paragraph("Backups that were taken before are kept."),
            ],
            Buttons = [new Button("Backups", $"/instance backups {Slug}"), new Button("Why", $"/instance why {Slug}"), new Button("Instances", "/instance list")],
        }
        : InstanceFaults.Reply($"{Slug} was not deleted", Error, Slug, "delete");
}

sealed class DeleteInstanceHandler(NpgsqlDataSource source, IRuntime runtime, Catalog catalog) : IHandle<DeleteInstance, InstanceDeleted>, ILongWork<DeleteInstance, InstanceDeleted>,
        ILookOutside<DeleteInstance, Belongings>
{
    const string Before = "on the server before", After = "on the server after";

    public string Whom => "The host";

    public async Task<Looking<Belongings>?> Aim(DeleteInstance command, NpgsqlConnection db, CancellationToken cancel)
    {
        var instance = await Instance.Get(db, command.Instance, cancel);
        return instance.State.After("delete") is null ? null
            : async within => (await runtime.Belongings(instance.Runtime, within)).Seen();
    }

    public async Task<Result<Plan>> Plan(DeleteInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "delete", cancel)).Refused(out var instance, out var refusal)) return refusal;
        var backup = await work.Find<DateTimeOffset?>("select max(taken_at) from backups where instance_id = @Instance", command, cancel);
        // Whoever approves has to see what would be destroyed, by name, and what would stay.
        if (work.Seen<Belongings>().Refused(out var has, out var blind))
        {
            return new Refusal($"What would be deleted can't be seen now. {blind.Sentence}")
            { WaysOn = [new("Try again", $"/instance delete {instance.Slug}"), new("Show", $"/instance show {instance.Slug}")] };
        }

        return new Plan(instance.Target, $"Delete {instance.Slug} and its data")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(), Reversible = false,
            Changes =
            [
                new("State", instance.State.Words(), "deleted"),
                new($"On {instance.Server}", has.Ours == "" ? "nothing of it" : has.Ours, has.Ours == "" ? "nothing to destroy" : "destroyed"),
                .. has.Others == "" ? Array.Empty<Change>() : [new Change("Not labelled as its own", has.Others, "left there")],
            ],
            Affects = $"{instance.OrganizationName} loses {instance.Url} and all that is in it.",
            Undo = backup is { } at ? $"Cannot be undone; what remains is the backup of {new At(at).Text}." : "Cannot be undone, and there is no backup.",
        };
    }

    public async Task<Result<InstanceDeleted>> Handle(DeleteInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "delete", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Deleting {instance.Slug}", Steps), cancel);
        return new InstanceDeleted(instance.Slug);
    }

    public IReadOnlyList<Step<DeleteInstance>> Steps =>
    [
        // Noted before anything is removed: afterwards, or after a crash, nobody could tell what there was.
        new("See what belongs to it", async (command, run, cancel) =>
        {
            if ((await runtime.Belongings((await source.Where(command.Instance, cancel)).Runtime, cancel)).Failed(out var has, out var fault)) return fault.Result();
            run.Note(Before, Json.Text(has));
            return StepResult.Next;
        }),
        new("Remove the container and its volumes", async (command, _, cancel) => (await runtime.Delete((await source.Where(command.Instance, cancel)).Runtime, cancel)).Then()),
        new("See that it is gone", async (command, run, cancel) =>
        {
            var on = (await source.Where(command.Instance, cancel)).Runtime;
            if ((await runtime.Remaining(on, Seen(run), cancel)).Failed(out var left, out var fault)) return fault.Result();
            if (left.Ours != "") return new StepResult.TryAgain($"Still there: {left.Ours}.");
            run.Note(After, Json.Text(left));
            return StepResult.Next;
        }),
    ];

    public async Task<Result<InstanceDeleted>> Finish(DeleteInstance command, JobRun run, Work work, CancellationToken cancel)
    {
        if (await work.End(command.Instance, InstanceState.Deleting, "go away", cancel) is { } lost) return lost;
        var left = Json.Read<Belongings>(run.Notes[After]);
        return new InstanceDeleted(run.Target.Label)
        {
            Gone = Seen(run).Gone(left).Ours, Left = left.Others,
            Server = (await Instance.Get(work.Db, command.Instance, cancel)).Server,
        };
    }

    // A job from before this was noted has nothing to tell.
    static Belongings Seen(JobRun run) => run.Notes.TryGetValue(Before, out var noted) ? Json.Read<Belongings>(noted) : new();

    public async Task<InstanceDeleted> GiveUp(DeleteInstance command, JobRun run, string error, Work work, CancellationToken cancel)
    {
        // Half of it may be gone: it is not what it was, so it goes to the failed queue and not back.
        error = await work.Fail(command.Instance, InstanceState.Deleting, error, cancel);
        return new InstanceDeleted(run.Target.Label, error);
    }
}
