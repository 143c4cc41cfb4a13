using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;

namespace OpsBot.Core.Instances;

/// <summary>Whether it ran before, and how its health is once it is up; none where that was not looked at.</summary>
record UpMemo
{
    public bool? Ran { get; init; }

    public RuntimeHealth? Health { get; init; }
}

/// <summary>Brings an instance up and waits until it answers: the same steps, with the same patience, for all that start one.</summary>
sealed class ComingUp(NpgsqlDataSource source, IRuntime runtime)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    static readonly TimeSpan grace = TimeSpan.FromSeconds(30);

    /// <summary>What was looked at, and no more.</summary>
    public static string Seen(RuntimeHealth? health) => health switch
    {
        RuntimeHealth.Healthy => "It is running, and its health check passes.",
        RuntimeHealth.Unchecked => "It is running. It has no health check, so look yourself whether it answers.",
        _ => "It is running.",
    };

    public IReadOnlyList<Step<TCommand, UpMemo>> Steps<TCommand>() where TCommand : IOnInstance =>
    [
        new("See how it is", async (command, run, cancel) =>
        {
            if ((await source.StateOf(command.Instance, runtime, cancel)).Failed(out var state, out var fault)) return fault.Result();
            run.Memo = run.Memo with { Ran = state.Phase == RuntimePhase.Running };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Start the container", async (command, _, cancel) =>
            (await runtime.Start(await source.RuntimeOf(command.Instance, cancel), cancel)).Then())
        {
            LookUp = async (command, _, cancel) =>
                (await source.StateOf(command.Instance, runtime, cancel)).DoneIf(state => state.Phase == RuntimePhase.Running),
            StaysWhenFailed = true,
            Undo = async (command, run, cancel) => run.Memo.Ran != false ? StepResult.Next
                : (await runtime.Stop(await source.RuntimeOf(command.Instance, cancel), grace, cancel)).Then(),
        },
        Wait<TCommand, UpMemo>(),
    ];

    public Step<TCommand, TMemo> Wait<TCommand, TMemo>() where TCommand : IOnInstance where TMemo : UpMemo =>
        new("Wait until it answers", async (command, run, cancel) =>
        {
            if ((await source.StateOf(command.Instance, runtime, cancel)).Failed(out var state, out var fault)) return fault.Result();
            run.Memo = (TMemo)((UpMemo)run.Memo with { Health = state.Health });
            return state.Readiness switch
            {
                Readiness.Ready => StepResult.Next,
                Readiness.Failed => new StepResult.Failed(state.Sentence),
                Readiness.Coming => new StepResult.LookAgain(TimeSpan.FromSeconds(1), state.Sentence),
            };
        })
        {
            Patience = Patience, Late = "It did not answer", OnlyLooks = true,
        };
}
