using OpsBot.Bot.Slack;
using OpsBot.Core;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Slack;

public sealed class TheManifest
{
    static readonly Catalog catalog = Catalog.Of(typeof(Services).Assembly);

    [Fact]
    public async Task Is_fresh_in_the_repository() =>
        Assert.Equal(SlackManifest.Yaml(catalog, new(SlackManifest.Placeholder)),
            await File.ReadAllTextAsync(Repository.At("manifests", "slack.yaml"), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("https://ops.example.com")]
    [InlineData(null)]
    public void Is_one_that_Slack_takes_with_or_without_sockets(string? address)
    {
        var problems = ReadManifest.From(SlackManifest.Json(catalog, address is null ? null : new(address)), out var manifest);

        Assert.Empty(problems);
        Assert.Equal(address is null, manifest.SocketMode);
        Assert.Equal(catalog.Nouns.Select(noun => "/" + noun.Key).Order(), manifest.Commands.Select(command => command.Command).Order());
        Assert.All(manifest.Commands,
            command => Assert.Equal(address is null ? null : new Uri("https://ops.example.com/slack/commands"), command.Url));
    }

    [Fact]
    public void Names_no_operation_that_only_buttons_send()
    {
        var lines = SlackManifest.Yaml(catalog, null).Split('\n');
        Assert.All(catalog.Entries.Where(entry => entry.Spec.Hidden), hidden => Assert.All(
            lines.Where(line => line.Contains($"\"{hidden.Spec.Noun}: ", StringComparison.OrdinalIgnoreCase)),
            line => Assert.DoesNotMatch($@"(?<![\w-]){hidden.Command.Split(' ')[1]}(?![\w-])", line)));
    }
}
