using OpsBot.Core.Billing.Dunning;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing.Dunning;

/// <summary>A customer whose one invoice of €71.40 is due on Tuesday, 3 March, at ten in the morning there.</summary>
public abstract class Unpaid(Postgres postgres) : Invoicing(postgres)
{
    protected const string Slug = "buyer-1";

    protected string Number { get; private set; } = "";

    protected override async Task Arrange()
    {
        await base.Arrange();
        await Subscribed("2026-02-01", length: "year");
        await Execute(
            """
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), id, 'ann@buyer.example', 'Ann', @Now from organizations
            """, new { Now = Clock.GetUtcNow() });
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        Number = (await Find<string>("select number from invoices where due_on = '2026-03-03'"))!;
    }

    protected Task Round() => Get<DunningRound>().Round(Cancel);

    protected async Task Days(int days)
    {
        for (var day = 0; day < days; day++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await base.Run();
            await Round();
        }
    }

    protected async Task Work()
    {
        while (await Get<JobRunner>().RunNext(Cancel)) { }
    }

    /// <summary>"reminder 0 2026-03-03".</summary>
    protected Task<IReadOnlyList<string>> Steps() => List<string>(
        "select concat_ws(' ', kind, day, on_day, nullif(state, 'taken')) from dunning_steps order by day, at");

    protected async Task<string> State() => (await Find<string>("select state from organizations where slug = @Slug", new { Slug }))!;

    protected Task<string?> NewestAsked() =>
        Find<string>("select operation from approvals where state = 'pending' order by number desc limit 1");

    protected async Task<Outcome> ApproveNewest(Person who) =>
        await Run(who, $"/approval approve {await Find<long>("select max(number) from approvals where state = 'pending'")}");

    protected async Task Pay(string reference = "SEPA 4711")
    {
        var paid = await Ask(Adam, $"/invoice mark-paid {Number} 71.40 \"{reference}\"");
        Assert.True(paid.Kind == OutcomeKind.Done, paid.Text);
    }

    protected async Task<Reply> Card() =>
        (await Said((await Find<string>("select key from messages where key like 'dunning:%'"))!))!;
}
