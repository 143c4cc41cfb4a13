using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Queues the long part of a command in the command's own transaction.</summary>
static class JobQueue
{
    // What OpsBot asked for is told where the team reads.
    static To? Place(Work work) => (work.Request.Room ?? work.Request.Answer) is { } place ? new To.Place(place)
        : work.Duty is null ? null : new To.Channel(Purpose.Ops);

    sealed record First(long Number, string Heading, string? Byline);

    extension(Work work)
    {
        /// <summary>
        /// What keeps it from being queued: another that has to end first. Nobody else can queue one until this transaction ends.
        /// </summary>
        public async Task<Refusal?> InTurn(string key, CancellationToken cancel)
        {
            await work.Lock(new Target(key, Guid.Empty, key), cancel);
            return await work.Find<First>(
                """
                select number, heading, byline
                from   jobs
                where  serial_key = @key and state in ('queued', 'running')
                """, new { key }, cancel) is not { } first ? null
                : new Refusal($"“{first.Heading}” is at work already (job #{first.Number}). {first.Byline ?? "OpsBot asked for it"}. "
                    + "Wait until it has ended.")
                {
                    WaysOn = [new("Show", $"/job show {first.Number}")],
                };
        }

        /// <summary>Its first message stands where it was asked and is edited with every step.</summary>
        public async Task Queue(Entry entry, ILongWork longWork, object command, Target target, CancellationToken cancel)
        {
            var key = work.StoryKey ?? $"job:{work.Trail:n}:{target.Id:n}";
            var heading = $"{entry.Spec.Doing} {target.Label}";
            var startsAt = longWork.StartsAt(command, work) is { } later && later > work.Now ? later : (DateTimeOffset?)null;
            var number = await work.Get<long>(
                """
                insert into jobs (id, operation, arguments, target_kind, target_id, target_label, organization,
                                  trail, operator_id, duty, reason, message_key, heading, byline, memo, trace, serial_key,
                                  not_before, created_at)
                values (@Id, @Operation, @Arguments, @Kind, @TargetId, @Label, @Organization,
                        @Trail, @Operator, @Duty, @Reason, @Key, @Heading, @Byline, @Memo, @Trace, @SerialKey, @StartsAt, @Now)
                returning number
                """,
                new
                {
                    Id = Guid.CreateVersion7(work.Now), Operation = entry.Command, Arguments = entry.ToJson(command),
                    target.Kind, TargetId = target.Id, target.Label, target.Organization, work.Trail, Operator = work.AskerId?.Value,
                    work.Duty,
                    work.Reason, Key = key, Heading = heading, Byline = work.WhoseDoing, Memo = longWork.Remember(command, work),
                    SerialKey = longWork.SerialKey(command, target), StartsAt = startsAt ?? work.Now, work.Now,
                    Trace = Tracing.Here,
                }, cancel);
            if (Place(work) is { } place)
            {
                var first = JobMessage.First(number, heading, longWork.Walk, startsAt, longWork.CallOff(command, target)?.For(number));
                await work.Say(key, place, first.With(new Small(work.WhoseDoing)), cancel);
            }
            work.Hint(Hints.Jobs);
            work.HasJob = true;
        }
    }
}
