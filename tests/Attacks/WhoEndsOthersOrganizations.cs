using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody on the team who would close, delete or bring back what is not theirs to, or before anybody looks.</summary>
public sealed class WhoEndsOthersOrganizations(Desk desk) : IClassFixture<Desk>
{
    Task<string> Stands(RentedServer server) => desk.One<string>(
        "select o.state || ' ' || s.state from organizations o join servers s on s.organization_id = o.id where o.slug = @Name",
        new { server.Name });

    Task<long> Number(string of) => of == "job" ? desk.One<long>("select max(number) from jobs", null)
        : desk.One<long>("select max(number) from approvals", null);

    [Theory]
    [InlineData("suspend"), InlineData("resume"), InlineData("delete"), InlineData("undo"), InlineData("undelete")]
    [InlineData("change-tier", "growth")]
    public async Task Cannot_do_it_as_an_operator(string verb, string more = "")
    {
        var server = await desk.Rent();
        var no = await desk.Ask("olivia", $"/org {verb} {server.Name} {more}".Trim(), because: "let me");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("needs an admin", no.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("active running", await Stands(server));
    }

    [Theory]
    [InlineData("suspend"), InlineData("delete")]
    public async Task Cannot_do_it_alone_as_an_admin(string verb)
    {
        var server = await desk.Rent();
        Assert.Equal(OutcomeKind.Waiting, (await desk.Ask("adam", $"/org {verb} {server.Name}", because: "I say so")).Kind);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("adam", $"/approval approve {await Number("approval")}")).Kind);
        await desk.RunJobs();
        Assert.Equal("active running", await Stands(server));
    }

    [Fact]
    public async Task Cannot_use_an_approval_that_was_given_for_what_it_was_before()
    {
        var server = await desk.Rent();
        await desk.Ask("adam", $"/org delete {server.Name}", because: "contract ended");
        var number = await Number("approval");
        // They stay after all, and pay for more than they did.
        await desk.Agreed("sam", $"/org suspend {server.Name}", by: "grace");
        await desk.Ask("sam", $"/org resume {server.Name}", because: "they have paid");
        await desk.Ask("sam", $"/approval approve {number}");
        Assert.Equal("stale", await desk.One<string>("select state from approvals where number = @number", new { number }));
        await desk.RunJobs();
        Assert.Equal("active running", await Stands(server));
    }

    [Fact]
    public async Task Cannot_cut_the_time_short_in_which_others_can_undo_it()
    {
        var server = await desk.Rent();
        await desk.Agreed("adam", $"/org delete {server.Name}", by: "sam");
        var no = await desk.Ask("adam", $"/job retry {await Number("job")}");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains("can be called off until then", no.Text, StringComparison.Ordinal);
        Assert.Contains(no.Reply!.Buttons, button => button.Command == $"/org undo {server.Name}");
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("grace", $"/org undo {server.Name}")).Kind);
        await desk.RunJobs();
        Assert.Equal("active running", await Stands(server));
        Assert.Empty(desk.DoneTo(server));
    }

    [Fact]
    public async Task Cannot_have_anothers_server_deleted_by_pointing_a_record_at_it()
    {
        var (server, others) = (await desk.Rent(), await desk.Rent());
        await desk.Agreed("adam", $"/org delete {server.Name}", by: "sam");
        await desk.Execute("update servers set provider_id = 'gone' where id = @Other", new { Other = others.Id.Value });
        await desk.Execute("update servers set provider_id = @Other where id = @Id", new { Other = $"{others.Cloud.Id}", Id = server.Id.Value });
        await desk.RunJobs();
        Assert.Equal("running", others.Cloud.Status);
        Assert.Empty(desk.DoneTo(others));
        Assert.Equal("active running", await Stands(server));
        Assert.Contains(await desk.At("channel:COPS"), reply => reply.Heading == $"{server.Name} was not deleted"
            && reply.Text.Contains($"does not carry {Rented.LabelName}={server.Name}", StringComparison.Ordinal));
    }
}
