using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OpsBot.Bench.Servers;

/// <summary>One server in a process of its own, ready to be measured.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    readonly Process process;

    readonly Task logging;

    ServerProcess(Process process, IPEndPoint address, string log)
    {
        (this.process, Address) = (process, address);
        logging = Log(log);
    }

    public IPEndPoint Address { get; }

    /// <summary>From the start of the process to its first "ready".</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>What it occupies of the machine's memory, in MB.</summary>
    public double Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024;
        }
    }

    public static async Task<ServerProcess> Start(
        string assembly, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment, string folder)
    {
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. args])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            // What it logs goes into a file: it is part of its work, and nothing to read here.
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = $"http://{address}";
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var server = new ServerProcess(process, address, Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(assembly)}.log"));
        await Ready(process, address, watch);
        server.ReadyAfter = watch.Elapsed;
        return server;
    }

    async Task Log(string path)
    {
        await using var file = File.Create(path);
        await process.StandardOutput.BaseStream.CopyToAsync(file);
    }

    static async Task Ready(Process process, IPEndPoint address, Stopwatch watch)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System))
        {
            if (process.HasExited) throw new InvalidOperationException(
                $"The server ended with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}.");
            if (watch.Elapsed > patience) throw new TimeoutException($"The server was not ready within {patience.TotalSeconds:0} s.");
            try
            {
                using var asked = new HttpRequestMessage(HttpMethod.Get, $"http://{address}/readyz");
                using var answer = await client.SendAsync(asked, CancellationToken.None);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await logging;
        process.Dispose();
    }
}
