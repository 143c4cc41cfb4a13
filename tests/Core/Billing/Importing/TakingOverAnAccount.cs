using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Cli;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Importing;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Sandbox;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing.Importing;

public sealed class TakingOverAnAccount(Postgres postgres) : Invoicing(postgres)
{
    StandIn<StripeWorld> stripe = null!;

    StripeWorld World => stripe.World;

    public override async ValueTask InitializeAsync()
    {
        stripe = await StripeStandIn.Start(new StripeWorld(Clock) { CallsPerSecond = 10_000 }, Cancel);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await stripe.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Register(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Seller:Name"] = "Nimbus GmbH", ["Seller:Address"] = "Hauptstr. 1, Berlin", ["Seller:TaxId"] = "DE123456789",
            ["Stripe:Key"] = World.Key, ["Stripe:ApiUrl"] = World.ApiUrl.ToString(), ["Stripe:RepeatAfter"] = "00:00:00.005",
        }).Build());
        services.AddSingleton(new RunLimits(7));
    }

    protected override async Task Arrange()
    {
        await base.Arrange();
        await Execute("update plan_prices set provider_id = 'price_growth' where id = (select id from plan_prices order by price_minor limit 1)");
        // No card: the invoice of the next period stays open.
        var acme = World.Customer("Größte Käufer & Co.", "ann@acme.example");
        World.Renew(World.Subscription(acme, "price_growth", 4_900, "eur", Clock.GetUtcNow().AddDays(20)));
    }

    [Fact]
    public async Task Is_only_shown_at_first_and_changes_nothing()
    {
        var said = await Import();
        Assert.Contains("ann@acme.example: is organization grosste-kaufer-co now.", said, StringComparison.Ordinal);
        Assert.Contains("SANDBOX-0001 of 2 Mar 2026 is owed, €49.00 of €49.00.", said, StringComparison.Ordinal);
        Assert.Contains("Would be taken over: 1 account, 1 subscription, 1 open invoice; 0 as before.", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", said, StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>(
            """
            select (select count(*) from organizations) + (select count(*) from invoices) + (select count(*) from subscriptions)
                 + (select count(*) from imported_accounts) + (select count(*) from ledger_transfers)
            """));
    }

    [Fact]
    public async Task Brings_its_customers_subscriptions_and_open_invoices_and_twice_is_once()
    {
        Assert.Contains("Taken over: 1 account, 1 subscription, 1 open invoice", await Import("--apply"), StringComparison.Ordinal);
        Assert.Equal(["grosste-kaufer-co Größte Käufer & Co. ann@acme.example"], await List<string>(
            "select o.slug || ' ' || o.name || ' ' || c.email from organizations o join customers c on c.id = o.owner_id"));
        Assert.Equal(["past_due stripe 2026-04-11"], await List<string>(
            "select state || ' ' || collected_by || ' ' || next_start from subscriptions where provider_id like 'sub_%'"));
        Assert.Equal(["open SANDBOX-0001 4900 0"], await List<string>(
            "select concat_ws(' ', state, number, total_minor, paid_minor) from invoices"));
        await TheBooksAgree();
        Assert.Contains("Taken over: 0 accounts, 0 subscriptions, 0 open invoices; 1 as before.", await Import("--apply"),
            StringComparison.Ordinal);
        Assert.Equal(1, await Find<int>("select count(*) from invoices"));
        Assert.Equal(1, await Find<int>("select count(*) from audit where operation = 'stripe import'"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_comes_there_later_is_taken_over_the_next_time()
    {
        await Import("--apply");
        World.Customer("Second", "bob@second.example");
        Assert.Contains("Taken over: 1 account, 0 subscriptions, 0 open invoices; 1 as before.", await Import("--apply"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_enters_a_run_before_they_go_live_and_who_approves_sees_what_their_first_week_brings()
    {
        await Import("--apply");
        Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, (await Run()).Overdue);
        Assert.Contains("needs an admin", (await Ask(Olivia, "/billing go-live")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/billing go-live")).Kind);
        var shown = (await Run(Bea, "/approval show 1")).Text;
        foreach (var wanted in (string[])["1 invoice, €49.00", "1: grosste-kaufer-co, on ", " at the earliest", "would be suspended"])
            Assert.Contains(wanted, shown, StringComparison.Ordinal);
        Assert.Equal(0, (await Run()).Overdue);
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal(1, (await Run()).Overdue);
        Assert.Contains("No imported account waits", (await Ask(Adam, "/billing go-live")).Text, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_can_go_live_before_the_others()
    {
        World.Customer("Second", "bob@second.example");
        await Import("--apply");
        await Ask(Adam, "/billing go-live second");
        await Ask(Bea, "/approval approve 1");
        Assert.Equal(["second"], await List<string>(
            "select o.slug from imported_accounts a join organizations o on o.id = a.organization_id where a.live_at is not null"));
        Assert.Contains("not an imported account that waits", (await Ask(Adam, "/billing go-live second")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_invoiced_here_already_is_left_as_they_are()
    {
        var slug = await Subscribed("2026-03-01");
        await Execute(
            """
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), id, 'ann@acme.example', 'Ann', @Now from organizations where slug = @slug
            """, new { slug, Now = Clock.GetUtcNow() });
        Assert.Contains("which is invoiced here already. It is left as it is.", await Import("--apply"), StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>("select count(*) from imported_accounts"));
        Assert.Equal(1, (await Run()).Drafted);
    }

    [Fact]
    public async Task What_was_paid_of_an_invoice_before_is_not_owed_again()
    {
        var second = World.Customer("Second", "bob@second.example");
        var given = await Get<IGateway>().GiveCredit(
            new(second, new Money(1_000, Currency.Eur), "for the outage"), new Posting(Guid.CreateVersion7(), "credit"), Cancel);
        Assert.Null(given.Fault);
        World.Renew(World.Subscription(second, "price_growth", 4_900, "eur", Clock.GetUtcNow().AddDays(20)));
        Assert.Contains("is owed, €39.00 of €49.00.", await Import("--apply"), StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task What_is_of_no_plan_here_is_named_and_left()
    {
        World.Subscription(World.Customer("Second", "bob@second.example"), "price_unknown", 100, "eur", Clock.GetUtcNow().AddDays(3));
        Assert.Contains("is of price price_unknown, which no plan has", await Import("--apply"), StringComparison.Ordinal);
        Assert.Equal(1, await Find<int>("select count(*) from subscriptions"));
    }

    [Fact]
    public async Task An_invoice_that_was_issued_before_has_no_second_document()
    {
        await Import("--apply");
        Assert.Contains("was issued by the payment provider before OpsBot", (await Run(Olivia, "/invoice pdf SANDBOX-0001")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_changed_at_the_provider()
    {
        var before = World.CountOf("event");
        await Import("--apply");
        Assert.Equal(before, World.CountOf("event"));
    }

    async Task<string> Import(params string[] args)
    {
        await using var output = new StringWriter();
        Assert.Equal(0, await StripeImport.Run(args, Get<AccountImport>(), output, Cancel));
        return output.ToString();
    }
}
