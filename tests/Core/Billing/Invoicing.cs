using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

/// <summary>A house that invoices, with subscriptions that began on the days they are told to.</summary>
public abstract class Invoicing(Postgres postgres) : OperationTest(postgres)
{
    int made;

    protected override void Register(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Seller:Name"] = "Nimbus GmbH", ["Seller:Address"] = "Hauptstr. 1, Berlin", ["Seller:TaxId"] = "DE123456789",
        }).Build());
        // Small enough that a run of a test takes several.
        services.AddSingleton(new RunLimits(7));
    }

    protected override Task Arrange() =>
        Execute("insert into channels (purpose, platform, channel_id) values ('billing', 'slack', 'C0BILLING')");

    /// <summary>An organization with a subscription by hand whose first period begins that day.</summary>
    protected async Task<string> Subscribed(string begins, long minor = 6000, string currency = "EUR", string length = "month",
        string state = "active", string? country = null, string? vatId = null)
    {
        var (slug, organization, plan, price) = ($"buyer-{++made}", Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Execute(
            """
            insert into organizations (id, slug, name, tier, created_at) values (@organization, @slug, @slug, 'growth', @Now);
            insert into plans (id, slug, name, tier, created_at) values (@plan, @slug, 'Plan ' || @slug, 'growth', @Now);
            insert into plan_prices (id, plan_id, length, currency, version, price_minor, since)
            values (@price, @plan, @length, @currency, 1, @minor, @Now);
            insert into subscriptions (id, organization_id, price_id, state, collected_by, anchor, months, next_start, trial_ends_on, created_at,
                   changed_at, paused_on, paused_until)
            values (gen_random_uuid(), @organization, @price, @state, 'hand', @begins::date,
                    case @length when 'month' then 1 when 'quarter' then 3 when 'half_year' then 6 else 12 end, @begins::date,
                    case when @state = 'trialing' then @begins::date end, @Now, @Now,
                    case when @state = 'paused' then @begins::date end, case when @state = 'paused' then @begins::date + 90 end);
            insert into billing_profiles (organization_id, name, address, country, vat_id, changed_at)
            select @organization, 'Buyer Ltd', 'Rue 1', @country, @vatId, @Now where @country::text is not null
            """, new { organization, slug, plan, price, length, currency, minor, state, begins, country, vatId, Now = Clock.GetUtcNow() });
        return slug;
    }

    protected Task<RunTally> Run() => Get<InvoiceRun>().Round(Cancel);

    /// <summary>The one draft of an organization.</summary>
    protected async Task<InvoiceId> DraftOf(string slug) => InvoiceId.Of(await Find<Guid>(
        "select i.id from invoices i join organizations o on o.id = i.organization_id where o.slug = @slug and i.state = 'draft'", new { slug }));

    /// <summary>"buyer-1 2026-03-01 2026-04-01 open INV-202603-0001 6000 1140", in order.</summary>
    protected Task<IReadOnlyList<string>> Invoices() => List<string>(
        """
        select   concat_ws(' ', o.slug, i.period_start, i.period_end, i.state, i.number, i.net_minor, i.tax_minor)
        from     invoices i
        join     organizations o on o.id = i.organization_id
        order by i.period_start, o.slug
        """);

    protected async Task<Outcome> Ask(Person who, string line, string because = "it was agreed")
    {
        var asked = await Get<Runner>().Run(RequestOf(who.Account, line) with
        {
            Filled = new Dictionary<string, string> { ["reason"] = because },
        }, Cancel);
        return asked;
    }

    /// <summary>The same, opened: its number.</summary>
    protected async Task<string> Invoiced(string begins = "2026-03-01", long minor = 6000, string currency = "EUR", string length = "month",
        string? country = null)
    {
        var slug = await Subscribed(begins, minor, currency, length, country: country);
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        return (await Find<string>(
            "select i.number from invoices i join organizations o on o.id = i.organization_id where o.slug = @slug order by i.id limit 1",
            new { slug }))!;
    }

    protected Task<Guid> IdOf(string number) => Find<Guid>("select id from invoices where number = @number", new { number });

    protected Task<T> As<T>(Func<Work, Task<T>> run) => Get<Transactions>().As(Actor.OpsBot("test"), run, Cancel);

    /// <summary>"bank 8000", "credit -860": what each account of a currency came to, in order, without those at nothing.</summary>
    protected Task<IReadOnlyList<string>> Accounts(string currency = "EUR") => List<string>(
        """
        select   a.kind || ' ' || sum(b.debited - b.credited)
        from     ledger_accounts a
        cross    join lateral ledger_balance(a.id) b
        where    a.currency = @currency
        group by a.kind
        having   sum(b.debited - b.credited) <> 0
        order by a.kind
        """, new { currency });

    /// <summary>What every invoice says is what the ledger has, and all of that adds up.</summary>
    protected async Task TheBooksAgree()
    {
        await using var db = await Source.OpenConnectionAsync(Cancel);
        Assert.Null((await LedgerVerification.OfDatabase(db, Cancel)).Finding);
        Assert.Empty(await BillingVerification.OfDatabase(db, Cancel));
        Assert.Empty(await List<string>(
            """
            select coalesce(i.number, i.id::text)
            from   invoices i
            where  i.net_minor <> (select sum(l.net_minor) from invoice_lines l where l.invoice_id = i.id)
            or     i.tax_minor <> (select sum(t.tax_minor) from invoice_taxes t where t.invoice_id = i.id)
            """));
    }
}
