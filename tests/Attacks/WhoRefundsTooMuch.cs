using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who wants money to go out that nobody agreed to, or twice.</summary>
public sealed class WhoRefundsTooMuch(Postgres postgres) : PaidByCard(postgres)
{
    [Theory]
    [InlineData("update refunds set amount_minor = 7140")]
    [InlineData("update refunds set currency = 'USD'")]
    public async Task Nobody_with_the_bots_password_has_more_sent_than_was_agreed_to(string edit)
    {
        var (_, payment) = await Paid();
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/refund payment {payment} 20.00 why:request")).Kind);
        await Execute(edit);
        await Work();
        Assert.Equal(0, MadeAtStripe);
        Assert.StartsWith("RF-202603-0001 failed", Assert.Single(await Refunds()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_gets_as_money_what_was_given_as_credit_already()
    {
        var (number, payment) = await Paid();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice credit-note {number}")).Kind);
        await Ask(Bea, "/approval approve 1");
        Assert.Contains("credit -7140", await Standing());
        await Approved($"/refund payment {payment} all:yes why:request");
        Clock.Advance(TimeSpan.FromMinutes(3));
        await Work();
        // What goes out is the credit.
        Assert.DoesNotContain(await Standing(), account => account.StartsWith("credit", StringComparison.Ordinal)
            || account.StartsWith("refunds", StringComparison.Ordinal));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Nobody_asks_for_five_at_once_to_pass_for_five_small_ones()
    {
        var payments = new List<string>();
        for (var i = 0; i < 3; i++) payments.Add((await Paid()).Payment);
        var asked = await Task.WhenAll(payments.Select(payment => Ask(Adam, $"/refund payment {payment} 30.00 why:request")));
        Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Done);
    }
}
