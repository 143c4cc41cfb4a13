using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody who clicks in time, on something that is not free yet, and hopes that the time stands still meanwhile.</summary>
public sealed class ALateClick(Postgres postgres) : ApprovalTest(postgres)
{
    [Fact]
    public async Task Approves_nothing_that_expired_while_it_waited_for_the_request()
    {
        var number = await Ask();
        var decided = await While($"approval:{await Id(number):n}", () => Run(Adam, $"/approval approve {number}"),
            () => Clock.Advance(TimeSpan.FromHours(1)));
        Assert.Contains("Too late. It expired", decided.Text, StringComparison.Ordinal);
        Assert.Equal("expired", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Runs_nothing_that_expired_while_it_waited_for_the_target()
    {
        var number = await Ask();
        await While(await Target(), () => Run(Adam, $"/approval approve {number}"), () => Clock.Advance(TimeSpan.FromHours(1)));
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Does_not_count_once_its_account_is_lost_while_it_waits_for_the_target()
    {
        var number = await Ask();
        await While(await Target(), () => Run(Adam, $"/approval approve {number}"), () => { },
            then: () => Run(Sam, "/admin unlink slack:UADAM reason:\"his phone was stolen\""));
        Assert.Equal("stale", await StateOf(number));
        Assert.True(await IsHere());
        Assert.DoesNotContain("Adam", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);
    }

    async Task<Guid> Id(long number) => await Find<Guid>("select id from approvals where number = @number", new { number });

    async Task<string> Target() => $"thing:{await Find<Guid>("select id from things where name = 'lamp'"):n}";

    /// <summary>Holds the lock until somebody waits for it and something has happened meanwhile.</summary>
    async Task<Outcome> While(string key, Func<Task<Outcome>> click, Action meanwhile, Func<Task>? then = null)
    {
        Task<Outcome> clicked;
        await using (var db = await Source.OpenConnectionAsync(Cancel))
        await using (var transaction = await db.BeginTransactionAsync(Cancel))
        {
            await Dapper.SqlMapper.ExecuteAsync(db, "select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key });
            clicked = click();
            await Eventually.Equal(1L,
                () => Find<long>(
                "select count(*) from pg_locks where not granted and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"));
            meanwhile();
            if (then is not null) await then();
        }
        return await clicked;
    }
}
