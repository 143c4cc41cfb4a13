using System.Reflection;

namespace OpsBot.Tests.Rules;

/// <summary>Bot → Core ← Worker; Sandbox → all three; none of them knows it.</summary>
public sealed class Dependencies
{
    static readonly Assembly core = Assembly.Load("OpsBot.Core");

    [Theory]
    [InlineData("OpsBot.Core", "OpsBot.Bot", "OpsBot.Worker", "OpsBot.Sandbox")]
    [InlineData("OpsBot.Bot", "OpsBot.Worker", "OpsBot.Sandbox")]
    [InlineData("OpsBot.Worker", "OpsBot.Bot", "OpsBot.Sandbox")]
    public void Point_one_way(string program, params string[] forbidden) =>
        Assert.Empty(References(Assembly.Load(program)).Intersect(forbidden));

    [Fact]
    public void Of_Core_know_no_chat_platform_and_no_host()
    {
        Assert.DoesNotContain(References(core), name => IsAbout(name, "Slack", "Discord", "Coravel", "Serilog"));
        Assert.DoesNotContain(core.GetTypes(), type => IsAbout(type.FullName!, "Slack", "Discord"));
    }

    static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    static bool IsAbout(string name, params string[] subjects) =>
        subjects.Any(subject => name.Contains(subject, StringComparison.OrdinalIgnoreCase));
}
