using OpsBot.Core.Jobs;

namespace OpsBot.Core.Servers.Nodes;

/// <summary>From what a node says to what a job does next.</summary>
static class NodeResults
{
    extension(NodeFault fault)
    {
        /// <summary>Where it says itself when to ask again, then and not before.</summary>
        public StepResult Result() => fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence)
            : fault.Wait is { } wait ? new StepResult.LookAgain(wait, fault.Sentence)
            : fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);

        /// <summary>For what is only looked at until it is there: who is away is looked at again.</summary>
        public StepResult Awaited(TimeSpan every) =>
            fault.MayPass ? new StepResult.LookAgain(fault.Wait ?? every, fault.Sentence) : new StepResult.Failed(fault.Sentence);
    }
}
