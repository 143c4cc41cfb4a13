using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

public sealed record TestAlert(
    [Arg("warning, or critical: then whoever is on duty is called", Named = true)] Severity Severity = Severity.Warning)
    : ICommand<TestAlert, AlertTested>
{
    public static Spec Spec { get; } = new("alert test", "Post an alert that is none, to see where alerts arrive; it ends by itself")
    {
        Examples = ["/alert test", "/alert test severity:critical"],
    };
}

public sealed record AlertTested(Alert Alert, IReadOnlyList<string> Places) : IAnswer
{
    public Reply Say() => new($"#{Alert.Number}, a test, is on its way")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph($"It goes to {Several.InOneSentence(Places)}. It ends by itself in {TestAlerts.Lasts.InWords()}, "
                + "or when somebody ends it; then it says where it arrived."),
        ],
        Buttons = [TestAlerts.End(Alert), AlertButtons.Timeline(Alert)],
    };
}

sealed class TestAlertHandler(AlertCards cards) : IHandle<TestAlert, AlertTested>
{
    static readonly Target all = new("test alerts", Guid.Empty, "a test alert");

    public Task<IReadOnlyList<Target>> Locks(TestAlert command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([all]);

    public async Task<Result<Plan>> Plan(TestAlert command, Work work, CancellationToken cancel)
    {
        var places = await TestAlerts.Places(work, cancel);
        if (places.Count == 0) return new Refusal("No channel is set up for alerts: see `/ops setup`.") { WaysOn = [new("Setup", "/ops setup")] };
        if (await work.Find<long?>("select number from alerts where kind = 'test' and state <> 'resolved' limit 1", null, cancel) is { } open)
            return new Refusal($"#{open}, a test, is still open.") { WaysOn = [new("Show", $"/alert show {open}")] };
        return new Plan(all, $"Post a test alert to {Several.InOneSentence(places)}")
        {
            Affects = command.Severity == Severity.Critical ? new(Impact.Told, "Whoever is on duty is called.")
                : new(Impact.Told, "Everybody in these channels sees it."),
            Undo = Undo.Needless($"It ends by itself in {TestAlerts.Lasts.InWords()}."),
        };
    }

    public async Task<Result<AlertTested>> Handle(TestAlert command, Work work, CancellationToken cancel)
    {
        var alert = await Incidents.Open(work, new(AlertKind.Test, $"test:{work.Trail:n}", command.Severity, $"A test by {work.AskerName}")
        {
            Detail = "Nothing is wrong. It is posted to see whether alerts arrive, and ends by itself.",
        }, cancel);
        await cards.Tell(work, alert.Id, cancel);
        return new AlertTested(alert, await TestAlerts.Places(work, cancel));
    }
}
