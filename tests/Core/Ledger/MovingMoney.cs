using FsCheck.Fluent;
using OpsBot.Core.Ledger;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Ledger;

public sealed class MovingMoney(Postgres postgres) : Books(postgres)
{
    [Fact]
    public async Task The_same_asked_twice_moves_it_once_and_another_under_its_key_is_a_bug()
    {
        var owed = Account.Receivable(Acme);
        Assert.Null(await Move("invoice:1", owed, Account.Revenue, 2800));
        Assert.Null(await Move("invoice:1", owed, Account.Revenue, 2800));
        Assert.Equal(new Money(2800, Currency.Eur), (await BalanceOf(owed)).Owed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Move("invoice:1", owed, Account.Revenue, 2801));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Move("invoice:1", owed, Account.Bank, 2800));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Move("invoice:1", owed, Account.Revenue, 2800, Currency.Usd));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Hold("invoice:1", owed, Account.Revenue, 2800));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Move("invoice:2", owed, Account.Revenue, 0));
        Assert.Equal(1, (await Verified()).Transfers);
    }

    [Fact]
    public async Task What_is_under_way_counts_when_it_has_arrived_and_never_when_it_did_not()
    {
        var credit = Account.CreditOf(Acme);
        await Move("credit:1", Account.Goodwill, credit, 5000);
        Assert.Null(await Hold("refund:1", credit, Account.Stripe, 3000));
        Assert.Null(await Hold("refund:2", credit, Account.Stripe, 500));
        Assert.Equal((5000, 1500), await Standing());
        await Post("refund:1");
        await Void("refund:2");
        Assert.Equal((2000, 2000), await Standing());
        await Post("refund:1");
        await Void("refund:2");
        Assert.Equal((2000, 2000), await Standing());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Void("refund:1"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Post("refund:2"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Post("refund:3"));

        async Task<(long, long)> Standing() =>
            await BalanceOf(credit) is var balance ? (balance.Owing.Minor, balance.Free.Minor) : default;
    }

    [Fact]
    public async Task A_credit_is_not_promised_twice_however_many_ask_at_once()
    {
        var credit = Account.CreditOf(Acme);
        await Move("credit:1", Account.Goodwill, credit, 5000);
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Hold($"refund:{i}", credit, Account.Stripe, 2000)));
        Assert.Equal(2, asked.Count(refusal => refusal is null));
        Assert.Equal(new Money(1000, Currency.Eur), (await BalanceOf(credit)).Free);
        var refused = await Move("take", credit, Account.Goodwill, 1001);
        Assert.Equal("There is €10.00 of credit to take from, not €10.01. €40.00 more is under way already.", refused?.Sentence);
        // Another currency is another credit, and another organization another purse.
        Assert.NotNull(await Move("take", credit, Account.Goodwill, 1, Currency.Usd));
        Assert.NotNull(await Move("take", Account.CreditOf(Beta), Account.Goodwill, 1));
        Assert.Null(await Move("take", credit, Account.Goodwill, 1000));
    }

    [Fact]
    public async Task However_it_moves_each_currency_stays_at_nothing_and_marks_change_no_balance()
    {
        var accounts = new[]
        {
            Account.Receivable(Acme), Account.Receivable(Beta), Account.Deferred(Acme), Account.Revenue, Account.Bank,
            Account.Tax("DE 19 %"),
        };
        var currencies = new[] { Currency.Eur, Currency.Usd, Currency.Jpy };
        var step = from debit in Gen.Choose(0, accounts.Length - 1)
                   from further in Gen.Choose(1, accounts.Length - 1)
                   from currency in Gen.Elements(currencies)
                   from minor in Gen.Choose(1, 100_000)
                   from how in Gen.Choose(0, 3)
                   select (Debit: accounts[debit], Credit: accounts[(debit + further) % accounts.Length], currency, minor, how);
        var sums = new Dictionary<(Account, Currency), long>();
        foreach (var (index, one) in step.Sample(60, Often.Seed, 60).Index())
        {
            var key = $"step:{index}";
            await (one.how == 0 ? Move(key, one.Debit, one.Credit, one.minor, one.currency)
                : Hold(key, one.Debit, one.Credit, one.minor, one.currency));
            if (one.how == 2) await Post(key);
            if (one.how == 3) await Void(key);
            if (one.how is 0 or 2)
            {
                sums[(one.Debit, one.currency)] = sums.GetValueOrDefault((one.Debit, one.currency)) + one.minor;
                sums[(one.Credit, one.currency)] = sums.GetValueOrDefault((one.Credit, one.currency)) - one.minor;
            }
            if (index % 17 == 0) await Get<LedgerMarks>().Round(Cancel);
        }
        foreach (var currency in currencies)
        {
            var sum = 0L;
            foreach (var account in accounts)
            {
                var owed = (await BalanceOf(account, currency)).Owed.Minor;
                Assert.Equal(sums.GetValueOrDefault((account, currency)), owed);
                sum += owed;
            }
            Assert.Equal(0, sum);
        }
        var verdict = await Verified();
        Assert.Null(verdict.Finding);
        Assert.True(verdict.Marks > 0);
    }

    [Fact]
    public async Task A_mark_misses_nothing_that_was_being_written_when_it_was_set()
    {
        var (owed, clients) = (Account.Receivable(Acme), 6);
        var writing = Enumerable.Range(0, clients).Select(async client =>
        {
            for (var i = 0; i < 15; i++) await Move($"w:{client}:{i}", owed, Account.Revenue, 100);
        }).ToList();
        var writers = Task.WhenAll(writing);
        while (!writers.IsCompleted) await Get<LedgerMarks>().Round(Cancel);
        await writers;
        await Get<LedgerMarks>().Round(Cancel);
        Assert.Equal(clients * 15 * 100, (await BalanceOf(owed)).Owed.Minor);
        Assert.Null((await Verified()).Finding);
        // With nothing new there is nothing to mark.
        var marks = (await Verified()).Marks;
        await Get<LedgerMarks>().Round(Cancel);
        Assert.Equal(marks, (await Verified()).Marks);
    }
}
