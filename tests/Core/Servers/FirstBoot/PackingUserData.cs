using Microsoft.Extensions.Options;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.FirstBoot;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.FirstBoot;

public sealed class PackingUserData
{
    static readonly ServerSecrets known =
        new(SecretName.All.ToDictionary(name => name, name => $"{name}".PadRight(64, '0').ToLowerInvariant()));

    static UserData For(ServersOptions set, string pattern = "{slug}.example.com") =>
        new(Options.Create(set), Options.Create(new RoutingOptions { Pattern = pattern }));

    static readonly ServersOptions pinned = new() { AppVersion = "1.8.3", ImageMirror = "mirror.example.com" };

    public static TheoryData<string> Cases => ["behind-the-node", "direct", "ipv6"];

    // Run with OPSBOT_APPROVE=1 to write them anew, and read what changed.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_what_was_read_and_approved(string name)
    {
        var direct = new ServersOptions { AppVersion = "1.8.3", Reach = ServerReach.Direct, Image = "ubuntu-24.04" };
        var set = name == "direct" ? direct : pinned;
        var plain = For(set).Plain(new("acme", "nbg1") { WithV4 = name != "ipv6" }, known);
        var path = Repository.At("tests", "Core", "Servers", "FirstBoot", $"{name}.yaml");
        if (Environment.GetEnvironmentVariable("OPSBOT_APPROVE") is "1") File.WriteAllText(path, plain);
        Assert.Equal(File.ReadAllText(path), plain);
    }

    [Fact]
    public void Takes_a_fifth_of_what_a_provider_takes_with_random_secrets()
    {
        var packed = For(pinned).Of(new("a-slug-of-forty-letters-as-long-as-it-gets", "nbg1"), ServerSecrets.AtRandom()).Value;
        Assert.InRange(packed.Length, 1_000, UserData.MostBytes / 5);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_size()
    {
        var random = new Random(1);
        var region = string.Concat(Enumerable.Range(0, 60_000).Select(_ => (char)random.Next('a', 'z')));
        Assert.Matches("takes [0-9]{2},[0-9]{3} bytes, and its provider takes 32,768",
            For(pinned).Of(new("acme", region), known).Fault!.Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("1")]
    [InlineData("1.8")]
    [InlineData("stable")]
    [InlineData("1.8.x")]
    [InlineData("1.8.3 ")]
    [InlineData("main-1.8.3")]
    public void A_version_that_is_missing_or_moves_is_refused_in_the_plan_and_when_it_is_packed(string version)
    {
        var userData = For(new() { AppVersion = version });
        Assert.Contains("OPSBOT_Servers__AppVersion", userData.Hindrance()!.Sentence, StringComparison.Ordinal);
        Assert.Equal(userData.Hindrance(), userData.Of(new("acme", "nbg1"), known).Fault);
    }

    [Fact]
    public void Without_IPv4_it_takes_a_mirror() => Assert.Contains("OPSBOT_Servers__ImageMirror",
        For(new() { AppVersion = "1.8.3" }).Hindrance(withV4: false)!.Sentence, StringComparison.Ordinal);

    [Fact]
    public void Without_addresses_nobody_knows_what_it_is_called() => Assert.Contains("OPSBOT_Routing__Pattern",
        For(pinned, "").Hindrance()!.Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("{slug}.example.com", "acme.example.com")]
    [InlineData("app.example.com/{slug}", "acme.example.com")]
    public void Mail_names_stand_below_a_domain_of_its_own(string pattern, string domain)
    {
        var plain = For(pinned, pattern).Plain(new("acme", "nbg1"), known);
        Assert.Contains($"EHLO_HOSTNAME=mail.{domain}\n", plain, StringComparison.Ordinal);
        Assert.Contains($"RETURN_PATH_DOMAIN=bounces.{domain}\n", plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latest", "7.4.2-alpine", "1.4.2", "Servers:AppVersion")]
    [InlineData("1.8.3", "7", "1.4.2", "Servers:RedisVersion")]
    [InlineData("1.8.3", "7.4.2-alpine", "stable", "Servers:ClamavVersion")]
    public void What_moves_is_told_at_the_start(string app, string redis, string clamav, string setting)
    {
        var set = new ServersOptions { AppVersion = app, RedisVersion = redis, ClamavVersion = clamav };
        Assert.StartsWith(setting, Assert.Single(set.Problems), StringComparison.Ordinal);
    }
}
