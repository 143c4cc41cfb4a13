using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Replies;

public enum Purpose { Alerts, Approvals, Billing, Audit, Ops }

/// <summary>To whom something is said.</summary>
public abstract record To
{
    /// <summary>One place, as the platform gave it.</summary>
    public sealed record Place(ChatPlace Where) : To;

    /// <summary>The channel of that purpose, on every platform that has one.</summary>
    public sealed record Channel(Purpose Purpose) : To;

    /// <summary>A person, by direct message on every platform they are linked on.</summary>
    public sealed record Person(OperatorId Operator) : To;

    /// <summary>Wherever it was said before; an edit, never a new message.</summary>
    public sealed record WhereItStands : To;
}

/// <summary>Says things in the transaction they speak of; the bot delivers them after the commit, once and in order.</summary>
public static class Messages
{
    /// <summary>The key of the one answer to a request; "working on it" stands there until it comes.</summary>
    public static string AnswerKey(Guid receipt) => $"answer:{receipt:n}";

    extension(Work work)
    {
        /// <summary>The key of the answer to this request.</summary>
        internal string AnswerKey => AnswerKey(work.Request.Receipt ?? work.Trail);

        /// <summary>
        /// Says it, or edits what was said before under the same key, wherever that stands. It is written with the commit.
        /// </summary>
        public Task Say(string key, To to, Reply reply, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            work.Say(new OutboxMessage(key, to, reply, Json.Text(reply)));
            return Task.CompletedTask;
        }

        public Task Ask(string key, ChatPlace dialog, Form form, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            work.Say(new OutboxMessage(key, new To.Place(dialog), form, Json.Text(form)));
            return Task.CompletedTask;
        }
    }
}
