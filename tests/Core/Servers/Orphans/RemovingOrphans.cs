using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Orphans;

public sealed class RemovingOrphans(Postgres postgres) : OrphanTest(postgres)
{
    [Fact]
    public async Task A_server_goes_with_somebody_elses_approval_though_it_was_protected()
    {
        var server = Put("build-7", "gone-job");
        server.IsProtected = true;
        await Look();
        var slug = $"server-{server.Id}";
        Assert.Equal(OutcomeKind.Refused, (await Desk.Ask("olivia", $"/vps remove-orphan {slug}", because: "costs")).Kind);
        await Desk.Agreed("adam", $"/vps remove-orphan {slug}", by: "sam");
        await Desk.RunJobs();
        Assert.False(IsThere(server));
        Assert.Equal("removed", await EndOf(slug));
        Assert.Contains(await Desk.At("channel:COPS"), reply => reply.Heading == $"{slug} is removed");
        // Twice is harmless.
        Assert.Contains("was gone already", (await Desk.Ask("adam", $"/vps remove-orphan {slug}", because: "costs")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_goes_and_what_is_gone_already_is_a_success()
    {
        var (one, two) = (PutVolume("scratch"), PutVolume("old"));
        await Look();
        await Desk.Agreed("adam", $"/vps remove-orphan volume-{one.Id}", by: "sam");
        await Desk.RunJobs();
        Assert.DoesNotContain(one, Desk.Cloud.Volumes);
        Vanish(two);
        await Desk.Agreed("adam", $"/vps remove-orphan volume-{two.Id}", by: "sam");
        await Desk.RunJobs();
        Assert.Equal("gone", await EndOf($"volume-{two.Id}"));
    }

    [Fact]
    public async Task The_card_shows_what_it_is_what_it_costs_and_how_old_it_is()
    {
        var volume = PutVolume("scratch");
        await Look();
        var planned = await Desk.Ask("adam", $"/vps remove-orphan volume-{volume.Id} --dry-run");
        Assert.Contains("Delete volume scratch, 50 GB in nbg1", planned.Text, StringComparison.Ordinal);
        Assert.Contains("A month: €", planned.Text, StringComparison.Ordinal);
        Assert.Contains($"Made: {volume.Created:yyyy-MM-dd}", planned.Text, StringComparison.Ordinal);
        Assert.Contains(volume, Desk.Cloud.Volumes);
    }

    [Fact]
    public async Task Two_at_once_remove_it_once()
    {
        var server = Put("build-7", "gone-job");
        await Look();
        var line = $"/vps remove-orphan server-{server.Id}";
        Assert.Equal(OutcomeKind.Waiting, (await Desk.Ask("adam", line, because: "costs")).Kind);
        var first = await Desk.One<long>("select max(number) from approvals", null);
        await Desk.Ask("sam", line, because: "costs");
        var second = await Desk.One<long>("select max(number) from approvals", null);
        await Desk.Ask("sam", $"/approval approve {first}");
        if (second != first) await Desk.Ask("adam", $"/approval approve {second}");
        await Desk.RunJobs();
        Assert.False(IsThere(server));
        Assert.Single(await Desk.All<string>("select operation from jobs where operation = 'vps remove-orphan'", null));
    }

    [Fact]
    public async Task Without_a_provider_or_with_a_token_that_only_reads_it_stays_and_it_is_said()
    {
        var server = Put("build-7", "gone-job");
        await Look();
        Desk.Cloud.TokenOnlyReads = true;
        await Desk.Agreed("adam", $"/vps remove-orphan server-{server.Id}", by: "sam");
        await Desk.RunJobs();
        Desk.Cloud.TokenOnlyReads = false;
        Assert.True(IsThere(server));
        Assert.Null(await EndOf($"server-{server.Id}"));
        Assert.Contains(await Desk.At("channel:COPS"), reply => reply.Text.Contains("may only read", StringComparison.Ordinal));
        Desk.Cloud.Trouble.Absence.BreaksConnections = false;
        Desk.Cloud.Trouble.GoAway(TimeSpan.FromHours(1));
        await Desk.Agreed("adam", $"/vps remove-orphan server-{server.Id}", by: "sam");
        await Desk.RunJobs();
        Assert.True(IsThere(server));
    }

    [Fact]
    public async Task A_worker_that_dies_between_the_steps_removes_it_once_all_the_same()
    {
        var server = Put("build-7", "gone-job");
        server.IsProtected = true;
        await Look();
        await Desk.Agreed("adam", $"/vps remove-orphan server-{server.Id}", by: "sam");
        await Desk.RunJobsThroughDeaths();
        Assert.False(IsThere(server));
        Assert.Equal("removed", await EndOf($"server-{server.Id}"));
        Assert.Single(Desk.Cloud.Schedule.Actions, action => action.Command == "delete_server");
    }
}
