using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public sealed record PricePlan(
    [Arg("which plan")] PlanId Plan,
    [Arg("what a period costs from now on, without tax")] Money Price,
    [Arg("of which period", Named = true)] PeriodLength Period = PeriodLength.Month) : ICommand<PricePlan, PlanPriced>
{
    public static Spec Spec { get; } = new("plan price", "Give a plan another price; who has one keeps it")
    {
        Needs = Role.Admin, Guard = Guard.Giving,
        Examples = ["/plan price growth 64.00", "/plan price growth 640.00 period:year"],
    };
}

public sealed record PlanPriced(BillingPlan Plan, PlanPrice Price) : IAnswer
{
    public Reply Say() => new($"{Plan.Name} costs {Price.InWords} now")
    {
        Tone = Tone.Good, Parts = [new Paragraph("Whoever has it keeps what they pay.")],
        Buttons = [new Button("Look at it", $"/plan show {Plan.Slug}")],
    };
}

sealed class PricePlanHandler(TimeProvider time) : IHandle<PricePlan, PlanPriced>
{
    // As its table has it: sums of all that is sold stay far from what a number holds.
    const long Most = 100_000_000_000;

    public async Task<Result<Plan>> Plan(PricePlan command, Work work, CancellationToken cancel)
    {
        var plan = await BillingPlan.One(work, command.Plan, cancel);
        if (plan.IsArchived) return plan.NothingNew;
        if (TooMuch(command.Price) is { } tooMuch) return tooMuch;
        var was = await PlanPrice.Now(work, command.Plan, command.Period, command.Price.Currency.Code, cancel);
        if (was?.Price == command.Price) return new Refusal($"{plan.Name} costs {was.InWords} already.");
        var kept = was?.Subscribers ?? 0;
        return new Plan(plan.Target, $"Let plan {plan.Name} cost {command.Price} {command.Period.Each}")
        {
            TargetVersion = plan.Version, Tier = plan.Tier, Amount = command.Price,
            Changes = [new("For who takes it from now on", was?.InWords ?? "not sold so", $"{command.Price} {command.Period.Each}")],
            Affects = new(Impact.None, kept == 0 ? "Nobody has the old price."
                : $"{Several.Of(kept, "subscription keeps", "subscriptions keep")} {was!.InWords}."),
            Undo = Undo.ByHand("Give it the old price the same way. Who took the new one meanwhile keeps that."),
        };
    }

    public async Task<Result<PlanPriced>> Handle(PricePlan command, Work work, CancellationToken cancel)
    {
        var price = await Save(work, command.Plan, command.Period, command.Price, time, cancel);
        await work.Execute("update plans set version = version + 1 where id = @Plan", new { command.Plan }, cancel);
        return new PlanPriced(await BillingPlan.One(work, command.Plan, cancel), price);
    }

    internal static Refusal? TooMuch(Money price) =>
        price.Minor > Most ? new($"{price} is more than a plan can cost: at most {new Money(Most, price.Currency)}.") : null;

    /// <summary>The next version of that price; the one before is for who has it.</summary>
    internal static async Task<PlanPrice> Save(
        Work work, PlanId plan, PeriodLength length, Money price, TimeProvider time, CancellationToken cancel)
    {
        await work.Execute(
            """
            update plan_prices
            set    until = @Now
            where  plan_id = @plan and length = @length and currency = @Code and until is null
            """, new { plan, length, price.Currency.Code, work.Now }, cancel);
        await work.Execute(
            """
            insert into plan_prices (id, plan_id, length, currency, version, price_minor, since)
            select @Id, @plan, @length, @Code, coalesce(max(version), 0) + 1, @Minor, @Now
            from   plan_prices
            where  plan_id = @plan and length = @length and currency = @Code
            """,
            new { Id = Guid.CreateVersion7(time.GetUtcNow()), plan, length, price.Currency.Code, price.Minor, work.Now }, cancel);
        return (await PlanPrice.Now(work, plan, length, price.Currency.Code, cancel))!;
    }
}
