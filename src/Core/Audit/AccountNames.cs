using OpsBot.Core.Operations;

namespace OpsBot.Core.Audit;

/// <summary>Whose the chat accounts are that rows speak of: nobody knows a colleague as slack:U0ABC123.</summary>
sealed class AccountNames
{
    readonly Dictionary<string, string> names;

    AccountNames(IEnumerable<Row> rows) => names = rows.ToDictionary(row => row.Account, row => row.Name);

    sealed record Row(string Account, string Name);

    /// <summary>SQL for whoever given.account is linked to, or was last, or the name that it asked to be linked by.</summary>
    internal const string NameOfGiven =
        """
        coalesce(
            (select o.name from chat_accounts c join operators o on o.id = c.operator_id
             where  c.platform || ':' || c.account_id = given.account),
            (select o.name from rights r join operators o on o.id = r.operator_id
             where  r.account = given.account order by r.changed_at desc limit 1),
            (select l.name from link_requests l where l.platform || ':' || l.account_id = given.account order by l.asked_at desc limit 1))
        """;

    /// <summary>Of the texts that are accounts.</summary>
    public static async Task<AccountNames> Of(Work work, IEnumerable<string?> texts, CancellationToken cancel)
    {
        var accounts = texts.OfType<string>().Where(text => ChatAccount.Parse(text) is not null).Distinct().ToArray();
        return new(accounts.Length == 0 ? [] : await work.List<Row>(
            $"""
            select account, name
            from   (select account, {NameOfGiven} as name from unnest(@accounts) given (account)) named
            where  name is not null
            """, new { accounts }, cancel));
    }

    /// <summary>"Maria Silva (slack:U0ABC123)"; all else as it is.</summary>
    public string? Named(string? text) => Named(text, text is null ? null : names.GetValueOrDefault(text));

    internal static string? Named(string? text, string? name) => name is null ? text : $"{name} ({text})";
}
