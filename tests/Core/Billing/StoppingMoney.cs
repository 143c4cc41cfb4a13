using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class StoppingMoney(Postgres postgres) : PayOuts(postgres)
{
    [Fact]
    public async Task What_was_approved_waits_for_two_minutes_and_then_goes_by_itself()
    {
        var job = await Approved("30");
        await Work();
        Assert.Equal(["pending"], await Ends());
        Clock.Advance(TimeSpan.FromSeconds(119));
        await Work();
        Assert.Equal(["pending"], await Ends());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Work();
        Assert.Equal(["posted"], await Ends());
        Assert.Contains("30.00 paid out to acme", (await JobMessage(job)).Heading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_admin_stops_it_by_the_button_and_nothing_has_gone()
    {
        var job = await Approved("30");
        var message = await JobMessage(job);
        Assert.Contains("Until then it can be called off.", message.Text, StringComparison.Ordinal);
        var button = Assert.Single(message.Buttons);
        Assert.Equal(("Stop", $"/billing stop {job}"), (button.Label, button.Command));
        var stopped = await Run(Bea, button.Command);
        Assert.True(stopped.Kind == OutcomeKind.Done, stopped.Text);
        await Work();
        Assert.Equal(["voided"], await Ends());
        Assert.Contains("Stopped by Bea.", (await JobMessage(job)).Text, StringComparison.Ordinal);
        Assert.Empty((await JobMessage(job)).Buttons);
        Clock.Advance(TimeSpan.FromHours(1));
        await Work();
        Assert.Equal(["voided"], await Ends());
        Assert.Equal(["money pay-out requested", "money pay-out approved", "money pay-out started", "billing stop done",
            "money pay-out cancelled"],
            await List<string>("select operation || ' ' || outcome from audit where operation in ('money pay-out', 'billing stop') order by seq"));
    }

    [Fact]
    public async Task Who_stops_it_second_is_told_who_was_first()
    {
        var job = await Approved("30");
        await Run(Bea, $"/billing stop {job}");
        var second = await Run(Adam, $"/billing stop {job}");
        Assert.Equal(OutcomeKind.Refused, second.Kind);
        Assert.Contains("goes nowhere any more: stopped by Bea, 2026-03-02 09:00 UTC.", second.Text, StringComparison.Ordinal);
        await Work();
        var third = await Run(Adam, $"/billing stop {job}");
        Assert.Contains("stopped by Bea", third.Text, StringComparison.Ordinal);
        Assert.Equal(["voided"], await Ends());
    }

    [Fact]
    public async Task Who_comes_too_late_is_told_so_and_it_stays_as_it_went()
    {
        var job = await Approved("30");
        Clock.Advance(TimeSpan.FromMinutes(2));
        var due = await Run(Bea, $"/billing stop {job}");
        Assert.Contains("is on its way already. Too late to stop it.", due.Text, StringComparison.Ordinal);
        await Work();
        var done = await Run(Bea, $"/billing stop {job}");
        Assert.Equal(OutcomeKind.Refused, done.Kind);
        Assert.Contains("has ended already: it has succeeded. Too late to stop it.", done.Text, StringComparison.Ordinal);
        Assert.Equal(["posted"], await Ends());
    }

    [Fact]
    public async Task Each_of_two_to_the_same_customer_is_stopped_by_its_own_button()
    {
        var (first, second) = (await Approved("30"), await Approved("30", nth: 2));
        await Run(Bea, $"/billing stop {first}");
        Clock.Advance(TimeSpan.FromMinutes(3));
        await Work();
        Assert.Equal(["voided", "posted"], await Ends());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task An_operator_does_not_stop_it_and_it_goes()
    {
        var job = await Approved("30");
        var no = await Run(Olivia, $"/billing stop {job}");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("needs an admin", no.Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Work();
        Assert.Equal(["posted"], await Ends());
    }

    [Fact]
    public async Task What_one_person_ran_alone_can_be_stopped_too()
    {
        var outcome = await Say(Sam, "/money pay-out acme 30 --break-glass");
        var confirm = outcome.Reply!.Buttons.Single(button => button.Label == "Run it alone");
        await Say(Sam, confirm.Command);
        var job = await Find<long>("select max(number) from jobs");
        Assert.Equal(OutcomeKind.Done, (await Run(Adam, $"/billing stop {job}")).Kind);
        await Work();
        Assert.Equal(["voided"], await Ends());
    }

    [Fact]
    public async Task What_nobody_had_to_approve_goes_at_once()
    {
        await Execute(
            """
            insert into policies (version, rules, changed_by, trail, changed_at)
            values (1, '[{"operation":"money pay-out","guard":{"kind":"reason","quorum":[],"timeToLive":"01:00:00"}}]', @Id, @Id, @Now)
            """, new { Id = Sam.Id.Value, Now = Clock.GetUtcNow() });
        Assert.Equal(OutcomeKind.Done, (await Say(Olivia, "/money pay-out acme 30")).Kind);
        await Work();
        Assert.Equal(["posted"], await Ends());
    }
}

public sealed class WithoutAStopWindow(Postgres postgres) : PayOuts(postgres)
{
    protected override string StopsFor => "00:00:00";

    [Fact]
    public async Task What_was_approved_goes_at_once_and_there_is_nothing_to_stop()
    {
        var job = await Approved("30");
        await Work();
        Assert.Equal(["posted"], await Ends());
        Assert.Equal(OutcomeKind.Refused, (await Run(Bea, $"/billing stop {job}")).Kind);
    }
}
