using System.Net;
using OpsBot.Bot.Webhooks;

namespace OpsBot.Tests.Bot.Webhooks;

public sealed class SettingWebhooks
{
    const string Secret = "a secret of sixteen letters or more";

    [Theory]
    [InlineData("https://events.example/hook", false, true)]
    [InlineData("http://events.example/hook", false, false)]
    [InlineData("http://events.example/hook", true, false)]
    [InlineData("http://127.0.0.1:9000/hook", false, false)]
    [InlineData("http://127.0.0.1:9000/hook", true, true)]
    [InlineData("https://me:word@events.example/hook", false, false)]
    [InlineData("file:///etc/passwd", true, false)]
    [InlineData("events.example", false, false)]
    [InlineData("", false, false)]
    public void An_address_is_https_or_this_machine_where_that_is_allowed(string url, bool loopback, bool good) =>
        Assert.Equal(good, !new WebhooksOptions { LoopbackWebhooks = loopback, Webhooks = [new() { Url = url, Secret = Secret }] }
            .Problems.Any());

    [Fact]
    public void A_secret_is_long_and_each_has_a_name_of_its_own()
    {
        static Webhook at(string url, string name = "", string secret = Secret) => new() { Url = url, Name = name, Secret = secret };
        Assert.Contains("Secret is missing", Problems(at("https://a.example", secret: "short")).Single(), StringComparison.Ordinal);
        string[] twice = [.. Problems(at("https://a.example/1"), at("https://a.example/2"))];
        Assert.Contains("more than once", twice.Single(), StringComparison.Ordinal);
        Assert.Empty(Problems(at("https://a.example/1", "one"), at("https://a.example/2", "two")));
    }

    static IEnumerable<string> Problems(params Webhook[] all) => new WebhooksOptions { Webhooks = all }.Problems;

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.7", true)]
    [InlineData("203.0.113.7", true)]
    public void No_name_leads_to_this_machine_or_to_what_a_cloud_tells_only_it(string address, bool reached) =>
        Assert.Equal(reached, new WebhooksOptions().MayReach(IPAddress.Parse(address)));
}
