using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Ledger;

/// <summary>Books of their own, with three organizations that money can stand with.</summary>
public abstract class Books(Postgres postgres) : OperationTest(postgres)
{
    protected OrganizationId Acme { get; private set; }
    protected OrganizationId Beta { get; private set; }

    protected override async Task Arrange()
    {
        (Acme, Beta) = (await Add("acme"), await Add("beta"));
        async Task<OrganizationId> Add(string slug)
        {
            var id = OrganizationId.New(Clock);
            await Execute("insert into organizations (id, slug, name, tier, created_at) values (@id, @slug, @slug, 'growth', @Now)",
                new { id, slug, Now = Clock.GetUtcNow() });
            return id;
        }
    }

    protected Task<T> As<T>(Func<Work, Task<T>> run) => Get<Transactions>().As(Actor.OpsBot("test"), run, Cancel);

    protected Task<Refusal?> Move(string key, Account debit, Account credit, long minor, Currency? currency = null) =>
        As(work => work.Transfer(Of(key, debit, credit, minor, currency), Cancel));

    protected Task<Refusal?> Hold(string key, Account debit, Account credit, long minor, Currency? currency = null) =>
        As(work => work.Hold(Of(key, debit, credit, minor, currency), Cancel));

    protected Task Post(string key) => As(async work =>
    {
        await work.Post(key, Cancel);
        return true;
    });

    protected Task Void(string key) => As(async work =>
    {
        await work.Void(key, Cancel);
        return true;
    });

    protected Task<Balance> BalanceOf(Account account, Currency? currency = null) =>
        As(work => work.BalanceOf(account, currency ?? Currency.Eur, Cancel));

    protected async Task<LedgerVerdict> Verified()
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        return await LedgerVerification.OfDatabase(db, Cancel);
    }

    protected async Task<string> Exported()
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        await using var text = new StringWriter();
        await LedgerVerification.Export(db, text, Cancel);
        return text.ToString();
    }

    static Transfer Of(string key, Account debit, Account credit, long minor, Currency? currency) =>
        new(key, debit, credit, new(minor, currency ?? Currency.Eur), TransferCode.Payment);
}
