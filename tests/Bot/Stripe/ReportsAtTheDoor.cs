using System.Net;
using OpsBot.Sandbox.Stripe;
using static OpsBot.Tests.Bot.Stripe.PayingBot;

namespace OpsBot.Tests.Bot.Stripe;

public sealed class ReportsAtTheDoor(PayingBot bot) : IClassFixture<PayingBot>
{
    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_signed_one_is_written_down_and_a_second_delivery_is_the_same()
    {
        var id = NewId();
        Assert.Equal(HttpStatusCode.OK, await bot.Send(Event(id)));
        Assert.Equal(HttpStatusCode.OK, await bot.Send(Event(id)));
        Assert.Equal(1, await bot.Recorded(id));
    }

    [Fact]
    public async Task While_one_secret_is_replaced_by_another_both_count()
    {
        var (older, newer) = (NewId(), NewId());
        Assert.Equal(HttpStatusCode.OK, await bot.Send(Event(older), Older));
        Assert.Equal(HttpStatusCode.OK, await bot.Send(Event(newer), Secret));
        Assert.Equal((1, 1), (await bot.Recorded(older), await bot.Recorded(newer)));
    }

    [Fact]
    public async Task One_signed_by_both_secrets_counts_as_well()
    {
        var id = NewId();
        var body = Event(id);
        var (stranger, ours) = (StripeDeliveries.Sign(body, "whsec_stranger00000000", Now), StripeDeliveries.Sign(body, Secret, Now));
        var header = $"{stranger},{ours.Split(',')[1]},v0=6ffbb59b2300aae63f272406069a9788";
        Assert.Equal(HttpStatusCode.OK, await bot.Send(body, header: header));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(3600)]
    public async Task A_stale_one_is_refused_and_so_is_one_from_the_future(int seconds) =>
        await Refused(HttpStatusCode.Unauthorized, id => bot.Send(Event(id), at: Now.AddSeconds(seconds)));

    [Fact]
    public async Task One_of_the_other_mode_is_refused() =>
        await Refused(HttpStatusCode.Forbidden, id => bot.Send(Event(id, live: true)));

    [Fact]
    public async Task A_thin_one_of_the_next_api_is_refused() =>
        await Refused(HttpStatusCode.BadRequest, id => bot.Send(Event(id, kind: "v2.core.event")));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"object":"event"}""")]
    [InlineData("""{"object":"event","id":7,"type":"invoice.paid","livemode":false}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"invoice.paid","livemode":"no"}""")]
    public async Task What_is_no_event_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, await bot.Send(body));

    [Fact]
    public async Task A_larger_one_than_a_megabyte_is_refused() => await Refused(HttpStatusCode.RequestEntityTooLarge,
        id => bot.Send(Event(id).Replace("\"in_1\"", $"\"{new string('x', 1024 * 1024)}\"", StringComparison.Ordinal)));

    async Task Refused(HttpStatusCode status, Func<string, Task<HttpStatusCode>> send)
    {
        var id = NewId();
        Assert.Equal(status, await send(id));
        Assert.Equal(0, await bot.Recorded(id));
    }
}
