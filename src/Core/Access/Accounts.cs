using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Chat accounts and whose they are.</summary>
static class Accounts
{
    public static async Task<Refusal?> Problem(Work work, string text, CancellationToken cancel)
    {
        if (ChatAccount.Parse(text) is not { Id.Length: <= 64 } account)
            return new Refusal(
            $"“{text}” is not a chat account. Write the platform and the account's id, like `slack:U0ABC123` or `discord:80351110224678912`.");
        if (await Stranger(work, account, cancel) is { } unknown) return unknown;
        // Two admins who click at once: the second waits, and is told whose it is by now.
        await work.Lock(new Target($"account {account}", Guid.Empty, text), cancel);
        var whose = await work.Find<string>(
            "select o.name from chat_accounts a join operators o on o.id = a.operator_id where a.platform = @Platform and a.account_id = @Id", account, cancel);
        return whose is null
            ? null : new Refusal($"{account} is already linked to {whose}. Unlink it first with `/admin unlink {account}`.");
    }

    // Which platforms there are is a matter of the bot's settings; what they left in the tables tells.
    static async Task<Refusal?> Stranger(Work work, ChatAccount account, CancellationToken cancel)
    {
        var platforms =
            await work.List<string>(
            "select platform from channels union select platform from chat_accounts union select platform from link_requests order by 1",
            null, cancel);
        if (platforms.Count == 0 || platforms.Contains(account.Platform)) return null;
        var near = Nearest.To(account.Platform, platforms, platform => platform);
        return new Refusal(
            $"OpsBot is not on “{account.Platform}”, only on {string.Join(" and ", platforms)}.{(near is null ? "" : $" Did you mean `{near}:{account.Id}`?")}");
    }

    public static async Task Link(Work work, ChatAccount account, OperatorId person, string name, CancellationToken cancel)
    {
        await work.Execute(
            """
            insert into chat_accounts (platform, account_id, operator_id, name, linked_at)
            values (@Platform, @Id, @person, @name, @Now)
            """, new { account.Platform, account.Id, person, name, work.Now }, cancel);
        await work.Execute(
            """
            update link_requests
            set    state = 'linked', decided_at = @Now
            where  platform = @Platform and account_id = @Id and state = 'open'
            """, new { account.Platform, account.Id, work.Now }, cancel);
    }
}
