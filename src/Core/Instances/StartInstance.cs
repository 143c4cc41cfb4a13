using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record StartInstance([Arg("instance to start")] InstanceId Instance) : ICommand<StartInstance, InstanceStarted>, IOnInstance
{
    public static Spec Spec { get; } = new("instance start", "Start a stopped or failed instance")
    {
        Doing = "Starting", Examples = ["/instance start acme-prod"],
    };
}

public sealed record InstanceStarted(string Slug, string Url, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is running")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(ComingUp.Seen), new Fields([new("Address", new Code(Url))])],
            Buttons =
            [
                new Button("Show", $"/instance show {Slug}"), new Button("Logs", $"/instance logs {Slug}"),
                new Button("Stop", $"/instance stop {Slug}"),
            ],
        }
        : InstanceFaults.Reply($"{Slug} did not start", Error, Slug, "start");
}

sealed class StartInstanceHandler(NpgsqlDataSource source, ComingUp comingUp, IRuntime runtime)
    : IMoveInstance<StartInstance, NoMemo, InstanceStarted>
{
    public Move<InstanceState> Move => InstanceLife.Start;

    public ValueTask<Result<Plan>> Foresee(StartInstance command, Instance instance, Work work, CancellationToken cancel) =>
        new(instance.Plan($"Start {instance.Slug}") with
        {
            Changes = [new("State", instance.State.Words(), "running")],
            Affects = instance.RunsSince is null ? $"{instance.OrganizationName} can use {instance.Url} again."
                : "Nobody: its container runs already, and OpsBot takes that for wanted.",
            Undo = $"Stop it with /instance stop {instance.Slug}.",
        });

    public IReadOnlyList<Step<StartInstance, NoMemo>> Steps =>
    [
        new("Start the container", async (command, _, cancel) =>
            (await runtime.Start(await source.RuntimeOf(command.Instance, cancel), cancel)).Then()),
        comingUp.Step<StartInstance, NoMemo>(),
    ];

    public InstanceStarted Answer(Instance instance, NoMemo memo, string? error) => new(instance.Slug, instance.Url, error);
}
