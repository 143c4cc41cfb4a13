using Microsoft.Extensions.Options;
using OpsBot.Core.Access;
using OpsBot.Core.Audit;
using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Operations;

public sealed class WritingALine
{
    static readonly Parser parser = new(Catalog.Of(typeof(Catalog).Assembly));

    [Fact]
    public void Only_what_differs_from_the_default_is_written()
    {
        Assert.Equal("/instance list", Lines.LineOf(new ListInstances()));
        Assert.Equal("/instance list search:\"two words\" status:error page:after.2.acme",
            Lines.LineOf(new ListInstances(Search: "two words", Status: InstanceState.Error, Page: "after.2.acme")));
    }

    [Fact]
    public void It_parses_into_the_same_values()
    {
        var asked = new AuditFilter(
            OperatorId.Of(Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001")), "instance *", "a:b",
            From: new(2026, 1, 31, 14, 0, 0, 5, TimeSpan.Zero), Outcome: AuditOutcome.Done);
        var parsed = parser.Parse(Lines.LineOf(new SearchAudit(asked))).Value;
        var binder = new OpsBot.Core.Operations.Binder(new Finders([], []), Options.Create(new MoneyOptions()), TimeProvider.System);
        Assert.Equal(asked.Operator.ToString(), parsed.Arguments["operator"]);
        Assert.Equal(("instance *", "a:b", "done"),
            (parsed.Arguments["operation"], parsed.Arguments["target"], parsed.Arguments["outcome"]));
        Assert.Equal(parsed.Line().Replace("/audit search", "/audit export", StringComparison.Ordinal),
            Lines.LineOf(new ExportAudit(asked)));
        Assert.Equal(asked.From, binder.Value(parsed.Entry.Named("from")!, parsed.Arguments["from"]).Value);
    }

    [Fact]
    public void What_two_operations_share_is_stored_as_if_each_had_its_own()
    {
        var entry = Entry.Of(typeof(ExportAudit));
        var stored = entry.ToJson(new ExportAudit(new(Operation: "instance stop", Outcome: AuditOutcome.Refused), AuditFormat.Csv));
        Assert.Equal("""{"format":"csv","operation":"instance stop","outcome":"refused"}""", stored);
        // As it was written before the parameters became a group.
        Assert.Equal(new ExportAudit(new(Operation: "instance stop"), AuditFormat.Csv),
            entry.FromJson("""{"format":"csv","operation":"instance stop"}"""));
    }
}
