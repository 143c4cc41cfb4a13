using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record UpdateTier(
    [Arg("which tier")] TierId Tier,
    [Arg("new name", Named = true, MaxLength = 60)] string? Name = null,
    [Arg("what it costs a month from now on", Named = true)] Money? Price = null,
    [Arg(WantedTypes.Summary, Named = true, MaxLength = 200)] string? Types = null,
    [Arg("what the payment provider calls the price", Named = true, MaxLength = 100)] string? PriceId = null)
    : ICommand<UpdateTier, TierUpdated>
{
    public static Spec Spec { get; } = new("tier update", "Change a tier's name, price or server types")
    {
        Needs = Role.Admin, Guard = Guard.Approval,
        Examples = ["/tier update starter price:32.00", "/tier update growth types:\"cx33, cpx32\""],
    };
}

public sealed record TierUpdated(Tier Tier) : IAnswer
{
    public Reply Say() => new($"Tier {Tier.Name} was changed")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph($"{Tier.Shape}, {Tier.Price} a month, made of {Tier.TypesInOrder}.")],
        Buttons = [new Button("Look at it", $"/tier show {Tier.Slug}")],
    };
}

sealed class UpdateTierHandler : IHandle<UpdateTier, TierUpdated>
{
    public async Task<Result<Plan>> Plan(UpdateTier command, Work work, CancellationToken cancel)
    {
        var tier = await Tier.One(work, command.Tier, cancel);
        if ((await Changes(command, tier, work, cancel)).Failed(out var changes, out var no)) return no;
        if (changes.Count == 0)
            return new Refusal($"{tier.Name} is like that already. Say what to change: name, price, types or price-id.");
        Money? more = command.Price is { } price
            ? new Money((price.Minor - tier.Price.Minor) * tier.Organizations, tier.Price.Currency) : null;
        return new Plan(tier.Target, $"Change tier {tier.Name}")
        {
            TargetVersion = tier.Version, Changes = changes, Tier = tier.Slug, Targets = (int)Math.Max(1, tier.Organizations),
            Amount = more is { Minor: < 0 } less ? new Money(-less.Minor, less.Currency) : more,
            Affects = Touched(tier, more), Undo = Undo.ByHand("Change it back the same way."),
        };
    }

    /// <summary>"3 organizations: €12.00 more a month in all".</summary>
    static Affected Touched(Tier tier, Money? more)
    {
        if (tier.Organizations == 0) return new(Impact.None, "No organization has it.");
        var who = Several.Of(tier.Organizations, "organization has it", "organizations have it");
        return more switch
        {
            null or { Minor: 0 } => new(Impact.None, $"{who}. Their servers stay as they are."),
            { Minor: > 0 } sum => new(Impact.Loss, $"{who}: {sum} more a month in all, from their next invoices."),
            { } sum => new(Impact.Gain, $"{who}: {new Money(-sum.Minor, sum.Currency)} less a month in all, from their next invoices."),
        };
    }

    static async Task<Result<IReadOnlyList<Change>>> Changes(UpdateTier command, Tier tier, Work work, CancellationToken cancel)
    {
        var changes = new List<Change>();
        if (command.Name?.Trim() is { Length: > 0 } name && name != tier.Name)
        {
            var taken = await work.Find<string>("select slug from tiers where id <> @Tier and lower(name) = lower(@name)",
                new { command.Tier, name }, cancel);
            if (taken is not null) return new Refusal($"There is a tier {taken}, which has that name.");
            changes.Add(new("Name", tier.Name, name));
        }
        if (command.Price is { } price && price != tier.Price)
        {
            if (price.Currency != tier.Price.Currency)
                return new Refusal($"{tier.Name} is priced in {tier.Price.Currency.Code}, and stays so. "
                    + $"Create another tier for {price.Currency.Code}.");
            changes.Add(new("Price a month", tier.Price.ToString(), price.ToString()));
        }
        if (command.PriceId is { } priceId && priceId != tier.PriceId)
            changes.Add(new("Price at the payment provider", tier.PriceId ?? "none", priceId));
        if (command.Types is not { } text) return changes;
        var wanted = await WantedTypes.Read(work, text, tier.Cpus, tier.MemoryGb, tier.DiskGb, cancel);
        if (wanted.Failed(out var types, out var no)) return no;
        if (!types.SequenceEqual(tier.Types)) changes.Add(new("Server types", tier.TypesInOrder ?? "none", string.Join(", ", types)));
        return changes;
    }

    public async Task<Result<TierUpdated>> Handle(UpdateTier command, Work work, CancellationToken cancel)
    {
        var tier = await Tier.One(work, command.Tier, cancel);
        await work.Execute(
            """
            update tiers
            set    name = coalesce(nullif(@Name, ''), name), price_minor = coalesce(@Minor, price_minor),
                   price_id = coalesce(@PriceId, price_id), version = version + 1
            where  id = @Tier
            """, new { command.Tier, Name = command.Name?.Trim(), command.Price?.Minor, command.PriceId }, cancel);
        if (command.Types is { } text)
        {
            var wanted = await WantedTypes.Read(work, text, tier.Cpus, tier.MemoryGb, tier.DiskGb, cancel);
            if (wanted.Failed(out var types, out var no)) return no;
            await WantedTypes.Save(work, command.Tier, types, cancel);
        }
        return new TierUpdated(await Tier.One(work, command.Tier, cancel));
    }
}
