using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Audit;

public sealed class KeepingCardsOutOfTheAudit(OpsBot.Tests.Testing.Database database) : IClassFixture<OpsBot.Tests.Testing.Database>
{
    [Theory]
    [InlineData("card 4242 4242 4242 4242 failed", "card [card ending 4242] failed")]
    [InlineData("4111111111111111", "[card ending 1111]")]
    [InlineData("amex 3782-822463-10005.", "amex [card ending 0005].")]
    [InlineData("order 4242424242424241 is not one", "order 4242424242424241 is not one")]
    [InlineData("ins_4242424242424242", "ins_4242424242424242")]
    [InlineData("0000 0000 0000 0000", "0000 0000 0000 0000")]
    public async Task A_card_number_never_enters_it(string reason, string kept)
    {
        var book = new AuditBook(database, new Clock());
        var entry = book.Entry();
        await book.Append(entry with { Reason = reason, Detail = reason, Arguments = $$"""{"note":"{{reason}}"}""" });
        Assert.Equal($$"""{{kept}}|{{kept}}|{"note":"{{kept}}"}""",
            await book.Get<string>(
            "select concat_ws('|', body::jsonb ->> 'reason', body::jsonb ->> 'detail', body::jsonb ->> 'arguments') from audit where trail = '" + entry.Trail + "'"));
    }

    [Fact]
    public async Task Nothing_that_is_hashed_holds_a_card_a_token_or_a_key()
    {
        const string Card = "4242 4242 4242 4242", Token = "xoxb-1234567890-abcdefgh", Key = "password=hunter2hunter2";
        const string Typed = $"{Card} {Token} {Key}";
        var book = new AuditBook(database, new Clock());
        var target = book.Entry().Target! with { Label = Typed };
        var entry = book.Entry() with
        {
            Operator = Typed, Account = Typed, Workspace = Typed, Channel = Typed, Arguments = Typed, Reason = Typed, Detail = Typed,
            Approvers = [Typed],
            Target = target,
            Plan = new Plan(target, Typed)
            {
                Affects = new(Impact.Told, Typed), Undo = Undo.By(Typed, Typed), Changes = [new(Typed, Typed, Typed)],
            },
        };
        await book.Append(entry);
        var body = await book.Get<string>($"select body from audit where trail = '{entry.Trail}'");
        Assert.All((string[])[Card, Token, "hunter2"], secret => Assert.DoesNotContain(secret, body, StringComparison.Ordinal));
        // Eight texts of the entry, six of the plan, and two labels.
        Assert.Equal(18, body.Split("[card ending 4242]").Length - 1);
        Assert.True((await book.Verify()).Ok);
    }
}
