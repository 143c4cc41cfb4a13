using OpsBot.Core.Alerts;
using OpsBot.Core.Health;
using OpsBot.Core.OnCall;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.OnCall;

public sealed class CallingPeople(Postgres postgres) : OnCallTest(postgres)
{
    [Fact]
    public async Task Who_is_on_duty_is_called_at_once_then_the_next_and_admins_then_everyone_and_then_nobody()
    {
        var alert = await Fails("server:a");
        Assert.Equal("Olivia", await Called(alert));
        Assert.Equal(["15 Adam, Bea, Sam", "30 Adam, Bea, Olivia, Sam"], await Minutes(120, alert));
        var lines = await List<string>("select text from alert_lines where alert_id = @Id and kind = 'called' order by id",
            new { Id = alert.Id.Value });
        Assert.Equal(
            ["Called Olivia.", "Nobody took it: called Adam, Bea, Sam.", "Still nobody took it: called everyone, 4 people."], lines);
    }

    [Fact]
    public async Task A_call_is_said_anew_so_that_it_rings_and_calls_nobody_once_somebody_is_on_it()
    {
        var alert = await Fails("server:a");
        var call = (await Said($"call:{alert.Id.Value:n}"))!;
        Assert.True(call.Anew);
        Assert.Equal(["channel:C0ALERTS"], await Places($"call:{alert.Id.Value:n}"));
        // The card itself mentions nobody: it is edited.
        Assert.Equal("", Mentioned(await Said(alert.MessageKey)));
        await Execute("update alerts set state = 'acknowledged', acknowledged_at = @Now, acknowledged_by = @Id where id = @Alert",
            new { Now = Clock.GetUtcNow().UtcDateTime, Id = Olivia.Id.Value, Alert = alert.Id.Value });
        await Get<Transactions>().As(Actor.OpsBot("health"), async work =>
        {
            await Get<AlertCards>().Tell(work, alert.Id, Cancel);
            return true;
        }, Cancel);
        var settled = (await Said($"call:{alert.Id.Value:n}"))!;
        Assert.True(settled.OnlyAsEdit);
        Assert.Equal("", Mentioned(settled));
        Assert.Empty(await Minutes(60, alert));
    }

    [Fact]
    public async Task A_warning_calls_once_by_day_and_nobody_at_night()
    {
        Clock.AdvanceTo(new(2026, 3, 3, 21, 59, 0, TimeSpan.Zero));
        var evening = await Fails("server:evening", Severity.Warning);
        Assert.Equal("Olivia", await Called(evening));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var night = await Fails("server:night", Severity.Warning);
        Assert.Equal("", await Called(night));
        await Get<Calls>().Due(Cancel);
        Clock.AdvanceTo(new(2026, 3, 4, 6, 59, 0, TimeSpan.Zero));
        Assert.Equal(["1 Olivia"], await Minutes(60, night));
        Assert.Equal(1, await CallsOf(evening));
    }

    [Fact]
    public async Task What_becomes_critical_calls_from_the_beginning()
    {
        var alert = await Fails("server:a", Severity.Warning);
        Clock.Advance(TimeSpan.FromHours(3));
        await Fails("server:a");
        Assert.Equal(["0 Olivia", "15 Adam, Bea, Sam"], await Minutes(16, alert));
    }

    [Fact]
    public async Task Who_took_it_is_not_called_about_the_same_within_the_hour()
    {
        var server = new Target("server", Guid.CreateVersion7(), "acme");
        var alert = await Fails("server:a", Severity.Critical, server);
        await Execute(
            "insert into alert_lines (alert_id, at, kind, text, operator_id) values (@Alert, @Now, 'acknowledged', 'on it', @Who)",
            new { Alert = alert.Id.Value, Now = Clock.GetUtcNow().UtcDateTime, Who = Olivia.Id.Value });
        await Ends(alert);
        Clock.Advance(TimeSpan.FromMinutes(10));
        // It comes back, and then again as a part of something larger.
        Assert.Equal(1, (await Fails("server:a", Severity.Critical, server)).Reopened);
        var folded = await Fails("region:hel1", Severity.Critical, server);
        Assert.Null(await Said($"call:{folded.Id.Value:n}"));
        Assert.Equal(["15 Adam, Bea, Sam", "30 Adam, Bea, Sam"], await Minutes(31, folded));
        Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal("Olivia", await Called(await Fails("server:other", Severity.Critical, server)));
    }

    [Fact]
    public async Task Nobody_on_duty_means_the_admins_and_it_says_so()
    {
        await Execute("delete from chat_accounts where account_id in ('UOLIVIA', 'UADAM')");
        var alert = await Fails("server:a");
        Assert.Equal("Bea, Sam", await Called(alert));
        Assert.Contains("nobody is on duty", (await Said($"call:{alert.Id.Value:n}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snoozed_it_calls_nobody_and_afterwards_as_if_it_had_opened_then()
    {
        var alert = await Fails("server:a");
        await Execute("update alerts set snoozed_until = @Until, snooze_reason = 'known' where id = @Id",
            new { Until = Clock.GetUtcNow().UtcDateTime.AddMinutes(40), Id = alert.Id.Value });
        Assert.Equal(["40 Olivia", "55 Adam, Bea, Sam"], await Minutes(60, alert));
    }

    [Fact]
    public async Task However_many_workers_look_each_call_is_made_once_and_one_that_was_not_committed_is_made_up_for()
    {
        var alert = await Fails("server:a");
        Clock.Advance(TimeSpan.FromMinutes(15));
        await Execute("alter table messages add constraint never check (said_at < '2026-03-02 09:10Z') not valid");
        await Assert.ThrowsAnyAsync<Exception>(() => Get<Calls>().Due(Cancel));
        Assert.Equal(1, await CallsOf(alert));
        await Execute("alter table messages drop constraint never");
        await using var other = Restarted();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? Get<Calls>() : other.Get<Calls>()).Due(Cancel)));
        Assert.Equal(2, await CallsOf(alert));
        Assert.Equal("Adam, Bea, Sam", await Called(alert));
    }

    [Fact]
    public async Task The_pauses_are_numbers_that_people_set()
    {
        await Execute("insert into alert_rules (name, value, changed_at) values ('call-next', '5', now()), ('call-all', '20', now())");
        Assert.Equal(["5 Adam, Bea, Sam", "20 Adam, Bea, Olivia, Sam"], await Minutes(30, await Fails("server:a")));
    }

    [Theory]
    [InlineData(Severity.Critical, 0, 0, null, true, Callees.OnDuty)]
    [InlineData(Severity.Critical, 1, 14, Severity.Critical, false, null)]
    [InlineData(Severity.Critical, 1, 15, Severity.Critical, true, Callees.NextAndAdmins)]
    [InlineData(Severity.Critical, 1, 600, Severity.Critical, true, Callees.NextAndAdmins)]
    [InlineData(Severity.Critical, 2, 14, Severity.Critical, true, null)]
    [InlineData(Severity.Critical, 2, 15, Severity.Critical, true, Callees.Everyone)]
    [InlineData(Severity.Critical, 3, 600, Severity.Critical, false, null)]
    [InlineData(Severity.Critical, 1, 600, Severity.Warning, true, Callees.OnDuty)]
    [InlineData(Severity.Warning, 0, 0, null, false, Callees.OnDuty)]
    [InlineData(Severity.Warning, 0, 0, null, true, null)]
    [InlineData(Severity.Warning, 1, 600, Severity.Warning, false, null)]
    [InlineData(Severity.Warning, 2, 600, Severity.Critical, false, null)]
    public void Each_case_calls_whom_it_should(Severity severity, int calls, int minutesAgo, Severity? calledAs, bool isNight, Callees? due)
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(due, new CallsSoFar(severity, calls, calls == 0 ? null : now.AddMinutes(-minutesAgo), calledAs)
            .Due(now, isNight, new(HealthRules.Standard)));
    }
}
