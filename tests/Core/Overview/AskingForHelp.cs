using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class AskingForHelp(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("/instance", "/instance")]
    [InlineData("/ops", "/ops")]
    [InlineData("/ops help instance", "/instance")]
    [InlineData("/instance help stop", "/instance stop")]
    [InlineData("/ops help reboot", "/vps reboot")]
    [InlineData("/ops help /instance stop", "/instance stop")]
    [InlineData("/ops help sign-off", "/approval sign-off")]
    public async Task A_noun_or_a_verb_is_enough(string line, string heading) =>
        Assert.Equal(heading, (await desk.Ask("grace", line)).Reply!.Heading);

    [Fact]
    public async Task A_verb_of_several_nouns_lists_them()
    {
        var help = (await desk.Ask("olivia", "/ops help list")).Reply!;
        Assert.Contains(help.Parts.OfType<Item>(), item => item.Buttons[0].Command == "/ops help instance list");
        Assert.Contains(help.Parts.OfType<Item>(), item => item.Buttons[0].Command == "/ops help approval list");
    }

    [Theory]
    [InlineData("/ops help stpo", "/ops help instance stop")]
    [InlineData("/ops help instance stpo", "/ops help instance stop")]
    public async Task A_slip_is_understood(string line, string way) =>
        Assert.Equal(way, (await desk.Ask("olivia", line)).Reply!.Buttons[0].Command);

    [Fact]
    public async Task A_stranger_learns_how_to_be_linked_and_nothing_else()
    {
        foreach (var line in new[] { "/instance", "/ops help stop" })
            Assert.Equal("/ops join", Assert.Single((await desk.Ask("nora", line)).Reply!.Buttons).Command);
    }

    [Fact]
    public async Task A_dry_run_runs_as_help_says_it()
    {
        Assert.Contains("dry-run", (await desk.Ask("olivia", "/ops help")).Text, StringComparison.Ordinal);
        var shop = await desk.Instance();
        Assert.Equal(OutcomeKind.Planned, (await desk.Ask("olivia", $"/instance stop {shop} dry-run")).Kind);
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Theory]
    [InlineData("olivia")]
    [InlineData("nora")]
    public async Task Whoever_only_says_hello_is_shown_the_way(string who) =>
        Assert.Equal("/ops help", Assert.Single((await desk.Ask(who, "/ops hello")).Reply!.Buttons).Command);

    [Theory]
    [InlineData("/instance list status:failed")]
    [InlineData("/instance list status: failed")]
    public async Task Failed_is_what_people_call_an_error(string line) =>
        Assert.Equal(OpsBot.Core.Instances.InstanceState.Error,
            ((OpsBot.Core.Instances.InstancesListed)(await desk.Ask("olivia", line)).Answer!).Asked.Status);
}
