using Npgsql;
using OpsBot.Core.Ledger;
using OpsBot.Tests.Core.Ledger;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody with a database connection who would like the books to say something else.</summary>
public sealed class WhoRewritesTheLedger(Postgres postgres) : Books(postgres)
{
    protected override async Task Arrange()
    {
        await base.Arrange();
        await Move("invoice:1", Account.Receivable(Acme), Account.Revenue, 2800);
        await Hold("refund:1", Account.Refunds, Account.Stripe, 1000);
        await Move("dollars", Account.Bank, Account.Revenue, 1, OpsBot.Core.Values.Currency.Usd);
    }

    [Theory]
    [InlineData("update ledger_transfers set amount = 1")]
    [InlineData("update ledger_transfers set phase = 'direct' where phase = 'pending'")]
    [InlineData("delete from ledger_transfers")]
    [InlineData("truncate ledger_transfers cascade")]
    [InlineData("update ledger_accounts set kind = 'bank' where kind = 'stripe'")]
    [InlineData("delete from ledger_accounts")]
    [InlineData("set session_replication_role = 'replica'; update ledger_transfers set amount = 1")]
    [InlineData("insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at) overriding system value "
        + "select key, debit, credit, amount, currency, code, phase, at from ledger_transfers on conflict (key) do update set amount = 1")]
    public async Task Changes_nothing_that_stands_there(string sql)
    {
        var before = (await Verified()).Fingerprint;
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Execute(sql));
        Assert.Contains("only added to", refused.MessageText, StringComparison.Ordinal);
        Assert.Equal(before, (await Verified()).Fingerprint);
    }

    [Theory]
    [InlineData("set amount = 0")]
    [InlineData("set amount = -5")]
    [InlineData("set debit = credit")]
    [InlineData("set currency = 'USD'")]
    [InlineData("set debit = 999")]
    [InlineData("set phase = 'posted'")]
    [InlineData("set phase = 'posted', pending_id = (select id from ledger_transfers where key = 'invoice:1')")]
    [InlineData("set phase = 'posted', amount = 999, pending_id = (select id from ledger_transfers where key = 'refund:1')")]
    [InlineData("set phase = 'settled'")]
    public async Task Adds_nothing_that_is_no_move_of_money(string change)
    {
        await Assert.ThrowsAsync<PostgresException>(() => Execute(
            $"""
            create temporary table made as select * from ledger_transfers where key = 'refund:1';
            update made set key = 'forged', phase = 'direct';
            update made {change};
            insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, pending_id, at)
            select key, debit, credit, amount, currency, code, phase, pending_id, at from made
            """));
        Assert.Equal(3, (await Verified()).Transfers);
    }
}
