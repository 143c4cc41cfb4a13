using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Database;
using OpsBot.Core.Files;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Mails;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Mails;

public sealed class SendingMails(Postgres postgres) : OperationTest(postgres)
{
    MailServer server = null!;

    Mailbox Box => server.Box;

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

    protected override void Register(IServiceCollection services) =>
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Seller:Name"] = "Nimbus GmbH", ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = $"{server.Port}", ["Smtp:Security"] = "None",
            ["Smtp:From"] = "billing@nimbus.example", ["Smtp:Timeout"] = "00:00:20",
        }).Build());

    protected override Task Arrange() =>
        Execute("insert into channels (purpose, platform, channel_id) values ('billing', 'slack', 'C0BILLING')");

    [Fact]
    public async Task A_mail_comes_with_its_words_and_its_file_as_they_were()
    {
        byte[] bytes = [0x25, 0x50, 0, 255, 10, 13];
        await Do(async work =>
        {
            var file = await work.KeepFile("list.zip", "application/zip", bytes, Cancel);
            await work.Mail(new("one", "ann@acme.example", "Rechnung über 5 ₹ – größer", "Grüße,\n₹ 5\n")
                { ToName = "Ann Müller", Files = [file.Id] }, Cancel);
        });
        await Round();
        var mail = Assert.Single(Box.All);
        Assert.Equal(("ann@acme.example", "Rechnung über 5 ₹ – größer"), (mail.To, mail.Subject));
        Assert.Equal("Grüße,\n₹ 5\n", mail.Text.ReplaceLineEndings("\n"));
        Assert.Equal("\"Nimbus GmbH\" <billing@nimbus.example>", mail.Message.From.ToString());
        using var got = new MemoryStream();
        Assert.Single(mail.Files).Content!.DecodeTo(got, Cancel);
        Assert.Equal(bytes, got.ToArray());
        Assert.Equal("sent", await State("one"));
    }

    [Fact]
    public async Task Asked_for_twice_under_one_key_it_is_sent_once()
    {
        var first = await Do(work => work.Mail(new("one", "ann@acme.example", "First", "Text"), Cancel));
        var second = await Do(work => work.Mail(new("one", "bob@acme.example", "Second", "Text"), Cancel));
        Assert.Equal(first, second);
        await Round();
        await Round();
        Assert.Equal(["First"], Box.All.Select(mail => mail.Subject));
    }

    [Fact]
    public async Task What_is_not_committed_is_not_sent()
    {
        await using (var work = await Get<Transactions>().Begin(Actor.OpsBot("test"), Guid.CreateVersion7(), Cancel))
            await work.Mail(new("one", "ann@acme.example", "Never", "Text"), Cancel);
        await Round();
        Assert.Empty(Box.All);
    }

    [Fact]
    public async Task While_the_server_is_away_nothing_is_lost_and_each_pause_is_longer()
    {
        await Queue("one");
        await Queue("two");
        Box.GoAway(TimeSpan.FromMinutes(14));
        List<double> pauses = [];
        for (var tries = 0; tries < 4; tries++)
        {
            await Round();
            var due = (await List<DateTime>("select due_at from mails order by due_at")).Distinct();
            pauses.Add((Assert.Single(due) - Clock.GetUtcNow().UtcDateTime).TotalMinutes);
            await Round();
            Assert.Equal(tries + 1, await Find<int>("select max(tries) from mails"));
            Clock.Advance(TimeSpan.FromMinutes(pauses[^1]));
        }
        Assert.Equal([1, 2, 4, 8], pauses);
        var late = await Said("mails-late:2026-03-02");
        Assert.Contains("2 mails have not gone out", late.Text, StringComparison.Ordinal);
        Assert.Contains("closed for now", late.Text, StringComparison.Ordinal);
        await Round();
        Assert.Equal(["one", "two"], Box.All.Select(mail => mail.Subject).Order());
        Assert.Contains("All mails have gone out", (await Said("mails-late:2026-03-02")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_at_all_is_waited_for_as_well()
    {
        await Queue("one");
        await server.DisposeAsync();
        await Round();
        Assert.Equal("waiting", await State("one"));
        server = await MailServer.Start(Box, server.Port, Cancel);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Round();
        Assert.Single(Box.All);
    }

    [Fact]
    public async Task One_that_is_told_to_come_later_holds_up_no_other()
    {
        await Queue("one");
        await Queue("two");
        Box.SaysLater = 1;
        await Round();
        Assert.Single(Box.All);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Round();
        Assert.Equal(["one", "two"], Box.All.Select(mail => mail.Subject).Order());
    }

    [Fact]
    public async Task Where_the_line_breaks_after_it_was_taken_it_comes_again_as_the_same_message()
    {
        await Queue("one");
        Box.LosesItsAnswer = true;
        await Round();
        Assert.Equal("waiting", await State("one"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Round();
        Assert.Equal(2, Box.All.Count);
        Assert.Single(Box.All.Select(mail => mail.MessageId).Distinct());
        Assert.Equal("sent", await State("one"));
    }

    [Fact]
    public async Task Many_workers_send_each_mail_once()
    {
        for (var i = 0; i < 20; i++) await Queue($"mail-{i:00}");
        await using var other = Restarted();
        await Task.WhenAll(Round(), Round(), other.Get<MailRound>().Round(Cancel), other.Get<MailRound>().Round(Cancel));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"mail-{i:00}"), Box.All.Select(mail => mail.Subject).Order());
    }

    [Fact]
    public async Task What_a_killed_worker_had_in_its_hands_is_sent_by_the_next_once_its_claim_is_over()
    {
        await Queue("one");
        await Execute("update mails set claim = gen_random_uuid(), claimed_until = clock_timestamp() + interval '1 hour'");
        await Round();
        Assert.Empty(Box.All);
        await Execute("update mails set claimed_until = clock_timestamp()");
        await Round();
        Assert.Single(Box.All);
        Assert.Equal("sent", await State("one"));
    }

    [Fact]
    public async Task A_file_is_kept_for_thirty_days_and_for_as_long_as_a_mail_has_it()
    {
        await Do(async work =>
        {
            await work.KeepFile("loose.csv", "text/csv", [1], Cancel);
            var mailed = await work.KeepFile("mailed.csv", "text/csv", [2], Cancel);
            await work.KeepDocument(InvoiceId.New(Clock), "invoice.pdf", "application/pdf", [3], Cancel);
            await work.Mail(new("one", "ann@acme.example", "Subject", "Text") { Files = [mailed.Id] }, Cancel);
        });
        Clock.Advance(TimeSpan.FromDays(29));
        await Get<Retention>().Clear(Cancel);
        Assert.Equal(3, await Find<int>("select count(*) from files"));
        Clock.Advance(TimeSpan.FromDays(2));
        await Get<Retention>().Clear(Cancel);
        Assert.Equal(["invoice.pdf", "mailed.csv"], await List<string>("select name from files order by name"));
    }

    [Fact]
    public async Task Refused_for_good_it_stands_in_billing_with_all_that_it_says()
    {
        Box.KnowsNobody = true;
        var id = await Queue("one");
        await Round();
        Assert.Equal("refused", await State("one"));
        var said = await Said($"mail:{id.Value:n}");
        Assert.Contains("no such user here", said.Text, StringComparison.Ordinal);
        Assert.Contains("Text of one", Assert.Single(said!.Parts.OfType<Verbatim>()).Text, StringComparison.Ordinal);
        Assert.Equal(["channel:C0BILLING"], await Places($"mail:{id.Value:n}"));
        Assert.Contains("no such user here", await Find<string>("select body::jsonb ->> 'detail' from audit where operation = 'mail send'"),
            StringComparison.Ordinal);
        Box.KnowsNobody = false;
        Clock.Advance(TimeSpan.FromHours(2));
        await Round();
        Assert.Empty(Box.All);
    }

    [Theory]
    [InlineData("Ann\r\nBcc: eve@evil.example")]
    [InlineData("Ann\nBcc: eve@evil.example")]
    [InlineData("Ann\" <eve@evil.example>, \"x")]
    [InlineData("Ann\u2028Bcc: eve@evil.example")]
    [InlineData("ann@acme.example, eve@evil.example")]
    public async Task A_name_brings_no_header_and_no_second_reader(string name)
    {
        await Do(work => work.Mail(new("one", "ann@acme.example", $"For {name}", "Text") { ToName = name }, Cancel));
        await Round();
        var mail = Assert.Single(Box.All);
        Assert.Equal("ann@acme.example", mail.To);
        Assert.Equal("ann@acme.example", Assert.Single(mail.Message.To.Mailboxes).Address);
        Assert.Empty(mail.Message.Bcc);
        Assert.Empty(mail.Message.Cc);
    }

    [Fact]
    public async Task A_name_that_reads_from_the_right_comes_as_it_was()
    {
        const string name = "شركة النخيل";
        await Do(work => work.Mail(new("one", "ann@acme.example", $"فاتورة {name}", "Text") { ToName = name }, Cancel));
        await Round();
        var mail = Assert.Single(Box.All);
        Assert.Equal((name, $"فاتورة {name}"), (Assert.Single(mail.Message.To.Mailboxes).Name, mail.Subject));
    }

    [Theory]
    [InlineData("ann@acme.example\r\nRCPT TO:<eve@evil.example>")]
    [InlineData("ann@acme.example,eve@evil.example")]
    [InlineData("Ann <ann@acme.example>")]
    [InlineData("ann@acme")]
    [InlineData("ann acme@acme.example")]
    [InlineData("")]
    public async Task What_is_no_address_is_never_queued(string address)
    {
        Assert.False(MailAddress.TryRead(address, out _));
        await Assert.ThrowsAsync<ArgumentException>(() => Do(work => work.Mail(new("one", address, "Subject", "Text"), Cancel)));
        Assert.Equal(0, await Find<int>("select count(*) from mails"));
    }

    Task<MailId> Queue(string key) => Do(work => work.Mail(new(key, "ann@acme.example", key, $"Text of {key}"), Cancel));

    Task<T> Do<T>(Func<Work, Task<T>> what) => Get<Transactions>().As(Actor.OpsBot("test"), what, Cancel);

    Task Do(Func<Work, Task> what) => Do(async work =>
    {
        await what(work);
        return true;
    });

    Task Round() => Get<MailRound>().Round(Cancel);

    Task<string?> State(string key) => Find<string>("select state from mails where key = @key", new { key });
}

public sealed class MailingWithoutAServer(Postgres postgres) : OperationTest(postgres)
{
    protected override void Register(IServiceCollection services) =>
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());

    protected override Task Arrange() =>
        Execute("insert into channels (purpose, platform, channel_id) values ('billing', 'slack', 'C0BILLING')");

    [Fact]
    public async Task Stands_in_billing_with_its_file_for_people_to_bring()
    {
        var id = await Get<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            var file = await work.KeepFile("list.csv", "text/csv", [1, 2, 3], Cancel);
            return await work.Mail(new("one", "ann@acme.example", "Your list", "Dear Ann") { Files = [file.Id] }, Cancel);
        }, Cancel);
        await Get<MailRound>().Round(Cancel);
        var said = await Said($"mail:{id.Value:n}");
        Assert.Contains("No mail server is set", said.Text, StringComparison.Ordinal);
        Assert.Contains("ann@acme.example", said.Text, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], Assert.Single(said!.Parts.OfType<Attachment>()).Content.ToArray());
        Assert.Equal("handed_over", await Find<string>("select state from mails"));
    }
}
