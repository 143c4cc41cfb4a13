using OpsBot.Core.Billing;
using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class EndingNow(Postgres postgres) : MidPeriod(postgres)
{
    [Fact]
    public async Task Ended_now_it_can_be_stopped_for_two_minutes_and_is_what_it_was()
    {
        var slug = await Paid();
        await Ask(Adam, $"/subscription cancel {slug} when:now");
        await Agree();
        Assert.Equal(OutcomeKind.Done, (await Run(Sam, $"/billing stop {await Find<long>("select number from jobs")}")).Kind);
        await Jobs();
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        Assert.Equal(["bank 3689"], await Balances());
    }

    // A day later less would be left: what was agreed to is what is given back, though it is done after midnight.
    [Fact]
    public async Task What_is_given_back_is_what_was_agreed_to_also_after_midnight()
    {
        var slug = await Paid();
        Clock.AdvanceTo(new(2026, 3, 11, 22, 59, 0, TimeSpan.Zero));
        await Ask(Adam, $"/subscription cancel {slug} when:now");
        await Agree();
        await Jobs();
        Assert.Equal(new DateOnly(2026, 3, 12), Get<Seller>().Today);
        Assert.Equal(["bank 3689", "credit -2499"], await Balances());
    }

    // Somebody takes a part of the invoice off meanwhile: nobody agreed to what would be left then.
    [Fact]
    public async Task What_changes_before_it_is_done_is_not_done()
    {
        var slug = await Paid();
        await Ask(Adam, $"/subscription cancel {slug} when:now");
        await Agree();
        await Get<Transactions>().As(Actor.OpsBot("test"), async work => (await Get<CreditNotes>().Write(
            work, InvoiceId.Of(await Find<Guid>("select id from invoices")),
            new(3000, Currency.Eur), "goodwill", Cancel)).Value, Cancel);
        await Jobs();
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        Assert.Equal(1, await Find<long>("select count(*) from credit_notes"));
    }

    [Fact]
    public async Task Ended_now_all_that_is_left_is_taken_off_with_a_note()
    {
        var slug = await Paid();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/subscription cancel {slug} when:now")).Kind);
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        await Agree();
        // Two minutes it can still be stopped.
        Assert.Equal("active buyer-1 2026-03-01 1 2026-04-01", await Now());
        await Jobs();
        Assert.StartsWith("cancelled", await Now(), StringComparison.Ordinal);
        Assert.Equal(["bank 3689", "credit -2499"], await Balances());
        Assert.Contains("has ended", (await Ask(Adam, $"/subscription cancel {slug} when:now")).Text, StringComparison.Ordinal);
        Clock.AdvanceTo(new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, (await Run()).Drafted);
        await TheBooksAgree();
    }
}
