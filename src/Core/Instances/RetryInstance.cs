using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RetryInstance([Arg("failed instance")] InstanceId Instance) : ICommand<RetryInstance, InstanceRetried>, IOnInstance
{
    public static Spec Spec { get; } = new("instance retry", "Bring a failed instance up again")
    {
        Doing = "Retrying", Examples = ["/instance retry test-inst"],
    };
}

public sealed record InstanceRetried(string Slug, RuntimeHealth? Health, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} is running")
        {
            Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph(ComingUp.Seen(Health))],
            Buttons = [new Button("Show", $"/instance show {Slug}"), new Button("Logs", $"/instance logs {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} failed again", Error, Slug, "retry");
}

sealed class RetryInstanceHandler(ComingUp comingUp) : IMoveInstance<RetryInstance, UpMemo, InstanceRetried>
{
    public Move<InstanceState> Move => InstanceLife.Retry;

    public ValueTask<Result<Plan>> Foresee(RetryInstance command, Instance instance, Work work, CancellationToken cancel) =>
        new(instance.Plan($"Retry {instance.Slug}") with
        {
            Changes = [new("State", "error", "running"), new("Attempts", $"{instance.Attempts}", $"{instance.Attempts + 1}")],
            Affects = new(Impact.Gain, $"{instance.OrganizationName} gets it back."),
            Undo = Undo.Needless("If it fails again, it is back in the failed queue."),
        });

    public IReadOnlyList<Step<RetryInstance, UpMemo>> Steps => comingUp.Steps<RetryInstance>();

    public InstanceRetried Answer(Instance instance, UpMemo memo, string? error) => new(instance.Slug, memo.Health, error);
}
