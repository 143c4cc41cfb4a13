using Microsoft.Extensions.Options;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Nodes;

/// <summary>The pretend servers are as strict as real ones.</summary>
public sealed class BootingAServer
{
    readonly Clock clock = new();

    static string Plain(string image = "debian-12") => new UserData(
        Options.Create(new ServersOptions { AppVersion = "1.8.3", Image = image }),
        Options.Create(new RoutingOptions { Pattern = "{slug}.example.com" })).Plain(new("acme", "nbg1"), ServerSecrets.AtRandom());

    PretendNode Boot(string userData, PretendDisk? disk = null)
    {
        var nodes = new PretendNodes(clock);
        var server = new CloudServer(1, "acme", CloudPriceList.Types[0], "nbg1", clock.GetUtcNow())
        {
            Address = "127.77.0.1", UserData = userData, Disk = disk,
        };
        nodes.On(server, isNew: true);
        return nodes.Find("acme")!;
    }

    [Theory]
    [InlineData("debian-12")]
    [InlineData("ubuntu-24.04")]
    public void What_OpsBot_hands_it_comes_up(string image)
    {
        var node = Boot(Plain(image));
        Assert.Null(node.Dark);
        Assert.Equal("1.8.3", node.Disk!.Version);
        Assert.Equal([3000, 25], node.Disk.OpenPorts);
        Assert.Equal("acme", node.Disk.Environment["SLUG"]);
    }

    [Theory]
    [InlineData("#cloud-config", "#!/bin/sh", "does not begin with #cloud-config")]
    [InlineData("APP_VERSION=1.8.3\n", "APP_VERSION=latest\n", "which is no one version")]
    [InlineData("APP_VERSION=1.8.3\n", "APP_VERSION=1.8\n", "which is no one version")]
    [InlineData("APP_VERSION=1.8.3\n", "APP_VERSION=\n", "required variable APP_VERSION is missing a value")]
    [InlineData("REDIS_PASSWORD=", "REDIS_PASSWORT=", "required variable REDIS_PASSWORD is missing a value")]
    [InlineData("${HUB:?}/library/redis:${REDIS_VERSION:?}", "redis", "redis has redis, which is no one version")]
    [InlineData("\"0600\"", "\"0644\"", "can be read by everybody")]
    [InlineData("docker-compose-plugin]", "curl]", "docker-compose-plugin is not among the packages")]
    [InlineData("up, --detach", "down", "nothing starts the services")]
    [InlineData("  clamav:\n", "  clamdav:\n", "there is no service clamav")]
    [InlineData("package_update: true", "package_upgrad: true", "no module takes 'package_upgrad'")]
    [InlineData("services:\n", "services: [\n", "is no YAML")]
    public void What_is_wrong_with_it_keeps_it_dark_and_is_said(string right, string wrong, string why)
    {
        var plain = Plain();
        Assert.Contains(right, plain, StringComparison.Ordinal);
        Assert.Contains(why, Boot(plain.Replace(right, wrong, StringComparison.Ordinal)).Dark, StringComparison.Ordinal);
    }

    [Fact]
    public void Made_anew_of_a_picture_it_has_what_was_on_it_and_with_nothing_handed_to_it_all_as_it_was()
    {
        var disk = Boot(Plain()).Disk! with { Belongings = "10,000 letters", Version = "1.9.0" };
        Assert.Same(disk, Boot("", disk).Disk);
        var anew = Boot(Plain(), disk).Disk!;
        Assert.Equal(("10,000 letters", "1.8.3"), (anew.Belongings, anew.Version));
        Assert.NotEqual(disk.Environment["INSTANCE_SECRET"], anew.Environment["INSTANCE_SECRET"]);
    }
}
