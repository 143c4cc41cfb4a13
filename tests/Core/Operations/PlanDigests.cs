using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Operations;

public sealed class PlanDigests
{
    static readonly Guid id = Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001");

    static Plan Whole => new(new Target("instance", id, "acme") { Organization = id }, "Stop acme")
    {
        TargetVersion = 3, Changes = [new("State", "running", "stopped")], Affects = "Everybody.", Undo = "Start it.",
        Reversible = true, Amount = new Money(4900, Currency.Eur), Tier = "growth", Targets = 2,
    };

    [Fact]
    public void Equal_plans_have_one_digest_also_after_being_stored()
    {
        Assert.Equal(Whole.Digest, Whole.Digest);
        Assert.Equal(Whole.Digest, Json.Read<Plan>(Json.Text(Whole)).Digest);
        Assert.Matches("^[0-9a-f]{64}$", Whole.Digest);
    }

    [Fact]
    public void Every_field_that_somebody_approves_changes_it()
    {
        Plan[] others =
        [
            Whole with { Target = Whole.Target with { Kind = "server" } }, Whole with { Target = Whole.Target with { Id = Guid.Empty } },
            Whole with { Target = Whole.Target with { Label = "acne" } }, Whole with { Target = Whole.Target with { Organization = null } },
            Whole with { Effect = "Delete acme" }, Whole with { TargetVersion = 4 }, Whole with { Changes = [] },
            Whole with { Changes = [new("State", "running", "deleted")] }, Whole with { Changes = [new("State", "error", "stopped")] },
            Whole with { Affects = null }, Whole with { Undo = "Never." }, Whole with { Reversible = false },
            Whole with { Amount = new Money(4901, Currency.Eur) }, Whole with { Amount = new Money(4900, Currency.Usd) }, Whole with { Amount = null },
            Whole with { Tier = "starter" }, Whole with { Targets = 3 },
            Whole with { Each = [new(id, "acme", 3)] }, Whole with { Each = [new(id, "acme", 4)] }, Whole with { Each = [new(Guid.Empty, "acme", 3)] },
        ];
        Assert.Equal(others.Length + 1, others.Append(Whole).Select(plan => plan.Digest).Distinct().Count());
        // A field that is added later must be thought of here, too.
        Assert.Equal(
            [
                "Affects", "Amount", "Changes", "Digest", "Each", "Effect", "Guard", "NeverAlone", "Reversible", "Target", "TargetVersion",
                "Targets", "Tier", "Undo",
            ],
            typeof(Plan).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Order(StringComparer.Ordinal));
    }

    // Which guard stands before it is compared on its own, by who would have to approve.
    [Fact]
    public void The_guard_does_not() =>
        Assert.Equal(Whole.Digest, (Whole with { Guard = Guard.Approval, NeverAlone = true }).Digest);
}
