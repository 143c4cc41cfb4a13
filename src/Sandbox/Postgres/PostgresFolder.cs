using System.Security.Cryptography;
using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Postgres;

/// <summary>A folder that Postgres's account may enter and that no other OpsBot uses meanwhile.</summary>
sealed partial class PostgresFolder : IDisposable
{
    // Says the real path when this account can work in the folder, and fails when it can't.
    const string Enter = "cd -- \"$1\" && [ -O . ] && [ -w . ] && pwd -P";

    // Made by the account itself, so that a folder somebody else prepared under the same name is refused.
    const string MakeAndEnter = "umask 077; mkdir -p -- \"$1\" && [ ! -L \"${1%/*}\" ] && [ -O \"${1%/*}\" ] && " + Enter;

    readonly FileStream hold;

    PostgresFolder(string path, FileStream hold) => (Path, this.hold) = (path, hold);

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "log");

    public string Password => System.IO.Path.Combine(Path, "password");

    public int? Major =>
        File.Exists(System.IO.Path.Combine(Data, "PG_VERSION"))
            && int.TryParse(File.ReadAllText(System.IO.Path.Combine(Data, "PG_VERSION")), out var major)
            ? major : null;

    // What pg_ctl waits for too. To connect proves less: it may be another server that has the port.
    public bool IsReady(int port)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(System.IO.Path.Combine(Data, "postmaster.pid"));
        }
        catch (IOException)
        {
            // Not written yet, or taken away because the server ends.
            return false;
        }
        return lines is [_, _, _, var itsPort, _, _, _, var state, ..] && itsPort == $"{port}" && state.Trim() == "ready";
    }

    /// <summary>The log line that best says why the server ended.</summary>
    public string LastWords()
    {
        var lines = File.Exists(Log) ? File.ReadAllLines(Log) : [];
        var telling = lines.LastOrDefault(line => line.Contains("FATAL:", StringComparison.Ordinal)) ?? lines.LastOrDefault()
            ?? "it said nothing";
        return telling[(telling.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
    }

    public static async Task<PostgresFolder> Open(string wanted, PostgresAccount account, ILogger log, CancellationToken cancel)
    {
        wanted = System.IO.Path.GetFullPath(wanted);
        var path = await Prepare(wanted, account, log, cancel);
        return new(path, Hold(path));
    }

    public void Dispose() => hold.Dispose();

    static async Task<string> Prepare(string wanted, PostgresAccount account, ILogger log, CancellationToken cancel)
    {
        Directory.CreateDirectory(wanted);
        if (!account.IsOurs)
            await Shell.Run(["chown", account.Name, wanted], cancel);
        var entered = await Shell.Run(account.Command(Shell.Bash(Enter, wanted)), cancel);
        if (entered.Worked) return entered.LastLine;
        if (account.IsOurs)
            throw new PostgresUnavailableException(
                $"{wanted} belongs to another user: start OpsBot as that user, or delete the folder to begin anew.");

        var elsewhere = $"/var/tmp/opsbot-{account.Name}-{Hash(wanted)}/{System.IO.Path.GetFileName(wanted)}";
        entered = await Shell.Run(account.Command(Shell.Bash(MakeAndEnter, elsewhere)), cancel);
        if (!entered.Worked)
            throw new PostgresUnavailableException(
                $"Postgres runs as {account.Name}, who may enter neither {wanted} nor {elsewhere}: let that user into one of them.");
        LogElsewhere(log, account.Name, wanted, entered.LastLine);
        return entered.LastLine;
    }

    static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))).Start(12);

    // The kernel lets go of this lock however the holder ends, so it can't go stale.
    static FileStream Hold(string path)
    {
        var holder = System.IO.Path.Combine(path, "holder");
        try
        {
            var hold = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, $"{Environment.ProcessId}");
            return hold;
        }
        catch (IOException)
        {
            var who = File.Exists(holder) ? $" (process {File.ReadAllText(holder)})" : "";
            throw new PostgresUnavailableException(
                $"Another OpsBot{who} is using {path}: stop it first, or give this one a server of its own with OPSBOT_Database__ConnectionString.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Postgres runs as {Account}, who may not enter {Wanted}; its data is in {Path}")]
    static partial void LogElsewhere(ILogger log, string account, string wanted, string path);
}
