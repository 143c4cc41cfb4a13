using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Waits for a started instance to answer: the same patience for start, restart and retry.</summary>
sealed class ComingUp(NpgsqlDataSource source, IRuntime runtime, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<StepResult> Look(InstanceId id, JobRun run, CancellationToken cancel)
    {
        var instance = await source.Where(id, cancel);
        if ((await runtime.State(instance.Runtime, cancel)).Failed(out var state, out var fault)) return fault.Result();
        if (!run.Notes.ContainsKey("waiting since")) run.Note("waiting since", time.GetUtcNow().ToString("O"));
        var waited = time.GetUtcNow() - DateTimeOffset.Parse(run.Notes["waiting since"], System.Globalization.CultureInfo.InvariantCulture);
        return state.Readiness switch
        {
            Readiness.Ready => StepResult.Next,
            Readiness.Failed => new StepResult.Failed(state.Sentence),
            Readiness.Coming when waited > Patience => new StepResult.Failed($"It did not answer within {Patience.InWords()}. {state.Sentence}"),
            Readiness.Coming => new StepResult.LookAgain(TimeSpan.FromSeconds(1), state.Sentence),
        };
    }
}
