using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class TheHomePage(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_waits_comes_before_what_is_good_to_know()
    {
        var failed = await desk.Instance(PretendStart.Failed);
        await desk.Ask("olivia", $"/instance delete {await desk.Instance()}", because: "contract ended");
        var home = (await desk.Ask("adam", "/ops home")).Reply!;
        Assert.Equal("Good to see you, Adam", home.Heading);
        var titles = home.Parts.OfType<Title>().Select(title => title.Text).ToList();
        Assert.True(titles.IndexOf("Needs attention") < titles.IndexOf("Platform"), string.Join(", ", titles));
        Assert.Contains(home.Parts.OfType<Item>(), item => item.Buttons.Any(button => button.Command == $"/instance retry {failed}"));
        Assert.Contains(home.Parts.OfType<Item>(),
            item => item.Buttons.Any(button => button.Command.StartsWith("/approval", StringComparison.Ordinal)));
        Assert.Contains("/ops home", home.Buttons.Select(button => button.Command));
    }

    [Fact]
    public async Task It_shows_what_is_at_work_what_failed_and_how_the_organizations_stand()
    {
        var (runs, fails) = (await desk.Instance(PretendStart.Stopped), await desk.Instance(PretendStart.Stopped));
        desk.Docker.Find(fails)!.FailNextStart(PretendFailure.DatabaseGone);
        await desk.Ask("olivia", $"/instance start {fails}");
        await desk.RunJobs();
        await desk.Ask("olivia", $"/instance start {runs}");
        var home = (await desk.Ask("olivia", "/ops home")).Reply!;
        Assert.Contains(home.Parts.OfType<Item>(), item => item.Text.Text.Contains($" Starting {runs}", StringComparison.Ordinal));
        Assert.Contains(home.Parts.OfType<Item>(), item => item.Text.Text.Contains($" Starting {fails}\n", StringComparison.Ordinal)
            && item.Buttons.Single().Command.StartsWith("/job show ", StringComparison.Ordinal));
        Assert.Contains(home.Parts.OfType<Bars>().SelectMany(bars => bars.List), bar => bar is { Name: "active", Value: 1 });
        await desk.RunJobs();
        Assert.DoesNotContain("At work", (await desk.Ask("olivia", "/ops home")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_names_what_is_left_to_do()
    {
        var setup = (SetUp)(await desk.Ask("olivia", "/ops setup")).Answer!;
        Assert.True(setup.Checks.Single(check => check.Name == "Approvals").Good);
        Assert.True(setup.Checks.Single(check => check.Name == "Channel for approvals").Good);
        Assert.Equal("not set: OPSBOT_Channels__Billing", setup.Checks.Single(check => check.Name == "Channel for billing").Detail);
        Assert.True(setup.Checks.Single(check => check.Name == "Worker").Good);
        await desk.Ask("olivia", $"/instance start {await desk.Instance(PretendStart.Stopped)}");
        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        setup = (SetUp)(await desk.Ask("olivia", "/ops setup")).Answer!;
        var worker = setup.Checks.Single(check => check is { Name: "Worker", Good: false });
        Assert.Contains("is a worker running?", worker.Detail, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.True(((SetUp)(await desk.Ask("olivia", "/ops setup")).Answer!).Checks.Single(check => check.Name == "Worker").Good);
    }

    [Fact]
    public async Task It_knows_who_asks_and_who_it_does_not_know()
    {
        var known = await desk.Ask("olivia", "/ops whoami");
        Assert.Contains("Role: operator", known.Text, StringComparison.Ordinal);
        Assert.Contains("slack:UOLIVIA", known.Text, StringComparison.Ordinal);
        var stranger = await desk.Ask("nora", "/ops whoami");
        Assert.Contains("It is linked to nobody", stranger.Text, StringComparison.Ordinal);
        Assert.Equal("/ops join", Assert.Single(stranger.Reply!.Buttons).Command);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", "/ops home")).Kind);
    }

    [Theory]
    [InlineData("/instance show a\0b")]
    [InlineData("/ops lookup \0\0\0 acme")]
    [InlineData("/instance list \uD83D")]
    [InlineData("/ops help \u202E")]
    [InlineData("/instance show '; drop table instances; --'")]
    public async Task Text_that_no_keyboard_makes_is_no_fault(string line) =>
        Assert.NotEqual(OutcomeKind.Failed, (await desk.Ask("olivia", line)).Kind);
}
