using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record StopInstance([Arg("instance to stop")] InstanceId Instance) : ICommand<StopInstance, InstanceStopped>, IOnInstance
{
    public static Spec Spec { get; } = new("instance stop", "Stop an instance gracefully; its data stays")
    {
        Guard = Guard.Reason, Doing = "Stopping",
        Examples = ["/instance stop acme-prod", "/instance stop acme-prod reason:\"customer asked\""],
    };
}

public sealed record InstanceStopped(string Slug, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is stopped")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("Its data is kept. Nobody can reach it until it is started again.")],
            Buttons =
            [
                new Button("Start again", $"/instance start {Slug}") { Look = Look.Primary },
                new Button("Logs", $"/instance logs {Slug}"), new Button("Why", $"/instance why {Slug}"),
            ],
        }
        : InstanceFaults.Reply($"{Slug} was not stopped", Error, Slug, "stop");
}

sealed class StopInstanceHandler(NpgsqlDataSource source, IRuntime runtime) : IMoveInstance<StopInstance, NoMemo, InstanceStopped>
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public Move<InstanceState> Move => InstanceLife.Stop;

    public ValueTask<Result<Plan>> Foresee(StopInstance command, Instance instance, Work work, CancellationToken cancel) =>
        new(instance.Plan($"Stop {instance.Slug}") with
        {
            Changes =
            [
                instance.RunsSince is null ? new("State", instance.State.Words(), "stopped")
                    : new($"On {instance.Server}", "running", "stopped"),
            ],
            Affects = new(Impact.Loss, $"Everybody who uses {instance.Url} ({instance.OrganizationName})."),
            Undo = Undo.By("Start it again with", $"/instance start {instance.Slug}"),
        });

    public IReadOnlyList<Step<StopInstance, NoMemo>> Steps =>
    [
        new("Ask it to shut down", async (command, _, cancel) =>
            (await runtime.Stop(await source.RuntimeOf(command.Instance, cancel), Grace, cancel)).Then())
        {
            LookUp = async (command, _, cancel) => (await source.StateOf(command.Instance, runtime, cancel)).DoneIf(state => state.IsDown),
            Undo = async (command, _, cancel) => await source.Where(command.Instance, cancel) is { StateBefore: InstanceState.Running } was
                ? (await runtime.Start(was.Runtime, cancel)).Then() : StepResult.Next,
        },
        new("See that it is down", async (command, _, cancel) =>
            (await source.StateOf(command.Instance, runtime, cancel)).Failed(out var state, out var fault) ? fault.Result()
            : state.IsDown ? StepResult.Next : new StepResult.LookAgain(TimeSpan.FromSeconds(1), state.Sentence))
        {
            Patience = TimeSpan.FromMinutes(2), Late = "It did not stop", OnlyLooks = true,
        },
    ];

    public InstanceStopped Answer(Instance instance, NoMemo memo, string? error) => new(instance.Slug, error);
}
