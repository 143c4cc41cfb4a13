using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OpsBot.Sandbox.Postgres;

namespace OpsBot.Sandbox.Caddy;

/// <summary>A real Caddy of our own: it begins with one server that has no routes, keeps nothing, and ends with us.</summary>
public sealed class CaddyServer : ICaddy
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    // The kernel closes standard input however we end, and then Caddy is told to stop.
    const string Script =
        """
        trap '' INT TERM HUP QUIT
        set -m
        exec 3<&0
        HOME="$1" XDG_DATA_HOME="$1" XDG_CONFIG_HOME="$1" caddy run --config "$1/caddy.json" </dev/null >"$1/log" 2>&1 3<&- &
        server=$!
        { cat; kill -KILL "$server"; } <&3 >/dev/null 2>&1 3<&- &
        exec 0</dev/null 3<&-
        wait "$server"
        """;

    readonly string folder;
    Process? process;

    CaddyServer(string folder, int admin, int http)
    {
        this.folder = folder;
        (Admin, Http) = (new IPEndPoint(IPAddress.Loopback, admin), new IPEndPoint(IPAddress.Loopback, http));
    }

    public IPEndPoint Admin { get; }

    public IPEndPoint Http { get; }

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "caddy")));

    /// <summary>Takes visitors on that port, or with zero on any that is free.</summary>
    public static async Task<CaddyServer> Start(string folder, int port, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var caddy = new CaddyServer(Path.GetFullPath(folder), FreePort(), port == 0 ? FreePort() : port);
        await caddy.Begin(cancel);
        return caddy;
    }

    public async Task Begin(CancellationToken cancel, Func<ICaddy, string>? with = null)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "caddy.json"), (with ?? ICaddy.OneServer)(this), cancel);
        File.Delete(LogPath);
        process = Shell.Start(Shell.Bash(Script, folder));
        for (var watch = Stopwatch.StartNew(); !Log().Contains("serving initial configuration", StringComparison.Ordinal);)
        {
            if (process.HasExited || watch.Elapsed > patience)
                throw new InvalidOperationException($"Caddy did not start: {Log().TrimEnd().Split('\n')[^1]}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);
        }
    }

    public async Task End()
    {
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    string LogPath => Path.Combine(folder, "log");

    string Log()
    {
        if (!File.Exists(LogPath)) return "";
        using var log = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        Directory.Delete(folder, recursive: true);
    }
}
