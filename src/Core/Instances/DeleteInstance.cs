using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record DeleteInstance([Arg("instance to delete, with its data")] InstanceId Instance)
    : ICommand<DeleteInstance, InstanceDeleted>, IOnInstance
{
    public static Spec Spec { get; } = new("instance delete", "Delete an instance and its data, for good")
    {
        Guard = Guard.Approval, Doing = "Deleting", Examples = ["/instance delete acme-old reason:\"contract ended\""],
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
                .. new Notice(Tone.Warning, $"Still on {Server}: {Left}. OpsBot takes only what is labelled as this instance's; "
                    + "remove the rest there if nobody needs it.").If(Left != ""),
                new Paragraph("Backups that were taken before are kept."),
            ],
            Buttons =
            [
                new Button("Backups", $"/instance backups {Slug}"), new Button("Why", $"/instance why {Slug}"),
                new Button("Instances", "/instance list"),
            ],
        }
        : InstanceFaults.Reply($"{Slug} was not deleted", Error, Slug, "delete");
}

/// <summary>Noted before anything is removed: afterwards, or after a crash, nobody could tell what there was.</summary>
sealed record DeleteMemo
{
    public Belongings Before { get; init; } = new();

    public Belongings After { get; init; } = new();
}

sealed class DeleteInstanceHandler(NpgsqlDataSource source, IRuntime runtime)
    : IMoveInstance<DeleteInstance, DeleteMemo, InstanceDeleted>, ILookOutside<DeleteInstance, Belongings>
{
    public Move<InstanceState> Move => InstanceLife.Delete;

    public string Whom => "The host";

    // What still comes up may be deleted: whoever brings it up then finds that it is no longer theirs.
    public string Turn(Target target) => $"{target.Key}:delete";

    public async Task<Looking<Belongings>?> Aim(DeleteInstance command, NpgsqlConnection db, CancellationToken cancel)
    {
        var instance = await Instance.Get(db, command.Instance, cancel);
        return Move.MayBegin(instance.State) ? async within => (await runtime.Belongings(instance.Runtime, within)).Seen() : null;
    }

    public async ValueTask<Result<Plan>> Foresee(DeleteInstance command, Instance instance, Work work, CancellationToken cancel)
    {
        var backup = await work.Find<DateTimeOffset?>("select max(taken_at) from backups where instance_id = @Instance", command, cancel);
        // Whoever approves has to see what would be destroyed, by name, and what would stay.
        if (work.Seen<Belongings>().Failed(out var has, out var blind))
        {
            return new Refusal($"What would be deleted can't be seen now. {blind.Sentence}")
            { WaysOn = [new("Try again", $"/instance delete {instance.Slug}"), new("Show", $"/instance show {instance.Slug}")] };
        }

        return instance.Plan($"Delete {instance.Slug} and its data") with
        {
            Backup = new(backup),
            Changes =
            [
                new("State", instance.State.Words(), "deleted"),
                new($"On {instance.Server}", has.Ours == "" ? "nothing of it" : has.Ours,
                    has.Ours == "" ? "nothing to destroy" : "destroyed"),
                .. new Change("Not labelled as its own", has.Others, "left there").If(has.Others != ""),
            ],
            Affects = new(Impact.Loss, $"{instance.OrganizationName} loses {instance.Url} and all that is in it."),
            Undo = Undo.Never(backup is { } at
                ? $"Cannot be undone; what remains is the backup of {new At(at).Text}." : "Cannot be undone, and there is no backup."),
        };
    }

    public IReadOnlyList<Step<DeleteInstance, DeleteMemo>> Steps =>
    [
        new("See what belongs to it", async (command, run, cancel) =>
        {
            if ((await runtime.Belongings(await source.RuntimeOf(command.Instance, cancel), cancel)).Failed(out var has, out var fault))
                return fault.Result();
            run.Memo = run.Memo with { Before = has };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Remove the container and its volumes", async (command, _, cancel) =>
            (await runtime.Delete(await source.RuntimeOf(command.Instance, cancel), cancel)).Then())
        {
            LookUp = async (command, run, cancel) =>
                (await runtime.Remaining(await source.RuntimeOf(command.Instance, cancel), run.Memo.Before, cancel))
                    .DoneIf(left => left.Ours == ""),
        },
        new("See that it is gone", async (command, run, cancel) =>
        {
            var on = await source.RuntimeOf(command.Instance, cancel);
            if ((await runtime.Remaining(on, run.Memo.Before, cancel)).Failed(out var left, out var fault)) return fault.Result();
            if (left.Ours != "") return new StepResult.TryAgain($"Still there: {left.Ours}.");
            run.Memo = run.Memo with { After = left };
            return StepResult.Next;
        }) { OnlyLooks = true },
    ];

    public InstanceDeleted Answer(Instance instance, DeleteMemo memo, string? error) => new(instance.Slug, error)
    {
        Gone = memo.Before.Gone(memo.After).Ours, Left = memo.After.Others, Server = instance.Server,
    };
}
