using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RetryInstance([Arg("failed instance")] InstanceId Instance) : ICommand<RetryInstance, InstanceRetried>
{
    public static Spec Spec { get; } = new("instance retry", "Bring a failed instance up again") { Examples = ["/instance retry test-inst"] };
}

public sealed record InstanceRetried(string Slug, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is running") { Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph("It came up and answers.")], Buttons = [new Button("Show", $"/instance show {Slug}"), new Button("Logs", $"/instance logs {Slug}")] }
        : InstanceFaults.Reply($"{Slug} failed again", Error, Slug, "retry");
}

sealed class RetryInstanceHandler(NpgsqlDataSource source, ComingUp comingUp, IRuntime runtime, Catalog catalog) : IHandle<RetryInstance, InstanceRetried>, ILongWork<RetryInstance, InstanceRetried>
{
    public async Task<Result<Plan>> Plan(RetryInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "retry", cancel)).Refused(out var instance, out var refusal)) return refusal;
        return new Plan(instance.Target, $"Retry {instance.Slug}")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(),
            Changes = [new("State", "error", "running"), new("Attempts", $"{instance.Attempts}", $"{instance.Attempts + 1}")],
            Affects = $"{instance.OrganizationName} gets it back.", Undo = "If it fails again, it is back in the failed queue.",
        };
    }

    public async Task<Result<InstanceRetried>> Handle(RetryInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "retry", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Retrying {instance.Slug}", Steps), cancel);
        return new InstanceRetried(instance.Slug);
    }

    public IReadOnlyList<Step<RetryInstance>> Steps =>
    [
        new("Start the container", async (command, _, cancel) => (await runtime.Start((await source.Where(command.Instance, cancel)).Runtime, cancel)).Then()),
        new("Wait until it answers", (command, run, cancel) => comingUp.Look(command.Instance, run, cancel)),
    ];

    public async Task<Result<InstanceRetried>> Finish(RetryInstance command, JobRun run, Work work, CancellationToken cancel) =>
        await work.End(command.Instance, InstanceState.Creating, "come up", cancel) is { } lost
            ? lost : new InstanceRetried(run.Target.Label);

    public async Task<InstanceRetried> GiveUp(RetryInstance command, JobRun run, string error, Work work, CancellationToken cancel) =>
        new(run.Target.Label, await work.Fail(command.Instance, InstanceState.Creating, error, cancel));
}
