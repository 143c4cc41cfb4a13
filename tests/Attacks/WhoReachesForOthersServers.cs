using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Core.Servers.Orphans;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody on the team, or with a hand in the database or in the console, who has OpsBot do it to what is not ours.</summary>
public sealed class WhoReachesForOthersServers(Postgres postgres) : OrphanTest(postgres)
{
    [Theory]
    [InlineData("power-off")]
    [InlineData("reboot")]
    [InlineData("ip add")]
    public async Task Cannot_do_it_as_an_operator(string verb)
    {
        var server = await Desk.Rent();
        Assert.Equal(OutcomeKind.Refused, (await Desk.Ask("olivia", $"/vps {verb} {server.Name}", because: "let me")).Kind);
        await Desk.RunJobs();
        Assert.Equal("running", server.Cloud.Status);
        Assert.Empty(Desk.DoneTo(server));
    }

    [Theory]
    [InlineData("power-off")]
    [InlineData("reboot")]
    [InlineData("ip add")]
    public async Task Cannot_point_a_record_at_a_server_that_carries_another_label(string verb)
    {
        var (server, others) = (await Desk.Rent(), Put("somebody-elses", "their-job"));
        await Desk.Execute("update servers set provider_id = @Other where id = @Id",
            new { Other = $"{others.Id}", Id = server.Id.Value });
        await Desk.Ask("adam", $"/vps {verb} {server.Name}", because: "mine, surely");
        await Desk.RunJobs();
        Assert.Equal("running", others.Status);
        Assert.DoesNotContain(Desk.Cloud.Schedule.Actions, action => action.Resources.Any(one => one.Id == others.Id));
        Assert.Contains(await Desk.At("channel:COPS"),
            reply => reply.Text.Contains($"does not carry {Rented.LabelName}={server.Name}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cannot_have_a_server_deleted_that_carries_no_label_of_ours()
    {
        var others = Put("somebody-elses", null);
        await Look();
        var no = await Desk.Ask("adam", $"/vps remove-orphan server-{others.Id}", because: "costs");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("OpsBot has not made it", no.Text, StringComparison.Ordinal);
        Assert.True(IsThere(others));
    }

    [Fact]
    public async Task Cannot_swap_what_was_agreed_on_for_a_server_with_another_label()
    {
        var server = Put("build-7", "gone-job");
        await Look();
        await Desk.Agreed("adam", $"/vps remove-orphan server-{server.Id}", by: "sam");
        server.Labels = new Dictionary<string, string> { [Rented.LabelName] = "another-job" };
        await Desk.RunJobs();
        Assert.True(IsThere(server));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cannot_have_an_orphan_removed_that_became_a_customers_server_meanwhile(bool beforeTheVote)
    {
        var server = Put("build-7", "gone-job");
        await Look();
        var line = $"/vps remove-orphan server-{server.Id}";
        if (beforeTheVote)
        {
            await Desk.Ask("adam", line, because: "costs");
            await Becomes(server.Id);
            await Desk.Ask("sam", $"/approval approve {await Desk.One<long>("select max(number) from approvals", null)}");
        }
        else
        {
            await Desk.Agreed("adam", line, by: "sam");
            await Becomes(server.Id);
        }
        await Desk.RunJobs();
        Assert.True(IsThere(server));
        Assert.DoesNotContain(Desk.Cloud.Schedule.Actions, action => action.Command is "delete_server" or "change_server_protection");
    }

    Task Becomes(long id) => Desk.Execute(
        """
        insert into servers (id, name, region, purpose, organization_id, provider, provider_id, label, type, state, created_at)
        select gen_random_uuid(), 'acme', 'nbg1', 'organization', id, 'hetzner', @Id, 'gone-job', 'cx23', 'running', @Now
        from   organizations
        where  slug = 'acme'
        """, new { Id = $"{id}" });
}
