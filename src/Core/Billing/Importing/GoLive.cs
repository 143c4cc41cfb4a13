using OpsBot.Core.Billing.Dunning;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Importing;

public sealed record GoLive([Arg("only this organization; all that were imported, unless said")] OrganizationId? Org = null)
    : ICommand<GoLive, WentLive>
{
    public static Spec Spec { get; } = new("billing go-live", "Have imported accounts enter invoice runs, reminders and suspensions")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Verb = "Go live", Examples = ["/billing go-live", "/billing go-live acme"],
    };
}

public sealed record WentLive(long Accounts) : IAnswer
{
    public Reply Say() => new($"{Several.Of(Accounts, "imported account is", "imported accounts are")} live")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph("From now on they are invoiced, reminded and suspended as all others.")],
        Buttons = [new Button("Overdue", "/invoice list state:overdue"), new Button("Open", "/invoice list state:open")],
    };
}

sealed class GoLiveHandler(Seller seller) : IHandle<GoLive, WentLive>
{
    const int Week = 7;
    const int Named = 10;

    static readonly Target all = new("imported-accounts", Guid.Empty, "the imported accounts");

    sealed record Coming(
        long Waiting, long Live, long Reminded, string? Owed, long Charged, string? Charges);

    /// <summary>Who owes, since when.</summary>
    sealed record Owing(string Slug, DateOnly DueOn);

    /// <summary>Who is suspended if they do not pay, and when at the earliest.</summary>
    sealed record Suspended(int Count, string Who, DateOnly On)
    {
        public string InWords => $"{Count}: {Who}, on {On.InWords()} at the earliest";
    }

    public async Task<Result<Plan>> Plan(GoLive command, Work work, CancellationToken cancel)
    {
        var coming = await work.Get<Coming>(
            """
            with waiting as (
                select organization_id
                from   imported_accounts
                where  live_at is null and (@Org::uuid is null or organization_id = @Org)),
            owed as (
                select i.organization_id, i.currency, i.total_minor - i.paid_minor as minor, i.due_on
                from   invoices i
                join   waiting w on w.organization_id = i.organization_id
                where  i.state in ('open', 'overdue') and i.due_on <= @Today + @Week),
            charged as (
                select k.currency, k.price_minor as minor
                from   subscriptions s
                join   waiting w on w.organization_id = s.organization_id
                join   plan_prices k on k.id = s.price_id
                where  s.state in ('active', 'trialing', 'past_due') and s.next_start <= @Today + @Week)
            select (select count(*) from waiting) as waiting, (select count(*) from imported_accounts where live_at is not null) as live,
                   (select count(*) from owed) as reminded,
                   (select json_object_agg(u.currency, u.total)
                    from   (select currency, sum(minor) as total from owed group by currency) u)::text as owed,
                   (select count(*) from charged) as charged,
                   (select json_object_agg(u.currency, u.total)
                    from   (select currency, sum(minor) as total from charged group by currency) u)::text as charges
            """, new { command.Org, seller.Today, Week }, cancel);
        if (coming.Waiting == 0)
            return new Refusal(command.Org is null ? "No imported account waits to go live. Import some with `opsbot stripe import`."
                : "It is not an imported account that waits to go live.");
        var suspended = await WhoIsSuspended(command, work, cancel);
        var target = command.Org is { } org ? (await Organization.Get(work.Db, org, cancel)).Target : all;
        return new Plan(target, $"Have {Several.Of(coming.Waiting, "imported account", "imported accounts")} go live")
        {
            Targets = (int)coming.Waiting,
            Changes =
            [
                new("Live", $"{coming.Live}", $"{coming.Live + coming.Waiting}"),
                new("Reminded within a week", "none", OfWeek(coming.Reminded, "invoice", "invoices", coming.Owed)),
                new("Charged within a week", "as until now", OfWeek(coming.Charged, "subscription", "subscriptions", coming.Charges)),
                new("Suspended if they do not pay", "none", suspended?.InWords ?? "none"),
            ],
            Affects = new(Impact.Loss, suspended is null ? "They are invoiced and reminded."
                : $"They are invoiced and reminded, and {suspended.Count} of them would be suspended if they do not pay."),
            Undo = Undo.Never("What was sent can't be called back."),
        };
    }

    public async Task<Result<WentLive>> Handle(GoLive command, Work work, CancellationToken cancel)
    {
        var live = await work.Execute(
            """
            update imported_accounts
            set    live_at = @Now
            where  live_at is null and (@Org::uuid is null or organization_id = @Org)
            """, new { command.Org, work.Now }, cancel);
        return live == 0 ? new Refusal("They went live at this very moment, so nothing was done.") : new WentLive(live);
    }

    /// <summary>Of those who owe by the end of the week, as the ladder goes from today on.</summary>
    async Task<Suspended?> WhoIsSuspended(GoLive command, Work work, CancellationToken cancel)
    {
        var owing = await work.List<Owing>(
            """
            select   o.slug, min(i.due_on) as due_on
            from     imported_accounts a
            join     invoices i on i.organization_id = a.organization_id
            join     organizations o on o.id = a.organization_id
            where    a.live_at is null and (@Org::uuid is null or a.organization_id = @Org)
            and      i.state in ('open', 'overdue') and i.due_on <= @Today + @Week
            group by o.slug
            order by o.slug
            """, new { command.Org, seller.Today, Week }, cancel);
        var ladder = await Ladder.Current(work.Db, cancel);
        return owing.Count > 0 && owing.Min(one => ladder.SuspendedOn(one.DueOn, seller.Today)) is { } first
            ? new(owing.Count, string.Join(", ", owing.Take(Named).Select(one => one.Slug)), first) : null;
    }

    static string OfWeek(long count, string one, string many, string? sums) =>
        count == 0 ? "none" : $"{Several.Of(count, one, many)}, {Invoices.Sums.InWords(sums)}";
}
