using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsBot.Sandbox.Postgres;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Postgres;

/// <summary>A folder for embedded servers of one test, and what happens to the processes on it.</summary>
public sealed class PostgresSandbox : IAsyncDisposable
{
    readonly DirectoryInfo home;
    readonly HashSet<string> used = [];

    public PostgresSandbox(bool closed = false)
    {
        // The first kind is the owner's alone, the second may be entered by everybody.
        home = closed
            ? Directory.CreateTempSubdirectory("opsbot-test-")
            : Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"opsbot-test-{Path.GetRandomFileName()}"));
    }

    public string Folder => Path.Combine(home.FullName, "db");

    public string Data => Path.Combine(Folder, "data");

    public async Task<EmbeddedPostgres> Start(int? port = null)
    {
        var started = await EmbeddedPostgres.Start(
            new() { Folder = Folder, Fast = true, Port = port }, NullLogger.Instance, TestContext.Current.CancellationToken);
        used.Add(started.Folder);
        return started;
    }

    /// <summary>The same server, but in a program of its own that can be killed.</summary>
    public async Task<OtherProcess> StartInOtherProcess()
    {
        var program = OtherProcess.OfProgram("OpsBot.Sandbox", null, "database", "--folder", Folder);
        await program.Says("Ready until Ctrl-C");
        return program;
    }

    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Whoever keeps an eye on the server: its parent and the parent's other children.</summary>
    public IReadOnlyList<int> Watchers()
    {
        var parent = int.Parse(File.ReadAllText($"/proc/{Postmaster}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);
        var children = File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [parent, .. children.Select(child => int.Parse(child, CultureInfo.InvariantCulture)).Where(child => child != Postmaster)];
    }

    public static bool Lives(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Gone, before or while it was looked at.
            return false;
        }
    }

    public static async Task Write(EmbeddedPostgres postgres, string note)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var create = source.CreateCommand("create table if not exists notes (note text)");
        await create.ExecuteNonQueryAsync();
        await using var insert = source.CreateCommand("insert into notes (note) values ($1)");
        insert.Parameters.AddWithValue(note);
        await insert.ExecuteNonQueryAsync();
    }

    public static async Task<IReadOnlyList<string>> Notes(EmbeddedPostgres postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand("select note from notes order by note");
        await using var reader = await command.ExecuteReaderAsync();
        var notes = new List<string>();
        while (await reader.ReadAsync()) notes.Add(reader.GetString(0));
        return notes;
    }

    public async ValueTask DisposeAsync()
    {
        // One whose program was killed goes on for a moment, and writes into its folder.
        if (Serving() is { } server) await Eventually.True(() => !Lives(server));
        foreach (var folder in used.Where(folder => folder != Folder))
            Directory.GetParent(folder)!.Delete(recursive: true);
        home.Delete(recursive: true);
    }

    int? Serving()
    {
        try
        {
            return Postmaster;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
