using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record StartInstance([Arg("instance to start")] InstanceId Instance) : ICommand<StartInstance, InstanceStarted>
{
    public static Spec Spec { get; } = new("instance start", "Start a stopped or failed instance") { Examples = ["/instance start acme-prod"] };
}

public sealed record InstanceStarted(string Slug, string Url, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is running")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(Words.Of(new Plain("It answers at "), new Code(Url), new Plain(".")))],
            Buttons = [new Button("Show", $"/instance show {Slug}"), new Button("Logs", $"/instance logs {Slug}"), new Button("Stop", $"/instance stop {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} did not start", Error, Slug, "start");
}

sealed class StartInstanceHandler(NpgsqlDataSource source, ComingUp comingUp, IRuntime runtime, Catalog catalog)
    : IHandle<StartInstance, InstanceStarted>, ILongWork<StartInstance, InstanceStarted>
{
    public async Task<Result<Plan>> Plan(StartInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "start", cancel)).Refused(out var instance, out var refusal)) return refusal;
        return new Plan(instance.Target, $"Start {instance.Slug}")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(),
            Changes = [new("State", instance.State.Words(), "running")],
            Affects = $"{instance.OrganizationName} can use {instance.Url} again.",
            Undo = $"Stop it with /instance stop {instance.Slug}.",
        };
    }

    public async Task<Result<InstanceStarted>> Handle(StartInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "start", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Starting {instance.Slug}", Steps), cancel);
        return new InstanceStarted(instance.Slug, instance.Url);
    }

    public IReadOnlyList<Step<StartInstance>> Steps =>
    [
        new("Start the container", async (command, _, cancel) => (await runtime.Start((await source.Where(command.Instance, cancel)).Runtime, cancel)).Then()),
        new("Wait until it answers", (command, run, cancel) => comingUp.Look(command.Instance, run, cancel)),
    ];

    public async Task<Result<InstanceStarted>> Finish(StartInstance command, JobRun run, Work work, CancellationToken cancel)
    {
        if (await work.End(command.Instance, InstanceState.Starting, "come up", cancel) is { } lost) return lost;
        return new InstanceStarted(run.Target.Label, (await Instance.Get(work.Db, command.Instance, cancel)).Url);
    }

    public async Task<InstanceStarted> GiveUp(StartInstance command, JobRun run, string error, Work work, CancellationToken cancel) =>
        new(run.Target.Label, "", await work.Fail(command.Instance, InstanceState.Starting, error, cancel));
}
