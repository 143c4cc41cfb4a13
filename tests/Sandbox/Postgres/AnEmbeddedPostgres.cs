using Npgsql;
using OpsBot.Sandbox.Postgres;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Postgres;

public sealed class AnEmbeddedPostgres : IAsyncDisposable
{
    readonly PostgresSandbox sandbox = new();

    [Fact]
    public async Task Keeps_its_data_and_its_password_between_starts()
    {
        await using (var first = await sandbox.Start())
            await PostgresSandbox.Write(first, "kept");
        await using var second = await sandbox.Start();
        Assert.Equal(["kept"], await PostgresSandbox.Notes(second));
    }

    [Fact]
    public async Task Is_gone_when_it_has_been_stopped()
    {
        var postgres = await sandbox.Start();
        var server = sandbox.Postmaster;
        await postgres.DisposeAsync();
        Assert.False(PostgresSandbox.Lives(server));
        Assert.False(File.Exists(Path.Combine(sandbox.Data, "postmaster.pid")));
    }

    [Fact]
    public async Task Starts_again_on_the_port_it_is_told()
    {
        var port = FreePorts.Take();
        var first = await sandbox.Start(port);
        await first.DisposeAsync();
        await using var second = await sandbox.Start(port);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
    }

    [Theory]
    [InlineData("")]
    [InlineData("opsbot")]
    public async Task Lets_nobody_in_without_the_password(string password)
    {
        await using var postgres = await sandbox.Start();
        var guess = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = password };
        await using var db = new NpgsqlConnection(guess.ConnectionString);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => db.OpenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Belongs_to_one_program_at_a_time()
    {
        await using var first = await sandbox.Start();
        var refused = await Assert.ThrowsAsync<PostgresUnavailableException>(() => sandbox.Start());
        Assert.StartsWith($"Another OpsBot (process {Environment.ProcessId}) is using {sandbox.Folder}: stop it first", refused.Message,
            StringComparison.Ordinal);
        await PostgresSandbox.Write(first, "undisturbed");
    }

    [Fact]
    public async Task Says_so_when_the_port_it_must_take_is_taken()
    {
        await using var first = await sandbox.Start();
        await using var other = new PostgresSandbox();
        var refused = await Assert.ThrowsAsync<PostgresUnavailableException>(() => other.Start(first.Port));
        Assert.StartsWith("Postgres did not start:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_file_to_bring_back_when_the_password_is_lost()
    {
        var postgres = await sandbox.Start();
        await postgres.DisposeAsync();
        File.Delete(Path.Combine(sandbox.Folder, "password"));
        var refused = await Assert.ThrowsAsync<PostgresUnavailableException>(() => sandbox.Start());
        Assert.Contains("password is missing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begins_anew_when_making_its_data_was_cut_short()
    {
        var first = await sandbox.Start();
        await first.DisposeAsync();
        Directory.Move(sandbox.Data, sandbox.Data + ".new");
        await using var postgres = await sandbox.Start();
        await PostgresSandbox.Write(postgres, "whole");
    }

    [Fact]
    public async Task Runs_elsewhere_when_its_account_may_not_enter_the_clone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has to lend Postgres another account.");
        await using var closed = new PostgresSandbox(closed: true);
        var first = await closed.Start();
        Assert.StartsWith("/var/tmp/opsbot-", first.Folder, StringComparison.Ordinal);
        await PostgresSandbox.Write(first, "elsewhere");
        await first.DisposeAsync();

        await using var second = await closed.Start();
        Assert.Equal(first.Folder, second.Folder);
        Assert.Equal(["elsewhere"], await PostgresSandbox.Notes(second));
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}
