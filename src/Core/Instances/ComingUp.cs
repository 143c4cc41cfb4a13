using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;

namespace OpsBot.Core.Instances;

/// <summary>Waits for a started instance to answer: the same step, with the same patience, for start, restart and retry.</summary>
sealed class ComingUp(NpgsqlDataSource source, IRuntime runtime)
{
    /// <summary>What was looked at, and no more: whether it answers is only known where it has a health check.</summary>
    public const string Seen = "It is running. If it has a health check, that passes.";

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public Step<TCommand, TMemo> Step<TCommand, TMemo>() where TCommand : IOnInstance where TMemo : class =>
        new("Wait until it answers", (command, _, cancel) => Look(command.Instance, cancel))
        {
            Patience = Patience, Late = "It did not answer",
        };

    async Task<StepResult> Look(InstanceId id, CancellationToken cancel) =>
        (await runtime.State(await source.RuntimeOf(id, cancel), cancel)).Failed(out var state, out var fault) ? fault.Result()
        : state.Readiness switch
        {
            Readiness.Ready => StepResult.Next,
            Readiness.Failed => new StepResult.Failed(state.Sentence),
            Readiness.Coming => new StepResult.LookAgain(TimeSpan.FromSeconds(1), state.Sentence),
        };
}
