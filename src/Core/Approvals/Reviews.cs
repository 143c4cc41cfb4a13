using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>What one person did alone, because it could not wait, is told to every admin and signed off by another.</summary>
static class Reviews
{
    public const string Due = "Another admin has to sign it off within 24 hours.";

    static readonly TimeSpan patience = TimeSpan.FromHours(24);

    extension(Work work)
    {
        /// <summary>
        /// Once it was done; <paramref name="waived"/> is what would have stood before it, none where it is meant to go at once.
        /// </summary>
        public async Task<Outcome> ToSignOff(Entry entry, Plan plan, string? waived, Outcome outcome, CancellationToken cancel)
        {
            if (outcome.Kind != OutcomeKind.Done) return outcome;
            var review = await work.Record(entry, plan, waived, outcome.Reply, cancel);
            await work.TellAdmins(review, cancel);
            var notice = new Notice(Tone.Warning,
                $"{review.Kind} #{review.Number}: every admin has been told, and one of them has to sign it off within 24 hours.");
            if (outcome.Reply is { } reply) return outcome with { Reply = reply.With(notice) };
            // The message of the long work is the answer; a second answer would take its place.
            var told = new Reply($"You ran this alone: {plan.Effect}") { Parts = [notice] };
            await work.Say(review.ToldKey, new To.Person(work.Operator.Id), told, cancel);
            return outcome;
        }

        async Task<Review> Record(Entry entry, Plan plan, string? waived, Reply? result, CancellationToken cancel)
        {
            var id = new ReviewId(Guid.CreateVersion7(work.Now));
            await work.Execute(
                """
                insert into break_glass (id, trail, operation, effect, target_kind, target_id, target_label, organization,
                                         waived, operator_id, reason, ran_at, due_at, ran, ended_at, came_of_it)
                values (@Id, @Trail, @Operation, @Effect, @Kind, @Target, @Label, @Organization,
                        @Waived, @Operator, @Reason, @Now, @Due, @Ran, @Ended, @CameOfIt)
                """,
                new
                {
                    Id = id, work.Trail, Operation = entry.Command, plan.Effect,
                    plan.Target.Kind, Target = plan.Target.Id, plan.Target.Label, plan.Target.Organization,
                    Waived = waived, Operator = work.Operator.Id, work.Reason, work.Now, Due = work.Now + patience,
                    Ran = result is null ? RunState.Running : RunState.Done, Ended = result is null ? (DateTimeOffset?)null : work.Now,
                    CameOfIt = result?.Heading,
                }, cancel);
            return await Review.Load(work.Db, id, cancel);
        }
    }
}
