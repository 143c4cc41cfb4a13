using OpsBot.Core.Billing;
using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Billing.Credits;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using Notes = OpsBot.Core.Billing.CreditNotes.CreditNotes;

namespace OpsBot.Tests.Core.Billing;

public sealed class WritingCreditNotes(Postgres postgres) : Invoicing(postgres)
{
    async Task<Result<CreditNote>> Note(string number, long minor, Currency? currency = null)
    {
        var invoice = InvoiceId.Of(await IdOf(number));
        return await As(work => Get<Notes>().Write(work, invoice, new(minor, currency ?? Currency.Eur), "it was agreed", Cancel));
    }

    [Fact]
    public async Task Of_an_invoice_that_is_open_it_lowers_what_is_owed()
    {
        var number = await Invoiced();
        var note = (await Note(number, 2000)).Value;
        Assert.Equal(("CN-202603-0001", 1681L, 319L, 2000L), (note.Number, note.NetMinor, note.TaxMinor, note.LoweredMinor));
        Assert.Equal(["deferred -4319", "receivable 5140", "tax -821"], await Accounts());
        Assert.Equal("open 2000", await Find<string>("select state || ' ' || paid_minor from invoices"));
        Assert.Contains("€51.40 left", (await Note(number, 5141)).Fault!.Sentence, StringComparison.Ordinal);
        Assert.Contains("is in EUR", (await Note(number, 1, Currency.Usd)).Fault!.Sentence, StringComparison.Ordinal);
        Assert.Contains("a note of nothing", (await Note(number, 0)).Fault!.Sentence, StringComparison.Ordinal);
        Assert.Contains("a note of nothing", (await Note(number, -5)).Fault!.Sentence, StringComparison.Ordinal);
        Assert.Equal("CN-202603-0002", (await Note(number, 5140)).Value.Number);
        Assert.Equal("paid", await Find<string>("select state from invoices"));
        Assert.Empty(await Accounts());
        Assert.Contains("all of it", (await Note(number, 1)).Fault!.Sentence, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task Of_one_that_is_paid_it_becomes_credit_and_of_one_paid_in_part_both()
    {
        var number = await Invoiced();
        await Ask(Adam, $"/invoice mark-paid {number} 50.00 A1");
        var both = (await Note(number, 3000)).Value;
        Assert.Equal((2140L, 860L), (both.LoweredMinor, both.Credited.Minor));
        Assert.Equal(["bank 5000", "credit -860", "deferred -3479", "tax -661"], await Accounts());
        Assert.Equal("paid", await Find<string>("select state from invoices"));
        Assert.Equal(4140, (await Note(number, 4140)).Value.Credited.Minor);
        Assert.Equal(["bank 5000", "credit -5000"], await Accounts());
        await TheBooksAgree();
    }

    [Fact]
    public async Task A_draft_and_what_is_void_have_none()
    {
        await Subscribed("2026-03-01");
        await Run();
        var draft = InvoiceId.Of(await Find<Guid>("select id from invoices"));
        Assert.Contains("Hold it instead", (await As(work => Get<Notes>().Write(work, draft, new(1, Currency.Eur), "x", Cancel))).Fault!.Sentence,
            StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        var number = (await Find<string>("select number from invoices"))!;
        await Ask(Adam, $"/invoice void {number}");
        await Ask(Bea, "/approval approve 1");
        Assert.Contains("is void", (await Note(number, 100)).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_earned_is_given_back_only_where_the_rest_is_not_enough()
    {
        var number = await Invoiced("2026-03-01", 12_000, length: "year");
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Get<Earnings>().Round(Cancel));
        Assert.Equal(0, await Get<Earnings>().Round(Cancel));
        // 31 of 365 days.
        Assert.Equal(["deferred -10981", "receivable 14280", "revenue -1019", "tax -2280"], await Accounts());
        await Note(number, 13_280);
        Assert.Equal(["receivable 1000", "revenue -840", "tax -160"], await Accounts());
        await TheBooksAgree();
        Clock.Advance(TimeSpan.FromDays(400));
        await Get<Earnings>().Round(Cancel);
        Assert.Equal(["receivable 1000", "revenue -840", "tax -160"], await Accounts());
        Assert.Null(await Find<string>("select earns_on::text from invoices"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Credit_pays_an_invoice_when_it_is_opened_and_what_ends_soonest_is_used_first()
    {
        var slug = await Subscribed("2026-03-01");
        var whose = OrganizationId.Of(await Find<Guid>("select id from organizations where slug = @slug", new { slug }));
        foreach (var given in (string[])["20.00", "50.00 expires:2026-06-01", "30.00 expires:2026-05-01"])
            if ((await Ask(Adam, $"/credit add {slug} {given}")).Kind == OutcomeKind.Waiting)
                await Ask(Bea, $"/approval approve {await Find<long>("select max(number) from approvals")}");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal("paid 7140 7140", await Find<string>("select state || ' ' || paid_minor || ' ' || credit_minor from invoices"));
        Assert.Equal([0, 860], await List<long>("select left_minor from credits where expires_on is not null order by expires_on"));
        Assert.Equal(["credit -2860", "deferred -6000", "goodwill 10000", "tax -1140"], await Accounts());
        Assert.Contains("€28.60 of credit", (await As(async work => await Credits.Take(work,
            new("test:2", whose, Account.Goodwill, new(2861, Currency.Eur), TransferCode.Credit), Cancel)))!.Sentence,
            StringComparison.Ordinal);
        foreach (var _ in "twice")
            Assert.Null(await As(async work => await Credits.Take(work,
                new("test:3", whose, Account.Goodwill, new(500, Currency.Eur), TransferCode.Credit), Cancel)));
        Assert.Equal([0, 360], await List<long>("select left_minor from credits where expires_on is not null order by expires_on"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_that_credit_paid_in_part_can_be_void_and_the_credit_is_there_again()
    {
        var slug = await Subscribed("2026-03-01");
        await Ask(Adam, $"/credit add {slug} 20.00");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Assert.Equal("open 2000", await Find<string>("select state || ' ' || paid_minor from invoices"));
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/invoice void INV-202603-0001")).Kind);
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal(["credit -2000", "goodwill 2000"], await Accounts());
        await TheBooksAgree();
    }

    // Some give up half way, and their numbers go to others.
    [Fact]
    public async Task Sixteen_writers_leave_no_hole_and_no_double()
    {
        var invoice = InvoiceId.Of(await IdOf(await Invoiced(minor: 100_000)));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var turn = 0; turn < 4; turn++)
            {
                await using var work = await Get<Transactions>().Begin(Actor.OpsBot("billing"), Guid.CreateVersion7(), Cancel);
                Assert.Null((await Get<Notes>().Write(work, invoice, new(7 + writer, Currency.Eur), "it was agreed", Cancel)).Fault);
                if ((writer + turn) % 4 > 0) await work.Commit(Cancel);
            }
        }, Cancel)));
        Assert.Equal(Enumerable.Range(1, 48).Select(nth => $"CN-202603-{nth:0000}"),
            await List<string>("select number from credit_notes order by number"));
        var shown = (NumbersShown)(await Run(Olivia, "/billing numbers")).Answer!;
        Assert.All(shown.Months, month => Assert.True(month.IsWhole));
        Assert.Equal(("CN", 48L), (shown.Months[0].Code, shown.Months[0].Documents));
        await TheBooksAgree();
    }
}
