using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>From what the runtime says to what a job does next, and to what the operator reads.</summary>
static class InstanceFaults
{
    extension(RuntimeFault fault)
    {
        public StepResult Result() => fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence)
            : fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);
    }

    extension<T>(Result<T, RuntimeFault> answer)
    {
        /// <summary>As a part of an answer: what was seen, or the sentence why not.</summary>
        public Result<T> Seen() => answer.Failed(out var seen, out var fault) ? new Refusal(fault.Sentence) : Result<T>.Of(seen);

        /// <summary>For a look-up: done where it is so, else nothing of it is there. Who does not answer is asked again.</summary>
        public StepResult? DoneIf(Func<T, bool> isSo) =>
            answer.Failed(out var seen, out var fault) ? fault.Result() : isSo(seen) ? StepResult.Next : null;

        public StepResult Then() => answer.Failed(out _, out var fault) ? fault.Result() : StepResult.Next;
    }

    /// <summary>It did not work: the reason, and the way to try again.</summary>
    public static Reply Reply(string heading, string error, string slug, string verb) => new(heading)
    {
        Tone = Tone.Bad, Audience = Audience.Room,
        Parts = [new Notice(Tone.Bad, error)],
        Buttons =
        [
            new Button("Retry", $"/instance {verb} {slug}") { Look = Look.Primary },
            new Button("Logs", $"/instance logs {slug}"), new Button("Why", $"/instance why {slug}"),
        ],
    };

    extension(NpgsqlDataSource source)
    {
        /// <summary>Where the instance runs, read when a step needs it: it may have moved since the job was queued.</summary>
        public async Task<Instance> Where(InstanceId id, CancellationToken cancel)
        {
            await using var db = await source.OpenConnectionAsync(cancel);
            return await Instance.Get(db, id, cancel);
        }

        /// <summary>How it is there now.</summary>
        public async Task<Result<RuntimeState, RuntimeFault>> StateOf(InstanceId id, IRuntime runtime, CancellationToken cancel) =>
            await runtime.State(await source.RuntimeOf(id, cancel), cancel);

        public async Task<RuntimeTarget> RuntimeOf(InstanceId id, CancellationToken cancel) => (await source.Where(id, cancel)).Runtime;
    }
}
