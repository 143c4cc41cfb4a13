using System.Diagnostics;

namespace OpsBot.Sandbox.Postgres;

/// <summary>Runs the server so that it ends with us, also when we are killed.</summary>
static class Watchdog
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    // The kernel closes standard input however we end, and then the server is told to stop. Job control gives server and
    // listener process groups of their own: Ctrl-C in the terminal must stop us first, while we still need the database.
    const string Script =
        """
        cd -- "$1" && shift
        exec >>log 2>&1
        trap '' INT TERM HUP QUIT
        set -m
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        { cat; kill -INT "$server"; } <&3 >/dev/null 2>&1 3<&- &
        listener=$!
        exec 0</dev/null 3<&-
        wait "$server"
        code=$?
        kill -KILL -- "-$listener" 2>/dev/null
        exit "$code"
        """;

    public static Process Start(PostgresFolder folder, PostgresAccount account, PostgresBinaries binaries, IEnumerable<string> settings)
    {
        // One log per start, and the one before it for the question why it ended.
        if (File.Exists(folder.Log)) File.Move(folder.Log, folder.Log + ".old", overwrite: true);
        return Shell.Start(account.Command(Shell.Bash(Script, [folder.Path, binaries.Server, "-D", folder.Data, .. settings])));
    }

    public static async Task Stop(Process server, PostgresFolder folder, ILogger log, CancellationToken cancel)
    {
        server.StandardInput.Close();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(patience);
        try
        {
            await server.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await new Leftovers(folder, log).Clear(cancel);
        }
        server.Dispose();
    }
}
