using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Instances;

public sealed class BackingUpAndDeleting(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData(PretendStart.Running, "running")]
    [InlineData(PretendStart.Stopped, "stopped")]
    public async Task A_backup_leaves_it_as_it_was(PretendStart before, string state)
    {
        var shop = await desk.Instance(before);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("olivia", $"/instance backup {shop} before-upgrade")).Kind);
        Assert.Equal("maintenance", await desk.StateOf(shop));
        await desk.RunJobs();
        Assert.Equal(state, await desk.StateOf(shop));
        Assert.Equal(["instance backup started", "instance backup done"], await desk.AuditOf(shop));
        var list = (await desk.Ask("olivia", $"/instance backups {shop}")).Reply!;
        var row = Assert.Single(list.Parts.OfType<Table>().Single().Rows);
        Assert.Equal("before-upgrade", row[1]);
        Assert.True(File.Exists(await desk.One<string>(
            "select path from backups b join instances i on i.id = b.instance_id where i.slug = @shop", new { shop })));
        Assert.Contains("already has a backup called before-upgrade",
            (await desk.Ask("omar", $"/instance backup {shop} before-upgrade")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-rf")]
    [InlineData("a/b")]
    [InlineData("../up")]
    [InlineData("\"a b\"")]
    public async Task A_name_that_could_be_a_path_is_refused(string name)
    {
        var shop = await desk.Instance();
        Assert.Contains("can't be a backup's name", (await desk.Ask("olivia", $"/instance backup {shop} {name}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task A_backup_that_failed_leaves_a_healthy_instance_healthy()
    {
        var shop = await desk.Instance();
        desk.Docker.Host("h1").Trouble.Break(100);
        try
        {
            await desk.Ask("olivia", $"/instance backup {shop}");
            await desk.RunJobs();
        }
        finally { desk.Docker.Host("h1").Trouble.Clear(); }
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.Equal("running", desk.Docker.Find(shop)!.Now.Status);
        Assert.Equal(["instance backup started", "instance backup failed"], await desk.AuditOf(shop));
        Assert.Contains("There is no backup yet", (await desk.Ask("olivia", $"/instance backups {shop}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_came_to_nothing_leaves_no_file()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance backup {shop}");
        // Something else takes it over: its data is copied, and the copy may not be recorded.
        await desk.Execute("update instances set trail = gen_random_uuid() where slug = @shop", new { shop });
        await desk.RunJobs();
        Assert.Equal(["instance backup started", "instance backup failed"], await desk.AuditOf(shop));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(desk.Get<BackupStore>().PathOf(shop, "any").Value)!));
    }

    [Fact]
    public async Task Backups_page_and_know_their_last_page()
    {
        var shop = await desk.Instance();
        await desk.Execute(
            """
            insert into backups (id, instance_id, name, path, bytes, sha256, app_version, taken_at)
            select gen_random_uuid(), i.id, 'b-' || n, '/x', 1536, repeat('a', 64), '17.0', @Now::timestamptz - n * interval '1 day' from instances i, generate_series(1, 30) n where i.slug = @shop
            """, new { shop });
        var first = (await desk.Ask("olivia", $"/instance backups {shop}")).Reply!;
        Assert.Equal("b-1", first.Parts.OfType<Table>().Single().Rows[0][1]);
        Assert.Equal("1.5 KB", first.Parts.OfType<Table>().Single().Rows[0][2]);
        Assert.Equal("b-11", (await desk.Ask("olivia", first.NextPage!)).Reply!.Parts.OfType<Table>().Single().Rows[0][1]);
        Assert.Contains("beginning of the list", (await desk.Ask("olivia", $"/instance backups {shop} page:9")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_waits_for_another_admin_and_then_takes_container_and_volume()
    {
        var shop = await desk.Instance();
        var asked = await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal("running", await desk.StateOf(shop));
        var number = await desk.One<long>("select max(number) from approvals", null);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("olivia", $"/approval approve {number}")).Kind);
        Assert.Equal(OutcomeKind.Done, (await desk.Ask("adam", $"/approval approve {number}")).Kind);
        Assert.Equal("deleting", await desk.StateOf(shop));
        await desk.RunJobs();
        Assert.Equal("deleted", await desk.StateOf(shop));
        Assert.Null(desk.Docker.Find(shop));
        Assert.DoesNotContain(desk.Docker.Host("h1").Volumes, volume => volume.Name == $"{shop}-data");
        Assert.Equal(["instance delete requested", "instance delete approved", "instance delete started", "instance delete done"],
            (await desk.AuditOf(shop)).Select(row => row.Replace("approval approve", "instance delete", StringComparison.Ordinal)
                .Replace("approve approved", "delete approved", StringComparison.Ordinal)).Distinct());
        Assert.Contains("Nothing can be done to it any more.",
            (await desk.Ask("olivia", $"/instance delete {shop}", because: "once more")).Text, StringComparison.Ordinal);
        Assert.Contains("nothing, it was deleted.", (await desk.Ask("olivia", $"/instance show {shop}")).Text, StringComparison.Ordinal);
        Assert.Contains("was deleted", (await desk.Ask("olivia", $"/instance logs {shop}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_the_instances_own_is_named_to_whoever_approves_and_stays_and_is_named_at_the_end()
    {
        var shop = await desk.Instance();
        var host = desk.Docker.Host("h1");
        desk.Docker.Find(shop)!.Mount(host.Add(new PretendVolume($"{shop}-shared", new Dictionary<string, string>())));

        var planned = (await desk.Ask("olivia", $"/instance delete {shop} --dry-run")).Text;
        Assert.Contains($"On h1: container {shop} and volume {shop}-data → destroyed", planned, StringComparison.Ordinal);
        Assert.Contains($"Not labelled as its own: volume {shop}-shared → left there", planned, StringComparison.Ordinal);

        await desk.Alone("grace", $"/instance delete {shop}", because: "contract ended");
        await desk.RunJobs();
        var end = (await desk.At("channel:COPS"))[^1].Text;
        Assert.Contains($"Gone from h1: container {shop} and volume {shop}-data.", end, StringComparison.Ordinal);
        Assert.Contains($"Still on h1: volume {shop}-shared.", end, StringComparison.Ordinal);
        Assert.Contains(host.Volumes, volume => volume.Name == $"{shop}-shared");
    }

    [Fact]
    public async Task What_cannot_be_seen_is_not_deleted_blindly()
    {
        var shop = await desk.Instance();
        await desk.HostGoes();
        try { Assert.Contains("What would be deleted can't be seen now.",
            (await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended")).Text, StringComparison.Ordinal); }
        finally { await desk.HostReturns(); }
        Assert.Equal("running", await desk.StateOf(shop));
    }

    [Fact]
    public async Task Deleting_alone_is_answered_by_its_progress_and_who_did_it_is_told_of_the_sign_off_directly()
    {
        var shop = await desk.Instance();
        var outcome = await desk.Alone("grace", $"/instance delete {shop}", because: "it leaks data");
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        // A second answer to the same request would take the place of the first.
        Assert.Null(outcome.Reply);
        Assert.Contains("has to sign it off within 24 hours", (await desk.At("person:UGRACE"))[^1].Text, StringComparison.Ordinal);
        await desk.RunJobs();
        Assert.Equal("deleted", await desk.StateOf(shop));
        Assert.Contains($"{shop} is deleted", (await desk.At("channel:COPS"))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_something_that_changed_meanwhile_is_asked_for_again()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended");
        var number = await desk.One<long>("select max(number) from approvals", null);
        await desk.Ask("omar", $"/instance restart {shop}", because: "it hangs");
        await desk.RunJobs();
        Assert.Contains("changed after it was asked for", (await desk.Ask("adam", $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        Assert.Equal("running", await desk.StateOf(shop));
        Assert.NotNull(desk.Docker.Find(shop));
    }

    [Fact]
    public async Task A_deletion_that_breaks_off_is_in_the_failed_queue()
    {
        var shop = await desk.Instance();
        await desk.Ask("olivia", $"/instance delete {shop}", because: "contract ended");
        await desk.Ask("adam", $"/approval approve {await desk.One<long>("select max(number) from approvals", null)}");
        await desk.HostGoes();
        try { await desk.RunJobs(); }
        finally { await desk.HostReturns(); }
        Assert.Equal("error", await desk.StateOf(shop));
    }
}
