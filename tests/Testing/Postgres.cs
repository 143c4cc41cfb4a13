using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Sandbox.Postgres;
using OpsBot.Tests.Testing;

[assembly: AssemblyFixture(typeof(Postgres))]

namespace OpsBot.Tests.Testing;

/// <summary>One real server for the whole run, started when the first test asks for it.</summary>
public sealed class Postgres : IAsyncLifetime
{
    const string Template = "migrated";
    const string Memory = "/dev/shm";
    const long Room = 2L << 30;

    readonly Lazy<Task<EmbeddedPostgres>> server = new(StartWithTemplate);
    int databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A database of your own with every migration applied. Dropped when disposed.</summary>
    public Task<Database> NewDatabase() => Create(Template);

    /// <summary>A database of your own with nothing in it. Dropped when disposed.</summary>
    public Task<Database> EmptyDatabase() => Create("template1");

    public async ValueTask DisposeAsync()
    {
        if (server is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        var running = await server.Value;
        await running.DisposeAsync();
        // What is kept in memory would stay there.
        if (running.Folder.StartsWith(Memory, StringComparison.Ordinal))
            Directory.Delete(running.Folder, recursive: true);
    }

    internal async Task<string> CopyOf(string template)
    {
        var running = await server.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        // Copying files is quicker than copying through the log.
        await Execute(running.ConnectionString, $"create database {name} template {template} strategy file_copy");
        return new NpgsqlConnectionStringBuilder(running.ConnectionString)
        {
            Database = name,
            MaxPoolSize = 50,
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5,
        }.ConnectionString;
    }

    internal async Task Drop(string database) =>
        await Execute((await server.Value).ConnectionString, $"drop database if exists {database} with (force)");

    internal const string Migrated = Template;

    async Task<Database> Create(string template)
    {
        var database = new Database(this, template);
        await database.InitializeAsync();
        return database;
    }

    static async Task<EmbeddedPostgres> StartWithTemplate()
    {
        var started = await StartInFreeFolder();
        // What a killed run left behind. The template is made anew because the migrations may have changed.
        foreach (var leftover in await Names(started.ConnectionString))
            await Execute(started.ConnectionString, $"drop database {leftover} with (force)");
        await Execute(started.ConnectionString, $"create database {Template}");
        await Migrate(
            new NpgsqlConnectionStringBuilder(started.ConnectionString) { Database = Template, Pooling = false }.ConnectionString);
        return started;
    }

    static async Task Migrate(string connection)
    {
        Mapping.Ready();
        await using var source = NpgsqlDataSource.Create(connection);
        var applied = await new Migrations(source, TimeProvider.System, NullLogger<Migrations>.Instance).Apply(CancellationToken.None);
        if (applied.Fault is { } refusal)
            throw new InvalidOperationException(refusal.Sentence);
    }

    // Runs may overlap, so there is a folder for each of them.
    static async Task<EmbeddedPostgres> StartInFreeFolder()
    {
        for (var number = 1; ; number++)
            try
            {
                return await EmbeddedPostgres.Start(new() { Folder = Folder(number), Fast = true }, NullLogger.Instance,
                    CancellationToken.None);
            }
            catch (PostgresUnavailableException e) when (number < 20 && e.Message.StartsWith("Another OpsBot", StringComparison.Ordinal))
            {
                // The next folder, then.
            }
    }

    // On a disk, most of the whole run's time goes by in its file system: a database is 500 files, made and deleted a thousand times.
    static string Folder(int number) => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room
        ? Path.Combine(Memory, $"opsbot-tests-{Environment.UserName}-{number}")
        : Repository.At(".opsbot", $"tests-{number}");

    static async Task<List<string>> Names(string connection)
    {
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync();
        await using var command =
            new NpgsqlCommand($"select datname from pg_database where datname = '{Template}' or datname like 'test\\_%'", db);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    static async Task Execute(string connection, string sql)
    {
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync();
    }
}
