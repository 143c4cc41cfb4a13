using System.Reflection;
using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;

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

    // Its types change with each of its trains, and their names (Invoice, Event, Plan) are ours, too.
    [Fact]
    public void On_Stripes_package_has_one_folder_alone()
    {
        string[] others = ["OpsBot.Bot", "OpsBot.Worker", "OpsBot.Sandbox"];
        Assert.DoesNotContain(others, program => References(Assembly.Load(program)).Contains("Stripe.net"));
        var who = Knowing.Of(core, "Stripe.net").ToList();
        Assert.NotEmpty(who);
        Rule.Holds(
            from type in who
            where !IsIn(type, "Clients.Stripe")
            select $"{type.FullName} knows Stripe's package; ask the IGateway, in our own types");
    }

    // A log line and an audit row are masked alike; what masks them belongs to neither.
    [Fact]
    public void Of_the_audit_lead_to_no_instance() => Rule.Holds(
        from known in Knowing.Of(core)
        where IsIn(known.Key, "Audit")
        from type in known.Value
        where IsIn(type, "Instances")
        select $"{known.Key.Name} knows {type.FullName}; move what both need to where both can see it");

    // What is asked for is carried out, put before people, or both; whoever carries it out need not know which.
    [Theory]
    [InlineData(typeof(Execution))]
    [InlineData(typeof(Gate))]
    [InlineData(typeof(ApprovalRequests))]
    [InlineData(typeof(BreakGlass))]
    [InlineData(typeof(ApprovedRun))]
    [InlineData(typeof(Runner))]
    public void Never_lead_back_to(Type part)
    {
        var known = Knowing.Of(core);
        Rule.Holds(
            from way in known[part]
            where known.From(way).Contains(part)
            select $"{part.Name} knows {way.Name}, which knows {part.Name} in turn");
    }

    static bool IsIn(Type type, string folder) =>
        type.Namespace == $"OpsBot.Core.{folder}" || type.Namespace?.StartsWith($"OpsBot.Core.{folder}.", StringComparison.Ordinal) == true;

    static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    static bool IsAbout(string name, params string[] subjects) =>
        subjects.Any(subject => name.Contains(subject, StringComparison.OrdinalIgnoreCase));
}
