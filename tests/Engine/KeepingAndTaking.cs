using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

public abstract class KeepingAndTaking(AnEngine engine) : TheSameOnEveryEngine(engine)
{
    [Fact]
    public async Task Lines_of_both_streams_are_told_apart_with_their_times()
    {
        var (slug, _) = await Given("says", one => one with { Prints = ["one", "two", "!bad", "password=hunter2"] });
        await Eventually.Equal(4, async () => (await Logs(slug)).Count);
        var lines = await Logs(slug);
        Assert.All(lines, line => Assert.NotNull(line.At));
        Assert.Equal(
            ["one", "password=••••••", "two"], lines.Where(line => line.Source == LogSource.Output).Select(line => line.Text).Order());
        Assert.Equal(["bad"], lines.Where(line => line.Source == LogSource.Error).Select(line => line.Text));
        Assert.Equal(2, (await Logs(slug, 2)).Count);
    }

    [Fact]
    public async Task The_lines_of_a_terminal_are_one_stream_without_its_carriage_returns()
    {
        var (slug, _) = await Given("terminal", one => one with { Terminal = true, Prints = ["one", "!bad"] });
        await Eventually.Equal(2, async () => (await Logs(slug)).Count);
        var lines = await Logs(slug);
        Assert.Equal(["bad", "one"], lines.Select(line => line.Text).Order());
        Assert.All(lines, line => Assert.NotNull(line.At));
        Assert.All(lines, line => Assert.Equal(LogSource.Output, line.Source));
    }

    [Fact]
    public async Task A_line_that_the_engine_takes_apart_is_one_line_and_said_to_be_cut()
    {
        var (slug, _) = await Given("long", one => one with { Prints = [new string('x', 40_000), "end"] });
        await Eventually.Equal(2, async () => (await Logs(slug)).Count);
        Assert.True((await Runtime.Logs(At(slug), 10, Cancel)).Value.Cut);
        Assert.Contains(await Logs(slug), line => line.Text.Length > 8_000 && line.Text.All(one => one == 'x'));
    }

    [Fact]
    public async Task A_backup_is_a_whole_tar_of_its_data_and_it_runs_on()
    {
        var (slug, id) = await Given("kept");
        var started = (await State(slug)).StartedAt;
        await Eventually.True(async () => (await Logs(slug)).Count > 0, what: "it has begun");
        var backup = (await Runtime.Backup(At(slug), "one", new Progress<long>(), Cancel)).Value;
        Assert.Contains($"database = {slug}\n", (await Read(backup)).Values);
        Assert.Equal(("running", started), (await Host.StatusOf(id), (await State(slug)).StartedAt));
    }

    [Fact]
    public async Task A_stopped_one_is_copied_and_stays_stopped()
    {
        var (slug, id) = await Given("still");
        await Eventually.True(async () => (await Logs(slug)).Count > 0, what: "it has begun");
        await Runtime.Stop(At(slug), LongGrace, Cancel);
        var backup = (await Runtime.Backup(At(slug), "one", new Progress<long>(), Cancel)).Value;
        Assert.Contains($"database = {slug}\n", (await Read(backup)).Values);
        Assert.Equal("exited", await Host.StatusOf(id));
    }

    [Fact]
    public async Task One_that_a_dead_backup_left_paused_is_copied_and_woken()
    {
        var (slug, id) = await Given("asleep");
        await Host.Pause(id);
        Assert.Null((await Runtime.Backup(At(slug), "one", new Progress<long>(), Cancel)).Fault);
        Assert.Equal("running", await Host.StatusOf(id));
    }

    [Fact]
    public async Task A_label_that_names_no_folder_is_said_to_be_wrong()
    {
        var (slug, id) = await Given("mislabelled", one => one with
        {
            Labels = new Dictionary<string, string> { [DockerLabels.Instance] = one.Slug, [DockerLabels.Data] = GivenContainer.Nowhere },
        });
        var fault = Fault(await Runtime.Backup(At(slug), "one", new Progress<long>(), Cancel));
        Assert.Equal(RuntimeTrouble.Misconfigured, fault.Trouble);
        Assert.EndsWith("Check the label opsbot.data.", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal("running", await Host.StatusOf(id));
    }

    [Fact]
    public async Task A_deletion_takes_what_is_the_instances_own_and_leaves_and_names_the_rest()
    {
        var (others, folder) = (Name("shared"), Directory.CreateTempSubdirectory("opsbot-folder-"));
        try
        {
            var (slug, id) = await Given("old", one => one with { OthersVolume = others, Folder = folder.FullName, UnnamedVolume = true });
            var (neighbour, other) = await Given("neighbour");
            var volumes = await Host.Volumes();
            var before = (await Runtime.Belongings(At(slug), Cancel)).Value;
            Assert.Equal($"container {slug}, volume {slug}-data and a volume without a name", before.Ours);
            Assert.Equal($"volume {others} and folder {folder.FullName}", before.Others);

            Assert.True((await Runtime.Delete(At(slug), Cancel)).Value.Changed);
            Assert.False((await Runtime.Delete(At(slug), Cancel)).Value.Changed);
            var left = (await Runtime.Remaining(At(slug), before, Cancel)).Value;
            Assert.Equal((before.Ours, "", before.Others), (before.Gone(left).Ours, left.Ours, left.Others));
            Assert.Equal(("gone", "running"), (await Host.StatusOf(id), await Host.StatusOf(other)));
            var gone = volumes.Except(await Host.Volumes()).ToList();
            Assert.Contains($"{slug}-data", gone);
            Assert.DoesNotContain(others, gone);
            Assert.DoesNotContain($"{neighbour}-data", gone);
            Assert.True(folder.Exists);
        }
        finally { folder.Delete(recursive: true); }
    }

    [Fact]
    public async Task A_volume_of_its_own_that_another_container_uses_stays_and_is_named()
    {
        var (slug, id) = await Given("held");
        await Given("user", one => one with { OthersVolume = $"{slug}-data" });
        var fault = Fault(await Runtime.Delete(At(slug), Cancel));
        Assert.Equal(RuntimeTrouble.Conflict, fault.Trouble);
        Assert.Contains($"{slug}-data", fault.Sentence, StringComparison.Ordinal);
        Assert.EndsWith($"The container of {slug} is gone already.", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal("gone", await Host.StatusOf(id));
        Assert.Contains($"{slug}-data", await Host.Volumes());
    }

    async Task<IReadOnlyList<LogLine>> Logs(string slug, int lines = 100) => (await Runtime.Logs(At(slug), lines, Cancel)).Value.Lines;
}
