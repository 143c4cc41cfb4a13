using OpsBot.Core.Billing.Dunning;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing.Dunning;

public sealed class ClimbingTheLadder(Postgres postgres) : Unpaid(postgres)
{
    [Fact]
    public async Task Each_step_is_taken_once_on_its_day_with_a_mail_and_one_card()
    {
        await Round();
        await Round();
        await Days(14);
        Assert.Equal(
            [
                "reminder 0 2026-03-03", "reminder 3 2026-03-06", "reminder 7 2026-03-10", "warning 10 2026-03-13",
                "suspension 14 2026-03-17",
            ], await Steps());
        Assert.Equal(5, await Find<long>("select count(*) from mails where key like 'dunning:%' and recipient = 'ann@buyer.example'"));
        var mail = await Find<string>("select body from mails where key like 'dunning:%:reminder:3'");
        Assert.Contains($"invoice {Number} was due on 3 Mar 2026, and €71.40 of it is not paid.", mail, StringComparison.Ordinal);
        Assert.Equal(1, await Find<long>("select count(*) from messages where key like 'dunning:%'"));
        Assert.Contains("asked for, and waits for approval", (await Card()).Text, StringComparison.Ordinal);
        Assert.Equal(["Hold", "Extend", "Paid by hand", "Show"], (await Card()).Buttons.Select(button => button.Label));
        Assert.Equal(5, await Find<long>("select count(*) from audit where operation = 'dunning step' and outcome = 'done'"));
    }

    [Fact]
    public async Task A_suspension_waits_for_people_and_paying_all_opens_the_doors_again()
    {
        await Days(14);
        Assert.Equal("active", await State());
        Assert.Equal("dunning", await Find<string>("select asked_by_duty from approvals where operation = 'org suspend'"));
        await ApproveNewest(Adam);
        await Work();
        Assert.Equal("suspended", await State());
        await Round();
        Assert.Equal("suspended", await State());

        await Pay();
        Assert.Contains("is paid", (await Card()).Heading, StringComparison.Ordinal);
        await Round();
        await Work();
        Assert.Equal("active", await State());
        await Round();
        Assert.Equal(1, await Find<long>("select count(*) from audit where operation = 'org resume' and outcome in ('started', 'done') "
            + "and body::jsonb ->> 'account' = 'opsbot:dunning' and body::jsonb -> 'plan' is not null"));
    }

    [Fact]
    public async Task Who_was_suspended_for_abuse_stays_so_also_when_they_pay()
    {
        await Days(13);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/org suspend {Slug}", "they send spam")).Kind);
        await ApproveNewest(Bea);
        await Work();
        Assert.Equal("suspended", await State());
        await Days(1);
        Assert.Equal("suspension 14 2026-03-17", (await Steps())[^1]);
        await Pay();
        await Round();
        await Work();
        Assert.Equal("suspended", await State());
    }

    [Fact]
    public async Task A_cancellation_is_asked_for_and_then_the_write_off()
    {
        await Days(21);
        Assert.Equal("cancellation 21 2026-03-24", (await Steps())[^1]);
        Assert.Equal("subscription cancel", await NewestAsked());
        Assert.Equal(0, await Find<long>("select count(*) from approvals where operation = 'invoice write-off'"));
        await Execute("update subscriptions set state = 'cancelled', ended_at = @Now where true", new { Now = Clock.GetUtcNow() });
        await Round();
        Assert.Equal("invoice write-off", await NewestAsked());
        await ApproveNewest(Adam);
        Assert.Equal("uncollectible", await Find<string>("select state from invoices where number = @Number", new { Number }));
        await Days(3);
        Assert.Equal("write_off 21 2026-03-24", (await Steps())[^1]);
    }

    [Fact]
    public async Task Nothing_is_done_on_a_weekend_at_night_on_a_friday_afternoon_or_on_a_holiday()
    {
        await Round();
        // Friday, 6 March, at one in the afternoon there.
        Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(3));
        await Round();
        Clock.Advance(TimeSpan.FromDays(1));
        await Round();
        Assert.Equal(["reminder 0 2026-03-03"], await Steps());
        // Monday at six in the morning, and at nine.
        Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromHours(7));
        await Round();
        Assert.Single(await Steps());
        Clock.Advance(TimeSpan.FromHours(3));
        await Round();
        Assert.Equal(["reminder 0 2026-03-03", "reminder 3 2026-03-09"], await Steps());
        var days = Get<DunningDays>();
        Assert.Equal([false, false, true, false, false, false], new DateOnly[]
        {
            new(2026, 4, 3), new(2026, 4, 6), new(2026, 4, 7), new(2026, 5, 14), new(2026, 5, 25), new(2026, 12, 25),
        }.Select(days.IsWorkday));
    }

    [Fact]
    public async Task What_stood_still_for_long_goes_on_step_by_step_and_suspends_nobody_at_once()
    {
        Clock.Advance(TimeSpan.FromDays(27));
        await Round();
        await Days(1);
        Assert.Equal(["reminder 0 2026-03-30"], await Steps());
        await Days(1);
        Assert.Equal("reminder 3 2026-04-01", (await Steps())[^1]);
    }

    [Fact]
    public async Task A_dispute_freezes_it_and_so_does_an_incident_of_ours()
    {
        await Round();
        await Execute(
            """
            insert into payments (id, organization_id, state, method, currency, amount_minor, paid_at, created_at)
            select gen_random_uuid(), id, 'disputed', 'card', 'EUR', 100, @Now, @Now from organizations
            """, new { Now = Clock.GetUtcNow() });
        await Days(5);
        Assert.Single(await Steps());
        Assert.Contains("Frozen: a payment of theirs is disputed.", (await Run(Olivia, $"/dunning show {Number}")).Text,
            StringComparison.Ordinal);
        await Execute("update payments set state = 'succeeded'");
        await Execute(
            """
            insert into alerts (id, kind, cause, target_kind, target_id, severity, heading, opened_at, changed_at)
            select gen_random_uuid(), 'server', 'test', 'organization', id, 'warning', 'it does not answer', @Now, @Now from organizations
            """, new { Now = Clock.GetUtcNow() });
        await Round();
        Assert.Single(await Steps());
        await Execute("update alerts set state = 'resolved', resolved_at = @Now", new { Now = Clock.GetUtcNow() });
        await Days(2);
        Assert.Equal(2, (await Steps()).Count);
    }

    [Fact]
    public async Task Two_workers_take_each_step_once()
    {
        await using var other = Restarted();
        for (var day = 0; day < 8; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
                (i % 2 == 0 ? Get<DunningRound>() : other.Get<DunningRound>()).Round(Cancel),
                Cancel)));
            Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal(["reminder 0 2026-03-03", "reminder 3 2026-03-06", "reminder 7 2026-03-10"], await Steps());
        Assert.Equal(3, await Find<long>("select count(*) from mails where key like 'dunning:%'"));
    }

    [Fact]
    public async Task A_worker_that_died_over_a_step_leaves_it_to_the_next()
    {
        await Execute(
            """
            insert into dunning_steps (invoice_id, kind, day, state, on_day, at, detail)
            select id, 'reminder', 0, 'asking', '2026-03-03', @Now, 'begun' from invoices
            """, new { Now = Clock.GetUtcNow() });
        await Round();
        Assert.Equal(["reminder 0 2026-03-03 asking"], await Steps());
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Round();
        Assert.Equal(["reminder 0 2026-03-03"], await Steps());
        Assert.Equal(1, await Find<long>("select count(*) from mails where key like 'dunning:%'"));
    }
}
