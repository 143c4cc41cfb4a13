using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Overview;

public sealed class FindingAnything(Desk desk) : IClassFixture<Desk>
{
    static IReadOnlyList<string> Found(Outcome outcome) =>
        [.. outcome.Reply!.Parts.OfType<Item>().Select(item => item.Text.Spans.OfType<Strong>().First().Text)];

    [Fact]
    public async Task What_is_called_exactly_that_stands_first_whatever_kind_it_is()
    {
        await desk.Instance(slug: "acme-prod");
        await desk.Instance(slug: "my-acme");
        var found = Found(await desk.Ask("olivia", "/find acme"));
        Assert.Equal("Acme GmbH", found[0]);
        Assert.Contains("Shop acme-prod", found);
        Assert.Contains("Shop my-acme", found);
        Assert.Contains("John Smith", found);
    }

    [Theory]
    [InlineData("john@acme.example", "John Smith")]
    [InlineData("h1", "h1")]
    [InlineData("Olivia", "Olivia")]
    [InlineData("nuremberg", "nbg1")]
    [InlineData("growth", "Growth")]
    public async Task It_is_found_by_what_people_call_it(string words, string first) =>
        Assert.Equal(first, Found(await desk.Ask("olivia", $"/find {words}"))[0]);

    [Fact]
    public async Task Servers_are_found_by_their_addresses_and_each_thing_has_a_way_on()
    {
        var server = await desk.Rent();
        var found = await desk.Ask("olivia", $"/find {server.Address}");
        Assert.Equal([server.Name], Found(found));
        Assert.Contains(server.Name, Assert.Single(found.Reply.AllButtons).Command, StringComparison.Ordinal);
        var all = await desk.Ask("olivia", $"/find {server.Name}");
        Assert.All(all.Reply!.Parts.OfType<Item>(), item => Assert.NotEmpty(item.Buttons));
    }

    [Fact]
    public async Task Jobs_and_requests_are_found_by_number()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance stop {shop}", because: "customer asked");
        var job = await desk.One<long>("select max(number) from jobs", null);
        await desk.Ask("olivia", $"/instance delete {await desk.Instance()}", because: "contract ended");
        var request = await desk.One<long>("select max(number) from approvals", null);
        await desk.RunJobs();
        Assert.Contains(Found(await desk.Ask("olivia", $"/find #{job}")),
            one => one.StartsWith($"#{job} Stopping", StringComparison.Ordinal));
        Assert.Contains(Found(await desk.Ask("olivia", $"/find {request}")),
            one => one.StartsWith($"#{request} Delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_says_so_and_a_stranger_is_told_nothing()
    {
        Assert.Contains("Nothing is called zzz-nowhere", (await desk.Ask("olivia", "/find zzz-nowhere")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("nora", "/find acme")).Kind);
    }
}
