using System.Net;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Bot.Stripe;
using static OpsBot.Tests.Bot.Stripe.PayingBot;

namespace OpsBot.Tests.Attacks;

/// <summary>Wants a server without paying: reports a payment that never was, or changes one that was.</summary>
public sealed class WhoForgesAPayment(PayingBot bot) : IClassFixture<PayingBot>
{
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("")]
    [InlineData("t=")]
    [InlineData("v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=-5,v1=00")]
    [InlineData("t=1,t=2,v1=00")]
    [InlineData("t=1,v1")]
    [InlineData(",,,=,=")]
    [InlineData("t=1,v1=%C3%A9")]
    public async Task Cannot_get_in_or_break_anything_with_a_header_of_another_form(string header) =>
        await TurnedAway(id => bot.Send(Event(id), header: header));

    [Fact]
    public async Task Cannot_sign_with_another_secret() => await TurnedAway(id => bot.Send(Event(id), "whsec_ffffffffffffffff"));

    [Fact]
    public async Task Cannot_sign_with_an_empty_secret() => await TurnedAway(id => bot.Send(Event(id), ""));

    [Fact]
    public async Task Cannot_put_another_body_under_a_signature_that_was_overheard() =>
        await TurnedAway(id => bot.Send(Event(id, thing: "in_mine"), header: StripeDeliveries.Sign(Event(id), Secret, Now)));

    [Fact]
    public async Task Cannot_give_an_old_report_a_new_time()
    {
        await TurnedAway(id =>
        {
            var old = StripeDeliveries.Sign(Event(id), Secret, Now.AddDays(-1)).Split(',')[1];
            return bot.Send(Event(id), header: $"t={Now.ToUnixTimeSeconds()},{old}");
        });
    }

    [Fact]
    public async Task Cannot_pass_a_test_payment_off_as_one_of_another_scheme() => await TurnedAway(
        id => bot.Send(Event(id), header: StripeDeliveries.Sign(Event(id), Secret, Now).Replace("v1=", "v0=", StringComparison.Ordinal)));

    // It was overheard and is sent again within its five minutes: it is the same row, and what it is about is read at Stripe.
    [Fact]
    public async Task Cannot_have_it_done_twice_by_sending_it_twice()
    {
        var id = NewId();
        var header = StripeDeliveries.Sign(Event(id), Secret, Now);
        for (var times = 0; times < 3; times++) Assert.Equal(HttpStatusCode.OK, await bot.Send(Event(id), header: header));
        Assert.Equal(1, await bot.Recorded(id));
    }

    // Even whoever has the secret only says where to look.
    [Fact]
    public async Task Cannot_make_up_a_refund_that_failed_or_a_dispute_even_with_the_secret()
    {
        var (refund, dispute) = (NewId(), NewId());
        await bot.Send(Event(refund, "refund.failed", "re_made_up"));
        await bot.Send(Event(dispute, "charge.dispute.created", "dp_made_up"));
        Assert.Contains("it is not there at Stripe", await bot.StateOf(refund), StringComparison.Ordinal);
        Assert.Contains("it is not there at Stripe", await bot.StateOf(dispute), StringComparison.Ordinal);
        Assert.Equal(0, await bot.One<long>("select count(*) from messages where key like '%made_up'", null));
    }

    [Theory]
    [InlineData("../customers/cus_1")]
    [InlineData("re_1/cancel")]
    [InlineData("re_1?expand[]=charge")]
    [InlineData("")]
    public async Task Cannot_lead_the_call_to_another_address_of_Stripes_by_the_things_name(string thing)
    {
        var id = NewId();
        var before = bot.World.Api.Journal.Calls.Count;
        await bot.Send(Event(id, "refund.failed", thing));
        Assert.StartsWith("parked", await bot.StateOf(id), StringComparison.Ordinal);
        // What another test's event made it look at may come in between.
        Assert.DoesNotContain(bot.World.Api.Journal.Calls.Skip(before),
            call => call.Route is not ("GET /refunds/{id}" or "GET /invoices/{id}"));
    }

    async Task TurnedAway(Func<string, Task<HttpStatusCode>> send)
    {
        var id = NewId();
        Assert.Equal(HttpStatusCode.Unauthorized, await send(id));
        Assert.Equal(0, await bot.Recorded(id));
    }
}
