using System.Diagnostics;
using System.Globalization;

namespace OpsBot.Sandbox.Postgres;

/// <summary>Clears away what a killed program left running on a data folder. Call it only while holding the folder.</summary>
sealed partial class Leftovers(PostgresFolder folder, ILogger log)
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    string PidFile => Path.Combine(folder.Data, "postmaster.pid");

    public async Task Clear(CancellationToken cancel)
    {
        if (!File.Exists(PidFile) && Running() is []) return;

        // Its watchdog is stopping it already when the program died a moment ago. Being told twice does not hurt.
        foreach (var signal in new[] { "-INT", "-QUIT", "-KILL" })
        {
            if (Running() is not { Count: > 0 } running) break;
            LogStopping(folder.Data, signal);
            // The postmaster takes its children along; a child without a postmaster needs telling itself.
            var told = signal != "-KILL" && Postmaster() is { } postmaster && running.Contains(postmaster) ? new List<int> { postmaster }
                : running;
            foreach (var pid in told)
                await Shell.Run(["kill", signal, pid.ToString(CultureInfo.InvariantCulture)], cancel);
            await AllGone(cancel);
        }
        if (Running() is not [])
            throw new PostgresUnavailableException(
                $"A Postgres still runs on {folder.Data} and can't be stopped: end process {string.Join(", ", Running())}, then start again.");
        // Postgres ignores a stale file, except when its number has since gone to another process of the same user.
        File.Delete(PidFile);
    }

    async Task AllGone(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        while (Running() is not [] && watch.Elapsed < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
    }

    int? Postmaster() =>
        File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
            ? pid : null;

    // Every process of a Postgres works in its data folder, and nothing else does. A number in a file proves nothing:
    // it may have gone to somebody else by now.
    List<int> Running() => Directory.Exists("/proc/self")
        ? [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && WorksHere(pid))]
        : [.. Process.GetProcessesByName("postgres").Where(process => process.Id == Postmaster()).Select(process => process.Id)];

    bool WorksHere(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget == folder.Data
                && File.ReadAllText($"/proc/{pid}/comm").StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or somebody else's: not ours either way.
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Stopping the Postgres that an earlier run left on {Folder} ({Signal})")]
    partial void LogStopping(string folder, string signal);
}
