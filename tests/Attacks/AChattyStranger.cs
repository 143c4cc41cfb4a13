using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Bot.Intake;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Tests.Bot.Chat;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody in the workspace whom nobody has linked, typing commands all day.</summary>
public sealed class AChattyStranger(Postgres postgres) : OperationTest(postgres)
{
    static readonly Person stranger = new(default, "Nobody", new ChatAccount("slack", "USTRANGER"));

    Task<long> Rows() => Find<long>("select count(*) from audit where body::jsonb ->> 'account' = 'slack:USTRANGER'");

    [Fact]
    public async Task Cannot_grow_the_audit_for_ever()
    {
        for (var i = 0; i < 20; i++) await Run(stranger, $"/ops claim wrong-{i}");
        for (var i = 0; i < 20; i++) await Run(stranger, "/instance stop acme-prod");
        Assert.Equal(1, await Rows());
        Assert.Equal(0, await Get<StrangerRows>().Close(Cancel));

        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Get<StrangerRows>().Close(Cancel));
        Assert.Equal(2, await Rows());
        var told = await Find<string>("select body::jsonb ->> 'detail' from audit order by seq desc limit 1");
        Assert.Contains("39 more commands", told, StringComparison.Ordinal);

        // Nothing is left over, and the next hour begins with a row at once.
        Assert.Equal(0, await Get<StrangerRows>().Close(Cancel));
        await Run(stranger, "/instance stop acme-prod");
        Assert.Equal(3, await Rows());
    }

    [Fact]
    public async Task Nor_by_what_fails_each_time_it_is_tried()
    {
        var givenUp = new GivenUp(Get<Transactions>(), Get<Parser>(), NullLogger<GivenUp>.Instance);
        var source = new ChatSource((_, _, _) => throw new InvalidOperationException("Always."), _ => Lane.Quick, "slack");
        for (var i = 0; i < 20; i++)
        {
            var now = Clock.GetUtcNow();
            var row = new InboxRow(Guid.CreateVersion7(now), "slack", "command", "/ops claim poison", now, Attempts: 5);
            await Execute(
                """
                insert into inbox (id, key, platform, kind, body, received_at, claimed_until)
                values (@Id, @Id::text, @Platform, @Kind, @Body, @ReceivedAt, @ReceivedAt)
                """, row);
            await givenUp.Close(row, source, Cancel);
        }
        const string Failed = "select count(*) from audit where outcome = 'failed'";
        Assert.Equal(0, await Find<long>("select count(*) from inbox where handled_at is null"));
        Assert.Equal(1, await Find<long>(Failed));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Get<StrangerRows>().Close(Cancel));
        var told = await Find<string>("select body::jsonb ->> 'detail' from audit order by seq desc limit 1");
        Assert.Contains("19 more commands", told, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>(Failed));
    }

    [Fact]
    public async Task Cannot_hide_what_changes_something_among_refusals()
    {
        await Run(stranger, "/instance stop acme-prod");
        Assert.Equal(OutcomeKind.Done, (await Run(stranger, "/ops join")).Kind);
        Assert.Equal(2, await Rows());
        for (var i = 0; i < 5; i++) await Run(stranger, "/ops join");
        Assert.Equal(2, await Rows());
    }
}
