using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record StopInstance([Arg("instance to stop")] InstanceId Instance) : ICommand<StopInstance, InstanceStopped>
{
    public static Spec Spec { get; } = new("instance stop", "Stop an instance gracefully; its data stays")
    {
        Guard = Guard.Reason, Examples = ["/instance stop acme-prod", "/instance stop acme-prod reason:\"customer asked\""],
    };
}

public sealed record InstanceStopped(string Slug, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is stopped")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("Its data is kept. Nobody can reach it until it is started again.")],
            Buttons = [new Button("Start again", $"/instance start {Slug}") { Look = Look.Primary }, new Button("Logs", $"/instance logs {Slug}"), new Button("Why", $"/instance why {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} was not stopped", Error, Slug, "stop");
}

sealed partial class StopInstanceHandler(NpgsqlDataSource source, IRuntime runtime, Catalog catalog, ILogger<StopInstanceHandler> log)
    : IHandle<StopInstance, InstanceStopped>, ILongWork<StopInstance, InstanceStopped>
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public async Task<Result<Plan>> Plan(StopInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "stop", cancel)).Refused(out var instance, out var refusal)) return refusal;
        return new Plan(instance.Target, $"Stop {instance.Slug}")
        {
            TargetVersion = instance.Version,
            Tier = instance.Tier.Snake(),
            Changes = [new("State", instance.State.Words(), "stopped")],
            Affects = $"Everybody who uses {instance.Url} ({instance.OrganizationName}).",
            Undo = $"Start it again with /instance start {instance.Slug}.",
        };
    }

    public async Task<Result<InstanceStopped>> Handle(StopInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "stop", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Stopping {instance.Slug}", Steps), cancel);
        LogStopping(command.Instance, work.Operator.Id);
        return new InstanceStopped(instance.Slug);
    }

    public IReadOnlyList<Step<StopInstance>> Steps =>
    [
        new("Ask it to shut down", async (command, _, cancel) =>
            (await runtime.Stop((await source.Where(command.Instance, cancel)).Runtime, Grace, cancel)).Then()),
        new("See that it is down", async (command, run, cancel) =>
            (await runtime.State((await source.Where(command.Instance, cancel)).Runtime, cancel)).Failed(out var state, out var fault) ? fault.Result()
            : state.Phase is RuntimePhase.Exited or RuntimePhase.Created or RuntimePhase.Dead or RuntimePhase.Absent ? StepResult.Next
            : run.Waited(TimeSpan.FromMinutes(2)) ? new StepResult.Failed($"It did not stop within two minutes. {state.Sentence}")
            : new StepResult.LookAgain(TimeSpan.FromSeconds(1), state.Sentence)),
    ];

    public async Task<Result<InstanceStopped>> Finish(StopInstance command, JobRun run, Work work, CancellationToken cancel) =>
        await work.End(command.Instance, InstanceState.Stopping, "go down", cancel) is { } lost
            ? lost : new InstanceStopped(run.Target.Label);

    public async Task<InstanceStopped> GiveUp(StopInstance command, JobRun run, string error, Work work, CancellationToken cancel) =>
        new(run.Target.Label, await work.GoBack(command.Instance, InstanceState.Stopping, error, cancel));

    [LoggerMessage(LogLevel.Information, "{Instance} is being stopped by {Operator}")]
    partial void LogStopping(InstanceId instance, Access.OperatorId @operator);
}
