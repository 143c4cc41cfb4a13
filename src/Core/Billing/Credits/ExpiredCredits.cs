using System.Globalization;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Credits;

/// <summary>Takes back what was not used of credit by its day, and says so in the billing channel.</summary>
public sealed class ExpiredCredits(Transactions transactions, Seller seller)
{
    const int AtOnce = 100;
    const int Shown = 10;

    static readonly Actor me = Actor.OpsBot("billing");

    sealed record Due(Guid Id, OrganizationId OrganizationId, string Slug, string Currency, long LeftMinor);

    sealed record Expired(string Organization, Money Amount);

    public async Task<long> Round(CancellationToken cancel)
    {
        for (var ended = 0L; ;)
        {
            var next = await transactions.As(me, work => Next(work, cancel), cancel);
            if (next == 0) return ended;
            ended += next;
        }
    }

    async Task<int> Next(Work work, CancellationToken cancel)
    {
        var due = await work.List<Due>(
            """
            select   c.id, c.organization_id, o.slug, c.currency, c.left_minor
            from     credits c
            join     organizations o on o.id = c.organization_id
            where    c.expires_on <= @Today and c.left_minor > 0
            order by c.expires_on, c.id
            limit    @AtOnce
            for      update of c skip locked
            """, new { seller.Today, AtOnce }, cancel);
        var expired = new List<Expired>();
        foreach (var one in due)
            if (await End(work, one, cancel) is { Minor: > 0 } amount)
                expired.Add(new(one.Slug, amount));
        if (expired.Count > 0)
            await work.Say($"credit-expired:{work.Trail}", new To.Channel(Purpose.Billing), Said(expired), cancel);
        return due.Count;
    }

    // What of it was used in another way than an invoice is not there to be taken back.
    static async Task<Money> End(Work work, Due one, CancellationToken cancel)
    {
        var currency = Currency.Of(one.Currency);
        var account = Account.CreditOf(one.OrganizationId);
        // Whoever uses it at this moment has done so by then.
        await work.Execute("select id from ledger_accounts where name = @Name for no key update",
            new { Name = account.NameIn(currency) }, cancel);
        var free = await Credits.Free(work, one.OrganizationId, currency, cancel);
        var left = new Money(Math.Max(0, Math.Min(one.LeftMinor, free.Minor)), currency);
        if (left.Minor > 0)
            await work.Transfer(new($"credit:{one.Id}:expired", account, Account.Goodwill, left, TransferCode.CreditExpired), cancel);
        await work.Execute("update credits set left_minor = 0, expired_minor = @Minor where id = @Id", new { one.Id, left.Minor }, cancel);
        return left;
    }

    static Reply Said(IReadOnlyList<Expired> expired) => new(expired.Count == 1
        ? $"{expired[0].Amount} of credit of {expired[0].Organization} was not used by its day"
        : string.Create(CultureInfo.InvariantCulture, $"{expired.Count} credits were not used by their day"))
    {
        Audience = Audience.Room,
        Parts =
        [
            new Paragraph("It was taken back."),
            .. expired.Take(Shown).Select(one => new Item(Words.Of(new Strong(one.Organization), new Plain($"  {one.Amount}")),
                [new Button("History", $"/credit history {one.Organization}") { Spoken = $"Credit of {one.Organization}" }])),
            .. new Small($"and {expired.Count - Shown} more").If(expired.Count > Shown),
        ],
    };
}
