using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Tests.Core.Operations;

public sealed class PlanDigests
{
    static readonly Guid id = Guid.Parse("018f3b0e-7b1a-7000-8000-000000000001");

    static Plan Whole => new(new Target("instance", id, "acme") { Organization = id }, "Stop acme")
    {
        TargetVersion = 3, Changes = [new("State", "running", "stopped")], Affects = new(Impact.Loss, "Everybody."),
        Undo = Undo.By("Start it with", "/instance start acme"), Amount = new Money(4900, Currency.Eur), Tier = "growth", Targets = 2,
    };

    [Fact]
    public void Equal_plans_have_one_digest_also_after_being_stored()
    {
        Assert.Equal(Whole.Digest, Whole.Digest);
        Assert.Equal(Whole.Digest, Json.Read<Plan>(Json.Text(Whole)).Digest);
        Assert.Matches("^3-[0-9a-f]{64}$", Whole.Digest);
    }

    [Fact]
    public void Every_field_that_somebody_approves_changes_it()
    {
        Plan[] others =
        [
            Whole with { Target = Whole.Target with { Kind = "server" } }, Whole with { Target = Whole.Target with { Id = Guid.Empty } },
            Whole with { Target = Whole.Target with { Organization = null } }, Whole with { TargetVersion = 4 },
            Whole with { Changes = [] },
            Whole with { Changes = [new("State", "running", "deleted")] }, Whole with { Changes = [new("State", "error", "stopped")] },
            Whole with { Undo = Undo.Never() }, Whole with { Undo = Undo.Needless("Nothing to undo.") },
            Whole with { Undo = Undo.By("Start it with", "/instance retry acme") }, Whole with { Affects = null },
            Whole with { Affects = new(Impact.Wait, "Everybody.") }, Whole with { SubjectConfirms = true },
            Whole with { Backup = new(null) },
            Whole with { Backup = new(new DateTimeOffset(2026, 11, 1, 2, 0, 0, TimeSpan.Zero)) },
            Whole with { Amount = new Money(4901, Currency.Eur) }, Whole with { Amount = new Money(4900, Currency.Usd) },
            Whole with { Amount = null },
            Whole with { Tier = "starter" }, Whole with { Targets = 3 },
            Whole with { Each = [new(id, "acme", 3)] }, Whole with { Each = [new(id, "acme", 4)] },
            Whole with { Each = [new(Guid.Empty, "acme", 3)] },
        ];
        Assert.Equal(others.Length + 1, others.Append(Whole).Select(plan => plan.Digest).Distinct().Count());
        // A field that is added later must be thought of here, too.
        Assert.Equal(
            [
                "Affects", "Amount", "Backup", "Changes", "Digest", "Each", "Effect", "Form", "Gives", "Guard", "Reversible",
                "SubjectConfirms", "Target", "TargetVersion", "Targets", "Tier", "Undo",
            ],
            typeof(Plan).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract")
                .Order(StringComparer.Ordinal));
    }

    // Which guard stands before it, or follows from what it gives away, is compared on its own: by who would have to approve.
    [Fact]
    public void The_guard_does_not() =>
        Assert.Equal(Whole.Digest, (Whole with { Guard = Guard.Approval }).Digest);

    [Fact]
    public void Sentences_may_read_otherwise_in_a_new_version()
    {
        Plan[] others =
        [
            Whole with { Effect = "Stop acme now" }, Whole with { Affects = new(Impact.Loss, "All of them.") },
            Whole with { Undo = Undo.By("Bring it back with", "/instance start acme") },
            Whole with { Target = Whole.Target with { Label = "acme, Acme GmbH" } }, Whole with { Form = PlanDigest.Current },
        ];
        Assert.All(others, other => Assert.Equal(Whole.Digest, other.Digest));
        Assert.All(others, other => Assert.True(PlanDigest.IsStill(other, Whole with { Form = PlanDigest.Current })));
    }

    // As they were stored before the digest had a form.
    const string Older =
        """
        {"target":{"kind":"instance","id":"018f3b0e-7b1a-7000-8000-000000000001","label":"acme"},"effect":"Stop acme","targetVersion":3,
        "changes":[],"undo":"Start it.","reversible":true,"targets":1}
        """;

    [Fact]
    public void What_was_asked_for_before_an_update_is_compared_as_it_was_then()
    {
        var older = Json.Read<Plan>(Older);
        var now = new Plan(new Target("instance", id, "acme"), "Stop acme") 
        {
            TargetVersion = 3, Undo = Undo.ByHand("Start it."), Backup = new(null),
        };
        Assert.True(PlanDigest.IsStill(now, older));
        Assert.False(PlanDigest.IsStill(now with { TargetVersion = 4 }, older));
        Assert.False(PlanDigest.IsStill(now with { Effect = "Delete acme" }, older));
        // A form that somebody had open meanwhile carries the bare digest of then.
        const string seen = "6f68fe86b8ce027c969d83df19f256e889d884d9424d92bb0e496d9e07e433e6";
        Assert.True(PlanDigest.IsSeen(now, seen));
        Assert.False(PlanDigest.IsSeen(now with { TargetVersion = 4 }, seen));
        Assert.True(PlanDigest.IsSeen(now, now.Digest));
        Assert.False(PlanDigest.IsSeen(now with { TargetVersion = 4 }, now.Digest));
    }

    // As they were stored while whom it affects and how it is undone were only sentences.
    const string OfFormTwo =
        """
        {"target":{"kind":"instance","id":"018f3b0e-7b1a-7000-8000-000000000001","label":"acme"},"effect":"Delete acme","targetVersion":3,
        "changes":[{"what":"State","before":"running","after":"deleted"}],"affects":"Everybody.","undo":"Cannot be undone.",
        "reversible":false,"targets":1,"form":2}
        """;

    [Fact]
    public void What_was_asked_for_in_form_two_is_compared_in_that_one()
    {
        var before = Json.Read<Plan>(OfFormTwo);
        Assert.Equal(("Everybody.", "Cannot be undone.", false), (before.Affects!.Sentence, before.Undo.Sentence, before.Reversible));
        var now = new Plan(new Target("instance", id, "acme"), "Delete acme")
        {
            TargetVersion = 3, Changes = [new("State", "running", "deleted")], Affects = new(Impact.Loss, "All."), Undo = Undo.Never(),
        };
        Assert.True(PlanDigest.IsStill(now, before));
        Assert.False(PlanDigest.IsStill(now with { TargetVersion = 4 }, before));
        Assert.False(PlanDigest.IsStill(now with { Undo = Undo.ByHand("Ask again.") }, before));
        // Read and stored again it says the same.
        Assert.Equal(before, Json.Read<Plan>(Json.Text(before)) with { Changes = before.Changes });
        // What somebody had open then carries the number of then.
        const string seen = "2-c4feda80f59877f1efa724cb9caa8142803870fbbe1024859a66d857fe6e41a7";
        Assert.True(PlanDigest.IsSeen(now, seen));
        Assert.False(PlanDigest.IsSeen(now with { TargetVersion = 4 }, seen));
    }
}
