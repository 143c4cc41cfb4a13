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
        /// <summary>The key of the answer to this request.</summary>
        internal string AnswerKey => AnswerKey(work.Request.Receipt ?? work.Trail);

        /// <summary>Says it, or edits what was said before under the same key, wherever that stands.</summary>
        public Task Say(string key, To to, Reply reply, CancellationToken cancel) =>
            work.Say(key, to, "reply", Json.Text(reply), cancel);

        public Task Ask(string key, Address dialog, Form form, CancellationToken cancel) =>
            work.Say(key, new To.Place(dialog), "form", Json.Text(form), cancel);

        Task Say(string key, To to, string kind, string content, CancellationToken cancel)
        {
            var (id, now) = (Guid.CreateVersion7(work.Now), work.Now);
            return to switch
            {
                To.Place(var address) => work.Execute(Said + AtPlace, new { id, key, kind, content, now, address.Platform, address.Place, address.Lane }, cancel),
                To.Channel(var purpose) => work.Execute(Said + InChannels, new { id, key, kind, content, now, purpose }, cancel),
                To.Person(var person) => work.Execute(Said + ToPerson, new { id, key, kind, content, now, person }, cancel),
                To.WhereItStands => work.Execute(Said, new { id, key, kind, content, now }, cancel),
                _ => throw new ArgumentOutOfRangeException(nameof(to)),
            };
        }
    }

    // All in one round trip: an answer is said in every transaction. The wake-up is one for each, however much it says,
    // because Postgres folds equal notifications; and a pause that the platform asked for stays, so no edit jumps its queue.
    // Where it was given up it is tried once more: the right to write there may have been given since.
    const string Said =
        """
        insert into messages (id, key, kind, content, said_at)
        values (@id, @key, @kind, @content, @now)
        on conflict (key) do update
        set    content = excluded.content,
               version = messages.version + case when messages.content = excluded.content then 0 else 1 end,
               said_at = excluded.said_at;
        update deliveries d
        set    pending = true, ended_at = null, attempts = case when d.ended_at is null then d.attempts else 0 end
        from   messages m
        where  m.key = @key and d.message_id = m.id and d.sent_version < m.version;
        select pg_notify('outbox', '');
        """;

    const string AtPlace =
        """
        insert into deliveries (message_id, platform, place, lane, not_before)
        select id, @Platform, @Place, @Lane, @now
        from   messages
        where  key = @key
        on conflict (message_id, platform, place) do nothing
        """;

    const string InChannels =
        """
        insert into deliveries (message_id, platform, place, lane, not_before)
        select m.id, c.platform, 'channel:' || c.channel_id, 'channel:' || c.channel_id, @now
        from   messages m
        cross  join channels c
        where  m.key = @key and c.purpose = @purpose
        on conflict (message_id, platform, place) do nothing
        """;

    const string ToPerson =
        """
        insert into deliveries (message_id, platform, place, lane, not_before)
        select m.id, a.platform, 'person:' || a.account_id, 'person:' || a.account_id, @now
        from   messages m
        cross  join chat_accounts a
        where  m.key = @key and a.operator_id = @person
        on conflict (message_id, platform, place) do nothing
        """;
}
