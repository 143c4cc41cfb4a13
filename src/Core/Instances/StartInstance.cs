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

public sealed record InstanceStarted(string Slug, string Url, RuntimeHealth? Health, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is running")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(ComingUp.Seen(Health)), new Fields([new("Address", new Code(Url))])],
            Buttons =
            [
                new Button("Show", $"/instance show {Slug}"), new Button("Logs", $"/instance logs {Slug}"),
                new Button("Stop", $"/instance stop {Slug}"),
            ],
        }
        : InstanceFaults.Reply($"{Slug} did not start", Error, Slug, "start");
}

sealed class StartInstanceHandler(ComingUp comingUp) : IMoveInstance<StartInstance, UpMemo, InstanceStarted>
{
    public Move<InstanceState> Move => InstanceLife.Start;

    public ValueTask<Result<Plan>> Foresee(StartInstance command, Instance instance, Work work, CancellationToken cancel) =>
        new(instance.Plan($"Start {instance.Slug}") with
        {
            Changes = [new("State", instance.State.Words(), "running")],
            Affects = instance.RunsSince is null ? new(Impact.Gain, $"{instance.OrganizationName} can use {instance.Url} again.")
                : new(Impact.None, "Nobody: its container runs already, and OpsBot takes that for wanted."),
            Undo = Undo.By("Stop it with", $"/instance stop {instance.Slug}"),
        });

    public IReadOnlyList<Step<StartInstance, UpMemo>> Steps => comingUp.Steps<StartInstance>();

    public InstanceStarted Answer(Instance instance, UpMemo memo, string? error) => new(instance.Slug, instance.Url, memo.Health, error);
}
