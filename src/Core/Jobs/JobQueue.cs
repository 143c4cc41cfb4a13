using OpsBot.Core.Database;
using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Jobs;

/// <summary>Queues the long part of a command in the command's own transaction.</summary>
public static class JobQueue
{
    extension(Work work)
    {
        /// <summary>Its first message stands where it was asked and is edited with every step.</summary>
        public Task Queue<TCommand>(Catalog catalog, TCommand command, Target target, Reply first, CancellationToken cancel)
            where TCommand : notnull => work.Queue(catalog, command, target, first, new Dictionary<string, string>(), cancel);

        /// <summary>With notes for its steps, which they find as if an earlier step had made them.</summary>
        public async Task Queue<TCommand>(
            Catalog catalog, TCommand command, Target target, Reply first, IReadOnlyDictionary<string, string> notes, CancellationToken cancel)
            where TCommand : notnull
        {
            var entry = catalog.Of(typeof(TCommand));
            var key = work.StoryKey ?? $"job:{work.Trail:n}:{target.Id:n}";
            await work.Execute(
                """
                insert into jobs (id, operation, arguments, target_kind, target_id, target_label, organization,
                                  trail, operator_id, reason, message_key, heading, byline, memo, trace, not_before, created_at)
                values (@Id, @Operation, @Arguments, @Kind, @TargetId, @Label, @Organization,
                        @Trail, @Operator, @Reason, @Key, @Heading, @Byline, @Memo, @Trace, @Now, @Now)
                """,
                new
                {
                    Id = Guid.CreateVersion7(work.Now), Operation = entry.Command, Arguments = entry.ToJson(command),
                    target.Kind, TargetId = target.Id, target.Label, target.Organization, work.Trail, Operator = work.Operator.Id.Value,
                    work.Reason, Key = key, first.Heading, Byline = work.WhoseDoing, Memo = Json.Text(notes), work.Now,
                    Trace = Tracing.Here,
                }, cancel);
            if ((work.Request.Room ?? work.Request.Answer) is { } place)
                await work.Say(key, new To.Place(place), first.With(new Small(work.WhoseDoing)), cancel);
            work.Hint(Hints.Jobs);
            work.HasJob = true;
        }
    }
}
