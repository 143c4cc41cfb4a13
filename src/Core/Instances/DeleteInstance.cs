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
    public Reply Say() => Error is null
        ? new($"{Slug} is deleted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("The container and its volumes are gone. Backups that were taken before are kept.")],
            Buttons = [new Button("Backups", $"/instance backups {Slug}"), new Button("Why", $"/instance why {Slug}"), new Button("Instances", "/instance list")],
        }
        : InstanceFaults.Reply($"{Slug} was not deleted", Error, Slug, "delete");
}

sealed class DeleteInstanceHandler(NpgsqlDataSource source, IRuntime runtime, Catalog catalog) : IHandle<DeleteInstance, InstanceDeleted>, ILongWork<DeleteInstance, InstanceDeleted>
{
    public async Task<Result<Plan>> Plan(DeleteInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "delete", cancel)).Refused(out var instance, out var refusal)) return refusal;
        var backup = await work.Find<DateTimeOffset?>("select max(taken_at) from backups where instance_id = @Instance", command, cancel);
        return new Plan(instance.Target, $"Delete {instance.Slug} and its data")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(), Reversible = false,
            Changes = [new("State", instance.State.Words(), "deleted"), new("Data", "kept", "destroyed")],
            Affects = $"{instance.OrganizationName} loses {instance.Url} and all that is in it.",
            Undo = backup is { } at ? $"Cannot be undone; what remains is the backup of {new At(at).Text}." : "Cannot be undone, and there is no backup.",
        };
    }

    public async Task<Result<InstanceDeleted>> Handle(DeleteInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "delete", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Deleting {instance.Slug}", Steps, work), cancel);
        return new InstanceDeleted(instance.Slug);
    }

    public IReadOnlyList<Step<DeleteInstance>> Steps =>
    [
        new("Remove the container and its volumes", async (command, _, cancel) => (await runtime.Delete((await source.Where(command.Instance, cancel)).Runtime, cancel)).Then()),
        new("See that it is gone", async (command, _, cancel) =>
            (await runtime.State((await source.Where(command.Instance, cancel)).Runtime, cancel)).Failed(out var state, out var fault) ? fault.Result()
            : state.Phase == RuntimePhase.Absent ? StepResult.Next : new StepResult.TryAgain(state.Sentence)),
    ];

    public async Task<Result<InstanceDeleted>> Finish(DeleteInstance command, JobRun run, Work work, CancellationToken cancel)
    {
        await work.End(command.Instance, InstanceState.Deleting, "go away", cancel);
        return new InstanceDeleted(run.Target.Label);
    }

    public async Task<InstanceDeleted> GiveUp(DeleteInstance command, JobRun run, string error, Work work, CancellationToken cancel)
    {
        // Half of it may be gone: it is not what it was, so it goes to the failed queue and not back.
        await work.Fail(command.Instance, InstanceState.Deleting, error, cancel);
        return new InstanceDeleted(run.Target.Label, error);
    }
}
