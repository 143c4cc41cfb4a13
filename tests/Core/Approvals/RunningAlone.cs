using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class RunningAlone(Postgres postgres) : ApprovalTest(postgres)
{
    Task<Outcome> Alone(Person who, string thing = "lamp") => Confirmed(who, $"/thing remove {thing} reason:\"it burns\" --break-glass");

    /// <summary>Whoever is asked whether they mean it says yes.</summary>
    async Task<Outcome> Confirmed(Person who, string line)
    {
        var asked = await Run(who, line);
        return asked.Kind == OutcomeKind.Asked
            ? await Run(who, asked.Reply!.Buttons.Single(button => button.Label == "Run it alone").Command) : asked;
    }

    async Task<string> Key() => $"break-glass:{new ReviewId(await Find<Guid>("select id from break_glass"))}";

    [Fact]
    public async Task A_super_admin_runs_it_at_once_and_every_admin_is_told()
    {
        var outcome = await Alone(Sam);
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Contains("Break-glass #1", outcome.Text, StringComparison.Ordinal);
        Assert.False(await IsHere());
        Assert.Equal(["channel:C0APPROVALS", "person:UADAM", "person:UBEA"], await Places(await Key()));
        Assert.Contains("Sam ran this alone, without approval by an admin within 1 h: “it burns”", (await Said(await Key())).Text,
            StringComparison.Ordinal);
        Assert.Equal(["requested", "done"],
            await List<string>("select a.outcome from audit a join break_glass b on b.trail = a.trail order by a.seq"));
        Assert.Contains("Done alone, to sign off", (await Run(Adam, "/ops home")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Done alone, to sign off", (await Run(Sam, "/ops home")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Done alone, to sign off", (await Run(Olivia, "/ops home")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_and_they_are_shown_the_way()
    {
        foreach (var person in new[] { Olivia, Adam })
        {
            var outcome = await Alone(person);
            Assert.Contains("Break-glass is for a super admin: Sam.", outcome.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("break-glass", outcome.Reply!.Buttons.Single().Command, StringComparison.Ordinal);
        }
        Assert.True(await IsHere());
        Assert.Equal(0, await Find<long>("select count(*) from break_glass"));
    }

    [Fact]
    public async Task It_asks_once_more_and_says_what_it_skips_also_when_a_reason_was_typed()
    {
        var asked = await Run(Sam, "/thing remove lamp reason:\"it burns\" --break-glass");
        Assert.Equal(OutcomeKind.Asked, asked.Kind);
        Assert.Contains("Break-glass skips approval by an admin within 1 h", asked.Text, StringComparison.Ordinal);
        Assert.True(await IsHere());

        var request = RequestOf(Sam.Account, "/thing remove lamp reason:\"it burns\" --break-glass")
            with { Dialog = new ChatPlace("slack", PlaceKind.Dialog, "1") };
        var form = (await Get<Runner>().Run(request, Cancel)).Form!;
        Assert.Equal(("Run it alone", "it burns"), (form.Submit, form.Inputs.Single().Initial));
        Assert.True(await IsHere());
        var sent = request
            with { Line = form.Command, Seen = form.Seen, Filled = new Dictionary<string, string> { ["reason"] = "it burns" } };
        Assert.Equal(OutcomeKind.Done, (await Get<Runner>().Run(sent, Cancel)).Kind);
        Assert.False(await IsHere());
    }

    [Fact]
    public async Task What_was_confirmed_is_what_runs()
    {
        var asked = await Run(Sam, "/thing remove lamp reason:\"it burns\" --break-glass");
        await Execute("update things set version = version + 1 where name = 'lamp'");
        Assert.Equal(OutcomeKind.Asked, (await Run(Sam, asked.Reply!.Buttons[0].Command)).Kind);
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task Who_may_not_is_told_before_a_form_asks_them_anything()
    {
        var request = RequestOf(Adam.Account, "/thing remove --break-glass")
            with { Dialog = new ChatPlace("slack", PlaceKind.Dialog, "1") };
        Assert.Contains("Break-glass is for a super admin: Sam.", (await Get<Runner>().Run(request, Cancel)).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stands_in_the_help_of_whom_it_is_for()
    {
        Assert.Contains("--break-glass", (await Run(Sam, "/ops help thing remove")).Text, StringComparison.Ordinal);
        Assert.Contains("--break-glass", (await Run(Sam, "/ops help")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--break-glass", (await Run(Sam, "/ops help admin link")).Text, StringComparison.Ordinal);
        foreach (var line in new[] { "/ops help thing remove", "/ops help" })
            Assert.DoesNotContain("--break-glass", (await Run(Adam, line)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_without_a_reason()
    {
        Assert.NotEqual(OutcomeKind.Done, (await Run(Sam, "/thing remove lamp --break-glass")).Kind);
        Assert.True(await IsHere());
    }

    [Fact]
    public async Task What_did_not_run_is_not_there_to_sign_off()
    {
        Assert.Equal(OutcomeKind.Refused, (await Alone(Sam, "stubborn")).Kind);
        Assert.Equal(OutcomeKind.Failed, (await Alone(Sam, "bomb")).Kind);
        Assert.Equal(0, await Find<long>("select count(*) from break_glass"));
        Assert.True(await IsHere("bomb"));
    }

    [Fact]
    public async Task Another_admin_signs_it_off_with_a_note()
    {
        await Alone(Sam);
        Assert.Contains("You did this yourself", (await Run(Sam, "/approval sign-off 1 all is well")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await Run(Olivia, "/approval sign-off 1 all is well")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await Run(Adam, "/approval sign-off 1")).Kind);

        Assert.Equal(OutcomeKind.Done, (await Run(Adam, "/approval sign-off #1 looked at the logs")).Kind);
        Assert.Contains("was signed off already by Adam", (await Run(Bea, "/approval sign-off 1 me too")).Text, StringComparison.Ordinal);
        Assert.Empty((await Said(await Key()))!.Buttons);
        Assert.Equal(["person:USAM"], await Places($"{await Key()}:told"));
        Assert.Equal("approved",
            await Find<string>("select a.outcome from audit a join break_glass b on b.trail = a.trail order by a.seq desc limit 1"));
    }

    [Fact]
    public async Task After_a_day_it_needs_attention_and_rings_once()
    {
        await Alone(Sam);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([1, 0], (await Task.WhenAll(Get<ApprovalClock>().Tick(Cancel), Get<ApprovalClock>().Tick(Cancel))).OrderDescending());
        Assert.Contains("Not signed off: #1", (await Said($"{await Key()}:overdue")).Text, StringComparison.Ordinal);
        await using var db = await Source.OpenConnectionAsync(Cancel);
        Assert.True((await ApprovalInbox.Of(db, null, Clock.GetUtcNow(), Cancel)).ToSignOff.Single().IsOverdue(Clock.GetUtcNow()));
        await Run(Adam, "/approval sign-off 1 late but fine");
        Assert.Empty((await ApprovalInbox.Of(db, null, Clock.GetUtcNow(), Cancel)).ToSignOff);
        Assert.Empty((await Said($"{await Key()}:overdue"))!.Buttons);
    }

    [Fact]
    public async Task A_team_of_one_is_told_plainly_and_given_the_way()
    {
        await Execute("update operators set active = false, ended_at = @Now where id <> @Id", new { Sam.Id, Now = Clock.GetUtcNow() });
        var outcome = await Run(Sam, "/thing remove lamp reason:\"it burns\"");
        Assert.Equal(OutcomeKind.Refused, outcome.Kind);
        Assert.Contains("needs approval by an admin besides you, and there is nobody on the team who could give it", outcome.Text,
            StringComparison.Ordinal);
        Assert.Equal(0, await Find<long>("select count(*) from approvals"));
        Assert.Equal(OutcomeKind.Done, (await Confirmed(Sam, outcome.Reply!.Buttons[0].Command)).Kind);
        Assert.False(await IsHere());
    }

    [Fact]
    public async Task It_shares_its_numbers_with_requests()
    {
        await Alone(Sam);
        Assert.Equal(2, await Ask("chair"));
        Assert.Contains("no run to sign off", (await Run(Adam, "/approval sign-off 2 looks fine")).Text, StringComparison.Ordinal);
    }
}
