using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>What an unlinked account is told, whatever it asks: it learns nothing else.</summary>
static class Strangers
{
    public static async Task<Refusal> Refusal(Work work, CancellationToken cancel) => await AskedAt(work, cancel) is { } asked
        ? new($"You asked to be linked, {new At(asked).Text}, and an admin has to decide. You get a message from me as soon as one does.") { Heading = "You are nearly in" }
        : new("I am OpsBot: the team runs its servers and customers with me. I don't know this account yet, so I can't do anything for it. Ask to be linked, and an admin decides.")
        {
            Heading = "Welcome", WaysOn = [new("Ask to be linked", "/ops join")],
        };

    /// <summary>Since when this account waits to be linked; none when it has not asked.</summary>
    public static Task<DateTimeOffset?> AskedAt(Work work, CancellationToken cancel) => work.Find<DateTimeOffset?>(
        "select asked_at from link_requests where platform = @Platform and account_id = @Id and state = 'open'",
        work.Request.Caller.Account, cancel);
}
