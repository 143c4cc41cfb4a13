using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Rights are judged when a thing is done: what who asks lost while it waited is lost.</summary>
static class AskerRights
{
    extension(Work work)
    {
        /// <summary>What who asks is told who may not do it any more; none while they may.</summary>
        public Refusal? Lost(Role needs) => work.AskerId is null || work.Operator.May(needs) ? null
            : new Refusal("You lost the rights for this while it waited, so nothing was done.");

        /// <summary>
        /// The same, and it stays so until this is committed: whoever takes their rights waits for that, and sees what they left. For
        /// what is all but done, because nobody is cut off later for somebody's waiting.
        /// </summary>
        public async Task<Refusal?> LostUntilCommitted(Role needs, CancellationToken cancel)
        {
            // OpsBot loses none.
            if (work.AskerId is not { } asker) return null;
            await using var batch = new Batch(work.Db);
            batch.Add("select id from operators where id = @asker for share", new { asker });
            await work.LookAgain(batch, cancel);
            return work.Lost(needs);
        }
    }
}
