using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Replies;

public enum Purpose { Alerts, Approvals, Billing, Audit, Ops }

/// <summary>To whom something is said.</summary>
public abstract record To
{
    /// <summary>One place, as the platform gave it.</summary>
    public sealed record Place(Address Address) : To;

    /// <summary>The channel of that purpose, on every platform that has one.</summary>
    public sealed record Channel(Purpose Purpose) : To;

    /// <summary>A person, by direct message on every platform they are linked on.</summary>
    public sealed record Person(OperatorId Operator) : To;

    /// <summary>Wherever it was said before; an edit, never a new message.</summary>
    public sealed record WhereItStands : To;
}

/// <summary>Writes what is said into the transaction; the bot delivers it after the commit, once and in order.</summary>
public static class Saying
{
    /// <summary>The key of the one answer to a request; "working on it" stands there until it comes.</summary>
    public static string AnswerKey(Guid receipt) => $"answer:{receipt:n}";

    extension(Work work)
    {
        /// <summary>Says it, or edits what was said before under the same key, wherever that stands.</summary>
        public Task Say(string key, To to, Reply reply, CancellationToken cancel) =>
            work.Say(key, to, "reply", Json.Text(reply), cancel);

        public Task Ask(string key, Address dialog, Form form, CancellationToken cancel) =>
            work.Say(key, new To.Place(dialog), "form", Json.Text(form), cancel);

        async Task Say(string key, To to, string kind, string content, CancellationToken cancel)
        {
            var message = await work.Get<Guid>(
                """
                insert into messages (id, key, kind, content, said_at)
                values (@Id, @Key, @Kind, @Content, @Now)
                on conflict (key) do update
                set    content = excluded.content,
                       version = messages.version + case when messages.content = excluded.content then 0 else 1 end,
                       said_at = excluded.said_at
                returning id
                """,
                new { Id = Guid.CreateVersion7(work.Now), Key = key, Kind = kind, Content = content, work.Now }, cancel);
            // A pause that the platform asked for stays: an edit does not jump its queue.
            await work.Execute(
                """
                update deliveries d
                set    pending = true
                from   messages m
                where  m.id = @Message and d.message_id = m.id and d.ended_at is null and d.sent_version < m.version
                """, new { Message = message }, cancel);
            await (to switch
            {
                To.Place(var address) => work.Execute(
                    """
                    insert into deliveries (message_id, platform, place, lane, not_before)
                    values (@Message, @Platform, @Place, @Lane, @Now)
                    on conflict (message_id, platform, place) do nothing
                    """,
                    new { Message = message, address.Platform, address.Place, address.Lane, work.Now }, cancel),
                To.Channel(var purpose) => work.Execute(
                    """
                    insert into deliveries (message_id, platform, place, lane, not_before)
                    select @Message, platform, 'channel:' || channel_id, 'channel:' || channel_id, @Now
                    from   channels
                    where  purpose = @Purpose
                    on conflict (message_id, platform, place) do nothing
                    """,
                    new { Message = message, Purpose = purpose, work.Now }, cancel),
                To.Person(var person) => work.Execute(
                    """
                    insert into deliveries (message_id, platform, place, lane, not_before)
                    select @Message, platform, 'person:' || account_id, 'person:' || account_id, @Now
                    from   chat_accounts
                    where  operator_id = @Person
                    on conflict (message_id, platform, place) do nothing
                    """,
                    new { Message = message, Person = person, work.Now }, cancel),
                To.WhereItStands => Task.CompletedTask,
                _ => throw new ArgumentOutOfRangeException(nameof(to)),
            });
            // One wake-up for each transaction, however much it says: Postgres folds equal notifications.
            await work.Execute("select pg_notify('outbox', '')", null, cancel);
        }
    }
}
