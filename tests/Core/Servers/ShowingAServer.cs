using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers;

public sealed class ShowingAServer(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task It_tells_whose_it_is_what_it_costs_and_what_the_provider_says()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/vps reboot {server.Name}", because: "kernel update");
        await desk.RunJobs();
        var shown = (await desk.Ask("olivia", $"/vps show {server.Name}")).Reply;
        Assert.Contains("cx23 in nbg1", shown.Text, StringComparison.Ordinal);
        Assert.Contains(server.Address, shown.Text, StringComparison.Ordinal);
        Assert.Contains("€3.49 a month", shown.Text, StringComparison.Ordinal);
        Assert.Contains("so far this month", shown.Text, StringComparison.Ordinal);
        Assert.Contains("At Hetzner now: running", shown.Text, StringComparison.Ordinal);
        Assert.Contains("reboot server, done after", shown.Text, StringComparison.Ordinal);
        Assert.Contains("kernel update", shown.Text, StringComparison.Ordinal);
        Assert.NotEmpty(Assert.Single(shown!.Parts.OfType<Sparkline>()).Values);
        Assert.Equal(["Reboot", "Its organization", "Health", "Why", "Power off"], shown.Buttons.Select(button => button.Label));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_a_part_of_the_answer()
    {
        var server = await desk.Rent();
        desk.Cloud.Trouble.Absence.BreaksConnections = false;
        desk.Cloud.Trouble.GoAway(TimeSpan.FromHours(1));
        try
        {
            var shown = (await desk.Ask("olivia", $"/vps show {server.Name}")).Reply;
            Assert.Contains("Could not look at the server", shown.Text, StringComparison.Ordinal);
            Assert.Contains("€3.49 a month", shown.Text, StringComparison.Ordinal);
        }
        finally { desk.Cloud.Trouble.Absence.ComeBack(); }
    }

    [Fact]
    public async Task What_differs_there_is_said()
    {
        var server = await desk.Rent();
        desk.PowerOff(server);
        Assert.Contains("It should run, and is off at Hetzner", (await desk.Ask("olivia", $"/vps show {server.Name}")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_of_the_houses_own_is_shown_and_nobody_is_asked()
    {
        var before = desk.Cloud.Calls;
        Assert.Contains("a host of the house's own", (await desk.Ask("olivia", "/vps show h1")).Text, StringComparison.Ordinal);
        Assert.Equal(before, desk.Cloud.Calls);
    }
}
