using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Stripe;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Stripe;

public sealed class CallingStripe : IAsyncLifetime
{
    StripeAccount stripe = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    IGateway Gateway => stripe.Gateway;

    StripeWorld World => stripe.World;

    public async ValueTask InitializeAsync() => stripe = await StripeAccount.Open();

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

    static Posting Step(string name = "refund", int number = 1) => new(Guid.CreateVersion7(), name, number);

    static Money Eur(long cents) => new(cents, Currency.Eur);

    string Paid(long cents = 4_900) => World.Payment(World.Customer("Acme", "john@acme.example"), cents, "eur");

    Task<Result<Posted<GatewayRefund>, GatewayFault>> Refund(string payment, Posting posting, long cents = 1_000) =>
        Gateway.MakeRefund(new(payment, Eur(cents), RefundReason.Duplicate), posting, Cancel);

    [Fact]
    public void The_stand_in_speaks_the_version_that_the_package_pins() => Assert.Equal(StripeWorld.Version, StripeEvents.Version);

    [Fact]
    public async Task Without_a_key_nothing_is_called_and_it_is_said_what_to_set()
    {
        await using var without = await StripeAccount.Open(("Key", ""));
        var fault = (await without.Gateway.Customer("cus_1", Cancel)).Fault;
        Assert.Equal(GatewayTrouble.Misconfigured, fault?.Trouble);
        Assert.Contains("OPSBOT_Stripe__Key", fault!.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, without.World.Calls);
    }

    [Fact]
    public async Task With_a_wrong_one_it_is_said_so_with_the_reference_for_their_support()
    {
        await using var wrong = await StripeAccount.Open(("Key", "rk_test_" + new string('x', 24)));
        var fault = (await wrong.Gateway.Customer("cus_1", Cancel)).Fault;
        Assert.Equal(GatewayTrouble.Misconfigured, fault?.Trouble);
        Assert.StartsWith("req_", fault!.Reference, StringComparison.Ordinal);
        Assert.Contains(fault.Reference!, fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_made_carries_whose_doing_it_is_and_the_call_its_key_and_reference()
    {
        var posting = Step();
        var made = (await Refund(Paid(), posting)).Value;
        Assert.Equal((posting.Mark, GatewayRefundState.Succeeded, Eur(1_000), false),
            (made.Thing.Mark, made.Thing.State, made.Thing.Amount, made.WasDone));
        Assert.StartsWith("req_", made.Reference, StringComparison.Ordinal);
        Assert.Equal($"opsbot:{posting.Trail:n}:refund:1", posting.Key);
    }

    [Fact]
    public async Task The_same_key_is_done_once_and_says_that_it_was()
    {
        var (payment, posting) = (Paid(), Step());
        var first = (await Refund(payment, posting)).Value;
        var second = (await Refund(payment, posting)).Value;
        Assert.Equal((first.Thing.Id, true), (second.Thing.Id, second.WasDone));
        Assert.Equal(1, World.CountOf("refund"));
    }

    [Fact]
    public async Task Two_rightful_refunds_of_one_amount_are_two()
    {
        var payment = Paid();
        Assert.NotEqual((await Refund(payment, Step())).Value.Thing.Id, (await Refund(payment, Step())).Value.Thing.Id);
        Assert.Equal(Eur(2_900), (await Gateway.Payment(payment, Cancel)).Value.Left);
    }

    [Fact]
    public async Task A_key_that_is_used_for_something_else_says_that_it_has_to_be_looked_up()
    {
        var (payment, posting) = (Paid(), Step());
        await Refund(payment, posting);
        var fault = (await Refund(payment, posting, 2_000)).Fault!;
        Assert.Equal((GatewayTrouble.Refused, "idempotency_error", true), (fault.Trouble, fault.Code, fault.MayHaveHappened));
        Assert.Equal(1, World.CountOf("refund"));
    }

    [Fact]
    public async Task A_key_that_was_forgotten_would_be_done_again_so_it_is_found_by_its_mark()
    {
        var (payment, posting) = (Paid(), Step());
        await Refund(payment, posting);
        World.ForgetKeys();
        var found = (await Gateway.Refunds(payment, Cancel)).Value.Where(one => one.Mark == posting.Mark);
        Assert.Single(found);
        await Refund(payment, posting);
        Assert.Equal(2, World.CountOf("refund"));
    }

    [Fact]
    public async Task The_same_at_the_same_time_is_done_once()
    {
        World.Takes = TimeSpan.FromMilliseconds(150);
        var (payment, posting) = (Paid(), Step());
        var both = await Task.WhenAll(Refund(payment, posting), Refund(payment, posting));
        // One is done. The other gets the same after a while, or is told that it is under way and may have happened.
        Assert.Contains(both, one => one.Fault is null);
        Assert.All(both.Where(one => one.Fault is not null), one => Assert.True(one.Fault!.MayHaveHappened));
        Assert.Equal(1, World.CountOf("refund"));
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_is_asked_for_again_under_the_same_key()
    {
        World.LosesByBreakingOff = true;
        World.Trouble.LoseAnswer(1, "POST /refunds");
        var made = await Refund(Paid(), Step());
        Assert.True(made.Value.WasDone);
        Assert.Equal(1, World.CountOf("refund"));
    }

    [Fact]
    public async Task An_error_after_it_was_done_stays_with_its_key_and_the_mark_tells_that_it_was()
    {
        var (payment, posting) = (Paid(), Step());
        World.Trouble.LoseAnswer(1, "POST /refunds");
        var fault = (await Refund(payment, posting)).Fault!;
        Assert.Equal((GatewayTrouble.Passing, true), (fault.Trouble, fault.MayHaveHappened));
        Assert.NotNull((await Refund(payment, posting)).Fault);
        Assert.Contains((await Gateway.Refunds(payment, Cancel)).Value, one => one.Mark == posting.Mark);
        Assert.Equal(1, World.CountOf("refund"));
    }

    [Fact]
    public async Task An_error_before_anything_was_done_is_tried_again()
    {
        World.Trouble.Break(2, "POST /refunds");
        Assert.Null((await Refund(Paid(), Step())).Fault);
        Assert.Equal(3, World.Api.Journal.CallsOf("POST /refunds").Count);
    }

    [Fact]
    public async Task Where_nobody_answers_what_changes_may_not_have_happened_if_it_was_never_sent()
    {
        await using var away = await StripeAccount.Open(("ApiUrl", "http://127.0.0.1:9"));
        var fault = (await away.Gateway.MakeRefund(new("pi_1", Eur(1), RefundReason.Duplicate), Step(), Cancel)).Fault!;
        Assert.Equal((GatewayTrouble.Passing, false, true), (fault.Trouble, fault.MayHaveHappened, fault.MayPass));
    }

    [Fact]
    public async Task What_takes_too_long_may_have_happened()
    {
        await using var slow = await StripeAccount.Open(("CallTimeout", "00:00:00.2"));
        var payment = slow.World.Payment(slow.World.Customer("Slow", "slow@acme.example"), 4_900, "eur");
        slow.World.Takes = TimeSpan.FromSeconds(20);
        var fault = (await slow.Gateway.MakeRefund(new(payment, Eur(1), RefundReason.Duplicate), Step(), Cancel)).Fault!;
        Assert.Equal((GatewayTrouble.Passing, true), (fault.Trouble, fault.MayHaveHappened));
    }

    [Fact]
    public async Task More_than_Stripe_takes_waits_and_then_says_for_how_long()
    {
        World.CallsPerSecond = 0;
        var fault = (await Gateway.Customer("cus_1", Cancel)).Fault!;
        Assert.Equal((GatewayTrouble.Passing, "rate_limit", false), (fault.Trouble, fault.Code, fault.MayHaveHappened));
        Assert.NotNull(fault.Wait);
        Assert.Equal(3, World.Calls);
    }

    [Fact]
    public async Task What_the_key_may_not_do_is_told_with_where_to_allow_it()
    {
        World.Forbidden.Add("refunds");
        var fault = (await Refund(Paid(), Step())).Fault!;
        Assert.Equal((GatewayTrouble.Misconfigured, false), (fault.Trouble, fault.MayHaveHappened));
        Assert.Contains("apikeys", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_is_left_is_refused_and_all_of_it_twice_is_too()
    {
        var payment = Paid();
        Assert.Equal("amount_too_large", (await Refund(payment, Step(), 5_000)).Fault?.Code);
        await Refund(payment, Step(), 4_900);
        Assert.Equal("charge_already_refunded", (await Refund(payment, Step(), 1)).Fault?.Code);
    }

    [Fact]
    public async Task A_parameter_that_nobody_knows_is_never_sent()
    {
        await Gateway.MakeCustomer(new("Acme", "a@acme.example"), Step("customer"), Cancel);
        Assert.DoesNotContain(World.Api.Journal.Calls, call => call.Error == "parameter_unknown");
    }

    [Theory]
    [InlineData("rk_tesst_1234567890123456", "", "rk_live_")]
    [InlineData("rk_test_1234567890123456", "secret", "whsec_")]
    [InlineData("", "whsec_1234567890123456", "no key")]
    public void Wrong_settings_are_told_at_the_start(string key, string secrets, string words) => Assert.Contains(words,
        Assert.Single(new StripeOptions { Key = key, WebhookSecrets = secrets }.Problems), StringComparison.Ordinal);
}
