using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>An admin who wants money to go out that nobody agreed to, or more of it than came in.</summary>
public sealed class WhoSendsMoneyOut(Postgres postgres) : PaidByCard(postgres)
{
    [Fact]
    public async Task Cannot_stay_below_what_needs_approval_by_refunding_in_parts()
    {
        var (_, payment) = await Paid();
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/refund payment {payment} 45.00 why:request")).Kind);
        await Work();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/refund payment {payment} 26.00 why:request")).Kind);
        // Nor by asking a colleague to, for the same customer.
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Bea, $"/refund payment {payment} 25.00 why:request")).Kind);
        Assert.Equal(1, MadeAtStripe);
    }

    [Fact]
    public async Task Cannot_agree_to_their_own_refund()
    {
        var (_, payment) = await Paid();
        await Ask(Adam, $"/refund payment {payment} all:yes why:duplicate");
        Assert.Equal(OutcomeKind.Refused, (await Run(Adam, "/approval approve 1")).Kind);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Work();
        Assert.Empty(await Refunds());
        Assert.Equal(0, MadeAtStripe);
    }

    [Fact]
    public async Task Cannot_have_two_requests_for_all_of_it_approved()
    {
        var (_, payment) = await Paid();
        await Ask(Adam, $"/refund payment {payment} all:yes why:duplicate");
        await Ask(Adam, $"/refund payment {payment} 71.40 why:request");
        Assert.Equal(OutcomeKind.Done, (await Run(Bea, "/approval approve 1")).Kind);
        await Run(Bea, "/approval approve 1");
        await Run(Bea, "/approval approve 2");
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Work();
        await Run(Bea, "/approval approve 2");
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Work();
        Assert.Equal(["RF-202603-0001 succeeded 7140"], await Refunds());
        Assert.Equal(1, MadeAtStripe);
    }

    [Theory]
    [InlineData("-10.00")]
    [InlineData("9000000000000.00")]
    [InlineData("71.401")]
    [InlineData("\"1 JPY\"")]
    public async Task Cannot_get_more_out_by_an_amount_of_another_form(string amount)
    {
        var (_, payment) = await Paid();
        Assert.Equal(OutcomeKind.Refused, (await Ask(Adam, $"/refund payment {payment} {amount} why:request")).Kind);
        Assert.Empty(await Refunds());
        Assert.Equal(["stripe 7140"], await Standing());
    }

    [Fact]
    public async Task Cannot_take_the_credit_twice_by_refunding_it_and_giving_it_away()
    {
        var (_, id, whose) = await Opened();
        await Pay(whose, 7140, id);
        var twice = await Pay(whose, 2000, id);
        await Ask(Adam, $"/refund payment {twice} all:yes why:duplicate");
        // It is set aside from the moment of asking.
        Assert.Contains("has €0.00 of credit", (await Ask(Adam, "/credit take buyer-1 20.00")).Text, StringComparison.Ordinal);
        await Work();
        Assert.Equal(["stripe 7140"], await Standing());
        await TheBooksAgree();
    }

    [Fact]
    public async Task Cannot_confirm_or_cancel_what_the_provider_sends_by_themselves()
    {
        var (_, payment) = await Paid();
        await Ask(Adam, $"/refund payment {payment} 20.00 why:request");
        Assert.Contains("goes through the payment provider", (await Ask(Adam, "/refund confirm RF-202603-0001 X1")).Text,
            StringComparison.Ordinal);
        Assert.Contains("is in the hands of a job", (await Ask(Adam, "/refund cancel RF-202603-0001")).Text, StringComparison.Ordinal);
        await Work();
        Assert.Contains("is succeeded already", (await Ask(Adam, "/refund cancel RF-202603-0001")).Text, StringComparison.Ordinal);
        Assert.Equal(["RF-202603-0001 succeeded 2000"], await Refunds());
    }
}
