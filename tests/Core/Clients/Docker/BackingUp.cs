using System.Formats.Tar;
using System.IO.Compression;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class BackingUp : Engines
{
    long reported;

    [Fact]
    public async Task A_running_one_is_copied_whole_and_runs_on()
    {
        var container = Given("acme-prod", PretendStart.Running);
        var started = container.Now.StartedAt;
        var backup = (await Take("acme-prod", "nightly-1")).Value;

        Assert.True(await BackupStore.IsIntact(backup, Cancel));
        Assert.Equal(new FileInfo(backup.Path).Length, backup.Bytes);
        Assert.EndsWith("acme-prod/nightly-1.tar.gz", backup.Path, StringComparison.Ordinal);
        Assert.Equal(("running", started), (container.Now.Status, container.Now.StartedAt));
        Assert.True(reported > 500_000, $"{reported} bytes");

        await using var zipped = new GZipStream(File.OpenRead(backup.Path), CompressionMode.Decompress);
        await using var tar = new TarReader(zipped);
        var files = 0;
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
            files += entry.EntryType == TarEntryType.RegularFile ? 1 : 0;
        Assert.Equal(48, files);
    }

    [Fact]
    public async Task A_stopped_one_is_copied_and_stays_stopped()
    {
        var container = Given("acme-prod", PretendStart.Stopped);
        Assert.Null((await Take("acme-prod", "b")).Fault);
        Assert.Equal("exited", container.Now.Status);
    }

    [Fact]
    public async Task The_same_name_again_gives_the_same_file_without_a_second_pause()
    {
        Given("acme-prod", PretendStart.Running);
        var first = (await Take("acme-prod", "b")).Value;
        var calls = Engine.Calls;
        Assert.Equal(first, (await Take("acme-prod", "b")).Value);
        // Listing, and an unpause in case the first one died before its own.
        Assert.Equal(2, Engine.Calls - calls);
    }

    [Fact]
    public async Task One_left_paused_by_a_backup_that_died_runs_after_the_next_one()
    {
        var container = Given("acme-prod", PretendStart.Running);
        container.SetPaused(true);
        Assert.Null((await Take("acme-prod", "b")).Fault);
        Assert.Equal("running", container.Now.Status);
    }

    [Fact]
    public async Task One_left_paused_by_a_backup_that_died_is_woken_by_start()
    {
        var container = Given("acme-prod", PretendStart.Running);
        container.SetPaused(true);
        Assert.True((await Runtime.Start(At("acme-prod"), Cancel)).Value.Changed);
        Assert.Equal("running", container.Now.Status);
    }

    [Fact]
    public async Task A_copy_that_breaks_off_leaves_no_file_and_a_running_instance()
    {
        var container = Given("acme-prod", PretendStart.Running);
        Engine.BreakNextArchive = true;

        Assert.Equal(RuntimeTrouble.HostUnreachable, Fault(await Take("acme-prod", "b")).Trouble);
        Assert.Equal("running", container.Now.Status);
        Assert.Empty(Files());

        Assert.Null((await Take("acme-prod", "b")).Fault);
    }

    [Fact]
    public async Task A_cancelled_one_leaves_no_file_and_a_running_instance()
    {
        var container = Given("acme-prod", PretendStart.Running);
        using var given = new CancellationTokenSource();
        var bytes = new Watch(_ => given.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runtime.Backup(At("acme-prod"), "b", bytes, given.Token));
        Assert.Equal("running", container.Now.Status);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task The_instance_is_woken_although_the_host_stutters()
    {
        var container = Given("acme-prod", PretendStart.Running);
        var once = 0;
        var bytes = new Watch(_ =>
        {
            if (Interlocked.Exchange(ref once, 1) == 0)
                Engine.Trouble.BreakConnections(1);
        });
        Assert.Null((await Runtime.Backup(At("acme-prod"), "b", bytes, Cancel)).Fault);
        Assert.Equal("running", container.Now.Status);
    }

    [Fact]
    public async Task One_that_cannot_be_woken_is_said_to_be_paused()
    {
        var container = Given("acme-prod", PretendStart.Running);
        var bytes = new Watch(_ => Engine.Trouble.Break(3));
        var fault = Fault(await Runtime.Backup(At("acme-prod"), "b", bytes, Cancel));
        Assert.StartsWith("acme-prod may still be paused by its backup; start it to wake it.", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal("paused", container.Now.Status);
    }

    [Fact]
    public async Task Without_the_label_or_the_folder_it_says_what_is_missing()
    {
        Engine.Add("bare", "odoo:17.0", new Dictionary<string, string> { [DockerLabels.Instance] = "bare" });
        Engine.Add("wrong", "odoo:17.0", new Dictionary<string, string> { [DockerLabels.Instance] = "wrong", [DockerLabels.Data] = "" });
        Assert.Contains("no label opsbot.data", Fault(await Take("bare", "b")).Sentence, StringComparison.Ordinal);
        Assert.Equal(RuntimeTrouble.Misconfigured, Fault(await Take("wrong", "b")).Trouble);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_the_workers_fault_and_the_instance_runs_on()
    {
        var container = Given("acme-prod", PretendStart.Running);
        await File.WriteAllTextAsync(Path.Combine(Folder.FullName, "backups"), "in the way", Cancel);
        var fault = Fault(await Take("acme-prod", "b"));
        Assert.Equal(RuntimeTrouble.Storage, fault.Trouble);
        Assert.Equal("running", container.Now.Status);
    }

    [Fact]
    public async Task A_crash_looping_one_is_not_copied()
    {
        Given("acme-prod", PretendStart.Running).CrashLoop();
        Assert.Equal(RuntimeTrouble.Conflict, Fault(await Take("acme-prod", "b")).Trouble);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a..b")]
    public async Task A_name_that_leaves_the_folder_is_a_mistake_of_the_caller(string name)
    {
        Given("acme-prod", PretendStart.Running);
        await Assert.ThrowsAsync<ArgumentException>(() => Take("acme-prod", name));
    }

    [Fact]
    public async Task A_removed_backup_is_gone_and_twice_is_harmless()
    {
        Given("acme-prod", PretendStart.Running);
        var backup = (await Take("acme-prod", "b")).Value;
        BackupStore.Remove(backup.Path);
        BackupStore.Remove(backup.Path);
        Assert.Empty(Files());
        Assert.False(await BackupStore.IsIntact(backup, Cancel));
    }

    string[] Files() => Directory.Exists(Path.Combine(Folder.FullName, "backups"))
        ? Directory.GetFiles(Path.Combine(Folder.FullName, "backups"), "*", SearchOption.AllDirectories)
        : [];

    Task<Result<StoredBackup, RuntimeFault>> Take(string slug, string name) =>
        Runtime.Backup(At(slug), name, new Watch(bytes => reported = bytes), Cancel);

    sealed class Watch(Action<long> see) : IProgress<long>
    {
        public void Report(long value) => see(value);
    }
}
