using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

public sealed record ReplayEvents(
    [Arg("one event: evt_…", Named = true, MaxLength = 100)] string? Event = null,
    [Arg("all from then on, those that never came as well", Named = true)] DateTimeOffset? Since = null)
    : ICommand<ReplayEvents, EventsReplayed>
{
    public static Spec Spec { get; } = new("billing replay", "Take up once more what the payment provider reported")
    {
        Needs = Role.Admin, Examples = ["/billing replay event:evt_1P2q", "/billing replay since:2d"],
    };
}

/// <summary>How many were settled and are taken up again.</summary>
public sealed record EventsReplayed(string What, int Again, bool ReadsList) : IAnswer
{
    public Reply Say() => new($"{What} {(Again == 1 || !ReadsList ? "is" : "are")} taken up again")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph((ReadsList ? $"{Again} that were settled wait again, and the provider's list is read for those that never came. " : "")
                + "The worker begins within a minute. Each thing is read as it is now, so nothing is done twice."),
        ],
        Buttons = [new Button("Show what waits", "/billing events state:waiting"), new Button("Show all", "/billing events")],
    };
}

sealed class ReplayEventsHandler(IGateway gateway) : IHandle<ReplayEvents, EventsReplayed>
{
    // Older ones the provider has forgotten.
    static readonly TimeSpan longest = TimeSpan.FromDays(30);

    public async Task<Result<Plan>> Plan(ReplayEvents command, Work work, CancellationToken cancel)
    {
        if (!gateway.IsSetUp) return new Refusal("No payment provider is set up. Set OPSBOT_Stripe__Key first; `opsbot doctor` tells more.");
        if ((command.Event is null) == (command.Since is null))
            return new Refusal("Name one event, or since when: `/billing replay event:evt_…` or `/billing replay since:2d`.");
        if (command.Since > work.Now) return new Refusal("That is yet to come. Name a time that has passed, as in since:2d.");
        if (command.Since < work.Now - longest)
            return new Refusal($"{gateway.Called} forgets what happened after 30 days. Name a later time, as in since:29d.");
        if (command.Event is { } id && await work.Find<string>("select id from stripe_events where id = @id", new { id }, cancel) is null)
            return new Refusal($"No event {id.Cut(60)} is known. Look at `/billing events`, or replay all: `/billing replay since:2d`.");
        return new Plan(new Target("payment events", Guid.Empty, "Payment events"), $"Take up {What(command)} again")
        {
            Affects = new(Impact.Told, "Each thing is read as it is now; what was done already is not done again."),
            Undo = Undo.ByHand("There is nothing to undo: it only looks again."),
        };
    }

    public async Task<Result<EventsReplayed>> Handle(ReplayEvents command, Work work, CancellationToken cancel)
    {
        var again = await work.Execute(
            """
            update stripe_events
            set    state = 'waiting', why = 'Asked for once more.', tries = 0, due_at = @Now, settled_at = null, settled_no = null
            where  (id = @Event or happened_at >= @Since) and state in ('handled', 'parked')
            """, new { command.Event, command.Since, work.Now }, cancel);
        // What waits already, for a later hour, is taken up now.
        await work.Execute(
            """
            update stripe_events
            set    due_at = @Now
            where  (id = @Event or happened_at >= @Since) and state = 'waiting' and tries > 0
            """, new { command.Event, command.Since, work.Now }, cancel);
        if (command.Since is { } since)
            await work.Execute("update stripe_reading set asked_since = least(asked_since, @since)", new { since }, cancel);
        return new EventsReplayed(What(command), again, command.Since is not null);
    }

    static string What(ReplayEvents command) =>
        command.Event ?? $"what happened since {new At(command.Since!.Value).Text}";
}
