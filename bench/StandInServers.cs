using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace OpsBot.Bench;

/// <summary>
/// Every server of 127.78.0.0/16, which answers whatever it is asked at three ports and hangs up; and 127.79.0.1, which lets nobody in: it
/// listens, takes nobody out of its queue, and that is full.
/// </summary>
sealed class StandInServers : IAsyncDisposable
{
    public const string Away = "127.79.0.1";

    const int MostAtOnce = 4_096;

    // A second socket at one port, for one address of all.
    const int SocketLevel = 1, ReusePort = 15;

    static readonly ReadOnlyMemory<byte> answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    readonly CancellationTokenSource stopping = new();
    readonly List<Socket> sockets = [];
    readonly List<Task> accepting = [];

    StandInServers() { }

    public IReadOnlyList<int> Ports { get; private set; } = [];

    public static async Task<StandInServers> Start()
    {
        var servers = new StandInServers();
        var ports = new List<int>();
        for (var service = 0; service < 3; service++)
        {
            var open = servers.Listen(new(IPAddress.Any, 0), MostAtOnce);
            ports.Add(((IPEndPoint)open.LocalEndPoint!).Port);
            servers.accepting.Add(servers.Accept(open));
            var shut = servers.Listen(new(IPAddress.Parse(Away), ports[^1]), 0);
            await servers.Crowd((IPEndPoint)shut.LocalEndPoint!);
        }
        servers.Ports = ports;
        return servers;
    }

    Socket Listen(IPEndPoint at, int queue)
    {
        var socket = Socket();
        socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
        socket.Bind(at);
        socket.Listen(queue);
        return socket;
    }

    Socket Socket()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        return socket;
    }

    /// <summary>Connects until nobody is let in any more.</summary>
    async Task Crowd(IPEndPoint at)
    {
        for (var i = 0; i < 8; i++)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            try
            {
                await Socket().ConnectAsync(at, late.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        throw new InvalidOperationException($"{at} lets everybody in.");
    }

    async Task Accept(Socket open)
    {
        try
        {
            while (true) _ = Answer(await open.AcceptAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
    }

    static async Task Answer(Socket caller)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2_048);
        try
        {
            await caller.ReceiveAsync(buffer);
            await caller.SendAsync(answer);
            caller.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Who asked has gone, which is theirs to do.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            caller.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(accepting);
        foreach (var socket in sockets) socket.Dispose();
        stopping.Dispose();
    }
}
