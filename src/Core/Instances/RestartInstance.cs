using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RestartInstance(
    [Arg("instance to restart")] InstanceId Instance) : ICommand<RestartInstance, InstanceRestarted>, IOnInstance
{
    public static Spec Spec { get; } = new("instance restart", "Restart an instance; a failed one needs no reason")
    {
        Guard = Guard.Reason, Doing = "Restarting", Examples = ["/instance restart acme-prod"],
    };
}

public sealed record InstanceRestarted(string Slug, RuntimeHealth? Health, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} was restarted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph(ComingUp.Seen(Health))],
            Buttons = [new Button("Logs", $"/instance logs {Slug}"), new Button("Show", $"/instance show {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} was not restarted", Error, Slug, "restart");
}

/// <summary>Whether the engine was told to, and what came of it, so that it restarts once however often a worker dies.</summary>
sealed record RestartMemo : UpMemo
{
    public DateTimeOffset? SeenStart { get; init; }

    public bool Asked { get; init; }

    public bool Broken { get; init; }
}

sealed class RestartInstanceHandler(NpgsqlDataSource source, ComingUp comingUp, IRuntime runtime)
    : IMoveInstance<RestartInstance, RestartMemo, InstanceRestarted>
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public Move<InstanceState> Move => InstanceLife.Restart;

    // A host that never answered was never asked to restart anything; a container that came back broken is broken.
    public Fallback Otherwise(RestartMemo memo) => memo.Asked || memo.Broken ? Fallback.Fail : Fallback.GoBack;

    public ValueTask<Result<Plan>> Foresee(RestartInstance command, Instance instance, Work work, CancellationToken cancel)
    {
        var failed = instance.State == InstanceState.Error;
        return new(instance.Plan($"Restart {instance.Slug}") with
        {
            Changes = failed ? [new("State", "error", "running")] : [new("State", "running", "running, after a short break")],
            Affects = failed ? new(Impact.Gain, $"{instance.OrganizationName} gets it back.")
                : new(Impact.Wait, $"Everybody who uses {instance.Url} waits for a minute or so."),
            Undo = Undo.Needless("A restart can't be undone, and needs no undoing."),
            // It is broken already: nothing is taken from anybody.
            Guard = failed ? Guard.None : null,
        });
    }

    public IReadOnlyList<Step<RestartInstance, RestartMemo>> Steps =>
    [
        new("Note when it last started", async (command, run, cancel) =>
        {
            var on = await source.RuntimeOf(command.Instance, cancel);
            if ((await runtime.State(on, cancel)).Failed(out var state, out var fault)) return fault.Result();
            // After a crash the next step may run again; with this it restarts once.
            run.Memo = run.Memo with { SeenStart = state.StartedAt };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Restart the container", async (command, run, cancel) =>
        {
            var on = await source.RuntimeOf(command.Instance, cancel);
            var failed = (await runtime.Restart(on, Grace, run.Memo.SeenStart, cancel)).Failed(out _, out var fault);
            run.Memo = run.Memo with { Asked = !failed };
            if (!failed) return StepResult.Next;
            // An engine that ends a container and can't start it again has broken it, whatever it was before.
            if (!fault.MayPass && !(await runtime.State(on, cancel)).Failed(out var state, out _) && state.Phase != RuntimePhase.Running)
                run.Memo = run.Memo with { Broken = true };
            return fault.Result();
        })
        {
            LookUp = async (command, run, cancel) =>
            {
                var on = await source.RuntimeOf(command.Instance, cancel);
                var found = (await runtime.State(on, cancel)).DoneIf(state =>
                    state.Phase == RuntimePhase.Running && run.Memo.SeenStart is { } before && state.StartedAt > before);
                run.Memo = run.Memo with { Asked = found is StepResult.Done };
                return found;
            },
        },
        comingUp.Wait<RestartInstance, RestartMemo>(),
    ];

    public InstanceRestarted Answer(Instance instance, RestartMemo memo, string? error) => new(instance.Slug, memo.Health, error);
}
