using System.Globalization;
using Npgsql;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Dunning;

/// <summary>An unpaid invoice on the ladder: what was done about it, what is next, and what keeps it.</summary>
public sealed record DunningCase(
    InvoiceId Id, Guid OrganizationId, string Organization, InvoiceState State, string? Number, string Currency, long TotalMinor,
    long PaidMinor, DateOnly? DueOn, Guid? SubscriptionId, SubscriptionState? SubscriptionState, string? ProviderId, DateOnly? HeldUntil,
    string? HeldWhy, DateTimeOffset? ExceptedAt, string? ExceptedWhy, bool Imported, bool Disputed, string? Incident, long Version)
{
    public IReadOnlyList<StepTaken> Steps { get; init; } = [];

    public Money Left => new(TotalMinor - PaidMinor, Values.Currency.Of(Currency));

    public string Called => Number ?? $"draft of {Organization}";

    public OrganizationId Org => Organizations.OrganizationId.Of(OrganizationId);

    public Target Target => Operations.Target.Of(Id, Called) with { Organization = OrganizationId };

    public bool IsUnpaid => State is InvoiceState.Open or InvoiceState.Overdue;

    /// <summary>Nothing of the subscription is left to be cancelled.</summary>
    public bool IsCancelled => SubscriptionState is null or Subscriptions.SubscriptionState.Cancelled
        or Subscriptions.SubscriptionState.Expired;

    /// <summary>What keeps the next step, whatever the day.</summary>
    public string? Kept(DateOnly today) =>
        !IsUnpaid ? $"It is {State.Words()}."
        : ExceptedWhy is { } why ? $"It is off the ladder: {why}"
        : HeldUntil is { } until && until > today ? $"Held until {until.InWords()}: {HeldWhy}"
        : Disputed ? "Frozen: a payment of theirs is disputed."
        : Incident is { } incident ? $"It waits, because something of ours is wrong there: {incident}"
        : Imported ? "It waits until the account goes live."
        : null;

    internal Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version };

    internal Refusal? NotOnLadder => !IsUnpaid ? new($"{Called} is {State.Words()}, so nothing is done about it.") { WaysOn = [Show] }
        : ExceptedWhy is { } why ? new($"{Called} is off the ladder already: {why}") { WaysOn = [Show] } : null;

    WayOn Show => new("Show", $"/dunning show {Id}");

    internal static async Task<DunningCase> One(NpgsqlConnection db, InvoiceId id, CancellationToken cancel)
    {
        var one = await db.Get<DunningCase>(
            """
            select i.id, i.organization_id, o.slug as organization, i.state, i.number, i.currency, i.total_minor, i.paid_minor, i.due_on,
                   i.subscription_id, s.state as subscription_state, i.provider_id, c.held_until, c.held_why, c.excepted_at, c.excepted_why,
                   exists (select from imported_accounts a where a.organization_id = o.id and a.live_at is null) as imported,
                   exists (select from payments p where p.organization_id = o.id and p.state = 'disputed') as disputed,
                   (select string_agg('#' || n.number || ' ' || n.heading, '; ') from incidents_of(o.id) n) as incident, i.version
            from   invoices i
            join   organizations o on o.id = i.organization_id
            left   join subscriptions s on s.id = i.subscription_id
            left   join dunning_cases c on c.invoice_id = i.id
            where  i.id = @id
            """, new { id }, cancel);
        return one with
        {
            Steps = await db.List<StepTaken>(
                """
                select   kind, day, state, on_day, at, detail
                from     dunning_steps
                where    invoice_id = @id
                order by day, at
                """, new { id }, cancel),
        };
    }

    /// <summary>Its row, as it is looked for next; made where there is none yet.</summary>
    internal async Task Next(Work work, DateOnly? on, CancellationToken cancel) => await work.Execute(
        """
        insert into dunning_cases (invoice_id, organization_id, next_on, begun_at)
        values (@Id, @OrganizationId, @on, @Now)
        on     conflict (invoice_id) do update
        set    next_on = excluded.next_on
        """, new { Id, OrganizationId, on, work.Now }, cancel);

    /// <summary>One message in #billing for as long as it is not paid.</summary>
    internal async Task Say(Work work, Ladder ladder, DateOnly today, CancellationToken cancel) => await work.Say(
        $"dunning:{Id.Value:n}", new To.Channel(Purpose.Billing),
        (await One(work.Db, Id, cancel)).Card(ladder, today), cancel);

    internal Reply Card(Ladder ladder, DateOnly today) => new(IsUnpaid ? $"{Organization} owes {Left} of {Called}"
        : $"{Called} is {State.Words()}")
    {
        Tone = !IsUnpaid ? Tone.Good : Steps.Any(step => step.Kind >= RungKind.Suspension) ? Tone.Bad : Tone.Warning,
        Audience = Audience.Room,
        Parts =
        [
            new Fields(
            [
                .. DueOn is not { } due ? (Field[])[]
                    : [new("Due", $"{due.InWords()}, {Several.Of(today.DayNumber - due.DayNumber, "day", "days")} ago")],
                .. Steps.Select(step => new Field($"{Capitalized(step.Kind.Words())}, {step.OnDay.InWords()}",
                    step.State == StepStage.Skipped ? $"skipped: {step.Detail}" : step.Detail)),
                .. new Field("Next", NextInWords(ladder, today)).If(IsUnpaid),
            ]),
        ],
        Buttons = !IsUnpaid ? [] :
        [
            new Button("Hold", $"/dunning hold {Id}") { Spoken = $"Hold {Called}" },
            new Button("Extend", string.Create(CultureInfo.InvariantCulture, $"/dunning hold {Id} until:{today.AddDays(7):yyyy-MM-dd}"))
            {
                Spoken = $"Give {Organization} a week for {Called}",
            },
            new Button("Paid by hand", $"/invoice mark-paid {Id}") { Spoken = $"{Called} was paid by hand" },
            new Button("Show", $"/invoice show {Id}") { Spoken = $"Show {Called}" },
        ],
    };

    internal string NextInWords(Ladder ladder, DateOnly today) => Kept(today)
        ?? (ladder.Next(DueOn!.Value, Steps) is not { } next ? "nothing more is done by itself"
            : next.Rung.Kind == RungKind.WriteOff && !IsCancelled ? "a write-off is asked for once the subscription is cancelled"
            : $"{next.Rung.Kind.Words()} from {(next.On > today ? next.On : today).InWords()} on, on a working day");

    static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
