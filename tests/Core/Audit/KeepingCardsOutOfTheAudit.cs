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
        Assert.Equal($$"""{{kept}}|{{kept}}|{"note":"{{kept}}"}""", await book.Get<string>("select concat_ws('|', body::jsonb ->> 'reason', body::jsonb ->> 'detail', body::jsonb ->> 'arguments') from audit where trail = '" + entry.Trail + "'"));
    }
}
