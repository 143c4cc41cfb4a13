using System.Text.RegularExpressions;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

public sealed record CreateTier(
    [Arg("short name for commands: small letters, digits, dashes", MaxLength = 40)] string Slug,
    [Arg("name that customers read", MaxLength = 60)] string Name,
    [Arg("vCPUs", Min = 1, Max = 512)] int Cpus,
    [Arg("memory in GB", Min = 1, Max = 8_192)] int Memory,
    [Arg("disk in GB", Min = 1, Max = 100_000)] int Disk,
    [Arg("what it costs a month")] Money Price,
    [Arg(WantedTypes.Summary, MaxLength = 200)] string Types,
    [Arg("what the payment provider calls this price", Named = true, MaxLength = 100)] string? PriceId = null)
    : ICommand<CreateTier, TierCreated>
{
    public static Spec Spec { get; } = new("tier create", "A new tier that organizations can book")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/tier create scale Scale cpus:8 memory:16 disk:240 price:90.00 types:\"cx43, cpx42\""],
    };
}

public sealed record TierCreated(Tier Tier) : IAnswer
{
    public Reply Say() => new($"Tier {Tier.Name} can be booked")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph($"{Tier.Shape}, {Tier.Price} a month, made of {Tier.TypesInOrder}.")],
        Buttons = [new Button("Look at it", $"/tier show {Tier.Slug}"), new Button("All tiers", "/tier list")],
    };
}

sealed partial class CreateTierHandler(TimeProvider time) : IHandle<CreateTier, TierCreated>
{
    // Two who create at once must not both find the name free.
    public Task<IReadOnlyList<Target>> Locks(CreateTier command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([new("tier", Guid.Empty, command.Slug)]);

    public async Task<Result<Plan>> Plan(CreateTier command, Work work, CancellationToken cancel)
    {
        if (!Slugs().IsMatch(command.Slug))
            return new Refusal(
                $"“{Excerpt.Of(command.Slug)}” is no short name: two to 40 small letters, digits and dashes, no dash first.");
        if (command.Name.Trim().Length == 0) return new Refusal("A tier needs a name.");
        var taken = await work.Find<string>("select slug from tiers where slug = @Slug or lower(name) = lower(@Name) limit 1",
            new { command.Slug, Name = command.Name.Trim() }, cancel);
        if (taken is not null) return new Refusal($"There is a tier {taken}, which has that name.");
        if ((await TypesOf(command, work, cancel)).Failed(out var types, out var no)) return no;
        return new Plan(new Target("tier", Guid.Empty, command.Name.Trim()), $"Let {command.Name.Trim()} be booked")
        {
            Amount = command.Price,
            Changes =
            [
                new("Size", "none", $"{command.Cpus} vCPU, {command.Memory} GB, {command.Disk} GB disk"),
                new("Price a month", "none", command.Price.ToString()), new("Server types", "none", string.Join(", ", types)),
            ],
            Affects = new(Impact.None, "Nobody yet."), Undo = Undo.By("Archive it with", $"/tier archive {command.Slug}"),
        };
    }

    public async Task<Result<TierCreated>> Handle(CreateTier command, Work work, CancellationToken cancel)
    {
        if ((await TypesOf(command, work, cancel)).Failed(out var types, out var no)) return no;
        var id = TierId.New(time);
        await work.Execute(
            """
            insert into tiers (id, slug, name, cpus, memory_gb, disk_gb, price_minor, currency, price_id, created_at)
            values (@id, @Slug, @Name, @Cpus, @Memory, @Disk, @Minor, @Currency, @PriceId, @Now)
            """,
            new
            {
                id, command.Slug, Name = command.Name.Trim(), command.Cpus, command.Memory, command.Disk, command.Price.Minor,
                Currency = command.Price.Currency.Code, command.PriceId, work.Now,
            }, cancel);
        await WantedTypes.Save(work, id, types, cancel);
        return new TierCreated(await Tier.One(work, id, cancel));
    }

    static Task<Result<IReadOnlyList<string>>> TypesOf(CreateTier command, Work work, CancellationToken cancel) =>
        WantedTypes.Read(work, command.Types, command.Cpus, command.Memory, command.Disk, cancel);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,39}$")]
    private static partial Regex Slugs();
}
