using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Chat accounts and whose they are.</summary>
static class Accounts
{
    public static async Task<Refusal?> Problem(Work work, string text, CancellationToken cancel)
    {
        if (ChatAccount.Parse(text) is not { Id.Length: <= 64 } account) return new Refusal($"“{text}” is not a chat account. Write the platform and the account's id, like `slack:U0ABC123`.");
        // Two admins who click at once: the second waits, and is told whose it is by now.
        await work.Lock(new Target($"account {account}", Guid.Empty, text), cancel);
        var whose = await work.Find<string>(
            "select o.name from chat_accounts a join operators o on o.id = a.operator_id where a.platform = @Platform and a.account_id = @Id", account, cancel);
        return whose is null ? null : new Refusal($"{account} is already linked to {whose}. Unlink it first with `/admin unlink {account}`.");
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
