using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Mails;
using OpsBot.Tests.Testing;
using UglyToad.PdfPig;

namespace OpsBot.Tests.Core.Billing.Documents;

public sealed class SendingInvoices(Postgres postgres) : Invoicing(postgres)
{
    const string Number = "INV-202603-0001";

    MailServer server = null!;

    public override async ValueTask InitializeAsync()
    {
        server = await MailServer.Start(new Mailbox(Clock), 0, Cancel);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Register(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Seller:Name"] = "Nimbus GmbH", ["Seller:Address"] = "Hauptstr. 1, Berlin", ["Seller:TaxId"] = "DE123456789",
            ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = $"{server.Port}", ["Smtp:Security"] = "None",
            ["Smtp:From"] = "billing@nimbus.example",
        }).Build());
        services.AddSingleton(new RunLimits(7));
    }

    [Fact]
    public async Task Its_owner_gets_it_with_number_amount_and_file_and_the_invoice_says_so()
    {
        await Opened();
        var sent = await Ask(Adam, $"/invoice send {Number}");
        Assert.True(sent.Kind == OutcomeKind.Done, sent.Text);
        Assert.Contains("🟡 mail to ann@buyer.example: on its way", await Shown(), StringComparison.Ordinal);
        await Round();
        var mail = Assert.Single(server.Box.All);
        Assert.Equal(("ann@buyer.example", $"Invoice {Number} from Nimbus GmbH"), (mail.To, mail.Subject));
        foreach (var wanted in (string[])["Dear Ann", Number, "€71.40", "due by 15 Mar 2026", "1 Mar 2026 – 31 Mar 2026"])
            Assert.Contains(wanted, mail.Text, StringComparison.Ordinal);
        using var got = new MemoryStream();
        Assert.Single(mail.Files).Content!.DecodeTo(got, Cancel);
        Assert.Equal(await Find<byte[]>("select content from files"), got.ToArray());
        Assert.Contains(Number, PdfDocument.Open(got.ToArray()).GetPage(1).Text, StringComparison.Ordinal);
        Assert.Contains("🟢 mail to ann@buyer.example: sent", await Shown(), StringComparison.Ordinal);
        Assert.Contains("invoice send done by Adam: it was agreed", await Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_sends_nothing_and_it_needs_a_reason()
    {
        await Opened();
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/invoice send {Number}")).Text, StringComparison.Ordinal);
        Assert.Contains("reason", (await Run(Adam, $"/invoice send {Number}")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>("select count(*) from mails"));
    }

    [Fact]
    public async Task To_a_colleague_a_reason_is_enough()
    {
        await Opened();
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice send {Number} to:BOB@buyer.example")).Kind);
        await Round();
        Assert.Equal("BOB@buyer.example", Assert.Single(server.Box.All).To);
    }

    [Fact]
    public async Task Sent_again_it_is_another_mail_with_the_same_file()
    {
        await Opened();
        await Ask(Adam, $"/invoice send {Number}");
        await Ask(Adam, $"/invoice send {Number}");
        await Round();
        Assert.Equal(2, server.Box.All.Count);
        Assert.Equal(1, await Find<int>("select count(*) from files"));
    }

    [Theory]
    [InlineData("ann", "is no mail address")]
    [InlineData("\"ann@buyer.example, eve@evil.example\"", "is no mail address")]
    public async Task What_is_no_address_is_refused(string to, string says)
    {
        await Opened();
        Assert.Contains(says, (await Ask(Adam, $"/invoice send {Number} to:{to}")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>("select count(*) from mails"));
    }

    [Fact]
    public async Task Where_nobody_has_an_address_it_asks_for_one()
    {
        await Opened(people: false);
        Assert.Contains("has nobody with a mail address", (await Ask(Adam, $"/invoice send {Number}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_sent()
    {
        await Subscribed("2026-03-01");
        await Run();
        Assert.Contains("has no number yet", (await Ask(Adam, $"/invoice send {await DraftOf("buyer-1")}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_billing_profile_may_name_another_reader()
    {
        await Opened();
        const string Profile = "/billing profile buyer-1 \"Buyer Ltd\" \"Rue 1\" DE mail:";
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"{Profile}bob@buyer.example")).Kind);
        await Ask(Adam, $"/invoice send {Number}");
        Assert.Contains("is no mail address", (await Ask(Adam, $"{Profile}nobody")).Text, StringComparison.Ordinal);
        // Whoever is nobody of theirs, another admin agrees to.
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"{Profile}books@taxes.example")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        await Ask(Adam, $"/invoice send {Number}");
        await Round();
        Assert.Equal(["bob@buyer.example", "books@taxes.example"], server.Box.All.Select(mail => mail.To).Order());
    }

    async Task Opened(bool people = true)
    {
        var slug = await Subscribed("2026-03-01");
        if (people)
            await Execute(
                """
                insert into customers (id, organization_id, email, name, created_at)
                select gen_random_uuid(), o.id, p.email, p.name, @Now::timestamptz + p.later
                from   organizations o, (values ('ann@buyer.example', 'Ann', interval '0'), ('bob@buyer.example', 'Bob', interval '1 day')) p (email, name, later)
                where  o.slug = @slug
                """, new { slug, Now = Clock.GetUtcNow() });
        await Run();
        var opened = await Ask(Adam, $"/invoice open {await DraftOf(slug)}");
        Assert.True(opened.Kind == OutcomeKind.Done, opened.Text);
    }

    async Task<string> Shown() => (await Run(Olivia, $"/invoice show {Number}")).Text;

    Task Round() => Get<MailRound>().Round(Cancel);
}
