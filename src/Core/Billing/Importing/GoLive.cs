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

    // How long after an invoice was due its organization is suspended.
    const int SuspendedAfter = 14;

    static readonly Target all = new("imported-accounts", Guid.Empty, "the imported accounts");

    sealed record Coming(
        long Waiting, long Live, long Reminded, string? Owed, long Charged, string? Charges, long Suspended, string? Who);

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
                where  s.state in ('active', 'trialing', 'past_due') and s.next_start <= @Today + @Week),
            suspended as (
                select distinct o.slug
                from   owed d
                join   organizations o on o.id = d.organization_id
                where  d.due_on + @SuspendedAfter <= @Today + @Week)
            select (select count(*) from waiting) as waiting, (select count(*) from imported_accounts where live_at is not null) as live,
                   (select count(*) from owed) as reminded,
                   (select json_object_agg(u.currency, u.total)
                    from   (select currency, sum(minor) as total from owed group by currency) u)::text as owed,
                   (select count(*) from charged) as charged,
                   (select json_object_agg(u.currency, u.total)
                    from   (select currency, sum(minor) as total from charged group by currency) u)::text as charges,
                   (select count(*) from suspended) as suspended,
                   (select string_agg(f.slug, ', ' order by f.slug) from (select slug from suspended order by slug limit 10) f) as who
            """, new { command.Org, seller.Today, Week, SuspendedAfter }, cancel);
        if (coming.Waiting == 0)
            return new Refusal(command.Org is null ? "No imported account waits to go live. Import some with `opsbot stripe import`."
                : "It is not an imported account that waits to go live.");
        var target = command.Org is { } org ? (await Organization.Get(work.Db, org, cancel)).Target : all;
        return new Plan(target, $"Have {Several.Of(coming.Waiting, "imported account", "imported accounts")} go live")
        {
            Targets = (int)coming.Waiting,
            Changes =
            [
                new("Live", $"{coming.Live}", $"{coming.Live + coming.Waiting}"),
                new("Reminded within a week", "none", OfWeek(coming.Reminded, "invoice", "invoices", coming.Owed)),
                new("Charged within a week", "as until now", OfWeek(coming.Charged, "subscription", "subscriptions", coming.Charges)),
                new("Suspended within a week", "none", coming.Suspended == 0 ? "none" : $"{coming.Suspended}: {coming.Who}"),
            ],
            Affects = new(Impact.Loss, coming.Suspended == 0 ? "They are invoiced and reminded."
                : $"They are invoiced and reminded, and {coming.Suspended} of them would be suspended if they do not pay."),
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

    static string OfWeek(long count, string one, string many, string? sums) =>
        count == 0 ? "none" : $"{Several.Of(count, one, many)}, {Invoices.Sums.InWords(sums)}";
}
