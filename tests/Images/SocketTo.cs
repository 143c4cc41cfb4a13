using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace OpsBot.Tests.Images;

/// <summary>A socket in a folder that leads to a port of this machine: the way in for a container without a network.</summary>
[UnsupportedOSPlatform("windows")]
sealed class SocketTo : IAsyncDisposable
{
    readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource over = new();
    readonly Task accepting;

    public SocketTo(string path, int port)
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(100);
        Open(path);
        accepting = Accept(port);
    }

    /// <summary>To everybody: whoever comes from a container is nobody here.</summary>
    public static void Open(string path) => File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);

    async Task Accept(int port)
    {
        try
        {
            while (true) _ = Carry(await listener.AcceptAsync(over.Token), port);
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    async Task Carry(Socket from, int port)
    {
        using var to = new TcpClient();
        try
        {
            await to.ConnectAsync(IPAddress.Loopback, port, over.Token);
            await using var near = new NetworkStream(from, ownsSocket: true);
            await using var far = to.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, over.Token), far.CopyToAsync(near, over.Token));
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One end hung up; the other hears of it by the closing of both.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await accepting;
        listener.Dispose();
        over.Dispose();
    }
}
