using System.Globalization;
using System.Text.RegularExpressions;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Plans;

public sealed record CreatePlan(
    [Arg("short name for commands: small letters, digits, dashes", MaxLength = 40)] string Slug,
    [Arg("name that customers read", MaxLength = 60)] string Name,
    [Arg("what runs for who has it")] TierId Tier,
    [Arg("what a period costs, without tax")] Money Price,
    [Arg("how often it is paid", Named = true)] PeriodLength Period = PeriodLength.Month,
    [Arg("what else comes with it: instances=3, backups=30", Named = true, MaxLength = 300)] string? Entitlements = null)
    : ICommand<CreatePlan, PlanCreated>
{
    public static Spec Spec { get; } = new("plan create", "A new plan that can be sold")
    {
        Needs = Role.Admin, Guard = Guard.Giving,
        Examples = ["/plan create growth-yearly \"Growth, yearly\" growth price:600.00 period:year entitlements:\"instances=3\""],
    };
}

public sealed record PlanCreated(BillingPlan Plan, PlanPrice Price) : IAnswer
{
    public Reply Say() => new($"Plan {Plan.Name} can be sold")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph($"{Plan.TierName} for {Price.InWords}, without tax."
            + (Plan.Entitlements is { } more ? $" With it come {more}." : ""))],
        Buttons = [new Button("Look at it", $"/plan show {Plan.Slug}"), new Button("All plans", "/plan list")],
    };
}

sealed partial class CreatePlanHandler(TimeProvider time) : IHandle<CreatePlan, PlanCreated>
{
    // Two who create at once must not both find the name free.
    public Task<IReadOnlyList<Target>> Locks(CreatePlan command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([new("plan", Guid.Empty, command.Slug)]);

    public async Task<Result<Plan>> Plan(CreatePlan command, Work work, CancellationToken cancel)
    {
        var name = command.Name.Trim();
        if (!Slugs().IsMatch(command.Slug))
            return new Refusal(
                $"“{Excerpt.Of(command.Slug)}” is no short name: two to 40 small letters, digits and dashes, no dash first.");
        if (name.Length == 0) return new Refusal("A plan needs a name.");
        if (PricePlanHandler.TooMuch(command.Price) is { } tooMuch) return tooMuch;
        var taken = await work.Find<string>("select slug from plans where slug = @Slug or lower(name) = lower(@name) limit 1",
            new { command.Slug, name }, cancel);
        if (taken is not null) return new Refusal($"There is a plan {taken}, which has that name.");
        if (Read(command.Entitlements) is not { } entitlements)
            return new Refusal("I can't read what comes with it. Write names and numbers: instances=3, backups=30.");
        var tier = await Tier.One(work, command.Tier, cancel);
        if (tier.IsArchived) return tier.NothingNew;
        return new Plan(new Target("plan", Guid.Empty, name), $"Let plan {name} be sold")
        {
            Amount = command.Price, Tier = tier.Slug,
            Changes =
            [
                new("Price, without tax", "none", $"{command.Price} {command.Period.Each}"), new("Tier", "none", tier.Name),
                .. new Change("Comes with it", "nothing", string.Join(", ", entitlements.Select(one => $"{one.Key} {one.Value}")))
                    .If(entitlements.Count > 0),
            ],
            Affects = new(Impact.None, "Nobody yet."), Undo = Undo.By("Archive it with", $"/plan archive {command.Slug}"),
        };
    }

    public async Task<Result<PlanCreated>> Handle(CreatePlan command, Work work, CancellationToken cancel)
    {
        var id = PlanId.New(time);
        var tier = await Tier.One(work, command.Tier, cancel);
        await work.Execute("insert into plans (id, slug, name, tier, created_at) values (@id, @Slug, @Name, @Tier, @Now)",
            new { id, command.Slug, Name = command.Name.Trim(), Tier = tier.Slug, work.Now }, cancel);
        foreach (var (name, amount) in Read(command.Entitlements)!)
            await work.Execute("insert into plan_entitlements (plan_id, name, amount) values (@id, @name, @amount)",
                new { id, name, amount }, cancel);
        var price = await PricePlanHandler.Save(work, id, command.Period, command.Price, time, cancel);
        return new PlanCreated(await BillingPlan.One(work, id, cancel), price);
    }

    static Dictionary<string, long>? Read(string? text)
    {
        var read = new Dictionary<string, long>();
        foreach (var one in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (Entitlement().Match(one) is not { Success: true } match
                || !long.TryParse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture, out var amount)
                || !read.TryAdd(match.Groups["name"].Value, amount))
                return null;
        return read;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,39}$")]
    private static partial Regex Slugs();

    [GeneratedRegex("^(?<name>[a-z][a-z0-9-]{0,39}) ?= ?(?<amount>[0-9]{1,15})$")]
    private static partial Regex Entitlement();
}
