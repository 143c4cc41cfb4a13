using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class LockingSeveralThings(Postgres postgres) : ApprovalTest(postgres)
{
    [Theory]
    [InlineData("/thing swap chair stubborn", "3 locked is gone")]
    [InlineData("/thing swap chair lamp", "2 locked is gone")]
    [InlineData("/thing swap chair chair", "2 locked is gone")]
    public async Task All_that_is_named_and_all_that_is_touched_besides_is_locked_once(string line, string heading) =>
        Assert.Equal(heading, (await Run(Olivia, line)).Reply!.Heading);

    [Fact]
    public async Task Whoever_names_the_same_things_in_another_order_waits_and_not_for_ever()
    {
        for (var rounds = 0; rounds < 5; rounds++)
        {
            var outcomes = await Task.WhenAll(
                from pair in new[] { "chair stubborn", "stubborn chair", "plug chair", "stubborn plug", "chair plug", "plug stubborn" }
                select Run(Adam, $"/thing swap {pair}"));
            Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        }
    }

    [Fact]
    public void A_lock_and_the_audit_call_a_thing_as_its_id_does_whatever_the_argument_is_called()
    {
        Assert.Equal("thing", Target.Of(new ThingId(Guid.Empty), "").Kind);
        Assert.Equal("instance", Target.Of(new OpsBot.Core.Instances.InstanceId(Guid.Empty), "").Kind);
        Assert.Equal("break-glass", Target.Of(new OpsBot.Core.Approvals.ReviewId(Guid.Empty), "").Kind);
    }
}
