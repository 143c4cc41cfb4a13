using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

/// <summary>The currencies that something is sold in.</summary>
sealed class CurrencyWords : IWords
{
    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) => db.List<string>(
        """
        select distinct currency
        from   plan_prices
        where  strpos(lower(currency), lower(@text)) > 0
        order  by currency
        limit  @limit
        """, new { text, limit }, cancel);

    public static Task<IReadOnlyList<string>> All(Work work, CancellationToken cancel) =>
        work.List<string>("select distinct currency from plan_prices order by currency", null, cancel);

    /// <summary>The one that somebody named; none where nobody did.</summary>
    public static Result<Currency?> Read(string? text)
    {
        if (text is not { Length: > 0 }) return (Currency?)null;
        var found = Currency.Known.FirstOrDefault(one => one.Code.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return found.Code is not null ? (Currency?)found
            : new Refusal($"“{Excerpt.Of(text)}” is none of the currencies that I know: "
                + $"{Several.InOneSentence([.. Currency.Known.Select(one => one.Code)])}.");
    }
}
