using System.Globalization;
using OpsBot.Sandbox.Postgres;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Postgres;

public sealed class AKilledProgram : IAsyncDisposable
{
    readonly PostgresSandbox sandbox = new();

    [Fact]
    public async Task Takes_its_Postgres_along()
    {
        await using var program = await sandbox.StartInOtherProcess();
        var server = sandbox.Postmaster;
        await program.Kill();
        await Eventually.True(() => !PostgresSandbox.Lives(server));
    }

    [Fact]
    public async Task Can_be_started_again_at_once()
    {
        await using (var first = await sandbox.Start())
            await PostgresSandbox.Write(first, "before");
        await using (var program = await sandbox.StartInOtherProcess())
            await program.Kill();
        await using var again = await sandbox.Start();
        Assert.Equal(["before"], await PostgresSandbox.Notes(again));
    }

    [Fact]
    public async Task Leaves_a_server_to_the_next_start_when_nobody_was_left_to_stop_it()
    {
        await using var program = await sandbox.StartInOtherProcess();
        var server = sandbox.Postmaster;
        await OtherProcess.Signal("KILL", [.. sandbox.Watchers(), program.Id]);
        await Eventually.True(() => program.HasExited);
        Assert.True(PostgresSandbox.Lives(server));

        await using var again = await sandbox.Start();
        Assert.False(PostgresSandbox.Lives(server));
        await PostgresSandbox.Write(again, "mine");
    }

    [Fact]
    public async Task Leaves_no_trouble_when_its_server_was_killed_too()
    {
        await using (var program = await sandbox.StartInOtherProcess())
            await OtherProcess.Signal("KILL", [.. sandbox.Watchers(), program.Id, sandbox.Postmaster]);
        Assert.True(File.Exists(Path.Combine(sandbox.Data, "postmaster.pid")));
        await using var again = await sandbox.Start();
        await PostgresSandbox.Write(again, "recovered");
    }

    [Fact]
    public async Task May_leave_a_number_that_now_belongs_to_somebody_else()
    {
        var first = await sandbox.Start();
        await first.DisposeAsync();
        var account = await PostgresAccount.For(sandbox.Folder, TestContext.Current.CancellationToken);
        var sleep = account.Command(["sleep", "600"]);
        await using var stranger = OtherProcess.Of(sleep[0], null, [.. sleep.Skip(1)]);
        await File.WriteAllTextAsync(
            Path.Combine(sandbox.Data, "postmaster.pid"),
            string.Create(CultureInfo.InvariantCulture,
                $"{stranger.Id}\n{sandbox.Data}\n1700000000\n5432\n\n127.0.0.1\n   1234567         1\nready\n"),
            TestContext.Current.CancellationToken);

        await using var again = await sandbox.Start();
        Assert.True(PostgresSandbox.Lives(stranger.Id));
        await PostgresSandbox.Write(again, "started");
    }

    [Fact]
    public async Task Does_not_hold_the_folder_that_a_living_one_holds()
    {
        await using var program = await sandbox.StartInOtherProcess();
        var refused = await Assert.ThrowsAsync<PostgresUnavailableException>(() => sandbox.Start());
        Assert.Contains($"(process {program.Id})", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_its_server_before_it_ends_when_asked_politely()
    {
        await using var program = await sandbox.StartInOtherProcess();
        var server = sandbox.Postmaster;
        await program.Interrupt();
        Assert.Equal(0, program.ExitCode);
        Assert.False(PostgresSandbox.Lives(server));
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}
