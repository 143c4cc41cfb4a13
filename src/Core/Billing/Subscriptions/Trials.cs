using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>Who had a trial, by which they are known again, and how long one may last.</summary>
sealed class Trials(IOptions<BillingOptions> options, Seller seller)
{
    /// <summary>Longer than that nobody tries anything.</summary>
    const int Longest = 180;

    sealed record Row(string Organization, Guid OrganizationId, string Plan, string Kind);

    /// <summary>Why somebody else has to agree to a trial of that organization; none where it never had one.</summary>
    public static async Task<string?> WhyAgain(Work work, OrganizationId organization, CancellationToken cancel) =>
        await work.Find<Row>(
            """
            select   o.slug as organization, o.id as organization_id, p.name as plan, m.kind
            from     trial_marks_of(@organization) k
            join     trial_marks m on m.kind = k.kind and m.value = k.value
            join     subscriptions s on s.id = m.subscription_id
            join     organizations o on o.id = s.organization_id
            join     plan_prices c on c.id = s.price_id
            join     plans p on p.id = c.plan_id
            order by o.id <> @organization, m.given_at desc, m.kind
            limit    1
            """, new { organization }, cancel) is not { } row ? null
            : row.OrganizationId == organization.Value ? $"It had a trial of {row.Plan} before."
            : $"{row.Organization}, which has the same {ByWhat(row.Kind)}, had a trial of {row.Plan} before.";

    /// <summary>Whoever has this one is known again by what they are now.</summary>
    public static Task Note(Work work, SubscriptionId subscription, CancellationToken cancel) => work.Execute(
        """
        insert into trial_marks (subscription_id, kind, value, given_at)
        select s.id, m.kind, m.value, @Now
        from   subscriptions s
        cross  join lateral trial_marks_of(s.organization_id) m
        where  s.id = @subscription
        on     conflict do nothing
        """, new { subscription, work.Now }, cancel);

    /// <summary>All of it counts, however it was put together: ten extensions by a day are one of ten.</summary>
    public static Refusal? TooLong(int days) => days > Longest
        ? new($"A trial lasts {Longest} days at most, and this one would last {days}. Start the subscription, and give a credit instead.")
        : null;

    /// <summary>What a trial of that many days needs, beyond a reason.</summary>
    public Guard GuardFor(int days, string? again) => days > options.Value.TrialDays || again is not null ? Guard.Approval : Guard.Reason;

    public int DaysUntil(Subscription subscription, DateOnly end) => end.DayNumber - seller.DayOf(subscription.CreatedAt).DayNumber;

    static string ByWhat(string kind) => kind switch
    {
        "customer" => "e-mail address of a customer",
        "card" => "card",
        _ => "billing address",
    };
}
