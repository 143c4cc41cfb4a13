using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OpsBot.Sandbox.Postgres;

/// <summary>A Postgres of our own: started with the program, stopped with it, its data kept in a folder.</summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly PostgresFolder folder;
    readonly Process server;
    readonly ILogger log;
    bool stopping;

    EmbeddedPostgres(PostgresFolder folder, Process server, NpgsqlConnectionStringBuilder address, ILogger log)
    {
        (this.folder, this.server, this.log) = (folder, server, log);
        (ConnectionString, Port) = (address.ConnectionString, address.Port);
        server.EnableRaisingEvents = true;
        server.Exited += (_, _) => { if (!stopping) LogLost(log, folder.Log); };
    }

    public string ConnectionString { get; }

    public int Port { get; }

    /// <summary>Where the data really is: the folder asked for, or one that Postgres's account may enter.</summary>
    public string Folder => folder.Path;

    public static async Task<EmbeddedPostgres> Start(EmbeddedPostgresOptions options, ILogger log, CancellationToken cancel)
    {
        // First of all: the package also makes the account that the server runs under.
        var packages = new PostgresPackages(log);
        await PostgresBinaries.Find(null, packages, cancel);
        var account = await PostgresAccount.For(options.Folder, cancel);
        var folder = await PostgresFolder.Open(options.Folder, account, log, cancel);
        try
        {
            var binaries = await PostgresBinaries.Find(folder.Major, packages, cancel);
            await new Leftovers(folder, log).Clear(cancel);
            var address = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Username = "opsbot",
                Password = await Cluster.EnsurePassword(folder, account, binaries, options.Fast, cancel),
                Database = options.Database,
                // It never leaves this machine.
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
                // The sandbox's data is made up, so an error may show it.
                IncludeErrorDetail = true,
            };
            var server = await StartServer(options, folder, account, binaries, address, log, cancel);
            LogStarted(log, binaries.Major, address.Port, folder.Path);
            return new(folder, server, address, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    static async Task<Process> StartServer(
        EmbeddedPostgresOptions options, PostgresFolder folder, PostgresAccount account, PostgresBinaries binaries,
        NpgsqlConnectionStringBuilder address, ILogger log, CancellationToken cancel)
    {
        // A free port can be taken by somebody else before Postgres has it; then the next one will do.
        for (var attempt = 1; ; attempt++)
        {
            address.Port = options.Port ?? FreePort();
            var server = Watchdog.Start(folder, account, binaries, Settings.For(options, address.Port));
            try
            {
                if (await Answers(server, folder, address, cancel))
                    return server;
                var reason = folder.LastWords();
                // Its last words are that it has no socket; only the line before them names the port.
                if (options.Port is not null || attempt == 5 || !(reason.Contains("in use", StringComparison.Ordinal)
                    || reason.Contains("TCP/IP sockets", StringComparison.Ordinal)))
                    throw new PostgresUnavailableException($"Postgres did not start: {reason} (the whole log is {folder.Log}).");
                server.Dispose();
            }
            catch
            {
                await Watchdog.Stop(server, folder, log, CancellationToken.None);
                throw;
            }
        }
    }

    /// <summary>False when the server ended instead.</summary>
    static async Task<bool> Answers(Process server, PostgresFolder folder, NpgsqlConnectionStringBuilder address, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); !folder.IsReady(address.Port);)
        {
            if (server.HasExited) return false;
            if (watch.Elapsed > patience)
                throw new PostgresUnavailableException(
                    $"Postgres was not ready within {patience.TotalSeconds:0} seconds: {folder.LastWords()} (the whole log is {folder.Log}).");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);
        }
        await EnsureDatabase(address, cancel);
        return true;
    }

    static async Task EnsureDatabase(NpgsqlConnectionStringBuilder address, CancellationToken cancel)
    {
        var name = address.Database!;
        var entrance = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Database = "postgres", Pooling = false };
        await using var db = new NpgsqlConnection(entrance.ConnectionString);
        await db.OpenAsync(cancel);
        await using var find = new NpgsqlCommand("select count(*) from pg_database where datname = $1",
            db) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(cancel) is 1L) return;
        await using var create = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", db);
        await create.ExecuteNonQueryAsync(cancel);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping) return;
        stopping = true;
        await Watchdog.Stop(server, folder, log, CancellationToken.None);
        folder.Dispose();
        LogStopped(log, folder.Path);
    }

    [LoggerMessage(LogLevel.Information, "Postgres {Major} started on 127.0.0.1:{Port} with its data in {Folder}")]
    static partial void LogStarted(ILogger log, int major, int port, string folder);

    [LoggerMessage(LogLevel.Information, "Postgres in {Folder} stopped")]
    static partial void LogStopped(ILogger log, string folder);

    [LoggerMessage(LogLevel.Critical, "Postgres ended by itself; {File} says why")]
    static partial void LogLost(ILogger log, string file);
}
