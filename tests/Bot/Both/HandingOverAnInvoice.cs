using OpsBot.Core.Database;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Both;

public sealed class HandingOverAnInvoice(Postgres postgres) : IAsyncLifetime
{
    const string Number = "INV-202603-0001", Name = "INV-202603-0001.pdf";

    TwoPlatforms both = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        both = await TwoPlatforms.Open(postgres);
        await using var db = await both.Discord.Database.Source.OpenConnectionAsync(Cancel);
        await db.Execute(
            """
            with o as (
                insert into organizations (id, slug, name, tier, created_at) values (gen_random_uuid(), 'acme', 'Acme', 'starter', @Now)
                returning id),
            i as (
                insert into invoices (id, organization_id, state, reason, collected_by, period_start, period_end, currency,
                       net_minor, tax_minor, total_minor, series, series_month, series_no, number, issued_on, due_on, seller, buyer,
                       drafted_at, opens_at, opened_at)
                select gen_random_uuid(), o.id, 'open', 'manual', 'hand', '2026-03-01', '2026-04-01', 'EUR', 6000, 1140, 7140,
                       'INV', '202603', 1, 'INV-202603-0001', '2026-03-02', '2026-03-16',
                       '{"name": "Nimbus GmbH", "address": "Hauptstr. 1", "country": "DE", "taxId": "DE123456789"}',
                       '{"name": "Acme GmbH", "country": "DE"}', @Now, @Now, @Now
                from   o
                returning id)
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, tax, place, treatment,
                   millionths)
            select i.id, 1, 'Growth', 1, 6000, '2026-03-01', '2026-04-01', 'DE VAT 19 %', 'DE', 'domestic', 190000
            from   i
            """, new { Now = TimeProvider.System.GetUtcNow() }, Cancel);
    }

    public ValueTask DisposeAsync() => both.DisposeAsync();

    [Fact]
    public async Task Brings_the_same_file_on_both_to_whoever_asked_and_to_nobody_else()
    {
        await both.TypeInSlack(Workspace.Olivia, $"/invoice pdf {Number}");
        var inSlack = await Eventually.Get(() => Task.FromResult(
            both.Slack.Messages.In(both.Slack.Channels.DirectMessage(Workspace.Olivia, both.Slack.App.BotUserId).Id, Workspace.Olivia)
                .SelectMany(message => message.Files).FirstOrDefault(file => file.Name == Name)), what: "the file is in Slack");

        await both.Discord.Run(both.Discord.Olivia, "invoice pdf", "ops", ("invoice", Number));
        var inDiscord = await both.Discord.Sees(both.Discord.Olivia, $"{Number} as PDF");
        var file = Assert.Single(inDiscord.Attachments);

        Assert.Equal(inSlack.Bytes!.Value.ToArray(), file.Bytes.ToArray());
        Assert.Equal("%PDF"u8.ToArray(), file.Bytes[..4].ToArray());
        var room = both.Slack.Channels.FindByName("ops")!.Id;
        Assert.Empty(both.Slack.Messages.In(room, Workspace.Adam).SelectMany(message => message.Files));
        Assert.DoesNotContain(both.Discord.World.Messages.In(inDiscord.ChannelId, both.Discord.Adam), one => one.Id == inDiscord.Id);
    }
}
